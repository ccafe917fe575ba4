"""A real PostgreSQL for tests: one embedded server for each worker, a fresh database for each test, made from a migrated template."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trio

from wallet.database import open_database
from wallet.embedded import binaries, running, socket_folder
from wallet.migrate import migrate

_numbers = itertools.count(1)


class TestServer:
    """A running server and its template."""

    __test__ = False

    def __init__(self, data: Path) -> None:
        self.data = data
        self.sockets = socket_folder(data)

    def dsn(self, name: str) -> str:
        return f"postgresql://wager@/{name}?host={self.sockets}"

    def sql(self, text: str, database: str = "postgres") -> None:
        command = [str(binaries() / "psql"), "-q", "-h", str(self.sockets), "-U", "wager", "-d", database, "-v", "ON_ERROR_STOP=1", "-c", text]
        subprocess.run(command, check=True, capture_output=True)

    def fresh(self) -> str:
        """The DSN of a database of its own, with the schema in it."""
        name = f"test_{next(_numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE template_wagerup")
        return self.dsn(name)


@contextmanager
def test_server(*settings: str) -> Iterator[TestServer]:
    """A server in a folder of its own; durable unless the settings say otherwise."""
    data = Path(tempfile.mkdtemp(prefix=f"wagerup-test-{os.getpid()}-"))
    try:
        with running(data, settings):
            server = TestServer(data)
            server.sql("CREATE DATABASE template_wagerup")
            trio.run(_migrate, server.dsn("template_wagerup"))
            yield server
    finally:
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(socket_folder(data), ignore_errors=True)


async def _migrate(dsn: str) -> None:
    async with open_database(dsn, as_app=False) as owner:
        await migrate(owner)


test_server.__test__ = False  # type: ignore[attr-defined]
