"""The virtual clocks of all workflows of one environment, each brought up to ours when needed.

Temporal gives every workflow a clock of its own, which stands on real time until it is moved. So
a workflow started later than real time must be born at our time, and one that had nothing to do
for a while is moved up before anybody tells it something.
"""

import asyncio
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import FastForwardConfig, TimeSkippingConfig, WorkflowExecution
from temporalio.api.enums.v1 import WorkflowExecutionStatus
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import (
    DescribeWorkflowExecutionRequest,
    DescribeWorkflowExecutionResponse,
    UpdateWorkflowExecutionOptionsRequest,
)
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    SignalWorkflowInput,
    StartWorkflowInput,
    StartWorkflowUpdateInput,
    WorkflowHandle,
    WorkflowUpdateHandle,
)
from temporalio.service import RPCError, RPCStatusCode

from services.kit import clock

_CLOSE = timedelta(milliseconds=100)
"""As near to our clock as is worth no skip."""
_WHILE_AT_WORK = timedelta(seconds=30)
"""What a workflow at work may be behind. The server (1.32) goes one timer too far when the end of
a skip passes while the workflow is at work, so no skip may end that soon."""
_BEYOND = timedelta(minutes=1)
"""How far behind the instant skipped to the end of a skip lies, for the same reason."""


def _skip(duration: timedelta) -> TimeSkippingConfig:
    """Skip once: to the next timer or, if there is none before, to the end of `duration`."""
    config = TimeSkippingConfig(
        enabled=True,
        # A child born in the middle of a skip would run through all its days at once.
        disable_propagation=True,
        max_session_skip_count=1,
        fast_forward_config=FastForwardConfig(id=uuid4().hex),
    )
    config.fast_forward_config.duration.FromTimedelta(duration)
    return config


def present(said: DescribeWorkflowExecutionResponse) -> datetime:
    """What its own clock shows."""
    info = said.workflow_extended_info
    if info.HasField("time_skipping_info"):
        return info.time_skipping_info.current_time.ToDatetime(UTC)
    return datetime.now(UTC)


def at_rest(said: DescribeWorkflowExecutionResponse) -> bool:
    """It has ended, or has nothing in hand and waits for a timer or for news."""
    if said.workflow_execution_info.status != (
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
    ):
        return True
    at_work = said.pending_activities or said.pending_children
    return not at_work and not said.HasField("pending_workflow_task")


@contextmanager
def suppress_ended() -> Generator[None]:
    """A workflow may end between the look at its clock and the move of it."""
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


class Clocks(Interceptor):
    """Add it as the innermost interceptor of the one client through which processes are told."""

    def __init__(self, *, at_once: int = 16) -> None:
        """`at_once`: requests about clocks made at the same time."""
        self.touched: set[str] = set()
        """Workflows that were started, told something or moved, and may still be at work."""
        self._moves: dict[str, tuple[timedelta, asyncio.Future[None] | None]] = {}
        self._places = asyncio.Semaphore(at_once)
        self._client: Client | None = None

    def use(self, client: Client) -> None:
        """The client by which clocks are read and moved."""
        self._client = client

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        """See the base class."""
        return _Outbound(next, self)

    async def describe(self, workflow_id: str) -> DescribeWorkflowExecutionResponse:
        """What the server says of the workflow's present run."""
        client = self._connected()
        async with self._places:
            return await client.workflow_service.describe_workflow_execution(
                DescribeWorkflowExecutionRequest(
                    namespace=client.namespace,
                    execution=WorkflowExecution(workflow_id=workflow_id),
                )
            )

    async def bring_up(self, workflow_id: str) -> None:
        """Move a workflow that has nothing due to our time, unless it is there.

        Returns when it is there. Never waits for its work, so it may be called under locks.
        """
        offset = clock.offset()
        moved_to, done = self._moves.get(workflow_id, (timedelta(), None))
        if moved_to == offset:
            if done is not None:
                await done
            return
        done = asyncio.get_running_loop().create_future()
        self._moves[workflow_id] = (offset, done)
        try:
            await self._catch_up(workflow_id)
        finally:
            done.set_result(None)

    async def skip_to(self, due: Mapping[str, datetime]) -> None:
        """Move every workflow at rest to its next timer, which is due at the given instant.

        Returns when the server has taken it on; what was due may then be under way.
        """
        offset, ours = clock.offset(), clock.now()
        marks: dict[str, asyncio.Future[None]] = {}
        for workflow_id in due:
            # All of them first: one of those that go first may tell one of the others something.
            marks[workflow_id] = asyncio.get_running_loop().create_future()
            self._moves[workflow_id] = (offset, marks[workflow_id])
            self.touched.add(workflow_id)

        async def one(workflow_id: str) -> None:
            try:
                behind = due[workflow_id] - present(await self.describe(workflow_id))
                if behind > timedelta():
                    with suppress_ended():
                        await self._skip(workflow_id, behind + _BEYOND)
                if ours - due[workflow_id] > _CLOSE:
                    del self._moves[workflow_id]
            finally:
                marks[workflow_id].set_result(None)

        await asyncio.gather(*map(one, due))

    def born(self, workflow_id: str) -> None:
        """It was started just now, at our time."""
        self._moves[workflow_id] = (clock.offset(), None)
        self.touched.add(workflow_id)

    async def _catch_up(self, workflow_id: str) -> None:
        try:
            said = await self.describe(workflow_id)
            behind = clock.now() - present(said)
            if behind > (_CLOSE if at_rest(said) else _WHILE_AT_WORK):
                await self._skip(workflow_id, behind)
        except RPCError as error:
            # It has ended, or was never there: whoever tells it something is told so.
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def _skip(self, workflow_id: str, duration: timedelta) -> None:
        client = self._connected()
        async with self._places:
            await client.workflow_service.update_workflow_execution_options(
                UpdateWorkflowExecutionOptionsRequest(
                    namespace=client.namespace,
                    workflow_execution=WorkflowExecution(workflow_id=workflow_id),
                    workflow_execution_options=WorkflowExecutionOptions(
                        time_skipping_config=_skip(duration)
                    ),
                    update_mask=FieldMask(paths=["time_skipping_config"]),
                    identity=client.identity,
                ),
                retry=True,
            )

    def _connected(self) -> Client:
        if self._client is None:
            raise RuntimeError("skipped time has no client yet")
        return self._client


class _Outbound(OutboundInterceptor):
    def __init__(self, following: OutboundInterceptor, clocks: Clocks) -> None:
        super().__init__(following)
        self._clocks = clocks

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        if offset := clock.offset():
            input.start_delay = offset + (input.start_delay or timedelta())
            input.time_skipping_config = _skip(offset + _BEYOND)
        handle = await super().start_workflow(input)
        self._clocks.born(input.id)
        return handle

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:
        await self._clocks.bring_up(input.id)
        await super().signal_workflow(input)
        # Only now: who waits for rest could look before the signal is there, and look no more.
        self._clocks.touched.add(input.id)

    async def start_workflow_update(
        self,
        input: StartWorkflowUpdateInput,
    ) -> WorkflowUpdateHandle[Any]:
        await self._clocks.bring_up(input.id)
        try:
            return await super().start_workflow_update(input)
        finally:
            self._clocks.touched.add(input.id)
