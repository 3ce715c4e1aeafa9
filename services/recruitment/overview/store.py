"""What the first page and the page of a case show of several things at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlalchemy import true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.organisation.tables import Person, Unit
from services.recruitment.advert.tables import Advert
from services.recruitment.need.post import title_in, unit_name
from services.recruitment.need.tables import Recruitment
from services.tasks.tables import Task


@dataclass(frozen=True)
class Called:
    """What a case is called, in one language."""

    title: str
    unit: str


async def called(
    session: AsyncSession, cases: Collection[UUID], language: str
) -> dict[UUID, Called]:
    """What cases are called, in one statement."""
    latest = (
        select_columns(col(Advert.texts))
        .where(col(Advert.recruitment_id) == col(Recruitment.id))
        .order_by(col(Advert.round).desc())
        .limit(1)
        .lateral("latest_advert")
    )
    query = (
        select(Recruitment.id, Recruitment.occupation_styrk08, Unit, latest.c.texts)
        .join(Unit, col(Unit.id) == col(Recruitment.unit_id))
        .outerjoin(latest, true())
        .where(col(Recruitment.id).in_(cases))
    )
    return {
        case: Called(title_in(texts or {}, occupation, language), unit_name(unit, language))
        for case, occupation, unit, texts in (await session.exec(query)).all()
    }


@dataclass(frozen=True)
class Wait:
    """A task of a case that somebody has now."""

    task: Task
    name: str | None
    """Nobody's where it has stopped without an owner."""


async def waits(session: AsyncSession, case_id: UUID) -> Sequence[Wait]:
    """What a case waits for, the first due first."""
    query = (
        select(Task, Person.name)
        .outerjoin(Person, col(Person.id) == col(Task.assignee_id))
        .where(Task.process_id == case_id, col(Task.state).in_(("open", "stopped")))
        .order_by(col(Task.due_at), col(Task.id))
    )
    return [Wait(task, name) for task, name in (await session.exec(query)).all()]


async def closes_at(session: AsyncSession, case_id: UUID) -> datetime | None:
    """When the latest advert of a case closes, or closed."""
    query = (
        select(Advert.closes_at)
        .where(Advert.recruitment_id == case_id)
        .order_by(col(Advert.round).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()
