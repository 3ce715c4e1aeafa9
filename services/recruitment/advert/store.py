"""Every query of adverts."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application
from services.kit.errors import NotFound
from services.organisation.tables import Employment, Person, Unit, holds_on
from services.recruitment.advert.tables import Advert, AdvertVersion, Channel, ScreeningQuestion
from services.recruitment.nomination.tables import Nomination


async def latest(session: AsyncSession, recruitment_id: UUID, *, lock: bool = False) -> Advert:
    """The advert of the last round; every case has one from its start."""
    query = (
        select(Advert)
        .where(Advert.recruitment_id == recruitment_id)
        .order_by(col(Advert.round).desc())
        .limit(1)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = (await session.exec(query)).first()
    if found is None:
        raise NotFound
    return found


async def published(session: AsyncSession, recruitment_id: UUID) -> list[UUID]:
    """The adverts of a case that were given their times, by round."""
    query = (
        select(Advert.id)
        .where(Advert.recruitment_id == recruitment_id, col(Advert.opens_at).is_not(None))
        .order_by(col(Advert.round))
    )
    return list(await session.exec(query))


async def locked(session: AsyncSession, advert_id: UUID) -> Advert:
    query = (
        select(Advert)
        .where(Advert.id == advert_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(query)).one()


async def questions(session: AsyncSession, advert_id: UUID) -> list[ScreeningQuestion]:
    query = (
        select(ScreeningQuestion)
        .where(ScreeningQuestion.advert_id == advert_id)
        .order_by(col(ScreeningQuestion.position))
    )
    return list(await session.exec(query))


async def remove_questions(session: AsyncSession, advert_id: UUID) -> None:
    await session.exec(
        delete(ScreeningQuestion).where(col(ScreeningQuestion.advert_id) == advert_id)
    )


async def channels(session: AsyncSession, advert_id: UUID) -> list[Channel]:
    query = select(Channel).where(Channel.advert_id == advert_id).order_by(col(Channel.code))
    return list(await session.exec(query))


async def channel(session: AsyncSession, channel_id: UUID) -> Channel:
    query = select(Channel).where(Channel.id == channel_id).with_for_update()
    return (await session.exec(query)).one()


async def applications(session: AsyncSession, advert_id: UUID) -> int:
    """How many answer an advert, without those who have withdrawn."""
    query = select(func.count(col(Application.id))).where(
        Application.advert_id == advert_id, col(Application.withdrawn_at).is_(None)
    )
    return (await session.exec(query)).one()


async def versions(session: AsyncSession, advert_id: UUID) -> list[AdvertVersion]:
    query = (
        select(AdvertVersion)
        .where(AdvertVersion.advert_id == advert_id)
        .order_by(col(AdvertVersion.number))
    )
    return list(await session.exec(query))


async def advert(session: AsyncSession, advert_id: UUID) -> Advert:
    return await session.get_one(Advert, advert_id)


async def unit(session: AsyncSession, unit_id: UUID) -> Unit:
    return await session.get_one(Unit, unit_id)


async def person(session: AsyncSession, person_id: UUID) -> Person | None:
    return await session.get(Person, person_id)


async def is_nominated(session: AsyncSession, recruitment_id: UUID) -> bool:
    """Whether somebody stands in a nomination that was submitted, and not returned."""
    query = select(Nomination.id).where(
        Nomination.recruitment_id == recruitment_id,
        col(Nomination.state).in_(("submitted", "approved")),
    )
    return (await session.exec(query)).first() is not None


async def employed_in(session: AsyncSession, unit_id: UUID, day: date) -> Collection[UUID]:
    """Who is employed in the unit or below it on a day, however temporary."""
    start = select_columns(col(Unit.id)).where(col(Unit.id) == unit_id)
    tree = start.cte("employing", recursive=True)
    tree = tree.union(select_columns(col(Unit.id)).where(col(Unit.parent_id) == tree.c.id))
    query = (
        select(Employment.person_id)
        .where(
            col(Employment.unit_id).in_(select_columns(tree.c.id)),
            holds_on(Employment, day),
        )
        .distinct()
        .order_by(col(Employment.person_id))
    )
    return list(await session.exec(query))
