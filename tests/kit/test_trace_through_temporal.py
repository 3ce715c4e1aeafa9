"""One trace: what a request stored, the relay's start of the process, its activity, the mail."""

import asyncio
from uuid import uuid4

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker

from services.embedded.temporal import TemporalServer
from services.kit import tracing
from services.kit.codec import data_converter
from services.kit.settings import Settings
from services.kit.temporal_tracing import TraceInterceptor
from tests.kit.traced import Waiting

STORED = f"00-{'a' * 32}-{'b' * 16}-01"
NOTHING: list[str] = []
looked = asyncio.Event()


@activity.defn
async def seen_trace() -> str:
    """What an activity that writes a letter would store beside it."""
    looked.set()
    return tracing.current_trace() or "none"


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
        interceptors=[TraceInterceptor()],
    )
    queue = str(uuid4())
    async with Worker(client, task_queue=queue, workflows=[Waiting], activities=[seen_trace]):
        with tracing.continued(STORED, "relay"):
            handle = await client.start_workflow(Waiting.run, NOTHING, id=queue, task_queue=queue)
        await looked.wait()
        with tracer.start_as_current_span("POST /decision") as request:
            asked = f"{request.get_span_context().trace_id:032x}"
            await handle.execute_update(Waiting.decide)
        traces = [trace.split("-")[1] for trace in await handle.result()]
    assert traces == ["a" * 32, asked, asked, asked]
    names = [span.name for span in exporter.get_finished_spans()]
    assert names.count("seen_trace") == 4
    assert {"relay", "start Waiting", "update decide", "POST /decision"} <= set(names)
