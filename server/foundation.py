"""What the server stands on: the real clock, and a database that is ours or given, brought to the schema of this code."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager

from server.backup import archiving
from server.config import Config
from server.telemetry import log
from wallet.database import Database, open_database, refuse_weak
from wallet.embedded import locked, running
from wallet.migrate import migrate


class WallClock:
    """The real time."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


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
