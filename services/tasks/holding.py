"""Who has a task: its owner, a superior, or somebody it was given to; or the deputy of one."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit import clock, errors
from services.kit.processes import outbox
from services.kit.workdays import Workdays
from services.organisation.absences.service import acting_for
from services.organisation.people.service import works_in
from services.organisation.rules import RoleName
from services.organisation.units.service import calendar_of, people_with_role, superiors_of
from services.tasks import rules, store
from services.tasks.events import record
from services.tasks.tables import Task
from workflows.payloads.codes import Fact, Relation, StepCode
from workflows.payloads.tasks import MovedTask


async def locked(session: AsyncSession, task_id: UUID, *, case_too: bool = False) -> Task:
    """A task, locked in the order in which answers lock: the case, the audit, the task.

    The case too for whatever may take the default of a step. Raises NotFound.
    """
    process_id = await store.process_of(session, task_id)
    if process_id is None:
        raise errors.NotFound
    if case_too:
        await store.lock_case(session, process_id)
    await audit.hold(session, process_id)
    return await store.locked(session, task_id)


async def mind_absence(session: AsyncSession, task: Task, at: datetime) -> None:
    """The accepted deputy of an absent holder has the task, if it may be lent to them."""
    if task.holder_id is None:
        return
    deputy = await acting_for(session, task.holder_id, at)
    if deputy and await _may_lend(session, task, deputy):
        _hand(task, deputy)


async def hand_to_deputy(
    session: AsyncSession, person_id: UUID, deputy_id: UUID | None, at: datetime
) -> None:
    """Move what waits for an absent person to the deputy; back again with None."""
    kind = AuditKind.TASK_HANDED_TO_DEPUTY if deputy_id else AuditKind.TASK_HANDED_BACK
    for task in await store.held_by(session, person_id):
        if task.assignee_id == (deputy_id or person_id):
            continue
        if deputy_id and (
            task.assignee_id != person_id or not await _may_lend(session, task, deputy_id)
        ):
            continue
        _hand(task, deputy_id or person_id)
        await record(session, kind, task, at)


async def lent(session: AsyncSession, person_id: UUID, deputy_id: UUID) -> list[UUID]:
    """What waits with a deputy on the authority of somebody absent."""
    return list(await store.lent(session, person_id, deputy_id))


async def escalate(session: AsyncSession, task: Task, at: datetime) -> MovedTask:
    """Give the task to the superior, once; says nobody where there is none to give it to."""
    if task.escalated_at is None:
        superior = await _superior(session, task, at)
        if superior is None:
            return MovedTask()
        task.escalated_at = at
        task.holder_id = superior
        _hand(task, superior)
        await mind_absence(session, task, at)
        await record(session, AuditKind.TASK_ESCALATED, task, at)
    return MovedTask(assignee=task.assignee_id)


async def reassign(session: AsyncSession, task: Task, to: UUID, *, by: UUID, reason: str) -> Task:
    """Give a waiting task to somebody else of the trust who may act; they are written to.

    Who gets it when its time was over has as many working days again. Raises `Conflict` for a
    task that no longer waits, that only one person can do, or that `to` may not do; `Invalid`
    for somebody who does not work in the trust; `Forbidden` to an author giving the decision away.
    """
    if task.state not in store.WAITING:
        raise errors.Conflict("task_is_settled", "This task no longer waits for anybody.")
    rules.require_movable(StepCode(task.step))
    if not await works_in(session, {to}, await store.trust_of(session, task.process_id)):
        message = "This person does not work in the trust."
        raise errors.Invalid("not_in_trust", message, {"person_id": message})
    barred = await store.barred(session, task)
    if to in barred:
        raise errors.Conflict("may_not_act", "This person may not do this in this case.")
    if by in barred:
        raise errors.Forbidden("own_case", "Somebody else must say who does this.")
    at = clock.now()
    task.in_place_of = task.owner_id if task.owner_id not in {None, to} else by
    task.owner_id = task.holder_id = to
    task.reason, task.urged_at = reason, None
    _hand(task, to)
    await mind_absence(session, task, at)
    if task.state == "stopped" or task.due_at < at:
        await _begin_anew(session, task, at)
    task.state = "open"
    await record(session, AuditKind.TASK_REASSIGNED, task, at, by=by)
    await outbox.tell(session, task.process_id, Fact.TASK_REASSIGNED, task.id)
    return task


async def remind(session: AsyncSession, task: Task, *, by: UUID) -> Task:
    """Have whoever has a task reminded now, once a day; the process sends the letter.

    Raises `Conflict` where nobody of the house has it, for one's own, and for a second time.
    """
    rules.require_remindable(StepCode(task.step), Relation(task.relation), task.state)
    if task.assignee_id == by:
        raise errors.Conflict("own_task", "You have this yourself.")
    at = clock.now()
    today = at.astimezone(clock.OSLO).date()
    if task.urged_at and task.urged_at.astimezone(clock.OSLO).date() == today:
        raise errors.Conflict("reminded_today", "A reminder has been sent today already.")
    task.urged_at = at
    await record(session, AuditKind.TASK_REMINDED, task, at, by=by)
    await outbox.tell(session, task.process_id, Fact.REMINDER_ASKED, task.id)
    return task


async def workdays(session: AsyncSession, unit_id: UUID | None) -> Workdays:
    """The working days that count for a task; without a unit those of the country."""
    return Workdays(await calendar_of(session, unit_id)) if unit_id else Workdays()


async def _may_lend(session: AsyncSession, task: Task, deputy_id: UUID) -> bool:
    if not rules.lendable(StepCode(task.step), Relation(task.relation)):
        return False
    return deputy_id not in await store.barred(session, task)


async def _begin_anew(session: AsyncSession, task: Task, at: datetime) -> None:
    dates = rules.dates(at, task.days, await workdays(session, task.unit_id), outsider=False)
    task.due_at, task.escalate_at, task.lapse_at = dates.due_at, dates.escalate_at, dates.lapse_at
    task.reminded_at = task.escalated_at = None


async def _superior(session: AsyncSession, task: Task, at: datetime) -> UUID | None:
    """The nearest leader above the owner who may have the task.

    No leader speaks for the union: above its representative stands the one of a wider part of
    the house.
    """
    if task.step in rules.PERSONAL or task.owner_id is None or task.unit_id is None:
        return None
    barred = await store.barred(session, task) | {task.owner_id}
    if task.relation == Relation.UNION_REPRESENTATIVE:
        above = await people_with_role(session, task.unit_id, RoleName.UNION_REPRESENTATIVE, at)
    else:
        trust_id = await store.trust_of(session, task.process_id)
        above = await superiors_of(session, task.owner_id, trust_id, at)
    return next((person.id for person in above if person.id not in barred), None)


def _hand(task: Task, assignee: UUID) -> None:
    task.assignee_id = assignee
    task.on_authority_of = rules.authority(
        task.owner_id, task.holder_id, assignee, task.in_place_of
    )
