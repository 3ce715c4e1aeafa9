"""When a task is due, and when it moves on if nobody answers. Pure; no database."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from services.kit.clock import OSLO
from services.kit.workdays import Workdays
from workflows.payloads.tasks import Due, Moment

MORNING = time(7, 0)
"""Reminders arrive when the working day begins."""
DAYS_WITH_SUPERIOR = 3
"""Working days after the due date until the default, or the stop, comes."""


@dataclass(frozen=True)
class Dates:
    """The instants of one task."""

    remind_at: datetime
    due_at: datetime
    escalate_at: datetime | None
    lapse_at: datetime

    def after(self, moment: datetime) -> list[Due]:
        """What is still to come, in order."""
        dues = [Due(self.remind_at, Moment.REMIND), Due(self.lapse_at, Moment.LAPSE)]
        if self.escalate_at:
            dues.insert(1, Due(self.escalate_at, Moment.ESCALATE))
        return [due for due in dues if due.at > moment]


def dates(
    opened: datetime,
    days: int,
    workdays: Workdays,
    *,
    outsider: bool,
    due_at: datetime | None = None,
) -> Dates:
    """Due at the end of the n-th working day; reminded that morning; the superior the day after.

    Outsiders have no superior: for them the default comes at the due time, and the reminder on
    the working day before. `due_at` stands where something else has set it, such as an offer.
    """
    due = due_at or workdays.add(opened, days)
    if outsider:
        return Dates(_morning(due - timedelta(days=1)), due, None, due)
    return Dates(
        remind_at=_morning(due),
        due_at=due,
        escalate_at=_morning(workdays.add(due, 1)),
        lapse_at=workdays.add(due, DAYS_WITH_SUPERIOR),
    )


def _morning(moment: datetime) -> datetime:
    day = moment.astimezone(OSLO).date()
    return datetime.combine(day, MORNING, OSLO).astimezone(moment.tzinfo)
