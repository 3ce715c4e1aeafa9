"""Every query about who has declared which conflicts of interest."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import CaseMember
from services.selection.conflicts.tables import Conflict, ConflictDeclaration


async def latest_passed_deadline(
    session: AsyncSession, recruitment_id: UUID, at: datetime
) -> datetime | None:
    """The last deadline of the case that has passed."""
    query = select(func.max(col(Advert.closes_at))).where(
        Advert.recruitment_id == recruitment_id, col(Advert.closes_at) <= at
    )
    return (await session.exec(query)).one()


async def deadlines(
    session: AsyncSession, applications: Collection[UUID]
) -> dict[UUID, datetime | None]:
    """When the advert closed, or closes, that each application answers."""
    query = (
        select(Application.id, Advert.closes_at)
        .join(Advert, col(Advert.id) == Application.advert_id)
        .where(col(Application.id).in_(applications))
    )
    return dict((await session.exec(query)).all())


async def declarations(session: AsyncSession, recruitment_id: UUID) -> dict[UUID, datetime]:
    """When each person has declared last."""
    query = (
        select(ConflictDeclaration.person_id, func.max(col(ConflictDeclaration.declared_at)))
        .where(ConflictDeclaration.recruitment_id == recruitment_id)
        .group_by(col(ConflictDeclaration.person_id))
    )
    return dict((await session.exec(query)).all())


async def conflicts(session: AsyncSession, recruitment_id: UUID) -> frozenset[tuple[UUID, UUID]]:
    """Every declared conflict, as person and application."""
    query = select(Conflict.person_id, Conflict.application_id).where(
        Conflict.recruitment_id == recruitment_id
    )
    return frozenset((person, application) for person, application in await session.exec(query))


async def holders(
    session: AsyncSession, recruitment_id: UUID, relations: Collection[str]
) -> list[UUID]:
    """Who holds one of these parts now, each once, in an order that stays the same."""
    query = (
        select(CaseMember.person_id)
        .where(
            CaseMember.recruitment_id == recruitment_id,
            col(CaseMember.relation).in_(relations),
            col(CaseMember.left_at).is_(None),
        )
        .distinct()
        .order_by(col(CaseMember.person_id))
    )
    return list(await session.exec(query))
