"""The second half of a course: marks, references, nomination, offers, checks and contract."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from tests.faults.cases import APPROVER, HR, LEADER, SEEN, TERMS, UNION, Applicant, Way
from tests.faults.client import PATIENCE
from tests.faults.people import Refused
from workflows.payloads.codes import LetterKind

if TYPE_CHECKING:
    from tests.faults.course import Course

LOOK_EVERY = 0.4


async def nominate(course: "Course", invited: Sequence[Applicant]) -> None:
    """References, then a nomination that is remarked on and approved."""
    course.at = "nomination"
    leader = await course.doors.staff(LEADER)

    async def opened() -> bool:
        try:
            ranking = (await leader.get(course.path("ranking")))["items"]
        except Refused as sealed:
            if sealed.status != 403:
                raise
            return False
        return any(each["total"] is not None for each in ranking)

    await _until(opened)
    for applicant in invited:
        await _collect_references(course, applicant)
    entries = [
        {
            "application_id": course.applications[applicant.address],
            "rank": rank,
            "reason": "Etter kravene i profilen.",
        }
        for rank, applicant in enumerate(invited, 1)
    ]
    await leader.edit(course.path("nomination"), {"summary": "Rangert.", "entries": entries})
    await leader.post(course.path("nomination/submission"))
    union, approver = await course.doors.staff(UNION), await course.doors.staff(APPROVER)
    await union.post(course.path("nomination/remark"), {"remark": None})
    await approver.post(course.path("nomination/decision"), {"approved": True, "reason": "Enig."})


async def _collect_references(course: "Course", applicant: Applicant) -> None:
    application = course.applications[applicant.address]
    candidate = await course.doors.outsider(applicant.address, LetterKind.RECEIPT)
    local = applicant.address.split("@")[0]
    referees = [
        {
            "name": f"{relation.title()} {local}",
            "email": f"{relation}.{local}@referee.example.org",
            "relation": relation,
            "recent_leader": relation == "leader",
        }
        for relation in ("leader", "colleague")
    ]
    await candidate.put(f"/my/applications/{application}/referees", {"referees": referees})
    leader = await course.doors.staff(LEADER)
    await leader.post(course.path(f"applications/{application}/references/request"))
    for each in referees:
        referee = await course.doors.outsider(str(each["email"]), LetterKind.REFERENCE_ASKED)
        reference = (await referee.get("/my/references"))["items"][0]["id"]
        asked = (await referee.get(f"/references/{reference}/answers"))["questions"]
        answers = [{"question": one["id"], "answer": "Ja."} for one in asked]
        await referee.post(f"/references/{reference}/answers", {"answers": answers})


async def hire(course: "Course", nominated: Sequence[Applicant]) -> None:
    """Offers down the nomination, until one is accepted; then checks and contract."""
    course.at = "offers"
    if course.way is Way.SECOND_HIRED:
        await _offer(course, nominated[0], "declined")
        course.last_letters[nominated[0].address] = LetterKind.OFFER_DECLINED
    chosen = nominated[course.way is Way.SECOND_HIRED]
    await _offer(course, chosen, "accepted")
    course.last_letters[chosen.address] = LetterKind.HIRED
    await _check(course)
    await _sign(course)


async def _offer(course: "Course", applicant: Applicant, answer: str) -> None:
    application = course.applications[applicant.address]
    await course.check_preference(await course.doors.staff(HR), "before_offer")
    leader = await course.doors.staff(LEADER)
    await leader.post(course.path("offers"), {"application_id": application, "terms": TERMS})
    candidate = await course.doors.outsider(applicant.address, LetterKind.RECEIPT)
    await candidate.post(f"/my/applications/{application}/offer-answer", {"answer": answer})


async def _check(course: "Course") -> None:
    course.at = "checks"
    hr = await course.doors.staff(HR)
    checks: list[Any] = []

    async def known() -> bool:
        checks[:] = (await hr.get(course.path("checks")))["items"]
        return bool(checks)

    await _until(known)
    for check in checks:
        seen = {"passed": True, **SEEN.get(check["kind"], {})}
        await hr.post(course.path(f"checks/{check['kind']}/decision"), seen)


async def _sign(course: "Course") -> None:
    course.at = "the contract"
    leader = await course.doors.staff(LEADER)
    items: dict[str, Any] = {
        each["key"]: {
            "value": each["value"] or (None if each["law_ref"] else "Etter avtale."),
            "law_ref": each["law_ref"],
        }
        for each in (await leader.get(course.path("contract")))["items"]
    }
    await leader.edit(course.path("contract"), {"items": items})
    await leader.post(course.path("contract/issue"))


async def _until(happened: Callable[[], Awaitable[bool]]) -> None:
    """Look again and again, as people do, until the case has come so far."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if await happened():
                return
            await asyncio.sleep(LOOK_EVERY)
