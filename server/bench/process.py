"""A server and a load, each a process of its own, as they are in the world."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import trio

from wallet.embedded import socket_folder

TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).parent.parent.parent


class Served:
    """A server process under load."""

    def __init__(self, url: str, pid: int, data: Path | None = None) -> None:
        self.url = url
        self.data = data
        self.pid = pid
        self._began = (time.monotonic(), self.cpu_seconds())

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def cpu_share(self) -> float:
        """Of one core, since the start."""
        began, used = self._began
        return round((self.cpu_seconds() - used) / (time.monotonic() - began), 2)

    def rss_kib(self) -> int:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0


@contextmanager
def served(**more: str) -> Iterator[Served]:
    """`wagerup serve` on a free port with a folder that goes away."""
    data = Path(tempfile.mkdtemp(prefix="wagerup-bench-"))
    command = [sys.executable, "-m", "server.cli", "serve", "--port", "0", "--data", str(data)]
    environment = {**os.environ, "WAGERUP_COMMANDS_PER_SECOND": "1000000", **more}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment, cwd=ROOT)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "ready at " in line, "the server did not start"
        yield Served(line.split("ready at ")[1].split()[0], process.pid, data)
    finally:
        process.terminate()
        process.wait(40)
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(socket_folder(data), ignore_errors=True)


def load_process(module: str, *args: Any) -> dict[str, Any]:
    """Runs `module.drive(*args)` in a process of its own and answers what it found."""
    command = [sys.executable, "-m", "server.bench.process", module, json.dumps(args)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    return json.loads(done.stdout)


def main() -> None:
    module, args = sys.argv[1], json.loads(sys.argv[2])
    drive = importlib.import_module(module).drive
    print(json.dumps(trio.run(partial(drive, *args))))


if __name__ == "__main__":
    main()
