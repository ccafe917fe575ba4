"""The wallet as everybody else holds it: what may be said to it, and the verbs that say it. The actor behind it is actors/wallet_actor.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import trio

from actors.mailbox import MailboxFull
from actors.outgoing import Watcher
from actors.ref import AskTimeout, Ref
from protocol.events.wallet import WalletView
from protocol.money import Amount, Currency
from wallet.holders import Rules
from wallet.outcomes import Answer, Outcome
from wallet.records import Account, Deposit, HeldMoney, Locker, Round, Seeds
from wallet.transfers import Command, Op
from wallet.views import Standing

REPLY_SECONDS = 5.0

# ── What may be said to it ───────────────────────────────────────────────────


@attrs.frozen
class Post:
    """Do this, all of it or none; answered with an Answer once it is durable. events: of Stripe's, with which nothing is left to do once
    this is posted."""

    command: Command
    events: tuple[str, ...] = ()


@attrs.frozen
class WatchWallet:
    """Follow a player's wallet; answered with Watching."""

    player: str
    watcher: Watcher
    since: int | None = None


@attrs.frozen
class UnwatchWallet:
    """Follow it no more."""

    player: str
    watcher: Watcher


@attrs.frozen
class ReadAvailable:
    """How much a player could stake; answered with minor units."""

    player: str
    currency: Currency


@attrs.frozen
class MayStake:
    """May this player stake so much, as things stand? Answered with why not, an Outcome, or nothing."""

    player: str
    amount: Amount


@attrs.frozen
class ReadWallet:
    """What does a player have? Answered with a WalletView."""

    player: str


@attrs.frozen
class ReadStanding:
    """How does a player stand? Answered with a Standing."""

    player: str


@attrs.frozen
class ReadWithdrawable:
    """How much of a player's dollars may go out now, deposits younger than cooling_ms staying? Answered with minor units."""

    player: str
    cooling_ms: int


@attrs.frozen
class ReadDeposit:
    """How does a deposit stand in the books? Answered with a Deposit, or nothing."""

    deposit_id: str


@attrs.frozen
class ReadRules:
    """What rules has the house journalled? Answered with Rules."""


@attrs.frozen
class ReadNets:
    """What a player has won less lost since a moment; answered with a Net for each currency in which it is something."""

    player: str
    since_ms: int


@attrs.frozen
class TableBooks:
    """How a table stands in the books: its newest locked round with what was played in it, and the bets that are open."""

    round: Round
    bets: tuple[HeldMoney, ...]


@attrs.frozen
class ReadTable:
    """How does a table stand? Answered with TableBooks."""

    table: str


@attrs.frozen
class ReadCommit:
    """What stands in the journal under this name? Answered with the digest, or nothing."""

    name: str


@attrs.frozen
class ReadSeeds:
    """What does this player draw from at a table? Answered with Seeds, or nothing."""

    player: str
    table: str


@attrs.frozen
class MayBeGiven:
    """May this player be given coins of a currency, as things stand? Answered with why not, an Outcome, or nothing."""

    player: str
    currency: Currency


@attrs.frozen
class ReadPosted:
    """Which of these commands have been posted? Answered with the ids of those that have."""

    command_ids: tuple[str, ...]


@attrs.frozen
class ReadLockers:
    """What do these players own and wear? Answered with a Locker each, in the same order."""

    players: tuple[str, ...]


@attrs.frozen
class ReadDeeds:
    """How often did a player do each of these since a day (days since 1970)? Answered with a number each."""

    player: str
    asked: tuple[tuple[str, int], ...]


@attrs.frozen
class ReadSold:
    """How many of these things were sold? Answered with a number by thing."""

    items: tuple[str, ...]


@attrs.frozen
class ReadOwed:
    """Who owes the house? Answered with minor units by the name of the account."""


@attrs.frozen
class ReadBanks:
    """What is in the banks of the tables? Answered with an Account by currency."""


@attrs.frozen
class MinutePassed:
    """These players were signed in during this minute: it counts for those who limit their time. Once, by its name."""

    players: tuple[str, ...]
    minute: str


