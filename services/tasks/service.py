"""Open a task for whoever it falls to, move it on when nobody answers, and settle it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.kit import clock, errors
from services.kit.processes import outbox
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.kit.workdays import Workdays
from services.organisation.absences.service import acting_for
from services.organisation.units.service import calendar_of, superior_of
from services.tasks import rules, store
from services.tasks.tables import Task
from workflows.payloads.codes import Decided, Fact, Relation, StepCode
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

Finder = Callable[[AsyncSession, UUID, Relation, UUID | None], Awaitable[UUID | None]]
"""Who is `relation` to a process, as the area that owns the process knows it."""
Default = Callable[[AsyncSession, Task, datetime], Awaitable[Outcome | None]]
"""Takes a step's recorded default; None when an answer was received in time after all."""
DueAt = Callable[[AsyncSession, UUID], Awaitable[datetime]]
"""A due time that something else has set, such as an offer its answer."""


@dataclass(frozen=True)
class Known:
    """What the areas further up know of steps, handed in where the program is put together."""

    finders: Mapping[ProcessKind, Finder]
    defaults: Mapping[StepCode, Default] = field(default_factory=dict[StepCode, Default])
    due_at: Mapping[StepCode, DueAt] = field(default_factory=dict[StepCode, DueAt])


async def open_task(session: AsyncSession, ask: OpenTask, known: Known) -> OpenedTask:
    """Make the task, or find the one made before; the caller may be running for a second time."""
    unit_id = await store.unit_of(session, ask.process)
    calendar: frozenset[date] = await calendar_of(session, unit_id) if unit_id else frozenset()
    set_at = known.due_at.get(ask.step)
    dates = rules.dates(
        ask.at,
        ask.days,
        Workdays(calendar),
        outsider=ask.outsider,
        due_at=await set_at(session, ask.about) if set_at and ask.about else None,
    )
    task = await store.occurrence(session, ask.process, ask.step, ask.about, ask.occurrence)
    if task is None:
        owner = await known.finders[ask.kind](session, ask.process, ask.relation, ask.about)
        task = Task(
            process_id=ask.process,
            step=ask.step,
            about=ask.about,
            occurrence=ask.occurrence,
            relation=ask.relation,
            unit_id=unit_id,
            owner_id=owner,
            assignee_id=owner,
            state="open" if owner else "stopped",
            default=ask.otherwise,
            due_at=dates.due_at,
            escalate_at=dates.escalate_at,
            lapse_at=dates.lapse_at,
            created_at=ask.at,
        )
        await _mind_absence(session, task, ask.at)
        session.add(task)
        await session.flush()
        await _record(session, "task_opened" if owner else "task_without_owner", task, ask.at)
    if task.state != "open":
        return OpenedTask(task=task.id, assignee=None, dues=[], stopped=task.state == "stopped")
    return OpenedTask(
        task=task.id,
        assignee=task.assignee_id,
        dues=dates.after(ask.at),
        deputy=task.on_authority_of is not None,
    )


async def move_task(session: AsyncSession, move: MoveTask, known: Known) -> MovedTask:
    """Remind, go to the superior, or take the default; unless it was answered by now."""
    task = await _existing(session, move.task)
    if task.state != "open":
        return MovedTask(answered=task.state != "stopped", default=_default_told(task))
    await _mind_absence(session, task, move.at)
    match move.moment:
        case Moment.REMIND:
            task.reminded_at = move.at
            await _record(session, "task_reminded", task, move.at)
        case Moment.ESCALATE:
            await _escalate(session, task, move.at)
        case Moment.LAPSE:
            return await _lapse(session, task, move.at, known)
    return MovedTask(assignee=task.assignee_id)


async def settle(
    session: AsyncSession,
    process_id: UUID,
    step: StepCode,
    about: UUID | None = None,
    *,
    by: UUID,
    outcome: Fact,
    at: datetime | None = None,
) -> None:
    """Whoever answered a step has done its task. Without one (answered before asked) nothing."""
    moment = at or clock.now()
    for task in await store.waiting(session, process_id, step, about):
        _close(task, "done", moment, by=by)
        task.outcome = outcome
        await _record(session, "task_done", task, moment, by=by)


async def drop(session: AsyncSession, ask: DropTask) -> None:
    """The process goes on without an answer."""
    for task in await store.waiting(session, ask.process, ask.step, ask.about):
        _close(task, "dropped", ask.at)
        await _record(session, "task_dropped", task, ask.at)


async def unit_of(session: AsyncSession, process_id: UUID) -> UUID | None:
    """The unit a process belongs to."""
    return await store.unit_of(session, process_id)


