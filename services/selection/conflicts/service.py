"""Declare conflicts of interest, close what they close, and replace who cannot take part.

Joining names to blind numbers is prevented by addressing: the list of names gives every applicant
a key of its own (`rules.name_key`), which is good for a declaration only; everywhere else an
applicant is addressed by the id of the application, which a blind reader sees with its number and
nothing else. Neither list has an order, a date or a column that stands in the other.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit import clock
from services.kit.errors import Conflict, Invalid, NotFound
from services.kit.processes import outbox
from services.kit.settings import settings
from services.recruitment.impartiality import service as impartiality
from services.recruitment.impartiality.rules import LEADING, Sight
from services.recruitment.need.codes import ConflictScope
from services.recruitment.need.service import require_fit
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.permissions import CaseActor
from services.selection.conflicts import rules, store
from services.selection.conflicts.rules import Named
from services.selection.conflicts.tables import Conflict as ConflictRow
from services.selection.conflicts.tables import ConflictDeclaration
from services.selection.scores import panel
from services.tasks import service as tasks
from workflows.payloads.codes import Fact, Phase, Relation, StepCode
from workflows.payloads.tasks import DropTask

OVER = (Phase.CLOSING, Phase.CLOSED)
OF_A_READER = (StepCode.DECLARE_CONFLICTS, StepCode.SCORE)
"""Steps that wait for one member each."""


@dataclass(frozen=True)
class Names:
    """The list of names, and whether the reader has declared from all of it."""

    names: list[Named]
    declared: bool


def require_seen(sight: Sight, application_id: UUID, deadline: datetime | None) -> None:
    """Refuse one applicant to a person who has a conflict with them.

    An applicant whose name the person has not read yet looks as if not there.
    """
    if application_id in sight.conflicted:
        raise impartiality.with_applicant()
    if not sight.sees(application_id, deadline):
        raise NotFound


async def names(session: AsyncSession, who: CaseActor) -> Names:
    """The applicants' names, once their deadline has passed.

    Raises `Conflict` with `before_deadline` until then.
    """
    case = await store.case(session, who.recruitment_id)
    at = clock.now()
    passed = await _passed_deadline(session, case.id, at)
    _, declared_at = await store.declared(session, case.id, who.actor.person_id)
    listed = [
        Named(_key(case.id, application_id), name, municipality)
        for application_id, name, municipality in await store.applicants(session, case.id, at)
    ]
    return Names(
        names=rules.names_in_order(listed),
        declared=declared_at is not None and passed <= declared_at,
    )


async def declare(
    session: AsyncSession, who: CaseActor, keys: Collection[UUID], reason: str | None
) -> Names:
    """Hand in with whom there is a conflict; nobody, when `keys` is empty.

    Once for each list of names; afterwards a conflict that was not known can be added at any time
    before the case closes, and the marks it touches are out. Raises `Conflict` before the deadline
    and when nothing new is said, `Invalid` for a key that is not on the list.
    """
    person = who.actor.person_id
    case = await store.case(session, who.recruitment_id, lock=True)
    _require_open(case)
    at = clock.now()
    passed = await _passed_deadline(session, case.id, at)
    count, declared_at = await store.declared(session, case.id, person)
    first = declared_at is None or declared_at < passed
    known = await store.conflicted(session, case.id, person)
    fresh = await _applications(session, case.id, keys, at) - known
    if not first and not fresh:
        raise Conflict("already_declared", "You have declared already.")
    if first:
        session.add(
            ConflictDeclaration(
                recruitment_id=case.id, person_id=person, number=count + 1, declared_at=at
            )
        )
    session.add_all(
        ConflictRow(
            recruitment_id=case.id,
            person_id=person,
            application_id=application_id,
            reason=reason,
            late=not first,
        )
        for application_id in fresh
    )
    if fresh and case.conflict_scope == ConflictScope.CASE:
        await _leave(session, case.id, person, at)
    await _tell_declared(session, who, len(fresh), first, at)
    await panel.tell_who_is_done(session, case, at)
    return await names(session, who)


async def replace(
    session: AsyncSession, who: CaseActor, person_id: UUID, replacement_id: UUID
) -> list[Relation]:
    """Put somebody else in every part a member has or had; returns these parts.

    The new member declares conflicts too before seeing anybody. Raises `NotFound` when the first
    is no member, `Invalid` for an unknown person, and `Conflict` where the second cannot take part.
    """
    case = await store.case(session, who.recruitment_id, lock=True)
    _require_open(case)
    at = clock.now()
    leaving = [
        part
        for part in await store.parts(session, case.id, person_id, lock=True)
        if part.replaced_by is None
    ]
    if not leaving:
        raise NotFound
    held = await store.parts(session, case.id, replacement_id, lock=True)
    await _require_fit(session, case, leaving, held, person_id, replacement_id)
    rows = {part.relation: part for part in held}
    taken: list[Relation] = []
    for part in leaving:
        part.left_at, part.replaced_by = part.left_at or at, replacement_id
        row = rows.get(part.relation)
        if row is None or row.left_at:
            taken.append(Relation(part.relation))
            row = row or CaseMember(
                recruitment_id=case.id, person_id=replacement_id, relation=part.relation
            )
            row.left_at, row.replaced_by = None, None
            session.add(row)
    await tasks.settle(
        session,
        case.id,
        StepCode.COMPLETE_PANEL,
        None,
        by=who.actor.person_id,
        outcome=Fact.ASSESSOR_REPLACED,
        at=at,
    )
    for step in OF_A_READER:
        # Nobody waits any more for what the one who leaves was to say.
        ask = DropTask(process=case.id, step=step, about=person_id, at=at)
        await tasks.drop(session, ask)
    await audit.record(
        session,
        AuditKind.MEMBER_REPLACED,
        process_id=case.id,
        actor_id=who.actor.person_id,
        on_authority_of=who.on_authority_of.get(who.part(*LEADING)),
        about=replacement_id,
        data={"instead_of": person_id, "relations": taken},
        at=at,
    )
    await outbox.tell(session, case.id, Fact.ASSESSOR_REPLACED, replacement_id)
    return taken


async def _require_fit(
    session: AsyncSession,
    case: Recruitment,
    leaving: Sequence[CaseMember],
    held: Sequence[CaseMember],
    person_id: UUID,
    replacement_id: UUID,
) -> None:
    """Whether somebody can take over the parts of a member who leaves."""
    if not await store.person_exists(session, replacement_id):
        message = "There is no such person."
        raise Invalid("unknown_person", message, {"person_id": message})
    theirs = await impartiality.sight(session, case, replacement_id)
    if theirs.applied:
        raise Conflict("is_applicant", "This person has applied for the post.")
    if theirs.shut_out:
        raise Conflict(
            "replacement_conflicted",
            "This person has declared a conflict of interest in this case.",
        )
    await require_fit(
        session,
        case,
        [(replacement_id, Relation(part.relation)) for part in leaving],
        field="person_id",
    )
    parts = {part.relation for part in held if part.left_at is None}
    taking = {part.relation for part in leaving}
    if replacement_id == person_id or taking <= parts:
        raise Conflict("already_member", "This person has that part already.")
    if {Relation.APPROVER, Relation.HIRING_MANAGER} <= parts | taking:
        raise Conflict(
            "approver_is_author", "Who leads the case cannot be the one who approves it."
        )


async def _passed_deadline(session: AsyncSession, recruitment_id: UUID, at: datetime) -> datetime:
    """The last deadline that has passed; raises `Conflict` when none has."""
    passed = await impartiality.last_deadline(session, recruitment_id, at)
    if passed is not None:
        return passed
    due = await store.next_deadline(session, recruitment_id)
    if due is None:
        raise Conflict("not_advertised", "The post has not been advertised yet.")
    raise Conflict(
        "before_deadline", "The names can be read when the deadline has passed, {when}.", when=due
    )


def _key(recruitment_id: UUID, application_id: UUID) -> UUID:
    secret = settings().secret.get_secret_value().encode()
    return rules.name_key(secret, recruitment_id, application_id)


async def _applications(
    session: AsyncSession, recruitment_id: UUID, keys: Collection[UUID], at: datetime
) -> frozenset[UUID]:
    """The applications that keys of the list of names stand for."""
    listed = {
        _key(recruitment_id, application_id): application_id
        for application_id, _, _ in await store.applicants(session, recruitment_id, at)
    }
    if not set(keys) <= listed.keys():
        message = "This is not on the list of names."
        raise Invalid("unknown_name", message, {"application_ids": message})
    return frozenset(listed[key] for key in keys)


async def _leave(
    session: AsyncSession, recruitment_id: UUID, person_id: UUID, at: datetime
) -> None:
    """A conflicted member leaves the whole case."""
    for part in await store.parts(session, recruitment_id, person_id, lock=True):
        part.left_at = part.left_at or at


async def _tell_declared(
    session: AsyncSession, who: CaseActor, conflicts: int, first: bool, at: datetime
) -> None:
    """Settle, audit and tell; an absent member is asked still, since nobody declares for them."""
    person = who.actor.person_id
    await audit.record(
        session,
        AuditKind.CONFLICTS_DECLARED if first else AuditKind.CONFLICTS_DECLARED_LATE,
        process_id=who.recruitment_id,
        actor_id=person,
        about=person,
        data={"conflicts": conflicts},
        at=at,
    )
    await tasks.settle(
        session,
        who.recruitment_id,
        StepCode.DECLARE_CONFLICTS,
        person,
        by=person,
        outcome=Fact.CONFLICTS_DECLARED,
        at=at,
    )
    await outbox.tell(session, who.recruitment_id, Fact.CONFLICTS_DECLARED, person)


def _require_open(case: Recruitment) -> None:
    if case.phase in OVER:
        raise Conflict(
            "process_is_past",
            "This cannot be done now: the process is in the phase «{phase}».",
            phase=case.phase,
        )
