"""Facts of one match, on the stream "match:<id>", numbered from 1 without gaps, across restarts of the server.

What is stored is the fact alone; `board`, `turn` and `result` of a push are derived from the facts before it, so that replay shows
what was seen live."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.events.lobby import Offer
from protocol.games import Board, GameOptions, Move, Result
from protocol.money import Amount


class Phase(Enum):
    """Where a match is in its life."""

    OPEN = "open"
    SEATING = "seating"
    LIVE = "live"
    CONFIRMING = "confirming"
    SETTLING = "settling"
    DISPUTED = "disputed"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"
    VOIDED = "voided"


class Ending(Enum):
    """How a match ended."""

    FINISHED = "finished"
    TIED = "tied"
    CONCEDED = "conceded"
    FORFEITED = "forfeited"
    ABANDONED = "abandoned"
    VOIDED = "voided"
    DECIDED = "decided"


@attrs.frozen
class MatchOffered:
    """Version 1 of every match: the offer. Times to act are fixed in it, in seconds."""

    tag: ClassVar[str] = "match_offered"
    at_ms: int
    creator: str
    creator_name: str
    options: GameOptions
    stake: Amount
    rake_bp: int
    turn_seconds: int
    confirm_seconds: int
    dispute_seconds: int
    invite_only: bool = False


@attrs.frozen
class SeatingStarted:
    """Somebody wants the other seat; both stakes are being held. attempt counts from 1."""

    tag: ClassVar[str] = "seating_started"
    at_ms: int
    player_id: str
    name: str
    attempt: int


@attrs.frozen
class SeatingRefused:
    """The stakes could not be held; the seat is open again. player_id is who could not cover."""

    tag: ClassVar[str] = "seating_refused"
    at_ms: int
    player_id: str
    attempt: int


@attrs.frozen
class PlayerSeated:
    """Both stakes are held, play begins. deadline_ms: when who has the turn must have played."""

    tag: ClassVar[str] = "player_seated"
    at_ms: int
    player_id: str
    name: str
    board: Board | None
    turn: tuple[int, ...]
    deadline_ms: int


@attrs.frozen
class MovePlayed:
    """One accepted move, what a caller says of it, and the board after it."""

    tag: ClassVar[str] = "move_played"
    at_ms: int
    seat: int
    ply: int
    move: Move
    calls: tuple[str, ...]
    board: Board | None
    turn: tuple[int, ...]
    deadline_ms: int


@attrs.frozen
class TurnLapsed:
    """The time to move or to report ran out, and the rules of the game go on: a lone report stands, one not made counts nothing."""

    tag: ClassVar[str] = "turn_lapsed"
    at_ms: int
    ply: int
    calls: tuple[str, ...]
    board: Board | None
    turn: tuple[int, ...]
    deadline_ms: int


@attrs.frozen
class ReportsContradicted:
    """What the players reported cannot both be right: a dispute, the stakes stay held until deadline_ms, then the match is void."""

    tag: ClassVar[str] = "reports_contradicted"
    at_ms: int
    reason: str
    deadline_ms: int


@attrs.frozen
class TakebackAsked:
    """A player asks for the last move to be taken back; the other one answers, or plays on."""

    tag: ClassVar[str] = "takeback_asked"
    at_ms: int
    seat: int


@attrs.frozen
class TakebackDeclined:
    """No: the move stands."""

    tag: ClassVar[str] = "takeback_declined"
    at_ms: int
    seat: int


@attrs.frozen
class MoveTakenBack:
    """Both agreed: the board is what it was before the last move. It counts as a ply."""

    tag: ClassVar[str] = "move_taken_back"
    at_ms: int
    ply: int
    board: Board | None
    turn: tuple[int, ...]
    deadline_ms: int
    may_take_back: bool


@attrs.frozen
class ChatSaid:
    """One line of chat."""

    tag: ClassVar[str] = "chat_said"
    at_ms: int
    player_id: str
    key: str
    words: str


@attrs.frozen
class ResultReached:
    """The rules say it is over. Both confirm, or deadline_ms does."""

    tag: ClassVar[str] = "result_reached"
    at_ms: int
    result: Result
    deadline_ms: int


@attrs.frozen
class ResultConfirmed:
    """A player agreed; seat -1: the time to contest ran out."""

    tag: ClassVar[str] = "result_confirmed"
    at_ms: int
    seat: int


@attrs.frozen
class ResultContested:
    """A player did not agree. The stakes stay held until deadline_ms, then the match is void."""

    tag: ClassVar[str] = "result_contested"
    at_ms: int
    seat: int
    reason: str
    deadline_ms: int


@attrs.frozen
class MatchConceded:
    """A player gave up; the other wins."""

    tag: ClassVar[str] = "match_conceded"
    at_ms: int
    seat: int


@attrs.frozen
class MatchForfeited:
    """A player whose turn it was let the time run out; the other wins."""

    tag: ClassVar[str] = "match_forfeited"
    at_ms: int
    seat: int


@attrs.frozen
class MatchAbandoned:
    """Nobody played on in time; both stakes go back, no rake."""

    tag: ClassVar[str] = "match_abandoned"
    at_ms: int


@attrs.frozen
class MatchCancelled:
    """The offer was withdrawn before anybody took it."""

    tag: ClassVar[str] = "match_cancelled"
    at_ms: int


@attrs.frozen
class MatchVoided:
    """No verdict in time, or the house could not go on: both stakes go back, no rake."""

    tag: ClassVar[str] = "match_voided"
    at_ms: int
    reason: str


@attrs.frozen
class VerdictGiven:
    """The house has decided a dispute, with its reason for both to read. winner nobody: the match is void, both stakes go back, no rake."""

    tag: ClassVar[str] = "verdict_given"
    at_ms: int
    winner: int | None
    reason: str
    operator: str


@attrs.frozen
class MatchSettled:
    """The money has moved. paid_minor by seat (the stake back counts), rake_minor to the house."""

    tag: ClassVar[str] = "match_settled"
    at_ms: int
    ending: Ending
    winner: int | None
    paid_minor: tuple[int, ...]
    rake_minor: int


@attrs.frozen
class PresenceChanged:
    """Who of the two is connected now, by seat; on the stream "presence:<id>", each push the whole truth."""

    tag: ClassVar[str] = "presence_changed"
    present: tuple[bool, ...]


@attrs.frozen
class ChatLine:
    """A line of chat in a snapshot."""

    version: int
    at_ms: int
    player_id: str
    words: str
    key: str


@attrs.frozen
class MatchView:
    """Snapshot of a match as of its version. ply: the next move's number. confirmed: who has agreed with the result, by seat. takeback: the
    seat that asks for the last move back; may_take_back: whether there is one to ask for. verdict: the house's reason, where it
    decided a dispute."""

    tag: ClassVar[str] = "match_view"
    offer: Offer
    phase: Phase
    players: tuple[str, ...]
    names: tuple[str, ...]
    ply: int
    board: Board | None
    turn: tuple[int, ...]
    deadline_ms: int | None
    result: Result | None
    ending: Ending | None
    confirmed: tuple[bool, ...]
    takeback: int | None
    may_take_back: bool
    verdict: str | None
    paid_minor: tuple[int, ...]
    rake_minor: int
    chat: tuple[ChatLine, ...]
    present: tuple[bool, ...]
