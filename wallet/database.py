"""The database: the one file that knows asyncpg. An asyncio loop on a thread of its own runs every call whole.

A call crosses from Trio once and comes back once; Trio's cancellation ends the wait, never the call, so nothing can reach into a commit.
A line is one dedicated connection, for a writer; reads share a few."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol, TypeVar, cast

import asyncpg
import trio

from wallet.journal import BadRow, CommitUnknown, DatabaseAway

T = TypeVar("T")

READERS_MAX = 4
CALL_SECONDS_MAX = 5.0
CONNECT_SECONDS_MAX = 5.0
APP_ROLE = "wagerup_app"


class ConfigurationWrong(Exception):
    """The database is not one that money may be kept in; one line says what to mend."""


class Connection(Protocol):
    """What a call may do on its connection."""

    async def execute(self, query: str, *args: object) -> str: ...

    async def fetch(self, query: str, *args: object) -> Sequence[Any]: ...

    async def fetchrow(self, query: str, *args: object) -> Any: ...

    async def fetchval(self, query: str, *args: object) -> Any: ...


Call = Callable[[Connection], Awaitable[T]]


@asynccontextmanager
async def in_transaction(connection: Connection) -> AsyncIterator[None]:
    """What the block does is done whole, or not at all."""
    await connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        await connection.execute("ROLLBACK")
        raise
    await connection.execute("COMMIT")


class Database:
    """A server to talk to."""

    def __init__(self, dsn: str, loop: asyncio.AbstractEventLoop, *, as_app: bool = True) -> None:
        self._dsn = dsn
        self._loop = loop
        self._as_app = as_app
        self._free: list[asyncpg.Connection[Any]] = []
        self._readers = asyncio.Semaphore(READERS_MAX)

    async def read(self, call: Call[T], *, seconds: float = CALL_SECONDS_MAX) -> T:
        """Runs the call on one of the shared connections."""
        return await self.cross(self._read(call, seconds))

    async def rows(self, query: str, *args: object) -> Sequence[Any]:
        """The rows of one query, on one of the shared connections."""

        async def fetch(connection: Connection) -> Sequence[Any]:
            return await connection.fetch(query, *args)

        return await self.read(fetch)

    async def _read(self, call: Call[T], seconds: float) -> T:
        async with self._readers:
            connection = self._free.pop() if self._free else await self.connect()
            try:
                answer = await asyncio.wait_for(call(cast("Connection", connection)), seconds)
            except BaseException:
                connection.terminate()
                raise
            self._free.append(connection)
            return answer

    def line(self, name: str) -> DatabaseLine:
        """A dedicated connection."""
        return DatabaseLine(self, name)

    async def connect(self) -> asyncpg.Connection[Any]:
        connection: asyncpg.Connection[Any] = await asyncpg.connect(
            self._dsn,
            timeout=CONNECT_SECONDS_MAX,
            statement_cache_size=64,
            server_settings={
                "application_name": "wagerup",
                "statement_timeout": "5s",
                "idle_in_transaction_session_timeout": "5s",
                "client_connection_check_interval": "2s",
            },
        )
        _keep_alive(connection)
        if self._as_app:
            await connection.execute(f"SET ROLE {APP_ROLE}")
        return connection

    async def cross(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """From Trio to the loop and back."""
        done = trio.Event()
        token = trio.lowlevel.current_trio_token()
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)

        def finished(_future: object) -> None:
            with suppress(trio.RunFinishedError):
                token.run_sync_soon(done.set)

        future.add_done_callback(finished)
        await done.wait()
        error = future.exception()
        if error is not None:
            raise ours(error) from error
        return future.result()

    async def close(self) -> None:
        for connection in self._free:
            connection.terminate()
        self._free.clear()


class DatabaseLine:
    """One connection for one writer. After anything but a clean answer it is gone, and the next call opens a fresh one."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._name = name
        self._connection: asyncpg.Connection[Any] | None = None

    async def call(self, call: Call[T]) -> T:
        """Runs the call. Raises DatabaseAway before anything was sent, CommitUnknown after, BadRow for a row refused."""
        return await self._database.cross(self._call(call))

    async def _call(self, call: Call[T]) -> T:
        connection = self._connection
        if connection is None or connection.is_closed():
            self._connection = connection = await self._database.connect()
        try:
            return await asyncio.wait_for(call(cast("Connection", connection)), CALL_SECONDS_MAX)
        except asyncpg.PostgresError as error:
            if not _is_of_the_row(error):
                self._drop()
                raise _Sent(error) from error
            raise
        except BaseException as error:
            self._drop()
            raise _Sent(error) from error

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def drop(self) -> None:
        """Closes the connection; the next call opens a fresh one."""

        async def drop() -> None:
            self._drop()

        await self._database.cross(drop())


