"""Tuning of the process: the interpreter for one busy loop beside one busy thread (measured by `wagerup bench wallet`; see ARCHITECTURE.md), and
no picture of its memory left behind when it dies."""

from __future__ import annotations

import ctypes
import gc
import resource
import sys

SWITCH_SECONDS = 0.0005
GC_YOUNG, GC_MIDDLE, GC_OLD = 50_000, 20, 50
PR_SET_DUMPABLE = 4


def tune() -> None:
    """The database's thread gets its turn after half a millisecond instead of five; the collector looks less often at what stays anyway."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_YOUNG, GC_MIDDLE, GC_OLD)


def leave_no_core() -> None:
    """All secrets stand in our memory: no core of it is written, for us and for what we start, and no other process of our user may look in."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
