"""Screen against the musts, complete the screening, and draw up the shortlist."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.errors import Conflict, Invalid, NotFound
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.recruitment.impartiality import service as impartiality
from services.recruitment.impartiality.rules import LEADING
from services.recruitment.need.tables import Recruitment
from services.recruitment.nomination import service as nominations
from services.recruitment.permissions import CaseActor
from services.recruitment.profile.tables import Criterion
from services.selection.conflicts import service as conflicts
from services.selection.conflicts import store as cases
from services.selection.scores.panel import tell_who_is_done
from services.selection.screening import reading, rules, store
from services.selection.screening.tables import FirstReview, MustResult
from services.tasks import service as tasks
from workflows.payloads.codes import Decided, Fact, Relation, StepCode


async def assess(
    session: AsyncSession,
    who: CaseActor,
    application_id: UUID,
    key: str,
    *,
    met: bool | None,
    note: str | None,
) -> MustResult:
    """Say whether an applicant meets a must; None while it is unclear, with a note of why.

    When every must of an application is answered with yes or no, those who gave the answers have
    handed in their first review and see who it is. Raises `Invalid` with `unknown_criterion`, or
    `reason_required` where a note is due, and `Conflict` when the case is past it or a nomination
    stands on it.
    """
    [result] = await assess_each(session, who, {application_id: [key]}, met=met, note=note)
    return result


async def assess_each(
    session: AsyncSession,
    who: CaseActor,
    answers: Mapping[UUID, Collection[str]],
    *,
    met: bool | None,
    note: str | None,
) -> list[MustResult]:
    """The same answer to musts of many applicants: to all of them, or to nobody.

    `answers`: for each application the keys of the musts that are answered.
    """
    case = await cases.case(session, who.recruitment_id, lock=True)
    found = await require_assessable(session, who, case, answers)
    musts = await store.musts(session, case.id)
    results = await store.results(session, answers)
    reviewed = await store.reviewed(session, answers)
    at = clock.now()
    given: list[MustResult] = []
    for application in found:
        one = application.id
        held = Held(application, musts, results.get(one, {}), reviewed.get(one, set()))
        given += [await _answer(session, who, held, key, met, note, at) for key in answers[one]]
    return given


async def require_assessable(
    session: AsyncSession, who: CaseActor, case: Recruitment, applications: Collection[UUID]
) -> list[Application]:
    """These applications, locked, if all of them may be assessed now, and by this person."""
    if case.phase not in rules.SCREENABLE:
        raise process_is_past(case)
    if await nominations.stands(session, case.id):
        raise Conflict("nomination_submitted", "The nomination is submitted and stands as it is.")
    sight = await impartiality.require_sight(session, case, who.actor.person_id)
    found = await store.locked(session, case.id, applications)
    if len(found) < len(applications):
        raise NotFound
    for application, deadline in found:
        conflicts.require_seen(sight, application.id, deadline)
        if application.withdrawn_at or application.state not in rules.ASSESSED:
            raise Conflict("application_settled", "This application is not assessed any more.")
    return [application for application, _ in found]


def process_is_past(case: Recruitment) -> Conflict:
    """The refusal of what belongs to another phase."""
    return Conflict(
        "process_is_past",
        "This cannot be done now: the process is in the phase «{phase}».",
        phase=case.phase,
    )


@dataclass(frozen=True)
class Held:
    """An application held against the musts, and locked."""

    application: Application
    musts: Sequence[Criterion]
    results: dict[UUID, MustResult]
    reviewed_by: set[UUID]


async def _answer(
    session: AsyncSession,
    who: CaseActor,
    held: Held,
    key: str,
    met: bool | None,
    note: str | None,
    at: datetime,
) -> MustResult:
    person, must, application = who.actor.person_id, _must(held.musts, key), held.application
    result = held.results.get(must.id)
    changed = result is not None and result.met is not met
    blind = rules.is_blind(application.qualified, person in held.reviewed_by)
    if not note and rules.needs_reason(met=met, changed=changed, blind=blind):
        message = "Say why, in a note."
        raise Invalid("reason_required", message, {"note": message})
    before = result.met if result else None
    result = result or MustResult(
        application_id=application.id, criterion_id=must.id, person_id=person, assessed_at=at
    )
    result.met, result.note = met, note
    result.person_id, result.assessed_at = person, at
    session.add(result)
    held.results[must.id] = result
    part = who.part(*LEADING)
    await audit.record(
        session,
        AuditKind.MUST_ASSESSED,
        process_id=who.recruitment_id,
        actor_id=person,
        on_authority_of=who.on_authority_of.get(part),
        about=application.id,
        data={"criterion": must.id, "met": met, "before": before},
        at=at,
    )
    if not reading.unanswered(held.musts, held.results):
        _hand_in(session, held, at)
    if application.qualified is not None and changed:
        _judge(application, held.musts, held.results)
    return result


def _must(musts: Sequence[Criterion], key: str) -> Criterion:
    for must in musts:
        if must.key == key:
            return must
    message = "There is no such must in the profile."
    raise Invalid("unknown_criterion", message, {"criterion_key": message})


def _hand_in(session: AsyncSession, held: Held, at: datetime) -> None:
    """Every must has an answer: whoever gave one has handed in the first review."""
    new = {result.person_id for result in held.results.values()} - held.reviewed_by
    held.reviewed_by.update(new)
    session.add_all(
        FirstReview(application_id=held.application.id, person_id=person, handed_in_at=at)
        for person in new
    )


def _judge(
    application: Application, musts: Sequence[Criterion], results: Mapping[UUID, MustResult]
) -> None:
    """Write what the musts come to; somebody on the shortlist stays there while qualified."""
    met = {criterion: result.met for criterion, result in results.items()}
    application.qualified = rules.is_qualified([must.id for must in musts], met) is True
    if not application.qualified:
        application.state = "unqualified"
    elif application.state != "interview":
        application.state = "qualified"


async def record_screening(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Complete the screening: everybody who meets all musts is qualified, everybody else is not.

    Raises `Invalid` with the numbers of the applications that lack an answer, and `Conflict` while
    nobody is named to assess those who are then interviewed.
    """
    case = await cases.case(session, decision.process_id, lock=True)
    await impartiality.require_impartial_decision(session, case, decision)
    standing = [
        one for one in await store.standing(session, case.id) if one.state in rules.ASSESSED
    ]
    if case.screened_at and all(one.qualified is not None for one in standing):
        raise Conflict("screening_completed", "The screening is completed.")
    musts = await store.musts(session, case.id)
    results = await store.results(session, [one.id for one in standing])
    lacking = [one for one in standing if reading.unanswered(musts, results.get(one.id, {}))]
    if lacking:
        numbers = ", ".join(str(one.number) for one in lacking)
        raise Invalid(
            "musts_unanswered",
            "These applications lack an answer to a must: {numbers}.",
            {"musts": "These applications lack an answer to a must: {numbers}."},
            numbers=numbers,
        )
    if not await impartiality.holders(session, case.id, [Relation.ASSESSOR]):
        raise Conflict(
            "assessor_missing", "Nobody assesses in this case: name an assessor among its members."
        )
    for one in standing:
        _judge(one, musts, results.get(one.id, {}))
    case.screened_at = at
    qualified = sum(one.qualified is True for one in standing)
    counts = {"qualified": qualified, "unqualified": len(standing) - qualified}
    await _settle(session, decision, StepCode.SCREEN, Fact.SCREENING_COMPLETED, at)
    await audit.record_decided(session, decision, AuditKind.SCREENING_COMPLETED, data=counts, at=at)
    return Outcome(Fact.SCREENING_COMPLETED, None, dict(counts))


