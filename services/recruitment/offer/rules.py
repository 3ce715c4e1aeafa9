"""Terms of an offer, probation, and the checks before the first day. No I/O."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.kit import clock

LONGEST_PROBATION = 6
"""Months (aml § 15-6)."""
CERTIFICATE_MONTHS = 3
"""How old a police certificate may be when it is shown."""
LEAST_TIME = timedelta(days=1)
"""What a candidate has left to answer, at the least, when the letter with the offer leaves."""

OUT = frozenset({"declined", "lapsed", "withdrawn"})
"""States of an offer after which the next ranked is offered the post."""


class Terms(BaseModel):
    """What is offered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    percentage: int = Field(ge=1, le=100, description="Share of a full post.", examples=[100])
    position: Literal["permanent", "temporary"] = "permanent"
    temporary_basis: str | None = Field(
        default=None,
        max_length=500,
        description="Why it is temporary, with the letter of aml § 14-9 (2).",
    )
    ends: date | None = Field(default=None, description="Last day of a temporary post.")
    start: date = Field(description="The first day.", examples=["2027-03-01"])
    pay: int = Field(
        ge=1, le=10_000_000, description="Kroner a year for a full post.", examples=[620_000]
    )
    pay_note: str | None = Field(
        default=None, max_length=500, description="Step, seniority or supplements."
    )
    probation_months: int = Field(default=6, ge=0, le=LONGEST_PROBATION)
    served_months: int = Field(
        default=0,
        ge=0,
        le=600,
        description="Months already served in the same or a similar post with this employer.",
    )
    answer_days: int = Field(
        default=7, ge=1, le=60, description="Days to answer; ends at the end of the last one."
    )


def came_late(answer_by: datetime, letter_left_at: datetime | None) -> bool:
    """Whether a letter with an offer left too late, or never, for silence to be an answer."""
    return letter_left_at is None or letter_left_at > answer_by - LEAST_TIME


def answer_by(sent_at: datetime, days: int) -> datetime:
    """When the time to answer is over: the last second of the day, in Oslo."""
    return clock.end_of(sent_at.astimezone(clock.OSLO).date() + timedelta(days=days))


def problems(terms: Terms, today: date) -> dict[str, str]:
    """What is wrong with terms, by field, as msgids."""
    fields: dict[str, str] = {}
    if terms.start < today:
        fields["start"] = "The first day is in the past."
    if terms.position == "temporary":
        if not (terms.temporary_basis or "").strip():
            fields["temporary_basis"] = "A temporary post needs its basis (aml § 14-9)."
        if terms.ends is None:
            fields["ends"] = "A temporary post needs a last day."
        elif terms.ends <= terms.start:
            fields["ends"] = "The last day is before the first."
    elif terms.ends is not None:
        fields["ends"] = "A permanent post has no last day."
    if "ends" not in fields and (problem := probation_problem(terms)):
        fields["probation_months"] = problem
    return fields


def probation_problem(terms: Terms) -> str | None:
    """What aml § 15-6 has against the probation, as a msgid, or None.

    At most six months; in a temporary post at most half its length; none for who has been in the
    same or a similar post, except that a permanent one may fill up to six months in all.
    """
    months = terms.probation_months
    if not months:
        return None
    if months > LONGEST_PROBATION:
        return "Probation lasts at most six months (aml § 15-6)."
    if terms.position == "temporary":
        if terms.served_months:
            return "No new probation in the same or a similar post (aml § 15-6)."
        if terms.ends and add_months(terms.start, 2 * months) > terms.ends + timedelta(days=1):
            return "Probation in a temporary post is at most half its length (aml § 15-6)."
    elif terms.served_months and months + terms.served_months > LONGEST_PROBATION:
        return "With the time already served, probation would pass six months (aml § 15-6)."
    return None


