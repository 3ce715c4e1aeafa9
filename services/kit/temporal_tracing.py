"""Carries the trace through Temporal: from the caller into the process and on to its activities.

The SDK's own interceptors keep a process in the trace that started it, which here may be months
old. This one lets what a process does next belong to the trace of what it was last told, so that
a decision leads to its letter. A process only hands the header on: no span is made in it, and
nothing of it depends on the trace.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from temporalio import activity, client, worker
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadConverter

from services.kit.tracing import continued, current_trace

HEADER = "traceparent"

Headers = Mapping[str, Payload]


class TraceInterceptor(client.Interceptor, worker.Interceptor):
    """For the client of web and worker; a worker takes it over from its client."""

    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:
        """Send the trace of what is being done."""
        return _Client(next)

    def intercept_activity(
        self,
        next: worker.ActivityInboundInterceptor,
    ) -> worker.ActivityInboundInterceptor:
        """Run an activity in the trace that its process handed on."""
        return _Activity(next)

    def workflow_interceptor_class(
        self,
        input: worker.WorkflowInterceptorClassInput,
    ) -> type[worker.WorkflowInboundInterceptor]:
        """Hand the trace on within a process."""
        return _Process


class _Client(client.OutboundInterceptor):
    async def start_workflow(
        self,
        input: client.StartWorkflowInput,
    ) -> client.WorkflowHandle[Any, Any]:
        with continued(current_trace(), f"start {input.workflow}"):
            input.headers = _with_trace(input.headers, current_trace())
            return await super().start_workflow(input)

    async def signal_workflow(self, input: client.SignalWorkflowInput) -> None:
        with continued(current_trace(), f"signal {input.signal}"):
            input.headers = _with_trace(input.headers, current_trace())
            await super().signal_workflow(input)

    async def start_workflow_update(
        self,
        input: client.StartWorkflowUpdateInput,
    ) -> client.WorkflowUpdateHandle[Any]:
        with continued(current_trace(), f"update {input.update}"):
            input.headers = _with_trace(input.headers, current_trace())
            return await super().start_workflow_update(input)


class _Process(worker.WorkflowInboundInterceptor):
    latest: str | None = None

    def init(self, outbound: worker.WorkflowOutboundInterceptor) -> None:
        super().init(_FromProcess(outbound, self))

    async def execute_workflow(self, input: worker.ExecuteWorkflowInput) -> Any:
        # An update may have come with the start, and then be heard before it.
        self.latest = self.latest or _trace_in(input.headers)
        return await super().execute_workflow(input)

    async def handle_signal(self, input: worker.HandleSignalInput) -> None:
        self._told(input.headers)
        await super().handle_signal(input)

    async def handle_update_handler(self, input: worker.HandleUpdateInput) -> Any:
        self._told(input.headers)
        return await super().handle_update_handler(input)

    def _told(self, headers: Headers) -> None:
        self.latest = _trace_in(headers) or self.latest


class _FromProcess(worker.WorkflowOutboundInterceptor):
    def __init__(self, next: worker.WorkflowOutboundInterceptor, process: _Process) -> None:
        super().__init__(next)
        self._process = process

    def start_activity(self, input: worker.StartActivityInput) -> Any:
        input.headers = _with_trace(input.headers, self._process.latest)
        return super().start_activity(input)

    def continue_as_new(self, input: worker.ContinueAsNewInput) -> NoReturn:
        input.headers = _with_trace(input.headers, self._process.latest)
        super().continue_as_new(input)


class _Activity(worker.ActivityInboundInterceptor):
    async def execute_activity(self, input: worker.ExecuteActivityInput) -> Any:
        with continued(_trace_in(input.headers), activity.info().activity_type):
            return await super().execute_activity(input)


def _with_trace(headers: Headers, trace: str | None) -> Headers:
    if trace is None:
        return headers
    return {**headers, HEADER: PayloadConverter.default.to_payload(trace)}


def _trace_in(headers: Headers) -> str | None:
    if HEADER not in headers:
        return None
    return PayloadConverter.default.from_payload(headers[HEADER], str)
