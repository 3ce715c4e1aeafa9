"""Tasks as people see and handle them: their own, and those whose operations they keep."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.access.permissions import Actor
from services.kit import clock
from services.kit.database import Database
from services.kit.errors import Forbidden, NotFound
from services.kit.paging import Asked, Page, page, total
from services.kit.processes.decisions import Desk
from services.organisation.rules import RoleName
from services.organisation.units.service import holds_role
from services.tasks import holding, rules, service, store
from services.tasks.operations import Action, set_aside
from services.tasks.rules import Kept
from services.tasks.tables import Task
from workflows.payloads.codes import NO_STEPS, Decided, Relation, StepCode
from workflows.payloads.tasks import Due

KEEPERS = frozenset({RoleName.HR_ADVISER, RoleName.OPERATOR})
"""Who keeps the operations list of a unit and what is below it."""


OF_THE_CASE = frozenset({StepCode.DECIDE_EXEMPTION, StepCode.SEE_TO_FAILURE})
"""Of whose process only the case is named."""


async def of_person(
    session: AsyncSession,
    person_id: UUID,
    asked: Asked,
    *,
    state: str | None,
    step: str | None,
    sort: str,
) -> Page[Task]:
    """What waits, or waited, for somebody."""
    query = store.of_person(person_id, state=state, step=step)
    return await _page(session, query, asked, sort)


async def operations(
    session: AsyncSession,
    who: Actor,
    asked: Asked,
    *,
    sort: str,
    only: Kept | None = None,
) -> Page[Task]:
    """What has stopped or is late below the units somebody keeps."""
    return await _page(session, _kept_list(who, only), asked, sort)


async def count_operations(session: AsyncSession, who: Actor, only: Kept | None = None) -> int:
    """How much stands on the operations list."""
    return await total(session, _kept_list(who, only))


def _kept_list(who: Actor, only: Kept | None) -> SelectOfScalar[Task]:
    units = who.units_with(KEEPERS)
    if not units:
        raise Forbidden("not_a_keeper", "Only HR and operators keep the operations list.")
    return store.on_operations_list(units, late_at=clock.now(), only=only)


async def seen(session: AsyncSession, who: Actor, task_id: UUID) -> Task:
    """A task that is somebody's own, or of a unit whose operations they keep."""
    task = await session.get(Task, task_id)
    if task is None:
        raise NotFound
    if who.person_id in {task.owner_id, task.assignee_id, task.settled_by}:
        return task
    return await kept(session, who, task_id)


async def processes(session: AsyncSession, tasks: Collection[Task]) -> dict[UUID, UUID]:
    """By task: the process to name, where it is not its own.

    That of a request to be left off the public list is the case: whoever decides it reads the
    applications blind, and the application's id would tell which of them asked; so would what of
    an application fails.
    """
    unseen = {task.id: task.process_id for task in tasks if task.step in OF_THE_CASE}
    parents = await store.parents(session, unseen.values())
    return {task_id: parents[process] for task_id, process in unseen.items()}


async def cases(session: AsyncSession, tasks: Collection[Task]) -> dict[UUID, UUID]:
    """By task: the case it belongs to, or its own process where that is in no case."""
    parents = await store.parents(session, {task.process_id for task in tasks})
    return {task.id: parents[task.process_id] for task in tasks}


@dataclass(frozen=True)
class Choices:
    """What may be done about a task that waits."""

    repeat: bool
    skip: bool
    move: bool


def choices(task: Task) -> Choices:
    """What the rules allow; that somebody may not do it in this case shows when they try."""
    step, waits = StepCode(task.step), task.state in store.WAITING
    late = task.state == "stopped" or task.due_at < clock.now()
    return Choices(
        repeat=waits and rules.may_repeat(step),
        skip=waits and rules.may_skip(step, late=late),
        move=waits and rules.may_move(step),
    )


async def coming(session: AsyncSession, tasks: Collection[Task]) -> dict[UUID, list[Due]]:
    """By task: what comes of it if nobody answers, in order; of a stopped one nothing does."""
    at, found = clock.now(), dict[UUID, list[Due]]()
    for task in tasks:
        workdays = await holding.workdays(session, task.unit_id)
        dates = rules.standing(task.due_at, task.escalate_at, task.lapse_at, workdays)
        found[task.id] = dates.after(at) if task.state == "open" else []
    return found


async def kept(session: AsyncSession, who: Actor, task_id: UUID) -> Task:
    """A task of a unit whose operations somebody keeps; the same 404 for all others."""
    task = await session.get(Task, task_id)
    if task is None:
        raise NotFound
    if await keeps(session, who, task):
        return task
    if who.person_id in {task.owner_id, task.assignee_id}:
        raise Forbidden("not_a_keeper", "Only HR and operators keep the operations list.")
    raise NotFound


async def keeps(session: AsyncSession, who: Actor, task: Task) -> bool:
    """Whether somebody keeps the operations list on which a task stands, or would stand."""
    return bool(task.unit_id) and await holds_role(session, who, task.unit_id, KEEPERS)


async def reassign(session: AsyncSession, who: Actor, task_id: UUID, to: UUID, reason: str) -> Task:
    """Give a waiting task to somebody else."""
    await kept(session, who, task_id)
    return await service.reassign(session, task_id, to, by=who.person_id, reason=reason)


async def remind(session: AsyncSession, who: Actor, task_id: UUID) -> Task:
    """Have whoever has a task reminded now."""
    await kept(session, who, task_id)
    return await service.remind(session, task_id, by=who.person_id)


async def resolve(
    database: Database,
    decisions: Desk,
    who: Actor,
    task_id: UUID,
    action: Action,
    reason: str,
    key: str | None,
) -> dict[str, Any]:
    """Put a resolution to the process the task belongs to, where one waits for it."""
    async with database.transaction() as session:
        task = await kept(session, who, task_id)
        if task.step in NO_STEPS:
            return await set_aside(session, task_id, action, reason, by=who.person_id)
    return await decisions.decide(
        process_id=task.process_id,
        kind=Decided.SETTLE_STEP,
        part=Relation.HR_ADVISER,
        actor_id=who.person_id,
        content={"task_id": str(task.id), "action": action, "reason": reason},
        key=key,
    )


async def _page(
    session: AsyncSession, query: SelectOfScalar[Task], asked: Asked, sort: str
) -> Page[Task]:
    column = Task.due_at if sort.endswith("due_at") else Task.created_at
    found: Page[Task] = await page(
        session, query, asked, by=col(column), id=col(Task.id), descending=sort.startswith("-")
    )
    return found
