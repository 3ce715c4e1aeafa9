"""A recruitment, from the need to the closed case, as it is led.

Each phase is a method that says what is waited for and returns the phase that follows. Some facts
(an extended deadline, a cancelled case …) end whatever is waited for and take the case elsewhere.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from temporalio import workflow

from workflows import steps
from workflows.effects import effect
from workflows.hiring import Hiring
from workflows.human_step import drop_step
from workflows.payloads import names
from workflows.payloads.codes import Decided, Ending, Fact, LetterKind, Phase
from workflows.payloads.phases import TAKEN_IN
from workflows.payloads.processes import ProcessKind, Told
from workflows.payloads.recruitment import (
    AdvertTimes,
    Conclude,
    FreezeList,
    Frozen,
    Outstanding,
    People,
    ScoresOpened,
)
from workflows.payloads.states import RecruitmentState
from workflows.process import stopped

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
    Fact.INTERVIEW_INVITED,
    Fact.INTERVIEW_CANCELLED,
)
ONLY_NOTICED = frozenset({Fact.EXEMPTION_SETTLED, Fact.APPLICATION_WITHDRAWN})
ENDING_LETTERS = {
    Ending.SEARCH_FAILED: LetterKind.SEARCH_FAILED,
    Ending.CANCELLED: LetterKind.CASE_CANCELLED,
}


def is_over(scores: asyncio.Task[Told]) -> bool:
    """Whether an assessor gave marks or was taken off, so that what is owed now is asked anew."""
    if not scores.done():
        return False
    return scores.cancelled() or scores.result().fact is Fact.SCORES_SUBMITTED


@workflow.defn(name=ProcessKind.RECRUITMENT)
class Recruitment(Hiring):
    """The five steps; the fifth, onboarding, is a process of its own that this one starts."""

    kind = ProcessKind.RECRUITMENT

    @workflow.init
    def __init__(self, state: RecruitmentState) -> None:
        super().__init__(state)

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
        self.post_what_is_left()
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

    async def pass_question_on(self, told: Told) -> None:
        """What somebody asks about the advert goes to whom it names."""
        asked: People = await effect(names.ASKED_OF, self.now_about(told.about), People)
        for person in asked.people:
            self.post(LetterKind.ADVERT_QUESTION, about=told.about, to=person)

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

        def is_to_be_asked(assessor: UUID) -> bool:
            return assessor not in scoring or is_over(scoring[assessor])

        while True:
            changes = self.panel_changes()
            panel: People = await effect(names.PANEL, self.now_about(), People)
            for assessor, scores in scoring.items():
                if not scores.done() and assessor not in panel.people:
                    await stopped(scores)
                    await drop_step(self, steps.SCORE, assessor)
            for assessor in filter(is_to_be_asked, panel.people):
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
            owing: People = await effect(names.PANEL, self.now_about(), People)
            if not any(map(is_to_be_asked, owing.people)):
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
        withdrawn: list[UUID] = await effect(names.ANSWER_CANDIDATES, ending, list[UUID])
        for offer in withdrawn:
            await self.tell_offer_withdrawn(offer)
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

    def acts_at_once(self, told: Told) -> bool:
        if told.fact is Fact.QUESTION_ASKED:
            self.duty(self.pass_question_on(told))
            return True
        if told.fact in INTERVIEW_LETTERS:
            self.duty(self.write_to_interviewee(told))
        elif told.fact is Fact.ASSESSOR_REPLACED:
            self.duty(self.ask_for_conflicts())
            return False
        return told.fact in INTERVIEW_LETTERS or told.fact in ONLY_NOTICED

    def takes_now(self) -> Iterable[Decided]:
        return TAKEN_IN[self.where()]
