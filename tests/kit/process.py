"""A server as a process of its own, on a port of its own: started, killed, started again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wallet.embedded import socket_folder

ROOT = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerProcess:
    """`wagerup serve` on a data folder; the port stays over restarts."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._process: subprocess.Popen[str] | None = None
        self._log = open(data / "server.log", "a")

    def start(self, **environment: str) -> None:
        """Returns when it says that it is ready."""
        command = [sys.executable, "-m", "server.cli", "serve", "--port", str(self.port), "--data", str(self.data)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=self._log, text=True, env={**os.environ, **environment}
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
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
        command = [sys.executable, "-m", "server.cli", "audit", "--data", str(self.data), "--json"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        return json.loads(done.stdout)

    def close(self) -> None:
        if not self.dead:
            self.terminate()
        self._log.close()


@contextmanager
def server_process() -> Iterator[ServerProcess]:
    """A server with a fresh data folder; not started yet."""
    data = Path(tempfile.mkdtemp(prefix="wagerup-crash-"))
    server = ServerProcess(data)
    try:
        yield server
    finally:
        server.close()
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(socket_folder(data), ignore_errors=True)
