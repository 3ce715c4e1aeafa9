"""The deadlines of cases by the days of a month. Pure."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from services.kit.clock import OSLO
from services.recruitment.overview.case_lines import FollowedLine

WEEKS = Calendar()


@dataclass(frozen=True)
class Deadline:
    """What a case has to be done by: its next task, or that its advert closes."""

    line: FollowedLine
    at: datetime
    closes: bool


@dataclass(frozen=True)
class Day:
    """A day, of the month or of the one beside it."""

    date: date
    within: bool
    deadlines: list[Deadline]


@dataclass(frozen=True)
class Month:
    """The weeks of a month, and which months come before and after."""

    first: date
    weeks: list[list[Day]]

    @property
    def days(self) -> list[Day]:
        """Those of the month that have a deadline."""
        return [day for week in self.weeks for day in week if day.within and day.deadlines]

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.first + timedelta(days=31):%Y-%m}"


def bounds(first: date) -> tuple[datetime, datetime]:
    """From the first instant of a month to the first of the next."""
    following = (first + timedelta(days=31)).replace(day=1)
    begin, end = (datetime.combine(day, time(), OSLO) for day in (first, following))
    return begin, end


def month(first: date, lines: Sequence[FollowedLine]) -> Month:
    """The deadlines of cases, each on its day."""
    found = sorted(
        (deadline for line in lines for deadline in _deadlines(line)), key=lambda one: one.at
    )
    weeks = [
        [
            Day(
                day,
                day.month == first.month,
                [one for one in found if one.at.astimezone(OSLO).date() == day],
            )
            for day in week
        ]
        for week in WEEKS.monthdatescalendar(first.year, first.month)
    ]
    return Month(first, weeks)


def _deadlines(line: FollowedLine) -> list[Deadline]:
    case = line.case
    found = [Deadline(line, case.due_at, closes=False)] if case.due_at else []
    if case.closes_at and case.phase == "advertised":
        found.append(Deadline(line, case.closes_at, closes=True))
    return found
