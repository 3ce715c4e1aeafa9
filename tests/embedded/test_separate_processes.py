"""Web and worker by their production commands, against servers that already run."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from temporalio.client import WorkflowHandle

from services.embedded.children import free_port
from services.embedded.temporal import TemporalServer
from services.kit.processes.client import Temporal
from services.kit.settings import Settings
from services.messages.inbox.server import Inbox
from workflows.payloads.processes import ProcessKind, workflow_id
from workflows.payloads.states import fresh_state

LONG = 180


@pytest.fixture
async def chosen(
    database_url: str, temporal_server: TemporalServer, tmp_path: Path
) -> AsyncIterator[Settings]:
    web = free_port()
    async with Inbox(tmp_path / "inbox", "127.0.0.1", 0, 0) as inbox:
        yield Settings(
            home=tmp_path,
            database_url=database_url,
            temporal_address=temporal_server.address,
            task_queue=f"separate-{uuid4()}",
            smtp_port=inbox.smtp_port,
            web_port=web,
            web_processes=2,
            public_url=f"http://127.0.0.1:{web}",
            metrics_port=free_port(),
            worker_metrics_port=free_port(),
        )


@asynccontextmanager
async def _running(command: str, chosen: Settings) -> AsyncGenerator[Process]:
    given = chosen.model_dump(mode="json", exclude_defaults=True)
    environment = os.environ | {f"STAFETT_{name.upper()}": str(it) for name, it in given.items()}
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.cli", command),
        env=environment,
        stdout=PIPE,
        stderr=STDOUT,
        start_new_session=True,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            os.killpg(started.pid, signal.SIGKILL)
            await started.wait()


async def _says(started: Process, words: str) -> None:
    assert started.stdout is not None
    said = ""
    async with asyncio.timeout(LONG):
        while words not in said:
            line = (await started.stdout.readline()).decode()
            assert line, f"it ended without saying {words!r}:\n{said}"
            said += line


async def _ends(started: Process, codes: set[int]) -> None:
    started.terminate()
    assert started.stdout is not None
    async with asyncio.timeout(LONG):
        await started.stdout.read()
        assert await started.wait() in codes


async def test_two_web_processes_answer_and_stop(chosen: Settings) -> None:
    async with _running("web", chosen) as web, httpx.AsyncClient() as client:
        await _says(web, "startup complete")
        await _says(web, "startup complete")
        ready = (await client.get(f"{chosen.public_url}/health/ready")).json()
        assert ready["database"] == ready["temporal"] == ready["migrations"] == "ok"
        answers = [await client.get(f"{chosen.public_url}/api/v1/adverts") for _ in range(4)]
        assert {answer.status_code for answer in answers} == {200}
        await _ends(web, {0, -signal.SIGTERM})


async def test_a_worker_works_and_stops(chosen: Settings) -> None:
    temporal = Temporal(chosen)
    client = await temporal.client()
    process = uuid4()
    handle: WorkflowHandle[object, object] = await client.start_workflow(
        ProcessKind.ONBOARDING,
        fresh_state(ProcessKind.ONBOARDING, process),
        id=workflow_id(ProcessKind.ONBOARDING, process),
        task_queue=chosen.task_queue,
    )
    async with _running("worker", chosen) as worker, httpx.AsyncClient() as browser:
        # Only a worker can answer; asking waits for one.
        heard = await handle.query("heard", rpc_timeout=timedelta(seconds=LONG))
        assert heard is not None
        numbers = await browser.get(f"http://127.0.0.1:{chosen.worker_metrics_port}/metrics")
        assert "temporal_" in numbers.text
        # A drained worker sometimes aborts while Python takes itself apart.
        await _ends(worker, {0, -signal.SIGABRT})
    await handle.terminate()


async def test_production_refuses_to_start_with_default_secrets(chosen: Settings) -> None:
    # The mode is all that differs from the one that starts.
    in_production = chosen.model_copy(update={"mode": "production"})
    async with _running("web", in_production) as web:
        await _says(web, "STAFETT_SECRET")
        assert await asyncio.wait_for(web.wait(), LONG) == 2
