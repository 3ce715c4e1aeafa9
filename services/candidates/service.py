"""What processes and other areas have done with applications and on the career site."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.service import (
    draw_numbers,
    get,
    mark_answered,
    person_of,
    unanswered_count,
    withdraw,
)
from services.candidates.career.rules import State, state_of
from services.candidates.career.store import advert
from services.integrations.jobboard.port import Standing
from services.kit import clock

__all__ = [
    "draw_numbers",
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
