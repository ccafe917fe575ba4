"""Commands within a match: play, talk, agree on the result or not."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.events.match import Reaction
from protocol.fields import text, whole
from protocol.games import Move
from protocol.ids import KEY_PATTERN, MATCH_PATTERN


@attrs.frozen
class PlayMove:
    """One move. ply counts the accepted moves of the match from 0 and must be the next one: so a repeated message plays nothing
    twice (the same move at the same ply by the same player is answered as before), and a stale one is refused STALE_PLY."""

    tag: ClassVar[str] = "play_move"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    ply: int = whole(0, 100_000)
    move: Move  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds


@attrs.frozen
class SayInMatch:
    """One line of chat, kept in the order of the match. The key lets a sender know their own line again, and not say it twice."""

    tag: ClassVar[str] = "say_in_match"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    key: str = text(8, 64, pattern=KEY_PATTERN)
    words: str = text(1, 280)


@attrs.frozen
class ConfirmResult:
    """I agree with the result. The match is settled when both have agreed, or when the time to contest is over."""

    tag: ClassVar[str] = "confirm_result"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class ContestResult:
    """I do not agree with the result. The stakes stay held while both show evidence and an operator decides; without a verdict in time the match
    is void and both get their stake back."""

    tag: ClassVar[str] = "contest_result"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    reason: str = text(3, 280)


@attrs.frozen
class ConcedeMatch:
    """I give up the match: my opponent wins it at once. It cannot be taken back."""

    tag: ClassVar[str] = "concede_match"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class AskTakeback:
    """The last move was a slip: may it be taken back? ply is the next one. Once a move; asked by both, it is agreed."""

    tag: ClassVar[str] = "ask_takeback"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    ply: int = whole(0, 100_000)


@attrs.frozen
class AnswerTakeback:
    """Whether I agree to what my opponent asked. A move taken back counts as a ply of its own: the next one is higher."""

    tag: ClassVar[str] = "answer_takeback"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    ply: int = whole(0, 100_000)
    agreed: bool  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds


@attrs.frozen
class ReactInMatch:
    """Say it without words: both see it at once, and it is not kept. A few at a time."""

    tag: ClassVar[str] = "react_in_match"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    reaction: Reaction  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds
