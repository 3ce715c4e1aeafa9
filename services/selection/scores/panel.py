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
from services.selection.scores.tables import ScoresSubmitted
from services.tasks import service as tasks
from workflows.payloads.codes import Fact, Relation, StepCode


async def read(session: AsyncSession, case: Recruitment) -> Panel:
    """The panel of a case as the rows say now."""
    return Panel(
        assessors=frozenset(await conflicts.holders(session, case.id, [Relation.ASSESSOR])),
        applicants=frozenset(await store.to_assess(session, case.id)),
        sheets=frozenset(await store.sheets(session, case.id)),
        conflicts=await conflicts.conflicts(session, case.id),
        whole_case=case.conflict_scope == conflict_rules.WHOLE_CASE,
    )


async def tell_who_is_done(
    session: AsyncSession, case: Recruitment, at: datetime, by: UUID
) -> None:
    """Tell the process of every assessor who owes no sheet any more and was not told of yet.

    To be called with the case locked, after anything that hands in a sheet or makes one not due.
    """
    await session.flush()
    now = await read(session, case)
    told = await store.submitted(session, case.id)
    for assessor in sorted(now.complete):
        sheets = sum(person == assessor for person, _ in now.sheets)
        row = told.get(assessor)
        if row and row.sheets == sheets:
            continue
        row = row or ScoresSubmitted(
            recruitment_id=case.id, person_id=assessor, sheets=sheets, submitted_at=at
        )
        row.sheets, row.submitted_at = sheets, at
        session.add(row)
        await _tell(session, case.id, assessor, at, by)


async def _tell(
    session: AsyncSession, case_id: UUID, assessor: UUID, at: datetime, by: UUID
) -> None:
    outcome = Fact.SCORES_SUBMITTED
    for step, about in ((StepCode.SCORE, assessor), (StepCode.COMPLETE_PANEL, None)):
        await tasks.settle(session, case_id, step, about, by=by, outcome=outcome, at=at)
    await audit.record(
        session, "scores.submitted", process_id=case_id, actor_id=by, about=assessor, at=at
    )
    await outbox.tell(session, case_id, outcome, assessor)
