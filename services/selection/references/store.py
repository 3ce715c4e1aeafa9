"""Every query about references."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application
from services.kit.paging import Asked, Page, page
from services.organisation.tables import Person
from services.recruitment.advert.tables import Advert
from services.recruitment.impartiality.rules import Sight
from services.recruitment.profile.tables import Criterion
from services.selection.references.tables import Reference


async def application(
    session: AsyncSession, application_id: UUID, *, lock: bool = False
) -> Application | None:
    """An application; locked, whoever names or asks its referees waits their turn."""
    query = select(Application).where(Application.id == application_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


async def person(session: AsyncSession, person_id: UUID) -> Person:
    return await session.get_one(Person, person_id)


async def of_application(
    session: AsyncSession, application_id: UUID
) -> list[tuple[Reference, str]]:
    """The references of an application, each with the referee's address."""
    query = (
        select(Reference, Person.email)
        .join(Person, col(Person.id) == Reference.person_id)
        .where(Reference.application_id == application_id)
        .order_by(col(Reference.created_at), col(Reference.id))
    )
    return list((await session.exec(query)).all())


async def of_case(
    session: AsyncSession,
    recruitment_id: UUID,
    application_id: UUID | None,
    sight: Sight,
    asked: Asked,
) -> Page[tuple[Reference, str]]:
    """The references of a case, or of one application in it, each with the referee's address.

    In the order in which the referees were named; only of applicants whom the reader may see.
    """
    query = (
        select(Reference, Person.email)
        .join(Application, col(Application.id) == Reference.application_id)
        .join(Advert, col(Advert.id) == Application.advert_id)
        .join(Person, col(Person.id) == Reference.person_id)
        .where(
            Application.recruitment_id == recruitment_id,
            col(Advert.closes_at) <= sight.declared_at,
            col(Application.id).not_in(sight.conflicted),
        )
    )
    if application_id:
        query = query.where(Application.id == application_id)
    return await page(session, query, asked, by=col(Reference.created_at), id=col(Reference.id))


async def reference(
    session: AsyncSession, reference_id: UUID, *, lock: bool = False
) -> Reference | None:
    query = select(Reference).where(Reference.id == reference_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


async def demands(session: AsyncSession, recruitment_id: UUID) -> Sequence[Criterion]:
    """The criteria tested by reference, in the order of the profile."""
    query = (
        select(Criterion)
        .where(Criterion.recruitment_id == recruitment_id)
        .order_by(col(Criterion.position))
    )
    return [one for one in await session.exec(query) if "reference" in one.methods]


async def asked_of(session: AsyncSession, person_id: UUID) -> list[Reference]:
    """The references somebody has been asked for, the latest first."""
    query = (
        select(Reference)
        .where(Reference.person_id == person_id, col(Reference.asked_at).is_not(None))
        .order_by(col(Reference.asked_at).desc(), col(Reference.id))
    )
    return list(await session.exec(query))