async def assignee(session: AsyncSession, task_id: UUID) -> MovedTask:
    """Who has a task now."""
    return MovedTask(assignee=(await _existing(session, task_id)).assignee_id)


async def reassign(
    session: AsyncSession, task_id: UUID, to: UUID, *, by: UUID, reason: str
) -> Task:
    """Give a waiting task to somebody else; that somebody is written to."""
    task = await _existing(session, task_id)
    if task.state not in store.WAITING:
        raise errors.Conflict("task_is_settled", "This task no longer waits for anybody.")
    task.owner_id = task.assignee_id = to
    task.on_authority_of, task.reason = None, reason
    task.state = "open"
    await _record(session, "task_reassigned", task, clock.now(), by=by)
    await outbox.tell(session, task.process_id, Fact.TASK_REASSIGNED, task.id)
    return task


async def record_settle_step(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """A stopped or late step: skipped, or asked again (retry, redo), with a reason."""
    task = await _existing(session, UUID(decision.content["task_id"]))
    if task.state not in store.WAITING:
        raise errors.Conflict("task_is_settled", "This task no longer waits for anybody.")
    action: str = decision.content["action"]
    fact = Fact.STEP_SKIPPED if action == "skip" else Fact.STEP_RETRIED
    _close(task, "skipped" if action == "skip" else "dropped", at, by=decision.actor_id)
    task.outcome, task.reason = fact, decision.content["reason"]
    await _record(session, fact, task, at, by=decision.actor_id)
    return Outcome(fact, task.id)


RECORDERS: dict[Decided, Recorder] = {Decided.SETTLE_STEP: record_settle_step}


async def hand_to_deputy(
    session: AsyncSession, owner_id: UUID, deputy_id: UUID | None, at: datetime
) -> None:
    """Move what waits for an absent person to the deputy; back again with None."""
    kind = "task_handed_to_deputy" if deputy_id else "task_handed_back"
    for task_id in sorted(await store.hand_over(session, owner_id, deputy_id)):
        await _record(session, kind, await _existing(session, task_id), at)


async def lent(session: AsyncSession, owner_id: UUID, deputy_id: UUID) -> list[UUID]:
    """What waits with a deputy on the authority of somebody absent."""
    return list(await store.lent(session, owner_id, deputy_id))


async def _escalate(session: AsyncSession, task: Task, at: datetime) -> None:
    superior = (
        await superior_of(session, task.owner_id, task.unit_id, at)
        if task.unit_id and task.owner_id
        else None
    )
    if superior:
        task.assignee_id = superior.id
        task.on_authority_of = task.owner_id
        await _mind_absence(session, task, at)
    await _record(session, "task_escalated", task, at)


async def _lapse(session: AsyncSession, task: Task, at: datetime, known: Known) -> MovedTask:
    default = known.defaults.get(StepCode(task.step))
    if task.default != Otherwise.DEFAULT or default is None:
        task.state = "stopped"
        await _record(session, "task_stopped", task, at)
        return MovedTask(assignee=task.owner_id)
    outcome = await default(session, task, at)
    if outcome is None:
        return MovedTask(answered=True)
    _close(task, "defaulted", at)
    told = await outbox.tell(session, task.process_id, outcome.fact, outcome.about, delivered=True)
    task.outcome, task.told_number = outcome.fact, told.number
    await _record(session, "task_defaulted", task, at)
    return MovedTask(assignee=task.owner_id, default=told)


def _default_told(task: Task) -> Told | None:
    """The default as it was told before, for an activity that runs again."""
    if task.told_number is None or task.outcome is None:
        return None
    return Told(number=task.told_number, fact=Fact(task.outcome), about=task.about)


async def _mind_absence(session: AsyncSession, task: Task, at: datetime) -> None:
    """The accepted deputy of somebody absent has the task, on the absent person's authority."""
    if task.assignee_id and (deputy := await acting_for(session, task.assignee_id, at)):
        task.on_authority_of = task.on_authority_of or task.assignee_id
        task.assignee_id = deputy


async def _existing(session: AsyncSession, task_id: UUID) -> Task:
    task = await store.locked(session, task_id)
    if task is None:
        raise errors.NotFound
    return task


def _close(task: Task, state: str, at: datetime, *, by: UUID | None = None) -> None:
    task.state, task.settled_at, task.settled_by = state, at, by


async def _record(
    session: AsyncSession, kind: str, task: Task, at: datetime, *, by: UUID | None = None
) -> None:
    authority = task.on_authority_of if by and by == task.assignee_id else None
    await audit.record(
        session,
        kind,
        process_id=task.process_id,
        actor_id=by,
        on_authority_of=authority,
        about=task.id,
        data={"step": task.step, "assignee": str(task.assignee_id or "")},
        at=at,
    )
