"""The letter that tells everybody employed in the unit of a vacancy (aml § 14-1)."""

from collections.abc import Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.settings import settings
from services.messages.letters import ContextBuilder, LetterContext
from services.messages.values import InternalNotice
from services.recruitment.advert import store
from services.recruitment.need import store as need_store
from services.recruitment.need.post import case_words
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter


async def internal_notice(session: AsyncSession, letter: SendLetter) -> LetterContext:
    """About the advert of the last round."""
    case = await need_store.case(session, letter.process)
    advert = await store.latest(session, case.id)
    if advert.closes_at is None:
        raise ValueError("an advert without a deadline is not announced")
    values = InternalNotice(
        **await case_words(session, case.id),
        closes_at=advert.closes_at,
        percentage=case.percentage,
        url=f"{settings().public_url}/adverts/{advert.id}",
    )
    return LetterContext(person_id=letter.to, values=values, unit_id=case.unit_id)


LETTERS: Mapping[LetterKind, ContextBuilder] = {LetterKind.INTERNAL_NOTICE: internal_notice}
