"""What the last letters of an application tell."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.settings import settings
from services.kit.workdays import Workdays
from services.messages.letters import ContextBuilder, LetterContext
from services.messages.values import Audience, Case
from services.messages.values import CaseCancelled as CaseCancelledValues
from services.messages.values import Delay as DelayValues
from services.messages.values import Hired as HiredValues
from services.messages.values import Rejection as RejectionValues
from services.organisation.units.service import calendar_of
from services.recruitment.casefile import rules, store
from services.recruitment.casefile.rules import Promised
from services.recruitment.need import store as needs
from services.recruitment.need.post import case_words
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer.rules import Terms
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter


async def rejection(session: AsyncSession, letter: SendLetter) -> LetterContext:
    application, case, words = await _about(session, letter)
    reason = rules.rejection_reason(
        application, case.ending, interviewed=await store.interviewed(session, application.id)
    )
    values = RejectionValues(**words, reason=reason, kept_until=_kept_until(letter))
    return _context(application, case, values)


async def cancelled(session: AsyncSession, letter: SendLetter) -> LetterContext:
    """To a candidate, about the application; to a member of the case, about the case."""
    if case := await session.get(Recruitment, _subject(letter)):
        told = CaseCancelledValues(
            **await case_words(session, case.id),
            audience=Audience.MEMBER,
            reason=case.ending_reason or "",
            kept_until=_kept_until(letter),
        )
        return LetterContext(person_id=letter.to, values=told, unit_id=case.unit_id)
    application, case, words = await _about(session, letter)
    values = CaseCancelledValues(
        **words,
        audience=Audience.CANDIDATE,
        reason=case.ending_reason or "",
        kept_until=_kept_until(letter),
    )
    return _context(application, case, values)


async def hired(session: AsyncSession, letter: SendLetter) -> LetterContext:
    application, case, words = await _about(session, letter)
    offer = await store.accepted_offer(session, application.id)
    start = Terms.model_validate(offer.terms).start
    return _context(application, case, HiredValues(**words, starts_on=start))


async def delay(session: AsyncSession, letter: SendLetter) -> LetterContext:
    application, case, words = await _about(session, letter)
    advert = await store.advert_of(session, application)
    workdays = Workdays(await calendar_of(session, case.unit_id))
    before, after = rules.promises(advert.closes_at or letter.at, letter.at, workdays.add)
    values = DelayValues(**words, previous_answer_by=before, answer_by=after)
    return _context(application, case, values)


async def promise(session: AsyncSession, application_id: UUID, at: datetime) -> Promised:
    """By when an answer to an application is promised, as the deadline is now."""
    application = await store.application(session, application_id)
    case = await needs.case(session, application.recruitment_id)
    advert = await store.advert_of(session, application)
    workdays = Workdays(await calendar_of(session, case.unit_id))
    return rules.promised(advert.closes_at or at, at, workdays.add)


async def _about(
    session: AsyncSession, letter: SendLetter
) -> tuple[Application, Recruitment, Case]:
    application = await store.application(session, _subject(letter))
    case = await needs.case(session, application.recruitment_id)
    return application, case, await case_words(session, case.id)


def _subject(letter: SendLetter) -> UUID:
    return letter.about or letter.process


def _kept_until(letter: SendLetter) -> date:
    return (letter.at + settings().retention).astimezone(clock.OSLO).date()


def _context(application: Application, case: Recruitment, values: Case) -> LetterContext:
    return LetterContext(
        person_id=application.person_id,
        values=values,
        language=application.language,
        unit_id=case.unit_id,
    )


LETTERS: dict[LetterKind, ContextBuilder] = {
    LetterKind.REJECTION: rejection,
    LetterKind.CASE_CANCELLED: cancelled,
    LetterKind.HIRED: hired,
    LetterKind.DELAY: delay,
}
