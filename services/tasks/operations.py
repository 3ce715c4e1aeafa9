"""What stands on the operations list: stopped steps, letters that failed for good, and more."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit import AuditKind
from services.kit import clock, errors
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.tasks import holding, rules, store
from services.tasks.events import record
from services.tasks.tables import Task
from workflows.payloads.codes import Decided, Fact, Relation, StepCode
from workflows.payloads.tasks import Otherwise

Action = Literal["retry", "redo", "skip"]


async def put_up_letter(
    session: AsyncSession, process_id: UUID, message_id: UUID, unit_id: UUID, at: datetime
) -> None:
    """A letter failed for good: it stands on the list until it has left, or was seen to."""
    await put_up(session, StepCode.SEE_TO_LETTER, process_id, message_id, unit_id, at)


async def put_up(
    session: AsyncSession,
    step: StepCode,
    process_id: UUID,
    about: UUID,
    unit_id: UUID,
    at: datetime,
) -> Task:
    """What stands on the list with nobody's name on it: made now, or there already."""
    for standing in await store.waiting(session, process_id, step, about):
        return standing
    task = Task(
        process_id=process_id,
        step=step,
        about=about,
        occurrence=await store.times(session, process_id, step, about) + 1,
        relation=Relation.HR_ADVISER,
        unit_id=unit_id,
        state="stopped",
        default=Otherwise.STOP,
        due_at=at,
        lapse_at=at,
        created_at=at,
    )
    session.add(task)
    await session.flush()
    await record(session, AuditKind.TASK_STOPPED, task, at)
    return task


async def record_settle_step(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """A stopped or late step: skipped, or asked again (retry, redo), with a reason."""
    content = decision.content
    return await _resolve(
        session,
        UUID(content["task_id"]),
        content["action"],
        content["reason"],
        by=decision.actor_id,
        at=at,
    )


RECORDERS: dict[Decided, Recorder] = {Decided.SETTLE_STEP: record_settle_step}


async def set_aside(
    session: AsyncSession, task_id: UUID, action: Action, reason: str, *, by: UUID
) -> dict[str, Any]:
    """A failed letter was seen to in another way; no process waits to hear of it."""
    outcome = await _resolve(session, task_id, action, reason, by=by, at=clock.now())
    return {"fact": outcome.fact, "about": outcome.about}


async def _resolve(
    session: AsyncSession, task_id: UUID, action: Action, reason: str, *, by: UUID, at: datetime
) -> Outcome:
    task = await holding.locked(session, task_id)
    if task.state not in store.WAITING:
        raise errors.Conflict("task_is_settled", "This task no longer waits for anybody.")
    step = StepCode(task.step)
    rules.require_answerable(step)
    skipped = action == "skip"
    if skipped:
        if by in await store.barred(session, task):
            raise errors.Forbidden("own_case", "Somebody else must say that this is passed over.")
        rules.require_skippable(step, late=task.state == "stopped" or task.due_at < at)
    else:
        rules.require_repeatable(step)
    fact = Fact.STEP_SKIPPED if skipped else Fact.STEP_RETRIED
    kind = AuditKind.STEP_SKIPPED if skipped else AuditKind.STEP_RETRIED
    task.state = "skipped" if skipped else "dropped"
    task.settled_at, task.settled_by = at, by
    task.outcome, task.reason = fact, reason
    await record(session, kind, task, at, by=by)
    return Outcome(fact, task.id)
