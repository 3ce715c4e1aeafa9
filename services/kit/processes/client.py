"""The connection to Temporal: made when first needed, so that nothing waits for it to be up."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import PollActivityTaskQueueRequest
from temporalio.client import (
    Client,
    Interceptor,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from services.kit.codec import data_converter
from services.kit.database import Database
from services.kit.processes.decisions import NoAnswer, Refusal
from services.kit.processes.tables import Process
from services.kit.settings import Settings
from workflows.payloads.processes import Decide, ProcessKind, Told, workflow_id

log = logging.getLogger(__name__)

NOBODYS = "nobodys"
"""A queue on which there is never any work."""
POLL = timedelta(seconds=3)
"""For one call that waits; the server takes none below two seconds, and ends it a second early."""
BROKEN = frozenset({RPCStatusCode.UNAVAILABLE, RPCStatusCode.UNKNOWN, RPCStatusCode.INTERNAL})
"""How the SDK tells that a connection broke; all else is an answer, or a late one."""
LOOK_EVERY = 0.5
"""Seconds between looks at a server that is away or busy."""
AGAIN = 0.05
"""Seconds between looks for a process whose start is still on its way through the outbox."""
PAST = "process_is_past"
"""The type of error with which a process refuses what it is past."""
PASSED_OVER = "UnprocessedUpdate"
"""How the server says that a worker ended its turn without looking at the update."""


class Temporal:
    """One client per program, connected at first use and shared."""

    def __init__(
        self, settings: Settings, *, interceptors: Sequence[Interceptor] = (), **options: Any
    ) -> None:
        self._settings = settings
        self._interceptors = interceptors
        self._options = options
        self._client: Client | None = None
        self._lock = asyncio.Lock()

    async def client(self) -> Client:
        """The client; raises RuntimeError or RPCError while the server cannot be reached."""
        async with self._lock:
            if self._client is None:
                self._client = await Client.connect(
                    self._settings.temporal_address,
                    namespace=self._settings.temporal_namespace,
                    data_converter=data_converter(self._settings),
                    interceptors=self._interceptors,
                    **self._options,
                )
        return self._client

    async def until_away(self, stop: asyncio.Event) -> None:
        """Return when the connection to the server breaks, however soon it is there again.

        Or when told to stop, within the time of one poll.

        A call that waits for work on a queue of nobody's hears of it at once. A server on a laptop
        starts in less time than anybody would ask it again and again whether it is there.
        """
        client = await self.client()
        ask = PollActivityTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=NOBODYS),
            identity=client.identity,
        )
        while not stop.is_set():
            try:
                # Never cancelled: one that was may keep the program from ending (SDK 1.35).
                await client.workflow_service.poll_activity_task_queue(ask, timeout=POLL)
            except RPCError as error:
                if error.status in BROKEN:
                    log.warning("Temporal is away", extra={"status": error.status.name})
                    return
                # Slow, or busy: whoever asks again at once makes it no better.
                await asyncio.sleep(LOOK_EVERY)

    async def until_back(self, stop: asyncio.Event) -> None:
        """Return when the server answers again, or when told to stop; after a pause at least."""
        client = await self.client()
        while not stop.is_set():
            await asyncio.sleep(LOOK_EVERY)
            with suppress(RPCError):
                if await client.service_client.check_health(timeout=POLL):
                    return


class TemporalProcesses:
    """The running processes, as the desk sees them."""

    def __init__(self, temporal: Temporal, database: Database, settings: Settings) -> None:
        self._temporal = temporal
        self._database = database
        self._timeout = settings.decision_timeout

    async def put(self, process: Process | None, decide: Decide) -> None:
        """Put a decision to its process and wait until it is recorded or refused."""
        if process is None or process.ended_at:
            raise Refusal(PAST, {"phase": "closed"})
        try:
            async with asyncio.timeout(self._timeout.total_seconds()):
                await self._update(process, decide)
        except (
            WorkflowUpdateFailedError,
            WorkflowUpdateRPCTimeoutOrCancelledError,
            TimeoutError,
            RPCError,
            RuntimeError,
        ) as error:
            raise NoAnswer from error

    async def _update(self, process: Process, decide: Decide) -> None:
        client = await self._temporal.client()
        handle = client.get_workflow_handle(workflow_id(ProcessKind(process.kind), process.id))
        while True:
            try:
                await handle.execute_update(
                    "decide",
                    decide,
                    id=str(decide.decision),
                    result_type=Told | None,  # pyright: ignore[reportArgumentType]
                    rpc_timeout=self._timeout,
                )
            except WorkflowUpdateFailedError as failed:
                cause = failed.cause
                if isinstance(cause, ApplicationError) and cause.type == PAST:
                    raise Refusal(PAST, {"phase": next(iter(cause.details), None)}) from None
                if not isinstance(cause, ApplicationError) or cause.type != PASSED_OVER:
                    raise
                await asyncio.sleep(AGAIN)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                if await self._has_ended(process.id):
                    raise NoAnswer from error
                await asyncio.sleep(AGAIN)
            else:
                return

    async def _has_ended(self, process_id: UUID) -> bool:
        async with self._database.statements() as session:
            return (await session.get_one(Process, process_id)).ended_at is not None
