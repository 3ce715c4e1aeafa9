"""Every statement about kept forms."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.kept.tables import KeptForm
from services.access.sessions.tables import LoginSession


async def whose(session: AsyncSession, session_hash: str) -> UUID | None:
    """The person of a session, also of one that has ended."""
    query = select(LoginSession.person_id).where(LoginSession.token_hash == session_hash)
    return (await session.exec(query)).one_or_none()


async def find(
    session: AsyncSession, browser_hash: str, person_id: UUID, at: datetime
) -> KeptForm | None:
    """The form of a browser, for its own person while it is kept."""
    query = select(KeptForm).where(
        KeptForm.browser_hash == browser_hash,
        KeptForm.person_id == person_id,
        col(KeptForm.expires_at) > at,
    )
    return (await session.exec(query)).one_or_none()
