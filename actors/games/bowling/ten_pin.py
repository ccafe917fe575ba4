"""Ten-pin bowling: ten frames each, frame by frame in turn.

A strike counts 10 and the next two balls, a spare 10 and the next one; the tenth frame has fill balls. Source: USBC rule 2, IBF rule 2.1.
A tie is split, or played off by one more frame each at a time, with fill balls as in a tenth."""

from __future__ import annotations

import attrs

from actors.games.bowling.marks import PINS, Frame, calls_of, marks_of, standing_in
from actors.games.rules import ENDED, Illegal, OneScorer, Played, illegal, not_your_turn, other, put, wrong_game
from protocol.games import Move, PinsFrame, PinsSheet, Result, RollBall, TenPinBoard, TenPinOptions, Tie

FRAMES = 10


@attrs.frozen
class TenPinState:
    """Frames by seat, each the balls rolled in it; frames after the tenth are of the roll-off."""

    tie: Tie
    frames: tuple[tuple[Frame, ...], tuple[Frame, ...]] = ((), ())
    bowler: int = 0


class TenPin(OneScorer):
    """The rules."""

    tag = "ten_pin"
    name = "Ten-pin"
    category = "bowling"
    summary = "Ten frames, highest score wins."
    how_to_play = (
        "Two balls a frame to knock down ten pins. All ten at once is a strike: ten and your next two balls. All ten with two balls is a spare: "
        "ten and your next ball. A strike or spare in the tenth frame earns its fill balls. You bowl frame by frame in turn."
    )
    source = "USBC Playing Rules, rule 2; IBF Universal Playing Rules 2.1"
    options = TenPinOptions

    def start(self, options: TenPinOptions) -> TenPinState:
        return TenPinState(options.tie)

    def play(self, state: TenPinState, seat: int, move: Move) -> Played[TenPinState] | Illegal:
        if not isinstance(move, RollBall):
            return wrong_game(self.name)
        if self.result(state) is not None:
            return ENDED
        if seat != state.bowler:
            return not_your_turn()
        standing = _standing(state)
        if move.pins > standing:
            return illegal(f"Only {standing} pins are standing.")
        return _roll(state, self.counted(state, move.pins))

    def counted(self, _state: TenPinState, pins: int) -> int:
        """What a ball counts that fells so many pins."""
        return pins

    def turn(self, state: TenPinState) -> tuple[int, ...]:
        return () if self.result(state) is not None else (state.bowler,)

    def board(self, state: TenPinState) -> TenPinBoard:
        return TenPinBoard(
            sheets=(_sheet(state.frames[0]), _sheet(state.frames[1])),
            bowler=state.bowler,
            frame=max(1, len(_open_frames(state))),
            standing=_standing(state),
        )

    def result(self, state: TenPinState) -> Result | None:
        mine, theirs = state.frames
        if len(mine) < FRAMES or len(mine) != len(theirs) or not (_is_done(mine) and _is_done(theirs)):
            return None
        totals = (score(mine[:FRAMES]), score(theirs[:FRAMES]))
        words = f"{max(totals)}-{min(totals)}"
        if totals[0] != totals[1]:
            return Result(0 if totals[0] > totals[1] else 1, words)
        if state.tie is not Tie.EXTRA:
            return Result(None, words)
        extra = (sum(mine[-1]), sum(theirs[-1]))
        if len(mine) == FRAMES or extra[0] == extra[1]:
            return None
        return Result(0 if extra[0] > extra[1] else 1, f"{words}, roll-off {max(extra)}-{min(extra)}")


TEN_PIN = TenPin()


def frame_is_done(frame: Frame, place: int) -> bool:
    """Whether the frame at this place (0 the first) needs no more balls; from the tenth on with its fill balls."""
    if place < FRAMES - 1:
        return len(frame) == 2 or frame[:1] == (PINS,)
    earned_fill = frame[:1] == (PINS,) or sum(frame[:2]) == PINS
    return len(frame) == (3 if earned_fill else 2)


def score(frames: tuple[Frame, ...]) -> int:
    """The total of up to ten frames, as far as it is known."""
    known = [total for total in totals_of(frames) if total is not None]
    return known[-1] if known else 0


def totals_of(frames: tuple[Frame, ...]) -> list[int | None]:
    """The running total at each frame; nothing where its bonus balls are still to come."""
    totals: list[int | None] = []
    total: int | None = 0
    for place, frame in enumerate(frames):
        worth = _worth(frames, place, frame)
        total = None if total is None or worth is None else total + worth
        totals.append(total)
    return totals


def _worth(frames: tuple[Frame, ...], place: int, frame: Frame) -> int | None:
    if not frame_is_done(frame, place):
        return None
    if place >= FRAMES - 1:
        return sum(frame)
    bonus_balls = 2 if frame == (PINS,) else 1 if sum(frame) == PINS else 0
    following = [ball for later in frames[place + 1 :] for ball in later][:bonus_balls]
    return sum(frame) + sum(following) if len(following) == bonus_balls else None


def _is_done(frames: tuple[Frame, ...]) -> bool:
    return bool(frames) and frame_is_done(frames[-1], len(frames) - 1)


def _open_frames(state: TenPinState) -> tuple[Frame, ...]:
    """The bowler's frames, with a fresh one where the last is done."""
    frames = state.frames[state.bowler]
    return (*frames, ()) if not frames or _is_done(frames) else frames


def open_frame(state: TenPinState) -> Frame:
    """The balls of the frame that the bowler is in."""
    return _open_frames(state)[-1]


def _standing(state: TenPinState) -> int:
    return standing_in(open_frame(state))


def _roll(state: TenPinState, pins: int) -> Played[TenPinState]:
    frames = _open_frames(state)
    frame = (*frames[-1], pins)
    frames = (*frames[:-1], frame)
    done = frame_is_done(frame, len(frames) - 1)
    bowler = other(state.bowler) if done else state.bowler
    after = attrs.evolve(state, frames=put(state.frames, state.bowler, frames), bowler=bowler)
    return Played(after, calls_of(frames))


def _sheet(frames: tuple[Frame, ...]) -> PinsSheet:
    totals = totals_of(frames[:FRAMES]) + [None] * max(0, len(frames) - FRAMES)
    shown = tuple(PinsFrame(marks_of(frame), total) for frame, total in zip(frames, totals, strict=True))
    return PinsSheet(shown, score(frames[:FRAMES]), _best(frames[:FRAMES]))


def _best(frames: tuple[Frame, ...]) -> int:
    """The total if every ball still to come falls all that stands."""
    filled = list(frames)
    for place in range(FRAMES):
        if place == len(filled):
            filled.append(())
        while not frame_is_done(filled[place], place):
            filled[place] = (*filled[place], standing_in(filled[place]))
    return score(tuple(filled))
