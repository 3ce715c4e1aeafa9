"""Waits, as people do, until something is asked of them: one look at the database for all waits."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlmodel import col, select

from services.kit.database import Database
from services.kit.processes.tables import Process
from services.messages.tables import Message
from services.tasks.tables import Task
from workflows.payloads.codes import StepCode
from workflows.payloads.letters import MessageState

LOOK_EVERY = 0.05
PATIENCE = 300


class Watch:
    """Looks regularly at the tasks and ends of the processes that somebody waits for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waits: dict[tuple[UUID, StepCode | None], asyncio.Future[None]] = {}

    async def asked(self, process: UUID, step: StepCode) -> None:
        """Wait until a task of this step is open and its letter has left."""
        await self._wait(process, step)

    async def ended(self, process: UUID) -> None:
        """Wait until the process has ended."""
        await self._wait(process, None)

    async def run(self) -> None:
        """Look, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self._waits:
                for found in await self._look():
                    if wait := self._waits.pop(found, None):
                        wait.set_result(None)

    async def _wait(self, process: UUID, step: StepCode | None) -> None:
        wait = self._waits[process, step] = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(PATIENCE):
            await wait

    async def _look(self) -> set[tuple[UUID, StepCode | None]]:
        processes = {process for process, _ in self._waits}
        async with self._database.transaction() as session:
            tasks = await session.exec(
                select(Task.process_id, Task.step)
                .join(Message, col(Message.about) == col(Task.id))
                .where(
                    col(Task.process_id).in_(processes),
                    Task.state == "open",
                    Message.state == MessageState.SENT,
                )
            )
            ends = await session.exec(
                select(Process.id).where(
                    col(Process.id).in_(processes), col(Process.ended_at).is_not(None)
                )
            )
            found: set[tuple[UUID, StepCode | None]] = {(process, None) for process in ends}
            return found | {(process, StepCode(step)) for process, step in tasks}


@asynccontextmanager
async def watching(database: Database) -> AsyncGenerator[Watch]:
    """A watch that looks meanwhile."""
    watch = Watch(database)
    running = asyncio.create_task(watch.run())
    try:
        yield watch
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
