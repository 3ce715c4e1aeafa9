"""Every statement by which somebody gets their own data, or has it erased.

Erasure alone writes to what belongs to other areas: the candidate's words are everywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import and_, col, delete, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.reads.tables import ReadLog
from services.candidates.applications.store import remove_files
from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.candidates.privacy.tables import Erased
from services.kit.database import Row
from services.kit.files.tables import StoredFile
from services.messages.tables import Message
from services.recruitment.advert.tables import ScreeningQuestion
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer.tables import Offer
from services.selection.conflicts.tables import Conflict
from services.selection.interviews.tables import Interview
from services.selection.lists.tables import ExemptionRequest
from services.selection.references.tables import Reference
from workflows.payloads.codes import Phase

AT_ONCE = 200
"""Applications erased in one transaction."""
ABOUT: dict[str, type[Offer | Interview | ExemptionRequest | Reference | ApplicationVersion]] = {
    "versions": ApplicationVersion,
    "exemption_requests": ExemptionRequest,
    "interviews": Interview,
    "references": Reference,
    "offers": Offer,
}
OWN_WORDS: Mapping[
    type[ExemptionRequest | Interview | Offer | Reference], Mapping[str, str | None]
] = {
    ExemptionRequest: {"reason": None},
    Interview: {"note": None},
    Offer: {"decline_reason": None},
    Reference: {"name": "", "relation": "", "comment": None},
}
"""What the candidate wrote elsewhere than in the application, and what erasure leaves of it. When
something was said, and how it was decided, is kept with the case (arkivlova)."""


@dataclass(frozen=True)
class PaperKept:
    """A paper with the version it belongs to."""

    application_id: UUID
    version: int
    kind: str
    file: StoredFile


async def applications(session: AsyncSession, person_id: UUID) -> Sequence[Application]:
    """Everything somebody has applied for and not had erased."""
    query = (
        select(Application)
        .where(Application.person_id == person_id, col(Application.erased_at).is_(None))
        .order_by(col(Application.received_at))
    )
    return (await session.exec(query)).all()


async def about(session: AsyncSession, application_ids: Sequence[UUID]) -> dict[str, Sequence[Row]]:
    """What there is about some applications, by what it is, in the order it was written."""
    found: dict[str, Sequence[Row]] = {}
    for name, table in ABOUT.items():
        query = (
            select(table)
            .where(col(table.application_id).in_(application_ids))
            .order_by(col(table.created_at))
        )
        found[name] = (await session.exec(query)).all()
    return found


async def answers(
    session: AsyncSession, application_ids: Sequence[UUID]
) -> Sequence[tuple[ScreeningAnswer, ScreeningQuestion]]:
    """Every answer with its question."""
    query = (
        select(ScreeningAnswer, ScreeningQuestion)
        .join(ScreeningQuestion, col(ScreeningQuestion.id) == col(ScreeningAnswer.question_id))
        .join(ApplicationVersion, col(ApplicationVersion.id) == col(ScreeningAnswer.version_id))
        .where(col(ApplicationVersion.application_id).in_(application_ids))
    )
    return (await session.exec(query)).all()


async def papers(session: AsyncSession, application_ids: Sequence[UUID]) -> list[PaperKept]:
    """Every paper of every version."""
    query = (
        select(ApplicationVersion, Attachment.kind, StoredFile)
        .join(Attachment, col(Attachment.version_id) == col(ApplicationVersion.id))
        .join(StoredFile, col(StoredFile.id) == col(Attachment.file_id))
        .where(col(ApplicationVersion.application_id).in_(application_ids))
        .order_by(col(ApplicationVersion.received_at), col(StoredFile.filename))
    )
    return [
        PaperKept(version.application_id, version.number, kind, file)
        for version, kind, file in (await session.exec(query)).all()
    ]


async def letters(session: AsyncSession, person_id: UUID) -> Sequence[Message]:
    """Every letter to somebody."""
    query = select(Message).where(Message.person_id == person_id).order_by(col(Message.queued_at))
    return (await session.exec(query)).all()


async def readings(
    session: AsyncSession, person_id: UUID, application_ids: Sequence[UUID]
) -> Sequence[ReadLog]:
    """When, and why, somebody read about a person, their applications or references.

    Who read the whole of a case (lists, marks, decision file) read about all who had applied.
    """
    references = select(Reference.id).where(col(Reference.application_id).in_(application_ids))
    whole_case = exists().where(
        col(Application.id).in_(application_ids),
        col(Application.recruitment_id) == col(ReadLog.process_id),
        col(Application.received_at) <= col(ReadLog.at),
    )
    query = (
        select(ReadLog)
        .where(
            or_(
                col(ReadLog.about).in_([person_id, *application_ids]),
                col(ReadLog.about).in_(references),
                and_(col(ReadLog.about).is_(None), whole_case),
            )
        )
        .order_by(col(ReadLog.at))
    )
    return (await session.exec(query)).all()


async def things(session: AsyncSession, application_id: UUID) -> Sequence[UUID]:
    """What letters of the case or to referees are about: interviews, offers and references."""
    tables = (Interview, Offer, Reference)
    queries = [select(table.id).where(table.application_id == application_id) for table in tables]
    return [found for query in queries for found in await session.exec(query)]


async def answered_before(session: AsyncSession, instant: datetime) -> Sequence[Application]:
    """Some of the applications of closed cases that came to nothing and were answered before.

    Locked, and without those that somebody else is erasing.
    """
    query = (
        select(Application)
        .join(Recruitment, col(Recruitment.id) == col(Application.recruitment_id))
        .where(
            Recruitment.phase == Phase.CLOSED,
            Application.state != "hired",
            col(Application.answered_at) < instant,
            col(Application.erased_at).is_(None),
        )
        .order_by(col(Application.answered_at))
        .limit(AT_ONCE)
        .with_for_update(of=Application, skip_locked=True)
    )
    return (await session.exec(query)).all()


async def remove_content(session: AsyncSession, application_id: UUID) -> None:
    """Delete every version of an application with its answers and papers, and the own words."""
    for table, left in OWN_WORDS.items():
        await session.exec(
            update(table).where(col(table.application_id) == application_id).values(**left)
        )
    versions = select(ApplicationVersion.id).where(
        ApplicationVersion.application_id == application_id
    )
    await session.exec(delete(ScreeningAnswer).where(col(ScreeningAnswer.version_id).in_(versions)))
    papers = delete(Attachment).where(col(Attachment.version_id).in_(versions))
    files = (await session.exec(papers.returning(col(Attachment.file_id)))).scalars().all()
    await session.exec(
        delete(ApplicationVersion).where(col(ApplicationVersion.application_id) == application_id)
    )
    await remove_files(session, files)


async def remove_conflicts(session: AsyncSession, application_id: UUID) -> None:
    """Delete the declared conflicts of interest with an applicant who is none."""
    await session.exec(delete(Conflict).where(col(Conflict.application_id) == application_id))


async def list_erased(session: AsyncSession, application_id: UUID, at: datetime) -> None:
    """Put an application on the list of what was erased."""
    row = insert(Erased).values(application_id=application_id, at=at)
    await session.exec(row.on_conflict_do_nothing())


async def erased(session: AsyncSession) -> Sequence[UUID]:
    """The list of what was erased."""
    return (await session.exec(select(Erased.application_id).order_by(col(Erased.at)))).all()


async def has_reason_to_stay(session: AsyncSession, person_id: UUID) -> bool:
    """Whether somebody is anything to us besides erased and answered applications."""
    applied = exists().where(
        col(Application.person_id) == person_id,
        col(Application.erased_at).is_(None) | col(Application.answered_at).is_(None),
    )
    refers = exists().where(col(Reference.person_id) == person_id)
    query = select(func.count()).where(applied | refers)
    return bool((await session.exec(query)).one())
