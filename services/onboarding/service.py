"""Take over the newcomer from the recruitment or another system, and receive them."""

from datetime import UTC, datetime, time
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.access.permissions import Actor
from services.integrations.ats import own
from services.integrations.ats.intake import newcomer_id
from services.integrations.ats.port import HiredCandidate
from services.integrations.errors import FinalError
from services.kit import clock
from services.kit.errors import Conflict, NotFound
from services.kit.paging import Asked, Page
from services.kit.processes import outbox
from services.onboarding import store
from services.onboarding.tables import Onboarding
from services.organisation.people import service as people
from services.organisation.rules import RoleName
from services.organisation.units import service as units
from services.recruitment.need import service as needs
from services.recruitment.offer.rules import Terms
from services.tasks import service as tasks
from workflows.payloads.codes import Fact, Relation, StepCode
from workflows.payloads.processes import ProcessKind
from workflows.payloads.tasks import DropTask

SEERS = (RoleName.LEADER, RoleName.HR_ADVISER)
ROLES = {
    Relation.HIRING_MANAGER: RoleName.LEADER,
    Relation.HR_ADVISER: RoleName.HR_ADVISER,
}
MORNING = time(7)
"""When a first day begins, in Oslo."""


async def hand_over(session: AsyncSession, offer_id: UUID, at: datetime) -> UUID | None:
    """Begin the onboarding of whoever accepted an offer; once for each offer. Returns its id.

    None if the offer does not stand any more: nobody is coming.
    """
    found = await store.accepted(session, offer_id)
    if found is None:
        return None
    case, offer, person_id = found
    row = Onboarding(
        trust_id=case.trust_id,
        unit_id=case.unit_id,
        person_id=person_id,
        recruitment_id=case.id,
        offer_id=offer.id,
        first_day=Terms.model_validate(offer.terms).start,
        created_at=at,
    )
    if not await _begin(session, row, about=offer.id):
        before = await store.of_offer(session, offer_id)
        return before.id if before else None
    await audit.record(session, AuditKind.CASE_HANDED_OVER, process_id=case.id, about=row.id, at=at)
    return row.id


async def take_in(session: AsyncSession, system: str, hired: HiredCandidate, at: datetime) -> None:
    """Begin the onboarding of somebody hired in an applicant system; once for each.

    Raises `FinalError` for somebody who cannot be received until it is mended over there.
    """
    if system == own.SYSTEM:
        await hand_over(session, UUID(hired.id), at)
        return
    if hired.first_day is None:
        raise FinalError(system, "missing_first_day")
    unit = await store.unit_called(session, hired.unit or "")
    if unit is None:
        raise FinalError(system, "unknown_unit")
    person = await people.find_or_create(
        session, email=hired.email, name=hired.name, language="nb", phone=hired.phone, at=at
    )
    row = Onboarding(
        id=newcomer_id(system, hired.id),
        trust_id=unit.trust_id,
        unit_id=unit.id,
        person_id=person.id,
        first_day=hired.first_day,
        created_at=at,
    )
    await _begin(session, row, about=person.id)


async def refuse(
    session: AsyncSession, system: str, candidate_id: str, code: str, at: datetime
) -> None:
    """Record that somebody hired in an applicant system cannot be received, and why; once."""
    newcomer = newcomer_id(system, candidate_id)
    data = {"system": system, "code": code}
    if await store.last_said(session, newcomer) != data:
        kind = AuditKind.ONBOARDING_REFUSED
        await audit.record(session, kind, process_id=newcomer, data=data, at=at)


async def _begin(session: AsyncSession, row: Onboarding, *, about: UUID) -> bool:
    """Write a new onboarding and start its process; False if it is there already."""
    if not await store.add_unless_there(session, row):
        return False
    await outbox.start(
        session,
        ProcessKind.ONBOARDING,
        row.id,
        trust_id=row.trust_id,
        parent_id=row.recruitment_id,
        at=row.created_at,
    )
    await audit.record(
        session, AuditKind.ONBOARDING_STARTED, process_id=row.id, about=about, at=row.created_at
    )
    return True


