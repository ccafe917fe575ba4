"""Fighting game, first to K games: both report how each game went.

The winner keeps the character, the loser may change. A double knock-out is replayed and does not count; who pauses loses that round. Source: start.gg
event rules for Street Fighter 6, Tekken and Guilty Gear."""

from __future__ import annotations

import attrs

from actors.games.rules import ENDED, Illegal, Played, ahead, illegal, other, put, wrong_game
from protocol.games import FightingBoard, FightingSetOptions, GameOutcome, Move, ReportGame, Result, SeriesGame

DRAW, NOT_YET = -1, -2


@attrs.frozen
class SetState:
    """Winners of the games decided; who won the game being played as each seat says, DRAW or NOT_YET."""

    first_to: int
    winners: tuple[int, ...] = ()
    reports: tuple[int, int] = (NOT_YET, NOT_YET)


class FightingSet:
    """The rules."""

    tag = "fighting_set"
    name = "Fighting set"
    category = "video"
    summary = "First to two or three games, winner keeps the character."
    how_to_play = (
        "Play each game on your consoles, then both report who won. The winner keeps the character, the loser may change. A double knock-out is "
        "replayed. Who pauses during a round loses it. Reports that contradict each other open a dispute; a lone report stands when the time is over."
    )
    source = "start.gg event rules (SF6, Tekken, GGST)"
    options = FightingSetOptions
    pace = 12
    spectators_late = 120

    def start(self, options: FightingSetOptions) -> SetState:
        return SetState(options.first_to)

    def play(self, state: SetState, seat: int, move: Move) -> Played[SetState] | Illegal:
        if not isinstance(move, ReportGame):
            return wrong_game("a fighting set")
        if self.result(state) is not None:
            return ENDED
        if self.contradiction(state) is not None:
            return illegal("Your reports contradict each other: the game is in dispute.")
        game = len(state.winners) + 1
        if move.number != game:
            return illegal(f"Game {game} is being played.")
        won = {GameOutcome.WON: seat, GameOutcome.LOST: other(seat), GameOutcome.DRAW: DRAW}[move.outcome]
        return _report(attrs.evolve(state, reports=put(state.reports, seat, won)))

    def turn(self, state: SetState) -> tuple[int, ...]:
        if self.result(state) is not None or self.contradiction(state) is not None:
            return ()
        return tuple(seat for seat in (0, 1) if state.reports[seat] == NOT_YET)

    def board(self, state: SetState) -> FightingBoard:
        return FightingBoard(
            to_win=state.first_to,
            wins=_wins(state),
            game_number=len(state.winners) + (0 if self.result(state) is not None else 1),
            reports=state.reports,
            may_change=other(state.winners[-1]) if state.winners else None,
            games=tuple(SeriesGame(place, (), winner) for place, winner in enumerate(state.winners, 1)),
            contradicted=self.contradiction(state) is not None,
        )

    def result(self, state: SetState) -> Result | None:
        wins = _wins(state)
        if max(wins) < state.first_to:
            return None
        return Result(ahead(*wins), f"{max(wins)}-{min(wins)} games")

    def contradiction(self, state: SetState) -> str | None:
        return f"Game {len(state.winners) + 1}: two winners." if NOT_YET not in state.reports else None

    def lapse(self, state: SetState) -> Played[SetState] | None:
        """A lone report stands."""
        said = [report for report in state.reports if report != NOT_YET]
        return _report(attrs.evolve(state, reports=(said[0], said[0]))) if len(said) == 1 else None


FIGHTING_SET = FightingSet()


def _wins(state: SetState) -> tuple[int, int]:
    return state.winners.count(0), state.winners.count(1)


def _report(state: SetState) -> Played[SetState]:
    """Agreed reports decide the game; a draw clears them; contradictory ones stay, for all to see."""
    mine, theirs = state.reports
    if NOT_YET in (mine, theirs):
        return Played(state, ("reported",))
    if mine != theirs:
        return Played(state, ("contradicted",))
    clear = attrs.evolve(state, reports=(NOT_YET, NOT_YET))
    if mine == DRAW:
        return Played(clear, ("double knock-out, replayed",))
    after = attrs.evolve(clear, winners=(*state.winners, mine))
    wins = _wins(after)
    return Played(after, (f"{wins[0]}-{wins[1]}",))
