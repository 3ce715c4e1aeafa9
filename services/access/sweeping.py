"""Forget what signing in left behind once it is of no use to anybody."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import store

KEPT_FOR = timedelta(days=30)
"""Long enough to look into a complaint; the audit keeps that somebody signed in."""


async def sweep(session: AsyncSession, at: datetime) -> int:
    """Delete sessions, codes, attempts and counts that ended a month ago; returns how many."""
    return await store.forget_before(session, at - KEPT_FOR)


async def forget_person(session: AsyncSession, person_id: UUID) -> None:
    """Delete every session, link and code of somebody who asked to be erased."""
    await store.forget_person(session, person_id)
