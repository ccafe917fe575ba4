"""A server as a process of its own, on a port of its own: started, killed, started again."""

from __future__ import annotations

import atexit
import functools
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests.kit import warm
from wallet.embedded import running, socket_folder

ROOT = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wagerup(*words: str, data: Path | None = None, timeout: float = 60, check: bool = False, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself, and what it said."""
    words = words if data is None else (*words, "--data", str(data))
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = warm.start(*words, out=out.fileno(), err=err.fileno(), environment=environment)
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        out.seek(0)
        err.seek(0)
        done = subprocess.CompletedProcess(["wagerup", *words], code, out.read(), err.read())
    if check:
        done.check_returncode()
    return done


class ServerProcess:
    """`wagerup serve` on a data folder; the port stays over restarts."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._process: warm.WarmProcess | None = None
        self.said: IO[str] = io.StringIO()
        self._log = open(data / "server.log", "a")

    def start(self, **environment: str) -> None:
        """Returns when it says that it is ready."""
        told, tells = os.pipe()
        words = ("serve", "--port", str(self.port), "--data", str(self.data))
        self._process = warm.start(*words, out=tells, err=self._log.fileno(), environment=environment)
        os.close(tells)
        self.said = open(told)
        line = self.said.readline()
        assert "ready" in line, (self.data / "server.log").read_text()[-2_000:]

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def wait_dead(self) -> int:
        assert self._process is not None
        return self._process.wait(60)

    @property
    def dead(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def terminate(self) -> int:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(30)

    def audit(self) -> dict[str, Any]:
        return json.loads(wagerup("audit", "--json", data=self.data).stdout)

    def close(self) -> None:
        if not self.dead:
            self.terminate()
        self.said.close()
        self._log.close()


@functools.cache
def _fresh_postgres() -> Path:
    """The folder of a PostgreSQL that nobody has used: the first house of a test process makes it, as every house would."""
    data = Path(tempfile.mkdtemp(prefix="wagerup-fresh-"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    with running(data):
        pass
    shutil.rmtree(socket_folder(data), ignore_errors=True)
    return data / "postgres"


@contextmanager
def server_process() -> Iterator[ServerProcess]:
    """A server with a fresh data folder; not started yet."""
    data = Path(tempfile.mkdtemp(prefix="wagerup-crash-"))
    subprocess.run(["cp", "-a", str(_fresh_postgres()), str(data)], check=True)
    server = ServerProcess(data)
    try:
        yield server
    finally:
        server.close()
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(socket_folder(data), ignore_errors=True)
