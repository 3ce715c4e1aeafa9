"""Cases that end without an appointment: cancelled, or the search failed. Both need a reason."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.recruitment.need import rules, store
from services.recruitment.need.editing import open_case
from services.recruitment.need.tables import Recruitment
from workflows.payloads.codes import Decided, Ending, Fact


async def record_cancellation(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Cancel the case: the post is not filled after all."""
    case = await _end(session, decision, Ending.CANCELLED)
    await audit.record_decided(session, decision, AuditKind.CASE_CANCELLED, at=at)
    return Outcome(Fact.CASE_CANCELLED, result={"ending": case.ending})


async def record_failure(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """End the search: nobody can be offered the post."""
    case = await _end(session, decision, Ending.SEARCH_FAILED)
    await audit.record_decided(session, decision, AuditKind.CASE_SEARCH_FAILED, at=at)
    return Outcome(Fact.SEARCH_FAILED, result={"ending": case.ending})


async def _end(session: AsyncSession, decision: Decision, ending: Ending) -> Recruitment:
    reason = rules.require_reason(decision.content.get("reason"), "Say why the case ends.")
    case = await open_case(session, decision.process_id)
    case.ending, case.ending_reason = ending, reason
    await store.withdraw_adverts(session, case.id)
    return case


RECORDERS: dict[Decided, Recorder] = {
    Decided.CANCEL_CASE: record_cancellation,
    Decided.FAIL_SEARCH: record_failure,
}