async def record_shortlist(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Choose who is interviewed among the qualified; nobody only with a reason."""
    case = await cases.case(session, decision.process_id, lock=True)
    standing = {one.id: one for one in await store.standing(session, case.id)}
    # Whom to leave out is chosen with whom to invite: it is about all who are qualified.
    qualified = [one.id for one in standing.values() if one.qualified]
    await impartiality.require_impartial_decision(session, case, decision, qualified)
    if not case.screened_at or any(one.qualified is None for one in standing.values()):
        raise Conflict("screening_open", "Complete the screening first.")
    chosen = {UUID(one) for one in decision.content["application_ids"]}
    faults = {
        f"application_ids.{one}": "Only the qualified who have not withdrawn can be chosen."
        for one in chosen
        if one not in standing or not standing[one].qualified
    }
    if faults:
        raise Invalid(
            "not_qualified", "Only the qualified who have not withdrawn can be chosen.", faults
        )
    if not chosen and not str(decision.content.get("reason") or "").strip():
        message = "Say why nobody is to be interviewed."
        raise Invalid("reason_required", message, {"reason": message})
    for one in chosen:
        standing[one].state = "interview"
    # What was only proposed is decided now.
    await store.forget_proposals(session, case.id)
    await tell_who_is_done(session, case, at)
    await _settle(session, decision, StepCode.SHORTLIST, Fact.SHORTLISTED, at)
    await audit.record_decided(
        session,
        decision,
        AuditKind.SHORTLIST_DRAWN_UP,
        data={"applications": sorted(str(one) for one in chosen)},
        at=at,
    )
    return Outcome(Fact.SHORTLISTED, None, {"shortlisted": len(chosen)})


async def shortlisted(session: AsyncSession, recruitment_id: UUID) -> list[UUID]:
    """The people who are to be interviewed."""
    return await store.shortlisted(session, recruitment_id)


async def _settle(
    session: AsyncSession, decision: Decision, step: StepCode, fact: Fact, at: datetime
) -> None:
    await tasks.settle(
        session, decision.process_id, step, None, by=decision.actor_id, outcome=fact, at=at
    )


RECORDERS: dict[Decided, Recorder] = {
    Decided.COMPLETE_SCREENING: record_screening,
    Decided.SHORTLIST: record_shortlist,
}