@attrs.frozen
class ExpireHolds:
    """Release the holds whose deadline is over, and let the lots lapse whose time is: a message in the same queue as everything else."""


Question = (
    ReadAvailable | MayStake | ReadWallet | ReadOwed | ReadBanks | ReadStanding | ReadWithdrawable | ReadDeposit | ReadRules | ReadNets | MayBeGiven
    | ReadPosted | ReadTable | ReadCommit | ReadSeeds | ReadLockers | ReadSold | ReadDeeds
)  # fmt: skip
Message = Post | WatchWallet | UnwatchWallet | Question | MinutePassed | ExpireHolds


class Wallet:
    """What everybody else holds of the wallet; nobody builds its messages by hand."""

    def __init__(self, ref: Ref[Message]) -> None:
        self.ref = ref

    async def post(self, command_id: str, *ops: Op, events: tuple[str, ...] = ()) -> Answer:
        """Asks until there is an answer: the id makes a repetition harmless, giving up would leave it unknown."""
        return await self._until_answered(Post(Command(command_id, ops), events))

    async def _until_answered(self, message: Message) -> Any:
        pause = 0.05
        while True:
            try:
                return await self.ref.ask(message, seconds=REPLY_SECONDS)
            except (MailboxFull, AskTimeout):
                await trio.sleep(pause)
                pause = min(2 * pause, 2.0)

    async def may_stake(self, player: str, amount: Amount) -> Outcome | None:
        """Advice, of this moment: what counts is asked again when the stake is held. Raises what ask raises."""
        return await self.ref.ask(MayStake(player, amount), seconds=REPLY_SECONDS)

    async def standing(self, player: str) -> Standing:
        return await self.ref.ask(ReadStanding(player), seconds=REPLY_SECONDS)

    async def withdrawable(self, player: str, cooling_ms: int) -> int:
        return await self.ref.ask(ReadWithdrawable(player, cooling_ms), seconds=REPLY_SECONDS)

    async def view(self, player: str) -> WalletView:
        return await self.ref.ask(ReadWallet(player), seconds=REPLY_SECONDS)

    async def owed(self) -> Mapping[str, int]:
        return await self.ref.ask(ReadOwed(), seconds=REPLY_SECONDS)

    async def banks(self) -> tuple[tuple[Currency, Account], ...]:
        return await self.ref.ask(ReadBanks(), seconds=REPLY_SECONDS)

    async def deposit(self, deposit_id: str) -> Deposit | None:
        return await self.ref.ask(ReadDeposit(deposit_id), seconds=REPLY_SECONDS)

    async def rules(self) -> Rules:
        return await self.ref.ask(ReadRules(), seconds=REPLY_SECONDS)

    async def table(self, table: str) -> TableBooks:
        """Asks until there is an answer, like the next two: a round cannot go on without."""
        return await self._until_answered(ReadTable(table))

    async def commit(self, name: str) -> str | None:
        return await self._until_answered(ReadCommit(name))

    async def seeds(self, player: str, table: str) -> Seeds | None:
        return await self._until_answered(ReadSeeds(player, table))

    async def may_be_given(self, player: str, currency: Currency) -> Outcome | None:
        return await self.ref.ask(MayBeGiven(player, currency), seconds=REPLY_SECONDS)

    async def lockers(self, players: tuple[str, ...]) -> tuple[Locker, ...]:
        return await self.ref.ask(ReadLockers(players), seconds=REPLY_SECONDS)

    async def deeds(self, player: str, asked: tuple[tuple[str, int], ...]) -> tuple[int, ...]:
        return await self.ref.ask(ReadDeeds(player, asked), seconds=REPLY_SECONDS)

    async def sold(self, items: tuple[str, ...]) -> Mapping[str, int]:
        return await self.ref.ask(ReadSold(items), seconds=REPLY_SECONDS)

    async def posted(self, *command_ids: str) -> frozenset[str]:
        return await self.ref.ask(ReadPosted(command_ids), seconds=REPLY_SECONDS)

    async def available(self, player: str, currency: Currency) -> int:
        """Raises what ask raises: nothing hangs on this answer but advice."""
        return await self.ref.ask(ReadAvailable(player, currency), seconds=REPLY_SECONDS)
