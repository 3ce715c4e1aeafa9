"""An absence: the deputy is asked, acts while it lasts, and hands back what is left."""

import asyncio

from temporalio import workflow

from workflows import steps
from workflows.effects import effect
from workflows.human_step import drop_step, human_step
from workflows.payloads import names
from workflows.payloads.codes import Fact, LetterKind
from workflows.payloads.processes import ProcessKind
from workflows.payloads.recruitment import AbsenceDays, Handed
from workflows.payloads.states import AbsenceState
from workflows.process import Process, stopped


@workflow.defn(name=ProcessKind.ABSENCE)
class Absence(Process[AbsenceState]):
    """Somebody is away; tasks move to a deputy who has accepted, and back."""

    kind = ProcessKind.ABSENCE

    @workflow.init
    def __init__(self, state: AbsenceState) -> None:
        super().__init__(state)

    @workflow.run
    async def run(self, state: AbsenceState) -> None:
        if await self.deputy_accepts():
            await self.stand_in()
        await drop_step(self, None, None)
        await self.end()

    async def deputy_accepts(self) -> bool:
        """Ask the deputy; a cancelled absence needs no answer any more."""
        answering = asyncio.create_task(human_step(self, steps.ACCEPT_DEPUTYSHIP))
        while True:
            await self.wait(lambda: answering.done() or self.is_changed())
            if answering.done():
                return answering.result().fact is Fact.DEPUTYSHIP_ACCEPTED
            await self.told(Fact.ABSENCE_CHANGED)
            if not (await self.days()).active:
                await stopped(answering)
                return False

    def is_changed(self) -> bool:
        """Whether the absence was changed or cancelled, and nobody has looked yet."""
        return any(told.fact is Fact.ABSENCE_CHANGED for told in self.state.facts)

    async def stand_in(self) -> None:
        """From the first day to the last, as they are now; either may be changed on the way."""
        handed = False
        days = await self.days()
        while days.active and workflow.now() < days.ends_at:
            if workflow.now() >= days.starts_at:
                await self.hand_over(days)
                handed = True
                await self.told(Fact.ABSENCE_CHANGED, until=days.ends_at)
            else:
                if handed:
                    await effect(names.HAND_TASKS_BACK, self.now_about())
                    handed = False
                await self.told(Fact.ABSENCE_CHANGED, until=days.starts_at)
            days = await self.days()
        await effect(names.HAND_TASKS_BACK, self.now_about())

    async def hand_over(self, days: AbsenceDays) -> None:
        """Give the deputy what waits, and write about each task, once."""
        handed: Handed = await effect(names.HAND_TASKS_TO_DEPUTY, self.now_about(), Handed)
        for task in handed.tasks:
            self.post(LetterKind.TASK_DEPUTY, about=task, to=days.deputy)

    async def days(self) -> AbsenceDays:
        """The absence as it is registered now."""
        days: AbsenceDays = await effect(names.ABSENCE_DAYS, self.now_about(), AbsenceDays)
        return days
