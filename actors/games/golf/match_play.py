"""Golf match play: hole by hole.

Both card their own strokes for the hole being played; fewer strokes win it, equal is halved, a concession gives it away for good. The match is
over when one leads by more holes than are left. Source: R&A and USGA Rule 3.2."""

from __future__ import annotations

import attrs

from actors.games.rules import ENDED, Illegal, OneScorer, Played, wrong_game
from protocol.games import CardHole, ConcedeHole, GolfBoard, GolfHole, GolfMatchPlayOptions, Move, Result, Tie
from protocol.refusals import Code


@attrs.frozen
class Hole:
    """A hole decided: strokes by seat (nothing where it was conceded before), who won it (nothing: halved)."""

    strokes: tuple[int | None, int | None]
    winner: int | None
    conceded: bool = False


@attrs.frozen
class MatchPlayState:
    """Holes decided so far, and what is carded of the one being played."""

    holes: int
    tie: Tie
    decided: tuple[Hole, ...] = ()
    carded: tuple[int | None, int | None] = (None, None)


class GolfMatchPlay(OneScorer):
    """The rules."""

    tag = "golf_match_play"
    name = "Match play"
    category = "golf"
    summary = "Win more holes than are left."
    how_to_play = (
        "After each hole you both card your own strokes, penalties included. Fewer strokes win the hole, the same number halves it. "
        "You may concede a hole; that cannot be taken back. The match ends as soon as one of you is up by more holes than are left to play."
    )
    source = "Rules of Golf, Rule 3.2"
    options = GolfMatchPlayOptions
    pace = 6
    spectators_late = 60

    def start(self, options: GolfMatchPlayOptions) -> MatchPlayState:
        return MatchPlayState(options.holes, options.tie)

    def play(self, state: MatchPlayState, seat: int, move: Move) -> Played[MatchPlayState] | Illegal:
        if not isinstance(move, CardHole | ConcedeHole):
            return wrong_game("match play")
        if self.result(state) is not None:
            return ENDED
        hole = len(state.decided) + 1
        if move.hole != hole:
            return Illegal(Code.ILLEGAL_MOVE, f"Hole {hole} is being played; what is decided stands (Rule 3.2d).")
        if isinstance(move, ConcedeHole):
            return _decide(state, Hole(state.carded, 1 - seat, conceded=True))
        return _card(state, seat, move.strokes)

    def turn(self, state: MatchPlayState) -> tuple[int, ...]:
        if self.result(state) is not None:
            return ()
        return tuple(seat for seat in (0, 1) if state.carded[seat] is None)

    def board(self, state: MatchPlayState) -> GolfBoard:
        lead = _lead(state)
        to_play = max(0, state.holes - len(state.decided))
        return GolfBoard(
            holes=state.holes,
            hole=len(state.decided) + (0 if self.result(state) is not None else 1),
            played=tuple(
                GolfHole(place + 1, hole.strokes, hole.winner, decided=True, conceded=hole.conceded)
                for place, hole in enumerate(state.decided)
            ),
            lead=lead,
            to_play=to_play,
            dormie=to_play > 0 and abs(lead) == to_play,
            words=(_stand(lead), _stand(-lead)),
        )

    def result(self, state: MatchPlayState) -> Result | None:
        lead, played = _lead(state), len(state.decided)
        left = state.holes - played
        if abs(lead) > max(left, 0):
            return Result(0 if lead > 0 else 1, _words(abs(lead), left, played))
        if left <= 0 and state.tie is not Tie.EXTRA:
            return Result(None, "halved")
        return None


GOLF_MATCH_PLAY = GolfMatchPlay()


def _card(state: MatchPlayState, seat: int, strokes: int) -> Played[MatchPlayState]:
    """Until both are in, one's own card may be corrected; then the hole is decided."""
    mine, theirs = (strokes, state.carded[1]) if seat == 0 else (state.carded[0], strokes)
    if mine is None or theirs is None:
        return Played(attrs.evolve(state, carded=(mine, theirs)), ("carded",))
    winner = None if mine == theirs else 0 if mine < theirs else 1
    return _decide(state, Hole((mine, theirs), winner))


def _decide(state: MatchPlayState, hole: Hole) -> Played[MatchPlayState]:
    after = attrs.evolve(state, decided=(*state.decided, hole), carded=(None, None))
    call = "hole conceded" if hole.conceded else "hole halved" if hole.winner is None else "hole won"
    lead = _lead(after)
    return Played(after, (call, "all square" if lead == 0 else f"{abs(lead)} up"))


def _lead(state: MatchPlayState) -> int:
    """Holes that seat 0 is up; below zero, that seat 1 is."""
    return sum(0 if hole.winner is None else 1 - 2 * hole.winner for hole in state.decided)


def _stand(lead: int) -> str:
    if lead == 0:
        return "All square"
    return f"{lead} up" if lead > 0 else f"{-lead} down"


def _words(lead: int, left: int, played: int) -> str:
    """As players say it: 3&2 with holes left, 1 up at the last, at the 19th after it."""
    if left > 0:
        return f"{lead}&{left}"
    return f"{lead} up" if left == 0 else f"1 up, at the {_ordinal(played)}"


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
