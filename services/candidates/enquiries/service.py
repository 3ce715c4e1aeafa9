"""Ask whom an advert names: the question goes on by letter, and is answered from there."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, EmailStr, Field, StringConstraints
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import tokens
from services.access.limits import rules as limit_rules
from services.access.limits import service as limits
from services.candidates.applications.rules import require_open
from services.candidates.applications.schemas import Line
from services.candidates.enquiries import store
from services.candidates.enquiries.tables import Enquiry
from services.candidates.store import contact
from services.kit import clock
from services.kit.database import Database
from services.kit.errors import NotFound
from services.kit.processes import outbox
from services.kit.settings import Settings
from services.messages import service as messages
from workflows.payloads.codes import Fact

KEPT_FOR = timedelta(days=90)
"""A question and the letter with it; the answer is between the two by then."""


class Asked(BaseModel):
    """A question as it is sent."""

    model_config = ConfigDict(extra="forbid")

    asker: Line
    address: Annotated[EmailStr, Field(max_length=254)]
    question: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)
    ]


async def ask(
    database: Database, settings: Settings, advert_id: UUID, asked: Asked, client: str
) -> None:
    """Pass a question on; tries are counted even when one is refused.

    Raises NotFound, Gone or Conflict where the advert is not open, and TooMany.
    """
    at = clock.now()
    secret = settings.secret.get_secret_value()
    async with database.transaction() as session:
        for limit, subject in (
            (limit_rules.QUESTIONS_PER_ADDRESS, asked.address.casefold()),
            (limit_rules.QUESTIONS_PER_NETWORK, client),
        ):
            counted = tokens.keyed(secret, limit.kind, subject)
            over = await limits.count(session, limit, counted, at)
            if over is not None:
                break
    if over is not None:
        raise over
    async with database.transaction() as session:
        await _pass_on(session, advert_id, asked, at)


async def _pass_on(session: AsyncSession, advert_id: UUID, asked: Asked, at: datetime) -> None:
    found = await store.advert(session, advert_id)
    if found is None:
        raise NotFound
    advert, case = found
    require_open(advert.state, advert.opens_at, advert.closes_at, at)
    enquiry = Enquiry(
        advert_id=advert.id,
        person_id=advert.contact_person_id or await contact(session, case.id),
        name=asked.asker,
        email=asked.address,
        question=asked.question,
        asked_at=at,
    )
    session.add(enquiry)
    await session.flush()
    await outbox.tell(session, case.id, Fact.QUESTION_ASKED, enquiry.id)


async def asked_of(session: AsyncSession, enquiry_id: UUID) -> list[UUID]:
    """Who is to answer; nobody once the question is forgotten."""
    found = await session.get(Enquiry, enquiry_id)
    return [found.person_id] if found else []


async def sweep(session: AsyncSession, at: datetime) -> int:
    """Forget what was asked long ago, and what the letters said of it; returns how much."""
    old = await store.asked_before(session, at - KEPT_FOR)
    for enquiry in old:
        await messages.forget(session, enquiry.person_id, [enquiry.id])
        await session.delete(enquiry)
    return len(old)