def add_months(day: date, months: int) -> date:
    """The same day some months later or earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class CheckKind(StrEnum):
    """The gates before the first day."""

    IDENTITY = "identity"
    AUTHORISATION = "authorisation"
    POLICE_CERTIFICATE = "police_certificate"
    HEALTH = "health"
    LANGUAGE = "language"


LANGUAGE_KEYS = ("language", "norwegian")
"""A must whose key begins so demands a language."""


def required(
    *, hpr_category: str | None, police_certificate: bool, musts: Collection[str]
) -> list[CheckKind]:
    """Which checks a post demands. `musts` are the keys of the must-criteria.

    Identity and health always. Language for every post that needs an authorisation, because
    Helsedirektoratet advises B2 for all health personnel, and where a must demands it.
    """
    language = hpr_category is not None or any(key.startswith(LANGUAGE_KEYS) for key in musts)
    demanded = {
        CheckKind.IDENTITY: True,
        CheckKind.AUTHORISATION: hpr_category is not None,
        CheckKind.POLICE_CERTIFICATE: police_certificate,
        CheckKind.HEALTH: True,
        CheckKind.LANGUAGE: language,
    }
    return [kind for kind, needed in demanded.items() if needed]


Level = Literal["A1", "A2", "B1", "B2", "C1", "C2"]
Document = Literal["passport", "national_id", "residence_card", "other"]


class Seen(BaseModel):
    """What was seen at a check: never the paper itself, and nothing of somebody's health."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    passed: bool
    document: Document | None = Field(default=None, description="Identity: what was shown.")
    issued: date | None = Field(default=None, description="Police certificate: its date.")
    expires: date | None = Field(default=None, description="Identity or authorisation: until when.")
    register_number: str | None = Field(
        default=None, pattern=r"^\d{1,9}$", description="Authorisation: the HPR number."
    )
    level: Level | None = Field(default=None, description="Language: the level shown.")


@dataclass(frozen=True)
class Demand:
    """What a passed check of a kind must say, and may say."""

    must: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()


DEMANDS: dict[CheckKind, Demand] = {
    CheckKind.IDENTITY: Demand(frozenset({"document"}), frozenset({"expires"})),
    CheckKind.AUTHORISATION: Demand(frozenset({"register_number"}), frozenset({"expires"})),
    CheckKind.POLICE_CERTIFICATE: Demand(frozenset({"issued"})),
    CheckKind.HEALTH: Demand(),
    CheckKind.LANGUAGE: Demand(frozenset({"level"})),
}
SUFFICIENT: frozenset[Level] = frozenset({"B2", "C1", "C2"})


def check_problems(kind: CheckKind, seen: Seen, today: date) -> dict[str, str]:
    """What is wrong with the record of a check, by field, as msgids."""
    said = seen.model_dump(exclude={"passed"}, exclude_none=True)
    demand = DEMANDS[kind]
    fields = dict.fromkeys(
        said.keys() - demand.must - demand.may, "This check does not record that."
    )
    if not seen.passed:
        return fields
    fields |= dict.fromkeys(demand.must - said.keys(), "Say what was seen.")
    if seen.expires and seen.expires < today:
        fields["expires"] = "It has expired."
    if seen.issued and seen.issued > today:
        fields["issued"] = "This date is in the future."
    elif seen.issued and seen.issued < add_months(today, -CERTIFICATE_MONTHS):
        fields["issued"] = "The certificate is more than three months old."
    if seen.level and seen.level not in SUFFICIENT:
        fields["level"] = "Below B2 the check is not passed."
    return fields


MSGIDS: frozenset[str] = frozenset(
    {
        "The first day is in the past.",
        "A temporary post needs its basis (aml § 14-9).",
        "A temporary post needs a last day.",
        "The last day is before the first.",
        "A permanent post has no last day.",
        "Probation lasts at most six months (aml § 15-6).",
        "No new probation in the same or a similar post (aml § 15-6).",
        "Probation in a temporary post is at most half its length (aml § 15-6).",
        "With the time already served, probation would pass six months (aml § 15-6).",
        "This check does not record that.",
        "Say what was seen.",
        "It has expired.",
        "This date is in the future.",
        "The certificate is more than three months old.",
        "Below B2 the check is not passed.",
    }
)
"""Every message of this module, for the test of the catalogues."""
