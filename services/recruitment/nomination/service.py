"""Rank by the formula, draft a nomination, submit it, remark on it, decide it.

A nomination is drafted and submitted by the hiring manager, remarked on by the union
representative, and decided by an approver who did not write it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit import clock
from services.kit.errors import Conflict, Forbidden, Invalid
from services.kit.processes import outbox
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.kit.web import require_version
from services.recruitment.impartiality import service as impartiality
from services.recruitment.need.editing import By, open_case
from services.recruitment.need.store import case as find_case
from services.recruitment.need.store import step_passed
from services.recruitment.need.tables import Recruitment
from services.recruitment.nomination import store
from services.recruitment.nomination.completeness import Blocks, Draft, Entry, Missing, blocking
from services.recruitment.nomination.completeness import missing as find_missing
from services.recruitment.nomination.ranking import rank_case, require_open
from services.recruitment.nomination.rules import Ranked
from services.recruitment.nomination.tables import Nomination, NominationEntry, UnionRemark
from services.tasks import service as tasks
from workflows.payloads.codes import Decided, Fact, Relation, StepCode

MUST_DECLARE = (Relation.HIRING_MANAGER, Relation.ASSESSOR)
"""Whose judgement a nomination stands on."""
SHOULD_DECLARE = (
    Relation.HR_ADVISER,
    Relation.EXPERT,
    Relation.UNION_REPRESENTATIVE,
    Relation.APPROVER,
)
"""Who sees nobody before declaring; their silence must not hold up the others."""


@dataclass(frozen=True)
class Whole:
    """A nomination with its places and the union representative's remark."""

    nomination: Nomination
    entries: list[NominationEntry]
    remark: UnionRemark | None


async def read(
    session: AsyncSession, recruitment_id: UUID, reader: UUID, readers: Collection[UUID]
) -> Whole | None:
    """The nomination begun last, or None. Refuses like `ranking.read`: it repeats the totals."""
    case = await find_case(session, recruitment_id)
    await require_open(session, case, reader, readers)
    nomination = await store.latest(session, recruitment_id)
    return await _whole(session, nomination) if nomination else None


async def _whole(session: AsyncSession, nomination: Nomination) -> Whole:
    return Whole(
        nomination,
        await store.entries(session, nomination.id),
        await store.remark(session, nomination.id),
    )


async def write(
    session: AsyncSession,
    recruitment_id: UUID,
    entries: Sequence[Entry],
    summary: str,
    *,
    by: By,
    readers: Collection[UUID],
    if_match: str | None,
) -> Whole:
    """Draft the nomination; after one was returned, this begins the next.

    The order is the author's; the totals of the formula are kept beside it. Raises `Invalid`
    when places are not 1, 2, 3 … or somebody cannot be nominated, and `Conflict` when a
    submitted or approved nomination stands.
    """
    case = await open_case(session, recruitment_id)
    await require_open(session, case, by.person_id, readers)
    found = await store.latest(session, recruitment_id)
    require_version(if_match, found.version if found else 0)
    nomination = _editable(found, case.id, by.person_id)
    session.add(nomination)
    await session.flush()
    known = {one.application: one for one in (await rank_case(session, case)).ranked}
    _require_places(entries, known)
    nomination.author_id, nomination.summary = by.person_id, summary
    places = [
        NominationEntry(
            nomination_id=nomination.id,
            application_id=entry.application,
            rank=entry.rank,
            total=known[entry.application].total,
            reason=entry.reason,
        )
        for entry in sorted(entries, key=lambda entry: entry.rank)
    ]
    await store.replace_entries(session, nomination.id, places)
    await audit.record(
        session,
        AuditKind.NOMINATION_DRAFTED,
        process_id=case.id,
        actor_id=by.person_id,
        on_authority_of=by.on_authority_of,
        about=nomination.id,
        data={"version": nomination.version, "places": len(places)},
    )
    return await _whole(session, nomination)


def _editable(found: Nomination | None, recruitment_id: UUID, author: UUID) -> Nomination:
    if found is None or found.state == "returned":
        return Nomination(
            recruitment_id=recruitment_id,
            number=found.number + 1 if found else 1,
            version=found.version + 1 if found else 1,
            author_id=author,
        )
    if found.state != "draft":
        raise Conflict("nomination_submitted", "The nomination is submitted and stands as it is.")
    found.version += 1
    return found


def _require_places(entries: Sequence[Entry], known: dict[UUID, Ranked]) -> None:
    fields: dict[str, str] = {}
    if sorted(entry.rank for entry in entries) != list(range(1, len(entries) + 1)):
        fields["entries"] = "The places must be 1, 2, 3 and so on, each once."
    if len({entry.application for entry in entries}) != len(entries):
        fields["entries"] = "Somebody is nominated twice."
    for position, entry in enumerate(entries):
        if entry.application not in known:
            fields[f"entries.{position}.application_id"] = (
                "Only qualified, interviewed applicants who have not withdrawn can be nominated."
            )
    if fields:
        raise Invalid("nomination_invalid", "The nomination cannot be written like this.", fields)


