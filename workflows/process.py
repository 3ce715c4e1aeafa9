"""What every process does: hear facts once, take decisions, send letters, wait, and end."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ApplicationError, is_cancelled_exception

from workflows.effects import effect, mail
from workflows.payloads import names
from workflows.payloads.codes import Decided, Fact, LetterKind, StepCode
from workflows.payloads.letters import LetterSent, MessageState, SendLetter
from workflows.payloads.processes import Decide, Heard, ProcessKind, RecordDecision, Told
from workflows.payloads.recruitment import At
from workflows.payloads.states import Asked, ProcessState

ROOM = 1_500
"""Events after which a process goes on in a new run, at its next resting point."""

LEAVES_WITHIN = timedelta(minutes=1)
"""A letter that has not left by then goes on being tried in the new run."""

S = TypeVar("S", bound=ProcessState)


async def stopped(*tasks: asyncio.Task[Any]) -> None:
    """Cancel what is not done of these, and wait until it is; done ones keep their result.

    That may last: an effect that was begun is done first.
    """
    called_off = [task for task in tasks if not task.done()]
    for task in called_off:
        task.cancel()
    for ended in await asyncio.gather(*called_off, return_exceptions=True):
        if isinstance(ended, BaseException) and not is_cancelled_exception(ended):
            raise ended


class Process(Generic[S]):
    """The part of a process that has nothing to do with what it is about."""

    kind: ClassVar[ProcessKind]

    def __init__(self, state: S) -> None:
        self.state = state
        self.noticed: Counter[Fact] = Counter()
        self._duties: list[asyncio.Task[Any]] = []
        self._letters: list[asyncio.Task[Any]] = []

    # what it hears

    @workflow.signal
    async def hear(self, told: Told) -> None:
        """A numbered fact from the relay; heard before, it does nothing."""
        self._take(told)

    @workflow.query
    def heard(self) -> Heard:
        """What the reconciler compares with the outbox."""
        return self.state.heard

    @workflow.update
    async def decide(self, decide: Decide) -> Told | None:
        """A decision: recorded or refused by the activity, and only then acted on."""
        told: Told | None = await effect(
            names.RECORD_DECISION,
            RecordDecision(decision=decide.decision, at=workflow.now()),
            Told | None,
        )
        if told:
            self._take(told)
        return told

    @decide.validator
    def _takes(self, decide: Decide) -> None:
        if decide.kind not in self.takes_now():
            raise ApplicationError(
                "the process does not take this now", self.where(), type="process_is_past"
            )

    def takes_now(self) -> Iterable[Decided]:
        """The decisions this process takes where it is; always, what to do about a stopped step."""
        return (Decided.SETTLE_STEP,)

    def where(self) -> str:
        """Where the process stands, as a code."""
        return "open"

    def hear_own(self, told: Told) -> None:
        """A fact that one of the process's own activities recorded."""
        self._take(told)

    def _take(self, told: Told) -> None:
        if self.state.heard.has(told.number):
            return
        self.state.heard = self.state.heard.plus(told.number)
        self.state.early.append(told)
        # In the order in which they came about: an answer must not be overtaken by what follows it.
        for each in sorted(self.state.early, key=lambda early: early.number):
            if each.number <= self.state.heard.up_to:
                self.state.early.remove(each)
                self._act_on(each)

    def _act_on(self, told: Told) -> None:
        self.noticed[told.fact] += 1
        if not self.acts_at_once(told):
            self.state.facts.append(told)

    def acts_at_once(self, told: Told) -> bool:
        """Whether a fact is dealt with (as a duty) when it comes, so that nobody waits for it."""
        return False

    # what it waits for

    def taken(self, matches: Callable[[Told], bool]) -> Told | None:
        """The first waiting fact that matches, taken off the pile."""
        for told in self.state.facts:
            if matches(told):
                self.state.facts.remove(told)
                return told
        return None

    async def next_fact(
        self, matches: Callable[[Told], bool], *, until: datetime | None = None
    ) -> Told | None:
        """Wait for a fact that matches; None when the time was out first.

        The fact is taken only after waking, so that somebody cancelled meanwhile takes none.
        """
        while True:
            in_time = await self.wait(lambda: any(map(matches, self.state.facts)), until=until)
            if told := self.taken(matches):
                return told
            if not in_time:
                return None

    async def told(self, *facts: Fact, until: datetime | None = None) -> Told | None:
        """Wait for one of these facts; None when the time was out first."""
        return await self.next_fact(lambda told: told.fact in facts, until=until)

    async def wait(self, condition: Callable[[], bool], *, until: datetime | None = None) -> bool:
        """Wait for a condition, at most until an instant; False when the time was out first."""
        if until is None:
            await workflow.wait_condition(condition)
            return True
        left = (until - workflow.now()).total_seconds()
        if left <= 0:
            return condition()
        try:
            await workflow.wait_condition(condition, timeout=left)
        except TimeoutError:
            return False
        return True

    async def until(self, moment: datetime) -> None:
        """Wait for an instant."""
        await self.wait(lambda: False, until=moment)

    # what it does

    def now_about(self, about: UUID | None = None) -> At:
        """This process, now."""
        return At(process=self.state.process, at=workflow.now(), about=about)

    def post(
        self, kind: LetterKind, *, about: UUID | None, to: UUID | None, occurrence: int = 1
    ) -> None:
        """Send a letter on its way; the process goes on meanwhile."""
        if to is not None:
            self._post(self._asked_for(kind, about, to, occurrence))

    def post_what_is_left(self) -> None:
        """Go on with the letters that the run before this one left on their way."""
        left, self.state.posted = self.state.posted, []
        for letter in left:
            self._post(letter)

    async def letter(
        self, kind: LetterKind, *, about: UUID | None, to: UUID, occurrence: int = 1
    ) -> LetterSent:
        """Send a letter and wait until it has left, or was given up.

        What it is about and `occurrence` (the number of the fact, where a letter can come more
        than once) are its business key: a process that has to do things over sends none twice.
        """
        return await self._sent(self._asked_for(kind, about, to, occurrence))

    def _asked_for(
        self, kind: LetterKind, about: UUID | None, to: UUID, occurrence: int
    ) -> SendLetter:
        return SendLetter(
            kind=kind,
            process=self.state.process,
            about=about,
            to=to,
            occurrence=occurrence,
            at=workflow.now(),
        )

    def _post(self, letter: SendLetter) -> None:
        async def until_it_left() -> None:
            await self._sent(letter)
            self.state.posted.remove(letter)

        self.state.posted.append(letter)
        self._letters = [each for each in self._letters if not each.done()]
        self._letters.append(asyncio.create_task(until_it_left()))

    async def _sent(self, letter: SendLetter) -> LetterSent:
        while True:
            asked = replace(letter, at=workflow.now())
            sent: LetterSent = await mail(names.SEND_LETTER, asked, LetterSent)
            if sent.state is not MessageState.QUEUED or sent.held_until is None:
                return sent
            await self.until(sent.held_until)

    def time_of(self, step: StepCode, about: UUID | None) -> int:
        """Count the times a step is opened about one thing."""
        for asked in self.state.asked:
            if (asked.step, asked.about) == (step, about):
                asked.times += 1
                return asked.times
        self.state.asked.append(Asked(step=step, about=about, times=1))
        return 1

    def duty(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Something to see to beside the main course; the process does not end before it."""
        task = asyncio.create_task(work)
        self._duties = [each for each in self._duties if not each.done()] + [task]
        return task

    async def rest(self, *, letters: bool = False) -> None:
        """Wait until all duties (and all letters) are done and nobody is being answered."""

        def kept() -> list[asyncio.Task[Any]]:
            return [*self._duties, *(self._letters if letters else ())]

        await workflow.wait_condition(
            lambda: all(task.done() for task in kept()) and workflow.all_handlers_finished()
        )
        for task in kept():
            # One that was called off is done with; one that failed fails the process.
            if not task.cancelled():
                task.result()
        self._duties.clear()

    async def end(self) -> None:
        """Finish what is on its way, and say in the database that the process has ended."""
        await self.rest(letters=True)
        await effect(names.END_PROCESS, self.now_about())

    async def go_on_in_a_new_run(self) -> None:
        """Leave a long history behind; what was asked of people stays as it is."""
        if self.state.posted:
            await self.wait(lambda: not self.state.posted, until=workflow.now() + LEAVES_WITHIN)
        await self.rest()
        workflow.continue_as_new(self.state)

    def is_long(self) -> bool:
        """Whether the history wants a new run at the next resting point."""
        info = workflow.info()
        return info.is_continue_as_new_suggested() or info.get_current_history_length() > ROOM
