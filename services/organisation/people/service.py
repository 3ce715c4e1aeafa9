"""People: one for each address, with employments and roles."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit import clock
from services.kit.errors import Conflict, Forbidden, NotFound
from services.kit.paging import Asked, Page
from services.organisation.actors import Who
from services.organisation.people import store
from services.organisation.rules import ADMINISTRATORS, RoleName, check_order, holds_on
from services.organisation.tables import Employment, Person, Role
from services.organisation.units import service as units


@dataclass(frozen=True)
class NewEmployment:
    """Where somebody works, from a day on."""

    unit_id: UUID
    starts: date
    ends: date | None = None
    percentage: int = 100
    permanent: bool = True


@dataclass(frozen=True)
class NewPerson:
    """Somebody as HR enters them."""

    name: str
    email: str
    employment: NewEmployment
    phone: str | None = None
    language: str = "nb"


async def get(session: AsyncSession, person_id: UUID) -> Person:
    """A person; raises NotFound."""
    found = await session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


async def by_address(session: AsyncSession, email: str) -> Person | None:
    """The person of an address, however it is capitalised."""
    return await store.by_address(session, email)


async def find_or_create(
    session: AsyncSession,
    *,
    email: str,
    name: str,
    language: str,
    at: datetime,
    phone: str | None = None,
) -> Person:
    """The one person of an address, added if nobody has it yet; safe when two ask at once.

    What is known of a person who is there already is not touched: who typed the address has not
    proved to own it.
    """
    found = await store.by_address(session, email)
    if found is not None:
        return found
    person = Person(email=email.strip(), name=name, phone=phone, language=language, created_at=at)
    return await store.add_unless_there(session, person)


async def prove(session: AsyncSession, person_id: UUID, at: datetime) -> Person:
    """Note that somebody read mail at the address: from now on it is theirs."""
    person = await store.locked(session, person_id)
    if person is None:
        raise NotFound
    if person.verified_at is None:
        person.verified_at = at
        await audit.record(session, AuditKind.PERSON_ADDRESS_PROVED, about=person_id, at=at)
    return person


async def seen_by(session: AsyncSession, who: Who, person_id: UUID) -> Person:
    """Oneself, or somebody of a trust one belongs to; NotFound for anybody else."""
    if person_id != who.person_id and not await store.in_sight(
        session, who.person_id, person_id, clock.today()
    ):
        raise NotFound
    return await get(session, person_id)


async def listed(
    session: AsyncSession,
    who: Who,
    asked: Asked,
    *,
    unit_id: UUID | None,
    role: RoleName | None,
    search: str | None,
) -> Page[Person]:
    """The people of the trusts somebody belongs to, by name."""
    return await store.listed(
        session, asked, who.person_id, clock.today(), unit_id=unit_id, role=role, search=search
    )


async def names_of(session: AsyncSession, people: Collection[UUID]) -> dict[UUID, str]:
    """What people are called."""
    return await store.names(session, people)


async def workplace_of(session: AsyncSession, person_id: UUID) -> UUID | None:
    """The unit somebody is employed at today; the first of several."""
    today = clock.today()
    found = await store.employments(session, person_id)
    return next((one.unit_id for one in found if holds_on(today, one.starts, one.ends)), None)


async def roles_of(session: AsyncSession, person_id: UUID) -> Sequence[Role]:
    """The roles somebody holds today or will hold."""
    return await store.roles(session, person_id, clock.today())


async def employments_of(session: AsyncSession, person_id: UUID) -> Sequence[Employment]:
    """Where somebody works, worked and will work."""
    return await store.employments(session, person_id)


async def trust_of(session: AsyncSession, person_id: UUID) -> UUID:
    """The trust somebody belongs to today; Forbidden for who belongs to none."""
    found = await store.trust_of(session, person_id, clock.today())
    if found is None:
        raise Forbidden("not_employed", "Only who works here can do this.")
    return found


async def works_here(session: AsyncSession, person_id: UUID) -> bool:
    """Whether somebody has an employment or a role today."""
    return await store.trust_of(session, person_id, clock.today()) is not None


async def ever_belonged(session: AsyncSession, person_id: UUID) -> bool:
    """Whether somebody works or has a role here, or ever did: the record names them."""
    return await store.ever_belonged(session, person_id)


async def works_in(session: AsyncSession, people: Collection[UUID], trust_id: UUID) -> set[UUID]:
    """Which of these people work in a trust today, or hold a role in it or above it."""
    return await store.works_in(session, people, trust_id, clock.today())


async def staff(session: AsyncSession) -> Sequence[Person]:
    """Everybody who works here or holds a role today."""
    return await store.staff(session, clock.today())


async def roles_of_all(session: AsyncSession) -> Sequence[tuple[UUID, str, str]]:
    """For everybody: each role held today, and the name of its unit."""
    return await store.roles_of_all(session, clock.today())


async def create(session: AsyncSession, who: Who, new: NewPerson) -> Person:
    """Enter somebody who works here; HR and operators of the unit may.

    An address that a candidate or referee has proved brings that person in, as the one they are.
    One that nobody has proved is refused: two people are made one only over a proved address.
    """
    await units.require_role(
        session, who, new.employment.unit_id, ADMINISTRATORS, field="employment.unit_id"
    )
    at = clock.now()
    person = await store.by_address(session, new.email)
    if person is None:
        person = await find_or_create(
            session,
            email=new.email,
            name=new.name,
            language=new.language,
            phone=new.phone,
            at=at,
        )
    elif await works_here(session, person.id):
        raise Conflict("address_taken", "Somebody who works here has this address.")
    elif person.verified_at is None:
        raise Conflict(
            "address_not_proved",
            "This address is in use, and its owner has not yet proved it with a code.",
        )
    await employ(session, person.id, new.employment, at=at, actor_id=who.person_id)
    return person


async def employ(
    session: AsyncSession,
    person_id: UUID,
    new: NewEmployment,
    *,
    at: datetime,
    actor_id: UUID | None = None,
) -> Employment:
    """Let somebody work at a unit, whoever asks."""
    check_order(new.starts, new.ends)
    employment = Employment(
        person_id=person_id,
        unit_id=new.unit_id,
        starts=new.starts,
        ends=new.ends,
        percentage=new.percentage,
        permanent=new.permanent,
        created_at=at,
    )
    session.add(employment)
    data = {"unit": new.unit_id, "starts": new.starts, "percentage": new.percentage}
    await audit.record(
        session, AuditKind.PERSON_EMPLOYED, actor_id=actor_id, about=person_id, data=data, at=at
    )
    return employment


async def give_role(
    session: AsyncSession,
    who: Who,
    person_id: UUID,
    unit_id: UUID,
    role: RoleName,
    starts: date,
    ends: date | None,
) -> Role:
    """Give somebody else a role on a unit; HR and operators of the unit may."""
    await units.require_role(session, who, unit_id, ADMINISTRATORS, field="unit_id")
    await seen_by(session, who, person_id)
    if person_id == who.person_id:
        raise Forbidden("own_role", "Somebody else must give you a role.")
    at = clock.now()
    given = await add_role(session, person_id, unit_id, role, starts, ends, at=at)
    await audit.record(
        session,
        AuditKind.ROLE_GIVEN,
        actor_id=who.person_id,
        about=person_id,
        data={"role": role, "unit": unit_id, "starts": starts, "ends": ends},
        at=at,
    )
    return given


async def add_role(
    session: AsyncSession,
    person_id: UUID,
    unit_id: UUID,
    role: RoleName,
    starts: date,
    ends: date | None = None,
    *,
    at: datetime,
) -> Role:
    """Add a role, whoever asks; Conflict if it is held already."""
    check_order(starts, ends)
    for held in await store.roles(session, person_id, starts):
        if (held.unit_id, held.role) == (unit_id, role):
            raise Conflict("role_held", "This role is held already.")
    given = Role(
        person_id=person_id, unit_id=unit_id, role=role, starts=starts, ends=ends, created_at=at
    )
    session.add(given)
    await session.flush()
    return given


async def take_role(session: AsyncSession, who: Who, person_id: UUID, role_id: UUID) -> None:
    """End a role with yesterday; HR and operators of its unit may.

    Raises Conflict for one that has ended: when it was held stays as it was.
    """
    role = await session.get(Role, role_id)
    if role is None or role.person_id != person_id:
        raise NotFound
    await units.require_role(session, who, role.unit_id, ADMINISTRATORS)
    if role.ends is not None and role.ends < clock.today():
        raise Conflict("role_ended", "This role has ended already.")
    role.ends = clock.today() - timedelta(days=1)
    await audit.record(
        session,
        AuditKind.ROLE_ENDED,
        actor_id=who.person_id,
        about=person_id,
        data={"role": role.role, "unit": role.unit_id},
    )
