"""Final answers worked out without a database: who is answered what, and promised when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from services.candidates.applications.tables import Application
from services.candidates.own.rules import ANSWER_DAYS
from services.kit import clock
from services.messages.values import RejectionReason
from workflows.payloads.codes import Ending, LetterKind

DELAY_DAYS = 10
"""Working days by which a promise that cannot be kept is put off."""

WITHDRAWN = "withdrawn"
ENDS = ("hired", "declined", "lapsed", WITHDRAWN, "rejected")
"""States of an application that are an end."""
ANSWERED_BEFORE = frozenset({"declined", "lapsed"})
"""Ends whose letter left when they came about."""


def final_letter(state: str, ending: str | None) -> LetterKind | None:
    """The last letter of an application that was not withdrawn; None if it has left already."""
    if state in ANSWERED_BEFORE:
        return None
    if state == "hired":
        return LetterKind.HIRED
    return LetterKind.CASE_CANCELLED if ending == Ending.CANCELLED else LetterKind.REJECTION


def rejection_reason(
    application: Application, ending: str | None, *, interviewed: bool
) -> RejectionReason:
    """How far the application came, or that nobody was appointed.

    An unmet must is told as such also when the search failed: it would have been so anyway.
    """
    if application.qualified is False:
        return RejectionReason.NOT_QUALIFIED
    if ending == Ending.SEARCH_FAILED:
        return RejectionReason.SEARCH_FAILED
    if interviewed:
        return RejectionReason.NOT_FIRST_CHOICE
    if application.qualified:
        return RejectionReason.NOT_INTERVIEWED
    return RejectionReason.FILLED


def promises(
    closes_at: datetime, at: datetime, add: Callable[[datetime, int], datetime]
) -> tuple[date, date]:
    """The promised day of the answer that has passed or is next, and the one after it.

    `add` adds working days, by the calendar of the unit.
    """
    days = ANSWER_DAYS
    while _day(add(closes_at, days + DELAY_DAYS)) <= _day(at):
        days += DELAY_DAYS
    return _day(add(closes_at, days)), _day(add(closes_at, days + DELAY_DAYS))


@dataclass(frozen=True)
class Promised:
    """Whether a promised day has passed without an answer, and the end of the next one."""

    passed: bool
    answer_by: datetime


def promised(
    closes_at: datetime, at: datetime, add: Callable[[datetime, int], datetime]
) -> Promised:
    """Where the promises of an answer stand; one that was not kept is followed by the next."""
    days = ANSWER_DAYS
    while add(closes_at, days) <= at:
        days += DELAY_DAYS
    return Promised(passed=days > ANSWER_DAYS, answer_by=add(closes_at, days))


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.OSLO).date()
