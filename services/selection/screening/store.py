"""Every query of the screening."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as select_columns
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from services.candidates.applications.tables import (
    Application,
    ApplicationVersion,
    Attachment,
    ScreeningAnswer,
)
from services.kit.files.tables import StoredFile
from services.kit.paging import Asked, Page, page
from services.organisation.tables import Person
from services.recruitment.advert.tables import Advert, ScreeningQuestion
from services.recruitment.impartiality.rules import Sight
from services.recruitment.profile.tables import Criterion
from services.selection.screening.tables import FirstReview, InterviewProposal, MustResult

LAST = 2_147_483_647
"""Sorts an application that has no number yet after all others."""


@dataclass(frozen=True)
class Line:
    """What a list shows of one application."""

    id: UUID
    number: int | None
    state: str
    qualified: bool | None
    received_at: datetime
    language: str
    name: str
    email: str
    municipality: str | None
    occupation: str | None
    answered_at: datetime | None
    reviewed: bool
    """By the reader, so that the reader may see who it is."""


@dataclass(frozen=True)
class Whole:
    """One application with everything that was handed in."""

    application: Application
    version: ApplicationVersion
    person: Person
    deadline: datetime | None


async def lines(
    session: AsyncSession,
    asked: Asked,
    recruitment_id: UUID,
    sight: Sight,
    reader_id: UUID,
    *,
    states: Collection[str],
    qualified: bool | None,
) -> Page[Line]:
    """The applications a reader may see, by blind number."""
    reviewed = (
        select(FirstReview.id)
        .where(FirstReview.application_id == Application.id, FirstReview.person_id == reader_id)
        .exists()
    )
    # Columns, not rows: a list has no use for letters and CVs, which are large.
    query = (
        select_columns(
            col(Application.id),
            col(Application.number),
            col(Application.state),
            col(Application.qualified),
            col(Application.received_at),
            col(Application.language),
            col(ApplicationVersion.name),
            col(Person.email),
            col(ApplicationVersion.municipality),
            col(ApplicationVersion.occupation),
            col(Application.answered_at),
            reviewed,
        )
        .join(Advert, col(Advert.id) == Application.advert_id)
        .join(ApplicationVersion, col(ApplicationVersion.application_id) == Application.id)
        .join(Person, col(Person.id) == Application.person_id)
        .where(
            col(Application.recruitment_id) == recruitment_id,
            col(ApplicationVersion.number) == Application.current_version,
            col(Advert.closes_at) <= sight.declared_at,
            col(Application.id).not_in(sight.conflicted),
        )
    )
    if states:
        query = query.where(col(Application.state).in_(states))
    if qualified is not None:
        query = query.where(col(Application.qualified) == qualified)
    number: ColumnElement[int] = func.coalesce(col(Application.number), LAST)
    found = await page(
        session, cast("Select[Any]", query), asked, by=number, id=col(Application.id)
    )
    return found.shown(lambda row: Line(*cast("tuple[Any, ...]", row)))


async def order(session: AsyncSession, recruitment_id: UUID, sight: Sight) -> list[UUID]:
    """The applications that a reader may see, in the order of the list."""
    number: ColumnElement[int] = func.coalesce(col(Application.number), LAST)
    query = (
        select(Application.id)
        .join(Advert, col(Advert.id) == Application.advert_id)
        .where(
            col(Application.recruitment_id) == recruitment_id,
            col(Advert.closes_at) <= sight.declared_at,
            col(Application.id).not_in(sight.conflicted),
        )
        .order_by(number, col(Application.id))
    )
    return list(await session.exec(query))


async def whole(session: AsyncSession, recruitment_id: UUID, application_id: UUID) -> Whole | None:
    """One application of a case, in the version that counts."""
    query = (
        select(Application, ApplicationVersion, Person, Advert.closes_at)
        .join(ApplicationVersion, col(ApplicationVersion.application_id) == Application.id)
        .join(Person, col(Person.id) == Application.person_id)
        .join(Advert, col(Advert.id) == Application.advert_id)
        .where(
            Application.id == application_id,
            Application.recruitment_id == recruitment_id,
            ApplicationVersion.number == Application.current_version,
        )
    )
    found = (await session.exec(query)).one_or_none()
    return Whole(*found) if found else None


async def answers(
    session: AsyncSession, version_id: UUID
) -> list[tuple[ScreeningQuestion, ScreeningAnswer]]:
    """The screening questions and answers of a version, in the order of the advert."""
    query = (
        select(ScreeningQuestion, ScreeningAnswer)
        .join(ScreeningAnswer, col(ScreeningAnswer.question_id) == ScreeningQuestion.id)
        .where(ScreeningAnswer.version_id == version_id)
        .order_by(col(ScreeningQuestion.position))
    )
    return list((await session.exec(query)).all())


async def papers(session: AsyncSession, version_id: UUID) -> list[tuple[Attachment, StoredFile]]:
    query = (
        select(Attachment, StoredFile)
        .join(StoredFile, col(StoredFile.id) == Attachment.file_id)
        .where(Attachment.version_id == version_id)
        .order_by(col(Attachment.created_at), col(Attachment.id))
    )
    return list((await session.exec(query)).all())


async def musts(session: AsyncSession, recruitment_id: UUID) -> list[Criterion]:
    """The musts of the profile, in its order."""
    query = (
        select(Criterion)
        .where(Criterion.recruitment_id == recruitment_id, Criterion.level == "must")
        .order_by(col(Criterion.position))
    )
    return list(await session.exec(query))


async def results(
    session: AsyncSession, applications: Collection[UUID]
) -> dict[UUID, dict[UUID, MustResult]]:
    """What was found, by application and must."""
    query = select(MustResult).where(col(MustResult.application_id).in_(applications))
    found: dict[UUID, dict[UUID, MustResult]] = {}
    for result in await session.exec(query):
        found.setdefault(result.application_id, {})[result.criterion_id] = result
    return found


async def reviewers(session: AsyncSession, application_id: UUID) -> frozenset[UUID]:
    """Who has handed in a first review of an application."""
    query = select(FirstReview.person_id).where(FirstReview.application_id == application_id)
    return frozenset(await session.exec(query))


async def reviewed(session: AsyncSession, applications: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Who has handed in a first review, by application."""
    query = select(FirstReview.application_id, FirstReview.person_id).where(
        col(FirstReview.application_id).in_(applications)
    )
    found: dict[UUID, set[UUID]] = {}
    for application, person in await session.exec(query):
        found.setdefault(application, set()).add(person)
    return found


