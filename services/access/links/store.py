"""Every statement about links and codes."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.links.tables import Link, SignInCode


async def find(session: AsyncSession, token_hash: str) -> Link | None:
    """The link of a token."""
    return (await session.exec(select(Link).where(Link.token_hash == token_hash))).first()


async def last_code(session: AsyncSession, link_id: UUID, browser_hash: str) -> SignInCode | None:
    """The newest code of a link asked for in a browser, locked."""
    query = (
        select(SignInCode)
        .where(SignInCode.link_id == link_id, SignInCode.browser_hash == browser_hash)
        .order_by(col(SignInCode.created_at).desc())
        .limit(1)
        .with_for_update()
    )
    return (await session.exec(query)).first()
