"""Close a case whose candidates are all answered, and write its decision file."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit.database import Database
from services.kit.errors import Conflict
from services.kit.files.store import FileStore
from services.recruitment import documents
from services.recruitment.casefile import store
from services.recruitment.casefile.content import compose
from services.recruitment.casefile.document import shape
from services.recruitment.casefile.tables import DecisionFile
from services.recruitment.need import store as needs
from services.recruitment.need.tables import Recruitment
from workflows.payloads.codes import Ending, Phase

TEMPLATE = "decision_file"
LANGUAGE = "nb"
"""The language of the archive; anybody may read the file in the other one too."""


@dataclass(frozen=True)
class Composed:
    """The content of a decision file that is not kept yet, and its PDF."""

    content: dict[str, Any]
    pdf: bytes


async def close_case(
    database: Database, files: FileStore, recruitment_id: UUID, ending: Ending, at: datetime
) -> None:
    """Write the decision file and close the case. Safe to run again.

    The file is drawn between two transactions, because it may take seconds. Raises `Conflict`
    with `candidates_unanswered` while anybody waits for an answer.
    """
    async with database.transaction() as session:
        if await store.decision_file(session, recruitment_id):
            return
        case = await _complete(session, recruitment_id, ending, at)
        content = await compose(session, case, at)
    composed = Composed(content, await draw(content, LANGUAGE, at))
    async with database.transaction() as session:
        await _close(session, files, recruitment_id, composed, at)


async def draw(content: dict[str, Any], language: str, at: datetime) -> bytes:
    """The PDF of a decision file."""
    # A large case takes half a second to be put into words.
    shaped = await asyncio.to_thread(shape, content, language)
    return await documents.render(TEMPLATE, shaped, at)


async def _complete(
    session: AsyncSession, recruitment_id: UUID, ending: Ending, at: datetime
) -> Recruitment:
    """Let the case's chain cover its applications', as the last thing the file tells of."""
    case = await needs.locked(session, recruitment_id)
    await _require_answered(session, case.id)
    case.ending = case.ending or ending
    if not await store.happened(session, case.id, AuditKind.CASE_COMPLETED):
        for application in await store.applications(session, case.id):
            await audit.take_in(session, case.id, application.id)
        await audit.record(
            session,
            AuditKind.CASE_COMPLETED,
            process_id=case.id,
            data={"ending": case.ending},
            at=at,
        )
    await audit.written(session)
    return case


async def _close(
    session: AsyncSession,
    files: FileStore,
    recruitment_id: UUID,
    composed: Composed,
    at: datetime,
) -> None:
    case = await needs.locked(session, recruitment_id)
    if await store.decision_file(session, case.id):
        return
    await _require_answered(session, case.id)
    kept = await documents.keep(session, files, composed.pdf, "decision-file.pdf")
    row = DecisionFile(
        recruitment_id=case.id,
        content=composed.content,
        file_id=kept.id,
        sha256=kept.sha256,
        created_at=at,
    )
    session.add(row)
    await session.flush()
    case.phase, case.ended_at = Phase.CLOSED, at
    await audit.record(
        session,
        AuditKind.CASE_CLOSED,
        process_id=case.id,
        about=row.id,
        data={"ending": case.ending, "sha256": row.sha256},
        at=at,
    )


async def _require_answered(session: AsyncSession, recruitment_id: UUID) -> None:
    waiting = await store.unanswered(session, recruitment_id)
    if waiting:
        raise Conflict(
            "candidates_unanswered",
            "The case cannot close: candidates without an answer: {count}.",
            count=waiting,
        )
