"""Pages per second against a bare page, with ten thousand applications and with a million.

The program: sign-in, permissions and reading log included. The baseline, on the same PostgreSQL:
fifty rows of one indexed table in a small template (`barepage.py`).
"""

import asyncio
import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from time import perf_counter

from benchmarks.figures import Pair, Result
from benchmarks.ground import Ground
from benchmarks.http import Connection, connections
from benchmarks.planted import Planted, grow, plant
from services.access.sessions import service as sessions
from services.access.sessions.rules import Method
from services.embedded.children import Child, free_port
from services.kit import clock

CONNECTIONS = 8
REQUESTS = 240
"""Of each page in each round."""
WARM = 40
COPIES = 99
"""Of ten thousand applications: with the first ones a million."""
AT_LEAST = 0.6
SLOWER = 1.2


async def measure(ground: Ground, rounds: int) -> list[Result]:
    """Each page beside the bare one, then both again with a hundred times as much in the tables."""
    planted = await plant(ground)
    pages = await _pages(ground, planted)
    with _bare(ground) as port:
        few = await _rounds(ground, port, pages, rounds)
        await grow(ground, COPIES)
        many = await _rounds(ground, port, pages, rounds)
    return [
        *(
            Result(f"{what}, 10,000 applications", "per second", pairs, at_least=AT_LEAST)
            for what, pairs in few.items()
        ),
        *(
            Result(
                f"{what}, 1,000,000 applications",
                "bare pages each",
                [
                    Pair(1 / after.ratio, 1 / before.ratio)
                    for after, before in zip(pairs, few[what], strict=True)
                ],
                at_most=SLOWER,
            )
            for what, pairs in many.items()
        ),
    ]


Pages = Mapping[str, tuple[str, str]]
"""By what each is: its address, and the token of who reads it."""


async def _pages(ground: Ground, planted: Planted) -> Pages:
    at = clock.now()
    async with ground.database.transaction() as session:
        staff = await sessions.begin(session, planted.adviser, Method.DEMO, at, ground.settings)
        other = await sessions.begin(session, planted.candidate, Method.LINK, at, ground.settings)
    applicants = f"/cases/{planted.case}/applicants"
    return {
        "All cases": ("/cases", staff.token),
        "Board of applicants": (f"{applicants}?view=board", staff.token),
        "List of applicants": (applicants, staff.token),
        "A candidate's page": (f"/my-applications/{planted.application}", other.token),
    }


async def _rounds(ground: Ground, port: int, pages: Pages, rounds: int) -> dict[str, list[Pair]]:
    pairs: dict[str, list[Pair]] = {what: [] for what in pages}
    for path, token in pages.values():
        await _read(ground, None, path, token, WARM)
    await _read(ground, port, "/page", None, WARM)
    for _ in range(rounds):
        for what, (path, token) in pages.items():
            bare = await _read(ground, port, "/page", None, REQUESTS)
            pairs[what].append(Pair(await _read(ground, None, path, token, REQUESTS), bare))
    return pairs


async def _read(
    ground: Ground, port: int | None, path: str, token: str | None, number: int
) -> float:
    """Read a page so often over all connections; returns how many a second there were."""
    left = list(range(number))

    async def one(connection: Connection) -> None:
        while left:
            left.pop()
            status, body = await connection.get(path, token)
            assert status == 200, (path, status, body[:500])

    async with connections(ground.settings, CONNECTIONS, port) as opened:
        started = perf_counter()
        await asyncio.gather(*map(one, opened))
        return number / (perf_counter() - started)


@contextmanager
def _bare(ground: Ground) -> Generator[int]:
    """The bare page, in a process of its own; yields its port."""
    port = free_port()
    child = Child(
        [sys.executable, "-m", "benchmarks.barepage", ground.settings.database_url, str(port)],
        log=ground.settings.home / "barepage.log",
        environment=dict(os.environ),
    )
    try:
        yield port
    finally:
        child.stop()
