"""The instruments: what can be measured of a running house, as Prometheus reads it. docs/runbook.md says what each alarm means.

What actors know of themselves is read when somebody asks for it, past their mailboxes; what happens is counted where it happens."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import attrs
import trio
from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from actors.inspection import Kind
from protocol.admin.house_views import Histogram as Seconds
from protocol.admin.house_views import Reading
from server.watchman import Watchman

COMMAND_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
COMMIT_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
PASS_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
STALL_SECONDS = 0.05

KIND_GAUGES: Mapping[str, tuple[str, str]] = {
    "actors": ("wagerup_actors", "Actors that run, by kind."),
    "waiting": ("wagerup_mailbox_waiting", "Messages that wait in all mailboxes of a kind."),
    "fullest": ("wagerup_mailbox_fullest_ratio", "How full the fullest mailbox of a kind is, from 0 to 1."),
}
KIND_COUNTERS: Mapping[str, tuple[str, str]] = {
    "refused": ("wagerup_mailbox_refused", "Messages that found a mailbox full, by kind."),
    "restarts": ("wagerup_actor_restarts", "Restarts, by kind of actor."),
}


@attrs.frozen
class Sources:
    """Where figures come from that are only read: each answers at once. counters only ever grow; gauges are as of now; both by full name, with what
    they mean."""

    counters: Callable[[], Mapping[str, tuple[str, float]]]
    gauges: Callable[[], Mapping[str, tuple[str, float]]]
    troubles: Callable[[], Mapping[str, int]]
    refusals: Callable[[], Mapping[str, int]]
    kinds: Callable[[], Mapping[str, Kind]]


class LoopTimer(trio.abc.Instrument):
    """How long each pass of the loop takes: while it does, nobody else gets a word in."""

    def __init__(self, histogram: Histogram) -> None:
        self._observe = histogram.observe
        self._began = time.perf_counter()
        self.stalls = 0
        self.worst = 0.0

    def after_io_wait(self, timeout: float) -> None:  # noqa: ARG002  trio's signature
        self._began = time.perf_counter()

    def before_io_wait(self, timeout: float) -> None:  # noqa: ARG002  trio's signature
        seconds = time.perf_counter() - self._began
        self._observe(seconds)
        self.worst = max(self.worst, seconds)
        if seconds > STALL_SECONDS:
            self.stalls += 1


class Instruments(Collector):
    """All figures of one server."""

    def __init__(self, sources: Sources, watchman: Watchman) -> None:
        self._sources = sources
        self._watchman = watchman
        self.registry = CollectorRegistry()
        self.commands = self._histogram("wagerup_command_seconds", "From reading a command to queueing its answer.", COMMAND_BUCKETS)
        self.journal = self._histogram("wagerup_journal_commit_seconds", "One batch of the journal, from the call to its commit.", COMMIT_BUCKETS)
        self.events = self._histogram("wagerup_event_commit_seconds", "One batch of the event log, from the call to its commit.", COMMIT_BUCKETS)
        self.passes = self._histogram("wagerup_loop_pass_seconds", "One pass of the event loop.", PASS_BUCKETS)
        self.loop = LoopTimer(self.passes)
        self.registry.register(self)
        ProcessCollector(registry=self.registry)

    def _histogram(self, name: str, words: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(name, words, buckets=buckets, registry=self.registry)

    def page(self) -> bytes:
        """The exposition that Prometheus scrapes."""
        return generate_latest(self.registry)

    # ── collected when asked ──

    def describe(self) -> Iterator[Any]:
        """Nothing beforehand: what there is to read is known once the house runs."""
        return iter(())

    def collect(self) -> Iterator[Any]:
        sources = self._sources
        yield from self._of_kinds(sources.kinds())
        for name, (words, value) in sources.counters().items():
            yield CounterMetricFamily(name, words, value=value)
        for name, (words, value) in sources.gauges().items():
            yield GaugeMetricFamily(name, words, value=value)
        yield _labelled("wagerup_troubles", "What should not have happened, by what it was.", "what", sources.troubles())
        yield _labelled("wagerup_refusals", "Commands that were refused, by code.", "code", sources.refusals())
        yield CounterMetricFamily("wagerup_loop_stalls", "Passes of the event loop over 50 ms.", value=self.loop.stalls)
        yield GaugeMetricFamily("wagerup_mailbox_stuck_seconds", "How long the slowest mailbox has not moved.", value=self._watchman.stuck_seconds)

    def _of_kinds(self, kinds: Mapping[str, Kind]) -> Iterator[Any]:
        for field, (name, words) in KIND_GAUGES.items():
            family: Any = GaugeMetricFamily(name, words, labels=["kind"])
            for kind, counts in kinds.items():
                family.add_metric([kind], getattr(counts, field))
            yield family
        for field, (name, words) in KIND_COUNTERS.items():
            yield _labelled(name, words, "kind", {kind: getattr(counts, field) for kind, counts in kinds.items()})

    # ── for `wagerup admin top` ──

    def readings(self) -> tuple[Reading, ...]:
        """Every figure that is one number."""
        found: list[Reading] = []
        for name, (_words, value) in (*self._sources.counters().items(), *self._sources.gauges().items()):
            found.append(Reading(name, value))
        found.append(Reading("wagerup_loop_stalls", self.loop.stalls))
        found.append(Reading("wagerup_loop_worst_seconds", self.loop.worst))
        found.append(Reading("wagerup_mailbox_stuck_seconds", self._watchman.stuck_seconds))
        found.append(Reading("process_cpu_seconds", time.process_time()))
        found.append(Reading("process_resident_bytes", resident_bytes()))
        self.loop.worst = 0.0
        return tuple(found)

    def histograms(self) -> tuple[Seconds, ...]:
        return tuple(_seconds(one) for one in (self.commands, self.journal, self.events, self.passes))


def _labelled(name: str, words: str, label: str, values: Mapping[str, float]) -> Any:
    family: Any = CounterMetricFamily(name, words, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family


def _seconds(histogram: Histogram) -> Seconds:
    """Bounds and how many fell in between, from the histogram's own samples."""
    (family,) = histogram.collect()
    buckets = [(sample.labels["le"], sample.value) for sample in family.samples if sample.name.endswith("_bucket")]
    bounds = tuple(float(le) for le, _count in buckets if le != "+Inf")
    totals = [int(count) for _le, count in buckets]
    return Seconds(family.name, bounds, tuple(now - before for now, before in zip(totals, [0, *totals[:-1]], strict=True)))


def resident_bytes() -> int:
    """What the process takes of memory; nothing where the kernel does not say."""
    with suppress(OSError, ValueError, IndexError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
