"""Commands about people: who they are, how they stand, whom I follow, block or mute, what the house tells me."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.fields import text, whole
from protocol.ids import MATCH_PATTERN, PLAYER_PATTERN

PERIOD_PATTERN = r"^(ever|month|week|\d{4}-(0[1-9]|1[0-2])|\d{4}-W[0-5]\d)$"
SCOPE_PATTERN = r"^[a-z0-9_]{2,30}$"


class Relation(Enum):
    """How I stand to a player. Who is blocked can neither take my offers nor be found for me, nor I for them; who is muted is not heard."""

    FOLLOW = "follow"
    BLOCK = "block"
    MUTE = "mute"


class Ranking(Enum):
    """What a leaderboard is ranked by."""

    RATING = "rating"
    WINS = "wins"
    EARNINGS = "earnings"
    STREAK = "streak"


class Offence(Enum):
    """What a player is reported for."""

    CHEATING = "cheating"
    ABUSE = "abuse"
    NAME = "name"
    NOT_PLAYING = "not_playing"
    OTHER = "other"


@attrs.frozen
class ReadProfile:
    """Who is this player, and how have they played?"""

    tag: ClassVar[str] = "read_profile"
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)


@attrs.frozen
class SetRelation:
    """From now on I follow, block or mute this player, or do not any more. Blocking ends following."""

    tag: ClassVar[str] = "set_relation"
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    relation: Relation  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds
    wanted: bool  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds


@attrs.frozen
class ListPeople:
    """Whom I follow, block and mute."""

    tag: ClassVar[str] = "list_people"


@attrs.frozen
class ReportPlayer:
    """Something an operator should look at; with the match in which it happened, when there was one. The same report twice is one."""

    tag: ClassVar[str] = "report_player"
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    offence: Offence  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds
    words: str = text(3, 500)
    match_id: str | None = text(18, 18, pattern=MATCH_PATTERN, default=None)


@attrs.frozen
class ReadLeaderboard:
    """The best of a ladder: a game's tag, a category, or "all"; over a period: "ever", this "month" or "week" (UTC), or one that is past, as
    "2026-11" or "2026-W47". 50 lines at a time, after the player that is named. Provisional ratings are not ranked."""

    tag: ClassVar[str] = "read_leaderboard"
    scope: str = text(2, 30, pattern=SCOPE_PATTERN)
    period: str = text(4, 8, pattern=PERIOD_PATTERN)
    by: Ranking  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds
    after: str | None = text(18, 18, pattern=PLAYER_PATTERN, default=None)


@attrs.frozen
class ReadHistory:
    """A player's settled matches, newest first, 30 at a time, before a given sequence number."""

    tag: ClassVar[str] = "read_history"
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    before: int | None = whole(1, default=None)


@attrs.frozen
class ReadReplay:
    """Everything that happened in a match that is over, in order, as it was shown; to others than its players without what was said."""

    tag: ClassVar[str] = "read_replay"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class MarkRead:
    """I have read my inbox up to and with this notice."""

    tag: ClassVar[str] = "mark_read"
    notice: int = whole(1)
