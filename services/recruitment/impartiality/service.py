"""Who may see and decide on which applicants, by what they have declared: the one rule for both.

Reading asks what one person may see (`require_sight`); deciding asks, besides, that neither who
decides nor whoever is stood in for has a conflict with those the decision is about.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock
from services.kit.processes.tables import Decision
from services.recruitment.impartiality import store
from services.recruitment.impartiality.rules import (
    READERS,
    Sight,
    out_of_case,
    undeclared,
    with_applicant,
)
from services.recruitment.need.codes import ConflictScope
from services.recruitment.need.tables import Recruitment

__all__ = [
    "conflicts",
    "holders",
    "last_deadline",
    "out_of_case",
    "require_impartial",
    "require_impartial_decision",
    "require_no_conflict",
    "require_sight",
    "seen",
    "sight",
    "up_to_date",
    "waited_for",
    "with_applicant",
]

conflicts = store.conflicts
holders = store.holders
last_deadline = store.latest_passed_deadline


async def sight(session: AsyncSession, case: Recruitment, person_id: UUID) -> Sight:
    """What a person may see of the applicants of a case."""
    declared_at, applied, conflicted = await store.standing(session, case.id, person_id)
    return Sight(
        declared_at=declared_at,
        conflicted=conflicted,
        whole_case=case.conflict_scope == ConflictScope.CASE,
        applied=applied,
    )


async def require_sight(session: AsyncSession, case: Recruitment, person_id: UUID) -> Sight:
    """The same; raises `Forbidden` to whoever may see nobody (yet)."""
    found = await sight(session, case, person_id)
    if found.shut_out:
        raise out_of_case()
    if found.declared_at is None:
        raise undeclared()
    return found


async def seen(
    session: AsyncSession, sight: Sight, applications: Collection[UUID]
) -> frozenset[UUID]:
    """Those of some applications that may be seen."""
    deadlines = await store.deadlines(session, applications)
    return frozenset(each for each, deadline in deadlines.items() if sight.sees(each, deadline))


async def require_impartial(
    session: AsyncSession,
    case: Recruitment,
    actor_id: UUID,
    on_authority_of: UUID | None,
    applications: Collection[UUID] = (),
) -> None:
    """Refuse something done about applicants by somebody who may not take part in it.

    Raises `Forbidden` with `conflicts_undeclared` to whoever has not declared from the last list
    of names, `conflicted` to whoever is out of the case, and `conflicted_with_applicant` where
    there is a conflict with one of `applications`.
    """
    passed = await store.latest_passed_deadline(session, case.id, clock.now())
    if passed and not (await sight(session, case, actor_id)).covers(passed):
        raise undeclared()
    await require_no_conflict(session, case, actor_id, on_authority_of, applications)


async def require_no_conflict(
    session: AsyncSession,
    case: Recruitment,
    actor_id: UUID,
    on_authority_of: UUID | None,
    applications: Collection[UUID] = (),
) -> None:
    """The same for what is decided unseen: whoever has not declared has not learnt of whom it is.

    The conflicts of an absent person bind the deputy: standing in for somebody does not lift them
    (forvaltningsloven §§ 6, 10).
    """
    for person in (actor_id, on_authority_of):
        if person is None:
            continue
        found = await sight(session, case, person)
        if found.shut_out:
            raise out_of_case()
        if not found.conflicted.isdisjoint(applications):
            raise with_applicant()


async def require_impartial_decision(
    session: AsyncSession,
    case: Recruitment,
    decision: Decision,
    applications: Collection[UUID] = (),
) -> None:
    """`require_impartial` for whoever hands in a decision."""
    await require_impartial(
        session, case, decision.actor_id, decision.on_authority_of, applications
    )


async def up_to_date(session: AsyncSession, recruitment_id: UUID, at: datetime) -> frozenset[UUID]:
    """Who has declared from the last list of names."""
    passed = await store.latest_passed_deadline(session, recruitment_id, at)
    return frozenset(
        person
        for person, declared_at in (await store.declarations(session, recruitment_id)).items()
        if passed is None or passed <= declared_at
    )


async def waited_for(session: AsyncSession, recruitment_id: UUID, at: datetime) -> list[UUID]:
    """The members who are to see applicants and have not declared from the last list of names."""
    if await store.latest_passed_deadline(session, recruitment_id, at) is None:
        return []
    declared = await up_to_date(session, recruitment_id, at)
    return [
        person
        for person in await store.holders(session, recruitment_id, READERS)
        if person not in declared
    ]
