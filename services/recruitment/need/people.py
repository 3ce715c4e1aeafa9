"""Who somebody is to a case: by their part in it, else by their role on the unit or above."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock
from services.kit.errors import Invalid, NotFound
from services.organisation.people.service import works_in
from services.organisation.rules import RoleName
from services.organisation.units import service as units
from services.recruitment.need import store
from services.recruitment.need.codes import ConflictScope
from services.recruitment.need.tables import Recruitment
from services.tasks import service as tasks
from workflows.payloads.codes import Relation

ROLE_FOR = {
    Relation.HIRING_MANAGER: RoleName.LEADER,
    Relation.HR_ADVISER: RoleName.HR_ADVISER,
    Relation.APPROVER: RoleName.APPROVER,
    Relation.UNION_REPRESENTATIVE: RoleName.UNION_REPRESENTATIVE,
    Relation.SAFETY_REPRESENTATIVE: RoleName.SAFETY_REPRESENTATIVE,
    Relation.IT: RoleName.IT,
    Relation.PAYROLL: RoleName.PAYROLL,
}
"""The role that stands in where a case has no member with the part."""
BY_ROLE = (
    Relation.HR_ADVISER,
    Relation.APPROVER,
    Relation.UNION_REPRESENTATIVE,
    Relation.SAFETY_REPRESENTATIVE,
)
"""Parts that are nobody's to give away: only who has the role in the unit can have one."""
WITHOUT_ROLE = "Only somebody with that role in the unit can be «{relation}»."
NOT_EMPLOYED = "Everybody with a part in a case works in the trust."


async def require_fit(
    session: AsyncSession,
    case: Recruitment,
    parts: Collection[tuple[UUID, Relation]],
    field: str = "members",
) -> None:
    """Refuse a part to who neither has the role it takes nor, where it takes none, works here."""
    for person_id, relation in parts:
        if relation not in BY_ROLE:
            continue
        holders = await units.people_with_role(
            session, case.unit_id, ROLE_FOR[relation], clock.now()
        )
        if person_id not in {holder.id for holder in holders}:
            raise Invalid(
                "member_without_role", WITHOUT_ROLE, {field: WITHOUT_ROLE}, relation=relation
            )
    people = {person_id for person_id, relation in parts if relation not in BY_ROLE}
    if people - await works_in(session, people, case.trust_id):
        raise Invalid("member_not_employed", NOT_EMPLOYED, {field: NOT_EMPLOYED})


async def find(
    session: AsyncSession, process_id: UUID, relation: Relation, about: UUID | None
) -> UUID | None:
    """Who a step of a recruitment or an application waits for; None if there is nobody.

    `about` is the application, offer or reference the step is about, or, for an assessor or a
    member, that person.
    Whoever has applied is passed over, and whoever has declared a conflict with the applicant in
    question, or, where one conflict closes the whole case, with any.
    """
    if relation is Relation.MEMBER:
        return about
    application = await store.application(session, process_id)
    if application is None and about and relation is not Relation.ASSESSOR:
        application = await store.application(session, about)
    if application is None and about and relation is Relation.CANDIDATE:
        application = await store.application_of_offer(session, about)
    if relation is Relation.CANDIDATE:
        return application.person_id if application else None
    if relation is Relation.REFEREE:
        return await store.referee(session, about) if about else None
    try:
        case = await store.case(session, application.recruitment_id if application else process_id)
    except NotFound:
        return None
    without = await _out(session, case, application.id if application else None)
    if relation is Relation.ASSESSOR and about:
        assessors = await store.with_part(session, case.id, relation)
        return about if about in assessors else None
    if relation is Relation.APPROVER:
        return await find_approver(session, case, without)
    return await _first(session, case, relation, without)


async def _out(session: AsyncSession, case: Recruitment, application_id: UUID | None) -> set[UUID]:
    out = await store.applicants(session, case.id)
    if case.conflict_scope == ConflictScope.CASE:
        return out | await store.conflicted(session, case.id, None)
    if application_id:
        out |= await store.conflicted(session, case.id, application_id)
    return out


async def find_approver(
    session: AsyncSession, case: Recruitment, without: Collection[UUID]
) -> UUID | None:
    """Who approves: never an author of the case."""
    out = {*without, *await tasks.authors(session, case)}
    return await _first(session, case, Relation.APPROVER, out)


async def _first(
    session: AsyncSession, case: Recruitment, relation: Relation, without: Collection[UUID]
) -> UUID | None:
    for person in await store.with_part(session, case.id, relation):
        if person not in without:
            return person
    if relation not in ROLE_FOR:
        return None
    out = {*without, *await _left(session, case, relation)}
    holders = await units.people_with_role(session, case.unit_id, ROLE_FOR[relation], clock.now())
    return next((person.id for person in holders if person.id not in out), None)


async def _left(session: AsyncSession, case: Recruitment, relation: Relation) -> set[UUID]:
    """Who had the part and left the case; a role does not bring them back into it."""
    return {
        member.person_id
        for member in await store.members(session, case.id)
        if member.left and member.relation is relation
    }
