"""How a recruitment is led: people are asked, phases entered, and some facts turn its course."""

import asyncio
from collections.abc import Callable, Collection, Coroutine
from typing import Any, TypeVar
from uuid import UUID

from temporalio import workflow

from workflows import steps
from workflows.effects import effect
from workflows.human_step import drop_step, human_step
from workflows.payloads import names
from workflows.payloads.codes import Ending, Fact, Phase
from workflows.payloads.phases import LEADS_TO, TURNS
from workflows.payloads.processes import Told
from workflows.payloads.recruitment import EnterPhase, People
from workflows.payloads.states import RecruitmentState
from workflows.process import Process, stopped
from workflows.steps import Step

ENDINGS = {Fact.CASE_CANCELLED: Ending.CANCELLED, Fact.SEARCH_FAILED: Ending.SEARCH_FAILED}

T = TypeVar("T")


class Led(Process[RecruitmentState]):
    """The part of a recruitment that has nothing to do with which phase it is in."""

    def __init__(self, state: RecruitmentState) -> None:
        super().__init__(state)
        self.declarations: dict[UUID, asyncio.Task[Told]] = {}
        self._within: list[asyncio.Task[Any]] = []
        self._taken: list[Told] = []

    def where(self) -> Phase:
        """The phase that the last fact told leads to, though the course may be on its way there.

        Whoever was answered that something is recorded can go on with what follows from it.
        """
        ahead = [told for told in (*self._taken, *self.state.facts) if told.fact in LEADS_TO]
        if not ahead:
            return self.state.phase
        return LEADS_TO[max(ahead, key=lambda told: told.number).fact]

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
