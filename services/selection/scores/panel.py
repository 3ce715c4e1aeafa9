"""Telling the process when an assessor owes nothing any more."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit.processes import outbox
from services.recruitment.need.tables import Recruitment
from services.recruitment.panel import service as panels
from services.selection.scores import store
from services.selection.scores.tables import ScoreSheet, ScoresSubmitted
from services.tasks import service as tasks
from workflows.payloads.codes import Fact, StepCode


async def tell_who_is_done(
    session: AsyncSession, case: Recruitment, at: datetime, sheet: ScoreSheet | None = None
) -> None:
    """Tell the process of every assessor who owes no sheet any more and was not told of yet.

    To be called with the case locked, after anything that hands in a sheet or changes which are
    due. `sheet` is the one just handed in: its giver is who has done it. An assessor of whom
    nothing is due any more, because somebody else did something, has done nothing.
    """
    await session.flush()
    now = await panels.read(session, case)
    told = await store.submitted(session, case.id)
    for assessor in now.waiting & told.keys():
        # Owes again, after a second round or another interview, and is to be told of again.
        await session.delete(told[assessor])
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
        await _tell(session, case.id, assessor, at, sheet)


async def _tell(
    session: AsyncSession, case_id: UUID, assessor: UUID, at: datetime, sheet: ScoreSheet | None
) -> None:
    outcome = Fact.SCORES_SUBMITTED
    by = sheet.given_by if sheet and sheet.person_id == assessor else None
    for step, about in ((StepCode.SCORE, assessor), (StepCode.COMPLETE_PANEL, None)):
        await tasks.settle(session, case_id, step, about, by=by, outcome=outcome, at=at)
    await audit.record(
        session,
        AuditKind.SCORES_SUBMITTED,
        process_id=case_id,
        actor_id=by,
        on_authority_of=assessor if by not in (None, assessor) else None,
        about=assessor,
        at=at,
    )
    await outbox.tell(session, case_id, outcome, assessor)
