"""What can be done with a case that ends: answer everybody, close it, read its file."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.reads import service as reads
from services.kit import clock
from services.kit.errors import Conflict, Forbidden
from services.kit.files.tables import StoredFile
from services.recruitment.casefile import store
from services.recruitment.casefile.answers import answer_candidates, final_letter
from services.recruitment.casefile.closing import close_case, draw
from services.recruitment.casefile.content import compose
from services.recruitment.casefile.letters import LETTERS
from services.recruitment.need import store as needs
from services.recruitment.need.tables import Recruitment
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


async def kept(session: AsyncSession, recruitment_id: UUID, readers: Collection[UUID]) -> Kept:
    """The decision file of a closed case; the reading is logged.

    `readers` are who asks, first, and whoever that person acts for. Raises `Conflict` with
    `case_open` before the case is closed, and `Forbidden` to whoever has declared a conflict of
    interest with an applicant: the file is one whole, and somebody without one reads it for them.
    """
    case = await needs.case(session, recruitment_id)
    row = await store.decision_file(session, case.id)
    if row is None:
        raise Conflict("case_open", "The decision file is written when the case closes.")
    await _require_unbiased(session, case, readers)
    await _log(session, case.id, readers)
    return Kept(row.content, await store.file(session, row.file_id))


async def draft(
    session: AsyncSession, recruitment_id: UUID, reader: UUID, readers: Collection[UUID]
) -> dict[str, Any]:
    """What the file would say now; the reading is logged.

    Before every application is screened it tells of the need and the advert only: the review is
    blind, and marks of an earlier round are sealed. From then on it is refused like the ranking
    while marks are sealed, and to whoever has a conflict of interest like the file itself.
    """
    case = await needs.case(session, recruitment_id)
    blind = case.screened_at is None
    if not blind:
        await require_open(session, case, reader, readers)
        await _require_unbiased(session, case, readers)
    await _log(session, case.id, [reader])
    return await compose(session, case, clock.now(), blind=blind)


async def _require_unbiased(
    session: AsyncSession, case: Recruitment, readers: Collection[UUID]
) -> None:
    out = await needs.conflicted(session, case.id, None) | await needs.applicants(session, case.id)
    if out & set(readers):
        raise Forbidden(
            "conflicted",
            "You have a conflict of interest with an applicant. Somebody without one"
            " must read the decision file for you.",
        )


async def _log(session: AsyncSession, recruitment_id: UUID, readers: Collection[UUID]) -> None:
    await reads.log(
        session,
        next(iter(readers)),
        process_id=recruitment_id,
        what="decision_file",
        reason="case_handling",
    )
