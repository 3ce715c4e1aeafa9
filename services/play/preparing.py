"""Job analysis and advertising: from the need to the applications."""

from datetime import date
from typing import Any

from services.kit import clock
from services.play.case import Applicant
from services.play.stage import Stage

FULL_TIME = 100
WHY_PART_TIME = "Resten av stillingen er besatt."
WHY_TEMPORARY = "Vikariat, aml § 14-9 (2) b."


async def analyse_job(stage: Stage) -> None:
    """The need is written down, discussed, looked into for preferential rights, and approved."""
    stage.say("Job analysis")
    await submit_need(stage)
    await discuss_need(stage)
    await stage.settle()
    await approve_need(stage)


async def submit_need(stage: Stage) -> None:
    """The leader writes down the need, the alternatives and the profile, and submits it."""
    leader = await stage.leader()
    members = [
        {"person_id": stage.house.people[address], "relation": relation}
        for address, relation in stage.case.people.parts()
    ]
    created = await leader.post(
        "/recruitments",
        {
            **_need(stage),
            "unit_id": stage.house.unit,
            "members": members,
            "conflict_scope": stage.case.conflict_scope,
            "places_in_nomination": stage.case.nominate,
        },
    )
    stage.id = created["id"]
    criteria = [each.model_dump(mode="json", exclude_unset=True) for each in stage.case.profile]
    answers = [each.model_dump() for each in stage.case.alternatives]
    await stage.edit(leader, "alternatives", {"alternatives": answers})
    await stage.edit(leader, "profile", {"criteria": criteria})
    await leader.post(stage.path("submission"))


async def discuss_need(stage: Stage) -> None:
    """The union representative has no remark, and HR finds nobody with a preferential right."""
    await (await stage.union()).post(stage.path("discussion"), {"remark": None})
    await check_preference(stage, "before_advert")


async def approve_need(stage: Stage) -> None:
    await (await stage.approver()).post(stage.path("approval"), {"approved": True})


def wanted_start(stage: Stage) -> date:
    """As in the file; a day that has passed when the case is played is today instead."""
    return max(stage.case.need.wanted_start, clock.today())


def _need(stage: Stage) -> dict[str, Any]:
    """As in the file, with the reasons that the law asks of a leader where the file has none."""
    need = stage.case.need
    reasons = {
        "part_time_reason": WHY_PART_TIME if need.percentage < FULL_TIME else None,
        "temporary_basis": WHY_TEMPORARY if need.is_temporary else None,
    }
    return {
        **{key: text for key, text in reasons.items() if text},
        **need.model_dump(mode="json", exclude_none=True),
        "wanted_start": wanted_start(stage).isoformat(),
    }


async def check_preference(stage: Stage, when: str) -> None:
    await (await stage.hr()).post(
        stage.path("preference-checks"),
        {"stage": when, "finding": "Ingen har fortrinnsrett.", "claim": False},
    )


async def advertise(stage: Stage) -> None:
    """The advert is written in two languages and published."""
    stage.say("Advertising")
    leader = await stage.leader()
    advert = stage.case.advert
    await stage.edit(
        leader,
        "advert",
        {
            "texts": {
                "nb": {"title": advert.nb, "sections": advert.sections.get("nb", {})},
                "en": {"title": advert.en, "sections": advert.sections.get("en", {})},
            },
            "channels": [{"code": code} for code in advert.channels],
        },
    )
    await leader.post(stage.path("publication"), {"open_days": advert.open_days})
    await stage.settle()


async def receive_applications(stage: Stage) -> None:
    """Everybody applies; some withdraw before the deadline."""
    stage.say(f"{len(stage.case.applicants)} applications")
    advert = (await (await stage.leader()).get(stage.path("advert")))["id"]
    for applicant in stage.case.applicants:
        handed = _application(stage, applicant)
        stage.applications[applicant.email] = await stage.doors.apply(advert, handed)
    await stage.settle()
    await stage.withdraw(each for each in stage.case.applicants if each.leaves_early)


def why_exempt(stage: Stage, applicant: Applicant) -> str:
    """A reason of their own: whoever decides is shown a reason, and not whose it is."""
    return f"Jeg vil helst ikke stå på listen (nr. {stage.case.applicants.index(applicant) + 1})."


def _application(stage: Stage, applicant: Applicant) -> dict[str, Any]:
    facts = ("name", "email", "gender", "age", "municipality", "occupation", "language", "source")
    papers = ("letter", "cv")
    asked = applicant.exemption is not None
    return {
        **applicant.model_dump(include={*facts, *papers}, exclude_none=True),
        "exemption_asked": asked,
        "exemption_reason": why_exempt(stage, applicant) if asked else None,
    }
