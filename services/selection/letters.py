"""What letters about exemptions, interviews and references tell."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.links import LinkKind
from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.workdays import Workdays
from services.messages.letters import (
    Calendar,
    CalendarMethod,
    ContextBuilder,
    LetterContext,
    LinkFor,
)
from services.messages.values import (
    ExemptionGranted,
    ExemptionRefused,
    InterviewCancellation,
    InterviewChange,
    ReferenceAsked,
    ReferenceThanks,
)
from services.messages.values import Interview as InterviewValues
from services.organisation.units.service import calendar_of
from services.recruitment.casefile.rules import promises
from services.recruitment.need.service import case_words
from services.recruitment.need.tables import Recruitment
from services.selection import store
from services.selection.interviews.tables import Interview
from services.selection.references.tables import Reference
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter


async def exemption_granted(session: AsyncSession, letter: SendLetter) -> LetterContext:
    application, case = await store.application_and_case(session, _subject(letter))
    values = ExemptionGranted(
        **await case_words(session, case.id),
        answer_by=await _answer_by(session, application, case, letter.at),
    )
    return _to_candidate(application, case, values)


async def exemption_refused(session: AsyncSession, letter: SendLetter) -> LetterContext:
    application, case = await store.application_and_case(session, _subject(letter))
    request = await store.exemption(session, application.id)
    withdraw_by = request.withdraw_by or letter.at
    values = ExemptionRefused(
        **await case_words(session, case.id),
        reason=request.decision_reason or "",
        withdraw_by=withdraw_by,
    )
    link = LinkFor(LinkKind.EXEMPTION, application.id, withdraw_by)
    return _to_candidate(application, case, values, link=link)


async def interview_invitation(session: AsyncSession, letter: SendLetter) -> LetterContext:
    row, application, case = await _interview(session, letter)
    values = InterviewValues(
        **await case_words(session, case.id),
        starts_at=row.starts_at,
        minutes=row.minutes,
        place=row.place,
    )
    return _to_candidate(application, case, values, calendar=_calendar(row, CalendarMethod.REQUEST))


async def interview_change(session: AsyncSession, letter: SendLetter) -> LetterContext:
    row, application, case = await _interview(session, letter)
    values = InterviewChange(
        **await case_words(session, case.id),
        starts_at=row.starts_at,
        minutes=row.minutes,
        place=row.place,
        previous_starts_at=row.previous_starts_at or row.starts_at,
    )
    return _to_candidate(application, case, values, calendar=_calendar(row, CalendarMethod.REQUEST))


async def interview_cancellation(session: AsyncSession, letter: SendLetter) -> LetterContext:
    row, application, case = await _interview(session, letter)
    values = InterviewCancellation(
        **await case_words(session, case.id),
        starts_at=row.starts_at,
        answer_by=await _answer_by(session, application, case, letter.at),
    )
    return _to_candidate(application, case, values, calendar=_calendar(row, CalendarMethod.CANCEL))


async def reference_asked(session: AsyncSession, letter: SendLetter) -> LetterContext:
    row, case, applicant = await _reference(session, letter)
    answer_by = await store.reference_due(session, row)
    values = ReferenceAsked(
        **await case_words(session, case.id), applicant_name=applicant, answer_by=answer_by
    )
    link = LinkFor(LinkKind.REFERENCE, row.id, answer_by)
    return LetterContext(row.person_id, values, link=link, unit_id=case.unit_id)


async def reference_thanks(session: AsyncSession, letter: SendLetter) -> LetterContext:
    row, case, applicant = await _reference(session, letter)
    values = ReferenceThanks(**await case_words(session, case.id), applicant_name=applicant)
    return LetterContext(row.person_id, values, unit_id=case.unit_id)


async def _interview(
    session: AsyncSession, letter: SendLetter
) -> tuple[Interview, Application, Recruitment]:
    row = await store.interview(session, _subject(letter))
    application, case = await store.application_and_case(session, row.application_id)
    return row, application, case


async def _reference(
    session: AsyncSession, letter: SendLetter
) -> tuple[Reference, Recruitment, str]:
    row = await store.reference(session, _subject(letter))
    application, case = await store.application_and_case(session, row.application_id)
    return row, case, await store.applicant_name(session, application)


async def _answer_by(
    session: AsyncSession, application: Application, case: Recruitment, at: datetime
) -> date:
    """The next day on which an answer is promised."""
    closes_at = await store.deadline(session, application)
    workdays = Workdays(await calendar_of(session, case.unit_id))
    promised, after = promises(closes_at or at, at, workdays.add)
    return promised if promised > at.astimezone(clock.OSLO).date() else after


def _calendar(row: Interview, method: CalendarMethod) -> Calendar:
    return Calendar(
        method=method,
        uid=row.id,
        sequence=row.sequence,
        starts_at=row.starts_at,
        minutes=row.minutes,
        place=row.place,
    )


def _to_candidate(
    application: Application,
    case: Recruitment,
    values: ExemptionGranted | ExemptionRefused | InterviewValues | InterviewCancellation,
    *,
    calendar: Calendar | None = None,
    link: LinkFor | None = None,
) -> LetterContext:
    return LetterContext(
        person_id=application.person_id,
        values=values,
        language=application.language,
        calendar=calendar,
        link=link,
        unit_id=case.unit_id,
    )


def _subject(letter: SendLetter) -> UUID:
    return letter.about or letter.process


LETTERS: dict[LetterKind, ContextBuilder] = {
    LetterKind.EXEMPTION_GRANTED: exemption_granted,
    LetterKind.EXEMPTION_REFUSED: exemption_refused,
    LetterKind.INTERVIEW_INVITATION: interview_invitation,
    LetterKind.INTERVIEW_CHANGE: interview_change,
    LetterKind.INTERVIEW_CANCELLATION: interview_cancellation,
    LetterKind.REFERENCE_ASKED: reference_asked,
    LetterKind.REFERENCE_REMINDER: reference_asked,
    LetterKind.REFERENCE_THANKS: reference_thanks,
}
