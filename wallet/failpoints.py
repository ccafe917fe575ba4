"""Failpoints: named places at which a crash is tried. In service they do nothing; with WAGERUP_FAILPOINT=name (or name:nth) the process
kills itself there, as a power cut would; with WAGERUP_DRILL=file it raises where the file says."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

FAILPOINTS = (
    "journal.before_append",
    "journal.after_append",
    "events.before_append",
    "events.after_append",
    "wallet.prepared",
    "wallet.before_answers",
    "wallet.after_answers",
    "match.before_facts",
    "match.after_facts",
    "match.before_seating",
    "match.after_seating",
    "match.before_settling",
    "match.after_settling",
    "session.before_reply",
)
PAYMENT_FAILPOINTS = (
    "deposit.begun",
    "deposit.expected",
    "deposit.opened",
    "deposit.credited",
    "deposit.taken_back",
    "events.done",
    "withdrawal.begun",
    "withdrawal.held",
    "withdrawal.transferred",
    "withdrawal.paid_out",
    "withdrawal.captured",
    "withdrawal.undoing",
    "withdrawal.undone",
)
COIN_FAILPOINTS = ("redemption.begun",)
"""Those that a match never comes past."""
TABLE_FAILPOINTS = (
    "table.before_bet",
    "table.after_bet",
    "table.before_lock",
    "table.locked",
    "table.drawn",
    "table.before_play",
    "table.after_play",
    "table.before_settle",
    "table.after_settle",
)
"""Those of a round at a table."""
OPERATOR_FAILPOINTS = ("withdrawal.decided", "redemption.decided")
"""Those that nobody but an operator comes past."""

_names = FAILPOINTS + PAYMENT_FAILPOINTS + TABLE_FAILPOINTS + COIN_FAILPOINTS + OPERATOR_FAILPOINTS


class _PowerCut:
    """Kills the process when it comes past a place for the nth time."""

    def __init__(self, name: str, nth: int) -> None:
        self._name = name
        self._left = nth

    def __call__(self, name: str) -> None:
        self._left -= name == self._name
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class PlantedFault(Exception):
    """A fault that was planted for a drill."""


class _Drill:
    """Raises where a file says, so many times: a line `name count`. For game days, on a server of their own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, name: str) -> None:
        planted = self._path.read_text(encoding="ascii").split() if self._path.exists() else []
        if len(planted) == 2 and planted[0] == name and int(planted[1]) > 0:
            self._path.write_text(f"{name} {int(planted[1]) - 1}", encoding="ascii")
            raise PlantedFault(name)


def armed(environment: Mapping[str, str]) -> Callable[[str], None] | None:
    """What is to happen in a process with these variables."""
    name, _, nth = environment.get("WAGERUP_FAILPOINT", "").partition(":")
    assert not name or name in _names, f"WAGERUP_FAILPOINT={name}: the names are {', '.join(_names)}"
    drill = environment.get("WAGERUP_DRILL")
    return _PowerCut(name, int(nth or 1)) if name else _Drill(Path(drill)) if drill else None


_reached = armed(os.environ)


def failpoint(name: str) -> None:
    """A place at which something may be made to go wrong."""
    if _reached is not None:
        _reached(name)


@contextmanager
def at_failpoints(reached: Callable[[str], None]) -> Iterator[None]:
    """Within it, this is called at every failpoint: it may raise."""
    global _reached
    before, _reached = _reached, reached
    try:
        yield
    finally:
        _reached = before
