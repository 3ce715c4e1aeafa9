"""The panel of a case as the rows say now, and the seal on its marks."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.recruitment.impartiality import service as impartiality
from services.recruitment.impartiality.rules import Sight
from services.recruitment.need.codes import ConflictScope
from services.recruitment.need.tables import Recruitment
from services.recruitment.panel import rules, store
from services.recruitment.panel.rules import Panel
from workflows.payloads.codes import Relation

to_assess = store.to_assess


async def read(session: AsyncSession, case: Recruitment) -> Panel:
    """The panel of a case."""
    return Panel(
        assessors=frozenset(await impartiality.holders(session, case.id, [Relation.ASSESSOR])),
        applicants=frozenset(await store.to_assess(session, case.id)),
        sheets=frozenset(await store.sheets(session, case.id)),
        conflicts=await impartiality.conflicts(session, case.id),
        whole_case=case.conflict_scope == ConflictScope.CASE,
    )


async def require_open(
    session: AsyncSession, case: Recruitment, reader: UUID, readers: Collection[UUID]
) -> tuple[Panel, Sight]:
    """Refuse whoever may not read the marks of a case; else the panel, and what may be seen.

    `readers` are `reader`, who asks, and whoever that person acts for. Raises `Forbidden` with
    `conflicts_undeclared`, `conflicted`, `scores_sealed`, or `scores_outstanding` to an assessor
    who still owes a sheet.
    """
    sight = await impartiality.require_sight(session, case, reader)
    for person in readers:
        if (await impartiality.sight(session, case, person)).shut_out:
            raise impartiality.out_of_case()
    panel = await read(session, case)
    rules.require_open(case.scores_opened_at, panel, readers)
    return panel, sight
