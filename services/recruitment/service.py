"""What the activities of a recruitment call; each runs in the transaction of its activity."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit.processes.decisions import Recorder
from services.messages.letters import ContextBuilder
from services.recruitment.advert.letters import LETTERS as ADVERT_LETTERS
from services.recruitment.advert.service import RECORDERS as ADVERT_RECORDERS
from services.recruitment.advert.standing import (
    Placement,
    adverts,
    close_advert,
    mark_placed,
    mark_removed,
    notice_receivers,
    open_advert,
    placements,
)
from services.recruitment.advert.standing import times as advert_times
from services.recruitment.need import approval, store
from services.recruitment.need.approval import Outstanding
from services.recruitment.need.letters import LETTERS as NEED_LETTERS
from services.recruitment.need.service import RECORDERS as NEED_RECORDERS
from services.recruitment.need.service import default_discussion, find
from services.recruitment.nomination.service import RECORDERS as NOMINATION_RECORDERS
from services.recruitment.offer import service as offers
from services.recruitment.offer.letters import LETTERS as OFFER_LETTERS
from services.recruitment.offer.service import RECORDERS as OFFER_RECORDERS
from workflows.payloads.codes import Decided, LetterKind, Phase

__all__ = [
    "LETTERS",
    "RECORDERS",
    "Placement",
    "advert_times",
    "adverts",
    "close_advert",
    "default_discussion",
    "enter_phase",
    "find",
    "mark_placed",
    "mark_removed",
    "members",
    "notice_receivers",
    "open_advert",
    "outstanding",
    "placements",
]

RECORDERS: dict[Decided, Recorder] = {
    **NEED_RECORDERS,
    **ADVERT_RECORDERS,
    **NOMINATION_RECORDERS,
    **OFFER_RECORDERS,
}
"""All of the area but the one that needs a file store (`offer.service.file_recorders`)."""
LETTERS: dict[LetterKind, ContextBuilder] = {**NEED_LETTERS, **ADVERT_LETTERS, **OFFER_LETTERS}


async def enter_phase(
    session: AsyncSession, recruitment_id: UUID, phase: Phase, at: datetime
) -> None:
    """Write where the process is. Safe to run again.

    A case that has ended only goes on to its close, however late the process hears of the end.
    """
    case = await store.locked(session, recruitment_id)
    if case.phase == phase or (case.ending and phase not in (Phase.CLOSING, Phase.CLOSED)):
        return
    before, case.phase = case.phase, phase
    if phase is Phase.CLOSED:
        case.ended_at = case.ended_at or at
    await audit.record(
        session,
        AuditKind.CASE_PHASE_ENTERED,
        process_id=case.id,
        data={"from": before, "to": phase},
        at=at,
    )


async def members(session: AsyncSession, recruitment_id: UUID) -> list[UUID]:
    """Everyone who has a part in the case, once."""
    everybody = await store.members(session, recruitment_id)
    return list(dict.fromkeys(each.person_id for each in everybody if not each.left))


async def outstanding(session: AsyncSession, recruitment_id: UUID) -> Outstanding:
    """What has to be looked into before the need as it is can be approved, or the next offered."""
    case = await store.case(session, recruitment_id)
    if case.phase == Phase.OFFER:
        checked = await offers.preference_checked(session, case.id)
        return Outstanding(discussion=False, preference=not checked)
    return await approval.outstanding(session, case)
