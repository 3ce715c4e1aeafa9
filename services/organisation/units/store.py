"""Every statement about units."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, ScalarSelect, Select, func, literal, union
from sqlalchemy import select as select_columns
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.paging import Asked, Page, page
from services.organisation.rules import RoleName
from services.organisation.tables import ClosedDay, Employment, Person, Role, Unit, holds_on


def line_from(start: ScalarSelect[UUID] | UUID) -> CTE:
    """A unit and everything above it, with how far above (`distance`)."""
    line = (
        select_columns(col(Unit.id), col(Unit.parent_id), literal(0).label("distance"))
        .where(col(Unit.id) == start)
        .cte("line", recursive=True)
    )
    return line.union_all(
        select_columns(col(Unit.id), col(Unit.parent_id), line.c.distance + 1).where(
            col(Unit.id) == line.c.parent_id
        )
    )


def below(units: Select[UUID]) -> CTE:
    """Units and everything below them."""
    tree = select_columns(col(Unit.id)).where(col(Unit.id).in_(units)).cte("below", recursive=True)
    return tree.union(select_columns(col(Unit.id)).where(col(Unit.parent_id) == tree.c.id))


async def below_these(session: AsyncSession, units: Collection[UUID]) -> Sequence[Unit]:
    """These units and everything below them, by name."""
    tree = below(select_columns(col(Unit.id)).where(col(Unit.id).in_(units)))
    query = select(Unit).where(col(Unit.id).in_(select_columns(tree.c.id)))
    return (await session.exec(query.order_by(col(Unit.name)))).all()


async def line_of(session: AsyncSession, unit_id: UUID) -> list[UUID]:
    """A unit and its ancestors, nearest first; empty if there is no such unit."""
    line = line_from(unit_id)
    query = select_columns(line.c.id).order_by(line.c.distance)
    return list((await PlainSession.execute(session, query)).scalars())


async def path_of(session: AsyncSession, unit_id: UUID) -> Sequence[Unit]:
    """A unit and its ancestors, from the top down."""
    line = line_from(unit_id)
    query = select(Unit).join(line, line.c.id == col(Unit.id)).order_by(line.c.distance.desc())
    return (await session.exec(query)).all()


async def child(session: AsyncSession, parent_id: UUID | None, name: str) -> Unit | None:
    """The unit of a name below another, or among the roots."""
    query = select(Unit).where(col(Unit.parent_id).is_not_distinct_from(parent_id))
    return (await session.exec(query.where(Unit.name == name))).first()


def in_sight_of(person_id: UUID, day: date) -> CTE:
    """The units somebody may see: their trusts, by employment or role, and all below these."""
    own = union(
        select_columns(col(Role.unit_id)).where(
            col(Role.person_id) == person_id,
            holds_on(Role, day),
        ),
        select_columns(col(Employment.unit_id)).where(
            col(Employment.person_id) == person_id,
            holds_on(Employment, day),
        ),
    ).subquery()
    trusts = select_columns(col(Unit.trust_id)).where(
        col(Unit.id).in_(select_columns(own.c.unit_id))
    )
    return below(trusts)


async def in_sight(session: AsyncSession, person_id: UUID, unit_id: UUID, day: date) -> bool:
    """Whether somebody may see a unit."""
    seen = in_sight_of(person_id, day)
    query = select_columns(seen.c.id).where(seen.c.id == unit_id)
    return (await PlainSession.execute(session, query)).first() is not None


async def listed(
    session: AsyncSession,
    asked: Asked,
    person_id: UUID,
    day: date,
    *,
    parent_id: UUID | None,
    search: str | None,
) -> Page[Unit]:
    """The units somebody may see, by name."""
    seen = in_sight_of(person_id, day)
    query = select(Unit).where(col(Unit.id).in_(select_columns(seen.c.id)))
    if parent_id is not None:
        query = query.where(Unit.parent_id == parent_id)
    if search:
        query = query.where(col(Unit.name).icontains(search, autoescape=True))
    return await page(session, query, asked, by=col(Unit.name), id=col(Unit.id))


async def home_of(session: AsyncSession, person_id: UUID, trust_id: UUID, day: date) -> UUID | None:
    """The unit somebody belongs to: by employment before role, and in the trust before others."""
    employed = (
        select_columns(
            col(Unit.id),
            (col(Unit.trust_id) != trust_id).label("elsewhere"),
            literal(0).label("by"),
        )
        .join(Employment, col(Employment.unit_id) == col(Unit.id))
        .where(
            col(Employment.person_id) == person_id,
            holds_on(Employment, day),
        )
    )
    role = (
        select_columns(col(Unit.id), col(Unit.trust_id) != trust_id, literal(1))
        .join(Role, col(Role.unit_id) == col(Unit.id))
        .where(
            col(Role.person_id) == person_id,
            holds_on(Role, day),
        )
    )
    both = union(employed, role).subquery()
    query = select_columns(both.c.id).order_by(both.c.by, both.c.elsewhere, both.c.id).limit(1)
    return (await PlainSession.execute(session, query)).scalar()


async def leaders_above(
    session: AsyncSession, person_id: UUID, unit_id: UUID, day: date
) -> Sequence[Person]:
    """Who leads a unit or one above it, nearest first; above what the person leads on this line."""
    line = line_from(unit_id)
    leads = (
        select_columns(col(Role.person_id), line.c.distance)
        .join(line, line.c.id == col(Role.unit_id))
        .where(
            col(Role.role) == RoleName.LEADER,
            holds_on(Role, day),
        )
        .cte("leads")
    )
    own = (
        select_columns(func.coalesce(func.max(leads.c.distance), -1))
        .where(leads.c.person_id == person_id)
        .scalar_subquery()
    )
    query = (
        select(Person)
        .join(leads, leads.c.person_id == col(Person.id))
        .where(leads.c.distance > own)
        .order_by(leads.c.distance, col(Person.id))
    )
    return (await session.exec(query)).all()


async def people_with_role(
    session: AsyncSession, unit_id: UUID, role: str, day: date
) -> Sequence[Person]:
    """Who holds a role on a unit or above on a day, nearest first."""
    line = line_from(unit_id)
    query = (
        select(Person)
        .join(Role, col(Role.person_id) == col(Person.id))
        .join(line, line.c.id == col(Role.unit_id))
        .where(
            col(Role.role) == role,
            holds_on(Role, day),
        )
        .order_by(line.c.distance, col(Role.starts), col(Role.id))
    )
    return (await session.exec(query)).all()


async def closed_days(session: AsyncSession, unit_id: UUID) -> list[date]:
    """The closed days of a unit and everything above it."""
    line = line_from(unit_id)
    query = select_columns(col(ClosedDay.day)).join(line, line.c.id == col(ClosedDay.unit_id))
    return list((await PlainSession.execute(session, query)).scalars())


async def closed_days_of(
    session: AsyncSession, unit_ids: Collection[UUID]
) -> dict[UUID, list[date]]:
    """The same of several units."""
    unit_id = cast("ColumnElement[UUID]", col(Unit.id))
    lines = (
        select_columns(unit_id.label("observed_by"), col(Unit.id), col(Unit.parent_id))
        .where(col(Unit.id).in_(unit_ids))
        .cte("lines", recursive=True)
    )
    observed_by: ColumnElement[UUID] = lines.c.observed_by
    lines = lines.union(
        select_columns(observed_by, col(Unit.id), col(Unit.parent_id)).where(
            col(Unit.id) == lines.c.parent_id
        )
    )
    observed_by = lines.c.observed_by
    query = select_columns(observed_by, col(ClosedDay.day)).join(
        lines, lines.c.id == col(ClosedDay.unit_id)
    )
    found: dict[UUID, list[date]] = {}
    for unit, day in await PlainSession.execute(session, query):
        found.setdefault(unit, []).append(day)
    return found


async def closed_day(session: AsyncSession, unit_id: UUID, day: date) -> ClosedDay | None:
    """A closed day that was set on this very unit."""
    query = select(ClosedDay).where(ClosedDay.unit_id == unit_id, ClosedDay.day == day)
    return (await session.exec(query)).first()


async def remove_closed_day(session: AsyncSession, unit_id: UUID, day: date) -> bool:
    """Take back a closed day of this very unit; whether there was one."""
    statement = (
        delete(ClosedDay)
        .where(col(ClosedDay.unit_id) == unit_id, col(ClosedDay.day) == day)
        .returning(col(ClosedDay.id))
    )
    return (await PlainSession.execute(session, statement)).first() is not None
