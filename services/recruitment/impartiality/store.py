"""Every query about who has declared which conflicts of interest."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

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
    """Every conflict, as person and application: the declared ones, and of members who applied.

    Whoever is a party to the case has a conflict with all of it (forvaltningsloven § 6 a).
    """
    declared = select(Conflict.person_id, Conflict.application_id).where(
        Conflict.recruitment_id == recruitment_id
    )
    own, each = aliased(Application), aliased(Application)
    members = select(CaseMember.person_id).where(CaseMember.recruitment_id == recruitment_id)
    applied = (
        select(own.person_id, each.id)
        .join(each, col(each.recruitment_id) == col(own.recruitment_id))
        .where(
            own.recruitment_id == recruitment_id,
            col(own.disowned_at).is_(None),
            col(own.person_id).in_(members),
        )
    )
    pairs = [*await session.exec(declared), *await session.exec(applied)]
    return frozenset((person, application) for person, application in pairs)


async def has_applied(session: AsyncSession, recruitment_id: UUID, person_id: UUID) -> bool:
    """Whether somebody has applied for the post, and has not said that it was somebody else."""
    query = _applicants(recruitment_id).where(Application.person_id == person_id)
    return (await session.exec(query)).first() is not None


def _applicants(recruitment_id: UUID) -> SelectOfScalar[UUID]:
    return select(Application.person_id).where(
        Application.recruitment_id == recruitment_id, col(Application.disowned_at).is_(None)
    )


async def holders(
    session: AsyncSession, recruitment_id: UUID, relations: Collection[str]
) -> list[UUID]:
    """Who holds one of these parts now, each once, in an order that stays the same.

    Nobody who has applied: that closes the case to them.
    """
    query = (
        select(CaseMember.person_id)
        .where(
            CaseMember.recruitment_id == recruitment_id,
            col(CaseMember.relation).in_(relations),
            col(CaseMember.left_at).is_(None),
            col(CaseMember.person_id).not_in(_applicants(recruitment_id)),
        )
        .distinct()
        .order_by(col(CaseMember.person_id))
    )
    return list(await session.exec(query))
