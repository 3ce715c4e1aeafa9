"""Every statement about absences."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.paging import Asked, Page, page
from services.organisation.tables import Absence, Person


def absent_with_deputy(
    deputy_id: UUID | ColumnElement[UUID], day: date | ColumnElement[date]
) -> CTE:
    """The people who are absent on a day and whose deputy, having accepted, this is."""
    return (
        select_columns(col(Absence.person_id))
        .where(
            col(Absence.deputy_id) == deputy_id,
            col(Absence.accepted_at).is_not(None),
            col(Absence.cancelled_at).is_(None),
            col(Absence.starts) <= day,
            col(Absence.ends) >= day,
        )
        .cte("absent")
    )


async def find(session: AsyncSession, absence_id: UUID) -> Absence | None:
    """An absence, locked."""
    query = select(Absence).where(Absence.id == absence_id).with_for_update()
    return (await session.exec(query)).first()


async def on_day(session: AsyncSession, person_id: UUID, day: date) -> Absence | None:
    """The absence of somebody on a day, with or without a deputy who accepted."""
    query = (
        select(Absence)
        .where(
            Absence.person_id == person_id,
            col(Absence.cancelled_at).is_(None),
            col(Absence.starts) <= day,
            col(Absence.ends) >= day,
        )
        .order_by(col(Absence.accepted_at).asc().nulls_last())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def standing(session: AsyncSession, person_id: UUID) -> Sequence[Absence]:
    """The absences of somebody that were neither cancelled nor declined.

    The person is locked, so that two absences of the same days cannot be registered at once.
    """
    await session.exec(select(Person.id).where(Person.id == person_id).with_for_update())
    query = select(Absence).where(
        Absence.person_id == person_id,
        col(Absence.cancelled_at).is_(None),
        col(Absence.declined_at).is_(None),
    )
    return (await session.exec(query)).all()


async def concerning(
    session: AsyncSession, person_id: UUID, since: date, asked: Asked
) -> Page[Absence]:
    """Absences from a day on in which somebody is absent or the deputy, by their first day."""
    query = select(Absence).where(
        or_(col(Absence.person_id) == person_id, col(Absence.deputy_id) == person_id),
        col(Absence.ends) >= since,
    )
    return await page(session, query, asked, by=col(Absence.starts), id=col(Absence.id))
