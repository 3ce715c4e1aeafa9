"""What candidates see and do about their own applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor
from services.candidates import posts
from services.candidates.applications import changes, rules, service
from services.candidates.applications import store as applications
from services.candidates.applications.intake import Upload
from services.candidates.applications.schemas import Correction
from services.candidates.applications.tables import ENDED, Application
from services.candidates.own import store
from services.candidates.own.rules import TEXTS, Known, Told, answer_by, tell
from services.candidates.own.schemas import (
    AnswerShown,
    Confirmation,
    Mine,
    NextShown,
    PaperShown,
    Unconfirmed,
    Whole,
)
from services.candidates.own.store import Found
from services.candidates.privacy import service as privacy
from services.candidates.questions.kinds import QuestionKind
from services.candidates.questions.pages import said
from services.kit import clock
from services.kit.errors import NotFound
from services.kit.files.store import FileStore
from services.kit.files.tables import StoredFile
from services.kit.i18n import translate
from services.kit.paging import Asked, Page
from services.kit.web import require_version
from services.kit.workdays import Workdays
from services.organisation.units import service as units


async def listed(session: AsyncSession, actor: Actor, asked: Asked) -> Page[Mine]:
    """My applications, the newest first."""
    found = await store.of_person(session, actor.person_id, asked)
    closed = await units.calendars_of(session, [one.unit.id for one in found.items])
    return found.shown(lambda one: _mine(one, Workdays(closed[one.unit.id]), actor.language))


async def whole(session: AsyncSession, actor: Actor, application_id: UUID) -> Whole:
    """One of my applications; NotFound for anybody else's."""
    found = await store.one_of_person(session, actor.person_id, application_id)
    if found is None:
        raise NotFound
    one, version = found
    workdays = Workdays(await units.calendar_of(session, one.unit.id))
    language = actor.language
    return Whole(
        **_mine(one, workdays, language).model_dump(),
        **version.model_dump(
            include={
                *("name", "gender", "age", "municipality", "occupation", "phone", "letter", "cv")
            }
        ),
        version=one.application.current_version,
        email=actor.email,
        language=one.application.language,
        answer_by=answer_by(one.advert.closes_at or one.application.received_at, workdays),
        papers=[
            PaperShown(
                id=attachment.id,
                kind=attachment.kind,
                **file.model_dump(include={"filename", "media_type", "size"}),
            )
            for attachment, file in await applications.papers(session, version.id)
        ],
        answers=[
            AnswerShown(
                question_id=asked.id,
                kind=QuestionKind(asked.kind),
                question=asked.en if language == "en" else asked.nb,
                answer=given.answer,
                said=said(asked, given.answer, language),
            )
            for asked, given in await store.answers(session, version.id)
        ],
        exemption_asked=one.application.exemption_asked,
        correctable=rules.correctable(one.application.state, one.advert.closes_at, clock.now()),
        withdrawable=one.application.state not in ENDED,
        unconfirmed=[
            Unconfirmed(version=row.number, received_at=row.received_at, name=row.name)
            for row in await store.unconfirmed(session, application_id)
        ],
    )


async def correct(
    session: AsyncSession,
    files: FileStore,
    actor: Actor,
    application_id: UUID,
    correction: Correction,
    uploads: Sequence[Upload],
    if_match: str | None,
) -> Whole:
    """Hand in a correction of my application."""
    application = await _own(session, actor, application_id)
    require_version(if_match, application.current_version)
    await changes.correct(session, files, application, correction, uploads, clock.now())
    return await whole(session, actor, application_id)


async def confirm(
    session: AsyncSession, actor: Actor, application_id: UUID, said: Confirmation
) -> Whole | None:
    """Say whether an application from my address is mine; None where nothing of it is left."""
    application = await _own(session, actor, application_id, with_case=True)
    if said.version == 1 and not said.mine:
        await privacy.disown(session, application)
        return None
    await changes.confirm(session, application, said.version, mine=said.mine, at=clock.now())
    return await whole(session, actor, application_id)


async def ask_exemption(
    session: AsyncSession, actor: Actor, application_id: UUID, reason: str | None
) -> Whole:
    """Ask to be left off the public applicant list."""
    application = await _own(session, actor, application_id, with_case=True)
    await changes.ask_exemption(session, application, reason, clock.now())
    return await whole(session, actor, application_id)


async def withdraw(session: AsyncSession, actor: Actor, application_id: UUID) -> Whole:
    """Withdraw my application."""
    application = await _own(session, actor, application_id)
    await service.withdraw(session, application, by=actor.person_id, at=clock.now())
    return await whole(session, actor, application_id)


@dataclass(frozen=True)
class PaperRead:
    """One of my papers, with its bytes."""

    file: StoredFile
    content: bytes


async def paper(
    session: AsyncSession, files: FileStore, actor: Actor, application_id: UUID, paper_id: UUID
) -> PaperRead:
    """One of my papers."""
    file = await store.paper(session, actor.person_id, application_id, paper_id)
    if file is None:
        raise NotFound
    return PaperRead(file, await files.get(file))


async def _own(
    session: AsyncSession, actor: Actor, application_id: UUID, *, with_case: bool = False
) -> Application:
    """One of my applications, locked; with its case where what is done depends on that."""
    if with_case:
        await applications.lock_case_of(session, application_id, actor.person_id)
    application = await applications.own_locked(session, application_id, actor.person_id)
    if application is None or application.erased_at is not None:
        raise NotFound
    return application


def _told(one: Found, workdays: Workdays) -> Told:
    application = one.application
    known = Known(
        state=application.state,
        phase=one.phase,
        closes_at=one.advert.closes_at or application.received_at,
        answered=application.answered_at is not None,
        interview_at=one.interview_at,
        offer_state=one.offer_state,
        answer_offer_by=one.answer_offer_by,
    )
    return tell(known, clock.now(), workdays)


def _mine(one: Found, workdays: Workdays, language: str) -> Mine:
    application, told = one.application, _told(one, workdays)
    following = told.next
    at: datetime | None = following.at
    return Mine(
        id=application.id,
        advert_id=application.advert_id,
        post=posts.title(one.texts, language),
        unit=posts.unit_name(one.unit, language),
        received_at=application.received_at,
        status=told.status,
        stage=told.stage,
        text=translate(language, TEXTS[told.status]),
        next=NextShown(
            text=translate(language, following.text, at=at, interviews_by=following.interviews_by),
            at=at,
        ),
    )
