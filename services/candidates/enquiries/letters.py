"""The letter that brings a question to whom the advert names; an answer goes to who asked."""

from collections.abc import Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates import posts
from services.candidates.enquiries import store
from services.candidates.enquiries.tables import Enquiry
from services.candidates.store import rendered
from services.kit.i18n import LANGUAGES
from services.kit.settings import settings
from services.messages.letters import ContextBuilder, LetterContext
from services.messages.values import AdvertQuestion
from services.organisation.units import service as units
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter


async def advert_question(session: AsyncSession, letter: SendLetter) -> LetterContext:
    enquiry = await session.get_one(Enquiry, letter.about)
    found = await store.advert(session, enquiry.advert_id)
    if found is None:
        raise ValueError("a question is about an advert")
    advert, case = found
    unit = await units.get(session, case.unit_id)
    texts = (await rendered(session, [advert.id]))[advert.id]
    values = AdvertQuestion(
        post={tag: posts.title(texts, tag) for tag in LANGUAGES},
        unit={tag: posts.unit_name(unit, tag) for tag in LANGUAGES},
        contact_name=enquiry.name,
        contact_email=enquiry.email,
        question=enquiry.question,
        url=f"{settings().public_url}/adverts/{advert.id}",
    )
    return LetterContext(person_id=enquiry.person_id, values=values, unit_id=case.unit_id)


LETTERS: Mapping[LetterKind, ContextBuilder] = {LetterKind.ADVERT_QUESTION: advert_question}
