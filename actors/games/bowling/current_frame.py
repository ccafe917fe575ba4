"""Current-frame scoring (World Bowling): each frame is worth what falls in it, at once.

A strike 30, a spare 10 and the first ball of the same frame, an open frame its pins; no fill balls; 300 at most. A tie is split, or played off by
one more frame each at a time. Source: World Bowling scoring, as quoted by Wikipedia; the primary text could not be read."""

from __future__ import annotations

import attrs

from actors.games.bowling.marks import PINS, Frame, calls_of, marks_of, standing_in
from actors.games.rules import ENDED, Illegal, OneScorer, Played, ahead, illegal, not_your_turn, other, put, wrong_game
from protocol.games import CurrentFrameBoard, CurrentFrameOptions, Move, PinsFrame, PinsSheet, Result, RollBall, Tie

FRAMES = 10
STRIKE = 30


@attrs.frozen
class CurrentFrameState:
    """Frames by seat, each the balls rolled in it; frames after the tenth are of the roll-off."""

    tie: Tie
    frames: tuple[tuple[Frame, ...], tuple[Frame, ...]] = ((), ())
    bowler: int = 0


class CurrentFrame(OneScorer):
    """The rules."""

    tag = "current_frame"
    name = "Current frame"
    category = "bowling"
    summary = "Each frame counts at once: a strike is 30."
    how_to_play = (
        "Ten frames of up to two balls, and each is worth what falls in it: a strike 30, a spare 10 and its first ball, an open frame its pins. "
        "There are no bonus balls from later frames and no fill balls in the tenth. You bowl frame by frame in turn."
    )
    source = "World Bowling current-frame scoring (via Wikipedia)"
    options = CurrentFrameOptions

    def start(self, options: CurrentFrameOptions) -> CurrentFrameState:
        return CurrentFrameState(options.tie)

    def play(self, state: CurrentFrameState, seat: int, move: Move) -> Played[CurrentFrameState] | Illegal:
        if not isinstance(move, RollBall):
            return wrong_game("current frame")
        if self.result(state) is not None:
            return ENDED
        if seat != state.bowler:
            return not_your_turn()
        standing = standing_in(_open(state)[-1])
        if move.pins > standing:
            return illegal(f"Only {standing} pins are standing.")
        return _roll(state, move.pins)

    def turn(self, state: CurrentFrameState) -> tuple[int, ...]:
        return () if self.result(state) is not None else (state.bowler,)

    def board(self, state: CurrentFrameState) -> CurrentFrameBoard:
        frames = _open(state)
        sheets = (_sheet(state.frames[0]), _sheet(state.frames[1]))
        return CurrentFrameBoard(sheets, state.bowler, len(frames), standing_in(frames[-1]))

    def result(self, state: CurrentFrameState) -> Result | None:
        mine, theirs = state.frames
        if len(mine) < FRAMES or len(mine) != len(theirs) or not (is_done(mine[-1]) and is_done(theirs[-1])):
            return None
        totals = (score(mine[:FRAMES]), score(theirs[:FRAMES]))
        words = f"{max(totals)}-{min(totals)}"
        winner = ahead(*totals)
        if winner is not None or state.tie is not Tie.EXTRA:
            return Result(winner, words)
        extra = (worth(mine[-1]), worth(theirs[-1]))
        if len(mine) == FRAMES or extra[0] == extra[1]:
            return None
        return Result(ahead(*extra), f"{words}, roll-off {max(extra)}-{min(extra)}")


CURRENT_FRAME = CurrentFrame()


def is_done(frame: Frame) -> bool:
    return len(frame) == 2 or frame == (PINS,)


def worth(frame: Frame) -> int:
    """What a frame counts."""
    if frame == (PINS,):
        return STRIKE
    return PINS + frame[0] if len(frame) == 2 and sum(frame) == PINS else sum(frame)


def score(frames: tuple[Frame, ...]) -> int:
    """The total of the frames that are done."""
    return sum(worth(frame) for frame in frames if is_done(frame))


def _open(state: CurrentFrameState) -> tuple[Frame, ...]:
    frames = state.frames[state.bowler]
    return (*frames, ()) if not frames or is_done(frames[-1]) else frames


def _roll(state: CurrentFrameState, pins: int) -> Played[CurrentFrameState]:
    frames = _open(state)
    frame = (*frames[-1], pins)
    frames = (*frames[:-1], frame)
    bowler = other(state.bowler) if is_done(frame) else state.bowler
    return Played(attrs.evolve(state, frames=put(state.frames, state.bowler, frames), bowler=bowler), calls_of(frames))


def _sheet(frames: tuple[Frame, ...]) -> PinsSheet:
    shown: list[PinsFrame] = []
    total = 0
    for place, frame in enumerate(frames):
        total += worth(frame) if is_done(frame) else 0
        known = is_done(frame) and place < FRAMES
        shown.append(PinsFrame(marks_of(frame), total if known else None))
    return PinsSheet(tuple(shown), score(frames[:FRAMES]), _best(frames[:FRAMES]))


def _best(frames: tuple[Frame, ...]) -> int:
    """The total if every ball still to come falls all that stands."""
    running = PINS + frames[-1][0] if frames and not is_done(frames[-1]) else 0
    return score(frames) + running + STRIKE * (FRAMES - len(frames))
