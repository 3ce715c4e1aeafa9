"""Requests to be left off the public applicant list, decided one by one, and the list itself.

Offentleglova § 25: the list is drawn up promptly after the deadline; a request is weighed by
itself; who is refused is told, and may withdraw before the list is drawn up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.candidates.applications.tables import Application
from services.kit.errors import Conflict, Invalid, NotFound
from services.kit.processes import outbox
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.kit.workdays import Workdays
from services.organisation.units import service as units
from services.recruitment.impartiality import service as impartiality
from services.recruitment.permissions import CaseActor
from services.selection.conflicts import store as cases
from services.selection.lists import rules, store
from services.selection.lists.tables import ExemptionRequest, PublicList
from services.selection.masking import mask_text
from services.tasks import service as tasks
from workflows.payloads.codes import Decided, Fact, StepCode

Shown = Callable[[UUID], bool]
"""Whether a reader may know which application an entry of the list is."""


async def open_exemption(session: AsyncSession, application_id: UUID, at: datetime) -> bool:
    """Write down that an applicant asked to be left off the list; safe to run again.

    Returns whether somebody has to decide.
    """
    application = await store.application(session, application_id)
    found = await store.request(session, application_id, lock=True)
    if found is None and application.exemption_asked and application.withdrawn_at is None:
        version = await store.current_version(session, application)
        found = ExemptionRequest(
            application_id=application_id, reason=version.exemption_reason, asked_at=at
        )
        session.add(found)
        await audit.record(
            session, AuditKind.EXEMPTION_ASKED, process_id=application_id, about=found.id, at=at
        )
    return found is not None and found.decided_at is None and found.settled_at is None


async def exemption_of(session: AsyncSession, application_id: UUID) -> ExemptionRequest:
    """The request of an application; raises `NotFound` without one."""
    found = await store.request(session, application_id)
    if found is None:
        raise NotFound
    return found


async def record_exemption(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Grant or refuse one request, with a reason; the process is that of the application.

    Refused, the applicant has three working days to withdraw before the list is drawn up.
    """
    application = await store.application(session, decision.process_id)
    case = await cases.case(session, application.recruitment_id, lock=True)
    await impartiality.require_no_conflict(
        session, case, decision.actor_id, decision.on_authority_of, [application.id]
    )
    found = _decidable(application, await store.request(session, application.id, lock=True))
    reason = str(decision.content.get("reason") or "").strip()
    if not reason:
        message = "Say why; every request is weighed by itself."
        raise Invalid("reason_required", message, {"reason": message})
    granted = bool(decision.content["granted"])
    found.granted, found.decision_reason = granted, reason
    found.decided_by, found.decided_at = decision.actor_id, at
    fact = Fact.EXEMPTION_GRANTED if granted else Fact.EXEMPTION_REFUSED
    await tasks.settle(
        session,
        application.id,
        StepCode.DECIDE_EXEMPTION,
        None,
        by=decision.actor_id,
        outcome=fact,
        at=at,
    )
    await audit.record_decided(
        session,
        decision,
        AuditKind.EXEMPTION_GRANTED if granted else AuditKind.EXEMPTION_REFUSED,
        about=found.id,
        at=at,
    )
    if granted:
        await _settle(session, application, found, at)
        return Outcome(fact, application.id, {"granted": True, "withdraw_by": None})
    workdays = Workdays(await units.calendar_of(session, case.unit_id))
    found.withdraw_by = workdays.add(at, rules.DAYS_TO_WITHDRAW)
    return Outcome(fact, application.id, {"granted": False, "withdraw_by": found.withdraw_by})


def _decidable(application: Application, found: ExemptionRequest | None) -> ExemptionRequest:
    if found is None:
        raise Conflict("exemption_not_asked", "This applicant has not asked to be left off.")
    if application.withdrawn_at:
        raise Conflict("application_withdrawn", "This application has been withdrawn.")
    if found.decided_at:
        raise Conflict("exemption_decided", "This request has been decided.")
    return found


async def settle_exemption(session: AsyncSession, application_id: UUID, at: datetime) -> bool:
    """Settle a request that was granted or withdrawn, or whose time to withdraw is out.

    Returns whether it is settled now; the case is told once. Safe to run again.
    """
    application = await store.application(session, application_id)
    if await store.request(session, application_id) is None:
        return True
    # Before its applications and what the case is told, as by everybody who locks both.
    await cases.case(session, application.recruitment_id, lock=True)
    found = await store.request(session, application_id, lock=True)
    if found is None or found.settled_at:
        return True
    refused_and_over = found.withdraw_by is not None and found.withdraw_by <= at
    if not (found.granted or application.withdrawn_at or refused_and_over):
        return False
    await _settle(session, application, found, at)
    return True


