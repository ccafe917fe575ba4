"""Denials: who asked for what is not theirs, or may not play and tried, is a line in the log (ASVS 16.3.2, 16.3.3)."""

from __future__ import annotations

import trio

from protocol.refusals import Code
from server.telemetry import log

LINES_A_SECOND = 20
"""A flood does not fill a disk; how many there were is counted in /metrics."""
DENIED = frozenset(
    {
        Code.NOT_SIGNED_IN,
        Code.BAD_TICKET,
        Code.NOT_YOUR_MATCH,
        Code.BLOCKED,
        Code.GATE_NOT_PASSED,
        Code.UNDER_AGE,
        Code.NOT_YOUR_BIRTHDAY,
        Code.PLACE_CLOSED,
        Code.SELF_EXCLUDED,
        Code.ACCOUNT_FROZEN,
        Code.ACCOUNT_CLOSED,
    }
)


class Denials:
    """Of all connections."""

    def __init__(self) -> None:
        self._second = 0
        self._lines = 0

    def note(self, whose: str | None, code: Code) -> None:
        """whose: the player, if anybody is signed in there."""
        if code not in DENIED:
            return
        second = int(trio.current_time())
        self._lines = self._lines + 1 if second == self._second else 1
        self._second = second
        if self._lines <= LINES_A_SECOND:
            log().info("denied", player=whose, code=code.value)
