"""Every query about tasks."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.candidates.applications.tables import Application
from services.kit.processes.tables import Process
from services.onboarding.tables import Onboarding
from services.organisation.tables import Absence, Employment, Unit
from services.organisation.units.store import below
from services.recruitment.need.tables import Recruitment
from services.tasks.tables import Task
from workflows.payloads.codes import StepCode
from workflows.payloads.processes import ProcessKind

WAITING = ("open", "stopped")


async def unit_of(session: AsyncSession, process_id: UUID) -> UUID | None:
    """The unit a process belongs to; its working days and its superiors count."""
    kind = await session.get(Process, process_id)
    queries: dict[str, SelectOfScalar[UUID]] = {
        ProcessKind.RECRUITMENT: select(Recruitment.unit_id).where(Recruitment.id == process_id),
        ProcessKind.APPLICATION: select(Recruitment.unit_id)
        .join(Application, col(Application.recruitment_id) == col(Recruitment.id))
        .where(Application.id == process_id),
        ProcessKind.ONBOARDING: select(Onboarding.unit_id).where(Onboarding.id == process_id),
        ProcessKind.ABSENCE: select(Employment.unit_id)
        .join(Absence, col(Absence.person_id) == col(Employment.person_id))
        .where(Absence.id == process_id)
        .order_by(col(Employment.starts).desc())
        .limit(1),
    }
    return (await session.exec(queries[kind.kind])).one_or_none() if kind else None


async def waiting(
    session: AsyncSession, process_id: UUID, step: StepCode | None, about: UUID | None
) -> Sequence[Task]:
    """Tasks of a process that wait for an answer, locked; of one step, about one thing, or all."""
    query = select(Task).where(Task.process_id == process_id, col(Task.state).in_(WAITING))
    if step:
        query = query.where(Task.step == step)
    if about:
        query = query.where(or_(col(Task.about) == about, col(Task.about).is_(None)))
    return (await session.exec(query.order_by(col(Task.id)).with_for_update())).all()


async def occurrence(
    session: AsyncSession, process_id: UUID, step: StepCode, about: UUID | None, number: int
) -> Task | None:
    """The task of this occurrence, or an earlier one about the same thing that still waits."""
    query = (
        select(Task)
        .where(
            Task.process_id == process_id,
            Task.step == step,
            col(Task.about).is_not_distinct_from(about),
            or_(col(Task.occurrence) == number, col(Task.state).in_(WAITING)),
        )
        .order_by(col(Task.occurrence).desc())
        .limit(1)
        .with_for_update()
    )
    return (await session.exec(query)).one_or_none()


async def locked(session: AsyncSession, task_id: UUID) -> Task | None:
    """One task, locked."""
    query = select(Task).where(Task.id == task_id).with_for_update()
    return (await session.exec(query)).one_or_none()


async def hand_over(
    session: AsyncSession, owner_id: UUID, deputy_id: UUID | None
) -> Sequence[UUID]:
    """Move what waits for somebody to a deputy, or back (None); returns the tasks moved."""
    moved = update(Task).where(col(Task.owner_id) == owner_id, col(Task.state).in_(WAITING))
    if deputy_id:
        moved = moved.where(col(Task.assignee_id) == owner_id).values(
            assignee_id=deputy_id, on_authority_of=owner_id
        )
    else:
        moved = moved.where(col(Task.on_authority_of) == owner_id).values(
            assignee_id=owner_id, on_authority_of=None
        )
    return (await session.exec(moved.returning(col(Task.id)))).scalars().all()


async def lent(session: AsyncSession, owner_id: UUID, deputy_id: UUID) -> Sequence[UUID]:
    """What waits with a deputy on somebody's authority."""
    query = (
        select(Task.id)
        .where(
            Task.on_authority_of == owner_id,
            Task.assignee_id == deputy_id,
            col(Task.state).in_(WAITING),
        )
        .order_by(col(Task.id))
    )
    return (await session.exec(query)).all()


def of_person(person_id: UUID, *, state: str | None, step: str | None) -> SelectOfScalar[Task]:
    """What waits, or waited, for a person: as assignee or as owner."""
    query = select(Task).where(
        or_(col(Task.assignee_id) == person_id, col(Task.owner_id) == person_id)
    )
    if state:
        query = query.where(Task.state == state)
    if step:
        query = query.where(Task.step == step)
    return query


def on_operations_list(units: Collection[UUID], *, late_at: datetime) -> SelectOfScalar[Task]:
    """What has stopped, or is late, in some units and below them."""
    tree = below(select(Unit.id).where(col(Unit.id).in_(units)))
    return select(Task).where(
        col(Task.unit_id).in_(tree.select()),
        or_(
            col(Task.state) == "stopped",
            (col(Task.state) == "open") & (col(Task.due_at) < late_at),
        ),
    )
