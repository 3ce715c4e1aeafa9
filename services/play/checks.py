"""What the parts of a case file have to do with each other, checked without starting anything.

Of the file as it is written, so that a fault in one part hides none in another. The rules are those
of the API where it has them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from services.kit.i18n import translate
from services.play.applicants import check_applicants, odd_applicants
from services.play.case import Alternative, People
from services.play.loose import items, mapping, meant
from services.play.places import Fault, Place
from services.recruitment.findings import errors_in
from services.recruitment.need.rules import unanswered
from services.recruitment.profile.rules import check_profile
from services.recruitment.profile.schemas import CriterionGiven
from services.recruitment.profile.tables import Criterion
from services.recruitment.wording import find_wording

Sound = TypeVar("Sound", bound=BaseModel)


def check(content: Mapping[Any, Any]) -> Iterator[Fault]:
    """Everything that is wrong between the parts of a file."""
    (people,) = _sound(People, [content.get("people")]) or [None]
    yield from _check_alternatives(content)
    yield from _check_profile(content)
    yield from _check_advert(content)
    if people:
        yield from _check_people(people)
    yield from check_applicants(content, people)
    yield from _check_expected(content)


def odd(content: Mapping[Any, Any]) -> Iterator[Fault]:
    """What is no fault, and may not be meant."""
    (people,) = _sound(People, [content.get("people")]) or [None]
    return odd_applicants(content, people)


def _check_alternatives(content: Mapping[Any, Any]) -> Iterator[Fault]:
    place = ("alternatives",)
    given = _sound(Alternative, items(content.get("alternatives")))
    if given is None:
        return
    for option, times in Counter(each.option for each in given).items():
        if times > 1:
            yield place, f"«{option}» is answered twice."
    for option in unanswered((each.option, each.answer) for each in given):
        yield place, f"«{option}» is not answered; each alternative has to be."


def _check_profile(content: Mapping[Any, Any]) -> Iterator[Fault]:
    given = _sound(CriterionGiven, items(content.get("profile")))
    if given is None:
        return
    positions = {each.key: position for position, each in enumerate(given)}
    rows = [Criterion(**each.model_dump()) for each in given]
    for finding in errors_in(check_profile(rows)):
        position = positions.get(finding.place)
        place: Place = ("profile",) if position is None else ("profile", position)
        yield place, translate("en", finding.message, **finding.values)


def _check_advert(content: Mapping[Any, Any]) -> Iterator[Fault]:
    advert = mapping(content.get("advert"))
    for language in ("nb", "en"):
        for hit in find_wording(str(advert.get(language, "")), language):
            if hit.strict:
                yield ("advert", language), translate("en", hit.message, phrase=hit.phrase)


def _check_people(people: People) -> Iterator[Fault]:
    if people.approver == people.leader:
        yield ("people", "approver"), "The leader cannot approve the same case."
    for address, times in Counter(people.assessors).items():
        if times > 1:
            yield ("people", "assessors"), f"{address} is named twice."


def _check_expected(content: Mapping[Any, Any]) -> Iterator[Fault]:
    """Only who is named: the rest of what is expected is for the play to show."""
    known = [str(mapping(each).get("email")) for each in items(content.get("applicants"))]
    expected = mapping(content.get("expected"))
    named: list[tuple[Place, Any]] = [(("hired",), expected.get("hired"))]
    for key in ("qualified", "offers_in_order"):
        named += [((key, at), each) for at, each in enumerate(items(expected.get(key)))]
    for at, each in enumerate(items(expected.get("ranking"))):
        named.append((("ranking", at, "email"), mapping(each).get("email")))
    for at, each in enumerate(items(mapping(expected.get("public_list")).get("named"))):
        named.append((("public_list", "named", at), each))
    for place, address in named:
        if isinstance(address, str) and address not in known:
            says = f"{address} is not an applicant of the case{meant(address, known) or '.'}"
            yield ("expected", *place), says


def _sound(form: type[Sound], parts: Iterable[Any]) -> list[Sound] | None:
    """These parts of the file; None where something is wrong with their form, which is told."""
    try:
        return [form.model_validate(part) for part in parts]
    except ValidationError:
        return None
