"""Start a case, change its need, its alternatives and its members."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.access.permissions import Actor
from services.kit import clock
from services.kit.errors import Invalid
from services.kit.processes import outbox
from services.kit.web import require_version
from services.organisation.rules import RoleName
from services.organisation.units import service as units
from services.recruitment.advert.tables import Advert
from services.recruitment.impartiality import service as impartiality
from services.recruitment.impartiality.rules import READERS
from services.recruitment.need import rules, store
from services.recruitment.need.approval import RECORDERS as APPROVAL_RECORDERS
from services.recruitment.need.approval import default_discussion, outstanding
from services.recruitment.need.codes import ConflictScope
from services.recruitment.need.editing import By, editable_case, mark_edited, open_case
from services.recruitment.need.ending import RECORDERS as ENDING_RECORDERS
from services.recruitment.need.people import find, require_fit
from services.recruitment.need.post import Post, case_words, post_of
from services.recruitment.need.schemas import (
    AlternativeGiven,
    MemberGiven,
    NeedChanged,
    NeedGiven,
)
from services.recruitment.need.tables import Alternative, CaseMember, Recruitment
from services.tasks import service as tasks
from workflows.payloads.codes import Fact, Phase, Relation, StepCode
from workflows.payloads.processes import ProcessKind
from workflows.payloads.tasks import DropTask

__all__ = [
    "RECORDERS",
    "Post",
    "answer_alternatives",
    "case_words",
    "change_need",
    "create",
    "default_discussion",
    "find",
    "outstanding",
    "post_of",
    "require_fit",
    "set_members",
]

RECORDERS = {**APPROVAL_RECORDERS, **ENDING_RECORDERS}

STARTERS = (RoleName.LEADER, RoleName.HR_ADVISER)
"""Who may start a case in a unit, holding the role there or above it."""
SELECTING = (Phase.SCREENING, Phase.INTERVIEWS, Phase.NOMINATION)
WAITED_FOR = (
    ((StepCode.DECLARE_CONFLICTS,), READERS),
    ((StepCode.SCORE,), (Relation.ASSESSOR,)),
)
"""Steps that wait for one member each, and the parts they wait for them in."""
MAY_BE_EMPTY = frozenset({"temporary_basis", "part_time_reason", "hpr_category"})


async def create(session: AsyncSession, given: NeedGiven, actor: Actor) -> Recruitment:
    """Start a case and its process.

    Raises `Forbidden` to whoever neither leads the unit, or one above it, nor is its HR, and
    `NotFound` to whoever belongs to another trust.
    """
    await units.require_role(session, actor, given.unit_id, STARTERS, field="unit_id")
    unit = await units.get(session, given.unit_id)
    rules.require_sound(given.positions, given.wanted_start, clock.today())
    members = given.members or [
        MemberGiven(person_id=actor.person_id, relation=Relation.HIRING_MANAGER)
    ]
    await _require_people(session, members)
    case = Recruitment(
        trust_id=unit.trust_id, **given.model_dump(exclude={"members"}, exclude_none=True)
    )
    await require_fit(session, case, [(one.person_id, one.relation) for one in members])
    session.add(case)
    await session.flush()
    session.add_all(
        CaseMember(recruitment_id=case.id, person_id=one.person_id, relation=one.relation)
        for one in members
    )
    session.add(Advert(recruitment_id=case.id))
    await outbox.start(session, ProcessKind.RECRUITMENT, case.id, trust_id=case.trust_id)
    await audit.record(
        session,
        AuditKind.CASE_STARTED,
        process_id=case.id,
        actor_id=actor.person_id,
        about=unit.id,
        data={"members": [{"person": str(m.person_id), "part": m.relation} for m in members]},
    )
    return case


async def change_need(
    session: AsyncSession, recruitment_id: UUID, given: NeedChanged, by: By, if_match: str | None
) -> tuple[Recruitment, bool]:
    """Change the need; returns the case, and whether the change voided its approval."""
    case = await editable_case(session, recruitment_id, if_match)
    changes = {
        name: value
        for name, value in given.model_dump(exclude_unset=True).items()
        if (value is not None or name in MAY_BE_EMPTY) and getattr(case, name) != value
    }
    if not changes:
        return case, False
    today = clock.today()
    rules.require_sound(given.positions or 1, changes.get("wanted_start") or today, today)
    for name, value in changes.items():
        setattr(case, name, value)
    voided = await mark_edited(
        session, case, by, AuditKind.NEED_CHANGED, {"fields": sorted(changes)}
    )
    if rules.is_material(changes):
        case.material_version = case.version
    return case, voided


async def answer_alternatives(
    session: AsyncSession,
    recruitment_id: UUID,
    given: Sequence[AlternativeGiven],
    by: By,
    if_match: str | None,
) -> tuple[Recruitment, bool]:
    """Replace the answers to the alternatives; returns as `change_need` does."""
    case = await editable_case(session, recruitment_id, if_match)
    answers = {one.option: one.answer for one in given}
    if len(answers) < len(given):
        times = Counter(one.option for one in given)
        message = "This alternative is answered twice."
        raise Invalid(
            "alternative_twice",
            "An alternative is answered twice.",
            {f"alternatives.{option}": message for option, many in times.items() if many > 1},
        )
    rows = {row.option: row for row in await store.alternatives(session, recruitment_id)}
    if {option: row.answer for option, row in rows.items()} == answers:
        return case, False
    for option in rows.keys() - answers.keys():
        await session.delete(rows[option])
    for option, answer in answers.items():
        row = rows.get(option) or Alternative(recruitment_id=case.id, option=option, answer="")
        row.answer = answer
        session.add(row)
    voided = await mark_edited(
        session, case, by, AuditKind.NEED_ALTERNATIVES_ANSWERED, {"answers": len(answers)}
    )
    return case, voided


async def set_members(
    session: AsyncSession,
    recruitment_id: UUID,
    members: Sequence[MemberGiven],
    by: By,
    if_match: str | None,
) -> Recruitment:
    """Say who has which part from now on. Who leaves stays in the record, and may come back."""
    case = await open_case(session, recruitment_id)
    require_version(if_match, case.version)
    await _require_people(session, members)
    rows = {(row.person_id, row.relation): row for row in await store.member_rows(session, case.id)}
    wanted = {(one.person_id, str(one.relation)) for one in members}
    present = {key for key, row in rows.items() if row.left_at is None}
    coming, leaving = wanted - present, present - wanted
    await _require_unbiased(session, case, {person for person, _ in coming})
    await require_fit(session, case, [(person, Relation(part)) for person, part in coming])
    if not coming and not leaving:
        return case
    for key in leaving:
        rows[key].left_at = clock.now()
    for person_id, relation in coming:
        row = rows.get((person_id, relation)) or CaseMember(
            recruitment_id=case.id, person_id=person_id, relation=relation
        )
        row.left_at, row.replaced_by = None, None
        session.add(row)
    case.version += 1
    await audit.record(
        session,
        AuditKind.CASE_MEMBERS_CHANGED,
        process_id=case.id,
        actor_id=by.person_id,
        on_authority_of=by.on_authority_of,
        data={"joined": _parts(coming), "left": _parts(leaving)},
    )
    await session.flush()
    if case.phase in SELECTING:
        await _tell_of_members(session, case, leaving, {person for person, _ in coming})
    return case


async def _tell_of_members(
    session: AsyncSession, case: Recruitment, leaving: set[tuple[UUID, str]], coming: set[UUID]
) -> None:
    """While applicants are judged: nobody waits for who left, and who came declares and judges."""
    at = clock.now()
    for steps, relations in WAITED_FOR:
        stay = set(await impartiality.holders(session, case.id, relations))
        for person in {person for person, relation in leaving if relation in relations} - stay:
            for step in steps:
                await tasks.drop(session, DropTask(case.id, step=step, about=person, at=at))
    await tasks.settle(
        session,
        case.id,
        StepCode.COMPLETE_PANEL,
        by=None,
        outcome=Fact.ASSESSOR_REPLACED,
        at=at,
    )
    for person in sorted(coming) or [case.id]:
        await outbox.tell(session, case.id, Fact.ASSESSOR_REPLACED, person)


async def _require_people(session: AsyncSession, members: Sequence[MemberGiven]) -> None:
    rules.require_members(members)
    people = {member.person_id for member in members}
    if people - await store.known_people(session, people):
        raise Invalid(
            "no_such_person", "There is no such person.", {"members": "There is no such person."}
        )


async def _require_unbiased(session: AsyncSession, case: Recruitment, coming: set[UUID]) -> None:
    """Nobody who has applied, or is out because of a conflict, gets a part in the case."""
    if coming & await store.applicants(session, case.id):
        raise Invalid(
            "member_applied",
            "Somebody listed has applied for this post.",
            {"members": "Somebody listed has applied for this post."},
        )
    if case.conflict_scope == ConflictScope.CASE and coming & await store.conflicted(
        session, case.id, None
    ):
        raise Invalid(
            "member_conflicted",
            "Somebody listed has declared a conflict of interest in this case.",
            {"members": "Somebody listed has declared a conflict of interest in this case."},
        )


def _parts(keys: set[tuple[UUID, str]]) -> list[dict[str, str]]:
    return [{"person": str(person), "part": part} for person, part in sorted(keys, key=str)]
