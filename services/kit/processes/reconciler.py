"""The reconciler: asks processes what they have heard, and has the rest told again.

A Temporal server that was killed may have forgotten its last second: a start, a signal, an update
or an end it had acknowledged. What was sent and is not confirmed is asked for, and what a process
has not seen goes back to the outbox. What was sent just before the connection broke goes there
unasked. A second delivery does nothing, so either is safe too often. What was sent just now is not
confirmed even when it was seen: it may be forgotten yet.
"""

import asyncio
import logging
from datetime import datetime, timedelta

import psycopg
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import and_, col, func, or_, select, update
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle, WorkflowQueryFailedError
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
"""How long after sending a process may take to see something before it is asked, and how much a
server that was killed may have forgotten."""
PATIENCE = timedelta(seconds=5)
"""Waiting for one process; another is asked meanwhile."""
AT_ONCE = 2
"""Processes asked at the same time: each that is not in a worker's memory is replayed for it."""
KEPT = timedelta(hours=1)
"""Temporal keeps what has ended for longer; after that, not finding it says nothing."""


async def tell_again(database: Database, away_at: datetime) -> int:
    """Have told again, unasked, what was sent just before Temporal went away; returns how much.

    To ask needs a worker that has time to answer, and just after a server came back it has none:
    everything open is to be replayed.
    """
    lately = (
        update(Outbox)
        .where(
            col(Outbox.sent_at) >= away_at - GRACE,
            col(Outbox.process_id) == col(Process.id),
            col(Outbox.number) > col(Process.confirmed_number),
            col(Process.ended_at).is_(None),
        )
        .values(sent_at=None)
    )
    async with database.transaction() as session:
        return (await session.exec(lately)).rowcount


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
        """Compare every process that has unconfirmed facts; returns how many are sent again.

        Raises what went wrong with one of them, when all others have been compared.
        """
        unconfirmed = (
            select(Process)
            .join(Outbox, col(Outbox.process_id) == col(Process.id))
            .where(
                col(Process.confirmed_number) < col(Process.next_number) - 1,
                col(Outbox.number) > col(Process.confirmed_number),
                col(Outbox.sent_at) < clock.now() - grace,
            )
            .group_by(col(Process.id))
            # Who was told first has waited longest; an installation under load may not come to all.
            .order_by(func.min(Outbox.sent_at))
        )
        async with self._database.transaction() as session:
            processes = (await session.exec(unconfirmed)).all()
        places = asyncio.Semaphore(AT_ONCE)

        async def one(process: Process) -> int:
            async with places:
                return await self._compare(process, grace)

        results = await asyncio.gather(*map(one, processes), return_exceptions=True)
        for failure in results:
            if isinstance(failure, BaseException):
                raise failure
        return sum(result for result in results if isinstance(result, int))

    async def _compare(self, process: Process, grace: timedelta) -> int:
        settled = clock.now() - grace
        heard = await self._ask(process)
        of_process = col(Outbox.process_id) == process.id
        async with self._database.transaction() as session:
            missing = (
                update(Outbox)
                .where(
                    of_process,
                    col(Outbox.number) > heard.up_to,
                    col(Outbox.number).not_in(heard.beyond),
                    col(Outbox.sent_at) < settled,
                )
                .values(sent_at=None)
            )
            sent_again = (await session.exec(missing)).rowcount
            unsettled = or_(col(Outbox.sent_at).is_(None), col(Outbox.sent_at) >= settled)
            first = select(func.min(Outbox.number)).where(
                and_(of_process, col(Outbox.number) > process.confirmed_number, unsettled)
            )
            open_from = (await session.exec(first)).one_or_none()
            up_to = heard.up_to if open_from is None else min(heard.up_to, open_from - 1)
            await session.exec(
                update(Process)
                .where(col(Process.id) == process.id)
                .values(confirmed_number=func.greatest(Process.confirmed_number, up_to))
            )
        if sent_again:
            log.warning(
                "process had not heard everything",
                extra={"process_id": str(process.id), "again": sent_again},
            )
        return sent_again

    async def _ask(self, process: Process) -> Heard:
        client = await self._temporal.client()
        handle = client.get_workflow_handle(workflow_id(ProcessKind(process.kind), process.id))
        try:
            if process.ended_at and await self._has_ended(handle, process.ended_at):
                return Heard(up_to=process.next_number - 1, beyond=[])
            return await handle.query("heard", result_type=Heard, rpc_timeout=PATIENCE)
        except WorkflowQueryFailedError:
            return Heard(up_to=process.confirmed_number, beyond=[])
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return Heard(up_to=-1, beyond=[])
            raise

    async def _has_ended(self, handle: WorkflowHandle[object, object], ended_at: datetime) -> bool:
        """Whether an ended process has ended for Temporal too; it may have forgotten the end."""
        try:
            found = await handle.describe(rpc_timeout=PATIENCE)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND and ended_at < clock.now() - KEPT:
                return True
            raise
        return found.status is not WorkflowExecutionStatus.RUNNING
