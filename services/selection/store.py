"""What the letters of the selection look up."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application, ApplicationVersion
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import Recruitment
from services.selection.interviews.tables import Interview
from services.selection.lists.tables import ExemptionRequest
from services.selection.references.tables import Reference
from services.tasks.tables import Task
from workflows.payloads.codes import StepCode


async def application_and_case(
    session: AsyncSession, application_id: UUID
) -> tuple[Application, Recruitment]:
    query = (
        select(Application, Recruitment)
        .join(Recruitment, col(Recruitment.id) == Application.recruitment_id)
        .where(Application.id == application_id)
    )
    return (await session.exec(query)).one()


async def deadline(session: AsyncSession, application: Application) -> datetime | None:
    """When the advert closes, or closed, that an application answers."""
    query = select(Advert.closes_at).where(Advert.id == application.advert_id)
    return (await session.exec(query)).one()


async def applicant_name(session: AsyncSession, application: Application) -> str:
    """The name in the version of an application that counts."""
    query = select(ApplicationVersion.name).where(
        ApplicationVersion.application_id == application.id,
        ApplicationVersion.number == application.current_version,
    )
    return (await session.exec(query)).one()


async def exemption(session: AsyncSession, application_id: UUID) -> ExemptionRequest:
    query = select(ExemptionRequest).where(ExemptionRequest.application_id == application_id)
    return (await session.exec(query)).one()


async def interview(session: AsyncSession, interview_id: UUID) -> Interview:
    return await session.get_one(Interview, interview_id)


async def reference(session: AsyncSession, reference_id: UUID) -> Reference:
    return await session.get_one(Reference, reference_id)


async def reference_due(session: AsyncSession, reference: Reference) -> datetime:
    """Until when a referee is asked to answer, as the task says."""
    query = (
        select(Task.due_at)
        .where(
            Task.process_id == reference.application_id,
            Task.step == StepCode.GIVE_REFERENCE,
            Task.about == reference.id,
        )
        .order_by(col(Task.occurrence).desc())
        .limit(1)
    )
    return (await session.exec(query)).one()
