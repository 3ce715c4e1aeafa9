"""What processes have done with applications, and how an application comes to its end."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.candidates.applications import rules, store
from services.candidates.applications.tables import Application
from services.kit.errors import NotFound
from services.kit.processes import outbox
from workflows.payloads.codes import Fact, Phase


async def get(session: AsyncSession, application_id: UUID) -> Application:
    """An application; raises NotFound."""
    found = await session.get(Application, application_id)
    if found is None:
        raise NotFound
    return found


async def person_of(session: AsyncSession, application_id: UUID) -> UUID:
    """Who applied."""
    return (await get(session, application_id)).person_id


async def draw_numbers(session: AsyncSession, recruitment_id: UUID) -> int:
    """Give every application without one a blind number, in random order; returns how many.

    Run after the deadline. It waits for whoever is just handing in, so nobody is left out, and
    may run again for those who come with an extension.
    """
    await store.lock_case_and_applicants(session, recruitment_id)
    waiting = list(await store.numberless(session, recruitment_id))
    if not waiting:
        return 0
    secrets.SystemRandom().shuffle(waiting)
    first = await store.highest_number(session, recruitment_id) + 1
    await store.give_numbers(
        session, [(application, first + place) for place, application in enumerate(waiting)]
    )
    await audit.record(
        session,
        AuditKind.APPLICATIONS_NUMBERED,
        process_id=recruitment_id,
        data={"first": first, "count": len(waiting)},
    )
    return len(waiting)


async def mark_answered(session: AsyncSession, application_id: UUID, at: datetime) -> bool:
    """Note that the last letter has left. Safe to run again.

    True if it was the last of a case that is closing; then the case has been told so. The case
    is locked before it is looked at, so that exactly one of the last ones tells it, and none is
    missed while the case enters its closing.
    """
    application = await get(session, application_id)
    case = await store.lock_case(session, application.recruitment_id)
    locked = await store.locked(session, application_id)
    if case is None or locked is None or locked.answered_at is not None:
        return False
    locked.answered_at = at
    await audit.record(
        session,
        AuditKind.APPLICATION_ANSWERED,
        process_id=application_id,
        about=application_id,
        at=at,
    )
    if case.phase != Phase.CLOSING or await unanswered_count(session, case.id):
        return False
    await outbox.tell(session, case.id, Fact.ALL_ANSWERED)
    return True


async def unanswered_count(session: AsyncSession, recruitment_id: UUID) -> int:
    """How many applicants of a case still wait for their last letter."""
    return await store.unanswered(session, recruitment_id)


async def withdraw(
    session: AsyncSession,
    application: Application,
    *,
    by: UUID,
    at: datetime,
    kind: AuditKind = AuditKind.APPLICATION_WITHDRAWN,
) -> Application:
    """Withdraw a locked application; its process is told, and tells the case what it must know.

    `kind` is what the audit calls it. Raises Conflict after the end.
    """
    rules.require_running(application.state)
    application.state = "withdrawn"
    application.withdrawn_at = at
    await audit.record(
        session,
        kind,
        process_id=application.id,
        actor_id=by,
        about=application.id,
        at=at,
    )
    await outbox.tell(session, application.id, Fact.APPLICATION_WITHDRAWN)
    return application
