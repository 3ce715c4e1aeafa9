"""From the submitted need to its approval: discussion, preferential rights, and the decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit import clock
from services.kit.errors import Conflict, Invalid
from services.kit.processes import outbox
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.recruitment.findings import Finding, errors_in, refused_fields
from services.recruitment.need import people, rules, store
from services.recruitment.need.codes import Stage
from services.recruitment.need.editing import By, open_case
from services.recruitment.need.schemas import ApprovalGiven, PreferenceCheckGiven
from services.recruitment.need.tables import Approval, Discussion, PreferenceCheck, Recruitment
from services.recruitment.profile import store as profile_store
from services.recruitment.profile.rules import check_profile
from services.tasks import service as tasks
from workflows.payloads.codes import Decided, Fact, StepCode

CHECK_STEP = {
    Stage.BEFORE_ADVERT: StepCode.CHECK_PREFERENCE_BEFORE_ADVERT,
    Stage.BEFORE_OFFER: StepCode.CHECK_PREFERENCE_BEFORE_OFFER,
}


@dataclass(frozen=True)
class Outstanding:
    """What has to be looked into before the need as it is can be approved."""

    discussion: bool
    """With the union representative (aml § 14-1 b)."""
    preference: bool
    """Preferential rights, before the advert and each offer (aml §§ 14-2, 14-3)."""


async def outstanding(session: AsyncSession, case: Recruitment) -> Outstanding:
    """What nobody has looked into since the need was last changed in what is material."""
    discussions = rules.still_good(case, await store.discussions(session, case.id))
    checks = rules.still_good(case, await store.preference_checks(session, case.id))
    return Outstanding(
        discussion=not discussions,
        preference=all(check.stage != Stage.BEFORE_ADVERT for check in checks),
    )


async def find_missing(
    session: AsyncSession, case: Recruitment, author: UUID | None
) -> list[Finding]:
    """What the need, its profile and its members lack before submission by `author`."""
    answers = [(row.option, row.answer) for row in await store.alternatives(session, case.id)]
    approver = await people.find_approver(session, case, without={author} if author else set())
    found = rules.missing(case, answers, has_approver=approver is not None)
    profile = errors_in(check_profile(await profile_store.criteria(session, case.id)))
    return [*found, *(finding.below("profile") for finding in profile)]


async def record_submission(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Submit the need; refused with everything that is missing."""
    case = await open_case(session, decision.process_id)
    if case.submitted_at is not None:
        raise Conflict("already_submitted", "The need has been submitted.")
    await _require_complete(session, case, decision.on_authority_of or decision.actor_id)
    case.submitted_at = at
    case.submitted_by = decision.actor_id
    await audit.record_decided(
        session, decision, AuditKind.NEED_SUBMITTED, data={"version": case.version}, at=at
    )
    await _settle(session, decision, StepCode.ANALYSE_JOB, Fact.NEED_SUBMITTED, at)
    return Outcome(Fact.NEED_SUBMITTED, result={"submitted_at": at, "version": case.version})


