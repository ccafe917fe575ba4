"""The house as a session sees it: the actors and ports that one connection needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import attrs

from actors.clock import Clock
from actors.ladder.skill import Skill
from actors.line import Caller, Identity
from actors.lobby import Matches
from actors.lobby import Message as LobbyMessage
from actors.looks import LooksWatchers
from actors.matchmaker.actor import Message as MatchmakerMessage
from actors.outgoing import Watcher
from actors.people.actor import Message as PeopleMessage
from actors.rates import Allowances
from actors.ref import Ref
from actors.registry import Registry
from actors.switchboard import Switchboard
from actors.tables.actor import Message as RoomMessage
from actors.wallet import Message as WalletMessage
from protocol.commands import (
    AskEntryCode,
    BeginDeposit,
    BeginWithdrawal,
    BuyCoins,
    BuyItem,
    CashOut,
    ClaimDaily,
    ClaimReward,
    CloseAccount,
    ConfirmPlayLimit,
    CreateMatch,
    DropDeposit,
    ExcludeSelf,
    GiveItem,
    JoinMatch,
    ListMatches,
    ListPeople,
    OfferRematch,
    PassGate,
    PlaceBet,
    PlayHand,
    ReadAccount,
    ReadChallenges,
    ReadCoins,
    ReadFairness,
    ReadHistory,
    ReadLeaderboard,
    ReadLooks,
    ReadProfile,
    ReadRedemptions,
    ReadReplay,
    ReadShop,
    ReadStatement,
    RedeemCoins,
    RequestCoins,
    RotateSeeds,
    SayAtTable,
    SeekOpponent,
    SetPlayLimit,
    SetUpPayouts,
    TakeBetBack,
    TakeBreak,
    VerifyIdentity,
    WearItem,
)
from protocol.envelope import Body
from protocol.tables import TableCard

Rooms = Registry[str, RoomMessage]
Read = ListMatches | ReadStatement | ReadProfile | ListPeople | ReadLeaderboard | ReadHistory | ReadReplay


@attrs.define
class Limits:
    """What one connection may take up. Operators may change it while the house runs."""

    outbox_bytes_max: int = 256 * 1024
    in_flight_max: int = 32
    commands_per_second: float = 100.0
    commands_at_once: float = 300.0
    reply_seconds_max: float = 10.0
    heartbeat_seconds: int = 20
    silence_seconds_max: float = 50.0
    watched_matches_max: int = 32
    play_money_minor: int = 100_00


class Records(Protocol):
    """Reads of what is past; nothing hangs on them."""

    async def read(self, player: str, command: Read) -> Body: ...

    async def skill(self, player: str, game: str) -> Skill:
        """What the house believes of the player in a game; of a newcomer what it believes of everybody."""
        ...

    async def avoided(self, player: str) -> frozenset[str]:
        """Whom the player has blocked, and who has blocked them."""
        ...


AtDesk = (
    ReadAccount
    | PassGate
    | SetPlayLimit
    | ConfirmPlayLimit
    | TakeBreak
    | ExcludeSelf
    | CloseAccount
    | BeginDeposit
    | DropDeposit
    | SetUpPayouts
    | BeginWithdrawal
    | ReadCoins
    | ClaimDaily
    | RequestCoins
    | BuyCoins
    | ReadRedemptions
    | VerifyIdentity
    | RedeemCoins
    | AskEntryCode
    | ReadShop
    | BuyItem
    | WearItem
    | GiveItem
    | ReadLooks
    | ReadChallenges
    | ClaimReward
)


AtTable = PlaceBet | TakeBetBack | CashOut | PlayHand | SayAtTable | ReadFairness | RotateSeeds
"""What goes to the room of a table."""


FromHere = (
    CreateMatch
    | JoinMatch
    | SeekOpponent
    | OfferRematch
    | PlaceBet
    | PlayHand
    | PassGate
    | ReadAccount
    | BeginDeposit
    | BuyCoins
    | ClaimDaily
    | RequestCoins
    | RedeemCoins
    | AskEntryCode
    | ClaimReward
    | CloseAccount
)
"""What depends on where the asker is, and on who they were before: not looked at until the wallet knows both. Who closes an account leaves behind
what they brought."""


class Desk(Protocol):
    """Where players see to their account: the gate, their limits, money in and out."""

    async def obey(self, me: Identity, command: AtDesk, caller: Caller) -> Body: ...

    async def arrived(self, me: Identity, caller: Caller) -> None:
        """Somebody is signed in on a connection: what changed since the last time is brought up to date. Raises what asking raises."""
        ...

    def is_here(self, me: Identity, caller: Caller) -> bool:
        """Whether the wallet knows them to be where this connection is."""
        ...

    async def watch(self, player: str, watcher: Watcher) -> Body:
        """Follow one's payments; answered with Watching."""
        ...

    def unwatch(self, player: str, watcher: Watcher) -> None: ...


@attrs.frozen
class House:
    """What a session needs of the house."""

    wallet: Ref[WalletMessage]
    lobby: Callable[[], Ref[LobbyMessage]]
    matchmaker: Callable[[], Ref[MatchmakerMessage]]
    people: Ref[PeopleMessage]
    matches: Matches
    rooms: Rooms
    cards: Callable[[], tuple[TableCard, ...]]
    records: Records
    desk: Desk
    looks: LooksWatchers
    allowances: Allowances
    redeem: Callable[[str], Identity | None]
    clock: Clock
    limits: Limits
    production: bool
    on_bug: Callable[[BaseException, str], str]
    on_answer: Callable[[str | None, float, Body], None]
    board: Switchboard
