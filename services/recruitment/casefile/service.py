"""What can be done with a case that ends: answer everybody, close it, read its file."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock
from services.kit.errors import Conflict
from services.kit.files.tables import StoredFile
from services.recruitment.casefile import store
from services.recruitment.casefile.answers import answer_candidates, final_letter
from services.recruitment.casefile.closing import close_case, draw
from services.recruitment.casefile.content import compose
from services.recruitment.casefile.letters import LETTERS
from services.recruitment.need import store as needs
from services.recruitment.nomination.ranking import require_open

__all__ = [
    "LETTERS",
    "answer_candidates",
    "close_case",
    "draft",
    "draw",
    "final_letter",
    "kept",
]


@dataclass(frozen=True)
class Kept:
    """A decision file as it was written when the case closed."""

    content: dict[str, Any]
    file: StoredFile


async def kept(session: AsyncSession, recruitment_id: UUID) -> Kept:
    """The decision file of a closed case; raises `Conflict` with `case_open` before that."""
    case = await needs.case(session, recruitment_id)
    row = await store.decision_file(session, case.id)
    if row is None:
        raise Conflict("case_open", "The decision file is written when the case closes.")
    return Kept(row.content, await store.file(session, row.file_id))


async def draft(
    session: AsyncSession, recruitment_id: UUID, reader: UUID, readers: set[UUID]
) -> dict[str, Any]:
    """What the file would say now. While there are sealed marks, refused like the ranking."""
    case = await needs.case(session, recruitment_id)
    if case.screened_at is not None:
        await require_open(session, case, reader, readers)
    return await compose(session, case, clock.now())
