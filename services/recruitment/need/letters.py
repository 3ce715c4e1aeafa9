"""The letter that tells the members of a case that its search has failed."""

from collections.abc import Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.i18n import translate
from services.messages.letters import ContextBuilder, LetterContext
from services.messages.values import SearchFailed
from services.recruitment.need import store
from services.recruitment.need.post import case_words
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter


async def search_failed(session: AsyncSession, letter: SendLetter) -> LetterContext:
    """About the case. Its leader has said why, unless the process found that nobody was left."""
    case = await store.case(session, letter.process)
    person = await store.person(session, letter.to)
    reason = case.ending_reason or translate(
        person.language, "No applicant was left to offer the post to."
    )
    values = SearchFailed(**await case_words(session, case.id), reason=reason)
    return LetterContext(person_id=letter.to, values=values, unit_id=case.unit_id)


LETTERS: Mapping[LetterKind, ContextBuilder] = {LetterKind.SEARCH_FAILED: search_failed}
