"""OpenTelemetry: the tracer of a process, where WAGERUP_TRACES says that there is a collector. Sampling and the rest is set as everywhere, by the
OTEL_ variables."""

from __future__ import annotations

from typing import Any

import attrs

from actors import tracing
from server.config import Config, ConfigWrong


@attrs.frozen
class OtelSpan:
    """One span of the library's."""

    inner: Any

    def end(self, error: str | None = None) -> None:
        if error is not None:
            self.inner.set_attribute("error", error[:200])
        self.inner.end()


class OtelTracer:
    """Begins spans, and hands them to the collector in batches from a thread of its own."""

    def __init__(self, endpoint: str) -> None:
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
            from opentelemetry.trace import set_span_in_context
        except ImportError as error:
            raise ConfigWrong("WAGERUP_TRACES is set, and OpenTelemetry is not installed: pip install 'wagerup[otel]'.") from error
        self._provider = TracerProvider(resource=Resource.create({"service.name": "wagerup"}))
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
        self._tracer = self._provider.get_tracer("wagerup")
        self._within = set_span_in_context

    def begin(self, name: str, parent: tracing.Span | None, facts: dict[str, str | int]) -> OtelSpan:
        context = self._within(parent.inner) if isinstance(parent, OtelSpan) else None
        return OtelSpan(self._tracer.start_span(name, context=context, attributes=facts))

    def close(self) -> None:
        """What waits is sent."""
        self._provider.shutdown()


def install(config: Config) -> OtelTracer | None:
    """Traces from now on, where a collector is named."""
    if config.traces is None:
        return None
    tracer = OtelTracer(config.traces)
    tracing.install(tracer)
    return tracer
