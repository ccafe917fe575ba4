"""Battle-royale kill race: a point a kill, and 5, 4, 3, 2, 1 for places 1 to 5, over the rounds agreed.

Each reports their own round; kills before a crash count, with proof. What is not reported in time counts nothing. Level on points: most kills,
then most damage, then split or one more round. Source: Drop-In Gaming Fortnite, lilegends and collateral.gg rule sheets."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from actors.games.rules import ENDED, Illegal, Played, ahead, illegal, put, wrong_game
from protocol.games import KillRaceBoard, KillRaceOptions, KillRound, Move, ReportRound, Result, Tie

FOR_PLACES = (5, 4, 3, 2, 1)
NOTHING = (0, 0, 0)

Report = tuple[int, int, int]
"""Kills, place (0: not reported), damage."""


@attrs.frozen
class KillRaceState:
    """Rounds decided, each by seat; the reports of the round being played."""

    rounds: int
    tie: Tie
    played: tuple[tuple[Report, Report], ...] = ()
    reports: tuple[Report | None, Report | None] = (None, None)


class KillRace:
    """The rules."""

    tag = "kill_race"
    name = "Kill race"
    category = "video"
    summary = "Most kills and best places over a few rounds."
    how_to_play = (
        "Play the agreed rounds, then report each: kills, your place and your damage. A kill is a point; places one to five are 5, 4, 3, 2, 1. "
        "If your game crashes, the kills so far count, with proof. A round that is not reported in time counts nothing. "
        "Level on points: most kills, then most damage."
    )
    source = "Drop-In Gaming, lilegends and collateral.gg rule sheets"
    options = KillRaceOptions
    pace = 12
    spectators_late = 120

    def start(self, options: KillRaceOptions) -> KillRaceState:
        return KillRaceState(options.rounds, options.tie)

    def play(self, state: KillRaceState, seat: int, move: Move) -> Played[KillRaceState] | Illegal:
        if not isinstance(move, ReportRound):
            return wrong_game("a kill race")
        if self.result(state) is not None:
            return ENDED
        round_ = len(state.played) + 1
        if move.round != round_:
            return illegal(f"Round {round_} is being played.")
        return _report(state, put(state.reports, seat, (move.kills, move.place, move.damage)))

    def turn(self, state: KillRaceState) -> tuple[int, ...]:
        if self.result(state) is not None:
            return ()
        return tuple(seat for seat in (0, 1) if state.reports[seat] is None)

    def board(self, state: KillRaceState) -> KillRaceBoard:
        return KillRaceBoard(
            rounds=state.rounds,
            round=len(state.played) + (0 if self.result(state) is not None else 1),
            reported=(state.reports[0] is not None, state.reports[1] is not None),
            played=tuple(_shown(pair) for pair in state.played),
            points=(_sum(state, 0, points), _sum(state, 1, points)),
            kills=(_sum(state, 0, _kills), _sum(state, 1, _kills)),
            damage=(_sum(state, 0, _damage), _sum(state, 1, _damage)),
        )

    def result(self, state: KillRaceState) -> Result | None:
        if len(state.played) < state.rounds:
            return None
        for what, words in ((points, "points"), (_kills, "kills"), (_damage, "damage")):
            mine, theirs = _sum(state, 0, what), _sum(state, 1, what)
            if mine != theirs:
                return Result(ahead(mine, theirs), f"{max(mine, theirs)}-{min(mine, theirs)} {words}")
        return Result(None, f"{_sum(state, 0, points)} points each") if state.tie is not Tie.EXTRA else None

    def contradiction(self, state: KillRaceState) -> str | None:
        return None

    def lapse(self, state: KillRaceState) -> Played[KillRaceState] | None:
        """Who has not reported in time has nothing of this round."""
        if state.reports == (None, None):
            return None
        return _report(state, (state.reports[0] or NOTHING, state.reports[1] or NOTHING))


KILL_RACE = KillRace()


def points(report: Report) -> int:
    """A point a kill, and those for the place."""
    kills, place, _ = report
    return kills + (FOR_PLACES[place - 1] if 1 <= place <= len(FOR_PLACES) else 0)


def _kills(report: Report) -> int:
    return report[0]


def _damage(report: Report) -> int:
    return report[2]


def _sum(state: KillRaceState, seat: int, what: Callable[[Report], int]) -> int:
    return sum(what(pair[seat]) for pair in state.played)


def _report(state: KillRaceState, reports: tuple[Report | None, Report | None]) -> Played[KillRaceState]:
    mine, theirs = reports
    if mine is None or theirs is None:
        return Played(attrs.evolve(state, reports=reports), ("reported",))
    after = attrs.evolve(state, played=(*state.played, (mine, theirs)), reports=(None, None))
    return Played(after, (f"{points(mine)}-{points(theirs)}",))


def _shown(pair: tuple[Report, Report]) -> KillRound:
    (kills, places, damage) = zip(*pair, strict=True)
    return KillRound(kills, places, damage, (points(pair[0]), points(pair[1])))
