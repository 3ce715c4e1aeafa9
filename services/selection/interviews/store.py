"""Every query about interviews and their kit."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application, ApplicationVersion
from services.recruitment.profile.tables import Criterion
from services.selection.interviews.tables import Interview, InterviewKit


async def kit(
    session: AsyncSession, recruitment_id: UUID, *, lock: bool = False
) -> InterviewKit | None:
    query = select(InterviewKit).where(InterviewKit.recruitment_id == recruitment_id)
    return (await session.exec(query.with_for_update() if lock else query)).one_or_none()


async def criteria(session: AsyncSession, recruitment_id: UUID) -> list[Criterion]:
    """The profile, in its order."""
    query = (
        select(Criterion)
        .where(Criterion.recruitment_id == recruitment_id)
        .order_by(col(Criterion.position))
    )
    return list(await session.exec(query))


async def application(
    session: AsyncSession, recruitment_id: UUID, application_id: UUID
) -> Application | None:
    """An application of a case, locked: two invitations of one applicant come after another."""
    query = (
        select(Application)
        .where(Application.id == application_id, Application.recruitment_id == recruitment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(query)).one_or_none()


async def shortlisted(session: AsyncSession, recruitment_id: UUID) -> list[Application]:
    """Who is on the shortlist and has not withdrawn, by number."""
    query = (
        select(Application)
        .where(
            Application.recruitment_id == recruitment_id,
            Application.state == "interview",
            col(Application.withdrawn_at).is_(None),
        )
        .order_by(col(Application.number), col(Application.id))
    )
    return list(await session.exec(query))


async def of_application(session: AsyncSession, application_id: UUID) -> list[Interview]:
    """The interviews with one applicant, the latest last."""
    query = (
        select(Interview)
        .where(Interview.application_id == application_id)
        .order_by(col(Interview.starts_at), col(Interview.id))
    )
    return list(await session.exec(query))


async def of_case(session: AsyncSession, recruitment_id: UUID) -> list[Interview]:
    query = (
        select(Interview)
        .where(Interview.recruitment_id == recruitment_id)
        .order_by(col(Interview.starts_at), col(Interview.id))
    )
    return list(await session.exec(query))


async def with_names(
    session: AsyncSession, recruitment_id: UUID
) -> list[tuple[Interview, int | None, str]]:
    """The interviews of a case by time, with the number and name of who is interviewed."""
    query = (
        select(Interview, Application.number, ApplicationVersion.name)
        .join(Application, col(Application.id) == Interview.application_id)
        .join(ApplicationVersion, col(ApplicationVersion.application_id) == Application.id)
        .where(
            Interview.recruitment_id == recruitment_id,
            ApplicationVersion.number == Application.current_version,
        )
        .order_by(col(Interview.starts_at), col(Interview.id))
    )
    return list((await session.exec(query)).all())


async def locked(session: AsyncSession, interview_id: UUID) -> Interview | None:
    query = (
        select(Interview)
        .where(Interview.id == interview_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(query)).one_or_none()


async def of_candidate(
    session: AsyncSession, application_id: UUID, person_id: UUID
) -> Application | None:
    """A person's own application."""
    query = select(Application).where(
        Application.id == application_id, Application.person_id == person_id
    )
    return (await session.exec(query)).one_or_none()


async def interviewee(session: AsyncSession, interview_id: UUID) -> UUID:
    """Whom an interview is with."""
    query = (
        select(Application.person_id)
        .join(Interview, col(Interview.application_id) == Application.id)
        .where(Interview.id == interview_id)
    )
    return (await session.exec(query)).one()
