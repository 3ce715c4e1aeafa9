"""The relay: tells processes what the outbox holds for them, each in its order.

It locks the process, not the row (`FOR UPDATE SKIP LOCKED`), so any number of relays may run and
what one process is told keeps its order. It listens for new rows and also looks every second,
because a notification can be missed and a listener can die.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import psycopg
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from services.kit import clock, tracing
from services.kit.database import Database
from services.kit.processes.client import Temporal
from services.kit.processes.tables import CHANNEL, Outbox, Process
from services.kit.settings import Settings
from workflows.payloads.codes import Fact
from workflows.payloads.processes import ProcessKind, Told, workflow_id
from workflows.payloads.states import fresh_state

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=1)
AT_ONCE = 2
"""Processes one relay tells at the same time. More would take the processor from those who apply
meanwhile; one alone would have all wait where Temporal is slow to take something."""
IN_A_PASS = 400
"""Processes; those that cannot be told must not fill it."""
BATCH = 50
PATIENCE = timedelta(seconds=5)
"""For one call. The process row is locked meanwhile, and who writes to it waits."""

Unreachable = (RPCError, RuntimeError, OSError, TimeoutError)


class Relay:
    """Runs in every worker; see the module."""

    def __init__(self, database: Database, temporal: Temporal, settings: Settings) -> None:
        self._database = database
        self._temporal = temporal
        self._settings = settings
        self._news = asyncio.Event()

    async def run(self) -> None:
        """Relay until cancelled; outlives the loss of the database, of Temporal and of both."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._work())

    async def drain(self) -> int:
        """Tell everything that waits now; returns how much that was."""
        told = 0
        while sent := await self._pass():
            told += sent
        return told

    async def _work(self) -> None:
        while True:
            self._news.clear()
            try:
                sent = await self._pass()
            except (SQLAlchemyError, psycopg.Error, *Unreachable) as error:
                log.warning("relay waits", extra={"because": type(error).__name__})
                sent = 0
            if not sent:
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY.total_seconds()):
                        await self._news.wait()

    async def _listen(self) -> None:
        address = self._database.engine.url.set(drivername="postgresql")
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    address.render_as_string(hide_password=False), autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._news.set()
                    async for _ in connection.notifies():
                        self._news.set()
            except (psycopg.Error, OSError) as error:
                log.warning("relay lost its listener", extra={"because": type(error).__name__})
                await asyncio.sleep(LOOK_EVERY.total_seconds())

    async def _pass(self) -> int:
        """Once over every process that has something to be told; returns how much was."""
        unsent = select(Outbox.process_id).where(col(Outbox.sent_at).is_(None))
        async with self._database.transaction() as session:
            processes = (await session.exec(unsent.distinct().limit(IN_A_PASS))).all()
        places = asyncio.Semaphore(AT_ONCE)

        async def one(process_id: UUID) -> int:
            async with places:
                return await self._tell(process_id)

        results = await asyncio.gather(*map(one, processes), return_exceptions=True)
        failures = [result for result in results if isinstance(result, BaseException)]
        if failures and len(failures) == len(results):
            raise failures[0]
        for process_id, result in zip(processes, results, strict=True):
            if isinstance(result, BaseException):
                log.warning(
                    "process could not be told",
                    extra={"process_id": str(process_id), "because": type(result).__name__},
                )
        return sum(result for result in results if isinstance(result, int))

    async def _tell(self, process_id: UUID) -> int:
        client = await self._temporal.client()
        async with self._database.transaction() as session:
            process = await self._claim(session, process_id)
            if process is None:
                return 0
            rows = await self._waiting(session, process_id)
            handle = client.get_workflow_handle(workflow_id(ProcessKind(process.kind), process.id))
            for row in rows:
                with tracing.continued(row.trace, "relay"):
                    await self._send(client, handle, process, row)
                row.sent_at = clock.now()
            return len(rows)

    async def _claim(self, session: AsyncSession, process_id: UUID) -> Process | None:
        query = select(Process).where(Process.id == process_id).with_for_update(skip_locked=True)
        return (await session.exec(query)).one_or_none()

    async def _waiting(self, session: AsyncSession, process_id: UUID) -> list[Outbox]:
        query = (
            select(Outbox)
            .where(Outbox.process_id == process_id, col(Outbox.sent_at).is_(None))
            .order_by(col(Outbox.number))
            .limit(BATCH)
        )
        return list((await session.exec(query)).all())

    async def _send(
        self, client: Client, handle: WorkflowHandle[object, object], process: Process, row: Outbox
    ) -> None:
        kind = ProcessKind(process.kind)
        if row.number == 0:
            try:
                await client.start_workflow(
                    kind,
                    fresh_state(kind, process.id),
                    id=handle.id,
                    task_queue=self._settings.task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                    id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                    rpc_timeout=PATIENCE,
                )
            except WorkflowAlreadyStartedError:
                log.info("process was already started", extra={"process_id": str(process.id)})
            return
        told = Told(number=row.number, fact=Fact(row.fact or ""), about=row.about)
        try:
            await handle.signal("hear", told, rpc_timeout=PATIENCE)
        except RPCError as error:
            # A process that has ended has nothing left to be told.
            if error.status is not RPCStatusCode.NOT_FOUND or process.ended_at is None:
                raise
