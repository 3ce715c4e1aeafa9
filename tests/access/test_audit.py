"""The audit: chained, append-only, and every later change is found."""

import asyncio
import random
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind, rules, store
from services.access.audit.service import Fault, Report
from services.kit import clock
from services.kit.database import Database

SEED = 20261122
EDITS = {
    "number": "number + 100000",
    "at": "at + interval '1 microsecond'",
    "kind": "'changed'",
    "actor_id": "gen_random_uuid()",
    "on_authority_of": "gen_random_uuid()",
    "about": "gen_random_uuid()",
    "data": "'{\"amount\": -1}'",
    "previous_hash": "repeat('f', 64)",
    "hash": "repeat('f', 64)",
    "chain": "gen_random_uuid()",
}


async def fill(database: Database, chains: list[UUID], events: int) -> None:
    async with database.transaction() as session:
        for number in range(events):
            await audit.record(
                session,
                AuditKind.NEED_CHANGED,
                process_id=chains[number % len(chains)],
                actor_id=uuid4(),
                data={"amount": number},
            )


async def verified(database: Database) -> Report:
    async with database.transaction() as session:
        return await audit.verify(session)


async def as_superuser(database: Database, *statements: str) -> None:
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            await connection.execute(text(statement))


async def test_whole(database: Database) -> None:
    chains = [uuid4() for _ in range(5)]
    await fill(database, chains, 43)
    report = await verified(database)
    assert (report.chains, report.events, report.roots, report.faults) == (5, 43, 0, [])
    assert report.whole


async def test_numbers_without_gap_and_linked(database: Database) -> None:
    chain = uuid4()
    await fill(database, [chain], 4)
    async with database.transaction() as session:
        events = await store.of_chain(session, chain)
    assert [event.number for event in events] == [1, 2, 3, 4]
    assert [event.previous_hash for event in events] == [
        rules.GENESIS,
        *[event.hash for event in events[:3]],
    ]


