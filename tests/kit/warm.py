"""`wagerup` as a process of its own, without the seconds of importing that each would take: forked from one that has imported everything, and otherwise
as the shell starts it. `python -m tests.kit.warm FD` is that one; a test process has its own, which ends with it."""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
REQUEST_BYTES_MAX = 200_000
EVERYTHING = ("server.cli", "server.app", "server.admin.client", "server.backup")


class WarmProcess:
    """As much of a Popen as tests ask for. status: first the number of the process, once it has ended how."""

    def __init__(self, status: int, command: tuple[str, ...]) -> None:
        self._status = os.fdopen(status)
        self._command = command
        self.pid = int(self._status.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._status], [], [], 0)[0]:
            self._end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None and not select.select([self._status], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(self._command, timeout or 0)
        return self._end() if self.returncode is None else self.returncode

    def _end(self) -> int:
        self.returncode = int(self._status.readline())
        self._status.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def start(*words: str, out: int, err: int, environment: dict[str, str] | None = None) -> WarmProcess:
    """out, err: descriptors that the process writes to; they stay open here."""
    told, tells = os.pipe()
    request = json.dumps([words, {**os.environ, **(environment or {})}]).encode()
    assert len(request) < REQUEST_BYTES_MAX
    socket.send_fds(_forge(), [request], [out, err, tells])
    os.close(tells)
    return WarmProcess(told, words)


@functools.cache
def _forge() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        subprocess.Popen([sys.executable, "-m", "tests.kit.warm", str(theirs.fileno())], cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
    return ours


# ── the other side ──


def fork_for_ever(requests: socket.socket) -> None:
    """Until nobody can ask any more."""

    for name in EVERYTHING:
        importlib.import_module(name)
    gc.freeze()
    while True:
        request, files, _flags, _address = socket.recv_fds(requests, REQUEST_BYTES_MAX, 3)
        if not request:
            return
        if os.fork() == 0:
            requests.close()
            _keep(*json.loads(request), *files)
        for file in files:
            os.close(file)
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _keep(words: list[str], environment: dict[str, str], out: int, err: int, status: int) -> None:
    """The parent of one process, that tells how it ended."""
    pid = os.fork()
    if pid == 0:
        os.close(status)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.closerange(3, max(out, err, status) + 1)
        os._exit(_become(words, environment))
    os.close(out)
    os.close(err)
    os.write(status, f"{pid}\n".encode())
    os.write(status, f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n".encode())
    os._exit(0)


def _become(words: list[str], environment: dict[str, str]) -> int:
    """The command, and its end as an interpreter ends: what it registered is run, and nothing is left in a buffer."""
    from server.cli import main
    from wallet import failpoints

    os.environ.clear()
    os.environ.update(environment)
    failpoints._reached = failpoints.armed(os.environ)
    sys.argv = ["wagerup", *words]
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    fork_for_ever(socket.socket(fileno=int(sys.argv[1])))
