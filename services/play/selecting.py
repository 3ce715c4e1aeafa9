"""Selection: from the deadline to the marks."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from services.kit import clock
from services.kit.clock import OSLO
from services.kit.workdays import Workdays
from services.play.case import Applicant
from services.play.preparing import why_exempt
from services.play.stage import Stage
from services.recruitment.profile.codes import Level

AFTER_DEADLINE = timedelta(minutes=5)
TO_WITHDRAW = timedelta(days=7)
"""Three working days to withdraw in after a refused exemption, whatever holidays there are."""
NOTICE = 3
"""Working days from invitation to interview."""
HOURS = range(9, 15)
"""When interviews begin, one in each of these hours."""
INTERVIEW = timedelta(hours=1)


async def pass_deadline(stage: Stage) -> None:
    """The deadline passes, and everyone who is to see applicants declares conflicts."""
    stage.say("The deadline")
    advert = await (await stage.leader()).get(stage.path("advert"))
    await stage.until(datetime.fromisoformat(advert["closes_at"]) + AFTER_DEADLINE)
    for address in stage.everyone():
        await _declare(stage, address)
    stage.declared = True
    await stage.settle()
    if stage.case.leaving():
        await _close_ranks(stage)


async def _close_ranks(stage: Stage) -> None:
    """HR enters who has the parts of those who are out; HR leads the case where the leader is."""
    members = [
        {"person_id": stage.house.people[address], "relation": relation}
        for address, relation in stage.parts_now()
    ]
    await stage.edit(await stage.hr(), "members", {"members": members})


async def _declare(stage: Stage, address: str) -> None:
    someone = await stage.doors.staff(address)
    listed = (await someone.get(stage.path("names")))["names"]
    conflicted = [each for each in stage.case.applicants if address in each.conflicted]
    keys = [each["application_id"] for each in listed if _is_one_of(each, conflicted)]
    await someone.post(stage.path("conflicts"), {"application_ids": keys, "reason": None})


def _is_one_of(listed: dict[str, Any], applicants: list[Applicant]) -> bool:
    """By name; the list says the municipality too where two people have the same name."""
    return any(
        listed["name"] == each.name and listed.get("municipality") in (None, each.municipality)
        for each in applicants
    )


async def settle_exemptions(stage: Stage) -> None:
    """Each request to be left off the public list is decided; after a refusal some withdraw."""
    asked = [each for each in stage.still() if each.exemption]
    if not asked:
        return
    stage.say(f"{len(asked)} requests to be left off the public list")
    for applicant in asked:
        decider = await stage.impartial(applicant)
        requests = (await decider.get(stage.path("exemption-requests")))["items"]
        why = why_exempt(stage, applicant)
        request = next(each["id"] for each in requests if each["reason"] == why)
        await decider.post(
            stage.path(f"exemption-requests/{request}/decision"),
            {
                "granted": applicant.exemption == "granted",
                "reason": "Vurdert for seg, mot allmennhetens interesse i stillingen.",
            },
        )
    await stage.settle()
    await stage.withdraw(each for each in asked if each.withdraws == "after the refused exemption")
    await stage.until(clock.now() + TO_WITHDRAW)


async def screen(stage: Stage) -> None:
    """Every application is held against every must."""
    stage.say("Screening")
    musts = [each.key for each in stage.case.criteria(Level.MUST)]
    for applicant in stage.still():
        screener = await stage.impartial(applicant)
        for key, met in {**dict.fromkeys(musts, True), **applicant.musts}.items():
            await screener.put(
                stage.path(f"applications/{stage.applications[applicant.email]}/musts/{key}"),
                {"met": met, "note": "Lest i papirene."},
            )
    await (await stage.leader()).post(stage.path("screening"))


async def shortlist(stage: Stage) -> bool:
    """Choose whom to interview; False when that is nobody."""
    chosen = stage.to_interview()
    stage.say(f"{len(chosen)} on the shortlist")
    if not chosen:
        # Without interviews the case ends here, so this is the last moment to withdraw.
        await _withdraw_after_interview(stage)
    qualified = [each for each in stage.still() if each.is_qualified]
    await (await stage.impartial(*qualified)).post(
        stage.path("shortlist"),
        {
            "application_ids": [stage.applications[each.email] for each in chosen],
            "reason": "De best kvalifiserte etter søknad og papirer."
            if chosen
            else "Ingen er kvalifisert.",
        },
    )
    await stage.settle()
    return bool(chosen)


async def interview(stage: Stage) -> None:
    """A kit, invitations, an interview each; afterwards some withdraw."""
    stage.say("Interviews")
    leader = await stage.leader()
    questions = [
        {
            "criterion": each.key,
            "nb": f"Fortell om {each.nb.lower()}.",
            "en": f"Tell us about {each.en.lower()}.",
        }
        for each in stage.case.criteria(Level.SHOULD)
    ]
    await stage.edit(leader, "interview-kit", {"questions": questions})
    ends_at = clock.now()
    for applicant, starts_at in zip(stage.to_interview(), _times(ends_at), strict=False):
        ends_at = starts_at + INTERVIEW
        await (await stage.impartial(applicant)).post(
            stage.path("interviews"),
            {
                "application_id": stage.applications[applicant.email],
                "starts_at": starts_at.isoformat(),
                "minutes": 60,
                "place": "Møterom 2",
            },
        )
    await stage.until(ends_at)
    await (await stage.leader()).post(stage.path("interviews/end"))
    await stage.settle()
    await _withdraw_after_interview(stage)


def _times(invited_at: datetime) -> Iterator[datetime]:
    """Every hour in which there can be an interview, as long as need be."""
    workdays = Workdays()
    day = workdays.add(invited_at, NOTICE).astimezone(OSLO).date()
    while True:
        yield from (datetime.combine(day, time(hour), OSLO) for hour in HOURS)
        day = workdays.next_after(day)


async def _withdraw_after_interview(stage: Stage) -> None:
    await stage.withdraw(each for each in stage.still() if each.withdraws == "after the interview")


async def score(stage: Stage) -> None:
    """Every assessor hands in a sheet for every applicant without a conflict."""
    stage.say("Marks, sealed")
    for applicant in stage.to_interview():
        for address, marks in applicant.ratings.items():
            if not stage.may_assess(address, applicant):
                continue
            someone = await stage.doors.staff(address)
            sheet = {key: {"mark": mark, "note": "Notert."} for key, mark in marks.items()}
            await someone.put(
                stage.path(f"applications/{stage.applications[applicant.email]}/scores"),
                {"marks": sheet},
            )
    await stage.settle()
