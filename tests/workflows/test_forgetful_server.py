"""A worker that lives on beside a Temporal server which has forgotten its last moments."""

import asyncio
from functools import partial
from pathlib import Path
from unittest.mock import AsyncMock
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.client import WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from services.embedded.children import free_port
from services.embedded.temporal import TemporalServer
from services.kit.processes.client import Temporal
from services.kit.settings import Settings
from services.worker import keep_working
from tests.faults.parts import copy_of_temporal, put_back
from workflows.effects import effect

LONG = 60
"""Seconds, after which the process waits in vain."""
TURNS = 3
"""Until it waits: to its beginning, the timer and the effect."""
done = asyncio.Event()


@activity.defn(name="once")
async def once(_: None) -> None:
    """What the server forgets that it was asked for."""
    done.set()


@workflow.defn
class Waits:
    """A process that has come some way when it is forgotten."""

    def __init__(self) -> None:
        self.heard = False

    @workflow.signal
    def hear(self) -> None:
        self.heard = True

    @workflow.run
    async def run(self) -> str:
        await workflow.sleep(0.01)
        await effect("once", None)
        await workflow.wait_condition(lambda: self.heard)
        return "ended"


async def waits(handle: WorkflowHandle[Waits, str]) -> None:
    """Return when the process waits, and nothing of it is on its way to the server."""
    turns = 0
    async for event in handle.fetch_history_events(wait_new_event=True):
        turns += event.HasField("workflow_task_completed_event_attributes")
        if turns == TURNS:
            return


async def test_it_forgets_too(tmp_path: Path) -> None:
    server = TemporalServer(tmp_path, port := free_port())
    await asyncio.to_thread(server.start)
    temporal, stop, queue = Temporal(Settings(temporal_port=port)), asyncio.Event(), "forgetful"
    client = await temporal.client()
    handle = await client.start_workflow(Waits.run, id=str(uuid4()), task_queue=queue)
    earlier, back = copy_of_temporal(tmp_path), AsyncMock()
    make = partial(
        Worker,
        client,
        task_queue=queue,
        workflows=[Waits],
        activities=[once],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(keep_working(temporal, make, stop, back))
            await waits(handle)
            done.clear()
            await asyncio.to_thread(server.kill)
            put_back(tmp_path, earlier)
            await asyncio.to_thread(server.start)
            await handle.signal(Waits.hear)
            try:
                async with asyncio.timeout(LONG):
                    assert await handle.result() == "ended"
            finally:
                stop.set()
        assert done.is_set()
        back.assert_awaited_once()
    finally:
        await asyncio.to_thread(server.stop)


async def test_a_worker_that_cannot_work_ends(temporal_server: TemporalServer) -> None:
    port = int(temporal_server.address.rpartition(":")[2])
    temporal = Temporal(Settings(temporal_port=port, temporal_namespace="nowhere"))
    client = await temporal.client()
    make = partial(Worker, client, task_queue="nowhere", activities=[once])
    async with asyncio.timeout(LONG):
        with pytest.raises(RuntimeError, match="Worker validation failed"):
            await keep_working(temporal, make, asyncio.Event(), AsyncMock())
