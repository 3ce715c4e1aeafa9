"""What a play came to, by what the public API and the inbox say; in the keys of `expected`."""

from collections import Counter
from typing import Any

from services.play.actors import Refused
from services.play.case import ExpectedLetters
from services.play.stage import Stage

LETTERS = tuple(ExpectedLetters.model_fields)
"""The kinds a case file counts."""
UNSEEN = (403, 404)
"""Not a reader of applications, or shut out by a conflict."""


async def outcome(stage: Stage, since: int) -> dict[str, Any]:
    """One object with the keys of `expected`; `since`: the last letter before the play began."""
    hr = await stage.hr()
    address = {application: email for email, application in stage.applications.items()}
    applications = await _applications(stage)
    offers = (await hr.get(stage.path("offers")))["items"]
    letters = await _letters(stage, since)
    hired = [each["id"] for each in applications if each["state"] == "hired"]
    return {
        "applications": len(applications),
        "qualified": sorted(
            address[each["id"]]
            for each in applications
            if each["qualified"] and each["state"] != "withdrawn"
        ),
        "ranking": [
            {"email": row["email"], "total": float(row["total"])}
            for row in await _ranking(stage)
            if row["total"] is not None
        ],
        "offers_in_order": list(
            dict.fromkeys(
                address[each["application_id"]]
                for each in sorted(offers, key=lambda each: each["sent_at"])
            )
        ),
        "hired": address[hired[0]] if hired else None,
        "public_list": await _public_list(stage, address),
        "answered_at_closure": sum(each["answered_at"] is not None for each in applications),
        "letters": {kind: letters[kind] for kind in LETTERS},
    }


async def _letters(stage: Stage, since: int) -> Counter[str]:
    """How many letters of each kind the applicants of this case were sent."""
    applicants = {each.email.lower() for each in stage.case.applicants}
    letters = await stage.doors.letters(after=since)
    return Counter(each["letter"] for each in letters if each["to"].lower() in applicants)


async def _ranking(stage: Stage) -> list[dict[str, Any]]:
    """Empty where the case ended before there were marks to rank by."""
    try:
        return await stage.ranking()
    except Refused as refused:
        if refused.code != "scores_sealed":
            raise
        return []


async def _applications(stage: Stage) -> list[dict[str, Any]]:
    """Every application; who has a conflict with an applicant does not see that one."""
    seen: dict[str, dict[str, Any]] = {}
    for address in stage.everyone():
        someone = await stage.doors.staff(address)
        try:
            lines = await someone.every(stage.path("applications"))
        except Refused as refused:
            if refused.status not in UNSEEN:
                raise
            continue
        seen |= {line["id"]: line for line in lines}
    return list(seen.values())


async def _public_list(stage: Stage, address: dict[str, str]) -> dict[str, Any]:
    """The last list, by all who read it: it tells nobody of an application they may not see."""
    last: dict[str, Any] = {}
    listed: set[str] = set()
    for reader in stage.everyone():
        someone = await stage.doors.staff(reader)
        try:
            last = (await someone.get(stage.path("public-lists")))["items"][-1]
        except Refused as refused:
            if refused.status not in UNSEEN:
                raise
            continue
        listed |= {each["application_id"] for each in last["entries"] if each["application_id"]}
    return {
        "total": last["total"],
        "named": sorted(address[application] for application in listed),
        "women": last["women"],
        "men": last["men"],
    }


def differences(expected: dict[str, Any], came: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """By key: what was expected, and what came instead."""
    return {
        key: (wanted, came.get(key)) for key, wanted in expected.items() if came.get(key) != wanted
    }
