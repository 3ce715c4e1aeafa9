"""Bare workflows: as many activities, timers, signals and updates, and all of them do nothing.

Also the worker that runs them: with the SDK's sandbox and our pollers and cache, but neither
encryption nor anything else of ours.
"""

import asyncio
import sys
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker

QUEUE = "bare"
LONG = timedelta(days=30)
SOON = timedelta(seconds=60)


@dataclass(frozen=True)
class Plan:
    """What a bare workflow goes through."""

    activities: int
    """Those that its updates begin not counted."""
    timers: int
    """Timers that are cancelled in the end."""
    fired: int
    """Timers that are waited for, a millisecond each."""
    signals: int
    updates: int
    turns: int = 0
    """Workflow tasks of the process this was counted in; only to be compared."""


@workflow.defn
class Bare:
    """Goes through its plan."""

    @workflow.init
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._signals = 0
        self._updates = 0
        self._over = False

    @workflow.run
    async def run(self, plan: Plan) -> None:
        timers = [asyncio.create_task(self._timer()) for _ in range(plan.timers)]
        for _ in range(plan.fired):
            await workflow.sleep(0.001)
        for _ in range(plan.activities):
            await _nothing()
        await workflow.wait_condition(
            lambda: (
                self._signals >= plan.signals
                and self._updates >= plan.updates
                and workflow.all_handlers_finished()
            )
        )
        self._over = True
        await asyncio.gather(*timers)

    async def _timer(self) -> None:
        await workflow.wait_condition(lambda: self._over, timeout=LONG)

    @workflow.signal
    async def hear(self) -> None:
        """Count a signal."""
        self._signals += 1

    @workflow.update
    async def decide(self) -> None:
        """One empty activity."""
        await _nothing()
        self._updates += 1


async def _nothing() -> None:
    await workflow.execute_activity("nothing", start_to_close_timeout=SOON)


@activity.defn(name="nothing")
async def nothing() -> None:
    """Do nothing."""


async def work(address: str) -> None:
    """Run bare workflows until killed."""
    worker = Worker(
        await Client.connect(address),
        task_queue=QUEUE,
        workflows=[Bare],
        activities=[nothing],
        max_cached_workflows=1_000,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
    await worker.run()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
