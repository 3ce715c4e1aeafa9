"""Every statement about what somebody keeps of the list of cases, and about runs for many."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.recruitment.pipeline.tables import CaseRun, KeptList


async def kept(session: AsyncSession, person_id: UUID, *, lock: bool = False) -> KeptList | None:
    """What somebody keeps, if anything."""
    query = select(KeptList).where(KeptList.person_id == person_id)
    return (await session.exec(query.with_for_update() if lock else query)).one_or_none()


async def run(session: AsyncSession, run_id: UUID) -> CaseRun | None:
    """One action for many cases."""
    return await session.get(CaseRun, run_id)


async def forget_runs(session: AsyncSession, person_id: UUID, before: datetime) -> None:
    """Delete what somebody no longer looks back at."""
    await session.exec(
        delete(CaseRun).where(col(CaseRun.person_id) == person_id, col(CaseRun.created_at) < before)
    )
