"""Commands about finding a match: offer one, take one, withdraw one, list one's own."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import text, whole
from protocol.games import GameOptions
from protocol.ids import KEY_PATTERN, MATCH_PATTERN
from protocol.money import Amount


@attrs.frozen
class CreateMatch:
    """Offer a match. The key is made by the client at the first press and kept across retries: the same key names the
    same match. Nothing is held until somebody takes the other seat; then both stakes are held at once, or neither.
    invite_only: the lobby does not show it; who has the match's id, from a link, may take it. open_minutes: how long it may be taken."""

    tag: ClassVar[str] = "create_match"
    key: str = text(8, 64, pattern=KEY_PATTERN)
    options: GameOptions  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds
    stake: Amount  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds
    invite_only: bool = False
    open_minutes: int = whole(1, 1440, default=1440)


@attrs.frozen
class CancelMatch:
    """Withdraw one's own offer that nobody has taken."""

    tag: ClassVar[str] = "cancel_match"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class JoinMatch:
    """Take the other seat. Of two who join at once exactly one is seated; the other is refused ALREADY_TAKEN, money untouched. An
    invitation that is over is NO_SUCH_MATCH."""

    tag: ClassVar[str] = "join_match"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class ListMatches:
    """My matches, newest first: the live ones and the last that ended."""

    tag: ClassVar[str] = "list_matches"


@attrs.frozen
class ListLive:
    """Matches that are being played now and may be watched, the newest first."""

    tag: ClassVar[str] = "list_live"
