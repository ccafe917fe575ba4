"""Halve-It: twelve targets, three darts at each; who misses one with all three halves their score, an odd one rounded up.

Order 20, 19, T, 18, D, 17, 16, 3C, 15, H, 14, B. T and D: any treble, any double. 3C, three colours: all three darts in different colours. H,
hurdles: the first dart anywhere, each next one over one number clockwise (20, 18, 13). B: both bulls. Three colours and hurdles score with
all three darts or not at all. Source: county darts league sheets; the rounding from dartbase."""

from __future__ import annotations

import attrs

from actors.games.darts.beds import CLOCKWISE, NO_SUCH_BED, colour, is_a_bed, mark, worth
from actors.games.rules import ENDED, Illegal, OneScorer, Played, ahead, not_your_turn, other, put, wrong_game
from protocol.games import HalveItBoard, HalveItOptions, Move, Result, Ring, ThrowDart, Tie

TARGETS = ("20", "19", "T", "18", "D", "17", "16", "3C", "15", "H", "14", "B")
DARTS_A_THROW = 3


@attrs.frozen
class HalveItState:
    """By seat: the score after each round thrown. The darts in hand. After the twelve, rounds at the bull while the tie is played off."""

    tie: Tie
    running: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    thrower: int = 0
    darts: tuple[ThrowDart, ...] = ()


class HalveIt(OneScorer):
    """The rules."""

    tag = "darts_halve_it"
    name = "Halve-It"
    category = "darts"
    summary = "Hit every target, or lose half."
    how_to_play = (
        "Three darts at each target: 20, 19, any treble, 18, any double, 17, 16, three colours, 15, hurdles, 14, the bull. What hits it is added. "
        "If all three miss, your score is halved, an odd one rounded up. Three colours: each dart in another colour. Hurdles: the first dart "
        "anywhere, then every second number clockwise, as 20, 18, 13. Those two count with all three darts or not at all."
    )
    source = "DCSDL Halve-It rules; dartbase.com for the rounding"
    options = HalveItOptions

    def start(self, options: HalveItOptions) -> HalveItState:
        return HalveItState(options.tie)

    def play(self, state: HalveItState, seat: int, move: Move) -> Played[HalveItState] | Illegal:
        if not isinstance(move, ThrowDart):
            return wrong_game("Halve-It")
        if self.result(state) is not None:
            return ENDED
        if seat != state.thrower:
            return not_your_turn()
        return _throw(state, move) if is_a_bed(move) else NO_SUCH_BED

    def turn(self, state: HalveItState) -> tuple[int, ...]:
        return () if self.result(state) is not None else (state.thrower,)

    def board(self, state: HalveItState) -> HalveItBoard:
        place = len(state.running[state.thrower])
        darts = tuple(mark(dart) for dart in state.darts)
        return HalveItBoard(TARGETS, place + 1, _target(place), state.thrower, darts, (_score(state, 0), _score(state, 1)), state.running)

    def result(self, state: HalveItState) -> Result | None:
        rounds = len(state.running[0])
        if rounds < len(TARGETS) or rounds != len(state.running[1]):
            return None
        scores = (_score(state, 0), _score(state, 1))
        winner = ahead(*scores)
        if winner is None and state.tie is Tie.EXTRA:
            return None
        return Result(winner, f"{max(scores)}-{min(scores)}")


HALVE_IT = HalveIt()


def scored(target: str, darts: tuple[ThrowDart, ...]) -> int:
    """What three darts make of a target; 0 is a miss with all of them."""
    match target:
        case "3C":
            colours = {colour(dart) for dart in darts}
            return sum(map(worth, darts)) if len(colours) == DARTS_A_THROW and None not in colours else 0
        case "H":
            return sum(map(worth, darts)) if _hurdled(darts) else 0
        case _:
            return sum(worth(dart) for dart in darts if _hits(target, dart))


def halved(score: int) -> int:
    """Half of it, an odd one rounded up."""
    return (score + 1) // 2


def _hits(target: str, dart: ThrowDart) -> bool:
    match target:
        case "T":
            return dart.ring is Ring.TREBLE
        case "D":
            return dart.ring is Ring.DOUBLE
        case "B":
            return dart.number == 25
        case _:
            return dart.number == int(target)


def _hurdled(darts: tuple[ThrowDart, ...]) -> bool:
    if darts[0].number not in CLOCKWISE:
        return False
    first = CLOCKWISE.index(darts[0].number)
    return all(dart.number == CLOCKWISE[(first + 2 * step) % 20] for step, dart in enumerate(darts))


def _score(state: HalveItState, seat: int) -> int:
    return state.running[seat][-1] if state.running[seat] else 0


def _target(place: int) -> str:
    return TARGETS[place] if place < len(TARGETS) else "B"


def _throw(state: HalveItState, dart: ThrowDart) -> Played[HalveItState]:
    seat, darts = state.thrower, (*state.darts, dart)
    if len(darts) < DARTS_A_THROW:
        return Played(attrs.evolve(state, darts=darts), (mark(dart),))
    before = _score(state, seat)
    made = scored(_target(len(state.running[seat])), darts)
    after = before + made if made else halved(before)
    running = put(state.running, seat, (*state.running[seat], after))
    return Played(attrs.evolve(state, running=running, thrower=other(seat), darts=()), (str(made) if made else "halved",))
