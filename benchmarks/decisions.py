"""From decision sent to decision recorded, against a bare update with one empty activity.

The leader submits the need, the approver returns it, and so on: both by HTTP, signed in, through
the web process. Before each, what the one before led to (tasks, letters) comes to rest, as it does
when people decide. With several people at once all of them send at the same moment, each in a case
of their own. The bare updates are sent in the same rhythm, straight to Temporal.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import uuid4

from temporalio.client import WorkflowHandle

from benchmarks import cases
from benchmarks.bare import QUEUE, Bare, Plan
from benchmarks.cases import Case
from benchmarks.cpu import Meter
from benchmarks.figures import Pair, Result, p95
from benchmarks.ground import APPROVER, LEADER, Ground
from benchmarks.http import Connection, connections
from benchmarks.watch import Watch, watching
from services.kit.processes.client import TemporalProcesses
from services.kit.processes.decisions import Desk
from workflows.payloads.codes import StepCode

ALONE, TOGETHER = 1, 8
AT_MOST = {ALONE: 2.0, TOGETHER: 1.4}
WAVES = {ALONE: 24, TOGETHER: 8}
"""In each round; everybody decides once in each."""
REST = 0.2
"""Seconds after the letter of the next task has left."""
RETURNED = json.dumps({"approved": False, "reason": "Say more of the patients."}).encode()

Send = Callable[[int], Awaitable[None]]


@dataclass
class Decider:
    """A case, with whom its next decision falls to."""

    case: Case
    tokens: dict[str, str]
    submitted: bool = False

    async def rest(self, watch: Watch) -> None:
        """Until the next decision is asked for."""
        step = StepCode.APPROVE_NEED if self.submitted else StepCode.ANALYSE_JOB
        await watch.asked(self.case.id, step)

    async def decide(self, connection: Connection) -> None:
        """The next decision."""
        path = f"/recruitments/{self.case.id}"
        if self.submitted:
            answer = await connection.post(
                f"{path}/approval", RETURNED, token=self.tokens[APPROVER]
            )
        else:
            answer = await connection.post(f"{path}/submission", b"", token=self.tokens[LEADER])
        assert answer[0] == 200, answer
        self.submitted = not self.submitted


async def measure(ground: Ground, rounds: int) -> list[Result]:
    """One person, then eight at once; rounds of both alternate."""
    desk = Desk(
        ground.database, TemporalProcesses(ground.temporal, ground.database, ground.settings)
    )
    handles = [await _bare(ground) for _ in range(TOGETHER)]
    async with watching(ground.database) as watch:
        tokens = {who: await _token(ground, who) for who in (LEADER, APPROVER)}
        deciders = [Decider(await _prepared(ground, desk, watch), tokens) for _ in range(TOGETHER)]
        return [
            await _measure(ground, rounds, deciders[:people], handles, watch)
            for people in (ALONE, TOGETHER)
        ]


async def _measure(
    ground: Ground,
    rounds: int,
    deciders: Sequence[Decider],
    handles: Sequence[WorkflowHandle[Bare, None]],
    watch: Watch,
) -> Result:
    people = len(deciders)
    opened: list[Connection] = []

    async def program_rests() -> None:
        for connection in opened:
            connection.close()
        await asyncio.gather(*(decider.rest(watch) for decider in deciders))
        await asyncio.sleep(REST)
        opened[:] = [
            await Connection.open(ground.settings.host, ground.settings.web_port) for _ in deciders
        ]

    async def bare_rests() -> None:
        await asyncio.sleep(REST)

    async def decide(place: int) -> None:
        await deciders[place].decide(opened[place])

    async def update(place: int) -> None:
        await handles[place].execute_update(Bare.decide)

    for rests, send in ((program_rests, decide), (bare_rests, update)):
        await _waves(2, people, rests, send)
    pairs: list[Pair] = []
    meter = Meter()
    for _ in range(rounds):
        with meter.reading("program"):
            program = await _waves(WAVES[people], people, program_rests, decide)
        with meter.reading("bare"):
            bare = await _waves(WAVES[people], people, bare_rests, update)
        pairs.append(Pair(p95(program), p95(bare)))
    what = "Decisions of one person" if people == 1 else f"Decisions of {people} at once"
    return Result(
        what,
        "ms, 95th percentile",
        pairs,
        at_most=AT_MOST[people],
        notes={"cpu seconds in each": meter.per(rounds * WAVES[people] * people)},
    )


async def _waves(
    number: int, people: int, rests: Callable[[], Awaitable[None]], send: Send
) -> list[float]:
    """Milliseconds that each took, in so many waves."""

    async def timed(place: int) -> float:
        started = perf_counter()
        await send(place)
        return (perf_counter() - started) * 1000

    took: list[float] = []
    for _ in range(number):
        await rests()
        took += await asyncio.gather(*map(timed, range(people)))
    return took


async def _prepared(ground: Ground, desk: Desk, watch: Watch) -> Case:
    """A case whose need was discussed, and returned once."""
    case = await cases.start(ground, desk, watch)
    await case.submit()
    await case.look_into()
    await case.send_back()
    return case


async def _bare(ground: Ground) -> WorkflowHandle[Bare, None]:
    """A bare workflow that takes updates for as long as this lasts."""
    endless = Plan(activities=0, timers=0, fired=0, signals=1, updates=0)
    return await ground.bare.start_workflow(
        Bare.run, endless, id=f"bare-{uuid4()}", task_queue=QUEUE
    )


async def _token(ground: Ground, who: str) -> str:
    body = json.dumps({"person_id": str(ground.people[who])}).encode()
    async with connections(ground.settings, 1) as [connection]:
        status, answer = await connection.post("/demo/sessions", body)
    assert status == 201, answer
    opened: dict[str, Any] = json.loads(answer)
    return opened["token"]
