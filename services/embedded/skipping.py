"""Skipped time: months of a case in seconds, on the real Temporal server.

Our clock goes from one instant at which something is due in any workflow to the next, and at each
of them everything comes to rest, the outbox included. So processes that tell each other things
during a long jump agree on when. Only for `stafett play` and tests, in a fresh environment, with
everything that runs processes in this one program.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, WorkflowExecutionStatus
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import (
    GetWorkflowExecutionHistoryReverseRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from services.embedded.clocks import Clocks, at_rest, present
from services.kit import clock

_LOOK_AGAIN, _LOOK_SELDOM = 0.01, 0.1
"""Seconds between looks at a workflow at work; ever longer, since each look costs it time."""
_PAGE = 200
_ASK_AGAIN = (RPCStatusCode.CANCELLED, RPCStatusCode.UNAVAILABLE)
"""The connection was lost before there was an answer, as happens on a busy machine."""


class Relays(Protocol):
    """What delivers the outbox."""

    async def drain(self) -> int:
        """Tell everything that waits; returns how much that was."""
        ...


class StuckError(Exception):
    """A process does not come to rest, so its clock cannot be moved."""


@dataclass
class _Timers:
    """The timers of one workflow that have neither fired nor been cancelled."""

    run: str = ""
    events: int = 0
    due: dict[int, datetime] = field(default_factory=dict[int, datetime])
    begun: bool = False

    def first(self) -> datetime:
        return min(self.due.values())

    def is_over(self, now: datetime) -> bool:
        return bool(self.due) and self.first() <= now

    def read(self, event: HistoryEvent) -> None:
        self.events = event.event_id
        self.begun |= event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED:
            wait = event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
            self.due[event.event_id] = event.event_time.ToDatetime(UTC) + wait
        elif event.event_type == EventType.EVENT_TYPE_TIMER_FIRED:
            del self.due[event.timer_fired_event_attributes.started_event_id]
        elif event.event_type == EventType.EVENT_TYPE_TIMER_CANCELED:
            del self.due[event.timer_canceled_event_attributes.started_event_id]


class SkippedTime:
    """Moves our clock and, with it, every workflow started through a client with `clocks`."""

    def __init__(
        self,
        clocks: Clocks,
        client: Client,
        relay: Relays,
        waiting: Callable[[], Awaitable[int]],
        *,
        grain: timedelta = timedelta(minutes=1),
        patience: timedelta = timedelta(seconds=60),
    ) -> None:
        """`waiting` counts what the outbox holds, also what another relay is just telling.

        `grain`: what is due within it counts as due together. `patience`: real time that may
        pass with no process getting any further before `StuckError`.
        """
        clocks.use(client)
        self._clocks = clocks
        self._client = client
        self._relay = relay
        self._waiting = waiting
        self._grain = grain
        self._patience = patience.total_seconds()
        self._timers: dict[str, _Timers] = {}
        self._at_work: dict[str, int] = {}
        self._deadline: asyncio.Timeout
        self._one_at_a_time = asyncio.Lock()

    async def advance(self, delta: timedelta) -> None:
        """Let `delta` go by, with everything that happens in it."""
        await self.advance_to(clock.now() + delta)

    async def advance_to(self, instant: datetime) -> None:
        """Let time go by until `instant`; nothing of ours may be called meanwhile."""
        async with self._one_at_a_time:
            await self._come_to_rest()
            while (step := self._next_step(instant)) is not None:
                if step > clock.now():
                    clock.set_offset(step - datetime.now(UTC), mode="embedded")
                await self._clocks.skip_to(
                    {
                        name: timers.first()
                        for name, timers in self._timers.items()
                        if timers.is_over(step)
                    }
                )
                await self._come_to_rest()

    async def settle(self) -> None:
        """Wait until the outbox is empty and no process is at work."""
        async with self._one_at_a_time:
            await self._come_to_rest()

    def _next_step(self, target: datetime) -> datetime | None:
        """Where the clock goes next: where the first few things are due, or to the target."""
        now = clock.now()
        instants = [timers.first() for timers in self._timers.values() if timers.due]
        first = min(instants, default=None)
        if first is None or first > max(target, now):
            return target if now < target else None
        end = min(first + self._grain, max(target, now))
        return max(due for due in instants if due <= end)

    async def _come_to_rest(self) -> None:
        try:
            async with asyncio.timeout(self._patience) as self._deadline:
                while True:
                    await self._relay.drain()
                    if touched := list(self._clocks.touched):
                        self._clocks.touched.clear()
                        await asyncio.gather(*map(self._rest, touched))
                    elif await self._waiting() == 0 and not self._clocks.touched:
                        return
                    else:
                        await asyncio.sleep(_LOOK_AGAIN)
        except TimeoutError:
            raise StuckError(await self._what_is_stuck()) from None

    async def _what_is_stuck(self) -> str:
        words = [f"no progress for {self._patience:.0f} s; {await self._waiting()} in the outbox"]
        for workflow_id in sorted(self._at_work):
            said = await self._clocks.describe(workflow_id)
            words += [
                f"{workflow_id}: {each.activity_type.name}, attempt {each.attempt},"
                f" {each.last_failure.message or 'no failure'}"
                for each in said.pending_activities
            ] or [f"{workflow_id}: {said.pending_workflow_task or 'about to go on'}"]
        return "\n".join(words)

    async def _rest(self, workflow_id: str) -> None:
        """Wait until the workflow is at rest, and learn what it waits for."""
        self._at_work[workflow_id] = 0
        pause = _LOOK_AGAIN
        while not await self._is_at_rest_or_gone(workflow_id):
            await asyncio.sleep(pause)
            pause = min(1.5 * pause, _LOOK_SELDOM)
        del self._at_work[workflow_id]

    async def _is_at_rest_or_gone(self, workflow_id: str) -> bool:
        try:
            return await self._is_at_rest(workflow_id)
        except RPCError as error:
            if error.status in _ASK_AGAIN:
                return False
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            self._timers.pop(workflow_id, None)
            return True

    async def _is_at_rest(self, workflow_id: str) -> bool:
        said = await self._clocks.describe(workflow_id)
        info = said.workflow_execution_info
        if info.history_length != self._at_work[workflow_id]:
            self._at_work[workflow_id] = info.history_length
            self._deadline.reschedule(asyncio.get_running_loop().time() + self._patience)
        if not at_rest(said):
            return False
        if info.status != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING:
            self._timers.pop(workflow_id, None)
            return True
        timers = self._timers.get(workflow_id)
        if timers is None or timers.run != info.execution.run_id:
            timers = self._timers[workflow_id] = _Timers(run=info.execution.run_id)
        if timers.events < info.history_length:
            for event in await self._news(workflow_id, timers):
                timers.read(event)
        # It went on between the two answers, or is about to: not begun yet, or a timer is over.
        went_on = timers.events > info.history_length
        return not went_on and timers.begun and not timers.is_over(present(said))

    async def _news(self, workflow_id: str, known: _Timers) -> list[HistoryEvent]:
        """The events since the last one read, the oldest first."""
        news: list[HistoryEvent] = []
        page = b""
        while True:
            answer = await self._client.workflow_service.get_workflow_execution_history_reverse(
                GetWorkflowExecutionHistoryReverseRequest(
                    namespace=self._client.namespace,
                    execution=WorkflowExecution(workflow_id=workflow_id, run_id=known.run),
                    maximum_page_size=_PAGE,
                    next_page_token=page,
                )
            )
            news += [event for event in answer.history.events if event.event_id > known.events]
            page = answer.next_page_token
            if not page or any(event.event_id <= known.events for event in answer.history.events):
                return news[::-1]
