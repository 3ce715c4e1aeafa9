"""The relay hears of new rows when they are committed, not at its next look."""

from uuid import uuid4

import psycopg

from services.kit.database import Database
from services.kit.processes import outbox
from services.kit.processes.tables import CHANNEL
from workflows.payloads.codes import Fact
from workflows.payloads.processes import ProcessKind


async def test_the_database_tells_of_what_waits_and_not_of_what_was_told(
    database: Database, database_url: str
) -> None:
    process = uuid4()
    address = database_url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as listener:
        await listener.execute(f"LISTEN {CHANNEL}".encode())
        async with database.transaction() as session:
            await outbox.start(session, ProcessKind.RECRUITMENT, process, trust_id=uuid4())
        async with database.transaction() as session:
            await outbox.tell(session, process, Fact.NEED_SUBMITTED, delivered=True)
        heard = [each.channel async for each in listener.notifies(timeout=1)]
    assert heard == [CHANNEL]