async def read_missing(
    session: AsyncSession, recruitment_id: UUID, reader: UUID, readers: Collection[UUID]
) -> list[Missing]:
    """What is missing, for somebody who may read it; who has given no scores learns of no marks."""
    case = await find_case(session, recruitment_id)
    if case.scores_opened_at is not None:
        await require_open(session, case, reader, readers)
    _, found = await missing(session, recruitment_id)
    return found


async def missing(
    session: AsyncSession, recruitment_id: UUID, *, lock: bool = False
) -> tuple[Nomination | None, list[Missing]]:
    """What is mandatory and missing, and what is worth knowing, for the latest nomination."""
    case = await (open_case if lock else find_case)(session, recruitment_id)
    nomination = await store.latest(session, recruitment_id)
    places = await store.entries(session, nomination.id) if nomination else []
    ranked = (await rank_case(session, case)).ranked
    draft = Draft(
        entries=tuple(Entry(one.application_id, one.rank, one.reason) for one in places),
        ranking=tuple(ranked),
        places=case.places_in_nomination,
        author=nomination.author_id if nomination else None,
        must_declare=frozenset(await impartiality.holders(session, case.id, MUST_DECLARE)),
        should_declare=frozenset(await impartiality.holders(session, case.id, SHOULD_DECLARE)),
        declared=await impartiality.up_to_date(session, case.id, clock.now()),
        conflicts=await impartiality.conflicts(session, case.id),
        scores_opened_at=case.scores_opened_at,
        preference_checked=await store.preference_checked(session, case.id, "before_advert")
        or await step_passed(session, case.id, StepCode.CHECK_PREFERENCE_BEFORE_ADVERT),
        remarked=nomination is not None and await store.remark(session, nomination.id) is not None,
        references=await store.references(session, [one.application_id for one in places]),
    )
    return nomination, find_missing(draft)


