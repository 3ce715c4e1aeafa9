"""Every query about who is to be judged, and which sheets were handed in."""

from uuid import UUID

from sqlalchemy import exists, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application
from services.selection.interviews.tables import Interview
from services.selection.scores.tables import ScoreSheet


async def to_assess(session: AsyncSession, recruitment_id: UUID) -> list[UUID]:
    """Applications the panel judges: an interview is planned, held or still to be arranged."""
    any_interview = exists().where(col(Interview.application_id) == Application.id)
    stands = exists().where(
        col(Interview.application_id) == Application.id, col(Interview.state) != "cancelled"
    )
    query = select(Application.id).where(
        Application.recruitment_id == recruitment_id,
        col(Application.qualified).is_(True),
        col(Application.withdrawn_at).is_(None),
        or_(stands, (col(Application.state) == "interview") & ~any_interview),
    )
    return list(await session.exec(query))


async def sheets(session: AsyncSession, recruitment_id: UUID) -> list[tuple[UUID, UUID]]:
    """Assessor and application of every sheet handed in."""
    query = select(ScoreSheet.person_id, ScoreSheet.application_id).where(
        ScoreSheet.recruitment_id == recruitment_id
    )
    return list((await session.exec(query)).all())
