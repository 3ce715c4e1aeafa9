"""What an application has done for it. Business key: the application, and what it is about."""

from temporalio import activity

from activities.ground import Ground
from services.candidates import service as candidates
from services.onboarding import service as onboarding
from services.recruitment.casefile import answers
from services.recruitment.casefile.letters import promise
from services.recruitment.offer import service as offers
from services.selection import service as selection
from workflows.payloads import names
from workflows.payloads.recruitment import (
    At,
    Candidate,
    Exemption,
    FinalAnswer,
    Promise,
    Referee,
)


class CandidateActivities:
    """One effect each, in one transaction; run again they find it done."""

    def __init__(self, ground: Ground) -> None:
        self._database = ground.database

    @activity.defn(name=names.CANDIDATE)
    async def candidate(self, ask: At) -> Candidate:
        async with self._database.transaction() as session:
            application = await candidates.get(session, ask.process)
            promised = await promise(session, application.id, ask.at)
            return Candidate(
                person=application.person_id,
                recruitment=application.recruitment_id,
                answer_by=promised.answer_by,
            )

    @activity.defn(name=names.PROMISED_ANSWER)
    async def promised_answer(self, ask: At) -> Promise:
        """Asked when a promised day passes; the deadline may have been moved since."""
        async with self._database.transaction() as session:
            promised = await promise(session, ask.process, ask.at)
            return Promise(passed=promised.passed, answer_by=promised.answer_by)

    @activity.defn(name=names.OPEN_EXEMPTION)
    async def open_exemption(self, ask: At) -> Exemption:
        """Makes the request, if one was asked for and is not settled."""
        async with self._database.transaction() as session:
            return Exemption(asked=await selection.open_exemption(session, ask.process, ask.at))

    @activity.defn(name=names.EXEMPTION_DECISION)
    async def exemption_decision(self, ask: At) -> Exemption:
        async with self._database.transaction() as session:
            request = await selection.exemption_of(session, ask.process)
            return Exemption(asked=True, decided=True, withdraw_by=request.withdraw_by)

    @activity.defn(name=names.SETTLE_EXEMPTION)
    async def settle_exemption(self, ask: At) -> None:
        async with self._database.transaction() as session:
            await selection.settle_exemption(session, ask.process, ask.at)

    @activity.defn(name=names.WITHDRAW_FROM_CASE)
    async def withdraw_from_case(self, ask: At) -> None:
        """The case no longer waits for somebody who has withdrawn."""
        async with self._database.transaction() as session:
            await selection.settle_exemption(session, ask.process, ask.at)
            await selection.withdraw(session, ask.process, ask.at)
            if given_back := await offers.decline_for(session, ask.process, ask.at):
                await onboarding.undo(session, given_back, ask.at)

    @activity.defn(name=names.REFEREE)
    async def referee(self, ask: At) -> Referee:
        async with self._database.transaction() as session:
            return Referee(person=await selection.referee_of(session, ask.subject))

    @activity.defn(name=names.FINAL_ANSWER)
    async def final_answer(self, ask: At) -> FinalAnswer:
        async with self._database.transaction() as session:
            person = await candidates.person_of(session, ask.process)
            return FinalAnswer(
                candidate=person,
                letter=await answers.final_letter(session, ask.process),
                listed=await selection.list_is_owed(session, ask.process, ask.at),
            )

    @activity.defn(name=names.MARK_ANSWERED)
    async def mark_answered(self, ask: At) -> None:
        async with self._database.transaction() as session:
            await candidates.mark_answered(session, ask.process, ask.at)
