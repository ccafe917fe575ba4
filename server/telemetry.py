"""Telemetry: structured lines on standard error, one JSON object each. No secrets, no message contents."""

from __future__ import annotations

import sys
from typing import Any

import structlog


def configure(*, pretty: bool = False) -> None:
    """JSON for machines, colours for a person at a terminal. Tracebacks never show local values: they could hold a secret."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer()
        if pretty
        else structlog.processors.JSONRenderer()
    )
    tracebacks: list[Any] = [] if pretty else [
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
    ]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *tracebacks,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def log() -> Any:
    return structlog.get_logger()
