"""The 26 kinds of fault of reliability.md S2, by name; those that this simulator makes now are marked."""

from __future__ import annotations


class Planted(RuntimeError):
    """A bug that the simulator put there."""


KINDS: dict[str, bool] = {
    "commit slow": True,
    "commit fails before effect": True,
    "commit effects, reply lost": True,
    "reply lost, visible later": True,
    "serialization error": False,
    "database down": True,
    "database restarts": False,
    "connection blackholed": False,
    "disk full": False,
    "server crash": True,
    "crash in recovery": True,
    "second writer started": True,
    "old writer paused, then resumed": True,
    "wall clock jumps": True,
    "clock frozen": False,
    "client drops": True,
    "half-open socket": True,
    "slow reader": True,
    "client duplicates": True,
    "client reorders across sockets": True,
    "webhook doubled, late, lost or forged": True,
    "actor exception at a random place": True,
    "cancellation at a random checkpoint": False,
    "mailbox full": True,
    "drain during play": True,
    "torn or altered row on load": False,
}

OUTSIDE = "webhook doubled, late, lost or forged"
"""Made where somebody pays in (test_payments.py)."""
MADE_NOW = tuple(kind for kind, made in KINDS.items() if made and kind != OUTSIDE)
