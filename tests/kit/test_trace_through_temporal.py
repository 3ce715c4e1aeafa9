"""One trace: what a request stored, the relay's start of the process, its activity, the mail."""

from datetime import timedelta
from uuid import uuid4

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.contrib.opentelemetry import TracingInterceptor
from temporalio.worker import Worker

from services.embedded.temporal import TemporalServer
from services.kit import tracing
from services.kit.codec import data_converter
from services.kit.settings import Settings

STORED = f"00-{'a' * 32}-{'b' * 16}-01"


@activity.defn
async def seen_trace() -> str | None:
    """What an activity that writes a letter would store beside it."""
    return tracing.current_trace()


@workflow.defn(sandboxed=False)
class Waiting:
    """Runs its activity when it starts, and again for an update."""

    def __init__(self) -> None:
        self.traces: list[str | None] = []
        self.done = False

    @workflow.run
    async def run(self) -> list[str | None]:
        await self._look()
        await workflow.wait_condition(lambda: self.done)
        return self.traces

    @workflow.update
    async def decide(self) -> None:
        await self._look()
        self.done = True

    async def _look(self) -> None:
        self.traces.append(
            await workflow.execute_activity(seen_trace, start_to_close_timeout=timedelta(seconds=9))
        )


async def test_from_request_to_activity(
    temporal_server: TemporalServer, chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(tracing.Discreet(exporter)))
    tracer = provider.get_tracer("test")
    monkeypatch.setattr(tracing, "_tracer", lambda: tracer)
    client = await Client.connect(
        temporal_server.address,
        data_converter=data_converter(chosen),
        interceptors=[TracingInterceptor(tracer)],
    )
    queue = str(uuid4())
    async with Worker(client, task_queue=queue, workflows=[Waiting], activities=[seen_trace]):
        with tracing.continued(STORED, "relay"):
            handle = await client.start_workflow(Waiting.run, id=queue, task_queue=queue)
        with tracer.start_as_current_span("POST /decision") as request:
            asked = f"{request.get_span_context().trace_id:032x}"
            await handle.execute_update(Waiting.decide)
        started, decided = await handle.result()
    assert started is not None
    assert started.split("-")[1] == "a" * 32
    assert decided is not None
    assert decided.split("-")[1] == asked
    names = {span.name for span in exporter.get_finished_spans()}
    assert {"relay", "RunActivity:seen_trace", "POST /decision"} <= names
