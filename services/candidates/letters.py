"""What letters about an application as such tell."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.links import LinkKind
from services.candidates import posts, service
from services.candidates.applications import store
from services.candidates.applications.store import About
from services.candidates.applications.tables import Application
from services.candidates.own.rules import answer_by
from services.candidates.store import contact, rendered
from services.kit.i18n import LANGUAGES
from services.kit.workdays import Workdays
from services.messages.letters import ContextBuilder, LetterContext, LinkFor
from services.messages.values import (
    ApplicationAgain,
    Case,
    CorrectionConfirmed,
    Receipt,
    WithdrawalConfirmed,
)
from services.organisation.people import service as people
from services.organisation.units import service as units
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter

LINK_HOLDS = timedelta(days=365)
"""The link of a receipt leads to the applicant's own page for as long as there is one."""


async def receipt(session: AsyncSession, letter: SendLetter) -> LetterContext:
    application, about = await _about(session, letter)
    closes_at = about.closes_at or application.received_at
    values = Receipt(
        **await _words(session, about),
        received_at=application.received_at,
        closes_at=closes_at,
        answer_by=await _answer_by(session, about, closes_at),
    )
    return _context(application, about, values, letter.at)


async def application_again(session: AsyncSession, letter: SendLetter) -> LetterContext:
    application, about = await _about(session, letter)
    number = await store.last_number(session, application.id)
    version = await store.version(session, application.id, number)
    received_at = version.received_at if version else application.received_at
    values = ApplicationAgain(**await _words(session, about), received_at=received_at)
    return _context(application, about, values, letter.at)


async def correction_confirmed(session: AsyncSession, letter: SendLetter) -> LetterContext:
    application, about = await _about(session, letter)
    version = await store.version(session, application.id, application.current_version)
    received_at = version.received_at if version else application.received_at
    values = CorrectionConfirmed(
        **await _words(session, about),
        received_at=received_at,
        answer_by=await _answer_by(session, about, about.closes_at or received_at),
    )
    return _context(application, about, values, letter.at)


async def withdrawal_confirmed(session: AsyncSession, letter: SendLetter) -> LetterContext:
    application, about = await _about(session, letter)
    values = WithdrawalConfirmed(
        **await _words(session, about),
        withdrawn_at=application.withdrawn_at or letter.at,
    )
    return _context(application, about, values, letter.at)


LETTERS: dict[LetterKind, ContextBuilder] = {
    LetterKind.RECEIPT: receipt,
    LetterKind.APPLICATION_AGAIN: application_again,
    LetterKind.CORRECTION_CONFIRMED: correction_confirmed,
    LetterKind.WITHDRAWAL_CONFIRMED: withdrawal_confirmed,
}


async def _about(session: AsyncSession, letter: SendLetter) -> tuple[Application, About]:
    application = await service.get(session, letter.process)
    return application, await store.case_of(session, application)


async def _words(session: AsyncSession, about: About) -> Case:
    """The post as its advert calls it, and whom to ask."""
    unit = await units.get(session, about.unit_id)
    contact_id = about.contact_person_id or await contact(session, about.recruitment_id)
    person = await people.get(session, contact_id)
    texts = (await rendered(session, [about.advert_id]))[about.advert_id]
    return Case(
        post={tag: posts.title(texts, tag) for tag in LANGUAGES},
        unit={tag: posts.unit_name(unit, tag) for tag in LANGUAGES},
        contact_name=person.name,
        contact_email=person.email,
    )


async def _answer_by(session: AsyncSession, about: About, closes_at: datetime) -> date:
    return answer_by(closes_at, Workdays(await units.calendar_of(session, about.unit_id)))


def _context(application: Application, about: About, values: Any, at: datetime) -> LetterContext:
    return LetterContext(
        person_id=application.person_id,
        values=values,
        language=application.language,
        link=LinkFor(LinkKind.APPLICATION, application.id, at + LINK_HOLDS),
        unit_id=about.unit_id,
    )
