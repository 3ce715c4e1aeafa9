"""Every query of nominations."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import exists, func
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application, ApplicationVersion
from services.recruitment.need.tables import PreferenceCheck
from services.recruitment.nomination.completeness import References
from services.recruitment.nomination.tables import Nomination, NominationEntry, UnionRemark
from services.recruitment.profile.tables import Criterion
from services.selection.interviews.tables import Interview
from services.selection.references.tables import Reference
from services.selection.scores.tables import Score, ScoreSheet
from services.tasks.tables import Task
from workflows.payloads.codes import StepCode


async def latest(session: AsyncSession, recruitment_id: UUID) -> Nomination | None:
    """The nomination of a case that was begun last."""
    query = (
        select(Nomination)
        .where(Nomination.recruitment_id == recruitment_id)
        .order_by(col(Nomination.number).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def approved(session: AsyncSession, recruitment_id: UUID) -> Nomination | None:
    """The nomination that offers go down."""
    query = select(Nomination).where(
        Nomination.recruitment_id == recruitment_id, Nomination.state == "approved"
    )
    return (await session.exec(query)).first()


async def locked(session: AsyncSession, nomination_id: UUID) -> Nomination:
    query = select(Nomination).where(Nomination.id == nomination_id).with_for_update()
    return (await session.exec(query)).one()


async def entries(session: AsyncSession, nomination_id: UUID) -> list[NominationEntry]:
    """Its places, the first first."""
    query = (
        select(NominationEntry)
        .where(NominationEntry.nomination_id == nomination_id)
        .order_by(col(NominationEntry.rank))
    )
    return list(await session.exec(query))


async def standing_entries(session: AsyncSession, nomination_id: UUID) -> list[NominationEntry]:
    """The places of those who have not withdrawn."""
    query = (
        select(NominationEntry)
        .join(Application, col(Application.id) == NominationEntry.application_id)
        .where(
            NominationEntry.nomination_id == nomination_id, col(Application.withdrawn_at).is_(None)
        )
    )
    return list(await session.exec(query))


async def replace_entries(
    session: AsyncSession, nomination_id: UUID, places: list[NominationEntry]
) -> None:
    await session.exec(
        delete(NominationEntry).where(col(NominationEntry.nomination_id) == nomination_id)
    )
    session.add_all(places)
    await session.flush()


async def remark(session: AsyncSession, nomination_id: UUID) -> UnionRemark | None:
    query = select(UnionRemark).where(UnionRemark.nomination_id == nomination_id)
    return (await session.exec(query)).one_or_none()


async def remarked(session: AsyncSession, nomination: Nomination) -> bool:
    """Whether the union representative has remarked, or the step ended without a remark."""
    skipped = select(
        exists().where(
            col(Task.process_id) == nomination.recruitment_id,
            col(Task.step) == StepCode.REMARK_ON_NOMINATION,
            col(Task.about) == nomination.id,
            col(Task.state) == "skipped",
        )
    )
    return await remark(session, nomination.id) is not None or bool(
        (await session.exec(skipped)).one()
    )


async def nominable(session: AsyncSession, recruitment_id: UUID) -> list[Application]:
    """Everybody who was interviewed, is qualified and has not withdrawn."""
    interviewed = exists().where(
        col(Interview.application_id) == Application.id, col(Interview.state) != "cancelled"
    )
    query = select(Application).where(
        Application.recruitment_id == recruitment_id,
        col(Application.qualified).is_(True),
        col(Application.withdrawn_at).is_(None),
        interviewed,
    )
    return list(await session.exec(query))


async def names(session: AsyncSession, applications: Collection[UUID]) -> dict[UUID, str]:
    """What each applicant wrote as their name, in the version that counts."""
    query = (
        select(Application.id, ApplicationVersion.name)
        .join(ApplicationVersion, col(ApplicationVersion.application_id) == Application.id)
        .where(
            col(Application.id).in_(applications),
            ApplicationVersion.number == Application.current_version,
        )
    )
    return dict((await session.exec(query)).all())


async def weights(session: AsyncSession, recruitment_id: UUID) -> dict[str, int]:
    """The weight of each should-criterion, in the order of the profile."""
    query = (
        select(Criterion.key, Criterion.weight)
        .where(Criterion.recruitment_id == recruitment_id, Criterion.level == "should")
        .order_by(col(Criterion.position))
    )
    return {key: weight or 0 for key, weight in (await session.exec(query)).all()}


async def marks(
    session: AsyncSession, recruitment_id: UUID
) -> dict[UUID, dict[UUID, dict[str, int]]]:
    """Every mark handed in, by application, assessor and criterion."""
    query = (
        select(ScoreSheet.application_id, ScoreSheet.person_id, Criterion.key, Score.mark)
        .join(Score, col(Score.sheet_id) == ScoreSheet.id)
        .join(Criterion, col(Criterion.id) == Score.criterion_id)
        .where(ScoreSheet.recruitment_id == recruitment_id)
    )
    found: dict[UUID, dict[UUID, dict[str, int]]] = {}
    for application, person, key, mark in (await session.exec(query)).all():
        found.setdefault(application, {}).setdefault(person, {})[key] = mark
    return found


async def references(
    session: AsyncSession, applications: Collection[UUID]
) -> dict[UUID, References]:
    """What has been received from referees, by application."""
    query = (
        select(Reference.application_id, func.count(), func.bool_or(col(Reference.recent_leader)))
        .where(
            col(Reference.application_id).in_(applications),
            col(Reference.received_at).is_not(None),
        )
        .group_by(col(Reference.application_id))
    )
    return {
        application: References(received, leader)
        for application, received, leader in (await session.exec(query)).all()
    }


async def preference_checked(session: AsyncSession, recruitment_id: UUID, stage: str) -> bool:
    """Whether preferential rights were looked into at this stage."""
    query = select(
        exists().where(
            col(PreferenceCheck.recruitment_id) == recruitment_id,
            col(PreferenceCheck.stage) == stage,
        )
    )
    return bool((await session.exec(query)).one())


async def set_ranked(session: AsyncSession, applications: Collection[UUID]) -> None:
    """The nominated are ranked, except who has withdrawn meanwhile."""
    await session.exec(
        update(Application)
        .where(col(Application.id).in_(applications), col(Application.withdrawn_at).is_(None))
        .values(state="ranked")
    )
