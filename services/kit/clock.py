"""The one clock: now, plus an offset that is zero in production.

Skipped time (`stafett play`, rehearsals, tests) moves the offset together with the virtual clock
of every open workflow, so that closing times, tokens and the API agree with the processes.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")

_offset = timedelta()


def now() -> datetime:
    """The instant everything in this process goes by, in UTC."""
    return datetime.now(UTC) + _offset


def offset() -> timedelta:
    """How far this process is ahead of real time."""
    return _offset


def set_offset(value: timedelta, *, mode: str) -> None:
    """Move the clock; refused in production, where time is real."""
    if value and mode == "production":
        raise ValueError("the clock of a production system cannot be moved")
    global _offset
    _offset = value


def today() -> date:
    """Today's date in Oslo."""
    return now().astimezone(OSLO).date()


def end_of(day: date) -> datetime:
    """The last second of a day in Oslo, when something that closes on that date closes."""
    return datetime.combine(day, time(23, 59, 59), OSLO).astimezone(UTC)
