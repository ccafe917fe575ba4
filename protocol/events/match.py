"""Facts of one match, on the stream "match:<id>", numbered from 1 without gaps, across restarts of the server.

What is stored is the fact alone; `board`, `turn` and `result` of a push are derived from the facts before it, so that replay shows
what was seen live."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.events.dispute import EvidenceImage
from protocol.events.lobby import Offer
from protocol.games import Board, GameOptions, Move, Result
from protocol.money import Amount


class Phase(Enum):
    """Where a match is in its life. judged: a verdict was given and may still be appealed."""

    OPEN = "open"
    SEATING = "seating"
    LIVE = "live"
    CONFIRMING = "confirming"
    SETTLING = "settling"
    DISPUTED = "disputed"
    JUDGED = "judged"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"
    VOIDED = "voided"


class Ending(Enum):
    """How a match ended. abandoned: nobody played on; no_show: somebody never came; aborted: called off by both; decided: by an operator's
    verdict; voided: by the system; voided_by_operator: by a person of the house."""

    FINISHED = "finished"
    TIED = "tied"
    CONCEDED = "conceded"
    FORFEITED = "forfeited"
    NO_SHOW = "no_show"
    ABANDONED = "abandoned"
    ABORTED = "aborted"
    DECIDED = "decided"
    VOIDED = "voided"
    VOIDED_BY_OPERATOR = "voided_by_operator"


@attrs.frozen
class MatchOffered:
    """Version 1 of every match: the offer. Times to act are fixed in it, in seconds: to take it, to be there, to move, to contest a result, to
    show evidence and to decide a dispute, to appeal, and how long a player whose turn it is may be gone before the other may claim."""

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
    open_seconds: int = 24 * 3600
    ready_seconds: int = 900
    evidence_seconds: int = 24 * 3600
    appeal_seconds: int = 12 * 3600
    away_seconds: int = 120
    creator_rating: int | None = None
    creator_provisional: bool = True
    reserved_for: str | None = None


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
    """Both stakes are held, play begins. ready: who is here, by seat. deadline_ms: when who has the turn must have played, or, while somebody is not
    here, when they must be."""

    tag: ClassVar[str] = "player_seated"
    at_ms: int
    player_id: str
    name: str
    board: Board | None
    turn: tuple[int, ...]
    deadline_ms: int
    ready: tuple[bool, bool] = (True, True)


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
    """No verdict in time, or an operator stopped it: both stakes go back, no rake."""

    tag: ClassVar[str] = "match_voided"
    at_ms: int
    reason: str
    operator: str | None = None


@attrs.frozen
class MatchReplayed:
    """A tie, and the offer says that a tie is played again: the game starts afresh, for the same stakes. round counts from 2."""

    tag: ClassVar[str] = "match_replayed"
    at_ms: int
    round: int
    ply: int
    board: Board | None
    turn: tuple[int, ...]
    deadline_ms: int


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
    """Who of the two is connected now, by seat; on the stream "presence:<id>", each push the whole truth. claim_at_ms: from when the other may claim
    the match because this player is gone while it is their turn; nothing while they are here."""

    tag: ClassVar[str] = "presence_changed"
    present: tuple[bool, ...]
    claim_at_ms: tuple[int | None, ...] = ()


class Reaction(Enum):
    """What can be said without words."""

    CLAP = "clap"
    WOW = "wow"
    LAUGH = "laugh"
    OUCH = "ouch"
    FIRE = "fire"
    HANDSHAKE = "handshake"


@attrs.frozen
class Reacted:
    """A player reacted; on the stream "presence:<id>", not kept."""

    tag: ClassVar[str] = "reacted"
    seat: int
    reaction: Reaction


@attrs.frozen
class ChatLine:
    """A line of chat in a snapshot."""

    version: int
    at_ms: int
    player_id: str
    words: str
    key: str


@attrs.frozen
class EvidenceLine:
    """A player's side of a dispute, in a snapshot."""

    at_ms: int
    seat: int
    note: str
    images: tuple[EvidenceImage, ...]


@attrs.frozen
class Verdict:
    """What the house decided: for a seat or for nobody, why, whether it may be appealed, who was given a strike, who has accepted it."""

    winner: int | None
    reason: str
    final: bool
    strike: int | None
    accepted: tuple[bool, bool]


@attrs.frozen
class DisputeView:
    """A dispute: who contested (-1: the reports spoke against each other), why, what was shown, until when more may be, whether it was appealed
    and why, and the verdict."""

    seat: int
    reason: str
    evidence: tuple[EvidenceLine, ...]
    evidence_until_ms: int
    appeal: str | None
    verdict: Verdict | None


@attrs.frozen
class Contested:
    """A move that is contested in play: by which seat, which ply, why."""

    seat: int
    ply: int
    reason: str


@attrs.frozen
class MatchView:
    """Snapshot of a match as of its version. ply: the next move's number. confirmed: who has agreed with the result, by seat. takeback: the
    seat that asks for the last move back; may_take_back: whether there is one to ask for. abort: the seat that wants to call it off. ready:
    who has been here, by seat. round: 2 and more when a tie is played again. rematch: the seat that wants another; next_match: where it is."""

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
    ready: tuple[bool, bool]
    round: int
    abort: int | None
    contested: Contested | None
    dispute: DisputeView | None
    rematch: int | None
    next_match: str | None
    paid_minor: tuple[int, ...]
    rake_minor: int
    chat: tuple[ChatLine, ...]
    present: tuple[bool, ...]
    claim_at_ms: tuple[int | None, ...]
