"""The reconciler: asks open processes what they have heard, and has the rest told again.

A Temporal server that was killed may have forgotten its last second: a start, a signal or an
update it had acknowledged. What was sent and is not confirmed is asked for, and what a process
has not seen goes back to the outbox. A second delivery does nothing, so asking too often is safe.
"""

import asyncio
import logging
from datetime import timedelta

import psycopg
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select, update
from temporalio.client import WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from services.kit import clock
from services.kit.database import Database
from services.kit.processes.client import Temporal
from services.kit.processes.relay import Unreachable
from services.kit.processes.tables import Outbox, Process
from workflows.payloads.processes import Heard, ProcessKind, workflow_id

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=10)
GRACE = timedelta(seconds=5)
"""How long after sending a process may take to see something before it is asked."""


class Reconciler:
    """Runs in every worker; see the module."""

    def __init__(self, database: Database, temporal: Temporal) -> None:
        self._database = database
        self._temporal = temporal

    async def run(self) -> None:
        """Reconcile at start and regularly, until cancelled."""
        while True:
            try:
                await self.once()
            except (SQLAlchemyError, psycopg.Error, *Unreachable) as error:
                log.warning("reconciler waits", extra={"because": type(error).__name__})
            await asyncio.sleep(EVERY.total_seconds())

    async def once(self, *, grace: timedelta = GRACE) -> int:
        """Compare every process that has unconfirmed facts; returns how many are sent again."""
        unconfirmed = (
            select(Process)
            .join(Outbox, col(Outbox.process_id) == col(Process.id))
            .where(
                col(Process.ended_at).is_(None),
                col(Outbox.number) > col(Process.confirmed_number),
                col(Outbox.sent_at) < clock.now() - grace,
            )
            .distinct()
        )
        async with self._database.transaction() as session:
            processes = (await session.exec(unconfirmed)).all()
        again = 0
        for process in processes:
            again += await self._compare(process, grace)
        return again

    async def _compare(self, process: Process, grace: timedelta) -> int:
        heard = await self._ask(process)
        async with self._database.transaction() as session:
            missing = (
                update(Outbox)
                .where(
                    col(Outbox.process_id) == process.id,
                    col(Outbox.number) > heard.up_to,
                    col(Outbox.number).not_in(heard.beyond),
                    col(Outbox.sent_at) < clock.now() - grace,
                )
                .values(sent_at=None)
            )
            sent_again = (await session.exec(missing)).rowcount
            await session.exec(
                update(Process)
                .where(col(Process.id) == process.id)
                .values(confirmed_number=func.greatest(Process.confirmed_number, heard.up_to))
            )
        if sent_again:
            log.warning(
                "process had not heard everything",
                extra={"process": str(process.id), "again": sent_again},
            )
        return sent_again

    async def _ask(self, process: Process) -> Heard:
        client = await self._temporal.client()
        handle = client.get_workflow_handle(workflow_id(ProcessKind(process.kind), process.id))
        try:
            return await handle.query("heard", result_type=Heard)
        except WorkflowQueryFailedError:
            return Heard(up_to=process.confirmed_number, beyond=[])
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return Heard(up_to=-1, beyond=[])
            raise
