"""Receiving a newcomer: begins when the offer is accepted and outlives the recruitment."""

from temporalio import workflow

from workflows import steps
from workflows.effects import effect
from workflows.human_step import drop_step, human_step
from workflows.payloads import names
from workflows.payloads.codes import Fact
from workflows.payloads.processes import ProcessKind
from workflows.payloads.recruitment import FirstDay
from workflows.payloads.states import OnboardingState
from workflows.process import Process


@workflow.defn(name=ProcessKind.ONBOARDING)
class Onboarding(Process[OnboardingState]):
    """Waits for the first day, and for somebody to receive the newcomer on it."""

    kind = ProcessKind.ONBOARDING

    @workflow.init
    def __init__(self, state: OnboardingState) -> None:
        super().__init__(state)

    @workflow.run
    async def run(self, state: OnboardingState) -> None:
        first_day: FirstDay = await effect(names.FIRST_DAY, self.now_about(), FirstDay)
        undone = await self.told(Fact.HIRE_UNDONE, until=first_day.at)
        if not undone:
            await human_step(self, steps.RECEIVE_NEWCOMER)
            await effect(names.RECEIVE, self.now_about())
        await drop_step(self, None, None)
        await self.end()
