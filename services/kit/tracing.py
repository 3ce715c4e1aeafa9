"""Traces that follow one request through the outbox, the process, its activities and the mail.

What waits in a table keeps the W3C `traceparent` of what caused it, and whoever takes it up later
goes on in the same trace. Without a collector (`otlp_endpoint`) nothing is recorded.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import cache

from fastapi.telemetry import TelemetryConfig
from opentelemetry import context, trace
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from temporalio.client import Interceptor

from services.kit.settings import Settings

_traceparent = TraceContextTextMapPropagator()


def setup_tracing(settings: Settings, service: str) -> TracerProvider | None:
    """Send the spans of this process to the collector; None when none is set."""
    if not settings.otlp_endpoint:
        return None
    # Half a second of imports that only an installation with a collector should pay.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    provider = TracerProvider(resource=Resource({SERVICE_NAME: f"stafett-{service}"}))
    address = f"{settings.otlp_endpoint.rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    trace.set_tracer_provider(provider)
    return provider


def interceptors(settings: Settings) -> Sequence[Interceptor]:
    """What carries the trace through Temporal, for the client of web and worker.

    The older of the SDK's two ways: its spans appear at once, while those of the newer one appear
    when a workflow ends, which here takes months.
    """
    if not settings.otlp_endpoint:
        return []
    from temporalio.contrib.opentelemetry import TracingInterceptor

    return [TracingInterceptor()]


def of_requests() -> TelemetryConfig:
    """How FastAPI traces requests: a span for each.

    Logs and metrics we write ourselves, and its records of failures would carry what was sent.
    """
    return {
        "tracing": True,
        "metrics": False,
        "logs": False,
        "operation_spans": False,
        "exclude": lambda scope: scope["path"].startswith("/health"),
    }


def current_trace() -> str | None:
    """The `traceparent` of what is being done now, to be stored beside what it causes."""
    if not trace.get_current_span().get_span_context().is_valid:
        return None
    carrier: dict[str, str] = {}
    _traceparent.inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def continued(traceparent: str | None, name: str) -> Generator[None]:
    """Go on in the trace of a stored `traceparent`, in a new span called `name`."""
    if traceparent is None:
        yield
        return
    token = context.attach(_traceparent.extract({"traceparent": traceparent}))
    try:
        with _tracer().start_as_current_span(name):
            yield
    finally:
        context.detach(token)


@cache
def _tracer() -> trace.Tracer:
    return trace.get_tracer("stafett")
