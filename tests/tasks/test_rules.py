"""When a task is due and what comes after."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.kit.clock import OSLO
from services.kit.workdays import Workdays
from services.tasks.rules import dates, standing
from workflows.payloads.tasks import Moment

NO_CLOSED_DAYS = Workdays(frozenset())
INSTANTS = st.dates(date(2026, 1, 1), date(2032, 12, 31)).flatmap(
    lambda day: st.times().map(lambda hour: datetime.combine(day, hour, UTC))
)


def in_oslo(moment: datetime) -> tuple[date, int]:
    local = moment.astimezone(OSLO)
    return local.date(), local.hour


def test_five_days_over_a_weekend() -> None:
    thursday = datetime(2026, 12, 3, 9, tzinfo=UTC)
    found = dates(thursday, 5, NO_CLOSED_DAYS, outsider=False)
    assert in_oslo(found.due_at) == (date(2026, 12, 10), 23)
    assert in_oslo(found.remind_at) == (date(2026, 12, 10), 7)
    assert found.escalate_at
    assert in_oslo(found.escalate_at) == (date(2026, 12, 11), 7)
    assert in_oslo(found.lapse_at) == (date(2026, 12, 15), 23)


def test_christmas_is_not_worked() -> None:
    tuesday = datetime(2026, 12, 22, 9, tzinfo=UTC)
    found = dates(tuesday, 2, Workdays(frozenset({date(2026, 12, 28)})), outsider=False)
    # 23 December, then not 24 to 27 nor the local closed day.
    assert in_oslo(found.due_at)[0] == date(2026, 12, 29)


def test_outsiders_have_no_superior() -> None:
    due = datetime(2026, 12, 10, 22, 59, 59, tzinfo=UTC)
    opened = datetime(2026, 12, 3, 9, tzinfo=UTC)
    found = dates(opened, 5, NO_CLOSED_DAYS, outsider=True, due_at=due)
    assert found.escalate_at is None
    assert found.lapse_at == found.due_at == due
    assert in_oslo(found.remind_at) == (date(2026, 12, 9), 7)


def test_outsiders_are_reminded_on_a_working_day() -> None:
    monday = datetime(2027, 3, 29, 21, 59, 59, tzinfo=UTC)  # Easter Monday
    tuesday = monday + timedelta(days=1)
    opened = monday - timedelta(days=12)
    found = dates(opened, 5, NO_CLOSED_DAYS, outsider=True, due_at=tuesday)
    # Not on a day of Easter, which began with Maundy Thursday, the 25th.
    assert in_oslo(found.remind_at) == (date(2027, 3, 24), 7)
    closed = Workdays(frozenset({date(2027, 3, 24)}))
    found = dates(opened, 5, closed, outsider=True, due_at=tuesday)
    assert in_oslo(found.remind_at) == (date(2027, 3, 23), 7)


@given(INSTANTS, st.integers(1, 30), st.booleans())
def test_everything_comes_in_its_order(opened: datetime, days: int, outsider: bool) -> None:
    found = dates(opened, days, NO_CLOSED_DAYS, outsider=outsider)
    coming = found.after(opened)
    assert [due.at for due in coming] == sorted(due.at for due in coming)
    assert coming[-1].moment is Moment.LAPSE
    assert found.remind_at < found.due_at <= found.lapse_at
    assert found.due_at - opened >= timedelta(days=days - 1)


@given(INSTANTS, st.integers(1, 5))
def test_what_is_past_does_not_come_again(opened: datetime, days: int) -> None:
    found = dates(opened, days, NO_CLOSED_DAYS, outsider=False)
    assert [due.moment for due in found.after(found.due_at)] == [Moment.ESCALATE, Moment.LAPSE]
    # Whoever waits is woken though the end went by unseen.
    assert [due.moment for due in found.after(found.lapse_at)] == [Moment.LAPSE]


@given(INSTANTS, st.integers(1, 30), st.booleans())
def test_instants_are_the_same_when_found_again(
    opened: datetime, days: int, outsider: bool
) -> None:
    told = dates(opened, days, NO_CLOSED_DAYS, outsider=outsider)
    assert standing(told.due_at, told.escalate_at, told.lapse_at, NO_CLOSED_DAYS) == told
