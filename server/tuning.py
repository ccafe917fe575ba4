"""Tuning of the interpreter for one busy loop beside one busy thread. Measured by `wagerup bench wallet`; see ARCHITECTURE.md."""

from __future__ import annotations

import gc
import sys

SWITCH_SECONDS = 0.0005
GC_YOUNG, GC_MIDDLE, GC_OLD = 50_000, 20, 50


def tune() -> None:
    """The database's thread gets its turn after half a millisecond instead of five; the collector looks less often at what stays anyway."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_YOUNG, GC_MIDDLE, GC_OLD)
