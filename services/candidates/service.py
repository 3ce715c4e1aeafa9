"""What processes and other areas have done with applications and on the career site."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.service import (
    draw_numbers,
    get,
    person_of,
    unanswered_count,
    withdraw,
)
from services.candidates.applications.service import mark_answered as _mark_answered
from services.candidates.career.rules import State, state_of
from services.candidates.career.store import advert
from services.candidates.privacy.service import erase_again, finish
from services.integrations.jobboard.port import Standing
from services.kit import clock

__all__ = [
    "draw_numbers",
    "erase_again",
    "get",
    "mark_answered",
    "person_of",
    "standing",
    "unanswered_count",
    "withdraw",
]

_STANDING = {
    State.WAITING: Standing.WAITING,
    State.OPEN: Standing.SHOWN,
    State.CLOSED: Standing.CLOSED,
    State.UNKNOWN: Standing.UNKNOWN,
}


async def standing(session: AsyncSession, advert_id: UUID) -> Standing:
    """Where an advert stands on our own career site, by our clock."""
    found = await advert(session, advert_id)
    if found is None:
        return Standing.UNKNOWN
    return _STANDING[state_of(found.state, found.opens_at, found.closes_at, clock.now())]


async def mark_answered(session: AsyncSession, application_id: UUID, at: datetime) -> bool:
    """Note that the last letter has left, and finish an erasure that waited for it.

    True if it was the last of a case that is closing; then the case has been told so.
    """
    last = await _mark_answered(session, application_id, at)
    await finish(session, await get(session, application_id))
    return last
