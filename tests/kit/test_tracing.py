"""A trace goes on where it was stored, and tells nothing of people."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from services.kit import tracing
from services.kit.settings import Settings


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(tracing.Discreet(exporter)))
    tracer = provider.get_tracer("test")
    monkeypatch.setattr(tracing, "_tracer", lambda: tracer)
    return exporter


def test_outside_a_trace_there_is_none() -> None:
    assert tracing.current_trace() is None
    with tracing.continued(None, "relay"):
        assert tracing.current_trace() is None


def test_a_stored_trace_is_continued(exported: InMemorySpanExporter) -> None:
    stored = f"00-{'a' * 32}-{'b' * 16}-01"
    with tracing.continued(stored, "relay"):
        current = tracing.current_trace()
    assert current is not None
    assert current.split("-")[1] == "a" * 32
    (span,) = exported.get_finished_spans()
    assert span.name == "relay"
    assert span.parent is not None
    assert trace.format_span_id(span.parent.span_id) == "b" * 16
    assert tracing.current_trace() is None


def test_what_a_span_may_not_tell(exported: InMemorySpanExporter) -> None:
    def fail() -> None:
        span = trace.get_current_span()
        span.set_attributes({"url.path": "/links/secret", "http.route": "/links/{token}"})
        raise ValueError("kari@example.org")

    with (
        pytest.raises(ValueError, match="kari"),
        tracing.continued(f"00-{'a' * 32}-{'b' * 16}-01", "x"),
    ):
        fail()
    (span,) = exported.get_finished_spans()
    assert dict(span.attributes or {}) == {"http.route": "/links/{token}"}
    assert not span.events
    assert span.status.description is None
    assert not span.status.is_ok


def test_without_a_collector_temporal_is_left_alone() -> None:
    assert list(tracing.interceptors(Settings())) == []
    assert len(tracing.interceptors(Settings(otlp_endpoint="http://127.0.0.1:4318"))) == 1
