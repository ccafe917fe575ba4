"""What is answered about people: profiles, leaderboards, histories, replays."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.commands.people import Ranking
from protocol.events import MatchEvent
from protocol.events.match import Ending
from protocol.money import Amount


@attrs.frozen
class LadderRecord:
    """How a player stands on one ladder: a game's tag, a category, or "all". deviation: how far off the rating may be, in points; streak: wins in a
    row, negative for losses."""

    scope: str
    rating: int
    deviation: int
    provisional: bool
    played: int
    won: int
    tied: int
    lost: int
    streak: int
    best_streak: int
    earned_minor: int


@attrs.frozen
class Person:
    """A player as others see them. Their colours are drawn from the id: nobody can wear another's."""

    player_id: str
    name: str


@attrs.frozen
class Profile:
    """A player, their record by ladder, and how I stand to them."""

    tag: ClassVar[str] = "profile"
    person: Person
    since_ms: int
    online: bool
    followers: int
    records: tuple[LadderRecord, ...]
    follows: bool
    blocks: bool
    mutes: bool


@attrs.frozen
class PeopleList:
    """Whom I follow, block and mute, newest first."""

    tag: ClassVar[str] = "people_list"
    follows: tuple[Person, ...]
    blocks: tuple[Person, ...]
    mutes: tuple[Person, ...]


@attrs.frozen
class Rank:
    """One line of a leaderboard. Equal values share a rank, and the next one is left out. value: rating, wins, cents, or wins in a row."""

    rank: int
    person: Person
    value: int
    played: int
    won: int
    tied: int
    lost: int


@attrs.frozen
class Leaderboard:
    """The lines that were asked for, my own line where I have one, and whether there are more."""

    tag: ClassVar[str] = "leaderboard"
    scope: str
    period: str
    by: Ranking
    ranks: tuple[Rank, ...]
    mine: Rank | None
    more: bool


@attrs.frozen
class PlayedMatch:
    """A settled match as a line of a player's history. won is nothing for a tie or when nobody won."""

    seq: int
    match_id: str
    game: str
    at_ms: int
    opponent: Person
    ending: Ending
    won: bool | None
    stake: Amount
    paid_minor: int


@attrs.frozen
class History:
    """Settled matches, newest first; more: there are older ones."""

    tag: ClassVar[str] = "history"
    matches: tuple[PlayedMatch, ...]
    more: bool


@attrs.frozen
class Replay:
    """A match from its offer to its last fact, as it was shown. names by seat."""

    tag: ClassVar[str] = "replay"
    match_id: str
    players: tuple[str, ...]
    names: tuple[str, ...]
    facts: tuple[MatchEvent, ...]