async def record_submission(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Submit the drafted nomination, unless something mandatory is missing."""
    nomination, found = await missing(session, decision.process_id, lock=True)
    lacking = blocking(found, Blocks.SUBMISSION)
    if nomination is None or lacking:
        raise Invalid(
            "nomination_incomplete",
            "The nomination cannot be submitted: something mandatory is missing.",
            {one.field: one.message for one in lacking},
        )
    if nomination.state != "draft":
        raise Conflict("nomination_submitted", "The nomination is submitted and stands as it is.")
    case = await find_case(session, nomination.recruitment_id)
    entries = await store.entries(session, nomination.id)
    nominated = [entry.application_id for entry in entries]
    await impartiality.require_impartial_decision(session, case, decision, nominated)
    await _keep_totals(session, nomination)
    nomination.state, nomination.submitted_at = "submitted", at
    nomination.submitted_by = decision.actor_id
    await tasks.settle(
        session,
        decision.process_id,
        StepCode.NOMINATE,
        None,
        by=decision.actor_id,
        outcome=Fact.NOMINATION_SUBMITTED,
        at=at,
    )
    await audit.record_decided(
        session,
        decision,
        AuditKind.NOMINATION_SUBMITTED,
        about=nomination.id,
        data={"number": nomination.number},
        at=at,
    )
    return Outcome(Fact.NOMINATION_SUBMITTED, nomination.id, {"nomination_id": nomination.id})


async def _keep_totals(session: AsyncSession, nomination: Nomination) -> None:
    """What the formula says now, in case a mark was changed since the draft."""
    case = await find_case(session, nomination.recruitment_id)
    totals = {one.application: one.total for one in (await rank_case(session, case)).ranked}
    for entry in await store.entries(session, nomination.id):
        entry.total = totals[entry.application_id]


async def stands(session: AsyncSession, recruitment_id: UUID) -> bool:
    """Whether a nomination is submitted or approved, so that what it rests on is fixed."""
    found = await store.latest(session, recruitment_id)
    return found is not None and found.state in ("submitted", "approved")


async def _require_as_submitted(
    session: AsyncSession, case: Recruitment, nomination: Nomination
) -> None:
    """Refuse to approve what the marks, or who can be nominated, no longer give."""
    totals = {one.application: one.total for one in (await rank_case(session, case)).ranked}
    # Whoever has withdrawn is passed over when the post is offered.
    for entry in await store.standing_entries(session, nomination.id):
        if entry.application_id not in totals:
            raise Conflict(
                "nomination_outdated",
                "Somebody who is nominated cannot be nominated any more. Return the nomination.",
            )
        if totals[entry.application_id] != entry.total:
            raise Conflict(
                "nomination_outdated",
                "The totals have changed since the nomination was submitted. Return it.",
            )


async def write_remark(
    session: AsyncSession, recruitment_id: UUID, remark: str | None, by: By
) -> UnionRemark:
    """The union representative remarks on the submitted nomination, or has nothing to remark.

    Raises `Conflict` when no nomination waits for a remark, one was given, or the time ran out.
    """
    await open_case(session, recruitment_id)
    found = await store.latest(session, recruitment_id)
    if found is None or found.state != "submitted":
        raise Conflict("nothing_to_remark", "No nomination waits for a remark.")
    at = clock.now()
    # The task before the nomination, as the default of the step locks them.
    await tasks.settle(
        session,
        recruitment_id,
        StepCode.REMARK_ON_NOMINATION,
        found.id,
        by=by.person_id,
        outcome=Fact.NOMINATION_REMARKED,
        at=at,
    )
    nomination = await store.locked(session, found.id)
    if await store.remark(session, nomination.id):
        raise Conflict("remark_recorded", "A remark, or that none came in time, is recorded.")
    row = UnionRemark(
        nomination_id=nomination.id,
        person_id=by.person_id,
        remark=(remark or "").strip() or None,
        created_at=at,
    )
    session.add(row)
    await audit.record(
        session,
        AuditKind.NOMINATION_REMARKED,
        process_id=recruitment_id,
        actor_id=by.person_id,
        on_authority_of=by.on_authority_of,
        about=nomination.id,
        data={"remark": row.remark is not None},
    )
    await outbox.tell(session, recruitment_id, Fact.NOMINATION_REMARKED, nomination.id)
    return row


async def default_remark(session: AsyncSession, nomination_id: UUID, at: datetime) -> bool:
    """Record that no remark came in time; a remark that did come beats it. Safe to run again.

    Returns whether the default was taken now.
    """
    nomination = await store.locked(session, nomination_id)
    if await store.remark(session, nomination_id):
        return False
    session.add(UnionRemark(nomination_id=nomination_id, created_at=at))
    await audit.record(
        session,
        AuditKind.NOMINATION_REMARK_DEFAULTED,
        process_id=nomination.recruitment_id,
        about=nomination_id,
        at=at,
    )
    return True


async def record_decision(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Approve the submitted nomination, or return it with a reason."""
    content: dict[str, Any] = decision.content
    case = await open_case(session, decision.process_id)
    nomination = await store.latest(session, case.id)
    if nomination is None or nomination.state != "submitted":
        raise Conflict("no_nomination", "No nomination waits for a decision.")
    await _require_another(session, case, nomination, decision)
    approved, reason = bool(content["approved"]), str(content.get("reason") or "").strip()
    if not approved and not reason:
        raise Invalid(
            "reason_required",
            "Say why the nomination is returned.",
            {"reason": "Say why the nomination is returned."},
        )
    if not await store.remarked(session, nomination):
        raise Conflict(
            "remark_outstanding", "The union representative still has time to remark on it."
        )
    if approved:
        await _require_as_submitted(session, case, nomination)
    fact = await _decide(session, nomination, decision, approved, at)
    kind = AuditKind.NOMINATION_APPROVED if approved else AuditKind.NOMINATION_RETURNED
    nomination.decision_reason = reason or None
    await tasks.settle(
        session,
        decision.process_id,
        StepCode.DECIDE_NOMINATION,
        nomination.id,
        by=decision.actor_id,
        outcome=fact,
        at=at,
    )
    await audit.record_decided(
        session, decision, kind, about=nomination.id, data={"number": nomination.number}, at=at
    )
    return Outcome(fact, nomination.id, {"nomination_id": nomination.id, "approved": approved})


async def _require_another(
    session: AsyncSession, case: Recruitment, nomination: Nomination, decision: Decision
) -> None:
    """Whoever decides is no author of the case, and has no conflict with the nominated."""
    deciding = {decision.actor_id, decision.on_authority_of}
    if deciding & await tasks.authors(session, case):
        raise Forbidden(
            "own_nomination",
            "Somebody else must decide a nomination in a case you lead or have written in.",
        )
    entries = await store.entries(session, nomination.id)
    nominated = [entry.application_id for entry in entries]
    await impartiality.require_impartial_decision(session, case, decision, nominated)


async def _decide(
    session: AsyncSession, nomination: Nomination, decision: Decision, approved: bool, at: datetime
) -> Fact:
    nomination.decided_at, nomination.decided_by = at, decision.actor_id
    nomination.on_authority_of = decision.on_authority_of
    if not approved:
        nomination.state = "returned"
        return Fact.NOMINATION_RETURNED
    nomination.state = "approved"
    places = await store.entries(session, nomination.id)
    await store.set_ranked(session, [place.application_id for place in places])
    return Fact.NOMINATION_APPROVED


RECORDERS: dict[Decided, Recorder] = {
    Decided.SUBMIT_NOMINATION: record_submission,
    Decided.DECIDE_NOMINATION: record_decision,
}
