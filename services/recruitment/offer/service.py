"""What can be done with offers, the checks after them, and the contract."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.integrations.register.port import Register
from services.kit.files.store import FileStore
from services.kit.processes.decisions import Recorder
from services.recruitment.nomination import store as nominated
from services.recruitment.offer import store
from services.recruitment.offer.checks import record_check, required_checks
from services.recruitment.offer.contracts import issuing
from services.recruitment.offer.letters import LETTERS
from services.recruitment.offer.offers import (
    answer_by,
    answer_offer,
    decline_for,
    lapse_offer,
    next_to_offer,
    own_offer,
    preference_checked,
    record_offer,
    unheard,
    withdraw_offer,
    withdrawn_untold,
)
from services.recruitment.offer.rules import CheckKind
from services.recruitment.offer.tables import Check, Offer
from workflows.payloads.codes import Decided

__all__ = [
    "LETTERS",
    "RECORDERS",
    "answer_by",
    "answer_offer",
    "candidate_of",
    "checks_to_do",
    "decline_for",
    "file_recorders",
    "lapse_offer",
    "next_to_offer",
    "offers_of",
    "own_offer",
    "preference_checked",
    "required_checks",
    "unheard",
    "withdraw_offer",
    "withdrawn_untold",
]

RECORDERS: dict[Decided, Recorder] = {
    Decided.SEND_OFFER: record_offer,
    Decided.DECIDE_CHECK: record_check,
}
"""Of this noun; that of ISSUE_CONTRACT needs a file store and is made by `file_recorders`."""


def file_recorders(files: FileStore) -> dict[Decided, Recorder]:
    """The recorders that keep what they write in a file store."""
    return {Decided.ISSUE_CONTRACT: issuing(files)}


async def candidate_of(session: AsyncSession, offer_id: UUID) -> UUID:
    """Whom an offer was sent to."""
    offer = await store.offer(session, offer_id)
    return (await store.application(session, offer.application_id)).person_id


async def names(session: AsyncSession, applications: Iterable[UUID | None]) -> dict[UUID, str]:
    """Who has applied, by application."""
    return await nominated.names(session, [one for one in applications if one])


async def offers_of(session: AsyncSession, recruitment_id: UUID) -> list[Offer]:
    """Every version of every offer of a case, the first first."""
    return await store.offers(session, recruitment_id)


async def checks_to_do(
    session: AsyncSession, recruitment_id: UUID, register: Register
) -> list[tuple[Check, str | None]]:
    """The gates of every accepted offer of a case; with an open authorisation, where to look it up.

    The register is asked; as long as it answers that a person is to look, the check waits for one.
    """
    return [
        (check, (await register.lookup(check.register_number)).url if _looked_up(check) else None)
        for check in await store.checks_of_case(session, recruitment_id)
    ]


def _looked_up(check: Check) -> bool:
    return check.kind == CheckKind.AUTHORISATION and check.state == "open"
