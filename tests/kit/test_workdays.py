"""Deadlines in working days, over Easter, the change to summer time and the turn of the year."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.clock import OSLO
from services.kit.workdays import Workdays

DAYS = st.dates(date(2020, 1, 1), date(2045, 12, 31))
INSTANTS = st.builds(
    datetime.combine, st.dates(date(2020, 1, 1), date(2045, 12, 31)), st.times(), st.just(UTC)
)
PLAIN = Workdays()


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=OSLO)


def oslo_end(year: int, month: int, day: int) -> datetime:
    return datetime.combine(date(year, month, day), time(23, 59, 59), OSLO)


@pytest.mark.parametrize(
    ("start", "days", "deadline"),
    [
        (at(2026, 11, 20), 1, oslo_end(2026, 11, 23)),  # over a weekend
        (at(2026, 11, 21), 1, oslo_end(2026, 11, 23)),  # from a Saturday
        (at(2026, 3, 31), 3, oslo_end(2026, 4, 8)),  # Maundy Thursday to Easter Monday
        (at(2026, 3, 27), 1, oslo_end(2026, 3, 30)),  # summer time begins on the 29th
        (at(2026, 10, 23), 1, oslo_end(2026, 10, 26)),  # and ends on the 25th
        (at(2026, 12, 23), 1, oslo_end(2026, 12, 28)),  # 24 December and Christmas
        (at(2026, 12, 30), 2, oslo_end(2027, 1, 4)),  # New Year's Day is a Friday
        (at(2026, 5, 13), 2, oslo_end(2026, 5, 18)),  # Ascension, then Friday; 17 May is a Sunday
        (at(2024, 2, 28), 1, oslo_end(2024, 2, 29)),
        (at(2026, 11, 20), 0, oslo_end(2026, 11, 20)),
        (at(2026, 11, 21), 0, oslo_end(2026, 11, 23)),
        # 23:30 UTC on Thursday is already Friday in Oslo.
        (datetime(2026, 11, 19, 23, 30, tzinfo=UTC), 1, oslo_end(2026, 11, 23)),
    ],
)
def test_deadlines(start: datetime, days: int, deadline: datetime) -> None:
    assert PLAIN.add(start, days) == deadline


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1), date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1),
        date(2027, 5, 17), date(2026, 5, 14), date(2026, 5, 25), date(2026, 12, 24),
        date(2026, 12, 25), date(2028, 12, 26),
    ],
)  # fmt: skip
def test_days_off(day: date) -> None:
    assert day.weekday() < 5
    assert not PLAIN.is_workday(day)


def test_days_between_holidays_are_worked() -> None:
    assert PLAIN.is_workday(date(2026, 12, 31))
    assert PLAIN.is_workday(date(2026, 4, 1))


def test_local_closed_day_pushes_the_deadline() -> None:
    closed = Workdays(frozenset({date(2026, 11, 23)}))
    assert closed.add(at(2026, 11, 20), 1) == oslo_end(2026, 11, 24)


def test_no_deadline_in_the_past() -> None:
    with pytest.raises(ValueError, match="ahead"):
        PLAIN.add(at(2026, 11, 20), -1)


@given(INSTANTS, st.integers(0, 60))
def test_a_deadline_is_the_end_of_a_working_day_in_oslo(start: datetime, days: int) -> None:
    deadline = PLAIN.add(start, days).astimezone(OSLO)
    assert deadline.time() == time(23, 59, 59)
    assert PLAIN.is_workday(deadline.date())
    assert deadline >= start.astimezone(OSLO)


@given(INSTANTS, st.integers(0, 40))
def test_exactly_so_many_working_days_lie_between(start: datetime, days: int) -> None:
    first = start.astimezone(OSLO).date()
    last = PLAIN.add(start, days).astimezone(OSLO).date()
    expected = 1 if days == 0 and not PLAIN.is_workday(first) else days
    later = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
    assert sum(PLAIN.is_workday(day) for day in later) == expected


@given(INSTANTS, st.integers(0, 20), st.integers(0, 20))
def test_days_add_up(start: datetime, some: int, more: int) -> None:
    if some == 0 and not PLAIN.is_workday(start.astimezone(OSLO).date()):
        some = 1
    assert PLAIN.add(PLAIN.add(start, some), more) == PLAIN.add(start, some + more)


@given(INSTANTS, st.integers(0, 20), st.frozensets(DAYS, max_size=20))
def test_closed_days_never_bring_a_deadline_forward(
    start: datetime, days: int, closed: frozenset[date]
) -> None:
    assert Workdays(closed).add(start, days) >= PLAIN.add(start, days)


@given(DAYS)
def test_every_week_has_a_working_day(day: date) -> None:
    assert PLAIN.next_after(day) - day <= timedelta(days=7)
