"""Every query of profiles."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.recruitment.profile.tables import Criterion


async def criteria(session: AsyncSession, recruitment_id: UUID) -> list[Criterion]:
    """The criteria of a case in the order in which they were written."""
    query = (
        select(Criterion)
        .where(Criterion.recruitment_id == recruitment_id)
        .order_by(col(Criterion.position))
    )
    return list(await session.exec(query))
