"""Nine-pin no-tap: ten-pin, but a first ball that fells nine or more is a strike.

Nine in all after two balls is no spare (house sheets differ; fixed here). Source: house sheets of no-tap leagues."""

from __future__ import annotations

import attrs

from actors.games.bowling.marks import PINS, standing_in
from actors.games.bowling.ten_pin import TenPin, TenPinState, open_frame
from protocol.games import NoTapBoard, NoTapOptions

NO_TAP = 9


class NoTap(TenPin):
    """The rules: those of ten-pin, with one ball counted otherwise."""

    tag = "no_tap"
    name = "Nine-pin no-tap"
    summary = "Ten-pin, but nine with the first ball is a strike."
    how_to_play = (
        "Bowl as at ten-pin, but nine or ten pins with the first ball at a full rack count as a strike. The second ball is as ever: eight and then "
        "two is a spare, eight and then one is nine. Twelve first balls of nine are a perfect 300."
    )
    source = "House sheets of no-tap leagues"
    options = NoTapOptions

    def counted(self, state: TenPinState, pins: int) -> int:
        """Nine of a fresh rack is ten."""
        frame = open_frame(state)
        fresh_rack = not frame or (standing_in(frame) == PINS and frame[-1] > 0)
        return PINS if fresh_rack and pins >= NO_TAP else pins

    def board(self, state: TenPinState) -> NoTapBoard:
        return NoTapBoard(**attrs.asdict(super().board(state), recurse=False))


NINE_PIN_NO_TAP = NoTap()
