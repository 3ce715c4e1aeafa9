"""A whole installation as separate processes, each of which can be killed and started again."""

import asyncio
import os
import shutil
import sqlite3
import sys
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import httpx

from services.embedded.children import Child, free_port
from services.embedded.postgres import Postgres
from services.embedded.temporal import TemporalServer
from services.kit.database import Database
from services.kit.settings import Settings
from services.migrate import migrate
from services.seed import seed

HOST = "127.0.0.1"
DECISIONS_MAY_TAKE = timedelta(seconds=6)
READY_WITHIN = 60
T = TypeVar("T")


class Program:
    """A command of ours with the settings of this installation."""

    def __init__(self, command: str, settings: Settings, log: Path) -> None:
        given = settings.model_dump(mode="json", exclude_defaults=True)
        self._command = command
        self._environment = os.environ | {
            f"STAFETT_{name.upper()}": str(value) for name, value in given.items()
        }
        self.log = log
        self._child: Child | None = None

    def start(self) -> None:
        """Start it; it may take a while to be ready."""
        program = [sys.executable, "-m", "services.cli", self._command]
        self._child = Child(program, log=self.log, environment=self._environment)

    def kill(self) -> None:
        """End it at once, with all it has started."""
        if self._child is not None:
            self._child.kill()

    def ended(self) -> int | None:
        """Its exit code if it ended by itself."""
        return None if self._child is None else self._child.ended()


class Installation:
    """PostgreSQL, Temporal, one worker and one web process, all durable as in production."""

    def __init__(self, home: Path, smtp_port: int) -> None:
        self.settings = Settings(
            home=home,
            host=HOST,
            postgres_port=free_port(),
            temporal_port=free_port(),
            smtp_port=smtp_port,
            web_port=(web := free_port()),
            public_url=f"http://{HOST}:{web}",
            metrics_port=free_port(),
            worker_metrics_port=free_port(),
            decision_timeout=DECISIONS_MAY_TAKE,
        )
        self.postgres = Postgres(home / "postgres", self.settings.postgres_port)
        self.temporal = TemporalServer(home / "temporal", self.settings.temporal_port)
        self.worker = Program("worker", self.settings, home / "worker.log")
        self.web = Program("web", self.settings, home / "web.log")
        self.database = Database(self.settings.database_url, pool=5)
        # The kernel ends children with the thread that started them: all in this one.
        self._hands = ThreadPoolExecutor(max_workers=1)

    async def do(self, what: Callable[[], T]) -> T:
        """Something that blocks, done to the parts, in order with everything else done to them."""
        return await asyncio.get_running_loop().run_in_executor(self._hands, what)

    async def start(self) -> None:
        """Everything, with tables and the demo hospital, until the first page comes."""
        await self.do(self.postgres.start)
        await self.do(lambda: self.postgres.make_database("stafett"))
        await self.do(self.temporal.start)
        await self.do(lambda: migrate(self.settings))
        async with self.database.transaction() as session:
            await seed(session)
        await self.do(self.worker.start)
        await self.do(self.web.start)
        await self.until_ready()

    async def until_ready(self) -> None:
        """Wait until the web application can do its work."""
        async with asyncio.timeout(READY_WITHIN), httpx.AsyncClient() as browser:
            while True:
                try:
                    answer = await browser.get(f"{self.settings.public_url}/health/ready")
                    if answer.is_success:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)

    async def stop(self) -> None:
        """Nothing is left over."""
        await self.database.close()
        for part in (self.web, self.worker, self.temporal, self.postgres):
            await self.do(part.kill)
        self._hands.shutdown()

    def said(self, words: str) -> int:
        """How many lines of the logs of web and worker contain some words."""
        logs = [part.log.read_text(errors="replace") for part in (self.web, self.worker)]
        return sum(log.count(words) for log in logs)


def copy_of_temporal(folder: Path) -> Path:
    """What the Temporal server has on disk at this instant, as a file beside."""
    copy = folder / "earlier.sqlite"
    copy.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(folder / "temporal.sqlite")) as now,
        closing(sqlite3.connect(copy)) as then,
    ):
        now.backup(then)
    return copy


def put_back(folder: Path, copy: Path) -> None:
    """Let the killed Temporal server know only what it knew then."""
    file = folder / "temporal.sqlite"
    for left in ("-wal", "-shm"):
        file.with_name(file.name + left).unlink(missing_ok=True)
    shutil.move(copy, file)


@asynccontextmanager
async def installed(home: Path, smtp_port: int) -> AsyncGenerator[Installation]:
    """An installation that runs, and is gone afterwards."""
    installation = Installation(home, smtp_port)
    try:
        await installation.start()
        yield installation
    finally:
        await installation.stop()
