"""Post an absence, accept or decline to be the deputy, change and cancel it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.kit import clock
from services.kit.clock import OSLO
from services.kit.errors import Conflict, Forbidden, Invalid, NotFound
from services.kit.processes import outbox
from services.organisation.absences import rules, store
from services.organisation.actors import Who
from services.organisation.people import service as people
from services.organisation.people import store as people_store
from services.organisation.rules import ADMINISTRATORS, overlap
from services.organisation.tables import Absence
from services.organisation.units import service as units
from workflows.payloads.codes import Fact
from workflows.payloads.processes import ProcessKind


@dataclass(frozen=True)
class Days:
    """When somebody is away, both days included, and who is asked to act meanwhile."""

    deputy_id: UUID
    starts: date
    ends: date


async def acting_for(session: AsyncSession, person_id: UUID, at: datetime) -> UUID | None:
    """Who acts for somebody at an instant: the deputy of an absence, once accepted.

    None when nobody does, and when the deputy is away as well: authority is not lent twice.
    """
    day = at.astimezone(OSLO).date()
    absence = await store.on_day(session, person_id, day)
    if absence is None or not rules.deputy_on(absence, day):
        return None
    away_too = await store.on_day(session, absence.deputy_id, day)
    return None if away_too else absence.deputy_id


async def get(session: AsyncSession, absence_id: UUID) -> Absence:
    """An absence, locked; raises NotFound."""
    absence = await store.find(session, absence_id)
    if absence is None:
        raise NotFound
    return absence


async def concerning(session: AsyncSession, who: Who) -> Sequence[Absence]:
    """The absences of today and later in which somebody is absent or the deputy."""
    return await store.concerning(session, who.person_id, clock.today())


async def post(session: AsyncSession, who: Who, person_id: UUID | None, days: Days) -> Absence:
    """Register an absence, one's own or, as HR of the trust, somebody else's.

    Its process starts and asks the deputy, who acts only after accepting.
    """
    absent = person_id or who.person_id
    trust_id = await _require_say(session, who, absent)
    await _check(session, who, absent, days, but_not=None)
    at = clock.now()
    absence = Absence(
        person_id=absent,
        deputy_id=days.deputy_id,
        starts=days.starts,
        ends=days.ends,
        created_at=at,
    )
    session.add(absence)
    await outbox.start(session, ProcessKind.ABSENCE, absence.id, trust_id=trust_id, at=at)
    await _record(session, "absence_posted", who, absence, at)
    return absence


async def change(session: AsyncSession, who: Who, absence_id: UUID, days: Days) -> Absence:
    """Move an absence or name another deputy, who then is asked anew."""
    absence = await _standing(session, who, absence_id)
    await _check(session, who, absence.person_id, days, but_not=absence.id)
    at = clock.now()
    if days.deputy_id != absence.deputy_id:
        absence.accepted_at = absence.declined_at = None
    absence.deputy_id, absence.starts, absence.ends = days.deputy_id, days.starts, days.ends
    await outbox.tell(session, absence.id, Fact.ABSENCE_CHANGED)
    await _record(session, "absence_changed", who, absence, at)
    return absence


async def cancel(session: AsyncSession, who: Who, absence_id: UUID) -> None:
    """The person is not away after all."""
    absence = await _standing(session, who, absence_id)
    at = clock.now()
    absence.cancelled_at = at
    await outbox.tell(session, absence.id, Fact.ABSENCE_CHANGED)
    await _record(session, "absence_cancelled", who, absence, at)


async def answer(session: AsyncSession, who: Who, absence_id: UUID, *, accepted: bool) -> Absence:
    """Accept or decline to be the deputy; only who was asked can, and once."""
    absence = await get(session, absence_id)
    if who.person_id not in (absence.person_id, absence.deputy_id):
        raise NotFound
    if who.person_id != absence.deputy_id:
        raise Forbidden("not_the_deputy", "Only the deputy can answer this.")
    if absence.cancelled_at is not None:
        raise Conflict("absence_cancelled", "This absence was cancelled.")
    if absence.accepted_at or absence.declined_at:
        raise Conflict("answered_already", "This was answered already.")
    at = clock.now()
    if accepted:
        absence.accepted_at = at
    else:
        absence.declined_at = at
    fact = Fact.DEPUTYSHIP_ACCEPTED if accepted else Fact.DEPUTYSHIP_DECLINED
    await outbox.tell(session, absence.id, fact)
    await _record(session, fact, who, absence, at)
    return absence


async def _standing(session: AsyncSession, who: Who, absence_id: UUID) -> Absence:
    absence = await get(session, absence_id)
    if who.person_id == absence.deputy_id:
        raise Forbidden("not_your_absence", "Only who is away can change this.")
    await _require_say(session, who, absence.person_id)
    if absence.cancelled_at is not None:
        raise Conflict("absence_cancelled", "This absence was cancelled.")
    return absence


async def _require_say(session: AsyncSession, who: Who, person_id: UUID) -> UUID:
    """The person's trust, for the person or HR of that trust; NotFound for anybody else."""
    trust_id = await people_store.trust_of(session, person_id, clock.today())
    if person_id == who.person_id:
        return trust_id or await people.trust_of(session, person_id)
    if trust_id is None or not await units.holds_role(session, who, trust_id, ADMINISTRATORS):
        raise NotFound
    return trust_id


async def _check(
    session: AsyncSession, who: Who, person_id: UUID, days: Days, but_not: UUID | None
) -> None:
    if days.ends < days.starts:
        message = "The last day comes before the first."
        raise Invalid("days_reversed", message, {"ends": message})
    if days.ends < clock.today():
        message = "These days are over."
        raise Invalid("days_over", message, {"ends": message})
    if days.deputy_id == person_id:
        message = "Nobody can be their own deputy."
        raise Invalid("own_deputy", message, {"deputy_id": message})
    if not await people_store.in_sight(session, person_id, days.deputy_id, clock.today()):
        message = "The deputy must work in the same trust."
        raise Invalid("unknown_deputy", message, {"deputy_id": message})
    for other in await store.standing(session, person_id):
        if other.id != but_not and overlap(days.starts, days.ends, other.starts, other.ends):
            raise Conflict("absences_overlap", "There is an absence on some of these days already.")


async def _record(
    session: AsyncSession, kind: str, who: Who, absence: Absence, at: datetime
) -> None:
    await audit.record(
        session,
        kind,
        process_id=absence.id,
        actor_id=who.person_id,
        about=absence.person_id,
        data={"deputy": absence.deputy_id, "starts": absence.starts, "ends": absence.ends},
        at=at,
    )
