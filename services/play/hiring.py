"""Nomination, offers, checks and contract."""

from datetime import date, timedelta
from typing import Any

from services.kit import clock
from services.play.case import Applicant
from services.play.preparing import WHY_TEMPORARY, check_preference, wanted_start
from services.play.stage import Stage

AS_AGREED = "Etter avtale mellom partene."
REFEREES = (("Leder", "leader", True), ("Kollega", "colleague", False))
BEFORE_START = timedelta(days=30)
"""From an offer to the first day, where the wanted day has come too near."""
PAY = 560_000


async def nominate(stage: Stage) -> list[Applicant]:
    """The ranking as advice, reasons, references, remark and decision; nobody if it cannot be."""
    if nominated := await submit_nomination(stage):
        await decide_nomination(stage)
    return nominated


async def submit_nomination(stage: Stage) -> list[Applicant]:
    """Ranking, references, reasons and the union's remark; nobody if there can be no nomination."""
    stage.say("Nomination")
    ranking = await stage.ranking()
    if reason := _obstacle(ranking):
        await (await stage.leader()).post(stage.path("failure"), {"reason": reason})
        return []
    places = ranking[: stage.case.nominate]
    nominated = [stage.who(place["email"]) for place in places]
    for applicant in nominated:
        await collect_references(stage, applicant)
    entries = [
        {
            "application_id": place["application_id"],
            "rank": rank,
            "reason": "Best etter kravene i profilen, og etter intervju.",
        }
        for rank, place in enumerate(places, 1)
    ]
    author = await stage.impartial(*nominated)
    await stage.edit(
        author,
        "nomination",
        {"summary": "Rangert etter kvalifikasjonsprinsippet.", "entries": entries},
    )
    await author.post(stage.path("nomination/submission"))
    await stage.settle()
    await (await stage.union()).post(stage.path("nomination/remark"), {"remark": None})
    await stage.settle()
    return nominated


async def decide_nomination(stage: Stage) -> None:
    await (await stage.approver()).post(
        stage.path("nomination/decision"), {"approved": True, "reason": "Enig."}
    )


def _obstacle(ranking: list[dict[str, Any]]) -> str | None:
    """Why nobody can be nominated: nobody is left, or somebody has a criterion without a mark."""
    if not ranking:
        return "Ingen søkere står igjen."
    if any(each["total"] is None for each in ranking):
        return "En søker mangler vurdering på et krav, og ingen habil vurderer er igjen."
    return None


async def collect_references(stage: Stage, applicant: Applicant) -> None:
    """The applicant names referees, they are asked, and each of them answers."""
    candidate = await stage.candidate(applicant)
    application = stage.applications[applicant.email]
    referees = [
        {
            "name": f"{title} {number}",
            "email": f"{relation}.{application}@referee.example.org",
            "relation": relation,
            "recent_leader": recent,
        }
        for number, (title, relation, recent) in enumerate(REFEREES, 1)
    ]
    await candidate.put(f"/my/applications/{application}/referees", {"referees": referees})
    asker = await stage.impartial(applicant)
    await asker.post(stage.path(f"applications/{application}/references/request"))
    await stage.settle()
    for referee in referees:
        await _give_reference(stage, str(referee["email"]))
    await stage.settle()


async def _give_reference(stage: Stage, address: str) -> None:
    referee = await stage.doors.outsider(address, "reference_asked")
    reference = (await referee.get("/my/references"))["items"][0]["id"]
    asked = await referee.get(f"/references/{reference}/answers")
    answers = [{"question": each["id"], "answer": "Ja, svært bra."} for each in asked["questions"]]
    await referee.post(f"/references/{reference}/answers", {"answers": answers})


async def hire(stage: Stage, nominated: list[Applicant]) -> None:
    """Offers down the nomination until one accepts, who is then checked and given a contract."""
    stage.say("Offers")
    for applicant in nominated:
        await check_preference(stage, "before_offer")
        await stage.settle()
        if await offer(stage, applicant):
            await check_and_sign(stage, applicant)
            return


async def offer(stage: Stage, applicant: Applicant) -> bool:
    """Offer the post; whether the applicant accepts."""
    await make_offer(stage, applicant)
    return await answer_offer(stage, applicant)


async def make_offer(stage: Stage, applicant: Applicant) -> None:
    await (await stage.impartial(applicant)).post(
        stage.path("offers"),
        {"application_id": stage.applications[applicant.email], "terms": _terms(stage)},
    )
    await stage.settle()


async def answer_offer(stage: Stage, applicant: Applicant) -> bool:
    """By the link in the letter; whether the applicant accepts."""
    application = stage.applications[applicant.email]
    accepts = applicant.answers_offer == "accepts"
    candidate = await stage.candidate(applicant)
    await candidate.post(
        f"/my/applications/{application}/offer-answer",
        {"answer": "accepted" if accepts else "declined"},
    )
    await stage.settle()
    return accepts


def _terms(stage: Stage) -> dict[str, Any]:
    """As in the need; a first day too near to be met is moved on."""
    need = stage.case.need
    start = wanted_start(stage)
    if start < clock.today() + BEFORE_START:
        start = clock.today() + BEFORE_START
    terms: dict[str, Any] = {
        "percentage": need.percentage,
        "start": start.isoformat(),
        "pay": PAY,
    }
    if need.is_temporary:
        terms |= {
            "position": "temporary",
            "temporary_basis": WHY_TEMPORARY,
            "ends": (_year_after(start) - timedelta(days=1)).isoformat(),
        }
    return terms


def _year_after(day: date) -> date:
    """The first of the month a year on and, where the day is not the first, of the next one."""
    month = day.month if day.day == 1 else day.month % 12 + 1
    later = day.day != 1 and month == 1
    return date(day.year + 1 + later, month, 1)


async def check_and_sign(stage: Stage, applicant: Applicant) -> None:
    stage.say("Checks and contract")
    decider = await stage.impartial(applicant)
    seen = _seen()
    for check in (await decider.get(stage.path("checks")))["items"]:
        await decider.post(
            stage.path(f"checks/{check['kind']}/decision"),
            {"passed": True, **seen.get(check["kind"], {})},
        )
    await stage.settle()
    contract = await decider.get(stage.path("contract"))
    items = {
        each["key"]: {
            "value": each["value"] or (None if each["law_ref"] else AS_AGREED),
            "law_ref": each["law_ref"],
        }
        for each in contract["items"]
    }
    await stage.edit(decider, "contract", {"items": items})
    await decider.post(stage.path("contract/issue"))


def _seen() -> dict[str, dict[str, Any]]:
    """What is seen at each kind of check; of health nothing but the answer."""
    return {
        "identity": {"document": "passport"},
        "authorisation": {"register_number": "9000001"},
        "police_certificate": {"issued": clock.today().isoformat()},
        "language": {"level": "B2"},
    }
