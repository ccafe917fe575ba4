"""HORSE: match the shot that was set, or take a letter.

The setter calls a shot; made as called, the other must match it or take a letter; missed, or not as called, the other sets. A setter whose shot
was made sets again. No dunks. Out with the whole word. Source: intramural rule sheets."""

from __future__ import annotations

import attrs

from actors.games.rules import ENDED, Illegal, OneScorer, Played, illegal, not_your_turn, other, put, wrong_game
from protocol.games import HorseBoard, HorseOptions, MatchShot, Move, Result, SetShot

WORDS = {3: "PIG", 5: "HORSE"}


@attrs.frozen
class HorseState:
    """Letters taken by seat; who sets; the shot to match, or nothing while one is to be set."""

    word: str
    letters: tuple[int, int] = (0, 0)
    setter: int = 0
    shot: SetShot | None = None


class Horse(OneScorer):
    """The rules."""

    tag = "horse"
    name = "HORSE"
    category = "basketball"
    summary = "Match the shot or take a letter."
    how_to_play = (
        "The setter calls a shot: from where and how. If it goes in as called, the other must match it or takes a letter. If it misses, or goes in "
        "otherwise than called, nobody takes a letter and the other sets. Who makes the set shot sets again. No dunks. Who spells the word is out."
    )
    source = "Intramural HORSE rule sheets"
    options = HorseOptions

    def start(self, options: HorseOptions) -> HorseState:
        return HorseState(WORDS[options.letters])

    def play(self, state: HorseState, seat: int, move: Move) -> Played[HorseState] | Illegal:
        if not isinstance(move, SetShot | MatchShot):
            return wrong_game("HORSE")
        if self.result(state) is not None:
            return ENDED
        if seat != _shooter(state):
            return not_your_turn()
        if isinstance(move, SetShot):
            return _set(state, move) if state.shot is None else illegal("A shot is set: match it.")
        return _match(state, made=move.made) if state.shot is not None else illegal("Set a shot first.")

    def turn(self, state: HorseState) -> tuple[int, ...]:
        return () if self.result(state) is not None else (_shooter(state),)

    def board(self, state: HorseState) -> HorseBoard:
        spot, style = (state.shot.spot, state.shot.style) if state.shot is not None else (None, None)
        return HorseBoard(state.word, state.letters, state.setter, _shooter(state), spot, style)

    def result(self, state: HorseState) -> Result | None:
        for seat in (0, 1):
            if state.letters[seat] == len(state.word):
                return Result(other(seat), f"{state.word} to {state.word[: state.letters[other(seat)]] or 'nothing'}")
        return None


HORSE = Horse()


def _shooter(state: HorseState) -> int:
    return state.setter if state.shot is None else other(state.setter)


def _set(state: HorseState, move: SetShot) -> Played[HorseState]:
    if move.made and move.as_called:
        return Played(attrs.evolve(state, shot=move), ("set",))
    return Played(attrs.evolve(state, setter=other(state.setter)), ("not as called" if move.made else "missed",))


def _match(state: HorseState, *, made: bool) -> Played[HorseState]:
    after = attrs.evolve(state, shot=None)
    if made:
        return Played(after, ("matched",))
    seat = other(state.setter)
    letters = put(state.letters, seat, state.letters[seat] + 1)
    return Played(attrs.evolve(after, letters=letters), (state.word[: letters[seat]],))
