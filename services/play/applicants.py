"""Whether what a case file says of its applicants fits its profile and its people."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.play.case import People
from services.play.loose import items, mapping, meant
from services.play.places import Fault, Place
from services.recruitment.need.codes import ConflictScope
from services.recruitment.profile.codes import Level
from services.selection.scores.rules import sheet_faults


@dataclass(frozen=True)
class Around:
    """What an applicant is held against."""

    musts: list[str]
    shoulds: list[str]
    people: People | None
    """None where something is wrong with their form, so that nobody is missed among them."""
    out: set[Any]
    """Whom a conflict with anybody takes out of the whole case."""


def check_applicants(content: Mapping[Any, Any], people: People | None) -> Iterator[Fault]:
    """Everything that does not fit, applicant by applicant."""
    applicants, around = _read(content, people)
    for position, applicant in enumerate(applicants):
        place = ("applicants", position)
        yield from _check_keys(around, place, applicant)
        if people:
            yield from _check_people(people, place, applicant)
            if _is_assessed(applicant):
                yield from _check_sheets(around, (*place, "ratings"), applicant, people.assessors)


def odd_applicants(content: Mapping[Any, Any], people: People | None) -> Iterator[Fault]:
    """What can be played, and is seldom meant: who applies twice, and assessors who give no marks.

    Who applies twice is one person, and marks open without the late at their deadline.
    """
    applicants, around = _read(content, people)
    yield from _same_addresses(applicants)
    for position, applicant in enumerate(applicants):
        if people and _is_assessed(applicant):
            given = mapping(applicant.get("ratings"))
            for address in _who_owe_marks(around, applicant, people.assessors):
                if address not in given:
                    yield ("applicants", position, "ratings"), f"{address} gives no marks."


def _read(
    content: Mapping[Any, Any], people: People | None
) -> tuple[Sequence[Mapping[Any, Any]], Around]:
    applicants = [mapping(each) for each in items(content.get("applicants"))]
    criteria = [mapping(each) for each in items(content.get("profile"))]
    musts, shoulds = (
        [str(each.get("key")) for each in criteria if each.get("level") == level]
        for level in (Level.MUST, Level.SHOULD)
    )
    one_by_one = content.get("conflict_scope") == ConflictScope.APPLICANT
    out = {address for each in applicants for address in items(each.get("conflicted"))}
    return applicants, Around(musts, shoulds, people, set[Any]() if one_by_one else out)


def _same_addresses(applicants: Sequence[Mapping[Any, Any]]) -> Iterator[Fault]:
    first: dict[str, Any] = {}
    for position, applicant in enumerate(applicants):
        address = str(applicant.get("email", "")).lower()
        if address in first:
            yield ("applicants", position, "email"), f"{first[address]} has this address too."
        elif address:
            first[address] = applicant.get("name")


def _check_keys(around: Around, place: Place, applicant: Mapping[Any, Any]) -> Iterator[Fault]:
    for key in mapping(applicant.get("musts")):
        if key not in around.musts:
            says = f"The profile has no such must{meant(key, around.musts) or '.'}"
            yield (*place, "musts", key), says
    for address, marks in mapping(applicant.get("ratings")).items():
        for key in mapping(marks):
            if key not in around.shoulds:
                says = f"The profile has no such should{meant(key, around.shoulds) or '.'}"
                yield (*place, "ratings", address, key), says


def _check_people(people: People, place: Place, applicant: Mapping[Any, Any]) -> Iterator[Fault]:
    known = people.everyone()
    for position, address in enumerate(items(applicant.get("conflicted"))):
        if address not in known:
            says = f"{address} has no part in the case{meant(address, known) or '.'}"
            yield (*place, "conflicted", position), says
    for address in mapping(applicant.get("ratings")):
        if address not in people.assessors:
            says = (
                f"{address} is not an assessor of the case{meant(address, people.assessors) or '.'}"
            )
            yield (*place, "ratings", address), says


def _is_assessed(applicant: Mapping[Any, Any]) -> bool:
    """Whether the marks of the file are handed in: others are not interviewed, or withdraw."""
    return (
        bool(mapping(applicant.get("ratings")))
        and applicant.get("withdraws") is None
        and all(mapping(applicant.get("musts")).values())
    )


def _check_sheets(
    around: Around, place: Place, applicant: Mapping[Any, Any], assessors: Collection[str]
) -> Iterator[Fault]:
    """A sheet is handed in whole."""
    sheets = mapping(applicant.get("ratings"))
    for address in _who_owe_marks(around, applicant, assessors):
        if address not in sheets:
            continue
        _, missing = sheet_faults(list(mapping(sheets[address])), around.shoulds)
        for key in missing:
            says = f"«{key.removeprefix('marks.')}» has no mark; every criterion needs one."
            yield (*place, address), says


def _who_owe_marks(
    around: Around, applicant: Mapping[Any, Any], assessors: Collection[str]
) -> list[str]:
    """The assessors without a conflict."""
    out = around.out | set(items(applicant.get("conflicted")))
    return [address for address in assessors if address not in out]
