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
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from temporalio.client import Interceptor

from services.kit.settings import Settings

_traceparent = TraceContextTextMapPropagator()
_TELLING = frozenset({"url.path", "url.query", "url.full", "client.address"})
"""Attributes that may hold a token or say who asked; the route's template stays."""


class Discreet(SpanExporter):
    """Hands spans on without addresses, and errors without the texts that repeat what was sent."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Export what may be told."""
        return self._exporter.export([_discreet(span) for span in spans])

    def shutdown(self) -> None:
        """Stop."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what waits."""
        return self._exporter.force_flush(timeout_millis)


def setup_tracing(settings: Settings, service: str) -> None:
    """Send the spans of this process to the collector, if one is set."""
    if not settings.otlp_endpoint:
        return
    # Half a second of imports that only an installation with a collector should pay.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    provider = TracerProvider(resource=Resource({SERVICE_NAME: f"stafett-{service}"}))
    exporter = OTLPSpanExporter(endpoint=f"{settings.otlp_endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(Discreet(exporter)))
    trace.set_tracer_provider(provider)


def shut_down() -> None:
    """Send what has not been sent yet."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.shutdown()


def interceptors(settings: Settings) -> Sequence[Interceptor]:
    """What carries the trace through Temporal, for the client of web and worker."""
    if not settings.otlp_endpoint:
        return []
    # It is built on this module.
    from services.kit.temporal_tracing import TraceInterceptor

    return [TraceInterceptor()]


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


def _discreet(span: ReadableSpan) -> ReadableSpan:
    """The same span without its events, which are errors with their texts."""
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={
            name: value for name, value in (span.attributes or {}).items() if name not in _TELLING
        },
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
