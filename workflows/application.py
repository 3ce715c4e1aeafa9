"""One application: a receipt at once, its own requests, and a final answer in every case."""

import asyncio
from collections.abc import Coroutine, Iterable
from itertools import count
from typing import Any
from uuid import UUID

from temporalio import workflow

from workflows import steps
from workflows.effects import effect
from workflows.human_step import drop_step, human_step
from workflows.payloads import names
from workflows.payloads.codes import Decided, Fact, LetterKind
from workflows.payloads.letters import MessageState
from workflows.payloads.processes import ProcessKind, Told
from workflows.payloads.recruitment import Candidate, Exemption, FinalAnswer, Promise, Referee
from workflows.payloads.states import ApplicationState
from workflows.process import Process, stopped

ON_THE_WAY = {
    Fact.APPLICATION_AGAIN: LetterKind.APPLICATION_AGAIN,
    Fact.APPLICATION_CORRECTED: LetterKind.CORRECTION_CONFIRMED,
}
HEARD = frozenset(
    {
        Fact.APPLICATION_WITHDRAWN,
        Fact.CANDIDATE_ANSWERED,
        Fact.APPLICATION_AGAIN,
        Fact.APPLICATION_CORRECTED,
        Fact.EXEMPTION_ASKED,
        Fact.REFERENCE_ASKED,
    }
)


@workflow.defn(name=ProcessKind.APPLICATION)
class Application(Process[ApplicationState]):
    """Lives from receipt to the final answer."""

    kind = ProcessKind.APPLICATION

    @workflow.init
    def __init__(self, state: ApplicationState) -> None:
        super().__init__(state)
        self.requests: list[asyncio.Task[None]] = []
        self.exemptions: list[asyncio.Task[None]] = []

    @workflow.run
    async def run(self, state: ApplicationState) -> None:
        candidate: Candidate = await effect(names.CANDIDATE, self.now_about(), Candidate)
        self.post(LetterKind.RECEIPT, about=state.process, to=candidate.person)
        self.weigh_exemption(candidate.person)
        self.request(self.say_if_it_takes_longer(candidate))
        end = await self.until_it_ends(candidate.person)
        await stopped(*self.requests)
        if end.fact is Fact.APPLICATION_WITHDRAWN:
            await stopped(*self.exemptions)
            await drop_step(self, None, None)
            await effect(names.WITHDRAW_FROM_CASE, self.now_about())
            await self.answer(LetterKind.WITHDRAWAL_CONFIRMED, candidate.person)
        else:
            await drop_step(self, steps.GIVE_REFERENCE, None)
            final: FinalAnswer = await effect(names.FINAL_ANSWER, self.now_about(), FinalAnswer)
            await self.answer(final.letter, candidate.person)
            await self.finish_exemption(owed=final.listed)
        await self.end()

    async def until_it_ends(self, candidate: UUID) -> Told:
        """See to what the candidate sends and the case asks for, until the last word."""
        while True:
            told = await self.next_fact(lambda each: each.fact in HEARD)
            match told:
                case Told(fact=Fact.APPLICATION_AGAIN | Fact.APPLICATION_CORRECTED):
                    self.post(
                        ON_THE_WAY[told.fact],
                        about=self.state.process,
                        to=candidate,
                        occurrence=told.number,
                    )
                case Told(fact=Fact.EXEMPTION_ASKED):
                    self.weigh_exemption(candidate)
                case Told(fact=Fact.REFERENCE_ASKED, about=UUID() as reference):
                    self.request(self.ask_referee(reference))
                case Told():
                    return told
                case None:
                    continue

    def weigh_exemption(self, candidate: UUID) -> None:
        self.exemptions.append(asyncio.create_task(self.leave_off_the_list(candidate)))

    async def finish_exemption(self, *, owed: bool) -> None:
        """The list is owed to the public however the case ended, and this decision with it."""
        withdrawn = Fact.APPLICATION_WITHDRAWN
        if owed:
            await self.wait(
                lambda: (
                    all(weighing.done() for weighing in self.exemptions)
                    or any(told.fact is withdrawn for told in self.state.facts)
                )
            )
        await stopped(*self.exemptions)
        await drop_step(self, None, None)
        await effect(names.SETTLE_EXEMPTION, self.now_about())

    async def leave_off_the_list(self, candidate: UUID) -> None:
        """A request to be left off the public list, decided by itself (offentleglova § 25)."""
        request: Exemption = await effect(names.OPEN_EXEMPTION, self.now_about(), Exemption)
        if not request.asked:
            return
        decided = await human_step(self, steps.DECIDE_EXEMPTION)
        if decided.fact is Fact.EXEMPTION_GRANTED:
            self.post(LetterKind.EXEMPTION_GRANTED, about=self.state.process, to=candidate)
        else:
            self.post(LetterKind.EXEMPTION_REFUSED, about=self.state.process, to=candidate)
            refused: Exemption = await effect(names.EXEMPTION_DECISION, self.now_about(), Exemption)
            if refused.withdraw_by:
                await self.until(refused.withdraw_by)
        await effect(names.SETTLE_EXEMPTION, self.now_about())

    async def say_if_it_takes_longer(self, candidate: Candidate) -> None:
        """Whenever a promised day passes without an answer, the candidate is told the next one."""
        answer_by = candidate.answer_by
        for delay in count(1):
            await self.until(answer_by)
            promise: Promise = await effect(names.PROMISED_ANSWER, self.now_about(), Promise)
            if promise.passed:
                self.post(
                    LetterKind.DELAY,
                    about=self.state.process,
                    to=candidate.person,
                    occurrence=delay,
                )
            answer_by = promise.answer_by

    async def ask_referee(self, reference: UUID) -> None:
        """A reference, asked for by link, with reminder, and closed if none comes."""
        referee: Referee = await effect(names.REFEREE, self.now_about(reference), Referee)
        given = await human_step(
            self,
            steps.GIVE_REFERENCE,
            reference,
            first_letter=LetterKind.REFERENCE_ASKED,
            reminder=LetterKind.REFERENCE_REMINDER,
        )
        if given.fact is Fact.REFERENCE_GIVEN:
            self.post(LetterKind.REFERENCE_THANKS, about=reference, to=referee.person)

    async def answer(self, letter: LetterKind | None, candidate: UUID) -> None:
        """The last letter; if it cannot be delivered, a person answers in another way."""
        if letter:
            sent = await self.letter(letter, about=self.state.process, to=candidate)
            if sent.state is MessageState.FAILED:
                await human_step(self, steps.ANSWER_BY_HAND)
        await effect(names.MARK_ANSWERED, self.now_about())

    def request(self, work: Coroutine[Any, Any, None]) -> None:
        """Something that is dropped when the application ends."""
        self.requests.append(asyncio.create_task(work))

    def takes_now(self) -> Iterable[Decided]:
        return (Decided.DECIDE_EXEMPTION, Decided.SETTLE_STEP)
