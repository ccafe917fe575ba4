"""Denials: a line each, and in a flood not more of them than a disk can bear."""

from __future__ import annotations

from structlog.testing import capture_logs
from trio.testing import MockClock

from protocol.refusals import Code
from server.denials import LINES_A_SECOND, Denials

ANN = "p_" + "a" * 16


async def test_who_may_not_and_tries_is_a_line_and_who_only_errs_is_none() -> None:
    denials = Denials()
    with capture_logs() as lines:
        for code in (Code.NOT_YOUR_MATCH, Code.INSUFFICIENT_FUNDS, Code.SELF_EXCLUDED, Code.STALE_PLY):
            denials.note(ANN, code)
        denials.note(None, Code.NOT_SIGNED_IN)
    told = [(line["event"], line["player"], line["code"]) for line in lines]
    assert told == [("denied", ANN, "NOT_YOUR_MATCH"), ("denied", ANN, "SELF_EXCLUDED"), ("denied", None, "NOT_SIGNED_IN")]


async def test_of_a_flood_the_first_of_each_second_are_lines(mock_clock: MockClock) -> None:
    denials = Denials()
    with capture_logs() as lines:
        for _second in range(2):
            for _ in range(1_000):
                denials.note(None, Code.NOT_SIGNED_IN)
            mock_clock.jump(1)
    assert len(lines) == 2 * LINES_A_SECOND
