"""Every row a decision file tells of."""

from collections.abc import Collection, Sequence
from typing import TypeVar
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application, ApplicationVersion
from services.kit.database import Row
from services.kit.files.tables import StoredFile
from services.messages.rules import LAST
from services.messages.tables import Message
from services.organisation.tables import Person
from services.recruitment.advert.tables import Advert, AdvertVersion, Channel
from services.recruitment.offer.tables import Contract
from services.selection.lists.tables import ExemptionRequest
from services.selection.references.tables import Reference
from services.selection.scores.tables import Score, ScoreChange, ScoreSheet
from services.selection.screening.tables import MustResult

Table = TypeVar("Table", bound=Row)


async def of_case(
    session: AsyncSession, table: type[Table], recruitment_id: UUID, *order: str
) -> Sequence[Table]:
    """The rows of a table that belong to a case, in the order they were written or another."""
    case, *columns = (
        col(getattr(table, name)) for name in ("recruitment_id", *order, "created_at", "id")
    )
    query = select(table).where(case == recruitment_id).order_by(*columns)
    return (await session.exec(query)).all()


async def numbers(session: AsyncSession, recruitment_id: UUID) -> dict[UUID, int | None]:
    """The blind number of each application."""
    query = select(Application.id, Application.number).where(
        Application.recruitment_id == recruitment_id
    )
    return dict((await session.exec(query)).all())


async def applicant_names(session: AsyncSession, recruitment_id: UUID) -> dict[UUID, str]:
    """The name of each applicant, in the version of the application that counts."""
    query = (
        select(Application.id, ApplicationVersion.name)
        .join(ApplicationVersion, col(ApplicationVersion.application_id) == Application.id)
        .where(
            Application.recruitment_id == recruitment_id,
            ApplicationVersion.number == Application.current_version,
        )
    )
    return dict((await session.exec(query)).all())


async def advert_versions(
    session: AsyncSession, recruitment_id: UUID
) -> Sequence[tuple[AdvertVersion, int]]:
    """Each version of each advert, with the round it was of."""
    query = (
        select(AdvertVersion, Advert.round)
        .join(Advert, col(Advert.id) == AdvertVersion.advert_id)
        .where(Advert.recruitment_id == recruitment_id)
        .order_by(col(Advert.round), col(AdvertVersion.number))
    )
    return (await session.exec(query)).all()


async def channels(session: AsyncSession, recruitment_id: UUID) -> Sequence[tuple[Channel, int]]:
    query = (
        select(Channel, Advert.round)
        .join(Advert, col(Advert.id) == Channel.advert_id)
        .where(Advert.recruitment_id == recruitment_id)
        .order_by(col(Advert.round), col(Channel.code))
    )
    return (await session.exec(query)).all()


async def must_results(session: AsyncSession, recruitment_id: UUID) -> Sequence[MustResult]:
    query = (
        select(MustResult)
        .join(Application, col(Application.id) == MustResult.application_id)
        .where(Application.recruitment_id == recruitment_id)
        .order_by(col(Application.number), col(MustResult.assessed_at))
    )
    return (await session.exec(query)).all()


async def exemptions(session: AsyncSession, recruitment_id: UUID) -> Sequence[ExemptionRequest]:
    query = (
        select(ExemptionRequest)
        .join(Application, col(Application.id) == ExemptionRequest.application_id)
        .where(Application.recruitment_id == recruitment_id)
        .order_by(col(Application.number), col(ExemptionRequest.asked_at))
    )
    return (await session.exec(query)).all()


async def scores(session: AsyncSession, recruitment_id: UUID) -> Sequence[tuple[Score, ScoreSheet]]:
    query = (
        select(Score, ScoreSheet)
        .join(ScoreSheet, col(ScoreSheet.id) == Score.sheet_id)
        .join(Application, col(Application.id) == ScoreSheet.application_id)
        .where(ScoreSheet.recruitment_id == recruitment_id)
        .order_by(col(Application.number), col(ScoreSheet.person_id), col(Score.criterion_id))
    )
    return (await session.exec(query)).all()


async def score_changes(
    session: AsyncSession, recruitment_id: UUID
) -> Sequence[tuple[ScoreChange, Score, ScoreSheet]]:
    query = (
        select(ScoreChange, Score, ScoreSheet)
        .join(Score, col(Score.id) == ScoreChange.score_id)
        .join(ScoreSheet, col(ScoreSheet.id) == Score.sheet_id)
        .where(ScoreSheet.recruitment_id == recruitment_id)
        .order_by(col(ScoreChange.changed_at))
    )
    return (await session.exec(query)).all()


async def references(session: AsyncSession, recruitment_id: UUID) -> Sequence[Reference]:
    query = (
        select(Reference)
        .join(Application, col(Application.id) == Reference.application_id)
        .where(Application.recruitment_id == recruitment_id)
        .order_by(col(Application.number), col(Reference.created_at))
    )
    return (await session.exec(query)).all()


async def contracts(
    session: AsyncSession, recruitment_id: UUID
) -> Sequence[tuple[Contract, StoredFile]]:
    """Issued contracts, and the file each was kept as."""
    query = (
        select(Contract, StoredFile)
        .join(StoredFile, col(StoredFile.id) == Contract.file_id)
        .where(Contract.recruitment_id == recruitment_id)
        .order_by(col(Contract.issued_at))
    )
    return (await session.exec(query)).all()


async def last_letters(
    session: AsyncSession, recruitment_id: UUID
) -> Sequence[tuple[Message, UUID]]:
    """The letters that were final answers, with the application each belongs to."""
    query = (
        select(Message, Application.id)
        .join(Application, col(Application.person_id) == Message.person_id)
        .where(
            Application.recruitment_id == recruitment_id,
            col(Message.process_id).in_((Application.recruitment_id, Application.id)),
            col(Message.kind).in_(LAST),
        )
        .order_by(col(Application.number), col(Message.queued_at))
    )
    return (await session.exec(query)).all()


async def events(session: AsyncSession, chain: UUID) -> Sequence[AuditEvent]:
    """The chain of a case, whole."""
    query = select(AuditEvent).where(AuditEvent.chain == chain).order_by(col(AuditEvent.number))
    return (await session.exec(query)).all()


async def names(session: AsyncSession, people: Collection[UUID]) -> dict[UUID, str]:
    query = select(Person.id, Person.name).where(col(Person.id).in_(people))
    return dict((await session.exec(query)).all())