class _Sent(Exception):
    """Something failed after the statement may have reached the server."""


def _is_of_the_row(error: asyncpg.PostgresError) -> bool:
    """Class 22, 23, P0001: the server refused a row and is well; nothing was kept."""
    state = cast("str", getattr(error, "sqlstate", "") or "")
    return state.startswith(("22", "23", "P0"))


def _is_our_bug(error: asyncpg.PostgresError) -> bool:
    """Class 42: a query that is wrong, or a right that the role was never given. To wait for it to go away would be to wait for ever."""
    return cast("str", getattr(error, "sqlstate", "") or "").startswith("42")


def ours(error: BaseException) -> BaseException:
    """An error of the driver in our words."""
    if isinstance(error, _Sent):
        return CommitUnknown(repr(error.__cause__))
    if isinstance(error, asyncpg.PostgresError) and _is_of_the_row(error):
        return BadRow(str(error))
    if isinstance(error, asyncpg.PostgresError) and _is_our_bug(error):
        return error
    if isinstance(error, asyncpg.PostgresError | asyncpg.InterfaceError | OSError | asyncio.TimeoutError):
        return DatabaseAway(f"{type(error).__name__}: {error}")
    return error


def _keep_alive(connection: asyncpg.Connection[Any]) -> None:
    """A peer that vanished is noticed in seconds, not in hours."""
    transport = cast("Any", connection)._transport  # noqa: SLF001  the driver offers no other way to its socket
    sock = transport.get_extra_info("socket") if transport is not None else None
    if sock is None or sock.family not in (socket.AF_INET, socket.AF_INET6):
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 2)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
    sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, "TCP_USER_TIMEOUT", 18), 5_000)


@asynccontextmanager
async def open_database(dsn: str, *, as_app: bool = True) -> AsyncIterator[Database]:
    """A database on a thread of its own; the thread ends with the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=_run, args=(loop,), name="database", daemon=True)
    thread.start()
    database = Database(dsn, loop, as_app=as_app)
    try:
        yield database
    finally:
        with trio.CancelScope(shield=True):
            with trio.move_on_after(2):
                await database.cross(database.close())
            loop.call_soon_threadsafe(loop.stop)
            await trio.to_thread.run_sync(thread.join)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


# ── Start-up checks ──────────────────────────────────────────────────────────

OLDEST_VERSION = 150_000
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


async def refuse_weak(database: Database, *, allow_unsafe: bool = False) -> None:
    """Raises ConfigurationWrong for a server that could forget what it said it kept. allow_unsafe is for the tests alone."""

    async def look(connection: Connection) -> dict[str, str]:
        rows = await connection.fetch(
            "SELECT name, setting FROM pg_settings WHERE name = ANY($1)", [*MUST_BE_ON, "server_version_num"]
        )
        return {row["name"]: row["setting"] for row in rows}

    settings = await database.read(look)
    if int(settings["server_version_num"]) < OLDEST_VERSION:
        raise ConfigurationWrong("DATABASE_URL points at a server older than PostgreSQL 15: use 15 or newer.")
    for name in MUST_BE_ON:
        if settings[name] in ("off", "local") and not allow_unsafe:
            raise ConfigurationWrong(
                f"DATABASE_URL points at a server with {name} = {settings[name]}: money needs it on. "
                f"Mend: ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf();"
            )


def peer_pool(dsn: str, connections: int) -> Any:
    """The driver's own pool, for what is measured beside us (`wagerup bench wallet`)."""
    return asyncpg.create_pool(dsn, min_size=connections, max_size=connections)
