"""Post an absence, accept or decline to be the deputy, change and cancel it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit import clock
from services.kit.clock import OSLO
from services.kit.errors import Conflict, Forbidden, Invalid, NotFound
from services.kit.paging import Asked, Page
from services.kit.processes import outbox
from services.kit.processes.decisions import Outcome
from services.kit.web import require_version
from services.organisation.absences import rules, store
from services.organisation.actors import Who
from services.organisation.people import service as people
from services.organisation.people import store as people_store
from services.organisation.rules import ADMINISTRATORS, check_order, overlap
from services.organisation.tables import Absence
from services.organisation.units import service as units
from workflows.payloads.codes import Fact, Relation, StepCode
from workflows.payloads.processes import ProcessKind


class Settle(Protocol):
    """How the task of an answered step is settled; `app.py` hands in that of the tasks area."""

    async def __call__(
        self,
        session: AsyncSession,
        process_id: UUID,
        step: StepCode,
        about: UUID | None = None,
        *,
        by: UUID,
        outcome: Fact,
        at: datetime | None = None,
    ) -> None: ...


class OfProcess(Protocol):
    """Something of a process, such as its task."""

    process_id: UUID


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


def instants(absence: Absence) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the last second of the last, in Oslo."""
    first = datetime.combine(absence.starts, time(), OSLO).astimezone(UTC)
    return first, clock.end_of(absence.ends)


async def get(session: AsyncSession, absence_id: UUID) -> Absence:
    """An absence, locked; raises NotFound."""
    absence = await store.find(session, absence_id)
    if absence is None:
        raise NotFound
    return absence


async def seen_by(session: AsyncSession, who: Who, absence_id: UUID) -> Absence:
    """An absence, for who is away, for the deputy and for HR of the trust; NotFound for others."""
    absence = await get(session, absence_id)
    if who.person_id != absence.deputy_id:
        await _require_say(session, who, absence.person_id)
    return absence


async def concerning(session: AsyncSession, who: Who, asked: Asked) -> Page[Absence]:
    """The absences of today and later in which somebody is absent or the deputy."""
    return await store.concerning(session, who.person_id, clock.today(), asked)


async def post(session: AsyncSession, who: Who, person_id: UUID | None, days: Days) -> Absence:
    """Register an absence, one's own or, as HR of the trust, somebody else's.

    Its process starts and asks the deputy, who acts only after accepting.
    """
    absent = person_id or who.person_id
    trust_id = await _require_say(session, who, absent)
    await _check_deputy(session, absent, days.deputy_id)
    await _check_days(session, absent, days.starts, days.ends, but_not=None)
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
    await _record(session, AuditKind.ABSENCE_POSTED, who.person_id, absence, at)
    return absence


async def change(
    session: AsyncSession,
    who: Who,
    absence_id: UUID,
    starts: date,
    ends: date,
    if_match: str | None,
) -> Absence:
    """Move an absence to other days. Another deputy is another absence: cancel, register anew."""
    absence = await _standing(session, who, absence_id)
    require_version(if_match, absence.version)
    if absence.declined_at is not None:
        raise Conflict(
            "deputy_declined", "The deputy declined. Register the absence with another deputy."
        )
    await _check_days(session, absence.person_id, starts, ends, but_not=absence.id)
    at = clock.now()
    absence.starts, absence.ends = starts, ends
    absence.version += 1
    await outbox.tell(session, absence.id, Fact.ABSENCE_CHANGED)
    await _record(session, AuditKind.ABSENCE_CHANGED, who.person_id, absence, at)
    return absence


async def cancel(session: AsyncSession, who: Who, absence_id: UUID) -> None:
    """The person is not away after all."""
    absence = await _standing(session, who, absence_id)
    at = clock.now()
    absence.cancelled_at = at
    await outbox.tell(session, absence.id, Fact.ABSENCE_CHANGED)
    await _record(session, AuditKind.ABSENCE_CANCELLED, who.person_id, absence, at)


async def answer(
    session: AsyncSession, who: Who, absence_id: UUID, *, accepted: bool, settle: Settle
) -> Absence:
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
    kind = AuditKind.DEPUTYSHIP_ACCEPTED if accepted else AuditKind.DEPUTYSHIP_DECLINED
    step = StepCode.ACCEPT_DEPUTYSHIP
    await settle(session, absence.id, step, by=who.person_id, outcome=fact, at=at)
    await outbox.tell(session, absence.id, fact)
    await _record(session, kind, who.person_id, absence, at)
    return absence


async def count_as_no(session: AsyncSession, task: OfProcess, at: datetime) -> Outcome | None:
    """The default of the step: no answer in time is a no. None if there was an answer."""
    absence = await get(session, task.process_id)
    if absence.accepted_at or absence.declined_at or absence.cancelled_at:
        return None
    absence.declined_at = at
    await _record(session, AuditKind.DEPUTYSHIP_LAPSED, None, absence, at)
    return Outcome(Fact.DEPUTYSHIP_DECLINED)


async def find(
    session: AsyncSession, process_id: UUID, relation: Relation, about: UUID | None
) -> UUID | None:
    """Who has a relation to an absence: the deputy who was asked."""
    return (await get(session, process_id)).deputy_id if relation is Relation.DEPUTY else None


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


async def _check_days(
    session: AsyncSession, person_id: UUID, starts: date, ends: date, but_not: UUID | None
) -> None:
    check_order(starts, ends)
    if ends < clock.today():
        raise Invalid(
            "days_over",
            "These days are over.",
            {"ends": "These days are over."},
        )
    for other in await store.standing(session, person_id):
        if other.id != but_not and overlap(starts, ends, other.starts, other.ends):
            raise Conflict("absences_overlap", "There is an absence on some of these days already.")


async def _check_deputy(session: AsyncSession, person_id: UUID, deputy_id: UUID) -> None:
    if deputy_id == person_id:
        raise Invalid(
            "own_deputy",
            "Nobody can be their own deputy.",
            {"deputy_id": "Nobody can be their own deputy."},
        )
    if not await people_store.in_sight(session, person_id, deputy_id, clock.today()):
        raise Invalid(
            "unknown_deputy",
            "The deputy must work in the same trust.",
            {"deputy_id": "The deputy must work in the same trust."},
        )


async def _record(
    session: AsyncSession, kind: AuditKind, actor_id: UUID | None, absence: Absence, at: datetime
) -> None:
    await audit.record(
        session,
        kind,
        process_id=absence.id,
        actor_id=actor_id,
        about=absence.person_id,
        data={"deputy": absence.deputy_id, "starts": absence.starts, "ends": absence.ends},
        at=at,
    )
