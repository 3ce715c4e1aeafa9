"""Every statement about people, their employments and roles."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, String, collate, exists, literal, or_, text, union
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlalchemy.orm import Mapped
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.paging import Asked, Page, page
from services.organisation.tables import FOLDED, Employment, Person, Role, Unit, holds_on
from services.organisation.units.store import in_sight_of, line_from


def folded(address: ColumnElement[str] | Mapped[str]) -> ColumnElement[str]:
    """An address as it is compared; of a person's column it is what the unique index holds."""
    return func.casefold(collate(address, "pg_unicode_fast"))


def is_address(email: str) -> ColumnElement[bool]:
    """Whether this is a person's address; the database folds both sides, so that they agree."""
    return folded(col(Person.email)) == folded(literal(email.strip(), String))


async def by_address(session: AsyncSession, email: str) -> Person | None:
    """The person of an address, however it is capitalised."""
    return (await session.exec(select(Person).where(is_address(email)))).first()


async def add_unless_there(session: AsyncSession, person: Person) -> Person:
    """Add somebody, or find who added the address a moment before."""
    statement = (
        insert(Person)
        .values(**person.model_dump())
        .on_conflict_do_nothing(index_elements=[text(FOLDED)])
    )
    await PlainSession.execute(session, statement)
    return (await session.exec(select(Person).where(is_address(person.email)))).one()


async def locked(session: AsyncSession, person_id: UUID) -> Person | None:
    """A person, locked."""
    query = select(Person).where(Person.id == person_id).with_for_update()
    return (await session.exec(query)).first()


async def names(session: AsyncSession, people: Collection[UUID]) -> dict[UUID, str]:
    """The names of people, by id."""
    query = select(Person.id, Person.name).where(col(Person.id).in_(people))
    return dict((await session.exec(query)).all())


def units_of_people(day: date) -> CTE:
    """Who is at which unit on a day, by employment or role."""
    return union(
        select_columns(col(Employment.person_id), col(Employment.unit_id)).where(
            holds_on(Employment, day),
        ),
        select_columns(col(Role.person_id), col(Role.unit_id)).where(holds_on(Role, day)),
    ).cte("at_unit")


async def in_sight(session: AsyncSession, reader: UUID, person_id: UUID, day: date) -> bool:
    """Whether somebody belongs to a trust the reader belongs to."""
    seen, at_unit = in_sight_of(reader, day), units_of_people(day)
    query = select_columns(literal(1)).where(
        at_unit.c.person_id == person_id, at_unit.c.unit_id.in_(select_columns(seen.c.id))
    )
    return (await PlainSession.execute(session, query.limit(1))).first() is not None


async def listed(
    session: AsyncSession,
    asked: Asked,
    reader: UUID,
    day: date,
    *,
    unit_id: UUID | None,
    role: str | None,
    search: str | None,
) -> Page[Person]:
    """The people of the reader's trusts by name; `role` is one held on `unit_id` or above."""
    seen, at_unit = in_sight_of(reader, day), units_of_people(day)
    visible = select_columns(at_unit.c.person_id).where(
        at_unit.c.unit_id.in_(select_columns(seen.c.id))
    )
    query = select(Person).where(col(Person.id).in_(visible))
    if role is not None:
        holder = exists(literal(1)).where(
            col(Role.person_id) == col(Person.id),
            col(Role.role) == role,
            holds_on(Role, day),
        )
        if unit_id is not None:
            holder = holder.where(col(Role.unit_id).in_(select_columns(line_from(unit_id).c.id)))
        query = query.where(holder)
    elif unit_id is not None:
        here = select_columns(at_unit.c.person_id).where(at_unit.c.unit_id == unit_id)
        query = query.where(col(Person.id).in_(here))
    if search:
        query = query.where(
            or_(
                col(Person.name).icontains(search, autoescape=True),
                is_address(search),
            )
        )
    return await page(session, query, asked, by=col(Person.name), id=col(Person.id))


async def roles(session: AsyncSession, person_id: UUID, day: date) -> Sequence[Role]:
    """The roles somebody holds on a day, or will hold."""
    query = (
        select(Role)
        .where(
            Role.person_id == person_id,
            or_(col(Role.ends).is_(None), col(Role.ends) >= day),
        )
        .order_by(col(Role.role), col(Role.starts), col(Role.id))
    )
    return (await session.exec(query)).all()


async def employments(session: AsyncSession, person_id: UUID) -> Sequence[Employment]:
    """Where somebody works, worked and will work."""
    query = (
        select(Employment)
        .where(Employment.person_id == person_id)
        .order_by(col(Employment.starts), col(Employment.id))
    )
    return (await session.exec(query)).all()


async def trust_of(session: AsyncSession, person_id: UUID, day: date) -> UUID | None:
    """A trust somebody belongs to on a day; that of the employment rather than of a role."""
    employed = (
        select_columns(col(Unit.trust_id), literal(0).label("rank"))
        .join(Employment, col(Employment.unit_id) == col(Unit.id))
        .where(
            col(Employment.person_id) == person_id,
            holds_on(Employment, day),
        )
    )
    role = (
        select_columns(col(Unit.trust_id), literal(1).label("rank"))
        .join(Role, col(Role.unit_id) == col(Unit.id))
        .where(
            col(Role.person_id) == person_id,
            holds_on(Role, day),
        )
    )
    both = union(employed, role).subquery()
    query = select_columns(both.c.trust_id).order_by(both.c.rank, both.c.trust_id).limit(1)
    return (await PlainSession.execute(session, query)).scalar()


async def ever_belonged(session: AsyncSession, person_id: UUID) -> bool:
    """Whether somebody has or had an employment or a role, or will have one."""
    rows = union(
        select_columns(col(Employment.person_id)).where(col(Employment.person_id) == person_id),
        select_columns(col(Role.person_id)).where(col(Role.person_id) == person_id),
    )
    return (await PlainSession.execute(session, rows)).first() is not None


async def works_in(
    session: AsyncSession, people: Collection[UUID], trust_id: UUID, day: date
) -> set[UUID]:
    """Which of these people work in a trust on a day, or hold a role in it or above it."""
    at_unit = units_of_people(day)
    within = select_columns(col(Unit.id)).where(col(Unit.trust_id) == trust_id)
    above = select_columns(line_from(trust_id).c.id)
    holds = select_columns(col(Role.person_id)).where(
        col(Role.unit_id).in_(above),
        holds_on(Role, day),
    )
    query = select(Person.id).where(
        col(Person.id).in_(people),
        or_(
            col(Person.id).in_(
                select_columns(at_unit.c.person_id).where(at_unit.c.unit_id.in_(within))
            ),
            col(Person.id).in_(holds),
        ),
    )
    return set((await session.exec(query)).all())


async def staff(session: AsyncSession, day: date) -> Sequence[Person]:
    """Everybody with an employment or a role on a day, by name."""
    at_unit = units_of_people(day)
    query = (
        select(Person)
        .where(col(Person.id).in_(select_columns(at_unit.c.person_id)))
        .order_by(col(Person.name), col(Person.id))
    )
    return (await session.exec(query)).all()


async def roles_of_all(session: AsyncSession, day: date) -> Sequence[tuple[UUID, str, str]]:
    """For everybody: the role held on a day, and the name of its unit."""
    query = (
        select(Role.person_id, Role.role, Unit.name)
        .join(Unit, col(Unit.id) == col(Role.unit_id))
        .where(holds_on(Role, day))
        .order_by(col(Role.role), col(Unit.name))
    )
    return (await session.exec(query)).all()
