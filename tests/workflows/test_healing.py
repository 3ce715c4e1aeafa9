"""A process whose history its own code cannot replay is taken back; one of other code is not."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from services.embedded.temporal import TemporalServer
from services.kit.processes.healing import NAMED, SPOILT, heal
from workflows.effects import effect
from workflows.payloads.processes import ProcessKind

CODE = "the same code"
TURNS, KEPT = 4, 2


class Told:
    """A process that ends when it is told something."""

    def __init__(self) -> None:
        self.heard = False

    @workflow.signal
    def hear(self) -> None:
        self.heard = True


@workflow.defn(name=ProcessKind.ABSENCE)
class Before(Told):
    """What wrote the history."""

    @workflow.run
    async def run(self) -> str:
        for _ in range(TURNS):
            await effect("first", None)
        await workflow.wait_condition(lambda: self.heard)
        return "before"


@workflow.defn(name=ProcessKind.ABSENCE)
class Waits(Told):
    """Agrees with what was written for two turns: then the SDK names the event that differs."""

    @workflow.run
    async def run(self) -> str:
        for _ in range(KEPT):
            await effect("first", None)
        await workflow.sleep(0.01)
        await workflow.wait_condition(lambda: self.heard)
        return "after"


@workflow.defn(name=ProcessKind.ABSENCE)
class Differs(Told):
    """Does something else from the first turn on; the SDK does not say at which event."""

    @workflow.run
    async def run(self) -> str:
        await effect("second", None)
        await workflow.wait_condition(lambda: self.heard)
        return "after"


done: list[str] = []


@activity.defn
async def first(_: None) -> None:
    """What was written."""
    done.append("first")


@activity.defn
async def second(_: None) -> None:
    """What was not."""
    done.append("second")


@asynccontextmanager
async def spoilt(
    client: Client, after: type[Waits | Differs]
) -> AsyncGenerator[WorkflowHandle[Any, str]]:
    """A process that fails its turns, and a worker that goes on trying."""
    queue, runner = f"healing-{uuid4()}", UnsandboxedWorkflowRunner()
    async with Worker(
        client,
        task_queue=queue,
        workflows=[Before],
        activities=[first],
        workflow_runner=runner,
        max_cached_workflows=0,
        build_id=CODE,
    ):
        begun = await client.start_workflow(Before.run, id=f"absence-{uuid4()}", task_queue=queue)
        left = TURNS
        async for event in begun.fetch_history_events(wait_new_event=True):
            left -= event.HasField("activity_task_completed_event_attributes")
            if not left:
                break
    async with Worker(
        client,
        task_queue=queue,
        workflows=[after],
        activities=[first, second],
        workflow_runner=runner,
        max_cached_workflows=0,
        build_id=CODE,
    ):
        handle = client.get_workflow_handle(begun.id, result_type=str)
        await handle.signal("hear")
        done.clear()
        yield handle


async def is_found(client: Client, handle: WorkflowHandle[Any, str]) -> None:
    """Wait until the server says that the process fails."""
    while True:
        async for found in client.list_workflows(SPOILT):
            if found.id == handle.id:
                return
        await asyncio.sleep(0.1)


async def healed(client: Client, handle: WorkflowHandle[Any, str]) -> int:
    """Heal until it has ended, and say how often it was taken back."""
    taken_back = 0
    while (await handle.describe()).status is not WorkflowExecutionStatus.COMPLETED:
        taken_back += await heal(client, CODE)
        await asyncio.sleep(0.1)
    # What it had been told is not lost by it.
    assert await handle.result() == "after"
    return taken_back


async def test_it_is_taken_back_at_once_to_where_it_differs(
    temporal_server: TemporalServer,
) -> None:
    client = await Client.connect(temporal_server.address)
    async with spoilt(client, Waits) as handle:
        assert await healed(client, handle) == 1
        assert done == []


async def test_without_a_place_named_it_is_done_over(temporal_server: TemporalServer) -> None:
    client = await Client.connect(temporal_server.address)
    async with spoilt(client, Differs) as handle:
        assert await healed(client, handle) == 1
        assert done == ["second"]


async def test_other_code_is_left_to_people(
    temporal_server: TemporalServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = await Client.connect(temporal_server.address)
    async with spoilt(client, Differs) as handle:
        await is_found(client, handle)
        assert await heal(client, "other code") == 0
        assert "process cannot be replayed" in caplog.text
        await handle.terminate()


@pytest.mark.parametrize(
    "said",
    [
        "Timer machine does not handle this event: HistoryEvent(id: 415, TimerStarted)",
        "no matching command for it: HistoryEvent { event_id: 415, event_time: None }",
    ],
)
def test_both_ways_of_naming_the_event_are_read(said: str) -> None:
    named = NAMED.search(said)
    assert named
    assert named[1] == "415"
