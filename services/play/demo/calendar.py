"""Many plays in one stretch of time: each waits for days of its own, and one acts at a time."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from itertools import count

from services.kit import clock


class Calendar:
    """Lets time go by for all plays together, from one moment that a play waits for to the next."""

    def __init__(self, advance: Callable[[datetime], Awaitable[None]]) -> None:
        """`advance` moves the clock; nobody may act meanwhile."""
        self._advance = advance
        self._waiting: list[tuple[datetime, int, asyncio.Event]] = []
        self._entered = count()
        self._rests = asyncio.Event()
        self._plays: list[asyncio.Task[None]] = []

    def enter(self, begins: datetime, play: Callable[[], Coroutine[None, None, None]]) -> None:
        """A play that begins at a moment."""
        turn = self._turn(begins)

        async def act() -> None:
            try:
                await turn.wait()
                await play()
            finally:
                self._rests.set()

        self._plays.append(asyncio.create_task(act()))

    async def until(self, moment: datetime) -> None:
        """For a play: wait for a moment while others act; for one that is past, come to rest."""
        if moment <= clock.now():
            await self._advance(moment)
            return
        turn = self._turn(moment)
        self._rests.set()
        await turn.wait()

    async def run(self, end: datetime) -> None:
        """Play until `end`; whoever waits for a later day is left where they stand."""
        try:
            while self._waiting and self._waiting[0][0] <= end:
                moment, _, turn = heapq.heappop(self._waiting)
                await self._advance(moment)
                self._rests.clear()
                turn.set()
                await self._rests.wait()
                for play in self._plays:
                    if play.done():
                        play.result()
            await self._advance(end)
        finally:
            for play in self._plays:
                play.cancel()
            await asyncio.gather(*self._plays, return_exceptions=True)

    def _turn(self, moment: datetime) -> asyncio.Event:
        turn = asyncio.Event()
        heapq.heappush(self._waiting, (moment, next(self._entered), turn))
        return turn
