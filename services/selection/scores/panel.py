"""The panel as it stands, and telling the process when an assessor owes nothing any more."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.kit.processes import outbox
from services.recruitment.need.tables import Recruitment
from services.selection.conflicts import rules as conflict_rules
from services.selection.conflicts import store as conflicts
from services.selection.scores import store
from services.selection.scores.rules import Panel
from services.tasks import service as tasks
from workflows.payloads.codes import Fact, Relation, StepCode


async def read(session: AsyncSession, case: Recruitment) -> Panel:
    """The panel of a case as the rows say now; flushed rows of this transaction count."""
    return Panel(
        assessors=frozenset(await conflicts.holders(session, case.id, [Relation.ASSESSOR])),
        applicants=frozenset(await store.to_assess(session, case.id)),
        sheets=frozenset(await store.sheets(session, case.id)),
        conflicts=await conflicts.conflicts(session, case.id),
        whole_case=case.conflict_scope == conflict_rules.WHOLE_CASE,
    )


async def tell_who_is_done(
    session: AsyncSession, case: Recruitment, before: Panel, at: datetime, by: UUID
) -> Panel:
    """Tell the process of every assessor who owed a sheet in `before` and owes none now."""
    await session.flush()
    after = await read(session, case)
    still_here = before.waiting & after.assessors
    for assessor in sorted(still_here - after.waiting):
        await tasks.settle(
            session, case.id, StepCode.SCORE, assessor, by=by, outcome=Fact.SCORES_SUBMITTED, at=at
        )
        await tasks.settle(
            session,
            case.id,
            StepCode.COMPLETE_PANEL,
            None,
            by=by,
            outcome=Fact.SCORES_SUBMITTED,
            at=at,
        )
        await audit.record(
            session, "scores.submitted", process_id=case.id, actor_id=by, about=assessor, at=at
        )
        await outbox.tell(session, case.id, Fact.SCORES_SUBMITTED, assessor)
    return after
