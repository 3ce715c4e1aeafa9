"""An absence: the deputy is asked, acts while it lasts, and hands back what is left."""

from temporalio import workflow

from workflows import steps
from workflows.effects import effect
from workflows.human_step import drop_step, human_step
from workflows.payloads import names
from workflows.payloads.codes import Fact
from workflows.payloads.processes import ProcessKind
from workflows.payloads.recruitment import AbsenceDays
from workflows.payloads.states import AbsenceState
from workflows.process import Process


@workflow.defn(name=ProcessKind.ABSENCE)
class Absence(Process[AbsenceState]):
    """Somebody is away; tasks move to a deputy who has accepted, and back."""

    kind = ProcessKind.ABSENCE

    @workflow.init
    def __init__(self, state: AbsenceState) -> None:
        super().__init__(state)

    @workflow.run
    async def run(self, state: AbsenceState) -> None:
        answer = await human_step(self, steps.ACCEPT_DEPUTYSHIP)
        if answer.fact is Fact.DEPUTYSHIP_ACCEPTED:
            await self.stand_in()
        await drop_step(self, None, None)
        await self.end()

    async def stand_in(self) -> None:
        """From the first day to the last, as they are now; either may be changed on the way."""
        days = await self.days()
        while days.active and workflow.now() < days.ends_at:
            if workflow.now() < days.starts_at:
                await self.told(Fact.ABSENCE_CHANGED, until=days.starts_at)
            else:
                await effect(names.HAND_TASKS_TO_DEPUTY, self.now_about())
                await self.told(Fact.ABSENCE_CHANGED, until=days.ends_at)
            days = await self.days()
        await effect(names.HAND_TASKS_BACK, self.now_about())

    async def days(self) -> AbsenceDays:
        """The absence as it is registered now."""
        days: AbsenceDays = await effect(names.ABSENCE_DAYS, self.now_about(), AbsenceDays)
        return days
