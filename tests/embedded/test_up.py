"""`stafett up` as a user runs it: a process of its own, ended by signals."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from services.embedded.children import free_port

LONG = 180
PORTS = (
    *("WEB_PORT", "POSTGRES_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "SMTP_PORT"),
    *("INBOX_PORT", "METRICS_PORT", "WORKER_METRICS_PORT"),
)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ports = {f"STAFETT_{name}": str(free_port()) for name in PORTS}
    address = f"http://127.0.0.1:{ports['STAFETT_WEB_PORT']}"
    inherited = {key: value for key, value in os.environ.items() if "STAFETT" not in key}
    return inherited | ports | {"STAFETT_HOME": str(tmp_path), "STAFETT_PUBLIC_URL": address}


@asynccontextmanager
async def _up(environment: dict[str, str]) -> AsyncGenerator[Process]:
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.cli", "up"), env=environment, stdout=PIPE, stderr=STDOUT
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
            await started.wait()


async def _says(started: Process, words: str) -> str:
    """Read what it says until it says this; everything it said till then."""
    assert started.stdout is not None
    said = ""
    async with asyncio.timeout(LONG):
        while words not in said:
            line = (await started.stdout.readline()).decode()
            assert line, f"it ended without saying {words!r}:\n{said}"
            said += line
    return said


def _children(pid: int) -> dict[str, int]:
    """What it started, by the last word of the command or the program's name."""
    found: dict[str, int] = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        command = Path(f"/proc/{child}/cmdline").read_text().rstrip("\0").split("\0")
        ours = "services.cli" in command
        found[command[-1] if ours else Path(command[0]).name] = int(child)
    return found


async def _gone(pids: list[int]) -> None:
    """Wait until none of them runs any more."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(LONG):
        for pid in pids:
            try:
                descriptor = os.pidfd_open(pid)
            except ProcessLookupError:
                continue
            over = loop.create_future()

            def note(waiting: asyncio.Future[None] = over) -> None:
                if not waiting.done():
                    waiting.set_result(None)

            loop.add_reader(descriptor, note)
            await over
            loop.remove_reader(descriptor)
            os.close(descriptor)


async def test_it_starts_everything_says_where_and_stops_cleanly(
    environment: dict[str, str],
) -> None:
    async with _up(environment) as started, httpx.AsyncClient() as client:
        said = await _says(started, "Press Ctrl-C")
        assert environment["STAFETT_INBOX_PORT"] in said
        page = await client.get(f"{environment['STAFETT_PUBLIC_URL']}/docs")
        assert page.status_code == 200
        children = _children(started.pid)
        assert children.keys() == {"postgres", "temporal", "inbox", "worker", "web"}
        started.send_signal(signal.SIGINT)
        await _says(started, "Stopping: PostgreSQL")
        assert await asyncio.wait_for(started.wait(), LONG) == 0
        await _gone(list(children.values()))


async def test_what_dies_is_started_again_and_nothing_outlives_it(
    environment: dict[str, str],
) -> None:
    async with _up(environment) as started:
        await _says(started, "Press Ctrl-C")
        async with _up(environment) as second:
            said = await _says(second, "already running")
            assert f"127.0.0.1:{environment['STAFETT_INBOX_PORT']}" in said
            assert await second.wait() == 1
        before = _children(started.pid)["postgres"]
        os.kill(before, signal.SIGKILL)
        await _says(started, "PostgreSQL is running again")
        children = _children(started.pid)
        assert children["postgres"] != before
        started.kill()
        await _gone(list(children.values()))


async def test_taken_ports_are_all_said_before_anything_starts(
    environment: dict[str, str],
) -> None:
    ports = [int(environment[f"STAFETT_{name}"]) for name in ("WEB_PORT", "SMTP_PORT")]
    web, smtp = [await asyncio.start_server(_ignore, "127.0.0.1", port) for port in ports]
    async with web, smtp, _up(environment) as started:
        said = await _says(started, "STAFETT_SMTP_PORT=")
        assert "STAFETT_WEB_PORT=" in said
        assert "STAFETT_PUBLIC_URL=http://" in said
        assert "Starting" not in said
        assert await started.wait() == 1


def _ignore(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()