async def record_approval(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Approve or return the submitted need. Nobody approves what they wrote."""
    given = ApprovalGiven.model_validate(decision.content)
    case = await open_case(session, decision.process_id)
    if case.submitted_at is None:
        raise Conflict("need_not_submitted", "The need has not been submitted.")
    if case.approved_at is not None:
        raise Conflict("already_approved", "The need has been approved.")
    deciders = (decision.actor_id, decision.on_authority_of)
    rules.require_another(deciders, await tasks.authors(session, case))
    if given.version not in (None, case.version):
        raise Conflict("changed_since_read", "The need was changed since it was read.")
    if given.approved:
        await _require_looked_into(session, case)
        await _require_complete(session, case, case.submitted_by)
    approval = Approval(
        recruitment_id=case.id,
        person_id=decision.actor_id,
        on_authority_of=decision.on_authority_of,
        approved=given.approved,
        reason=(given.reason or None)
        if given.approved
        else rules.require_reason(given.reason, "Say what has to be changed."),
        version=case.version,
        content=await _pinned(session, case),
    )
    session.add(approval)
    await session.flush()
    if given.approved:
        case.approved_at = at
        fact, kind = Fact.NEED_APPROVED, AuditKind.NEED_APPROVED
    else:
        case.submitted_at = None
        fact, kind = Fact.NEED_RETURNED, AuditKind.NEED_RETURNED
    await audit.record_decided(
        session, decision, kind, about=approval.id, data={"version": case.version}, at=at
    )
    await _settle(session, decision, StepCode.APPROVE_NEED, fact, at)
    return Outcome(fact, approval.id, {"approved": given.approved, "version": case.version})


async def discuss(
    session: AsyncSession, recruitment_id: UUID, remark: str | None, by: By
) -> Discussion:
    """Take in what the union representative has to say of the need (aml § 14-1 b)."""
    case = await open_case(session, recruitment_id)
    if case.submitted_at is None:
        raise Conflict("need_not_submitted", "The need has not been submitted.")
    if case.advertised_at is not None:
        raise Conflict("already_advertised", "The post has been advertised.")
    at, awaited = clock.now(), (await outstanding(session, case)).discussion
    row = Discussion(
        recruitment_id=case.id,
        person_id=by.person_id,
        remark=remark,
        version=case.version,
        created_at=at,
    )
    session.add(row)
    await session.flush()
    await tasks.settle(
        session,
        case.id,
        StepCode.DISCUSS_NEED,
        None,
        by=by.person_id,
        outcome=Fact.NEED_DISCUSSED,
        at=at,
    )
    await audit.record(
        session,
        AuditKind.NEED_DISCUSSED,
        process_id=case.id,
        actor_id=by.person_id,
        on_authority_of=by.on_authority_of,
        about=row.id,
        data={"remark": remark is not None},
    )
    if awaited:
        # Told once: a fact that nobody waits for would end the step of another version.
        await outbox.tell(session, case.id, Fact.NEED_DISCUSSED)
    return row


async def default_discussion(session: AsyncSession, recruitment_id: UUID, at: datetime) -> bool:
    """Record that no remark came in time; False when one did after all. Safe to run again."""
    case = await store.locked(session, recruitment_id)
    rows = rules.still_good(case, await store.discussions(session, case.id))
    if rows and rows[-1].person_id is not None:
        return False
    if not rows:
        row = Discussion(recruitment_id=case.id, version=case.version, created_at=at)
        session.add(row)
        await session.flush()
        await audit.record(
            session, AuditKind.NEED_DISCUSSION_DEFAULTED, process_id=case.id, about=row.id, at=at
        )
    return True


async def check_preference(
    session: AsyncSession, recruitment_id: UUID, given: PreferenceCheckGiven, by: By
) -> PreferenceCheck:
    """Take in what HR found of preferential rights to the post (aml §§ 14-2, 14-3)."""
    case = await open_case(session, recruitment_id)
    rules.require_stage(case, given.stage)
    at = clock.now()
    checks = rules.still_good(case, await store.preference_checks(session, case.id))
    first = all(check.stage != given.stage for check in checks)
    row = PreferenceCheck(
        recruitment_id=case.id,
        person_id=by.person_id,
        version=case.version,
        created_at=at,
        **given.model_dump(),
    )
    session.add(row)
    await session.flush()
    asked = await tasks.settle(
        session,
        case.id,
        CHECK_STEP[given.stage],
        None,
        by=by.person_id,
        outcome=Fact.PREFERENCE_CHECKED,
        at=at,
    )
    await audit.record(
        session,
        AuditKind.NEED_PREFERENCE_CHECKED,
        process_id=case.id,
        actor_id=by.person_id,
        on_authority_of=by.on_authority_of,
        about=row.id,
        data={"stage": given.stage, "claim": given.claim},
    )
    # A finding that is only corrected is no news; before each further offer it is asked for anew.
    if first or asked:
        await outbox.tell(session, case.id, Fact.PREFERENCE_CHECKED)
    return row


async def _require_complete(session: AsyncSession, case: Recruitment, author: UUID | None) -> None:
    missing = await find_missing(session, case, author)
    if missing:
        fields, values = refused_fields(missing)
        raise Invalid(
            "need_incomplete", "The need is not complete; `fields` says what.", fields, **values
        )


async def _require_looked_into(session: AsyncSession, case: Recruitment) -> None:
    """Discussion and preferential rights come before the decision, not after it."""
    lacking = await outstanding(session, case)
    if lacking.discussion and not await _passed_over(session, case, StepCode.DISCUSS_NEED):
        raise Conflict(
            "not_discussed", "The need has not been discussed with the union representative."
        )
    if lacking.preference and not await _passed_over(
        session, case, StepCode.CHECK_PREFERENCE_BEFORE_ADVERT
    ):
        raise Conflict(
            "preference_unchecked", "Nobody has looked into preferential rights to the post."
        )


async def _passed_over(session: AsyncSession, case: Recruitment, step: StepCode) -> bool:
    """Whether a step was passed over; that it was for an earlier need says nothing of this one."""
    return case.material_version == 1 and await store.step_passed(session, case.id, step)


async def _pinned(session: AsyncSession, case: Recruitment) -> dict[str, Any]:
    """Need, alternatives and profile as they now stand."""
    kept = {"phase", "ending", "ending_reason", "version"}
    return {
        "need": {
            name: value
            for name, value in case.model_dump(mode="json", exclude=kept).items()
            if not name.endswith(("_at", "_by"))
        },
        "alternatives": {
            row.option: row.answer for row in await store.alternatives(session, case.id)
        },
        "profile": [
            row.model_dump(mode="json", exclude={"id", "created_at", "recruitment_id"})
            for row in await profile_store.criteria(session, case.id)
        ],
    }


async def _settle(
    session: AsyncSession, decision: Decision, step: StepCode, fact: Fact, at: datetime
) -> None:
    await tasks.settle(
        session, decision.process_id, step, None, by=decision.actor_id, outcome=fact, at=at
    )


RECORDERS: dict[Decided, Recorder] = {
    Decided.SUBMIT_NEED: record_submission,
    Decided.DECIDE_NEED: record_approval,
}
