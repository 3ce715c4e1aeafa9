"""What letters to candidates look up beyond their application."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.recruitment.need.tables import CaseMember
from workflows.payloads.codes import Relation


async def contact(session: AsyncSession, recruitment_id: UUID) -> UUID:
    """Whom candidates ask where the advert names nobody: the hiring manager of the case."""
    query = select(CaseMember.person_id).where(
        CaseMember.recruitment_id == recruitment_id,
        CaseMember.relation == Relation.HIRING_MANAGER,
        col(CaseMember.left_at).is_(None),
    )
    return (await session.exec(query)).first() or (await _anybody(session, recruitment_id))


async def _anybody(session: AsyncSession, recruitment_id: UUID) -> UUID:
    query = select(CaseMember.person_id).where(CaseMember.recruitment_id == recruitment_id).limit(1)
    return (await session.exec(query)).one()
