"""What the server stands on: the real clock, and a database that is ours or given, brought to the schema of this code."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager

from server.backup import archiving
from server.config import Config
from server.telemetry import log
from wallet.database import Database, open_database, refuse_weak
from wallet.embedded import locked, running
from wallet.migrate import migrate


class SteadyClock:
    """The real time as of the start, and from there by the clock that cannot step: whoever sets the machine's clock does not end anybody's break, or
    hand out a limit anew. A stop of the whole machine counts, where the system can tell."""

    def __init__(self, wall_ns: Callable[[], int] = time.time_ns, steady_ns: Callable[[], int] | None = None) -> None:
        self._wall_ns = wall_ns
        self._steady_ns = steady_ns or steady
        self._ahead_ns = wall_ns() - self._steady_ns()

    def now_ms(self) -> int:
        return (self._steady_ns() + self._ahead_ns) // 1_000_000

    def stepped_seconds(self) -> float:
        """By how much the machine's clock was set since the start; below zero: back. A restart takes it over."""
        return (self._wall_ns() - self._steady_ns() - self._ahead_ns) / 1e9


def steady() -> int:
    """Nanoseconds since the machine was started, also those that it slept through."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic_ns()


@contextmanager
def database_server(config: Config) -> Iterator[str]:
    """The DSN of the database: the one that was set, or an embedded server that lives as long as the block."""
    with ExitStack() as stack:
        stack.enter_context(locked(config.data))
        if config.database_url is not None:
            yield config.database_url
        else:
            yield stack.enter_context(running(config.data, archiving(config), keep=True)).dsn


@asynccontextmanager
async def migrated(dsn: str, *, allow_unsafe: bool = False) -> AsyncIterator[Database]:
    """The database with the schema of this code, opened as the role that may not rewrite the books."""
    async with open_database(dsn, as_app=False) as owner:
        await refuse_weak(owner, allow_unsafe=allow_unsafe)
        applied = await migrate(owner)
    if applied:
        log().info("schema migrated", migrations=applied)
    async with open_database(dsn) as database:
        yield database
