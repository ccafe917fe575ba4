"""The operators' messages: the same three shapes as the players', on a socket of their own."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.envelope import Accepted
from protocol.events import MatchEvent, MatchView
from protocol.fields import INT_MAX, text, whole
from protocol.ids import MATCH_PATTERN
from protocol.refusals import Refused


@attrs.frozen
class ListDisputes:
    """Every match in dispute, the oldest deadline first; answered with disputes."""

    tag: ClassVar[str] = "list_disputes"


@attrs.frozen
class ShowMatch:
    """One match with all its facts, chat included; answered with match_story."""

    tag: ClassVar[str] = "show_match"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class DecideDispute:
    """The verdict: the winner's seat (0 the creator, 1 the other), or nothing for a void match; both players read the reason. Final."""

    tag: ClassVar[str] = "decide_dispute"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    winner: int | None = whole(0, 1)
    reason: str = text(10, 500)


AdminCommand = ListDisputes | ShowMatch | DecideDispute


@attrs.frozen
class Dispute:
    """A match in dispute: who plays what for how much, why, and until when a verdict is due (ms since 1970)."""

    match_id: str
    game: str
    names: tuple[str, ...]
    stake_minor: int
    currency: str
    deadline_ms: int
    reason: str


@attrs.frozen
class Disputes:
    """The queue."""

    tag: ClassVar[str] = "disputes"
    disputes: tuple[Dispute, ...]


@attrs.frozen
class MatchStory:
    """A match and everything that happened in it, in order."""

    tag: ClassVar[str] = "match_story"
    match: MatchView
    facts: tuple[MatchEvent, ...]


AdminBody = Disputes | MatchStory | Accepted | Refused


@attrs.frozen
class AdminRequest:
    """{"ref": …, "command": {…}}"""

    ref: int = whole(0, INT_MAX)
    command: AdminCommand  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds


@attrs.frozen
class AdminReply:
    """{"ref": …, "reply": {…}}"""

    ref: int | None
    reply: AdminBody