async def undo(session: AsyncSession, offer_id: UUID, at: datetime) -> None:
    """The hire came to nothing: the newcomer is not expected any more. Safe to run again."""
    row = await store.of_offer(session, offer_id, lock=True)
    if row is None or row.state != "expected":
        return
    row.state, row.undone_at = "undone", at
    await audit.record(
        session, AuditKind.ONBOARDING_UNDONE, process_id=row.id, about=offer_id, at=at
    )
    # After the first day somebody was asked to receive whoever is not coming.
    ask = DropTask(process=row.id, step=StepCode.RECEIVE_NEWCOMER, about=None, at=at)
    await tasks.drop(session, ask)
    await outbox.tell(session, row.id, Fact.HIRE_UNDONE)


async def undo_withdrawn(session: AsyncSession, recruitment_id: UUID, at: datetime) -> None:
    """Undo every hire of a case whose offer no longer stands: the case ended without it."""
    for offer_id in await store.withdrawn_offers(session, recruitment_id):
        await undo(session, offer_id, at)


async def first_day(session: AsyncSession, onboarding_id: UUID) -> datetime:
    """The instant at which the first day begins."""
    row = await store.one(session, onboarding_id)
    if row is None:
        raise NotFound
    return datetime.combine(row.first_day, MORNING, clock.OSLO).astimezone(UTC)


async def receive(session: AsyncSession, onboarding_id: UUID, at: datetime) -> None:
    """The newcomer is here, whoever said so. Safe to run again."""
    row = await store.locked(session, onboarding_id)
    if row is not None and row.state == "expected":
        row.state = "received"
        await audit.record(session, AuditKind.ONBOARDING_RECEIVED, process_id=row.id, at=at)


async def confirm_reception(
    session: AsyncSession, onboarding_id: UUID, who: Actor
) -> tuple[Onboarding, str]:
    """Somebody who leads the unit, its HR, or who was given the task has received the newcomer.

    Raises `NotFound` to anybody else, and `Conflict` before the first day or when it is undone.
    """
    _, name = await read(session, onboarding_id, who)
    row = await store.locked(session, onboarding_id)
    if row is None:
        raise NotFound
    if row.state != "expected":
        raise Conflict("not_expected", "This newcomer has been received, or is not coming.")
    if clock.today() < row.first_day:
        raise Conflict("before_first_day", "The first day is {day}.", day=row.first_day)
    at = clock.now()
    await tasks.settle(
        session,
        row.id,
        StepCode.RECEIVE_NEWCOMER,
        None,
        by=who.person_id,
        outcome=Fact.NEWCOMER_RECEIVED,
        at=at,
    )
    row.state = "received"
    await audit.record(
        session, AuditKind.ONBOARDING_RECEIVED, process_id=row.id, actor_id=who.person_id, at=at
    )
    await outbox.tell(session, row.id, Fact.NEWCOMER_RECEIVED)
    return row, name


async def listed(session: AsyncSession, who: Actor, asked: Asked) -> Page[tuple[Onboarding, str]]:
    """The newcomers somebody sees, by first day, with their names."""
    return await store.seen(session, who.person_id, who.units_with(SEERS), asked)


async def read(session: AsyncSession, onboarding_id: UUID, who: Actor) -> tuple[Onboarding, str]:
    """One newcomer and the name; `NotFound` to whoever neither leads the unit nor is its HR."""
    found = await store.seen_one(session, onboarding_id, who.person_id, who.units_with(SEERS))
    if found is None:
        raise NotFound
    return found


async def find(
    session: AsyncSession, process_id: UUID, relation: Relation, about: UUID | None
) -> UUID | None:
    """Who a step of an onboarding waits for: the new hire, or who has that part in the case.

    For somebody hired elsewhere there is no case: then it is who has that role on the unit.
    """
    row = await store.one(session, process_id)
    if row is None:
        return None
    if relation is Relation.NEW_HIRE:
        return row.person_id
    if row.recruitment_id is not None:
        return await needs.find(session, row.recruitment_id, relation, None)
    if (role := ROLES.get(relation)) is None:
        return None
    holders = await units.people_with_role(session, row.unit_id, role, clock.now())
    return holders[0].id if holders else None
