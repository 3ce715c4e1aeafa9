"""What can be done with offers, the checks after them, and the contract."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.files.store import FileStore
from services.kit.processes.decisions import Recorder
from services.recruitment.offer import store
from services.recruitment.offer.checks import record_check, required_checks
from services.recruitment.offer.contracts import issuing
from services.recruitment.offer.letters import LETTERS
from services.recruitment.offer.offers import (
    answer_due,
    answer_offer,
    decline_for,
    lapse,
    lapse_offer,
    next_to_offer,
    own_offer,
    record_offer,
    withdraw_offer,
)
from services.tasks.service import Default, DueAt
from workflows.payloads.codes import Decided, StepCode

__all__ = [
    "DEFAULTS",
    "DUE_AT",
    "LETTERS",
    "answer_offer",
    "candidate_of",
    "decline_for",
    "lapse_offer",
    "next_to_offer",
    "own_offer",
    "recorders",
    "required_checks",
    "withdraw_offer",
]

DEFAULTS: dict[StepCode, Default] = {StepCode.ANSWER_OFFER: lapse}
DUE_AT: dict[StepCode, DueAt] = {StepCode.ANSWER_OFFER: answer_due}


def recorders(files: FileStore) -> dict[Decided, Recorder]:
    """The recorders of this noun; contracts are kept in `files`."""
    return {
        Decided.SEND_OFFER: record_offer,
        Decided.DECIDE_CHECK: record_check,
        Decided.ISSUE_CONTRACT: issuing(files),
    }


async def candidate_of(session: AsyncSession, offer_id: UUID) -> UUID:
    """Whom an offer was sent to."""
    offer = await store.offer(session, offer_id)
    return (await store.application(session, offer.application_id)).person_id
