"""The three shapes of everything that crosses the wire: Request, Reply, Push."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.account import AccountView, PaymentBegun, PayoutLink
from protocol.challenges import ChallengesView
from protocol.coins import CoinsView
from protocol.commands import Command
from protocol.events import Event, InboxView, LiveMatch, LobbyView, MatchView, PaymentsView, TableView, WalletView
from protocol.events.lobby import Offer
from protocol.events.wallet import StatementLine
from protocol.fields import whole
from protocol.games import GameOptions
from protocol.money import Amount
from protocol.people import History, Leaderboard, PeopleList, Profile, Replay
from protocol.redemptions import IdentityLink, RedemptionsView
from protocol.refusals import Refused
from protocol.shop import LooksList, ShopView
from protocol.tables import ChainView, SeedsView, TableCard

PROTOCOL_VERSION = 1
FRAME_BYTES_MAX = 16_384
DEPTH_MAX = 16

View = LobbyView | MatchView | WalletView | InboxView | PaymentsView | TableView


@attrs.frozen
class Accepted:
    """Yes. For what changed a match: the version that it made, so that a client knows which push is its own."""

    tag: ClassVar[str] = "accepted"
    version: int | None = None


@attrs.frozen
class Pong:
    """I am here; my clock."""

    tag: ClassVar[str] = "pong"
    server_ms: int


@attrs.frozen
class MatchCreated:
    """The match exists, its offer is in the lobby."""

    tag: ClassVar[str] = "match_created"
    match_id: str


class From(Enum):
    """How a stream begins: with a snapshot, or where the watcher had left it."""

    SNAPSHOT = "snapshot"
    RESUMED = "resumed"


@attrs.frozen
class Watching:
    """You follow the stream. began snapshot: here it is, as of version. began resumed: what you missed follows as pushes."""

    tag: ClassVar[str] = "watching"
    stream: str
    began: From
    version: int
    snapshot: View | None = None


@attrs.frozen
class MatchSummary:
    """One of my matches. opponent_name is of the player who took the offer, nothing while it is open."""

    match_id: str
    ended: bool
    offer: Offer
    opponent_name: str | None


@attrs.frozen
class MatchList:
    """My matches, newest first."""

    tag: ClassVar[str] = "match_list"
    matches: tuple[MatchSummary, ...]


@attrs.frozen
class Statement:
    """Lines of my statement, newest first; more: there are older ones."""

    tag: ClassVar[str] = "statement"
    lines: tuple[StatementLine, ...]
    more: bool


@attrs.frozen
class LiveList:
    """Matches that are being played now, the newest first."""

    tag: ClassVar[str] = "live_list"
    matches: tuple[LiveMatch, ...]


@attrs.frozen
class Pool:
    """A game, format and stake for which so many players seek an opponent."""

    options: GameOptions
    stake: Amount
    seeking: int


@attrs.frozen
class PoolList:
    """What is sought now, the most wanted first."""

    tag: ClassVar[str] = "pool_list"
    pools: tuple[Pool, ...]


@attrs.frozen
class TableList:
    """The tables of the house."""

    tag: ClassVar[str] = "table_list"
    tables: tuple[TableCard, ...]


@attrs.frozen
class Fairness:
    """What a table is drawn from: one chain for all, or, at dice and plinko, seeds of one's own."""

    tag: ClassVar[str] = "fairness"
    table: str
    chain: ChainView | None
    seeds: SeedsView | None


Body = (
    Accepted
    | Pong
    | MatchCreated
    | Watching
    | MatchList
    | LiveList
    | PoolList
    | Profile
    | PeopleList
    | Leaderboard
    | History
    | Replay
    | Statement
    | AccountView
    | PaymentBegun
    | PayoutLink
    | TableList
    | Fairness
    | CoinsView
    | ShopView
    | LooksList
    | ChallengesView
    | RedemptionsView
    | IdentityLink
    | Refused
)


@attrs.frozen
class Request:
    """A command with a number of the client's choosing, which the reply echoes."""

    ref: int = whole()
    command: Command  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds


@attrs.frozen
class Reply:
    """The answer to one request; ref is nothing when the request was too broken to have one."""

    ref: int | None
    body: Body


@attrs.frozen
class Push:
    """A fact, sent out; version counts within its stream."""

    stream: str
    version: int
    event: Event
