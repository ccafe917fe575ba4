"""Current frame and no-tap. Ten-pin is in test_games."""

from __future__ import annotations

import pytest

from tests.kit.cards import refused, result_of, score_of

GUTTERS = "- -"


def alone(tag: str, *frames: str) -> str:
    """The total of who bowls these while the other bowls gutters."""
    lines = [line for frame in frames for line in (f"A: {frame}", f"B: {GUTTERS}")]
    return score_of(tag, *lines)[0]


@pytest.mark.parametrize(
    ("frames", "total"),
    [(["X"] * 10, "300"), (["9 /"] * 10, "190"), (["9 -"] * 10, "90"), (["- /"] * 10, "100"), (["X", "5 /", "3 4"], "52"), ([GUTTERS] * 10, "0")],
)
def test_current_frame_totals(frames: list[str], total: str) -> None:
    assert alone("current_frame", *frames) == total


def test_current_frame_has_no_fill_balls() -> None:
    nine = ["A: X", "B: X"] * 9
    assert refused("current_frame", *nine, "A: X", "A: X") == "It is your opponent's turn."


def test_a_level_current_frame_is_split_or_rolled_off() -> None:
    level = ["A: X", "B: X"] * 10
    assert result_of("current_frame", *level) == (None, "300-300")
    assert result_of("current_frame", "tie = extra", *level, "A: 9 /", "B: 9 -") == (0, "300-300, roll-off 19-9")


@pytest.mark.parametrize(
    ("frames", "total"),
    [
        (["9"] * 9 + ["9 9 9"], "300"),
        (["X"] * 9 + ["9 X 9"], "300"),
        (["8 2", "5 -"], "20"),  # a spare
        (["8 1", "5 -"], "14"),  # nine in all is no spare
        (["- 9", "5 -"], "14"),  # nine with a second ball is nine
        (["- X", "5 -"], "20"),  # ten with a second ball is a spare
        ([GUTTERS] * 9 + ["9 - 9"], "19"),  # the third ball is the second at that rack
        ([GUTTERS] * 9 + ["8 / 9"], "20"),  # the fill ball is a first ball
    ],
)
def test_no_tap_totals(frames: list[str], total: str) -> None:
    assert alone("no_tap", *frames) == total


def test_only_standing_pins_can_fall() -> None:
    assert refused("no_tap", "A: 8", "A: 3") == "Only 2 pins are standing."
    assert refused("current_frame", "A: 8", "A: 3") == "Only 2 pins are standing."
