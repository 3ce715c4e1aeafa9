"""Count tries, and say when there were too many."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.access.limits import rules, store
from services.access.limits.rules import Limit
from services.kit.errors import TooMany


async def count(
    session: AsyncSession,
    limit: Limit,
    subject: str,
    at: datetime,
    *,
    about: UUID | None = None,
) -> TooMany | None:
    """Count one more try; returns the error to raise when that was one too many.

    It is returned, not raised, because the count and its audit row have to be committed: the
    caller raises it after the transaction.
    """
    tries, window_start = await store.count(session, limit, subject, at)
    if tries <= limit.tries:
        return None
    await audit.record(
        session,
        AuditKind.LIMIT_REACHED,
        about=about,
        data={"limit": limit.kind, "tries": tries},
        at=at,
    )
    wait = rules.seconds_left(limit, window_start, at)
    return TooMany(
        "too_many_tries",
        "That was tried too often. Minutes to wait: {minutes}.",
        retry_after=wait,
        minutes=-(-wait // 60),
    )
