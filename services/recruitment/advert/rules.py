"""What an advert must hold before it is published, how long it stands, and what may follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from services.kit.clock import OSLO, end_of
from services.kit.errors import Conflict, Invalid
from services.kit.i18n import LANGUAGES
from services.recruitment.advert.codes import EXPECTED
from services.recruitment.advert.render import Facts, says_norwegian_level, text_in
from services.recruitment.findings import Finding, Severity, error, errors_in, warning
from services.recruitment.need.codes import Position
from services.recruitment.profile.rules import check_profile
from services.recruitment.profile.tables import Criterion
from services.recruitment.wording import find_wording

SHORT = timedelta(days=14)
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Draft:
    """An advert as it is checked."""

    texts: Mapping[str, Any]
    facts: Facts
    criteria: Sequence[Criterion]
    one_language_reason: str | None = None
    wording_reason: str | None = None
    has_assessor: bool = True


def check_advert(draft: Draft) -> list[Finding]:
    """Everything to say of an advert. Errors stop its publication; warnings stop nothing."""
    return [
        *_check_languages(draft),
        *_check_facts(draft),
        *(finding for tag in LANGUAGES for finding in _check_text(draft, tag)),
    ]


def _check_languages(draft: Draft) -> Iterable[Finding]:
    written = [tag for tag in LANGUAGES if text_in(draft.texts, tag).title]
    if not written:
        yield error("title_missing", "texts", "Give the advert a title.")
        return
    if (draft.one_language_reason or "").strip():
        return
    for tag in LANGUAGES:
        if tag not in written:
            yield error(
                "language_missing",
                tag,
                "Write the advert in both languages, or say why it is in one only.",
            )


def _check_facts(draft: Draft) -> Iterable[Finding]:
    facts = draft.facts
    if errors_in(check_profile(draft.criteria)):
        yield error("profile_unfinished", "profile", "The competence profile is not finished.")
    if not facts.contact_name:
        yield error("contact_missing", "contact", "Say whom applicants can ask.")
    if facts.position != Position.PERMANENT and not (facts.temporary_basis or "").strip():
        yield error(
            "temporary_basis_missing",
            "temporary_basis",
            "Say on which ground of aml § 14-9 the post is temporary.",
        )
    if not draft.has_assessor:
        yield warning(
            "assessor_missing",
            "members.assessor",
            "Nobody is named as assessor; the screening cannot be completed without one.",
        )
    if not facts.place:
        yield warning("place_missing", "place", "The unit has no place; say where the work is.")
    if not says_norwegian_level(draft.criteria, draft.texts):
        yield warning(
            "norwegian_level_missing",
            "language",
            "Say how much Norwegian the work demands, such as B2.",
        )


def _check_text(draft: Draft, tag: str) -> Iterable[Finding]:
    text = text_in(draft.texts, tag)
    if not text.title:
        return
    if len(text.title) > LONGEST_TITLE:
        yield warning(
            "title_long",
            f"{tag}.title",
            "Titles over {most} characters are cut off.",
            most=LONGEST_TITLE,
        )
    for section in EXPECTED:
        if section not in text.sections:
            yield warning(
                "section_unwritten",
                f"{tag}.sections.{section}",
                "Nothing is written here, so a general text stands in.",
            )
    places = {f"sections.{section}": words for section, words in text.sections.items()}
    for place, words in {"title": text.title, **places}.items():
        for hit in find_wording(words, tag):
            lawful = not hit.strict or bool((draft.wording_reason or "").strip())
            yield Finding(
                "forbidden_wording",
                Severity.WARNING if lawful else Severity.ERROR,
                f"{tag}.{place}",
                hit.message,
                {"phrase": hit.phrase},
            )


def closing_time(closes: datetime | date) -> datetime:
    """When something closes: an instant as it is, a date at its last second in Oslo."""
    return closes if isinstance(closes, datetime) else end_of(closes)


def period(
    at: datetime,
    opens_at: datetime | None,
    closes: datetime | date | None,
    open_days: int | None,
) -> tuple[datetime, datetime]:
    """When an advert opens and closes. An opening that has passed is now.

    `open_days` are counted from the day it opens in Oslo; the last of them is the deadline.
    """
    opens = max(opens_at or at, at)
    if (closes is None) == (open_days is None):
        raise Invalid(
            "one_deadline",
            "Give either the deadline or the number of days.",
            {"closes_at": "Give either the deadline or the number of days."},
        )
    if closes is None:
        closes = opens.astimezone(OSLO).date() + timedelta(days=open_days or 0)
    deadline = closing_time(closes)
    if deadline <= at:
        raise Invalid(
            "deadline_in_the_past",
            "The deadline has passed.",
            {"closes_at": "The deadline has passed."},
        )
    if deadline <= opens:
        raise Invalid(
            "deadline_before_opening",
            "The deadline is before the opening.",
            {"closes_at": "The deadline is before the opening."},
        )
    return opens, deadline


def check_period(opens_at: datetime, closes_at: datetime) -> list[Finding]:
    """A warning when an advert stands for less than two weeks."""
    first, last = opens_at.astimezone(OSLO).date(), closes_at.astimezone(OSLO).date()
    if last - first >= SHORT:
        return []
    return [
        warning(
            "short_deadline",
            "closes_at",
            "The advert stands for less than {days} days; many will not see it in time.",
            days=SHORT.days,
        )
    ]


def extended(at: datetime, closes_at: datetime, wanted: datetime | date) -> datetime:
    """The new deadline, which is later than the current one and not past."""
    deadline = closing_time(wanted)
    if deadline <= closes_at:
        raise Invalid(
            "not_an_extension",
            "The new deadline must be later than the current one.",
            {"closes_at": "The new deadline must be later than the current one."},
        )
    if deadline <= at:
        raise Invalid(
            "deadline_in_the_past",
            "The deadline has passed.",
            {"closes_at": "The deadline has passed."},
        )
    return deadline


def require_repeatable(state: str, closes_at: datetime | None, at: datetime) -> None:
    """Refuse to advertise again what has not been advertised, or still stands."""
    if state == "draft" or closes_at is None:
        raise Conflict("not_advertised", "The post has not been advertised yet.")
    if closes_at > at:
        raise Conflict("still_open", "The advert stands until {closes_at}.", closes_at=closes_at)
