"""Every query about sheets and marks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application, ApplicationVersion
from services.recruitment.profile.tables import Criterion
from services.selection.interviews.tables import Interview
from services.selection.scores.tables import Score, ScoreSheet, ScoresSubmitted
from services.tasks.tables import Task
from workflows.payloads.codes import StepCode


async def application(
    session: AsyncSession, recruitment_id: UUID, application_id: UUID
) -> Application | None:
    query = select(Application).where(
        Application.id == application_id, Application.recruitment_id == recruitment_id
    )
    return (await session.exec(query)).one_or_none()


async def interviewed(session: AsyncSession, recruitment_id: UUID, at: datetime) -> set[UUID]:
    """Applications whose interview has begun and was not called off."""
    query = select(Interview.application_id).where(
        Interview.recruitment_id == recruitment_id,
        Interview.state != "cancelled",
        col(Interview.starts_at) <= at,
    )
    return set(await session.exec(query))


async def submitted(session: AsyncSession, recruitment_id: UUID) -> dict[UUID, ScoresSubmitted]:
    """Which assessors the process has been told of."""
    query = select(ScoresSubmitted).where(ScoresSubmitted.recruitment_id == recruitment_id)
    return {row.person_id: row for row in await session.exec(query)}


async def without_marks(session: AsyncSession, recruitment_id: UUID) -> set[UUID | None]:
    """The assessors who were asked last in vain: their time was out, or the step was skipped."""
    query = (
        select(Task.about, Task.state)
        .where(Task.process_id == recruitment_id, Task.step == StepCode.SCORE)
        .order_by(col(Task.occurrence))
    )
    last = dict((await session.exec(query)).all())
    return {assessor for assessor, state in last.items() if state in ("defaulted", "skipped")}


async def sheet(session: AsyncSession, application_id: UUID, person_id: UUID) -> ScoreSheet | None:
    query = select(ScoreSheet).where(
        ScoreSheet.application_id == application_id, ScoreSheet.person_id == person_id
    )
    return (await session.exec(query)).one_or_none()


async def mark_opened(session: AsyncSession, recruitment_id: UUID) -> None:
    """Every sheet handed in by now has been open to be read."""
    await session.exec(
        update(ScoreSheet)
        .where(col(ScoreSheet.recruitment_id) == recruitment_id, ~col(ScoreSheet.opened))
        .values(opened=True)
    )


async def shoulds(session: AsyncSession, recruitment_id: UUID) -> dict[str, UUID]:
    """The weighed criteria by key, in the order of the profile."""
    query = (
        select(Criterion.key, Criterion.id)
        .where(Criterion.recruitment_id == recruitment_id, Criterion.level == "should")
        .order_by(col(Criterion.position))
    )
    return dict((await session.exec(query)).all())


async def scores_of(session: AsyncSession, sheet_id: UUID) -> dict[UUID, Score]:
    """The marks of a sheet by criterion."""
    query = select(Score).where(Score.sheet_id == sheet_id)
    return {score.criterion_id: score for score in await session.exec(query)}


async def score(
    session: AsyncSession, application_id: UUID, person_id: UUID, criterion_id: UUID
) -> Score | None:
    """One mark, locked for a change."""
    query = (
        select(Score)
        .join(ScoreSheet, col(ScoreSheet.id) == Score.sheet_id)
        .where(
            ScoreSheet.application_id == application_id,
            ScoreSheet.person_id == person_id,
            Score.criterion_id == criterion_id,
        )
        .with_for_update(of=Score)
    )
    return (await session.exec(query)).one_or_none()


@dataclass(frozen=True)
class Marked:
    """One mark as it was handed in."""

    application_id: UUID
    assessor_id: UUID
    criterion: str
    mark: int
    note: str


async def marks(session: AsyncSession, applications: Collection[UUID]) -> list[Marked]:
    """Everything handed in about these applicants, in the order of the profile."""
    query = (
        select(ScoreSheet, Criterion.key, Score)
        .join(Score, col(Score.sheet_id) == ScoreSheet.id)
        .join(Criterion, col(Criterion.id) == Score.criterion_id)
        .where(col(ScoreSheet.application_id).in_(applications))
        .order_by(
            col(ScoreSheet.application_id), col(ScoreSheet.person_id), col(Criterion.position)
        )
    )
    return [
        Marked(sheet.application_id, sheet.person_id, key, score.mark, score.note)
        for sheet, key, score in (await session.exec(query)).all()
    ]


async def names(
    session: AsyncSession, applications: Collection[UUID]
) -> dict[UUID, tuple[int | None, str]]:
    """Number and name by application."""
    query = (
        select(Application.id, Application.number, ApplicationVersion.name)
        .join(ApplicationVersion, col(ApplicationVersion.application_id) == Application.id)
        .where(
            col(Application.id).in_(applications),
            ApplicationVersion.number == Application.current_version,
        )
    )
    return {found: (number, name) for found, number, name in (await session.exec(query)).all()}
