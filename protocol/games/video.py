"""Video games on the wire: played on the players' own machines, reported by both. Reports that agree count; reports that contradict each
other open a dispute."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.fields import chosen, whole
from protocol.games.outcome import Tie


class SportsTitle(Enum):
    """Which sports simulation is played."""

    MADDEN = "madden"
    EA_FC = "ea_fc"
    NBA_2K = "nba_2k"
    NHL = "nhl"


class FightingTitle(Enum):
    """Which fighting game is played."""

    STREET_FIGHTER = "street_fighter"
    TEKKEN = "tekken"
    GUILTY_GEAR = "guilty_gear"
    MORTAL_KOMBAT = "mortal_kombat"


class RoyaleTitle(Enum):
    """Which battle royale is played."""

    FORTNITE = "fortnite"
    WARZONE = "warzone"
    APEX = "apex"


@attrs.frozen
class SportsSeriesOptions:
    """Best of 1, 3 or 5 games; the home side alternates, the creator first; a draw is replayed and does not count."""

    tag: ClassVar[str] = "sports_series"
    title: SportsTitle = SportsTitle.EA_FC
    best_of: int = chosen(1, 3, 5, default=3)


@attrs.frozen
class FightingSetOptions:
    """First to 2 or 3 games; the winner keeps the character, the loser may change; a double knock-out is replayed."""

    tag: ClassVar[str] = "fighting_set"
    title: FightingTitle = FightingTitle.STREET_FIGHTER
    first_to: int = chosen(2, 3, default=2)


@attrs.frozen
class KillRaceOptions:
    """So many rounds; a point a kill and 5, 4, 3, 2, 1 for places 1 to 5. Level: most kills, then damage, then split or one more round."""

    tag: ClassVar[str] = "kill_race"
    title: RoyaleTitle = RoyaleTitle.FORTNITE
    rounds: int = whole(1, 5, default=3)
    tie: Tie = Tie.EXTRA


class GameOutcome(Enum):
    """How a game went for who reports it."""

    WON = "won"
    LOST = "lost"
    DRAW = "draw"


@attrs.frozen
class ReportScore:
    """The final score of a game as I saw it: mine first."""

    tag: ClassVar[str] = "report_score"
    number: int = whole(1, 99)
    mine: int = whole(0, 999)
    theirs: int = whole(0, 999)


@attrs.frozen
class ReportGame:
    """How a game of a set went for me."""

    tag: ClassVar[str] = "report_game"
    number: int = whole(1, 99)
    outcome: GameOutcome  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds


@attrs.frozen
class ReportRound:
    """My round of a kill race: kills, the place I finished in, and the damage I dealt."""

    tag: ClassVar[str] = "report_round"
    round: int = whole(1, 99)
    kills: int = whole(0, 99)
    place: int = whole(1, 150)
    damage: int = whole(0, 20_000, default=0)


@attrs.frozen
class SeriesGame:
    """One game decided: the score by seat (nothing in a fighting set), and who won it."""

    number: int
    score: tuple[int, ...]
    winner: int


@attrs.frozen
class SeriesBoard:
    """wins needed and won, by seat; the game being played and its home side; reports: each seat's, as (seat 0's goals, seat 1's), or
    nothing; games decided; contradicted: the reports cannot both be right."""

    tag: ClassVar[str] = "sports_series"
    to_win: int
    wins: tuple[int, ...]
    game_number: int
    home: int
    reports: tuple[tuple[int, ...], ...]
    games: tuple[SeriesGame, ...]
    contradicted: bool


@attrs.frozen
class FightingBoard:
    """wins needed and won, by seat; the game being played; reports: who won as each seat says (0, 1, -1 for a draw; -2 for none yet); who
    may change character (nobody before the first game); games decided; contradicted."""

    tag: ClassVar[str] = "fighting_set"
    to_win: int
    wins: tuple[int, ...]
    game_number: int
    reports: tuple[int, ...]
    may_change: int | None
    games: tuple[SeriesGame, ...]
    contradicted: bool


@attrs.frozen
class KillRound:
    """One round by seat. place 0: not reported in time, which counts nothing."""

    kills: tuple[int, ...]
    places: tuple[int, ...]
    damage: tuple[int, ...]
    points: tuple[int, ...]


@attrs.frozen
class KillRaceBoard:
    """rounds agreed; the round being played; who has reported it; rounds decided; points, kills and damage so far by seat."""

    tag: ClassVar[str] = "kill_race"
    rounds: int
    round: int
    reported: tuple[bool, ...]
    played: tuple[KillRound, ...]
    points: tuple[int, ...]
    kills: tuple[int, ...]
    damage: tuple[int, ...]