async def locked(
    session: AsyncSession, recruitment_id: UUID, applications: Collection[UUID]
) -> Sequence[tuple[Application, datetime | None]]:
    """Some applications of a case, locked, with the deadline of the advert each answers."""
    query = (
        select(Application, Advert.closes_at)
        .join(Advert, col(Advert.id) == Application.advert_id)
        .where(col(Application.id).in_(applications), Application.recruitment_id == recruitment_id)
        .order_by(col(Application.number), col(Application.id))
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    )
    return (await session.exec(query)).all()


async def standing(session: AsyncSession, recruitment_id: UUID) -> Sequence[Application]:
    """Every application that has not been withdrawn, locked, by blind number."""
    query = (
        select(Application)
        .where(
            Application.recruitment_id == recruitment_id,
            col(Application.withdrawn_at).is_(None),
        )
        .order_by(col(Application.number), col(Application.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(query)).all()


async def shortlisted(session: AsyncSession, recruitment_id: UUID) -> list[UUID]:
    """The people on the shortlist who have not withdrawn."""
    query = (
        select(Application.person_id)
        .where(
            Application.recruitment_id == recruitment_id,
            Application.state == "interview",
            col(Application.withdrawn_at).is_(None),
        )
        .order_by(col(Application.number), col(Application.id))
    )
    return list(await session.exec(query))


async def proposals(session: AsyncSession, recruitment_id: UUID) -> dict[UUID, InterviewProposal]:
    """Who is proposed for interview, by application."""
    query = (
        select(InterviewProposal)
        .join(Application, col(Application.id) == InterviewProposal.application_id)
        .where(Application.recruitment_id == recruitment_id)
    )
    return {one.application_id: one for one in await session.exec(query)}


async def forget_proposals(session: AsyncSession, recruitment_id: UUID) -> None:
    """Nobody is proposed any more."""
    of_case = select_columns(col(Application.id)).where(
        col(Application.recruitment_id) == recruitment_id
    )
    await session.exec(
        delete(InterviewProposal).where(col(InterviewProposal.application_id).in_(of_case))
    )
