"""A round between the room and the wallet: bets are taken, locked, played and paid. What is in the books is what is played: at the lock the bets are
read back from there, so the next life of a room that crashed goes on with the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

import attrs
import trio

from actors.tables import bets
from actors.tables.catalogue import EXPOSURE, Limits, Room
from actors.tables.rules import Ended, Locked, Placed, Played, Playing, Source, Stake, Step, stake_of
from actors.tables.seeds import SeedKey
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.commands import PlaceBet
from protocol.envelope import Accepted
from protocol.money import Currency
from protocol.refusals import Code, Refused, refused
from protocol.tables import BetResult, BetView
from wallet.failpoints import failpoint
from wallet.records import HeldMoney
from wallet.table_transfers import Lock


@attrs.frozen
class RoundPorts:
    """What a round needs. names: of players whom nobody remembers. shown: something was played or paid, and is in the books."""

    wallet: Wallet
    key: SeedKey
    now_ms: Callable[[], int]
    show_ms: int
    names: Callable[[Sequence[str]], Awaitable[Mapping[str, str]]]
    shown: Callable[[Step, BetResult | None], None]
    limits: Callable[[], Limits]


class Round:
    """One round of one table. playing: nothing before the lock."""

    def __init__(self, room: Room, number: int, source: Source | None, ports: RoundPorts) -> None:
        self._table = room.table
        self._rules = room.rules
        self._ports = ports
        self.number = number
        self.source = source
        self.placed: dict[str, Placed] = {}
        self.playing: Playing | None = None
        self.results: dict[str, BetResult] = {}
        self._asked: dict[str, Placed] = {}
        self._refused = 0

    # ── bets ──

    async def bet(self, player: str, name: str, command: PlaceBet) -> Accepted | Refused:
        before = self.placed.get(player)
        hold = bets.hold_for(self._table, self.number, player, command.key)
        if before is not None and before.stakes[0].hold_id == hold:
            return Accepted()
        refusal = self._refuse(player, command)
        if refusal is not None:
            return refusal
        stake = Stake(hold, stake_of(command.bet), self._rules.cover(command.bet, self._ports.limits()[command.currency]))
        placed = Placed(player, name, command.currency, command.bet, (stake,))
        self._asked[player] = placed  # a seat is not offered twice while the wallet is asked
        try:
            return await self._ask(placed, before, command.key)
        finally:
            del self._asked[player]

    async def _ask(self, placed: Placed, before: Placed | None, key: str) -> Accepted | Refused:
        failpoint("table.before_bet")
        answer = await self._ports.wallet.post(
            bets.bet_id(self._table, self.number, placed.player, key),
            *bets.bet_ops(self._table, self.number, placed, before, personal=self._rules.personal),
        )
        if not answer.done:
            return refusal_for(answer.outcome)
        failpoint("table.after_bet")
        self.placed[placed.player] = placed
        return Accepted()

    def _refuse(self, player: str, command: PlaceBet) -> Refused | None:
        """What the room itself knows; the wallet says the rest."""
        kind = self._rules.kind.value
        if command.bet.tag != f"{kind}_bet":
            return refused(Code.ILLEGAL_BET, f"That is no bet at a table of {kind}.")
        if self.playing is not None or command.round != self.number:
            return refused(Code.ROUND_CLOSED)
        if command.currency is Currency.USD:
            return refused(Code.CURRENCY_NOT_OPEN, "The Tables are played with Gold Coins or Sweeps Coins.")
        if self._rules.personal and player in self.placed:
            return refused(Code.BET_FIXED)
        others = [placed for placed in (self.placed | self._asked).values() if placed.player != player]
        return self._rules.refuse(command.bet, others) or self._refuse_size(command, others)

    def _refuse_size(self, command: PlaceBet, others: Sequence[Placed]) -> Refused | None:
        limit, staked = self._ports.limits()[command.currency], stake_of(command.bet)
        if staked < limit.least:
            return refused(Code.BET_TOO_SMALL)
        cover = self._rules.cover(command.bet, limit)
        if staked > limit.most or cover > limit.win_most:
            return refused(Code.BET_TOO_LARGE)
        exposed = cover + sum(placed.cover for placed in others if placed.currency is command.currency)
        return refused(Code.BANK_SHORT) if exposed > EXPOSURE[command.currency] else None

    async def take_back(self, player: str) -> Accepted | Refused:
        placed = self.placed.get(player)
        if placed is None:
            return refused(Code.NO_BET)
        if self.playing is not None:
            return refused(Code.ROUND_CLOSED)
        if self._rules.personal:
            return refused(Code.BET_FIXED)
        answer = await self._ports.wallet.post(f"back:{placed.stakes[0].hold_id}", *bets.settle_ops(placed, Ended(player, (), back=True)))
        assert answer.done, answer
        del self.placed[player]
        return Accepted()

    # ── lock and draw ──

    async def lock(self) -> None:
        """No more bets; what is in the books is played."""
        failpoint("table.before_lock")
        answer = await self._ports.wallet.post(bets.lock_id(self._table, self.number), Lock(self._table, self.number))
        assert answer.done, f"{self._table} {self.number}: {answer}"
        failpoint("table.locked")
        now, books = self._ports.now_ms(), await self._ports.wallet.table(self._table)
        self.begin(self._mine(books.bets), {placed.player: placed.name for placed in self.placed.values()}, (), now)

    async def resume(self, began_ms: int | None) -> None:
        """After a restart: on from where the books stand. began_ms: when the round was locked, where that is remembered."""
        books = await self._ports.wallet.table(self._table)
        mine = self._mine(books.bets)
        names = await self._ports.names([money.hold.player for money in mine])
        if books.round.number == self.number:
            self.begin(mine, names, books.round.plays, began_ms)
        else:
            self.placed = bets.placed_of(mine, self._ports.key, names)

    def _mine(self, money: Sequence[HeldMoney]) -> list[HeldMoney]:
        return [one for one in money if one.bet is not None and one.bet.wager.round == self.number]

    def begin(self, money: Sequence[HeldMoney], names: Mapping[str, str], plays: tuple[str, ...], began_ms: int | None) -> None:
        self.placed = bets.placed_of(money, self._ports.key, names)
        self.playing = self._rules.begin(Locked(self.number, self.placed, self.source, self._ports.show_ms, plays, self._ports.now_ms(), began_ms))
        failpoint("table.drawn")

    @property
    def shown_seed(self) -> str | None:
        """The hash of the round, once nothing is left to decide."""
        return None if self.source is None or self.playing is None or self.playing.open else self.source.seed

    # ── play and pay ──

    async def pass_time(self) -> bool:
        """Everything that happens by itself until now; true when nothing is left to happen."""
        playing = self.playing
        assert playing is not None
        while (due := playing.due_ms()) is not None and due <= self._ports.now_ms():
            async with trio.open_nursery() as nursery:
                for step in playing.pass_time(self._ports.now_ms()):
                    nursery.start_soon(self.take, step)
        return playing.due_ms() is None

    async def take(self, step: Step) -> Refused | None:
        """Into the books, then shown."""
        return await self._take_play(step) if isinstance(step, Played) else await self._pay(step)

    async def _pay(self, ended: Ended) -> None:
        placed = self.placed[ended.player]
        failpoint("table.before_settle")
        answer = await self._ports.wallet.post(
            bets.settle_id(self._table, self.number, ended.player), *bets.settle_ops(placed, ended)
        )
        assert answer.done, f"{self._table} {self.number} {ended.player}: {answer}"
        failpoint("table.after_settle")
        paid = placed.minor if ended.back else ended.paid
        result = self.results[ended.player] = BetResult(placed.player, placed.name, placed.currency, placed.minor, paid)
        self._done(ended, result)

    async def _take_play(self, played: Played) -> Refused | None:
        playing, placed = self.playing, self.placed[played.player]
        assert playing is not None
        failpoint("table.before_play")
        answer = await self._ports.wallet.post(
            bets.play_id(self._table, self.number, played, self._refused), *bets.play_ops(self._table, self.number, placed, played)
        )
        if not answer.done:
            self._refused += 1
            return refusal_for(answer.outcome)
        failpoint("table.after_play")
        if played.more is not None:
            self.placed[played.player] = attrs.evolve(placed, stakes=(*placed.stakes, played.more))
        self._done(played, None)
        return None

    def _done(self, step: Step, result: BetResult | None) -> None:
        assert self.playing is not None
        self.playing.done(step, self._ports.now_ms())
        self._ports.shown(step, result)


def bet_view(placed: Placed) -> BetView:
    return BetView(placed.player, placed.name, placed.currency, placed.minor, placed.bet)
