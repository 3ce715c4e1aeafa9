"""The relay and the reconciler: every fact, once, in order, also when a server has forgotten."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select, update
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from services.embedded.temporal import TemporalServer
from services.kit import clock
from services.kit.database import Database
from services.kit.errors import Unavailable
from services.kit.processes import decisions, outbox
from services.kit.processes.client import Temporal, TemporalProcesses
from services.kit.processes.decisions import Desk
from services.kit.processes.reconciler import Reconciler, tell_again
from services.kit.processes.relay import Relay
from services.kit.processes.tables import Decision, Outbox, Process
from services.kit.settings import Settings
from services.organisation.people import service as people
from services.organisation.units import service as units
from services.organisation.units.service import NewUnit
from workflows.payloads import names
from workflows.payloads.codes import Decided, Fact, Relation
from workflows.payloads.processes import (
    Decide,
    Heard,
    ProcessKind,
    RecordDecision,
    Told,
    workflow_id,
)
from workflows.payloads.states import AbsenceState

FACTS = 30
NOW = timedelta()
LONG = timedelta(seconds=30)


@workflow.defn(name=ProcessKind.ABSENCE)
class Listener:
    """Stands for any process: writes down what it is told, in order."""

    @workflow.init
    def __init__(self, state: AbsenceState) -> None:
        self.numbers: list[int] = []
        self.state = state

    @workflow.run
    async def run(self, state: AbsenceState) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.signal
    async def hear(self, told: Told) -> None:
        if not self.state.heard.has(told.number):
            self.state.heard = self.state.heard.plus(told.number)
            self.numbers.append(told.number)

    @workflow.update
    async def decide(self, decide: Decide) -> Told | None:
        told: Told | None = await workflow.execute_activity(
            names.RECORD_DECISION,
            RecordDecision(decision=decide.decision, at=workflow.now()),
            result_type=Told | None,  # pyright: ignore[reportArgumentType]
            start_to_close_timeout=timedelta(seconds=10),
        )
        return told

    @workflow.query
    def heard(self) -> Heard:
        return self.state.heard

    @workflow.query
    def told(self) -> list[int]:
        return self.numbers


@pytest.fixture
def chosen(tmp_path: Path, database_url: str, temporal_server: TemporalServer) -> Settings:
    return Settings(
        home=tmp_path,
        database_url=database_url,
        temporal_address=temporal_server.address,
        task_queue=uuid4().hex,
        decision_timeout=timedelta(milliseconds=300),
    )


@pytest.fixture
async def trust(database: Database) -> UUID:
    async with database.transaction() as session:
        return (await units.add(session, NewUnit(name="Et foretak"), at=clock.now())).id


@pytest.fixture
def temporal_of(chosen: Settings) -> Temporal:
    return Temporal(chosen)


@asynccontextmanager
async def listening(
    chosen: Settings, temporal: Temporal, database: Database
) -> AsyncGenerator[Client]:
    """Somebody works for the processes; no decision is anything but refused or void."""

    @activity.defn(name=names.RECORD_DECISION)
    async def record(ask: RecordDecision) -> Told | None:
        return await decisions.settle(database, ask.decision, ask.at, {})

    client = await temporal.client()
    async with Worker(
        client,
        task_queue=chosen.task_queue,
        workflows=[Listener],
        activities=[record],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        yield client


async def begun(database: Database, trust: UUID, facts: int = FACTS) -> UUID:
    """A process, and what it is to be told, each in a transaction of its own."""
    process = uuid4()
    async with database.transaction() as session:
        await outbox.start(session, ProcessKind.ABSENCE, process, trust_id=trust)
    for _ in range(facts):
        async with database.transaction() as session:
            await outbox.tell(session, process, Fact.ABSENCE_CHANGED)
    return process


async def undecided(
    database: Database, trust: UUID, chosen: Settings, temporal: Temporal
) -> tuple[UUID, UUID]:
    """A process that nobody works for yet, and somebody who decides in it."""
    process = await begun(database, trust, facts=0)
    await Relay(database, temporal, chosen).drain()
    async with database.transaction() as session:
        actor = await people.find_or_create(
            session, email="a@b.example.org", name="A B", language="nb", at=clock.now()
        )
    return process, actor.id


async def told(client: Client, process: UUID) -> list[int]:
    handle = client.get_workflow_handle(workflow_id(ProcessKind.ABSENCE, process))
    numbers: list[int] = await handle.query("told", result_type=list[int])
    return numbers


async def forget(database: Database, process: UUID, *numbers: int) -> None:
    """As if these had been sent, and the server had then forgotten them."""
    async with database.transaction() as session:
        await session.exec(
            update(Outbox)
            .where(col(Outbox.process_id) == process, col(Outbox.number).in_(numbers))
            .values(sent_at=col(Outbox.created_at) - timedelta(minutes=1))
        )


async def test_each_process_is_told_in_order(
    database: Database, trust: UUID, chosen: Settings, temporal_of: Temporal
) -> None:
    processes = [await begun(database, trust) for _ in range(3)]
    relay = Relay(database, temporal_of, chosen)
    async with listening(chosen, temporal_of, database) as client:
        await relay.drain()
        for process in processes:
            assert await told(client, process) == list(range(1, FACTS + 1))


async def test_two_relays_tell_everything_once_and_in_order(
    database: Database, trust: UUID, chosen: Settings, temporal_of: Temporal
) -> None:
    processes = [await begun(database, trust) for _ in range(3)]
    relays = [Relay(database, temporal_of, chosen) for _ in range(2)]
    async with listening(chosen, temporal_of, database) as client:
        told_by = await asyncio.gather(*(relay.drain() for relay in relays))
        told_by.append(await relays[0].drain())
        assert sum(told_by) == len(processes) * (FACTS + 1)
        for process in processes:
            assert await told(client, process) == list(range(1, FACTS + 1))


async def test_a_lost_fact_is_told_again_and_taken_once(
    database: Database, trust: UUID, chosen: Settings, temporal_of: Temporal
) -> None:
    process = await begun(database, trust, facts=4)
    await forget(database, process, 2)
    relay, reconciler = Relay(database, temporal_of, chosen), Reconciler(database, temporal_of)
    async with listening(chosen, temporal_of, database) as client:
        await relay.drain()
        assert await told(client, process) == [1, 3, 4]
        assert await reconciler.once(grace=NOW) == 1
        await relay.drain()
        assert sorted(await told(client, process)) == [1, 2, 3, 4]
        assert await reconciler.once(grace=NOW) == 0
        async with database.transaction() as session:
            waiting = select(Outbox).where(col(Outbox.sent_at).is_(None))
            assert (await session.exec(waiting)).all() == []


async def test_what_was_sent_just_before_a_break_is_told_again_unasked(
    database: Database, trust: UUID, chosen: Settings, temporal_of: Temporal
) -> None:
    process = await begun(database, trust, facts=4)
    relay = Relay(database, temporal_of, chosen)
    await relay.drain()
    await forget(database, process, 0, 1)
    async with database.transaction() as session:
        row = await session.get_one(Process, process)
        row.confirmed_number = 2
    assert await tell_again(database, clock.now()) == 2
    async with database.transaction() as session:
        waits = select(Outbox.number).where(
            col(Outbox.sent_at).is_(None), col(Outbox.process_id) == process
        )
        assert set(await session.exec(waits)) == {3, 4}
    async with listening(chosen, temporal_of, database) as client:
        await relay.drain()
        assert await told(client, process) == [1, 2, 3, 4]


async def test_a_forgotten_start_is_made_again(
    database: Database, trust: UUID, chosen: Settings, temporal_of: Temporal
) -> None:
    process = await begun(database, trust, facts=2)
    await forget(database, process, 0, 1, 2)
    relay, reconciler = Relay(database, temporal_of, chosen), Reconciler(database, temporal_of)
    async with listening(chosen, temporal_of, database) as client:
        assert await reconciler.once(grace=NOW) == 3
        await relay.drain()
        assert await told(client, process) == [1, 2]


async def test_a_second_delivery_does_nothing(
    database: Database, trust: UUID, chosen: Settings, temporal_of: Temporal
) -> None:
    process = await begun(database, trust, facts=2)
    relay = Relay(database, temporal_of, chosen)
    async with listening(chosen, temporal_of, database) as client:
        await relay.drain()
        async with database.transaction() as session:
            await session.exec(
                update(Outbox).where(col(Outbox.process_id) == process).values(sent_at=None)
            )
        assert await relay.drain() == 3
        assert await told(client, process) == [1, 2]


async def test_a_decision_nobody_answers_is_void_for_good(
    database: Database, trust: UUID, chosen: Settings, temporal_of: Temporal
) -> None:
    process, actor = await undecided(database, trust, chosen, temporal_of)
    processes = TemporalProcesses(temporal_of, database, chosen)
    with pytest.raises(Unavailable):
        await Desk(database, processes).decide(
            process_id=process,
            kind=Decided.SETTLE_STEP,
            part=Relation.HR_ADVISER,
            actor_id=actor,
        )
    async with database.transaction() as session:
        [decision] = (await session.exec(select(Decision))).all()
    assert decision.state == "voided"
    async with listening(chosen, temporal_of, database):
        late = Decide(decision.id, Decided.SETTLE_STEP, Relation.HR_ADVISER)
        async with database.transaction() as session:
            known = await session.get_one(Process, process)
        await TemporalProcesses(
            temporal_of, database, chosen.model_copy(update={"decision_timeout": LONG})
        ).put(known, late)
    async with database.transaction() as session:
        assert (await session.get_one(Decision, decision.id)).state == "voided"


async def test_what_may_yet_be_forgotten_is_not_confirmed(
    database: Database, trust: UUID, chosen: Settings, temporal_of: Temporal
) -> None:
    process = await begun(database, trust, facts=3)
    async with listening(chosen, temporal_of, database):
        await Relay(database, temporal_of, chosen).drain()
        # Told long ago; the last two only just now.
        await forget(database, process, 0, 1)
        await Reconciler(database, temporal_of).once(grace=LONG)
    async with database.transaction() as session:
        assert (await session.get_one(Process, process)).confirmed_number == 1


async def test_an_end_that_the_server_forgot_is_come_to_again(
    database: Database, trust: UUID, chosen: Settings, temporal_of: Temporal
) -> None:
    process = await begun(database, trust, facts=2)
    await forget(database, process, 1, 2)
    relay, reconciler = Relay(database, temporal_of, chosen), Reconciler(database, temporal_of)
    async with database.transaction() as session:
        await outbox.end(session, process, clock.now())
    async with listening(chosen, temporal_of, database) as client:
        await relay.drain()
        assert await told(client, process) == []
        assert await reconciler.once(grace=NOW) == 2
        await relay.drain()
        assert await told(client, process) == [1, 2]


async def test_what_has_ended_is_asked_once(
    database: Database, trust: UUID, chosen: Settings, temporal_of: Temporal
) -> None:
    process = await begun(database, trust, facts=2)
    async with listening(chosen, temporal_of, database) as client:
        await Relay(database, temporal_of, chosen).drain()
        await client.get_workflow_handle(workflow_id(ProcessKind.ABSENCE, process)).terminate()
    async with database.transaction() as session:
        await outbox.end(session, process, clock.now())
    assert await Reconciler(database, temporal_of).once(grace=NOW) == 0
    async with database.transaction() as session:
        assert (await session.get_one(Process, process)).confirmed_number == 2


async def test_a_key_whose_decision_was_voided_may_be_used_again(
    database: Database, trust: UUID, chosen: Settings, temporal_of: Temporal
) -> None:
    process, actor = await undecided(database, trust, chosen, temporal_of)
    desk = Desk(database, TemporalProcesses(temporal_of, database, chosen))
    for _ in range(2):
        with pytest.raises(Unavailable):
            await desk.decide(
                process_id=process,
                kind=Decided.SETTLE_STEP,
                part=Relation.HR_ADVISER,
                actor_id=actor,
                key="the same",
            )
    async with database.transaction() as session:
        tries = (await session.exec(select(Decision))).all()
    assert [each.state for each in tries] == ["voided", "voided"]
