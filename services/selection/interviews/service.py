"""Invite, move and call off interviews, and say when all are done.

The process sends the letters with their calendar part: it hears of each decision about the
interview by its id.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.errors import Conflict, Invalid, NotFound, Stale
from services.kit.processes import outbox
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.kit.web import require_version
from services.recruitment.impartiality import service as impartiality
from services.recruitment.permissions import CaseActor
from services.selection.conflicts import store as cases
from services.selection.interviews import kit, rules, store
from services.selection.interviews.rules import STANDING, Planned, Slot, State
from services.selection.interviews.tables import Interview
from services.selection.scores import panel
from services.tasks import service as tasks
from workflows.payloads.codes import Decided, Fact, StepCode

WITHDRAWN = "withdrawn"
"""The recorded reason when an interview falls with the application."""


async def record_invitation(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Invite a shortlisted applicant. The first invitation fixes the interview kit."""
    case = await cases.case(session, decision.process_id, lock=True)
    content = decision.content
    application = await _shortlisted(session, case.id, UUID(content["application_id"]))
    await impartiality.require_impartial_decision(session, case, decision, [application.id])
    slot = Slot(datetime.fromisoformat(content["starts_at"]), int(content["minutes"]))
    _require_ahead(slot, at)
    await _require_free(session, application.id, slot)
    await kit.fix(session, case.id, at)
    row = Interview(
        recruitment_id=case.id,
        application_id=application.id,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        place=content["place"],
    )
    session.add(row)
    await _audit(session, decision, AuditKind.INTERVIEW_INVITED, row, at)
    await panel.tell_who_is_done(session, case, at)
    return _outcome(Fact.INTERVIEW_INVITED, row)


async def require_read(
    session: AsyncSession, recruitment_id: UUID, interview_id: UUID, if_match: str | None
) -> int:
    """The version of an interview about to be changed; refused where another one was read."""
    row = await session.get(Interview, interview_id)
    if row is None or row.recruitment_id != recruitment_id:
        raise NotFound
    require_version(if_match, row.sequence)
    return row.sequence


