"""Our own hires as the port to applicant systems sees them."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates import posts
from services.candidates.store import accepted_offers, rendered
from services.integrations.ats.port import HiredCandidate


async def hired(session: AsyncSession) -> list[HiredCandidate]:
    """Who has accepted an offer and is received by no onboarding yet."""
    found = await accepted_offers(session)
    texts = await rendered(session, [one.application.advert_id for one in found])
    return [
        HiredCandidate(
            id=str(one.application.id),
            name=one.person.name,
            email=one.person.email,
            phone=one.person.phone,
            position=posts.title(texts[one.application.advert_id], "nb"),
            unit=str(one.unit_id),
            first_day=date.fromisoformat(one.offer.terms["start"]),
        )
        for one in found
    ]
