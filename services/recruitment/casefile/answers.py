"""A final answer to every candidate: 300 of them in a handful of statements."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit.processes import outbox
from services.recruitment.casefile import rules, store
from services.recruitment.need import store as needs
from services.recruitment.offer import service as offers
from workflows.payloads.codes import Ending, Fact, LetterKind


async def answer_candidates(
    session: AsyncSession, recruitment_id: UUID, ending: Ending, at: datetime
) -> int:
    """Give every application an end, and tell each of its final answer; returns how many.

    Who accepted is hired, if that is how the case ends; an offer that stands otherwise is
    withdrawn. A case without candidates to answer is told so at once. Safe to run again.
    """
    case = await needs.locked(session, recruitment_id)
    case.ending = case.ending or ending
    for offer in await store.standing_offers(session, case.id):
        if case.ending != Ending.HIRED or offer.state != "accepted":
            await offers.withdraw_offer(session, offer.id, at)
    await session.flush()
    if case.ending == Ending.HIRED:
        await store.hire(session, case.id)
    rejected = await store.reject_rest(session, case.id)
    told = await store.tell_answered(session, case.id, at)
    if told:
        await audit.record(
            session,
            AuditKind.CASE_CANDIDATES_ANSWERED,
            process_id=case.id,
            data={"ending": case.ending, "told": told, "rejected": rejected},
            at=at,
        )
    elif not await store.unanswered(session, case.id):
        await outbox.tell(session, case.id, Fact.ALL_ANSWERED)
    return told


async def final_letter(session: AsyncSession, application_id: UUID) -> LetterKind | None:
    """The last letter of an application; None where it left already."""
    application = await store.application(session, application_id)
    case = await needs.case(session, application.recruitment_id)
    return rules.final_letter(application.state, case.ending)
