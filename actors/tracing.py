"""Tracing: one command from its socket to the journal, over every mailbox in between. Off unless somebody installs a tracer; then a message that
waits for an answer carries the span of what asked for it. Knows no tracing library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Span(Protocol):
    """Something that takes time."""

    def end(self, error: str | None = None) -> None: ...


class Tracer(Protocol):
    """Begins spans. parent: of what this is a part; nothing for a command that came in."""

    def begin(self, name: str, parent: Span | None, facts: dict[str, str | int]) -> Span: ...


_tracer: Tracer | None = None
_current: ContextVar[Span | None] = ContextVar("span", default=None)


def install(tracer: Tracer | None) -> None:
    """For the whole process."""
    global _tracer
    _tracer = tracer


def begin_command(tag: str, player: str | None, ref: int) -> Span | None:
    """A command came in: what this task does next is done for it."""
    if _tracer is None:
        return None
    span = _tracer.begin(f"command {tag}", None, {"player": player or "", "ref": ref})
    _current.set(span)
    return span


def leave_command() -> None:
    """What this task does next is done for nobody."""
    if _tracer is not None:
        _current.set(None)


def begin_message(mailbox: str, kind: str) -> Span | None:
    """A message is sent for what this task does now; nothing when it does nothing that is traced."""
    parent = _current.get() if _tracer is not None else None
    if _tracer is None or parent is None:
        return None
    return _tracer.begin(f"{kind} to {mailbox.partition('_')[0]}", parent, {"actor": mailbox})


def take_up(span: Span | None) -> None:
    """This task goes on with what a message asked for."""
    if _tracer is not None:
        _current.set(span)


@contextmanager
def part(name: str, **facts: int) -> Iterator[None]:
    """A part of what this task does now."""
    parent = _current.get() if _tracer is not None else None
    if _tracer is None or parent is None:
        yield
        return
    span = _tracer.begin(name, parent, dict(facts))
    try:
        yield
    except BaseException as error:
        span.end(repr(error))
        raise
    span.end()
