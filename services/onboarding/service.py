"""Take over the newcomer from the recruitment, and receive them on the first day."""

from datetime import UTC, datetime, time
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.permissions import Actor
from services.kit import clock
from services.kit.errors import Conflict, NotFound
from services.kit.paging import Asked, Page
from services.kit.processes import outbox
from services.onboarding import store
from services.onboarding.tables import Onboarding
from services.organisation.rules import RoleName
from services.recruitment.need import service as needs
from services.recruitment.offer.rules import Terms
from services.tasks import service as tasks
from workflows.payloads.codes import Fact, Relation, StepCode
from workflows.payloads.processes import ProcessKind

SEERS = (RoleName.LEADER, RoleName.HR_ADVISER)
MORNING = time(7)
"""When a first day begins, in Oslo."""


async def hand_over(
    session: AsyncSession, recruitment_id: UUID, offer_id: UUID, at: datetime
) -> UUID:
    """Begin the onboarding of whoever accepted an offer; once for each offer. Returns its id."""
    found = await store.of_offer(session, offer_id)
    if found is not None:
        return found.id
    case, offer, person_id = await store.accepted(session, recruitment_id, offer_id)
    row = Onboarding(
        trust_id=case.trust_id,
        unit_id=case.unit_id,
        person_id=person_id,
        recruitment_id=case.id,
        offer_id=offer.id,
        first_day=Terms.model_validate(offer.terms).start,
        created_at=at,
    )
    session.add(row)
    await session.flush()
    await outbox.start(
        session,
        ProcessKind.ONBOARDING,
        row.id,
        trust_id=case.trust_id,
        parent_id=case.id,
        at=at,
    )
    await audit.record(session, "onboarding.started", process_id=row.id, about=offer.id, at=at)
    await audit.record(session, "case.handed_over", process_id=case.id, about=row.id, at=at)
    return row.id


async def undo(session: AsyncSession, offer_id: UUID, at: datetime) -> None:
    """The hire came to nothing: the newcomer is not expected any more. Safe to run again."""
    row = await store.of_offer(session, offer_id, lock=True)
    if row is None or row.state != "expected":
        return
    row.state, row.undone_at = "undone", at
    await audit.record(session, "onboarding.undone", process_id=row.id, about=offer_id, at=at)
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
        await audit.record(session, "onboarding.received", process_id=row.id, at=at)


async def confirm_reception(session: AsyncSession, onboarding_id: UUID, who: Actor) -> Onboarding:
    """Somebody who leads the unit, or its HR, has received the newcomer.

    Raises `NotFound` to anybody else, and `Conflict` before the first day or when it is undone.
    """
    await read(session, onboarding_id, who)
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
        session, "onboarding.received", process_id=row.id, actor_id=who.person_id, at=at
    )
    await outbox.tell(session, row.id, Fact.NEWCOMER_RECEIVED)
    return row


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
    """Who a step of an onboarding waits for: the new hire, or who has that part in the case."""
    row = await store.one(session, process_id)
    if row is None:
        return None
    if relation is Relation.NEW_HIRE:
        return row.person_id
    if row.recruitment_id is None:
        return None
    return await needs.find(session, row.recruitment_id, relation, None)
