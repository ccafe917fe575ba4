"""A real terminal for what is drawn in one: a pseudo-terminal, the program in it, and the screen as pyte sees it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pyte

from tests.kit.process import ROOT


class Terminal:
    """A program, and what it shows."""

    def __init__(self, master: int, process: subprocess.Popen[bytes], columns: int, rows: int) -> None:
        self._master, self.process = master, process
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def shows(self, words: str, seconds: float = 30.0) -> str:
        """The screen, once these words are on it."""
        until = time.monotonic() + seconds
        while words not in self.text():
            left = until - time.monotonic()
            ready, _, _ = select.select([self._master], [], [], max(0.0, left))
            assert ready, f"never showed {words!r}:\n{self.text()}"
            self._read()
        return self.text()

    def _read(self) -> None:
        try:
            self._stream.feed(os.read(self._master, 65_536))
        except OSError:
            raise AssertionError(f"the program ended:\n{self.text()}") from None

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait(self) -> int:
        """Until it has ended by itself."""
        until = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < until:
            ready, _, _ = select.select([self._master], [], [], 0.1)
            if ready:
                try:
                    self._stream.feed(os.read(self._master, 65_536))
                except OSError:
                    break
        return self.process.wait(10)


@contextmanager
def terminal(*words: str, columns: int = 120, rows: int = 40) -> Iterator[Terminal]:
    """`wagerup` with these words, in a terminal of this size."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(rows)}
    process = subprocess.Popen(
        [sys.executable, "-m", "server.cli", *words], stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, env=environment, start_new_session=True
    )
    os.close(slave)
    try:
        yield Terminal(master, process, columns, rows)
    finally:
        process.kill()
        process.wait()
        os.close(master)
