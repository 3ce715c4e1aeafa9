"""Recruitments per second, against bare workflows that go through as much and do nothing.

A case here needs no skipped time: the need is written, submitted, discussed, checked, approved;
the advert stands for some seconds, in which two people apply; after the deadline the search is
ended, both get their answer, and the case closes with its decision file. People answer when they
are asked, as in life: a step is opened, its letter is sent, then it is answered.

What each process went through is counted in its recorded history, and the next bare round goes
through exactly that, process by process.
"""

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial
from time import perf_counter
from uuid import UUID, uuid4

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle

from benchmarks import cases
from benchmarks.bare import QUEUE, Bare, Plan
from benchmarks.cpu import Meter
from benchmarks.figures import Pair, Result
from benchmarks.ground import Ground
from benchmarks.watch import Watch, watching
from services.kit.files.store import FileStore
from services.kit.processes.client import TemporalProcesses
from services.kit.processes.decisions import Desk
from workflows.payloads.processes import ProcessKind, workflow_id

AT_ONCE = 8
CASES = 16
"""In each round."""
APPLICANTS = 2
STANDS = timedelta(seconds=5)
TARGET = 0.6


async def measure(ground: Ground, rounds: int) -> Result:
    """Alternate whole rounds of both."""
    pairs: list[Pair] = []
    totals: Counter[str] = Counter()
    meter = Meter()
    # Every program reads its code and fills its caches once.
    _, processes = await _recruit(ground, AT_ONCE)
    await _go_through(ground, await _plans(ground, processes))
    for _ in range(rounds):
        with meter.reading("program"):
            seconds, processes = await _recruit(ground, CASES)
        plans = await _plans(ground, processes)
        totals.update(_totals(plans))
        with meter.reading("bare"):
            bare_seconds = await _go_through(ground, plans)
        pairs.append(Pair(CASES / seconds, CASES / bare_seconds))
    done = rounds * CASES
    return Result(
        "Recruitments",
        "per second",
        pairs,
        at_least=TARGET,
        notes={
            "in each": {name: round(count / done, 1) for name, count in totals.items()},
            "cpu seconds in each": meter.per(done),
        },
    )


async def _recruit(
    ground: Ground, number: int
) -> tuple[float, list[list[tuple[ProcessKind, UUID]]]]:
    """Whole recruitments; returns the time they took, and their processes."""
    files = FileStore.open(ground.settings)
    desk = Desk(
        ground.database, TemporalProcesses(ground.temporal, ground.database, ground.settings)
    )
    busy = asyncio.Semaphore(AT_ONCE)

    async def one(watch: Watch) -> list[tuple[ProcessKind, UUID]]:
        async with busy:
            case = await cases.start(ground, desk, watch)
            await case.submit()
            await case.look_into()
            await case.approve()
            advert = await case.publish(STANDS)
            applications = [
                id_
                for _ in range(APPLICANTS)
                if (id_ := await case.apply(files, advert, f"{uuid4()}@example.org"))
            ]
        # Nobody is busy with a case while its advert stands.
        await case.stood()
        async with busy:
            await case.fail()
            await asyncio.gather(*map(watch.ended, [case.id, *applications]))
        recruitment = (ProcessKind.RECRUITMENT, case.id)
        return [recruitment, *((ProcessKind.APPLICATION, each) for each in applications)]

    async with watching(ground.database) as watch:
        started = perf_counter()
        processes = await asyncio.gather(*(one(watch) for _ in range(number)))
        return perf_counter() - started, processes


async def _plans(
    ground: Ground, processes: list[list[tuple[ProcessKind, UUID]]]
) -> list[list[Plan]]:
    return [[await _plan(ground, *one) for one in case] for case in processes]


async def _plan(ground: Ground, kind: ProcessKind, process: UUID) -> Plan:
    """What a process went through, by its history."""
    client = await ground.temporal.client()
    happened: Counter[int] = Counter()
    async for event in client.get_workflow_handle(
        workflow_id(kind, process)
    ).fetch_history_events():
        happened[event.event_type] += 1
    updates = happened[EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED]
    fired = happened[EventType.EVENT_TYPE_TIMER_FIRED]
    return Plan(
        activities=happened[EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED] - updates,
        timers=happened[EventType.EVENT_TYPE_TIMER_STARTED] - fired,
        fired=fired,
        signals=happened[EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED],
        updates=updates,
        turns=happened[EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED],
    )


async def _go_through(ground: Ground, plans: list[list[Plan]]) -> float:
    """The same with bare workflows; returns the time they took."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(plan: Plan) -> None:
        handle: WorkflowHandle[Bare, None] = await ground.bare.start_workflow(
            Bare.run, plan, id=f"bare-{uuid4()}", task_queue=QUEUE
        )
        for _ in range(plan.updates):
            await handle.execute_update(Bare.decide)
        for _ in range(plan.signals):
            await handle.signal(Bare.hear)
        await handle.result()

    async def case(processes: list[Plan]) -> None:
        async with places:
            await asyncio.gather(*map(one, processes))

    started = perf_counter()
    await asyncio.gather(*map(partial(case), plans))
    return perf_counter() - started


def _totals(plans: list[list[Plan]]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for plan in (plan for case in plans for plan in case):
        totals["workflows"] += 1
        totals["activities"] += plan.activities + plan.updates
        totals["timers"] += plan.timers + plan.fired
        totals["signals"] += plan.signals
        totals["updates"] += plan.updates
        totals["workflow tasks"] += plan.turns
    return totals
