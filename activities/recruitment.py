"""What a recruitment has done for it. Business key: the case, and the thing it is about."""

from uuid import UUID

from temporalio import activity

from activities.ground import Ground
from services.candidates.enquiries import service as enquiries
from services.kit.processes import outbox
from services.onboarding import service as onboarding
from services.recruitment import service as recruitment
from services.recruitment.casefile import answers, closing
from services.recruitment.offer import service as offers
from services.selection import service as selection
from workflows.payloads import names
from workflows.payloads.codes import StepCode
from workflows.payloads.recruitment import (
    At,
    Conclude,
    EnterPhase,
    FreezeList,
    Frozen,
    Gate,
    Gates,
    NextOffer,
    Outstanding,
    People,
    ScoresOpened,
)

STEP_OF_CHECK = {
    "identity": StepCode.CHECK_IDENTITY,
    "authorisation": StepCode.CHECK_AUTHORISATION,
    "police_certificate": StepCode.CHECK_POLICE_CERTIFICATE,
    "health": StepCode.CHECK_HEALTH,
    "language": StepCode.CHECK_LANGUAGE,
}


class RecruitmentActivities:
    """One effect each, in one transaction; run again they find it done."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._database = ground.database

    @activity.defn(name=names.ENTER_PHASE)
    async def enter_phase(self, ask: EnterPhase) -> None:
        async with self._database.transaction() as session:
            await recruitment.enter_phase(session, ask.process, ask.phase, ask.at)

    @activity.defn(name=names.OUTSTANDING)
    async def outstanding(self, ask: At) -> Outstanding:
        async with self._database.transaction() as session:
            # Read before it: what comes in between is not outstanding, and stays told.
            told = await outbox.last_told(session, ask.process)
            lacks = await recruitment.outstanding(session, ask.process)
            return Outstanding(lacks.discussion, lacks.preference, told)

    @activity.defn(name=names.FREEZE_LIST)
    async def freeze_list(self, ask: FreezeList) -> Frozen:
        async with self._database.transaction() as session:
            if await selection.pending_exemptions(session, ask.process, ask.deadline):
                return Frozen(frozen=False)
            frozen = await selection.freeze_list(session, ask.process, ask.deadline, ask.at)
            return Frozen(frozen=frozen is not None)

    @activity.defn(name=names.READERS)
    async def readers(self, ask: At) -> People:
        """Who is to see applicants and has not declared conflicts."""
        async with self._database.transaction() as session:
            return People(people=await selection.readers(session, ask.process, ask.at))

    @activity.defn(name=names.SHORTLISTED)
    async def shortlisted(self, ask: At) -> People:
        async with self._database.transaction() as session:
            return People(people=await selection.shortlisted(session, ask.process))

    @activity.defn(name=names.INTERVIEWEE)
    async def interviewee(self, ask: At) -> People:
        async with self._database.transaction() as session:
            return People(people=[await selection.interviewee(session, ask.subject)])

    @activity.defn(name=names.ASKED_OF)
    async def asked_of(self, ask: At) -> People:
        """Who is to answer a question about the advert."""
        async with self._database.transaction() as session:
            return People(people=await enquiries.asked_of(session, ask.subject))

    @activity.defn(name=names.PANEL)
    async def panel(self, ask: At) -> People:
        """The assessors whose marks are waited for."""
        async with self._database.transaction() as session:
            return People(people=await selection.panel(session, ask.process))

    @activity.defn(name=names.OPEN_SCORES)
    async def open_scores(self, ask: At) -> ScoresOpened:
        async with self._database.transaction() as session:
            opening = await selection.open_scores(session, ask.process, ask.at)
            return ScoresOpened(opened=opening.opened)

    @activity.defn(name=names.NEXT_TO_OFFER)
    async def next_to_offer(self, ask: At) -> NextOffer:
        async with self._database.transaction() as session:
            application = await offers.next_to_offer(session, ask.process)
            # Read after it, so that it is not older than what the process is told of it.
            told = await outbox.last_told(session, ask.process)
            return NextOffer(application=application, told=told)

    @activity.defn(name=names.OFFEREE)
    async def offeree(self, ask: At) -> People:
        """Whom an offer is for."""
        async with self._database.transaction() as session:
            return People(people=[await offers.candidate_of(session, ask.subject)])

    @activity.defn(name=names.REQUIRED_CHECKS)
    async def required_checks(self, ask: At) -> Gates:
        async with self._database.transaction() as session:
            checks = await offers.required_checks(session, ask.subject, ask.at)
            candidate = await offers.candidate_of(session, ask.subject)
            gates = [Gate(check=each.id, step=STEP_OF_CHECK[each.kind]) for each in checks]
            return Gates(gates=gates, candidate=candidate)

    @activity.defn(name=names.WITHDRAW_OFFER)
    async def withdraw_offer(self, ask: At) -> None:
        async with self._database.transaction() as session:
            await offers.withdraw_offer(session, ask.subject, ask.at)
            await onboarding.undo(session, ask.subject, ask.at)

    @activity.defn(name=names.HAND_OVER_TO_ONBOARDING)
    async def hand_over_to_onboarding(self, ask: At) -> None:
        async with self._database.transaction() as session:
            await onboarding.hand_over(session, ask.subject, ask.at)

    @activity.defn(name=names.ANSWER_CANDIDATES)
    async def answer_candidates(self, ask: Conclude) -> list[UUID]:
        """Returns the offers that fell with the case, of which the candidates are to be told."""
        async with self._database.transaction() as session:
            await answers.answer_candidates(session, ask.process, ask.ending, ask.at)
            await onboarding.undo_withdrawn(session, ask.process, ask.at)
            return await offers.withdrawn_untold(session, ask.process)

    @activity.defn(name=names.CASE_MEMBERS)
    async def case_members(self, ask: At) -> People:
        """Who is to know how the case ended."""
        async with self._database.transaction() as session:
            return People(people=await recruitment.members(session, ask.process))

    @activity.defn(name=names.CLOSE_CASE)
    async def close_case(self, ask: Conclude) -> None:
        await closing.close_case(
            self._database, self._ground.files, ask.process, ask.ending, ask.at
        )
