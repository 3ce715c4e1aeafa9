"""A recruitment, from the need to the closed case, as it is led.

Each phase is a method that says what is waited for and returns the phase that follows. Some facts
(an extended deadline, a cancelled case …) end whatever is waited for and take the case elsewhere.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from temporalio import workflow

from workflows import steps
from workflows.effects import effect
from workflows.human_step import drop_step, human_step
from workflows.payloads import names
from workflows.payloads.codes import Decided, Ending, Fact, LetterKind, Phase
from workflows.payloads.phases import LEADS_TO, TAKEN_IN, TURNS
from workflows.payloads.processes import ProcessKind, Told
from workflows.payloads.recruitment import (
    AdvertTimes,
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
from workflows.payloads.states import RecruitmentState
from workflows.process import Process, stopped
from workflows.steps import Step

LETTERS_MAY_TAKE = timedelta(days=3)
"""After this, a case whose candidates are not all answered becomes a task for a person."""

SELECTING = frozenset({Phase.SCREENING, Phase.INTERVIEWS, Phase.NOMINATION})
INTERVIEW_LETTERS = {
    Fact.INTERVIEW_INVITED: LetterKind.INTERVIEW_INVITATION,
    Fact.INTERVIEW_MOVED: LetterKind.INTERVIEW_CHANGE,
    Fact.INTERVIEW_CANCELLED: LetterKind.INTERVIEW_CANCELLATION,
}
PANEL_CHANGES = (
    Fact.ASSESSOR_REPLACED,
    Fact.CONFLICTS_DECLARED,
    Fact.APPLICATION_WITHDRAWN,
)
ONLY_NOTICED = frozenset({Fact.EXEMPTION_SETTLED, Fact.APPLICATION_WITHDRAWN})
ENDINGS = {Fact.CASE_CANCELLED: Ending.CANCELLED, Fact.SEARCH_FAILED: Ending.SEARCH_FAILED}
ENDING_LETTERS = {
    Ending.SEARCH_FAILED: LetterKind.SEARCH_FAILED,
    Ending.CANCELLED: LetterKind.CASE_CANCELLED,
}


T = TypeVar("T")


def is_over(scores: asyncio.Task[Told]) -> bool:
    """Whether an assessor gave marks or was taken off, so that what is owed now is asked anew."""
    if not scores.done():
        return False
    return scores.cancelled() or scores.result().fact is Fact.SCORES_SUBMITTED


@workflow.defn(name=ProcessKind.RECRUITMENT)
class Recruitment(Process[RecruitmentState]):
    """The five steps; the fifth, onboarding, is a process of its own that this one starts."""

    kind = ProcessKind.RECRUITMENT

    @workflow.init
    def __init__(self, state: RecruitmentState) -> None:
        super().__init__(state)
        self.declarations: dict[UUID, asyncio.Task[Told]] = {}
        self._within: list[asyncio.Task[Any]] = []
        self._taken: list[Told] = []

    @workflow.run
    async def run(self, state: RecruitmentState) -> None:
        phases = {
            Phase.JOB_ANALYSIS: self.analyse_job,
            Phase.APPROVAL: self.approve_need,
            Phase.ADVERT_PREPARATION: self.prepare_advert,
            Phase.ADVERTISED: self.advertise,
            Phase.SCREENING: self.screen,
            Phase.INTERVIEWS: self.interview,
            Phase.NOMINATION: self.nominate,
            Phase.OFFER: self.offer,
            Phase.CHECKS: self.check,
            Phase.CONTRACT: self.sign_contract,
            Phase.CLOSING: self.close,
        }
        lists = [self.duty(self.draw_up_list(deadline)) for deadline in state.lists_due]
        self.lists = dict(zip(state.lists_due, lists, strict=True))
        if state.phase in SELECTING:
            await self.ask_for_conflicts()
        while work := phases.get(state.phase):
            await self.enter(await self.unless_turned(work()))
            if self.is_long() and not state.lists_due:
                await self.go_on_in_a_new_run()
        await self.end()

    # 1. Job analysis

    async def analyse_job(self) -> Phase:
        """The leader describes the need, answers the alternatives and sets the profile."""
        await self.ask(steps.ANALYSE_JOB)
        return Phase.APPROVAL

    async def approve_need(self) -> Phase:
        """Discussed with the union and checked for preferential rights, then approved."""
        lacks: Outstanding = await effect(names.OUTSTANDING, self.now_about(), Outstanding)
        # What was said of the need before it was changed does not count for it now.
        self.forget({Fact.NEED_DISCUSSED, Fact.PREFERENCE_CHECKED}, up_to=lacks.told)
        asked = [
            *([steps.DISCUSS_NEED] if lacks.discussion else []),
            *([steps.CHECK_PREFERENCE_BEFORE_ADVERT] if lacks.preference else []),
        ]
        await asyncio.gather(*map(self.ask, asked))
        answer = await self.ask(steps.APPROVE_NEED)
        if answer.fact is Fact.NEED_RETURNED:
            return Phase.JOB_ANALYSIS
        return Phase.ADVERT_PREPARATION

    # 2. Advertising

    async def prepare_advert(self) -> Phase:
        """The advert is written in two languages and given its times."""
        await self.ask(steps.PUBLISH_ADVERT)
        return Phase.ADVERTISED

    async def advertise(self) -> Phase:
        """Open and close at the given times; every deadline once published keeps its duty."""
        times: AdvertTimes = await effect(names.ADVERT_TIMES, self.now_about(), AdvertTimes)
        if times.closes_at not in self.state.lists_due:
            self.state.lists_due.append(times.closes_at)
            self.lists[times.closes_at] = self.duty(self.draw_up_list(times.closes_at))
        await self.until(times.opens_at)
        house: People = await effect(names.OPEN_ADVERT, self.now_about(times.advert), People)
        for person in house.people:
            self.post(LetterKind.INTERNAL_NOTICE, about=times.advert, to=person)
        await self.until(times.closes_at)
        await effect(names.CLOSE_ADVERT, self.now_about(times.advert))
        return Phase.SCREENING

    async def draw_up_list(self, deadline: datetime) -> None:
        """The public applicant list, once all requests to be left off it are settled."""
        await self.until(deadline)
        while True:
            settled = self.noticed[Fact.EXEMPTION_SETTLED]
            list_: Frozen = await effect(
                names.FREEZE_LIST,
                FreezeList(process=self.state.process, deadline=deadline, at=workflow.now()),
                Frozen,
            )
            if list_.frozen:
                break
            await self.wait(lambda: self.noticed[Fact.EXEMPTION_SETTLED] > settled)  # noqa: B023
        self.state.lists_due.remove(deadline)

    # 3. Selection

    async def screen(self) -> Phase:
        """Conflicts are declared, then every application is held against the musts."""
        await self.ask_for_conflicts()
        await self.ask(steps.SCREEN)
        await self.ask(steps.SHORTLIST)
        return Phase.INTERVIEWS

    async def interview(self) -> Phase:
        """Everyone on the shortlist is interviewed, and the panel gives its marks sealed."""
        invited: People = await effect(names.SHORTLISTED, self.now_about(), People)
        if not invited.people:
            self.state.ending = Ending.SEARCH_FAILED
            return Phase.CLOSING
        await self.ask(steps.INVITE)
        await self.collect_scores()
        return Phase.NOMINATION

    async def write_to_interviewee(self, told: Told) -> None:
        """Invitation, change or cancellation, as it was decided."""
        interviewee: People = await effect(names.INTERVIEWEE, self.now_about(told.about), People)
        self.post(
            INTERVIEW_LETTERS[told.fact],
            about=told.about,
            to=interviewee.people[0],
            occurrence=told.number,
        )

    async def collect_scores(self) -> None:
        """Marks open when the whole panel has given them; late, when at least two have."""
        scoring: dict[UUID, asyncio.Task[Told]] = {}
        while True:
            changes = self.panel_changes()
            panel: People = await effect(names.PANEL, self.now_about(), People)
            for assessor, scores in scoring.items():
                if not scores.done() and assessor not in panel.people:
                    scores.cancel()
                    await drop_step(self, steps.SCORE, assessor)
            for assessor in panel.people:
                scores = scoring.get(assessor)
                if scores is None or is_over(scores):
                    scoring[assessor] = self.within(self.ask(steps.SCORE, assessor))
            await self.wait(
                lambda: (
                    self.panel_changes() > changes  # noqa: B023
                    or all(task.done() for task in scoring.values())
                )
            )
            if self.panel_changes() > changes:
                continue
            opened: ScoresOpened = await effect(names.OPEN_SCORES, self.now_about(), ScoresOpened)
            if opened.opened:
                return
            await self.ask(steps.COMPLETE_PANEL)

    def panel_changes(self) -> int:
        """How often it changed who judges whom, as far as this run has heard."""
        return sum(self.noticed[fact] for fact in PANEL_CHANGES)

    async def nominate(self) -> Phase:
        """The leader ranks with reasons, the union remarks, another than the author decides."""
        while True:
            nomination = await self.ask(steps.NOMINATE)
            await self.ask(steps.REMARK_ON_NOMINATION, nomination.about)
            answer = await self.ask(steps.DECIDE_NOMINATION, nomination.about)
            if answer.fact is not Fact.NOMINATION_RETURNED:
                return Phase.OFFER

    # 4. Hiring

    async def offer(self) -> Phase:
        """Down the nomination, until somebody accepts or nobody is left."""
        await self.ask(steps.CHECK_PREFERENCE_BEFORE_OFFER)
        while sent := await self.next_offer():
            if await self.is_accepted(sent):
                return Phase.CHECKS
        self.state.ending = Ending.SEARCH_FAILED
        return Phase.CLOSING

    async def next_offer(self) -> Told | None:
        """The offer to the next ranked; None when nobody is left.

        Only who has heard of every offer sent so far can tell who is next.
        """
        while True:
            if sent := self.taken(lambda told: told.fact is Fact.OFFER_SENT):
                return sent
            ranked: NextOffer = await effect(names.NEXT_TO_OFFER, self.now_about(), NextOffer)
            if self.state.heard.up_to >= ranked.told:
                return await self.ask(steps.MAKE_OFFER) if ranked.application else None
            await self.wait(lambda: self.state.heard.up_to >= ranked.told)  # noqa: B023

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
            newer = self.within(self.told(Fact.OFFER_SENT))
            await self.wait(lambda: answering.done() or newer.done())  # noqa: B023
            if not answering.done() and (again := newer.result()):
                answering.cancel()
                await drop_step(self, steps.ANSWER_OFFER, sent.about)
                sent = again
                continue
            newer.cancel()
            answer = answering.result()
            if answer.fact is Fact.OFFER_ACCEPTED:
                self.state.offer = sent.about
                return True
            if answer.fact in after:
                self.post(after[answer.fact], about=sent.about, to=candidate)
            return False

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
                check.cancel()
                await drop_step(self, steps.CHECKS[gate.step], gate.check)
        return False

    async def sign_contract(self) -> Phase:
        """The contract with every item the law lists (aml § 14-6)."""
        await self.ask(steps.ISSUE_CONTRACT)
        required: Gates = await effect(
            names.REQUIRED_CHECKS, self.now_about(self.state.offer), Gates
        )
        self.post(LetterKind.CONTRACT, about=self.state.offer, to=required.candidate)
        self.state.ending = Ending.HIRED
        return Phase.CLOSING

    # Closing

    async def close(self) -> Phase:
        """Everyone is answered, then the decision file is written and the case is closed."""
        await self.stop_asking()
        ending = Conclude(
            process=self.state.process,
            ending=self.state.ending or Ending.SEARCH_FAILED,
            at=workflow.now(),
        )
        await effect(names.CLOSE_ADVERT, self.now_about())
        await effect(names.ANSWER_CANDIDATES, ending)
        await self.tell_members(ending.ending)
        if not await self.told(Fact.ALL_ANSWERED, until=workflow.now() + LETTERS_MAY_TAKE):
            await self.ask(steps.ANSWER_CANDIDATES)
        for deadline, list_ in self.lists.items():
            if deadline > workflow.now():
                list_.cancel()
        await self.wait(lambda: all(task.done() for task in self.lists.values()))
        await effect(
            names.CLOSE_CASE,
            Conclude(process=ending.process, ending=ending.ending, at=workflow.now()),
        )
        return Phase.CLOSED

    async def tell_members(self, ending: Ending) -> None:
        """A case that ends without an appointment is told of to everyone with a part in it."""
        if letter := ENDING_LETTERS.get(ending):
            members: People = await effect(names.CASE_MEMBERS, self.now_about(), People)
            for member in members.people:
                self.post(letter, about=self.state.process, to=member)

    # How it is led

    async def ask(self, step: Step, about: UUID | None = None) -> Told:
        """Wait for a person; see `human_step`."""
        return await human_step(self, step, about)

    async def ask_for_conflicts(self) -> None:
        """Everyone who is to see applicants says first with whom there is a conflict."""
        undeclared: People = await effect(names.READERS, self.now_about(), People)
        for person in undeclared.people:
            if person not in self.declarations or self.declarations[person].done():
                asking = self.ask(steps.DECLARE_CONFLICTS, person)
                self.declarations[person] = asyncio.create_task(asking)

    async def stop_asking(self) -> None:
        """Nobody is waited for any longer."""
        await stopped(*self.declarations.values())
        self.declarations.clear()
        await drop_step(self, None, None)

    async def enter(self, phase: Phase) -> None:
        """Write where the case is, for everyone who reads it."""
        self.state.phase = phase
        await effect(
            names.ENTER_PHASE,
            EnterPhase(process=self.state.process, phase=phase, at=workflow.now()),
        )

    async def unless_turned(self, work: Coroutine[Any, Any, Phase]) -> Phase:
        """Let a phase run to its end, unless a fact takes the case elsewhere first."""
        self._taken.clear()
        phase = asyncio.create_task(work)
        turn = asyncio.create_task(self.told(*TURNS))
        await self.wait(lambda: phase.done() or turn.done())
        turned = turn.result() if turn.done() else None
        await stopped(turn, phase, *self._within)
        self._within.clear()
        if turned is None:
            return phase.result()
        await self.stop_asking()
        # What was told before the turn was about what it put an end to.
        facts = [*self._taken, *self.state.facts]
        self.state.facts = [each for each in facts if each.number > turned.number]
        if turned.fact in ENDINGS:
            self.state.ending = ENDINGS[turned.fact]
        elif turned.fact is Fact.ACCEPTANCE_WITHDRAWN:
            self.state.offer = None
        return LEADS_TO[turned.fact]

    def forget(self, facts: Collection[Fact], *, up_to: int) -> None:
        """Leave what was told of these, up to a number, out of account."""
        self.state.facts = [
            told for told in self.state.facts if told.fact not in facts or told.number > up_to
        ]

    def within(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """What a phase waits for beside something else; it ends with the phase."""
        task = asyncio.create_task(work)
        self._within.append(task)
        return task

    def taken(self, matches: Callable[[Told], bool]) -> Told | None:
        told = super().taken(matches)
        if told:
            self._taken.append(told)
        return told

    def acts_at_once(self, told: Told) -> bool:
        if told.fact in INTERVIEW_LETTERS:
            self.duty(self.write_to_interviewee(told))
        elif told.fact is Fact.ASSESSOR_REPLACED:
            self.duty(self.ask_for_conflicts())
            return False
        return told.fact in INTERVIEW_LETTERS or told.fact in ONLY_NOTICED

    def takes_now(self) -> Iterable[Decided]:
        return TAKEN_IN[self.state.phase]

    def where(self) -> str:
        return self.state.phase

    async def go_on_in_a_new_run(self) -> None:
        """Leave a long history behind; what was asked of people stays as it is."""
        await self.rest()
        workflow.continue_as_new(self.state)
