"""Changes to what is approved: possible until the post is advertised; each voids the approval."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit import clock
from services.kit.errors import Conflict
from services.kit.processes import outbox
from services.kit.web import require_version
from services.recruitment.need import store
from services.recruitment.need.tables import Recruitment
from workflows.payloads.codes import Fact


@dataclass(frozen=True)
class By:
    """Who does something, and on whose authority when it is a deputy."""

    person_id: UUID
    on_authority_of: UUID | None = None


async def open_case(session: AsyncSession, recruitment_id: UUID) -> Recruitment:
    """The case, locked; raises `Conflict` when it has ended."""
    case = await store.locked(session, recruitment_id)
    if case.ending is not None or case.ended_at is not None:
        raise Conflict("case_ended", "The case has ended.")
    return case


async def editable_case(
    session: AsyncSession, recruitment_id: UUID, if_match: str | None
) -> Recruitment:
    """The case, locked, for a change to what is approved.

    Raises `Stale` when it was changed since it was read, and `Conflict` with `profile_fixed` once
    the post has been advertised: applicants are assessed by what they were told.
    """
    case = await open_case(session, recruitment_id)
    if case.advertised_at is not None:
        raise Conflict(
            "profile_fixed", "The post has been advertised: the need and the profile are fixed."
        )
    require_version(if_match, case.version)
    return case


async def mark_edited(
    session: AsyncSession, case: Recruitment, by: By, kind: AuditKind, data: dict[str, Any]
) -> bool:
    """Count and record a change to what is approved; returns whether it voided the approval."""
    case.version += 1
    await audit.record(
        session,
        kind,
        process_id=case.id,
        actor_id=by.person_id,
        on_authority_of=by.on_authority_of,
        data={"version": case.version, **data},
    )
    if case.approved_at is None:
        return False
    case.approved_at = None
    await store.void_approvals(session, case.id, clock.now())
    await audit.record(
        session,
        AuditKind.NEED_APPROVAL_VOIDED,
        process_id=case.id,
        actor_id=by.person_id,
        on_authority_of=by.on_authority_of,
        data={"version": case.version},
    )
    await outbox.tell(session, case.id, Fact.APPROVAL_VOIDED)
    return True
