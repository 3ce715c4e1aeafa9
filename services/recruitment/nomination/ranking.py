"""The ranking of a case by the formula, and who may read it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock
from services.recruitment.impartiality import service as impartiality
from services.recruitment.impartiality.rules import undeclared
from services.recruitment.need.store import case as find_case
from services.recruitment.need.tables import Recruitment
from services.recruitment.nomination import store
from services.recruitment.nomination.rules import Marks, Ranked, Scope, rank
from services.recruitment.panel import service as panels


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

    `readers` are `reader`, who asks, and whoever that person acts for. Refused as
    `panel.service.require_open` says; whoever has declared from an earlier list only is asked to
    declare from the last one, because a comparison is of everybody.
    """
    case = await find_case(session, recruitment_id)
    await require_open(session, case, reader, readers)
    return await rank_case(session, case)


async def require_open(
    session: AsyncSession, case: Recruitment, reader: UUID, readers: Collection[UUID]
) -> None:
    """Refuse whoever may not read what compares everybody; see `read`."""
    _, sight = await panels.require_open(session, case, reader, readers)
    if not sight.covers(await impartiality.last_deadline(session, case.id, clock.now())):
        raise undeclared()


async def rank_case(session: AsyncSession, case: Recruitment) -> Ranking:
    """The ranking of a case, whoever asks."""
    nominable = [application.id for application in await store.nominable(session, case.id)]
    marks = await store.marks(session, case.id)
    weights = await store.weights(session, case.id)
    conflicts = await impartiality.conflicts(session, case.id)
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
