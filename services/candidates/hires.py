"""Our own hires as the port to applicant systems sees them."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.store import accepted_offers
from services.integrations.ats.port import HiredCandidate


async def hired(session: AsyncSession) -> list[HiredCandidate]:
    """Who has accepted an offer and is received by no onboarding yet."""
    return [
        HiredCandidate(
            id=str(one.offer.id),
            name=one.person.name,
            email=one.person.email,
            phone=one.person.phone,
            unit=str(one.unit_id),
            first_day=date.fromisoformat(one.offer.terms["start"]),
        )
        for one in await accepted_offers(session)
    ]
