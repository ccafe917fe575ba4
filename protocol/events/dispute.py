"""Facts about matches in which players do not agree, or do not go on."""

from __future__ import annotations

from typing import ClassVar

import attrs


@attrs.frozen
class PlayerReady:
    """A player is here. deadline_ms: until when the other one must be, or when who has the turn must have played."""

    tag: ClassVar[str] = "player_ready"
    at_ms: int
    seat: int
    deadline_ms: int


@attrs.frozen
class PlayerNoShow:
    """The time to be there is over, and these seats were not: both stakes go back, no rake."""

    tag: ClassVar[str] = "player_no_show"
    at_ms: int
    seats: tuple[int, ...]


@attrs.frozen
class AbortAsked:
    """A player wants to call the match off."""

    tag: ClassVar[str] = "abort_asked"
    at_ms: int
    seat: int


@attrs.frozen
class AbortDeclined:
    """The other one wants to play on."""

    tag: ClassVar[str] = "abort_declined"
    at_ms: int
    seat: int


@attrs.frozen
class MatchAborted:
    """Both agreed to call it off: both stakes go back, no rake."""

    tag: ClassVar[str] = "match_aborted"
    at_ms: int


@attrs.frozen
class MoveContested:
    """A player says that the move of this ply is not so. Until deadline_ms the other one may take it back; then it is a dispute."""

    tag: ClassVar[str] = "move_contested"
    at_ms: int
    seat: int
    ply: int
    reason: str
    deadline_ms: int


@attrs.frozen
class ContestDropped:
    """Who contested a move does not any more: it stands, play goes on."""

    tag: ClassVar[str] = "contest_dropped"
    at_ms: int
    seat: int
    turn: tuple[int, ...]
    deadline_ms: int


@attrs.frozen
class ContestRejected:
    """Who made the contested move insists on it, or (seat -1) said nothing in time: a dispute."""

    tag: ClassVar[str] = "contest_rejected"
    at_ms: int
    seat: int
    deadline_ms: int


@attrs.frozen
class EvidenceImage:
    """An image by the hash of its bytes, as GET /evidence/<hash> gives it to the players of the match and to operators."""

    sha256: str
    media_type: str
    size_bytes: int


@attrs.frozen
class EvidenceAdded:
    """A player's side of a dispute."""

    tag: ClassVar[str] = "evidence_added"
    at_ms: int
    seat: int
    key: str
    note: str
    images: tuple[EvidenceImage, ...]


@attrs.frozen
class VerdictGiven:
    """The house has decided a dispute, with its reason for both to read. winner nobody: the match is void, both stakes go back, no rake. strike: the
    seat that claimed what was not so. deadline_ms: until when it may be appealed; nothing: it is final."""

    tag: ClassVar[str] = "verdict_given"
    at_ms: int
    winner: int | None
    reason: str
    operator: str
    strike: int | None = None
    deadline_ms: int | None = None


@attrs.frozen
class VerdictAccepted:
    """A player will not appeal; seat -1: the time to appeal is over."""

    tag: ClassVar[str] = "verdict_accepted"
    at_ms: int
    seat: int


@attrs.frozen
class VerdictAppealed:
    """A player appealed: the house decides once more, for good, until deadline_ms."""

    tag: ClassVar[str] = "verdict_appealed"
    at_ms: int
    seat: int
    reason: str
    deadline_ms: int


@attrs.frozen
class RematchOffered:
    """A player would like the same again."""

    tag: ClassVar[str] = "rematch_offered"
    at_ms: int
    seat: int


@attrs.frozen
class RematchAgreed:
    """Both would: this is the next match, and who creates it, by the seat of this one."""

    tag: ClassVar[str] = "rematch_agreed"
    at_ms: int
    match_id: str
    creator: int
