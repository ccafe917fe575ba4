"""Commands for when players do not agree, or cannot go on: contest, show evidence, appeal, call it off, claim."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import hashes, text, whole
from protocol.ids import KEY_PATTERN, MATCH_PATTERN

IMAGES_MAX = 4


@attrs.frozen
class ContestMove:
    """What my opponent said of their last move is not so. ply: that move's. Play waits until they take it back, insist, or I drop it; when they
    insist, or say nothing in time, it is a dispute."""

    tag: ClassVar[str] = "contest_move"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    ply: int = whole(0, 100_000)
    reason: str = text(3, 280)


@attrs.frozen
class AnswerContest:
    """My move was contested. agreed: I take it back; otherwise I insist, and an operator decides."""

    tag: ClassVar[str] = "answer_contest"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    agreed: bool  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds


@attrs.frozen
class DropContest:
    """I contest the move no more: it stands."""

    tag: ClassVar[str] = "drop_contest"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class AddEvidence:
    """My side of a dispute: a note, and images by the hash that POST /evidence answered. Both players and the operators see it; at most six
    times a player, while the window is open."""

    tag: ClassVar[str] = "add_evidence"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    key: str = text(8, 64, pattern=KEY_PATTERN)
    note: str = text(3, 1000)
    images: tuple[str, ...] = hashes(IMAGES_MAX)


@attrs.frozen
class AcceptVerdict:
    """I will not appeal. When nobody who could does any more, the stakes are settled at once."""

    tag: ClassVar[str] = "accept_verdict"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class AppealVerdict:
    """The verdict is wrong, and why. Once a match; what is decided then is final."""

    tag: ClassVar[str] = "appeal_verdict"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    reason: str = text(10, 500)


@attrs.frozen
class ClaimForfeit:
    """It is my opponent's turn, and they have been gone for as long as the offer allows: I claim the match."""

    tag: ClassVar[str] = "claim_forfeit"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class AskAbort:
    """Let us call it off: both stakes go back, no fee, no result. Asked by both, it is agreed."""

    tag: ClassVar[str] = "ask_abort"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class DeclineAbort:
    """No, we play on."""

    tag: ClassVar[str] = "decline_abort"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class OfferRematch:
    """The same again, for the same stake. Asked by both, the next match begins; nothing is staked before."""

    tag: ClassVar[str] = "offer_rematch"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
