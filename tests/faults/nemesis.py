"""Kills the parts of an installation at random points, each started again at once."""

import asyncio
import contextlib
import random
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from services.kit import clock
from services.kit.processes.tables import Decision, Outbox
from tests.faults.client import Acknowledged
from tests.faults.edition import Edition, Strike
from tests.faults.parts import (
    DECISIONS_MAY_TAKE,
    HOST,
    Installation,
    Program,
    copy_of_temporal,
    put_back,
)

FORGOTTEN_AT_MOST = 2.0
"""Seconds that a forgetful Temporal server loses."""
LOOK_EVERY = 0.02
WAITS = 120
SPAN = (0.05, 0.8)
"""The part of all POSTs between whose ends strikes fall."""


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
        """All strikes, at random points of the work: when so many POSTs have been answered."""
        order = [strike for strike, times in self.edition.strikes.items() for _ in range(times)]
        self.chance.shuffle(order)
        points = sorted(self.chance.uniform(*SPAN) * self.edition.posts for _ in order)
        for strike, point in zip(order, points, strict=True):
            await self._until_answered(point)
            await self._until_all_works()
            await self._strike(strike)
            self.last = clock.now()
            self.hits[strike] += self.busy()
        await self._until_all_works()

    async def _strike(self, strike: Strike) -> None:
        parts = self.installation
        match strike:
            case Strike.WORKER:
                await self._kill(parts.worker)
            case Strike.WEB:
                await self._kill(parts.web)
            case Strike.TEMPORAL:
                await parts.do(parts.temporal.kill)
                await parts.do(parts.temporal.start)
            case Strike.POSTGRES:
                await parts.do(parts.postgres.kill)
                await parts.do(parts.postgres.start)
            case Strike.FORGETFUL:
                copy = await self._copied_before_something_is_told()
                await parts.do(parts.temporal.kill)
                await parts.do(lambda: put_back(parts.temporal.folder, copy))
                await parts.do(parts.temporal.start)
            case Strike.UNKNOWN:
                await self._until_somebody_decides()
                await parts.do(parts.worker.kill)
                await asyncio.sleep(DECISIONS_MAY_TAKE.total_seconds())
                await parts.do(parts.worker.start)

    async def _kill(self, program: Program) -> None:
        # Most of what matters happens while something is being handed in.
        self.acknowledged.posting.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self.acknowledged.posting.wait()
        await asyncio.sleep(self.chance.uniform(0, 0.1))
        await self.installation.do(program.kill)
        await self.installation.do(program.start)

    async def _until_answered(self, posts: float) -> None:
        while True:
            if not self.busy() or len(self.acknowledged.posts) >= posts:
                return
            await asyncio.sleep(LOOK_EVERY)

    async def _until_somebody_decides(self) -> None:
        await self._is_one(select(func.count()).where(col(Decision.state) == "pending"), WAITS)

    async def _copied_before_something_is_told(self) -> Path:
        """A copy of what the server knew shortly before it was told something."""
        folder = self.installation.temporal.folder
        async with asyncio.timeout(WAITS):
            while True:
                copy = await self.installation.do(lambda: copy_of_temporal(folder))
                told = select(func.count()).where(
                    col(Outbox.created_at) > clock.now(),
                    col(Outbox.sent_at) > col(Outbox.created_at),
                )
                if await self._is_one(told, FORGOTTEN_AT_MOST) or not self.busy():
                    return copy

    async def _is_one(self, count: SelectOfScalar[int], seconds: float) -> bool:
        """Wait until there is one; not for ever, so that what was hit is counted, not ensured."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.busy():
                    async with self.installation.database.transaction() as session:
                        if (await session.exec(count)).one():
                            return True
                    await asyncio.sleep(LOOK_EVERY)
        return False

    async def _until_all_works(self) -> None:
        """Until web and worker take connections again."""
        settings = self.installation.settings
        async with asyncio.timeout(WAITS):
            for port in (settings.web_port, settings.worker_metrics_port):
                while not await asyncio.to_thread(_answers, port):
                    await asyncio.sleep(LOOK_EVERY)
                    self._see_who_fell()

    def _see_who_fell(self) -> None:
        parts = self.installation
        ends = {"worker": parts.worker.ended(), "web": parts.web.ended()}
        self.fell += [f"{name}: {code}" for name, code in ends.items() if code is not None]
        assert not self.fell, f"ended by themselves: {self.fell}"


def _answers(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True
