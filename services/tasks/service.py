"""Open a task for whoever it falls to, move it on when nobody answers, and settle it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit import clock
from services.kit.processes import outbox
from services.kit.processes.decisions import Outcome
from services.tasks import holding, rules, store
from services.tasks.events import record
from services.tasks.holding import hand_to_deputy, lent
from services.tasks.operations import RECORDERS, put_up_letter
from services.tasks.tables import Task
from workflows.payloads.codes import Fact, Relation, StepCode
from workflows.payloads.processes import ProcessKind, Told
from workflows.payloads.tasks import (
    DropTask,
    Moment,
    MovedTask,
    MoveTask,
    OpenedTask,
    OpenTask,
    Otherwise,
)

__all__ = [
    "RECORDERS",
    "Default",
    "DueAt",
    "Finder",
    "Known",
    "assignee",
    "authors",
    "drop",
    "hand_to_deputy",
    "lent",
    "move_task",
    "open_task",
    "put_up_letter",
    "reassign",
    "remind",
    "settle",
    "unit_of",
]

authors = store.authors

STOPS_EARLY = timedelta(minutes=1)
"""A timer may wake a little before its time; who moves a task earlier than that is out of date."""

Finder = Callable[[AsyncSession, UUID, Relation, UUID | None], Awaitable[UUID | None]]
"""Who is `relation` to a process, as the area that owns the process knows it."""
Default = Callable[[AsyncSession, Task, datetime], Awaitable[Outcome | Otherwise | None]]
"""Takes a step's recorded default; None when an answer was received in time after all, and
`Otherwise.STOP` where silence cannot count."""
DueAt = Callable[[AsyncSession, UUID], Awaitable[datetime]]
"""A due time that something else has set, such as an offer its answer."""


@dataclass(frozen=True)
class Known:
    """What the areas further up know of steps, handed in where the program is put together."""

    finders: Mapping[ProcessKind, Finder]
    defaults: Mapping[StepCode, Default] = field(default_factory=dict[StepCode, Default])
    due_at: Mapping[StepCode, DueAt] = field(default_factory=dict[StepCode, DueAt])


async def open_task(session: AsyncSession, ask: OpenTask, known: Known) -> OpenedTask | None:
    """Make the task, or find the one made before; the caller may be running for a second time.

    None for what was answered while the process was about to ask: that answer found no task to
    settle. Who asks and who answers take turns, by the chain of the audit.
    """
    await audit.hold(session, ask.process)
    task = await store.occurrence(session, ask.process, ask.step, ask.about, ask.occurrence)
    if task is None and await store.answered(session, ask):
        return None
    unit_id = await store.unit_of(session, ask.process)
    workdays = await holding.workdays(session, unit_id)
    if task is None:
        owner = await known.finders[ask.kind](session, ask.process, ask.relation, ask.about)
        set_at = known.due_at.get(ask.step)
        dates = rules.dates(
            ask.at,
            ask.days,
            workdays,
            outsider=ask.outsider,
            due_at=await set_at(session, ask.about) if set_at and ask.about else None,
        )
        task = Task(
            process_id=ask.process,
            step=ask.step,
            about=ask.about,
            occurrence=ask.occurrence,
            relation=ask.relation,
            unit_id=unit_id,
            owner_id=owner,
            holder_id=owner,
            assignee_id=owner,
            state="open" if owner else "stopped",
            default=ask.otherwise,
            days=ask.days,
            due_at=dates.due_at,
            escalate_at=dates.escalate_at,
            lapse_at=dates.lapse_at,
            created_at=ask.at,
        )
        await holding.mind_absence(session, task, ask.at)
        session.add(task)
        await session.flush()
        await record(
            session, AuditKind.TASK_OPENED if owner else AuditKind.TASK_WITHOUT_OWNER, task, ask.at
        )
    if task.state != "open":
        return OpenedTask(task=task.id, assignee=None, dues=[], stopped=task.state == "stopped")
    # Of the task, not of the asking: one found again keeps the time it was told.
    standing = rules.standing(task.due_at, task.escalate_at, task.lapse_at, workdays)
    return OpenedTask(
        task=task.id,
        assignee=task.assignee_id,
        dues=standing.after(ask.at),
        deputy=task.on_authority_of is not None,
    )


async def move_task(session: AsyncSession, move: MoveTask, known: Known) -> MovedTask:
    """Remind, go to the superior, or take the default; unless it was answered by now.

    Run again it does nothing more, and says the same: so its letter is not lost.
    """
    task = await holding.locked(session, move.task, case_too=move.moment is Moment.LAPSE)
    if task.state in {"stopped", "defaulted"} and move.moment is Moment.LAPSE:
        return _lapsed(task)
    if task.state != "open":
        return MovedTask(answered=task.state != "stopped")
    await holding.mind_absence(session, task, move.at)
    match move.moment:
        case Moment.REMIND:
            if task.reminded_at is None:
                task.reminded_at = move.at
                await record(session, AuditKind.TASK_REMINDED, task, move.at)
            return MovedTask(assignee=task.assignee_id)
        case Moment.ESCALATE:
            return await holding.escalate(session, task, move.at)
        case Moment.LAPSE if move.at < task.lapse_at - STOPS_EARLY:
            # It was given to somebody else meanwhile, with a time of its own.
            return MovedTask()
        case Moment.LAPSE:
            return await _lapse(session, task, move.at, known)


async def settle(
    session: AsyncSession,
    process_id: UUID,
    step: StepCode,
    about: UUID | None = None,
    *,
    by: UUID | None,
    outcome: Fact,
    at: datetime | None = None,
) -> bool:
    """Whoever answered a step has done its task; False without one (answered before asked).

    `by` is None where nothing was left to answer.
    """
    moment = at or clock.now()
    await audit.hold(session, process_id)
    waiting = await store.waiting(session, process_id, step, about)
    for task in waiting:
        _close(task, "done", moment, by=by)
        task.outcome = outcome
        await record(session, AuditKind.TASK_DONE, task, moment, by=by)
    return bool(waiting)


async def drop(session: AsyncSession, ask: DropTask) -> None:
    """The process goes on without an answer."""
    await audit.hold(session, ask.process)
    for task in await store.waiting(session, ask.process, ask.step, ask.about):
        _close(task, "dropped", ask.at)
        await record(session, AuditKind.TASK_DROPPED, task, ask.at)


async def unit_of(session: AsyncSession, process_id: UUID) -> UUID | None:
    """The unit a process belongs to."""
    return await store.unit_of(session, process_id)


async def assignee(session: AsyncSession, task_id: UUID, at: datetime) -> MovedTask:
    """Who has a task now, and what comes next if they do not answer."""
    task = await holding.locked(session, task_id)
    workdays = await holding.workdays(session, task.unit_id)
    standing = rules.standing(task.due_at, task.escalate_at, task.lapse_at, workdays)
    return MovedTask(assignee=task.assignee_id, dues=standing.after(at))


async def reassign(
    session: AsyncSession, task_id: UUID, to: UUID, *, by: UUID, reason: str
) -> Task:
    """Give a waiting task to somebody else; see `holding.reassign`."""
    return await holding.reassign(
        session, await holding.locked(session, task_id), to, by=by, reason=reason
    )


async def remind(session: AsyncSession, task_id: UUID, *, by: UUID) -> Task:
    """Have whoever has a task reminded now; see `holding.remind`."""
    return await holding.remind(session, await holding.locked(session, task_id), by=by)


async def _lapse(session: AsyncSession, task: Task, at: datetime, known: Known) -> MovedTask:
    default = known.defaults.get(StepCode(task.step))
    outcome: Outcome | Otherwise | None = Otherwise.STOP
    if task.default == Otherwise.DEFAULT and default:
        outcome = await default(session, task, at)
    if outcome is None:
        return MovedTask(answered=True)
    if isinstance(outcome, Otherwise):
        task.state = "stopped"
        await record(session, AuditKind.TASK_STOPPED, task, at)
        return _lapsed(task)
    _close(task, "defaulted", at)
    told = await outbox.tell(session, task.process_id, outcome.fact, outcome.about, delivered=True)
    task.outcome, task.told_number = outcome.fact, told.number
    await record(session, AuditKind.TASK_DEFAULTED, task, at)
    return _lapsed(task)


def _lapsed(task: Task) -> MovedTask:
    """What the process is told of a task whose time ran out; outsiders get other letters."""
    told = None
    if task.told_number is not None and task.outcome is not None:
        told = Told(number=task.told_number, fact=Fact(task.outcome), about=task.about)
    outside = task.relation in rules.OUTSIDERS
    return MovedTask(assignee=None if outside else task.owner_id, default=told)


def _close(task: Task, state: str, at: datetime, *, by: UUID | None = None) -> None:
    task.state, task.settled_at, task.settled_by = state, at, by
