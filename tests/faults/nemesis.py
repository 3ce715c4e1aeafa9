"""Kills the parts of an installation at random points, each started again at once."""

import asyncio
import contextlib
import random
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import func, select

from services.kit import clock
from services.kit.processes.tables import Decision
from tests.faults.client import Acknowledged
from tests.faults.edition import Edition, Strike
from tests.faults.parts import DECISIONS_MAY_TAKE, HOST, Installation, Program

FORGOTTEN = 1.0
"""Seconds that a forgetful Temporal server loses."""
LOOK_EVERY = 0.02
WAITS = 60


@dataclass
class Nemesis:
    """Strikes as often as the edition says, in an order that follows from the seed."""

    installation: Installation
    acknowledged: Acknowledged
    edition: Edition
    chance: random.Random
    busy: Callable[[], bool]
    """Whether cases are under way; a strike at rest does not count."""
    hits: Counter[Strike] = field(default_factory=Counter[Strike])
    fell: list[str] = field(default_factory=list[str])
    """Parts that ended by themselves; they never should."""
    last: datetime | None = None

    async def run(self) -> None:
        """All strikes, one after another."""
        order = [strike for strike, times in self.edition.strikes.items() for _ in range(times)]
        self.chance.shuffle(order)
        for strike in order:
            await asyncio.sleep(self.chance.uniform(*self.edition.apart))
            self._see_who_fell()
            await self._strike(strike)
            self.last = clock.now()
            self.hits[strike] += self.busy()
        await self._until_it_works(self.installation.settings.worker_metrics_port)

    async def _strike(self, strike: Strike) -> None:
        parts = self.installation
        match strike:
            case Strike.WORKER:
                await self._kill(parts.worker, parts.settings.worker_metrics_port)
            case Strike.WEB:
                await self._kill(parts.web, parts.settings.web_port)
            case Strike.TEMPORAL:
                await parts.do(parts.temporal.kill)
                await parts.do(parts.temporal.start)
            case Strike.POSTGRES:
                await parts.do(parts.postgres.kill)
                await parts.do(parts.postgres.start)
            case Strike.FORGETFUL:
                copy = await parts.do(parts.copy_of_temporal)
                await asyncio.sleep(FORGOTTEN)
                await parts.do(parts.temporal.kill)
                await parts.do(lambda: parts.put_back(copy))
                await parts.do(parts.temporal.start)
            case Strike.UNKNOWN:
                await self._until_it_works(parts.settings.worker_metrics_port)
                await self._until_somebody_decides()
                await parts.do(parts.worker.kill)
                await asyncio.sleep(DECISIONS_MAY_TAKE.total_seconds())
                await parts.do(parts.worker.start)

    async def _kill(self, program: Program, port: int) -> None:
        await self._until_it_works(port)
        # Most of what matters happens while something is being handed in.
        self.acknowledged.posting.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self.acknowledged.posting.wait()
                await asyncio.sleep(self.chance.uniform(0, 0.1))
        await self.installation.do(program.kill)
        await self.installation.do(program.start)

    async def _until_somebody_decides(self) -> None:
        pending = select(func.count()).select_from(Decision).where(Decision.state == "pending")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WAITS):
                while self.busy():
                    async with self.installation.database.transaction() as session:
                        if (await session.exec(pending)).one():
                            return
                    await asyncio.sleep(LOOK_EVERY)

    async def _until_it_works(self, port: int) -> None:
        def answers() -> bool:
            try:
                socket.create_connection((HOST, port), timeout=1).close()
            except OSError:
                return False
            return True

        async with asyncio.timeout(WAITS):
            while not await asyncio.to_thread(answers):
                await asyncio.sleep(LOOK_EVERY)
                self._see_who_fell()

    def _see_who_fell(self) -> None:
        parts = self.installation
        ends = {"worker": parts.worker.ended(), "web": parts.web.ended()}
        self.fell += [f"{name}: {code}" for name, code in ends.items() if code is not None]
        assert not self.fell, f"ended by themselves: {self.fell}"
