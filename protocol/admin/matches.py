"""What operators may ask about matches: who plays, who disputes, the story of one, a verdict, a word to both, the end of it."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.events import MatchEvent, MatchView
from protocol.fields import text
from protocol.ids import MATCH_PATTERN


class Side(Enum):
    """Who made the offer, who took it, or nobody: then the match is void."""

    CREATOR = "creator"
    OPPONENT = "opponent"
    NOBODY = "nobody"


# ── commands ──


@attrs.frozen
class ListMatches:
    """Every match that is open or live, the one that waits longest first; answered with matches."""

    tag: ClassVar[str] = "list_matches"


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
    """The verdict: who won, or nobody for a void match; both players read the reason. strike: who claimed what was not so. It may be appealed once;
    the verdict after that is final."""

    tag: ClassVar[str] = "decide_dispute"
    winner: Side
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    reason: str = text(10, 500)
    strike: Side = Side.NOBODY


@attrs.frozen
class TellMatch:
    """A word of the house in the chat of a match; both players read it."""

    tag: ClassVar[str] = "tell_match"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    words: str = text(3, 300)


@attrs.frozen
class VoidMatch:
    """Stop a match that is not settled: both stakes go back, no rake; both players read the reason."""

    tag: ClassVar[str] = "void_match"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    reason: str = text(10, 500)


@attrs.frozen
class StrikeOff:
    """Take a settled match off the ladders, which are counted again without it. The money stays where it is."""

    tag: ClassVar[str] = "strike_off"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    reason: str = text(10, 500)


@attrs.frozen
class ReadImage:
    """An image of evidence, by its hash; answered with image."""

    tag: ClassVar[str] = "read_image"
    sha256: str = text(64, 64, pattern=r"^[0-9a-f]{64}$")


# ── bodies ──


@attrs.frozen
class LiveMatch:
    """A match that is open or live: who plays what for how much, where it stands, the number of the next move, and until when something is due."""

    match_id: str
    game: str
    phase: str
    names: tuple[str, ...]
    stake_minor: int
    currency: str
    ply: int
    due_ms: int | None


@attrs.frozen
class LiveMatches:
    """Open and live matches, at most 500."""

    tag: ClassVar[str] = "matches"
    matches: tuple[LiveMatch, ...]


@attrs.frozen
class Dispute:
    """A match in dispute: who plays what for how much, why, until when a verdict is due (ms since 1970), how many times evidence was shown, and
    the words of an appeal, where there is one."""

    match_id: str
    game: str
    names: tuple[str, ...]
    stake_minor: int
    currency: str
    deadline_ms: int
    reason: str
    evidence: int
    appeal: str | None


@attrs.frozen
class Disputes:
    """The queue."""

    tag: ClassVar[str] = "disputes"
    disputes: tuple[Dispute, ...]


@attrs.frozen
class MatchStory:
    """A match and everything that happened in it, in order; strikes: how many each player has, by seat."""

    tag: ClassVar[str] = "match_story"
    match: MatchView
    facts: tuple[MatchEvent, ...]
    strikes: tuple[int, ...]


@attrs.frozen
class ImageBytes:
    """An image, in base64."""

    tag: ClassVar[str] = "image"
    media_type: str
    base64: str


MatchCommand = ListMatches | ListDisputes | ShowMatch | DecideDispute | TellMatch | VoidMatch | StrikeOff | ReadImage
MatchBody = LiveMatches | Disputes | MatchStory | ImageBytes
