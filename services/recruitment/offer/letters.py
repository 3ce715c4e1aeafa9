"""What letters about an offer and its contract tell."""

from datetime import timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.links import LinkKind
from services.candidates.applications.tables import Application
from services.kit import clock
from services.messages.letters import ContextBuilder, LetterContext, LinkFor
from services.messages.values import Case, OfferWithdrawn
from services.messages.values import Contract as ContractValues
from services.messages.values import Offer as OfferValues
from services.messages.values import OfferDeclined as OfferDeclinedValues
from services.messages.values import OfferLapsed as OfferLapsedValues
from services.messages.values import OfferReminder as OfferReminderValues
from services.messages.values import OfferTakenBack as OfferTakenBackValues
from services.recruitment.need import store as needs
from services.recruitment.need.post import case_words
from services.recruitment.offer import store
from services.recruitment.offer.rules import Terms
from services.recruitment.offer.tables import Offer
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter

CONTRACT_LINK = timedelta(days=60)
"""How long the link in the letter with the contract locates it."""


async def offer(session: AsyncSession, letter: SendLetter) -> LetterContext:
    row, application, words = await _about(session, letter)
    terms = Terms.model_validate(row.terms)
    values = OfferValues(
        **words,
        percentage=terms.percentage,
        starts_on=terms.start,
        answer_by=row.answer_by,
    )
    return await _context(session, application, values, _link(row))


async def reminder(session: AsyncSession, letter: SendLetter) -> LetterContext:
    row, application, words = await _about(session, letter)
    values = OfferReminderValues(**words, answer_by=row.answer_by)
    return await _context(session, application, values, _link(row))


async def lapsed(session: AsyncSession, letter: SendLetter) -> LetterContext:
    row, application, words = await _about(session, letter)
    return await _context(session, application, OfferLapsedValues(**words, answer_by=row.answer_by))


async def declined(session: AsyncSession, letter: SendLetter) -> LetterContext:
    row, application, words = await _about(session, letter)
    values = OfferDeclinedValues(**words, answered_at=row.answered_at or letter.at)
    return await _context(session, application, values)


async def withdrawn(session: AsyncSession, letter: SendLetter) -> LetterContext:
    row, application, words = await _about(session, letter)
    checks = await store.checks(session, row.id)
    failed = any(check.state == "failed" for check in checks)
    reason = OfferWithdrawn.CHECK_FAILED if failed else OfferWithdrawn.CASE_CANCELLED
    return await _context(session, application, OfferTakenBackValues(**words, reason=reason))


async def contract(session: AsyncSession, letter: SendLetter) -> LetterContext:
    row, application, words = await _about(session, letter)
    values = ContractValues(**words, starts_on=Terms.model_validate(row.terms).start)
    link = LinkFor(LinkKind.CONTRACT, application.id, letter.at + CONTRACT_LINK)
    return await _context(session, application, values, link)


async def _about(session: AsyncSession, letter: SendLetter) -> tuple[Offer, Application, Case]:
    row = await store.offer(session, _subject(letter))
    application = await store.application(session, row.application_id)
    return row, application, await case_words(session, row.recruitment_id)


def _subject(letter: SendLetter) -> UUID:
    if letter.about is None:
        raise ValueError(f"a letter of the kind {letter.kind} is about an offer")
    return letter.about


def _link(row: Offer) -> LinkFor:
    expires = clock.end_of(row.answer_by.astimezone(clock.OSLO).date())
    return LinkFor(LinkKind.OFFER, row.application_id, expires)


async def _context(
    session: AsyncSession,
    application: Application,
    values: Case,
    link: LinkFor | None = None,
) -> LetterContext:
    case = await needs.case(session, application.recruitment_id)
    return LetterContext(
        person_id=application.person_id,
        values=values,
        language=application.language,
        link=link,
        unit_id=case.unit_id,
    )


LETTERS: dict[LetterKind, ContextBuilder] = {
    LetterKind.OFFER: offer,
    LetterKind.OFFER_REMINDER: reminder,
    LetterKind.OFFER_LAPSED: lapsed,
    LetterKind.OFFER_DECLINED: declined,
    LetterKind.OFFER_WITHDRAWN: withdrawn,
    LetterKind.CONTRACT: contract,
}
