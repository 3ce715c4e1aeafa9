"""When a task is due, and when it moves on if nobody answers. Pure; no database."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from uuid import UUID

from services.kit.clock import OSLO
from services.kit.errors import Conflict
from services.kit.workdays import Workdays
from workflows.payloads.codes import NO_STEPS, Relation, StepCode
from workflows.payloads.tasks import Due, Moment

Kept = Literal["stopped", "late", "letter", "fault"]
"""Why something stands on the operations list."""
MORNING = time(7, 0)
"""Reminders arrive when the working day begins."""
DAYS_WITH_SUPERIOR = 3
"""Working days after the due date until the default, or the stop, comes."""

OUTSIDERS = frozenset({Relation.CANDIDATE, Relation.REFEREE})
"""Whose tasks have no superior; they get letters of their own kind, by the process."""
PERSONAL = frozenset(
    {
        StepCode.DECLARE_CONFLICTS,
        StepCode.SCORE,
        StepCode.GIVE_REFERENCE,
        StepCode.ANSWER_OFFER,
        StepCode.ACCEPT_DEPUTYSHIP,
    }
)
"""What somebody says for themselves: no superior says it instead, and it is given to nobody else
(an assessor who does not answer is replaced in the panel)."""
SKIPPABLE = frozenset(
    {
        StepCode.DISCUSS_NEED,
        StepCode.CHECK_PREFERENCE_BEFORE_ADVERT,
        StepCode.DECLARE_CONFLICTS,
        StepCode.SCORE,
        StepCode.REMARK_ON_NOMINATION,
        StepCode.CHECK_PREFERENCE_BEFORE_OFFER,
        StepCode.ANSWER_BY_HAND,
        StepCode.RECEIVE_NEWCOMER,
        StepCode.SEE_TO_LETTER,
    }
)
"""What a case can go on without, with a reason in the record. The others decide something, or
make what the next step stands on: they are asked again, or given to somebody else."""
AT_ANY_TIME = frozenset({StepCode.ANSWER_BY_HAND, StepCode.SEE_TO_LETTER})
"""Where «skip» says that it was seen to in another way."""
NOT_REPEATED = frozenset({StepCode.ANSWER_OFFER, StepCode.SEE_TO_LETTER})
"""What is not asked again like this: a new version of the offer, or the letter itself, is sent."""


def may_repeat(step: StepCode) -> bool:
    """Whether it is asked again as it was."""
    return step is not StepCode.SEE_TO_FAILURE and step not in NOT_REPEATED


def may_skip(step: StepCode, *, late: bool) -> bool:
    """Whether it is passed over: a case can do without it, and its time is over."""
    return step in SKIPPABLE and (late or step in AT_ANY_TIME)


def may_move(step: StepCode) -> bool:
    """Whether somebody else can do it."""
    return step not in PERSONAL and step not in NO_STEPS


def require_answerable(step: StepCode) -> None:
    """Refuse an answer where only a mended cause helps."""
    if step is StepCode.SEE_TO_FAILURE:
        raise Conflict(
            "tried_until_done",
            "This is tried again all the time, and leaves the list when it succeeds.",
        )


def require_skippable(step: StepCode, *, late: bool) -> None:
    """Refuse to pass over what a case cannot do without, or what somebody still has time for."""
    if step not in SKIPPABLE:
        raise Conflict(
            "cannot_be_skipped",
            "This step cannot be passed over: ask again, or give it to somebody else.",
        )
    if not may_skip(step, late=late):
        raise Conflict("not_late", "A step is passed over only when it is late or has stopped.")


def require_repeatable(step: StepCode) -> None:
    """Refuse to ask again where something has to be sent anew instead."""
    if not may_repeat(step):
        raise Conflict(
            "cannot_be_retried",
            "This is not asked again: send the letter again, or a new version of the offer.",
        )


def require_movable(step: StepCode) -> None:
    """Refuse to give to somebody else what only one person can say."""
    require_answerable(step)
    if not may_move(step):
        raise Conflict(
            "personal_step", "Nobody else can do this. Put somebody else in the part instead."
        )


def require_remindable(task: StepCode, relation: Relation, state: str) -> None:
    """Refuse to remind where nobody of the house has it, or mail does not help."""
    if state != "open" or task in NO_STEPS:
        raise Conflict("nobody_to_remind", "Nobody has it: it waits on the operations list.")
    if relation in OUTSIDERS:
        raise Conflict(
            "outsider_not_reminded",
            "Candidates and referees are reminded by the process, and not more often.",
        )


def lendable(step: StepCode, relation: Relation) -> bool:
    """Whether the deputy of an absent person has it meanwhile.

    Who employs somebody learns neither of their applications nor of whom they know. Of what is
    personal only marks are given by the deputy (`services/selection/scores`).
    """
    return (step is StepCode.SCORE or step not in PERSONAL) and relation not in OUTSIDERS


def authority(
    owner: UUID | None, holder: UUID | None, assignee: UUID | None, in_place_of: UUID | None
) -> UUID | None:
    """On whose authority the assignee of a task acts; None for one's own.

    A deputy acts for the absent holder, a superior for the owner, and who was given a task for
    whoever had it.
    """
    if assignee != holder:
        return holder
    return owner if holder != owner else in_place_of


@dataclass(frozen=True)
class Dates:
    """The instants of one task."""

    remind_at: datetime
    due_at: datetime
    escalate_at: datetime | None
    lapse_at: datetime

    def after(self, moment: datetime) -> list[Due]:
        """What is still to come, in order; the end comes even where its time went by unseen."""
        dues = [Due(self.remind_at, Moment.REMIND)]
        if self.escalate_at:
            dues.append(Due(self.escalate_at, Moment.ESCALATE))
        return [*(due for due in dues if due.at > moment), Due(self.lapse_at, Moment.LAPSE)]


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
        return standing(due, None, due, workdays)
    lapse = workdays.add(due, DAYS_WITH_SUPERIOR)
    return standing(due, _morning(workdays.add(due, 1)), lapse, workdays)


def standing(
    due_at: datetime, escalate_at: datetime | None, lapse_at: datetime, workdays: Workdays
) -> Dates:
    """The instants of a task as they were told; an outsider's is the one that goes nowhere."""
    remind = due_at
    if escalate_at is None:
        remind -= timedelta(days=1)
        while not workdays.is_workday(remind.astimezone(OSLO).date()):
            remind -= timedelta(days=1)
    return Dates(_morning(remind), due_at, escalate_at, lapse_at)


def _morning(moment: datetime) -> datetime:
    day = moment.astimezone(OSLO).date()
    return datetime.combine(day, MORNING, OSLO).astimezone(moment.tzinfo)
