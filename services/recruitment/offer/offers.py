"""Send an offer down the nomination, and take in what becomes of it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.kit import clock
from services.kit.errors import Conflict, Invalid, NotFound
from services.kit.processes import outbox
from services.kit.processes.decisions import Outcome
from services.kit.processes.tables import Decision
from services.recruitment.impartiality import service as impartiality
from services.recruitment.need import store as needs
from services.recruitment.need.editing import open_case
from services.recruitment.nomination import store as nominations
from services.recruitment.offer import rules, store
from services.recruitment.offer.rules import Terms
from services.recruitment.offer.tables import Offer
from services.tasks import service as tasks
from workflows.payloads.codes import Fact, Phase, StepCode

Answer = Literal["accepted", "declined"]

FACTS = {
    "sent": Fact.OFFER_SENT,
    "superseded": Fact.OFFER_SENT,
    "accepted": Fact.OFFER_ACCEPTED,
    "declined": Fact.OFFER_DECLINED,
    "lapsed": Fact.OFFER_LAPSED,
    "withdrawn": Fact.OFFER_LAPSED,
}
"""What the process is told of an offer in a state."""
FREED = {"sent": Fact.OFFER_DECLINED, "accepted": Fact.ACCEPTANCE_WITHDRAWN}
"""What the process is told when whoever has an offer in a state withdraws."""
OVER = (Phase.CLOSING, Phase.CLOSED)
ANSWERED: dict[Answer, AuditKind] = {
    "accepted": AuditKind.OFFER_ACCEPTED,
    "declined": AuditKind.OFFER_DECLINED,
}


async def next_to_offer(session: AsyncSession, recruitment_id: UUID) -> UUID | None:
    """The application to be offered the post next, or None when nobody is left.

    Down the approved nomination, past who withdrew, declined, let the offer lapse, or had it
    withdrawn. While an offer stands it is the one who has it.
    """
    return await store.next_ranked(session, recruitment_id)


async def preference_checked(session: AsyncSession, recruitment_id: UUID) -> bool:
    """Whether preferential rights were looked into for the next offer (aml §§ 14-2, 14-3).

    Rights come and go: what was found before the last offer came to nothing does not count.
    """
    return await store.preference_checked(session, recruitment_id)


async def record_offer(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
    """Send an offer to the next ranked; to who has one already, a new version of it."""
    case = await open_case(session, decision.process_id)
    application_id = await _to_offer(session, case.id, decision)
    await impartiality.require_impartial_decision(session, case, decision, [application_id])
    terms = Terms.model_validate(decision.content["terms"])
    _require_terms(terms, at)
    before = await store.latest_of(session, application_id)
    if before:
        # The task before the offer, as the default of the step locks them.
        await _settle_answer(session, before, decision.actor_id, Fact.OFFER_SENT, at)
        before = await store.locked(session, before.id)
        _require_unanswered(before)
        before.state = "superseded"
    offer = Offer(
        recruitment_id=case.id,
        application_id=application_id,
        version=before.version + 1 if before else 1,
        terms=terms.model_dump(mode="json"),
        sent_by=decision.actor_id,
        sent_at=at,
        answer_by=rules.answer_by(at, terms.answer_days),
    )
    session.add(offer)
    await session.flush()
    application = await store.application(session, application_id, lock=True)
    application.state = "offered"
    await tasks.settle(
        session,
        case.id,
        StepCode.MAKE_OFFER,
        None,
        by=decision.actor_id,
        outcome=Fact.OFFER_SENT,
        at=at,
    )
    await audit.record_decided(
        session,
        decision,
        AuditKind.OFFER_SENT,
        about=offer.id,
        data={
            "application": str(application_id),
            "version": offer.version,
            "answer_by": offer.answer_by.isoformat(),
        },
        at=at,
    )
    return Outcome(
        Fact.OFFER_SENT,
        offer.id,
        {
            "offer_id": offer.id,
            "application_id": application_id,
            "version": offer.version,
            "answer_by": offer.answer_by,
        },
    )


def _require_unanswered(offer: Offer) -> None:
    if offer.state != "sent":
        raise Conflict("offer_answered", "The offer has been answered.")


async def _to_offer(session: AsyncSession, recruitment_id: UUID, decision: Decision) -> UUID:
    if await nominations.approved(session, recruitment_id) is None:
        raise Conflict("nomination_not_approved", "The nomination has not been approved.")
    if not await preference_checked(session, recruitment_id):
        raise Conflict(
            "preference_unchecked", "Nobody has looked into preferential rights to the post."
        )
    standing = await store.alive(session, recruitment_id)
    if standing and standing.state == "accepted":
        raise Conflict("offer_accepted", "The offer has been accepted.")
    following = await store.next_ranked(session, recruitment_id)
    if following is None:
        raise Conflict("nobody_to_offer", "Nobody is left in the nomination.")
    wanted = decision.content.get("application_id")
    if wanted and UUID(wanted) != following:
        raise Conflict("not_next_ranked", "Somebody else is next in the approved nomination.")
    return following


def _require_terms(terms: Terms, at: datetime) -> None:
    fields = rules.problems(terms, at.astimezone(clock.OSLO).date())
    if fields:
        raise Invalid("terms_invalid", "The terms cannot be offered like this.", fields)


async def answer_offer(
    session: AsyncSession,
    application_id: UUID,
    person_id: UUID,
    answer: Answer,
    reason: str | None,
    version: int | None,
) -> Offer:
    """The candidate accepts or declines the newest version of the offer, in time.

    `version` is the one that was read. Raises `NotFound` to anybody else, and `Conflict` with
    `offer_lapsed`, `offer_withdrawn`, `offer_superseded` or `offer_answered`.
    """
    application = await store.own_application(session, application_id, person_id)
    if application is None:
        raise NotFound
    await open_case(session, application.recruitment_id)
    newest = await store.latest_of(session, application.id)
    if newest is None:
        raise NotFound
    at, fact = clock.now(), FACTS[answer]
    # The task before the offer, as the default of the step locks them.
    await _settle_answer(session, newest, person_id, fact, at)
    offer = await store.locked(session, newest.id)
    _require_standing(offer, version, at)
    offer.state, offer.answered_at = answer, at
    if answer == "declined":
        offer.decline_reason = (reason or "").strip() or None
        application = await store.application(session, application_id, lock=True)
        application.state = "declined"
    await audit.record(
        session,
        ANSWERED[answer],
        process_id=offer.recruitment_id,
        actor_id=person_id,
        about=offer.id,
        data={"version": offer.version},
        at=at,
    )
    await outbox.tell(session, offer.recruitment_id, fact, offer.id)
    return offer


def _require_standing(offer: Offer, version: int | None, at: datetime) -> None:
    if version is not None and version != offer.version:
        raise Conflict("offer_superseded", "A newer version of this offer has been sent.")
    if offer.state == "lapsed" or (offer.state == "sent" and at > offer.answer_by):
        raise Conflict("offer_lapsed", "The time to answer was over {when}.", when=offer.answer_by)
    if offer.state == "withdrawn":
        raise Conflict("offer_withdrawn", "The offer has been withdrawn.")
    if offer.state != "sent":
        raise Conflict("offer_answered", "The offer has been answered.")


async def unheard(session: AsyncSession, offer_id: UUID, letter_left_at: datetime | None) -> bool:
    """Whether an unanswered offer was not brought to the candidate in time for an answer."""
    offer = await store.locked(session, offer_id)
    return offer.state == "sent" and rules.came_late(offer.answer_by, letter_left_at)


async def lapse_offer(session: AsyncSession, offer_id: UUID, at: datetime) -> Fact:
    """The time to answer is out: the offer lapses, unless it was answered in time.

    Returns the fact of what has become of the offer. Safe to run again.
    """
    offer = await store.locked(session, offer_id)
    if offer.state != "sent":
        return FACTS[offer.state]
    offer.state, offer.answered_at = "lapsed", at
    application = await store.application(session, offer.application_id, lock=True)
    if application.withdrawn_at is None:
        application.state = "lapsed"
    await audit.record(
        session, AuditKind.OFFER_LAPSED, process_id=offer.recruitment_id, about=offer.id, at=at
    )
    return Fact.OFFER_LAPSED


async def answer_by(session: AsyncSession, offer_id: UUID) -> datetime:
    """Until when an offer may be answered."""
    return (await store.offer(session, offer_id)).answer_by


async def withdraw_offer(session: AsyncSession, offer_id: UUID, at: datetime) -> None:
    """Take back an offer that was sent or accepted: a check failed, or the case ends.

    Its open checks are dropped, and the next ranked can be offered the post. The process tells
    the candidate; the final answer comes when the case closes. Safe to run again.
    """
    offer = await store.locked(session, offer_id)
    if offer.state not in store.ALIVE:
        return
    was, offer.state, offer.answered_at = offer.state, "withdrawn", at
    await store.drop_open_checks(session, offer.id)
    application = await store.application(session, offer.application_id, lock=True)
    if application.withdrawn_at is None:
        application.state = "ranked"
    await audit.record(
        session,
        AuditKind.OFFER_WITHDRAWN,
        process_id=offer.recruitment_id,
        about=offer.id,
        data={"was": was},
        at=at,
    )


async def withdrawn_untold(session: AsyncSession, recruitment_id: UUID) -> list[UUID]:
    """The offers that were taken back, but of which the candidate has not been written."""
    return await store.withdrawn_untold(session, recruitment_id)


async def decline_for(session: AsyncSession, application_id: UUID, at: datetime) -> UUID | None:
    """A withdrawn application declines the offer that stands, so that the next one gets it.

    One that was accepted is given back as long as the contract is not issued; after that somebody
    has to talk to that person. Returns the offer that is void now, if one is.
    """
    newest = await store.latest_of(session, application_id)
    if newest is None:
        return None
    case = await needs.locked(session, newest.recruitment_id)
    offer = await store.locked(session, newest.id)
    fact = FREED.get(offer.state)
    if fact is None or (offer.state == "accepted" and case.phase in OVER):
        return None
    was, offer.state, offer.answered_at = offer.state, "declined", at
    await store.drop_open_checks(session, offer.id)
    application = await store.application(session, application_id)
    await audit.record(
        session,
        AuditKind.OFFER_DECLINED,
        process_id=case.id,
        actor_id=application.person_id,
        about=offer.id,
        data={"was": was},
        at=at,
    )
    await outbox.tell(session, case.id, fact, offer.id)
    return offer.id


async def own_offer(session: AsyncSession, application_id: UUID, person_id: UUID) -> Offer:
    """The newest version of the offer of one's own application; else `NotFound`."""
    application = await store.own_application(session, application_id, person_id)
    offer = await store.latest_of(session, application.id) if application else None
    if offer is None:
        raise NotFound
    return offer


async def _settle_answer(
    session: AsyncSession, offer: Offer, by: UUID, fact: Fact, at: datetime
) -> None:
    await tasks.settle(
        session,
        offer.recruitment_id,
        StepCode.ANSWER_OFFER,
        offer.id,
        by=by,
        outcome=fact,
        at=at,
    )
