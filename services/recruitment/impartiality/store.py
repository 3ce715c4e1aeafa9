"""Every query about who has declared which conflicts of interest."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, literal, true, union
from sqlalchemy import select as select_columns
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
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


async def standing(
    session: AsyncSession, recruitment_id: UUID, person_id: UUID
) -> tuple[datetime | None, bool, frozenset[UUID]]:
    """What a person is to the applicants of a case, in one statement: every page of them asks.

    When they have declared last; whether they have applied for the post themselves, and not said
    that it was somebody else; and with which applications there is a conflict (see `conflicts`).
    """
    declared = (
        select_columns(func.max(col(ConflictDeclaration.declared_at)))
        .where(
            col(ConflictDeclaration.recruitment_id) == recruitment_id,
            col(ConflictDeclaration.person_id) == person_id,
        )
        .scalar_subquery()
    )
    applied = _applicants(recruitment_id).where(Application.person_id == person_id).exists()
    member = (
        select(CaseMember.id)
        .where(CaseMember.recruitment_id == recruitment_id, CaseMember.person_id == person_id)
        .exists()
    )
    with_some = select_columns(col(Conflict.application_id)).where(
        col(Conflict.recruitment_id) == recruitment_id, col(Conflict.person_id) == person_id
    )
    with_all = select_columns(col(Application.id)).where(
        col(Application.recruitment_id) == recruitment_id, applied, member
    )
    conflicted = union(with_some, with_all).subquery()
    # One row at least, also of somebody without a conflict.
    one = select_columns(literal(1).label("one")).subquery()
    query = select_columns(declared, applied, conflicted.c.application_id).select_from(
        one.outerjoin(conflicted, true())
    )
    rows = (await PlainSession.execute(session, query)).all()
    return rows[0][0], rows[0][1], frozenset(row[2] for row in rows if row[2])


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