@pytest.mark.parametrize("table", ["audit_event", "audit_root", "audit_root_head"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET number = number", "DELETE FROM {}", "TRUNCATE {} CASCADE"],
)
async def test_database_refuses_changes(database: Database, table: str, statement: str) -> None:
    await fill(database, [uuid4()], 1)
    async with database.transaction() as session:
        await audit.write_root(session, clock.now())
    with pytest.raises(ProgrammingError, match="append-only"):
        async with database.transaction() as session:
            await (await session.connection()).execute(text(statement.format(table)))


async def test_every_edit_of_one_row_among_many_is_found(database: Database) -> None:
    """A superuser changes one column of one random row; each time it is found, and mended."""
    chance = random.Random(SEED)
    chains = [UUID(int=chance.getrandbits(128)) for _ in range(20)]
    await fill(database, chains, 300)
    async with database.transaction() as session:
        await audit.write_root(session, clock.now())
    await as_superuser(database, "CREATE TABLE kept AS SELECT * FROM audit_event")
    for column, value in EDITS.items():
        for _ in range(2):
            chain, number = chance.choice(chains), chance.randint(1, 15)
            where = f"WHERE chain = '{chain}' AND number = {number}"
            await as_superuser(database, f"UPDATE audit_event SET {column} = {value} {where}")
            report = await verified(database)
            assert not report.whole, (column, chain, number)
            await as_superuser(
                database,
                f"DELETE FROM audit_event WHERE chain = '{chain}'"
                " OR chain NOT IN (SELECT chain FROM kept)",
                f"INSERT INTO audit_event SELECT * FROM kept WHERE chain = '{chain}'",
            )
    assert (await verified(database)).whole


async def test_a_row_taken_out_is_found(database: Database) -> None:
    chain, other = uuid4(), uuid4()
    await fill(database, [chain, other], 10)
    await as_superuser(database, f"DELETE FROM audit_event WHERE chain = '{chain}' AND number = 3")
    assert Fault("gap", chain, 4) in (await verified(database)).faults


async def test_the_last_row_taken_out_is_found(database: Database) -> None:
    chain = uuid4()
    await fill(database, [chain], 5)
    await as_superuser(database, "DELETE FROM audit_event WHERE number = 5")
    assert Fault("head_differs", chain, 4) in (await verified(database)).faults


async def test_a_whole_chain_taken_out_is_found(database: Database) -> None:
    chain, other = uuid4(), uuid4()
    await fill(database, [chain, other], 6)
    await as_superuser(database, f"DELETE FROM audit_event WHERE chain = '{chain}'")
    assert Fault("events_missing", chain) in (await verified(database)).faults
    async with database.transaction() as session:
        await audit.write_root(session, clock.now())
    await as_superuser(database, f"DELETE FROM audit_chain WHERE chain = '{chain}'")
    assert [fault.what for fault in (await verified(database)).faults] == ["root_head_differs"]


async def test_a_chain_written_anew_is_found_by_its_root(database: Database) -> None:
    """Who recomputes every hash of a chain still cannot make it what a root covers."""
    chain = uuid4()
    await fill(database, [chain], 3)
    async with database.transaction() as session:
        await audit.write_root(session, clock.now())
    await as_superuser(
        database,
        f"DELETE FROM audit_event WHERE chain = '{chain}'",
        f"DELETE FROM audit_chain WHERE chain = '{chain}'",
    )
    await fill(database, [chain], 3)
    report = await verified(database)
    assert [fault.what for fault in report.faults] == ["root_head_differs"]


async def test_a_changed_root_is_found(database: Database) -> None:
    for _ in range(3):
        await fill(database, [uuid4()], 2)
        async with database.transaction() as session:
            await audit.write_root(session, clock.now())
    assert (await verified(database)).whole
    await as_superuser(database, "UPDATE audit_root SET at = at + interval '1s' WHERE number = 2")
    assert Fault("root_changed", number=2) in (await verified(database)).faults


async def test_a_case_takes_in_its_applications(database: Database) -> None:
    case, application = uuid4(), uuid4()
    await fill(database, [case, application], 6)
    async with database.transaction() as session:
        await audit.take_in(session, case, application)
        await audit.take_in(session, case, uuid4())
    assert (await verified(database)).whole
    await as_superuser(
        database,
        f"DELETE FROM audit_event WHERE chain = '{application}'",
        f"DELETE FROM audit_chain WHERE chain = '{application}'",
    )
    await fill(database, [application], 3)
    assert Fault("taken_in_differs", application, 3) in (await verified(database)).faults


async def test_root_covers_what_moved_and_only_that(database: Database) -> None:
    chains = [uuid4() for _ in range(4)]
    await fill(database, chains, 8)
    async with database.transaction() as session:
        first = await audit.write_root(session, clock.now())
        assert first
        assert (first.number, first.heads, first.previous) == (1, 4, rules.GENESIS)
    async with database.transaction() as session:
        assert await audit.write_root(session, clock.now()) is None
    await fill(database, chains[:1], 1)
    async with database.transaction() as session:
        second = await audit.write_root(session, clock.now())
        assert second
        assert (second.number, second.heads, second.previous) == (2, 1, first.digest)
    report = await verified(database)
    assert (report.roots, report.faults) == (2, [])


async def test_writers_of_one_chain_queue_and_of_others_do_not(database: Database) -> None:
    chain, other = uuid4(), uuid4()

    async def write(number: int) -> None:
        async with database.transaction() as session:
            await audit.record(
                session, AuditKind.NEED_CHANGED, process_id=chain, data={"n": number}
            )

    await asyncio.gather(*(write(number) for number in range(8)))
    async with database.transaction() as holder:
        await audit.record(holder, AuditKind.NEED_CHANGED, process_id=chain)
        async with asyncio.timeout(5), database.transaction() as session:
            await audit.record(session, AuditKind.NEED_CHANGED, process_id=other)
    report = await verified(database)
    assert (report.events, report.faults) == (10, [])


async def test_without_a_process_the_chain_is_what_it_is_about(session: AsyncSession) -> None:
    person = uuid4()
    assert (await audit.record(session, AuditKind.PERSON_SIGNED_IN, about=person)).chain == person
    assert (await audit.record(session, AuditKind.SIGN_IN_REFUSED)).chain == UUID(int=0)


@pytest.mark.parametrize(
    "data", [{"name": "Kari Nordmann"}, {"a": ["x", {"b": "kari@example.org"}]}, {"Åse": 1}]
)
async def test_a_text_is_refused(session: AsyncSession, data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no texts"):
        await audit.record(session, AuditKind.NEED_CHANGED, process_id=uuid4(), data=data)


def test_ids_codes_and_instants_are_taken() -> None:
    one = UUID(int=7)
    data = {"id": one, "at": datetime(2026, 11, 22, tzinfo=UTC), "day": date(2026, 12, 1), "n": 4.5}
    assert rules.plain(data) == {
        "id": str(one),
        "at": "2026-11-22T00:00:00Z",
        "day": "2026-12-01",
        "n": 4.5,
    }
