"""Every statement about what people ask."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.enquiries.tables import Enquiry
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import Recruitment


async def advert(session: AsyncSession, advert_id: UUID) -> tuple[Advert, Recruitment] | None:
    """An advert with its case."""
    query = (
        select(Advert, Recruitment)
        .join(Recruitment, col(Recruitment.id) == col(Advert.recruitment_id))
        .where(Advert.id == advert_id)
    )
    return (await session.exec(query)).one_or_none()


async def asked_before(session: AsyncSession, instant: datetime) -> Sequence[Enquiry]:
    """What was asked before an instant, locked."""
    query = select(Enquiry).where(col(Enquiry.asked_at) < instant)
    return (await session.exec(query.with_for_update(skip_locked=True))).all()
