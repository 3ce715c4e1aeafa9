"""The tree: what is in it, who leads whom, and when it is closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit import clock
from services.kit.clock import OSLO
from services.kit.errors import Conflict, Forbidden, Invalid, NotFound
from services.kit.paging import Asked, Page
from services.organisation.actors import Who
from services.organisation.rules import ADMINISTRATORS, RoleName
from services.organisation.tables import ClosedDay, Person, Role, Unit
from services.organisation.units import store


@dataclass(frozen=True)
class NewUnit:
    """A unit as somebody asks for it; one without a parent, or marked so, is a trust."""

    name: str
    parent_id: UUID | None = None
    trust: bool = False
    name_en: str | None = None
    place: str | None = None
    organisation_number: str | None = None


async def get(session: AsyncSession, unit_id: UUID) -> Unit:
    """A unit; raises NotFound."""
    found = await session.get(Unit, unit_id)
    if found is None:
        raise NotFound
    return found


async def below(session: AsyncSession, unit_ids: Collection[UUID]) -> Sequence[Unit]:
    """These units and everything below them, by name."""
    return await store.below_these(session, unit_ids)


async def root(session: AsyncSession, name: str) -> Unit | None:
    """The unit at the top of a tree, by its name."""
    return await store.child(session, None, name)


async def line_of(session: AsyncSession, unit_id: UUID) -> list[UUID]:
    """A unit and its ancestors, nearest first."""
    return await store.line_of(session, unit_id)


async def path_of(session: AsyncSession, unit_id: UUID) -> list[str]:
    """The names from the top of the tree down to a unit."""
    return [unit.name for unit in await store.path_of(session, unit_id)]


async def superiors_of(
    session: AsyncSession, person_id: UUID, trust_id: UUID, at: datetime
) -> Sequence[Person]:
    """The leaders above somebody, nearest first, from the unit they belong to upwards.

    That is where they work, of several places one in `trust_id` before others; or, who works
    nowhere here, where they hold a role. Who leads a unit has only those above it as superiors.
    """
    day = _day(at)
    home = await store.home_of(session, person_id, trust_id, day)
    return await store.leaders_above(session, person_id, home, day) if home else []


async def people_with_role(
    session: AsyncSession, unit_id: UUID, role: RoleName, at: datetime
) -> Sequence[Person]:
    """Who holds a role on a unit or above, nearest first."""
    return await store.people_with_role(session, unit_id, role, _day(at))


async def calendar_of(session: AsyncSession, unit_id: UUID) -> frozenset[date]:
    """The local closed days that a unit observes: its own, and those of every unit above."""
    return frozenset(await store.closed_days(session, unit_id))


async def calendars_of(
    session: AsyncSession, unit_ids: Collection[UUID]
) -> dict[UUID, frozenset[date]]:
    """The same of several units."""
    closed = await store.closed_days_of(session, unit_ids)
    return {unit: frozenset(closed.get(unit, ())) for unit in unit_ids}


async def holds_role(
    session: AsyncSession, who: Who, unit_id: UUID, roles: Collection[RoleName]
) -> bool:
    """Whether somebody holds one of these roles on a unit or above."""
    units = who.units_with(roles)
    return bool(units) and not units.isdisjoint(await store.line_of(session, unit_id))


async def require_role(
    session: AsyncSession,
    who: Who,
    unit_id: UUID,
    roles: Collection[RoleName],
    *,
    field: str | None = None,
) -> None:
    """Refuse who holds none of these roles on a unit or above.

    Forbidden for a unit that is in sight. For one that is not NotFound, or Invalid where it was
    named in a `field` of what was sent.
    """
    if await holds_role(session, who, unit_id, roles):
        return
    if not await store.in_sight(session, who.person_id, unit_id, clock.today()):
        if field is None:
            raise NotFound
        message = "There is no such unit."
        raise Invalid("unknown_unit", message, {field: message})
    raise Forbidden("wrong_role", "Your role does not allow this.")


async def seen_by(session: AsyncSession, who: Who, unit_id: UUID) -> Unit:
    """A unit of the trusts somebody belongs to; NotFound for any other."""
    if not await store.in_sight(session, who.person_id, unit_id, clock.today()):
        raise NotFound
    return await get(session, unit_id)


async def listed(
    session: AsyncSession, who: Who, asked: Asked, *, parent_id: UUID | None, search: str | None
) -> Page[Unit]:
    """The units of the trusts somebody belongs to, by name."""
    return await store.listed(
        session, asked, who.person_id, clock.today(), parent_id=parent_id, search=search
    )


async def create(session: AsyncSession, who: Who, new: NewUnit) -> Unit:
    """Set up a unit. Only HR and operators may, on the unit above.

    A new root is set up by an operator of another root, and who does becomes its operator.
    """
    at = clock.now()
    if new.parent_id is None:
        await _require_root_operator(session, who)
    else:
        await require_role(session, who, new.parent_id, ADMINISTRATORS, field="parent_id")
    unit = await add(session, new, at=at, actor_id=who.person_id)
    if new.parent_id is None:
        session.add(
            Role(
                person_id=who.person_id,
                unit_id=unit.id,
                role=RoleName.OPERATOR,
                starts=clock.today(),
                created_at=at,
            )
        )
    return unit


async def add(
    session: AsyncSession, new: NewUnit, *, at: datetime, actor_id: UUID | None = None
) -> Unit:
    """Add a unit to the tree, whoever asks; raises Conflict if its name is taken there."""
    parent = await get(session, new.parent_id) if new.parent_id else None
    if await store.child(session, new.parent_id, new.name) is not None:
        raise Conflict("unit_exists", "There is already a unit of that name there.")
    unit_id = uuid4()
    unit = Unit(
        id=unit_id,
        created_at=at,
        parent_id=new.parent_id,
        trust_id=unit_id if parent is None or new.trust else parent.trust_id,
        name=new.name,
        name_en=new.name_en,
        place=new.place,
        organisation_number=new.organisation_number,
    )
    session.add(unit)
    await session.flush()
    await audit.record(session, AuditKind.UNIT_CREATED, actor_id=actor_id, about=unit_id, at=at)
    return unit


async def _require_root_operator(session: AsyncSession, who: Who) -> None:
    for unit_id in who.units_with({RoleName.OPERATOR}):
        if (await get(session, unit_id)).parent_id is None:
            return
    raise Forbidden("wrong_role", "Your role does not allow this.")


async def close_on(session: AsyncSession, who: Who, unit_id: UUID, day: date) -> ClosedDay:
    """Set a day on which a unit and everything below it does not work."""
    await require_role(session, who, unit_id, ADMINISTRATORS)
    found = await store.closed_day(session, unit_id, day)
    if found is not None:
        raise Conflict("closed_already", "The unit is closed on {day} already.", day=day)
    closed = ClosedDay(unit_id=unit_id, day=day, created_at=clock.now())
    session.add(closed)
    await audit.record(
        session, AuditKind.DAY_CLOSED, actor_id=who.person_id, about=unit_id, data={"day": day}
    )
    return closed


async def open_on(session: AsyncSession, who: Who, unit_id: UUID, day: date) -> None:
    """Take back a closed day of this very unit; days of units above stand."""
    await require_role(session, who, unit_id, ADMINISTRATORS)
    if not await store.remove_closed_day(session, unit_id, day):
        raise NotFound
    await audit.record(
        session, AuditKind.DAY_OPENED, actor_id=who.person_id, about=unit_id, data={"day": day}
    )


def _day(at: datetime) -> date:
    return at.astimezone(OSLO).date()
