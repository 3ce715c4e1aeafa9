"""Hiring: the offer down the nomination, the checks before the first day, and the contract."""

from uuid import UUID

from workflows import steps
from workflows.effects import effect
from workflows.human_step import drop_step, human_step
from workflows.led import Led
from workflows.payloads import names
from workflows.payloads.codes import Ending, Fact, LetterKind, Phase
from workflows.payloads.processes import Told
from workflows.payloads.recruitment import Gate, Gates, NextOffer, Outstanding, People
from workflows.process import stopped


def is_offer(told: Told) -> bool:
    """Whether an offer was sent."""
    return told.fact is Fact.OFFER_SENT


class Hiring(Led):
    """The fourth step of a recruitment."""

    async def offer(self) -> Phase:
        """Down the nomination, until somebody accepts or nobody is left."""
        while sent := await self.next_offer():
            if await self.is_accepted(sent):
                return Phase.CHECKS
        self.state.ending = Ending.SEARCH_FAILED
        return Phase.CLOSING

    async def next_offer(self) -> Told | None:
        """The offer to the next ranked; None when nobody is left.

        Only who has heard of every offer sent so far can tell who is next. Preferential rights
        come and go, so they are looked into before each (aml §§ 14-2, 14-3).
        """
        while True:
            if sent := self.taken(is_offer):
                return sent
            ranked: NextOffer = await effect(names.NEXT_TO_OFFER, self.now_about(), NextOffer)
            if self.state.heard.up_to < ranked.told:
                await self.wait(lambda: self.state.heard.up_to >= ranked.told)  # noqa: B023
                continue
            if not ranked.application:
                return None
            lacks: Outstanding = await effect(names.OUTSTANDING, self.now_about(), Outstanding)
            if not lacks.preference:
                return await self.ask(steps.MAKE_OFFER)
            # What was found before an earlier offer does not count for this one.
            self.forget({Fact.PREFERENCE_CHECKED}, up_to=lacks.told)
            await self.look_into_preference()

    async def look_into_preference(self) -> None:
        """Until HR has looked; that it has is also seen from an offer, which is else refused."""
        step = steps.CHECK_PREFERENCE_BEFORE_OFFER
        looking = self.within(self.ask(step))
        await self.wait(lambda: looking.done() or any(map(is_offer, self.state.facts)))
        if looking.done():
            looking.result()
            return
        await stopped(looking)
        await drop_step(self, step, None)

    async def is_accepted(self, sent: Told) -> bool:
        """The candidate answers by link; silence counts, and a new version asks anew."""
        after = {
            Fact.OFFER_DECLINED: LetterKind.OFFER_DECLINED,
            Fact.OFFER_LAPSED: LetterKind.OFFER_LAPSED,
        }
        while True:
            asked: People = await effect(names.OFFEREE, self.now_about(sent.about), People)
            candidate = asked.people[0]
            self.post(LetterKind.OFFER, about=sent.about, to=candidate)
            answering = self.within(self.answer_to_offer(sent.about))
            await self.wait(lambda: answering.done() or self.is_superseded(sent))  # noqa: B023
            if not answering.done() and (newer := self.taken(is_offer)):
                await stopped(answering)
                await drop_step(self, steps.ANSWER_OFFER, sent.about)
                sent = newer
                continue
            answer = answering.result()
            if answer.fact is Fact.OFFER_ACCEPTED:
                self.state.offer = sent.about
                return True
            if answer.fact in after:
                self.post(after[answer.fact], about=sent.about, to=candidate)
            return False

    def is_superseded(self, sent: Told) -> bool:
        """Whether a newer version was sent before there was an answer to this one."""
        answers = steps.ANSWER_OFFER.ended_by
        answered = any(
            told.fact in answers and told.about == sent.about for told in self.state.facts
        )
        return not answered and any(map(is_offer, self.state.facts))

    async def answer_to_offer(self, offer: UUID | None) -> Told:
        return await human_step(
            self,
            steps.ANSWER_OFFER,
            offer,
            first_letter=None,
            reminder=LetterKind.OFFER_REMINDER,
        )

    async def check(self) -> Phase:
        """Gates before the first day, all at once; one that fails opens the offer to the next."""
        await effect(names.HAND_OVER_TO_ONBOARDING, self.now_about(self.state.offer))
        required: Gates = await effect(
            names.REQUIRED_CHECKS, self.now_about(self.state.offer), Gates
        )
        if await self.all_passed(required.gates):
            return Phase.CONTRACT
        await effect(names.WITHDRAW_OFFER, self.now_about(self.state.offer))
        self.post(LetterKind.OFFER_WITHDRAWN, about=self.state.offer, to=required.candidate)
        self.state.offer = None
        return Phase.OFFER

    async def all_passed(self, gates: list[Gate]) -> bool:
        checks = [self.within(self.ask(steps.CHECKS[gate.step], gate.check)) for gate in gates]

        def failed() -> bool:
            return any(
                check.done() and check.result().fact is Fact.CHECK_FAILED for check in checks
            )

        await self.wait(lambda: failed() or all(check.done() for check in checks))
        if not failed():
            return True
        for gate, check in zip(gates, checks, strict=True):
            if not check.done():
                await stopped(check)
                await drop_step(self, steps.CHECKS[gate.step], gate.check)
        return False

    async def tell_offer_withdrawn(self, offer: UUID) -> None:
        """Whoever had an offer when the case ended hears that it is gone."""
        had: People = await effect(names.OFFEREE, self.now_about(offer), People)
        self.post(LetterKind.OFFER_WITHDRAWN, about=offer, to=had.people[0])

    async def sign_contract(self) -> Phase:
        """The contract with every item the law lists (aml § 14-6)."""
        await self.ask(steps.ISSUE_CONTRACT)
        required: Gates = await effect(
            names.REQUIRED_CHECKS, self.now_about(self.state.offer), Gates
        )
        self.post(LetterKind.CONTRACT, about=self.state.offer, to=required.candidate)
        self.state.ending = Ending.HIRED
        return Phase.CLOSING
