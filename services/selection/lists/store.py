"""Every query about the public list and the requests to be left off it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application, ApplicationVersion
from services.kit.errors import NotFound
from services.organisation.tables import Person
from services.recruitment.advert.tables import AdvertVersion
from services.selection.lists.rules import Listed
from services.selection.lists.tables import ExemptionRequest, PublicList
from services.selection.masking import Identity


async def application(session: AsyncSession, application_id: UUID) -> Application:
    found = await session.get(Application, application_id)
    if found is None:
        raise NotFound
    return found


async def current_version(session: AsyncSession, application: Application) -> ApplicationVersion:
    """The version of an application that counts."""
    query = select(ApplicationVersion).where(
        ApplicationVersion.application_id == application.id,
        ApplicationVersion.number == application.current_version,
    )
    return (await session.exec(query)).one()


async def request(
    session: AsyncSession, application_id: UUID, *, lock: bool = False
) -> ExemptionRequest | None:
    """The request of an application; locked, it is read again."""
    query = select(ExemptionRequest).where(ExemptionRequest.application_id == application_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


async def request_of_case(
    session: AsyncSession, recruitment_id: UUID, request_id: UUID
) -> ExemptionRequest | None:
    query = (
        select(ExemptionRequest)
        .join(Application, col(Application.id) == ExemptionRequest.application_id)
        .where(ExemptionRequest.id == request_id, Application.recruitment_id == recruitment_id)
    )
    return (await session.exec(query)).one_or_none()


async def requests(
    session: AsyncSession, recruitment_id: UUID
) -> list[tuple[ExemptionRequest, Identity]]:
    """Every request of a case in the order of arrival, and who is to be hidden in its reason."""
    query = (
        select(ExemptionRequest, ApplicationVersion, Person)
        .join(Application, col(Application.id) == ExemptionRequest.application_id)
        .join(ApplicationVersion, col(ApplicationVersion.application_id) == Application.id)
        .join(Person, col(Person.id) == Application.person_id)
        .where(
            Application.recruitment_id == recruitment_id,
            ApplicationVersion.number == Application.current_version,
        )
        .order_by(col(ExemptionRequest.asked_at), col(ExemptionRequest.id))
    )
    return [
        (
            asked,
            Identity(version.name, person.email, version.phone, version.municipality, version.age),
        )
        for asked, version, person in (await session.exec(query)).all()
    ]


async def pending(session: AsyncSession, recruitment_id: UUID, received_by: datetime) -> int:
    """Requests of applications received by then that are not settled, opened or not."""
    query = (
        select(func.count())
        .select_from(Application)
        .outerjoin(ExemptionRequest, col(ExemptionRequest.application_id) == Application.id)
        .where(
            Application.recruitment_id == recruitment_id,
            col(Application.received_at) <= received_by,
            col(Application.exemption_asked),
            col(ExemptionRequest.settled_at).is_(None),
            or_(
                col(ExemptionRequest.id).is_not(None),
                col(Application.withdrawn_at).is_(None),
            ),
        )
    )
    return (await session.exec(query)).one()


async def deadlines(session: AsyncSession, application: Application) -> list[datetime]:
    """Every deadline that the advert an application came by was published with."""
    query = select(AdvertVersion.closes_at).where(AdvertVersion.advert_id == application.advert_id)
    return list(await session.exec(query.distinct()))


async def applied_by(
    session: AsyncSession, recruitment_id: UUID, deadline: datetime
) -> list[Listed]:
    """Everybody who applied by a deadline and has not withdrawn."""
    query = (
        select(Application.id, ApplicationVersion, ExemptionRequest.granted)
        .join(ApplicationVersion, col(ApplicationVersion.application_id) == Application.id)
        .outerjoin(ExemptionRequest, col(ExemptionRequest.application_id) == Application.id)
        .where(
            Application.recruitment_id == recruitment_id,
            col(Application.received_at) <= deadline,
            col(Application.withdrawn_at).is_(None),
            col(Application.erased_at).is_(None),
            ApplicationVersion.number == Application.current_version,
        )
        .order_by(col(Application.id))
    )
    return [
        Listed(
            application_id=application_id,
            name=version.name,
            gender=version.gender,
            age=version.age,
            occupation=version.occupation,
            municipality=version.municipality,
            exempt=granted is True,
        )
        for application_id, version, granted in (await session.exec(query)).all()
    ]


async def list_of(
    session: AsyncSession, recruitment_id: UUID, deadline: datetime
) -> PublicList | None:
    query = select(PublicList).where(
        PublicList.recruitment_id == recruitment_id, PublicList.deadline == deadline
    )
    return (await session.exec(query)).one_or_none()


async def lists(session: AsyncSession, recruitment_id: UUID) -> list[PublicList]:
    """The frozen lists of a case, the first deadline first."""
    query = (
        select(PublicList)
        .where(PublicList.recruitment_id == recruitment_id)
        .order_by(col(PublicList.version))
    )
    return list(await session.exec(query))


async def disowned(session: AsyncSession, recruitment_id: UUID) -> frozenset[UUID]:
    """The applications that somebody else had sent in their person's name."""
    query = select(Application.id).where(
        Application.recruitment_id == recruitment_id, col(Application.disowned_at).is_not(None)
    )
    return frozenset(await session.exec(query))


async def judged(session: AsyncSession, recruitment_id: UUID) -> frozenset[UUID]:
    """The applications whose screening is completed, so that they are read by name."""
    query = select(Application.id).where(
        Application.recruitment_id == recruitment_id, col(Application.qualified).is_not(None)
    )
    return frozenset(await session.exec(query))
