"""Every query about conflicts, and about who has which part in the selection."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application, ApplicationVersion
from services.kit.errors import NotFound
from services.organisation.tables import Person
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import CaseMember, Recruitment
from services.selection.conflicts.tables import Conflict, ConflictDeclaration


async def case(session: AsyncSession, recruitment_id: UUID, *, lock: bool = False) -> Recruitment:
    """The case; locked, whatever else changes its selection waits its turn."""
    query = select(Recruitment).where(Recruitment.id == recruitment_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def next_deadline(session: AsyncSession, recruitment_id: UUID) -> datetime | None:
    """The deadline of the advert published last; None before there is one."""
    query = (
        select(Advert.closes_at)
        .where(Advert.recruitment_id == recruitment_id, col(Advert.closes_at).is_not(None))
        .order_by(col(Advert.round).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def applicants(
    session: AsyncSession, recruitment_id: UUID, at: datetime
) -> list[tuple[UUID, str, str | None]]:
    """Id, name and municipality of everybody whose deadline has passed and who stands."""
    query = (
        select(Application.id, ApplicationVersion.name, ApplicationVersion.municipality)
        .join(Advert, col(Advert.id) == Application.advert_id)
        .join(ApplicationVersion, col(ApplicationVersion.application_id) == Application.id)
        .where(
            Application.recruitment_id == recruitment_id,
            col(Application.withdrawn_at).is_(None),
            ApplicationVersion.number == Application.current_version,
            col(Advert.closes_at) <= at,
        )
    )
    return list((await session.exec(query)).all())


async def person_exists(session: AsyncSession, person_id: UUID) -> bool:
    return await session.get(Person, person_id) is not None


async def declared(
    session: AsyncSession, recruitment_id: UUID, person_id: UUID
) -> tuple[int, datetime | None]:
    """How many times a person has declared, and when last."""
    query = select(func.count(), func.max(col(ConflictDeclaration.declared_at))).where(
        ConflictDeclaration.recruitment_id == recruitment_id,
        ConflictDeclaration.person_id == person_id,
    )
    return (await session.exec(query)).one()


async def conflicted(
    session: AsyncSession, recruitment_id: UUID, person_id: UUID
) -> frozenset[UUID]:
    """The applications a person has declared a conflict with."""
    query = select(Conflict.application_id).where(
        Conflict.recruitment_id == recruitment_id, Conflict.person_id == person_id
    )
    return frozenset(await session.exec(query))


async def parts(
    session: AsyncSession, recruitment_id: UUID, person_id: UUID, *, lock: bool = False
) -> list[CaseMember]:
    """Every part a person has or had in a case."""
    query = select(CaseMember).where(
        CaseMember.recruitment_id == recruitment_id, CaseMember.person_id == person_id
    )
    return list(await session.exec(query.with_for_update() if lock else query))