async def record_move(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Move an interview to another time or place; the applicant is asked anew."""
    content = decision.content
    case = await cases.case(session, decision.process_id, lock=True)
    row = await _standing(session, decision)
    await impartiality.require_impartial_decision(session, case, decision, [row.application_id])
    if content["version"] != row.sequence:
        # Changed by another while the decision was on its way.
        raise Stale
    await _shortlisted(session, decision.process_id, row.application_id)
    slot = Slot(
        datetime.fromisoformat(content["starts_at"]), int(content.get("minutes") or row.minutes)
    )
    _require_ahead(slot, at)
    await _require_free(session, row.application_id, slot, but=row.id)
    row.previous_starts_at = row.starts_at
    row.starts_at, row.minutes = slot.starts_at, slot.minutes
    row.place = content.get("place") or row.place
    row.state, row.note, row.answered_at = State.INVITED, None, None
    row.sequence += 1
    await _audit(session, decision, AuditKind.INTERVIEW_MOVED, row, at)
    return _outcome(Fact.INTERVIEW_MOVED, row)


async def record_cancellation(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Call an interview off, with a reason; whoever was to score it no longer is."""
    reason = str(decision.content.get("reason") or "").strip()
    if not reason:
        message = "Say why the interview is called off."
        raise Invalid("reason_required", message, {"reason": message})
    case = await cases.case(session, decision.process_id, lock=True)
    row = await _standing(session, decision)
    await impartiality.require_impartial_decision(session, case, decision, [row.application_id])
    _cancel(row, reason)
    await _audit(session, decision, AuditKind.INTERVIEW_CANCELLED, row, at)
    await panel.tell_who_is_done(session, case, at)
    return _outcome(Fact.INTERVIEW_CANCELLED, row)


async def record_end(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """All interviews are held or called off; raises `Conflict` with the numbers of the others."""
    case = await cases.case(session, decision.process_id, lock=True)
    await impartiality.require_impartial_decision(session, case, decision)
    shortlisted = await store.shortlisted(session, case.id)
    rows = await store.of_case(session, case.id)
    left = set(
        rules.outstanding([one.id for one in shortlisted], [_planned(row) for row in rows], at)
    )
    if left:
        raise Conflict(
            "interviews_outstanding",
            "These applicants are neither interviewed nor called off: {numbers}.",
            numbers=", ".join(str(one.number) for one in shortlisted if one.id in left),
        )
    for row in rows:
        if rules.held(_planned(row), at):
            row.state = State.HELD
    await tasks.settle(
        session,
        case.id,
        StepCode.INVITE,
        None,
        by=decision.actor_id,
        outcome=Fact.INTERVIEWS_ENDED,
        at=at,
    )
    done = sum(row.state == State.HELD for row in rows)
    await audit.record_decided(
        session, decision, AuditKind.INTERVIEWS_ENDED, data={"held": done}, at=at
    )
    return Outcome(Fact.INTERVIEWS_ENDED, None, {"held": done})


async def ahead_of(session: AsyncSession, person_id: UUID, application_id: UUID) -> Interview:
    """The interview that lies ahead of a candidate; raises NotFound where there is none."""
    application = await store.of_candidate(session, application_id, person_id)
    if application is None or application.withdrawn_at:
        raise NotFound
    at = clock.now()
    for row in await store.of_application(session, application.id):
        if row.state in STANDING and row.starts_at > at:
            return row
    raise NotFound


async def answer(
    session: AsyncSession, person_id: UUID, application_id: UUID, said: str, note: str | None
) -> Interview:
    """The candidate accepts the interview that lies ahead, or asks for another time."""
    application = await store.of_candidate(session, application_id, person_id)
    if application is None:
        raise NotFound
    at = clock.now()
    ahead = [
        row
        for row in await store.of_application(session, application.id)
        if row.state in STANDING and row.starts_at > at
    ]
    if not ahead or application.withdrawn_at:
        raise Conflict("no_interview", "There is no interview ahead to answer to.")
    row = await store.locked(session, ahead[0].id)
    if row is None or row.state not in STANDING:
        raise Conflict("no_interview", "There is no interview ahead to answer to.")
    row.state, row.note, row.answered_at = State(said), note, at
    await audit.record(
        session,
        AuditKind.INTERVIEW_ACCEPTED
        if row.state == State.ACCEPTED
        else AuditKind.INTERVIEW_OTHER_TIME_ASKED,
        process_id=application.id,
        actor_id=person_id,
        about=row.id,
        at=at,
    )
    return row


async def listed(session: AsyncSession, who: CaseActor) -> list[tuple[Interview, int | None, str]]:
    """The interviews of a case, without those a reader has a conflict of interest with."""
    case = await cases.case(session, who.recruitment_id)
    sight = await impartiality.require_sight(session, case, who.actor.person_id)
    found = await store.with_names(session, case.id)
    seen = await impartiality.seen(session, sight, {row.application_id for row, *_ in found})
    return [each for each in found if each[0].application_id in seen]


async def withdraw(session: AsyncSession, application_id: UUID, at: datetime) -> None:
    """The application is withdrawn: its interviews fall, and nobody owes it a score any more.

    Safe to run again. The case hears of each interview, so that the calendars are told.
    """
    application = await session.get(Application, application_id)
    if application is None:
        raise NotFound
    case = await cases.case(session, application.recruitment_id, lock=True)
    ahead = [
        row
        for row in await store.of_application(session, application_id)
        if row.state in STANDING and row.starts_at > at
    ]
    for row in ahead:
        _cancel(row, WITHDRAWN)
        await outbox.tell(session, case.id, Fact.INTERVIEW_CANCELLED, row.id)
    await panel.tell_who_is_done(session, case, at)
    # An assessor who now has nobody to judge is waited for no longer.
    await outbox.tell(session, case.id, Fact.APPLICATION_WITHDRAWN, application_id)


async def interviewee(session: AsyncSession, interview_id: UUID) -> UUID:
    """Whom an interview is with."""
    return await store.interviewee(session, interview_id)


async def _shortlisted(
    session: AsyncSession, recruitment_id: UUID, application_id: UUID
) -> Application:
    application = await store.application(session, recruitment_id, application_id)
    if application is None:
        raise NotFound
    if application.withdrawn_at:
        raise Conflict("application_withdrawn", "This application has been withdrawn.")
    if application.state != "interview":
        raise Conflict("not_shortlisted", "This applicant is not on the shortlist.")
    return application


async def _standing(session: AsyncSession, decision: Decision) -> Interview:
    row = await store.locked(session, UUID(decision.content["interview_id"]))
    if row is None or row.recruitment_id != decision.process_id:
        raise NotFound
    if row.state not in STANDING:
        raise Conflict("interview_over", "This interview is held or called off.")
    return row


def _require_ahead(slot: Slot, at: datetime) -> None:
    if slot.starts_at <= at:
        message = "This time has passed."
        raise Invalid("time_passed", message, {"starts_at": message})


async def _require_free(
    session: AsyncSession, application_id: UUID, slot: Slot, *, but: UUID | None = None
) -> None:
    rows: Sequence[Interview] = await store.of_application(session, application_id)
    for row in rows:
        if row.id != but and row.state in STANDING and slot.overlaps(_planned(row).slot):
            raise Conflict(
                "interviews_overlap", "This applicant has an interview at that time already."
            )


def _cancel(row: Interview, reason: str) -> None:
    row.state, row.cancel_reason = State.CANCELLED, reason
    row.sequence += 1


def _planned(row: Interview) -> Planned:
    return Planned(row.application_id, State(row.state), Slot(row.starts_at, row.minutes))


async def _audit(
    session: AsyncSession, decision: Decision, kind: AuditKind, row: Interview, at: datetime
) -> None:
    await audit.record_decided(
        session,
        decision,
        kind,
        about=row.id,
        data={
            "application": row.application_id,
            "starts_at": row.starts_at,
            "sequence": row.sequence,
        },
        at=at,
    )


def _outcome(fact: Fact, row: Interview) -> Outcome:
    return Outcome(
        fact,
        row.id,
        {"interview_id": row.id, "starts_at": row.starts_at, "sequence": row.sequence},
    )


RECORDERS: dict[Decided, Recorder] = {
    Decided.INVITE: record_invitation,
    Decided.MOVE_INTERVIEW: record_move,
    Decided.CANCEL_INTERVIEW: record_cancellation,
    Decided.END_INTERVIEWS: record_end,
}
