"""The gates between an accepted offer and the contract."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit import clock
from services.kit.errors import Conflict, Invalid
from services.kit.processes.decisions import Outcome
from services.kit.processes.tables import Decision
from services.recruitment.impartiality import service as impartiality
from services.recruitment.need import store as needs
from services.recruitment.need.editing import open_case
from services.recruitment.offer import rules, store
from services.recruitment.offer.rules import CheckKind, Seen
from services.recruitment.offer.tables import Check, Offer
from services.tasks import service as tasks
from workflows.payloads.codes import Fact, StepCode

STEPS: dict[CheckKind, StepCode] = {
    CheckKind.IDENTITY: StepCode.CHECK_IDENTITY,
    CheckKind.AUTHORISATION: StepCode.CHECK_AUTHORISATION,
    CheckKind.POLICE_CERTIFICATE: StepCode.CHECK_POLICE_CERTIFICATE,
    CheckKind.HEALTH: StepCode.CHECK_HEALTH,
    CheckKind.LANGUAGE: StepCode.CHECK_LANGUAGE,
}


async def required_checks(session: AsyncSession, offer_id: UUID, at: datetime) -> list[Check]:
    """The checks an accepted offer demands, made where they are not yet. Safe to run again.

    Nobody needs to look at those of an offer that does not stand any more.
    """
    offer = await store.locked(session, offer_id)
    case = await needs.case(session, offer.recruitment_id)
    kinds = rules.required(
        hpr_category=case.hpr_category,
        police_certificate=case.patients_who_need_police_certificate,
        musts=await store.musts(session, case.id),
    )
    found = {check.kind: check for check in await store.checks(session, offer.id)}
    state = "open" if offer.state == "accepted" else "dropped"
    for kind in kinds:
        if kind not in found:
            found[kind] = Check(
                recruitment_id=case.id, offer_id=offer.id, kind=kind, state=state, created_at=at
            )
            session.add(found[kind])
    await session.flush()
    return [found[kind] for kind in kinds]


async def require_accepted(session: AsyncSession, recruitment_id: UUID) -> Offer:
    """The accepted offer of a case; raises `Conflict` without one."""
    offer = await store.accepted(session, recruitment_id)
    if offer is None:
        raise Conflict("no_accepted_offer", "Nobody has accepted an offer in this case.")
    return offer


async def record_check(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Record that a check was passed or failed: what was seen, by whom and when.

    Of a police certificate only its date, of health nothing but the answer.
    """
    case = await open_case(session, decision.process_id)
    kind = CheckKind(decision.content["kind"])
    seen = Seen.model_validate(decision.content["seen"])
    offer = await require_accepted(session, case.id)
    await impartiality.require_impartial_decision(session, case, decision, [offer.application_id])
    check = await _open_check(session, offer, kind)
    fields = rules.check_problems(kind, seen, at.astimezone(clock.OSLO).date())
    if fields:
        raise Invalid("check_invalid", "The check cannot be recorded like this.", fields)
    check.state = "passed" if seen.passed else "failed"
    check.seen_by, check.seen_at = decision.actor_id, at
    check.issued, check.expires = seen.issued, seen.expires
    check.register_number = seen.register_number
    check.note = seen.document or seen.level
    fact = Fact.CHECK_PASSED if seen.passed else Fact.CHECK_FAILED
    await tasks.settle(
        session, case.id, STEPS[kind], check.id, by=decision.actor_id, outcome=fact, at=at
    )
    await audit.record_decided(
        session,
        decision,
        AuditKind.CHECK_PASSED if seen.passed else AuditKind.CHECK_FAILED,
        about=check.id,
        data={"kind": kind},
        at=at,
    )
    return Outcome(fact, check.id, {"check_id": check.id, "kind": kind, "state": check.state})


async def _open_check(session: AsyncSession, offer: Offer, kind: CheckKind) -> Check:
    checks = await store.checks(session, offer.id, lock=True)
    check = next((check for check in checks if check.kind == kind), None)
    if check is None:
        raise Conflict("check_not_required", "This check is not required for the post.")
    if check.state != "open":
        raise Conflict("check_decided", "This check has been decided.")
    return check
