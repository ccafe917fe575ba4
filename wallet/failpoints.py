"""Failpoints: named places at which a crash is tried. In service they do nothing; with WAGERUP_FAILPOINT=name (or name:nth) the process
kills itself there, as a power cut would."""

from __future__ import annotations

import os
import signal

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

_armed, _, _nth = os.environ.get("WAGERUP_FAILPOINT", "").partition(":")
_left = int(_nth or 1)
assert not _armed or _armed in FAILPOINTS, f"WAGERUP_FAILPOINT={_armed}: the names are {', '.join(FAILPOINTS)}"


def failpoint(name: str) -> None:
    """Dies here when it is this one's turn."""
    if _armed and name == _armed:
        _count_down()


def _count_down() -> None:
    global _left
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
