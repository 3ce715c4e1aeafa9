"""Every statement about rate limits."""

from datetime import datetime

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.limits.rules import Limit
from services.access.limits.tables import RateCount


async def count(
    session: AsyncSession, limit: Limit, subject: str, at: datetime
) -> tuple[int, datetime]:
    """Count one more try; returns how many the window has now, and when it began."""
    over = col(RateCount.window_start) <= at - limit.window
    statement = (
        insert(RateCount)
        .values(kind=limit.kind, subject=subject, window_start=at, tries=1)
        .on_conflict_do_update(
            index_elements=["kind", "subject"],
            set_={
                "window_start": case((over, at), else_=col(RateCount.window_start)),
                "tries": case((over, 1), else_=col(RateCount.tries) + 1),
            },
        )
        .returning(col(RateCount.tries), col(RateCount.window_start))
    )
    row = (await PlainSession.execute(session, statement)).one()
    return row.tries, row.window_start
