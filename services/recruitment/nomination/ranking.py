"""The ranking of a case by the formula, and who may read it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.errors import Forbidden
from services.recruitment.need.store import case as find_case
from services.recruitment.need.tables import Recruitment
from services.recruitment.nomination import store
from services.recruitment.nomination.rules import Marks, Ranked, Scope, rank
from workflows.payloads.codes import Relation

CONFLICTED = "You have declared a conflict of interest and are out of this case."


@dataclass(frozen=True)
class Ranking:
    """The advice of the formula, and the marks behind it."""

    ranked: Sequence[Ranked]
    weights: dict[str, int]
    marks: Marks
    names: dict[UUID, str]
    conflicts: frozenset[tuple[UUID, UUID]]
    scope: Scope


async def read(
    session: AsyncSession, recruitment_id: UUID, reader: UUID, readers: Collection[UUID]
) -> Ranking:
    """The ranking by the formula.

    `readers` are `reader`, who asks, and whoever that person acts for. Raises `Forbidden` with
    `conflicts_undeclared` to a reader who has not declared; with `conflicted` to one whose
    conflict is with the whole case; and with `scores_sealed` before the scores are opened, and to
    an assessor who has not handed in.
    """
    case = await find_case(session, recruitment_id)
    await require_open(session, case, reader, readers)
    return await rank_case(session, case)


async def require_open(
    session: AsyncSession, case: Recruitment, reader: UUID, readers: Collection[UUID]
) -> None:
    """Refuse whoever may not read the scores of a case; see `read`."""
    if reader not in await store.declared(session, case.id):
        raise Forbidden(
            "conflicts_undeclared",
            "Read the list of names and declare conflicts of interest before you see applicants.",
        )
    conflicts = await store.conflicts(session, case.id)
    if case.conflict_scope == "case" and any(person in readers for person, _ in conflicts):
        raise Forbidden("conflicted", CONFLICTED)
    if case.scores_opened_at is None:
        raise Forbidden("scores_sealed", "The marks are sealed until the panel has given them.")
    if await _owes_scores(session, case, readers, conflicts):
        raise Forbidden("scores_sealed", "Give your own marks before you read those of others.")


async def _owes_scores(
    session: AsyncSession,
    case: Recruitment,
    readers: Collection[UUID],
    conflicts: frozenset[tuple[UUID, UUID]],
) -> bool:
    assessors = await store.active_members(session, case.id, [Relation.ASSESSOR])
    due = set(readers) & assessors
    if not due:
        return False
    marks = await store.marks(session, case.id)
    return any(
        assessor not in marks.get(application.id, {})
        and (assessor, application.id) not in conflicts
        for application in await store.nominable(session, case.id)
        for assessor in due
    )


async def rank_case(session: AsyncSession, case: Recruitment) -> Ranking:
    """The ranking of a case, whoever asks."""
    nominable = [application.id for application in await store.nominable(session, case.id)]
    marks = await store.marks(session, case.id)
    weights = await store.weights(session, case.id)
    conflicts = await store.conflicts(session, case.id)
    scope = cast("Scope", case.conflict_scope)
    counted = {application: marks.get(application, {}) for application in nominable}
    return Ranking(
        ranked=rank(weights, counted, conflicts, scope),
        weights=weights,
        marks=counted,
        names=await store.names(session, nominable),
        conflicts=conflicts,
        scope=scope,
    )