async def _settle(
    session: AsyncSession, application: Application, found: ExemptionRequest, at: datetime
) -> None:
    found.settled_at = at
    await audit.record(
        session, AuditKind.EXEMPTION_SETTLED, process_id=application.id, about=found.id, at=at
    )
    await outbox.tell(session, application.recruitment_id, Fact.EXEMPTION_SETTLED, application.id)


async def pending_exemptions(
    session: AsyncSession, recruitment_id: UUID, received_by: datetime
) -> int:
    """How many requests of applications received by then are not settled."""
    return await store.pending(session, recruitment_id, received_by)


async def list_is_owed(session: AsyncSession, application_id: UUID, at: datetime) -> bool:
    """Whether a deadline that the application was in time for has passed, so that it is listed.

    A case that was cancelled before its deadline owes nobody a list.
    """
    application = await store.application(session, application_id)
    deadlines = await store.deadlines(session, application)
    return any(application.received_at <= each <= at for each in deadlines)


async def freeze_list(
    session: AsyncSession, recruitment_id: UUID, deadline: datetime, at: datetime
) -> UUID | None:
    """Draw up the list of one deadline and freeze it; None while a request is not settled.

    Safe to run again: a deadline has one list, which is never changed.
    """
    case = await cases.case(session, recruitment_id, lock=True)
    frozen = await store.list_of(session, case.id, deadline)
    if frozen:
        return frozen.id
    if await store.pending(session, case.id, deadline):
        return None
    applicants = await store.applied_by(session, case.id, deadline)
    drawn = rules.draw_up(applicants)
    frozen = PublicList(
        recruitment_id=case.id,
        version=len(await store.lists(session, case.id)) + 1,
        deadline=deadline,
        frozen_at=at,
        total=drawn.total,
        women=drawn.women,
        men=drawn.men,
        entries=drawn.entries,
    )
    session.add(frozen)
    await _audit_list(session, frozen, applicants, at)
    return frozen.id


async def _audit_list(
    session: AsyncSession, frozen: PublicList, applicants: Sequence[rules.Listed], at: datetime
) -> None:
    """The case's chain takes in the chains of all on the list, as they stand.

    All the applications' chains are written to, and so locked, before the case's: two writers who
    take these in different orders would wait for each other.
    """
    data: dict[str, Any] = {"version": frozen.version}
    for one in applicants:
        await audit.record(
            session,
            AuditKind.LIST_ENTERED,
            process_id=one.application_id,
            about=frozen.id,
            data={**data, "named": not one.exempt},
            at=at,
        )
    await audit.record(
        session,
        AuditKind.LIST_FROZEN,
        process_id=frozen.recruitment_id,
        about=frozen.id,
        data={**data, "total": frozen.total, "named": len(frozen.entries)},
        at=at,
    )
    for one in applicants:
        await audit.take_in(session, frozen.recruitment_id, one.application_id)


async def application_of(session: AsyncSession, recruitment_id: UUID, request_id: UUID) -> UUID:
    """The application whose request it is; `NotFound` for one of another case."""
    found = await store.request_of_case(session, recruitment_id, request_id)
    if found is None:
        raise NotFound
    return found.application_id


async def requests(
    session: AsyncSession, recruitment_id: UUID
) -> list[tuple[ExemptionRequest, str | None]]:
    """Every request of a case, and its reason without who asks.

    That is not needed to weigh it, and the same people read the applications blind.
    """
    return [
        (asked, mask_text(asked.reason, identity) if asked.reason else None)
        for asked, identity in await store.requests(session, recruitment_id)
    ]


@dataclass(frozen=True)
class PublicLists:
    """The frozen lists of a case, and what is known of their entries now."""

    lists: list[PublicList]
    shown: Shown
    disowned: frozenset[UUID]
    """Named there as applicants, and none: somebody else had applied in their name."""


async def public_lists(session: AsyncSession, who: CaseActor) -> PublicLists:
    """The frozen lists of a case.

    Which application an entry is may be known to whoever sees applicants by name.
    """
    case = await cases.case(session, who.recruitment_id)
    found = await impartiality.sight(session, case, who.actor.person_id)
    seen = await impartiality.seen(session, found, await store.judged(session, case.id))

    def shown(application_id: UUID) -> bool:
        return application_id in seen

    return PublicLists(
        await store.lists(session, case.id), shown, await store.disowned(session, case.id)
    )


RECORDERS: dict[Decided, Recorder] = {Decided.DECIDE_EXEMPTION: record_exemption}
