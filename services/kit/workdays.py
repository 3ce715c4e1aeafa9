"""Working days: Norwegian public holidays, 24 December, weekends and days closed locally."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

import holidays

from services.kit.clock import OSLO, end_of

CHRISTMAS_EVE = (12, 24)
SATURDAY = 5


@dataclass(frozen=True)
class Workdays:
    """The calendar of one unit; `closed` are the days on which it does not work besides."""

    closed: frozenset[date] = field(default_factory=frozenset[date])

    def is_workday(self, day: date) -> bool:
        """Whether people are at work that day (helligdagsloven § 2, and 24 December)."""
        return (
            day.weekday() < SATURDAY
            and (day.month, day.day) != CHRISTMAS_EVE
            and day not in _public_holidays(day.year)
            and day not in self.closed
        )

    def add(self, start: datetime, days: int) -> datetime:
        """The deadline `days` working days after `start`: 23:59:59 in Oslo on that day, in UTC.

        The day of `start` itself does not count, whatever the hour; 0 days is the end of the first
        day from `start` on that is a working day.
        """
        if days < 0:
            raise ValueError("a deadline lies ahead")
        day = start.astimezone(OSLO).date()
        if days == 0:
            while not self.is_workday(day):
                day += timedelta(days=1)
        for _ in range(days):
            day = self.next_after(day)
        return end_of(day)

    def next_after(self, day: date) -> date:
        """The first working day after `day`."""
        day += timedelta(days=1)
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year))
