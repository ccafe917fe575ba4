"""Telemetry: structured lines on standard error, one JSON object each, with the ids of whom they are about. No secrets, no message contents."""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO, cast

import structlog

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_least = logging.INFO


class _Standard:
    """Standard error. A disk that is full costs lines, never the program: they are counted."""

    def __init__(self) -> None:
        self.dropped = 0

    def write(self, text: str) -> int:
        try:
            return sys.stderr.write(text)
        except OSError:
            self.dropped += 1
            return 0

    def flush(self) -> None:
        try:
            sys.stderr.flush()
        except OSError:
            self.dropped += 1


standard = _Standard()


def configure(*, pretty: bool = False) -> None:
    """JSON for machines, colours for a person at a terminal. Tracebacks never show local values: they could hold a secret."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    renderer: Any = plain if pretty else structlog.processors.JSONRenderer()
    tracebacks: list[Any] = [] if pretty else [
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
    ]
    structlog.configure(
        processors=[
            _grave_enough,
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *tracebacks,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", standard)),
        cache_logger_on_first_use=True,
    )


def _grave_enough(_logger: Any, method: str, line: Any) -> Any:
    if LEVELS.get(method, logging.ERROR) < _least:
        raise structlog.DropEvent
    return line


def set_level(name: str) -> None:
    """Lines less grave than this are dropped from now on."""
    global _least
    _least = LEVELS[name]


def about(**ids: str | int | None) -> None:
    """Every line of this task, and of those that it starts, is about these."""
    structlog.contextvars.bind_contextvars(**{name: value for name, value in ids.items() if value is not None})


def log() -> Any:
    return structlog.get_logger()
