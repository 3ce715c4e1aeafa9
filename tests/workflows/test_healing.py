"""A process whose history its own code cannot replay is taken back; one of other code is not."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from services.embedded.temporal import TemporalServer
from services.kit.processes.healing import SPOILT, heal
from workflows.effects import effect
from workflows.payloads.processes import ProcessKind

CODE = "the same code"


@workflow.defn(name=ProcessKind.ABSENCE)
class Before:
    """What wrote the history."""

    def __init__(self) -> None:
        self.heard = False

    @workflow.run
    async def run(self) -> str:
        await effect("first", None)
        await workflow.wait_condition(lambda: self.heard)
        return "before"

    @workflow.signal
    def hear(self) -> None:
        self.heard = True


@workflow.defn(name=ProcessKind.ABSENCE)
class After:
    """Cannot have written it: as where a server mixes what it knows with what it has forgotten."""

    def __init__(self) -> None:
        self.heard = False

    @workflow.run
    async def run(self) -> str:
        await effect("second", None)
        await workflow.wait_condition(lambda: self.heard)
        return "after"

    @workflow.signal
    def hear(self) -> None:
        self.heard = True


@activity.defn
async def first(_: None) -> None:
    """Do nothing."""


@activity.defn
async def second(_: None) -> None:
    """Do nothing."""


@asynccontextmanager
async def spoilt(client: Client) -> AsyncGenerator[WorkflowHandle[After, str]]:
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
        async for event in begun.fetch_history_events(wait_new_event=True):
            if event.HasField("activity_task_completed_event_attributes"):
                break
    async with Worker(
        client,
        task_queue=queue,
        workflows=[After],
        activities=[second],
        workflow_runner=runner,
        max_cached_workflows=0,
        build_id=CODE,
    ):
        handle = client.get_workflow_handle_for(After.run, begun.id)
        await handle.signal(After.hear)
        yield handle


async def is_found(client: Client, handle: WorkflowHandle[After, str]) -> None:
    """Wait until the server says that the process fails."""
    while True:
        async for found in client.list_workflows(SPOILT):
            if found.id == handle.id:
                return
        await asyncio.sleep(0.1)


async def test_it_is_taken_back_as_far_as_need_be(temporal_server: TemporalServer) -> None:
    client = await Client.connect(temporal_server.address)
    async with spoilt(client) as handle:
        taken_back = 0
        while (await handle.describe()).status is not WorkflowExecutionStatus.COMPLETED:
            taken_back += await heal(client, CODE)
            await asyncio.sleep(0.1)
        # What it had been told is not lost by it.
        assert await handle.result() == "after"
        assert taken_back


async def test_other_code_is_left_to_people(
    temporal_server: TemporalServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = await Client.connect(temporal_server.address)
    async with spoilt(client) as handle:
        await is_found(client, handle)
        assert await heal(client, "other code") == 0
        assert "process cannot be replayed" in caplog.text
        await handle.terminate()
