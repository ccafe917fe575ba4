"""Standings: one row a player, ladder and period; and what a settled match does to them. Pure.

A ladder is a game, a category, or everything ("all"). A period is for ever ("ever"), a month ("2026-11") or a week ("2026-W47"), by UTC; the
rating in a month's row is the one that the player ended the month with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import attrs

from actors.event_store import Settlement
from actors.games.catalogue import GAMES
from actors.ladder.skill import Skill, after_match
from protocol.events.match import Ending
from protocol.money import Currency

ALL, EVER = "all", "ever"
COUNTED = frozenset({Ending.FINISHED, Ending.TIED, Ending.CONCEDED, Ending.FORFEITED, Ending.DECIDED})
"""Endings that say something about skill. A no-show, an abandoned or a void match says nothing."""


@attrs.frozen
class Place:
    """Whose row it is, on which ladder, over which time."""

    scope: str
    period: str
    player: str


@attrs.frozen
class Standing:
    """How a player stands. streak: wins in a row, negative for losses; earned_minor: prizes less stakes, in USD cents."""

    skill: Skill = attrs.Factory(Skill)
    played: int = 0
    won: int = 0
    tied: int = 0
    streak: int = 0
    best_streak: int = 0
    earned_minor: int = 0

    @property
    def lost(self) -> int:
        return self.played - self.won - self.tied


def scopes_of(game: str) -> tuple[str, str, str]:
    return game, GAMES[game].category, ALL


def periods_of(at_ms: int) -> tuple[str, str, str]:
    day = datetime.fromtimestamp(at_ms / 1000, UTC)
    year, week, _ = day.isocalendar()
    return EVER, f"{day.year}-{day.month:02}", f"{year}-W{week:02}"


def places_of(settlement: Settlement) -> list[Place]:
    """Every row that this match touches; none when it does not count."""
    if settlement.ending not in COUNTED:
        return []
    return [
        Place(scope, period, player)
        for scope in scopes_of(settlement.game)
        for period in periods_of(settlement.at_ms)
        for player in settlement.players
    ]


def counted(settlement: Settlement, standings: Mapping[Place, Standing]) -> dict[Place, Standing]:
    """The rows that this match touches, after it."""
    if settlement.ending not in COUNTED:
        return {}
    after: dict[Place, Standing] = {}
    for scope in scopes_of(settlement.game):
        skills = after_match((_skill(standings, scope, settlement, 0), _skill(standings, scope, settlement, 1)), settlement.winner)
        for period in periods_of(settlement.at_ms):
            for seat, player in enumerate(settlement.players):
                place = Place(scope, period, player)
                after[place] = _one_more(standings.get(place, Standing()), skills[seat], settlement, seat)
    return after


def _skill(standings: Mapping[Place, Standing], scope: str, settlement: Settlement, seat: int) -> Skill:
    return standings.get(Place(scope, EVER, settlement.players[seat]), Standing()).skill


def _one_more(before: Standing, skill: Skill, settlement: Settlement, seat: int) -> Standing:
    won, tied = settlement.winner == seat, settlement.winner is None
    streak = _streak(before.streak, won=won, tied=tied)
    return Standing(
        skill,
        before.played + 1,
        before.won + won,
        before.tied + tied,
        streak,
        max(before.best_streak, streak),
        before.earned_minor + _earned(settlement, seat),
    )


def _earned(settlement: Settlement, seat: int) -> int:
    """Dollars only: currencies never meet in one sum."""
    return settlement.paid_minor[seat] - settlement.stake.minor if settlement.stake.currency is Currency.USD else 0


def _streak(before: int, *, won: bool, tied: bool) -> int:
    """A tie ends a streak of either kind."""
    if tied:
        return 0
    return max(before, 0) + 1 if won else min(before, 0) - 1
