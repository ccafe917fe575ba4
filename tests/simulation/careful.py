"""Careful players: each has limits and plays from several sockets at once, straight at the wallet, where stakes, deposits, raises and breaks race each
other through crashes, repetitions and jumps of the clock. What came of it is read from the journal (limits_oracle)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

import attrs
import trio

from protocol.limits import DAY_MS, LimitKind, LimitPeriod
from protocol.money import Currency
from tests.kit.clock import START_MS
from wallet.accounts import house, outside, payout_account, stake_accounts
from wallet.gate_transfers import Exclude, Loosen, SetLaw, SetLimit, SpendTime
from wallet.holders import NEWEST_LAW
from wallet.transfers import Capture, Credit, Drop, Expect, Hold, Op, Release, Transfer

SOCKETS, OPS_EACH = 5, 60
USD, GC = Currency.USD, Currency.GC
Post = Callable[[str, tuple[Op, ...]], Awaitable[None]]


@attrs.define
class Careful:
    """One player, over all their sockets. post: asks the wallet until there is an answer."""

    player: str
    random: Random
    post: Post
    asked: int = 0
    holds: list[Hold] = attrs.Factory(list)
    deposits: list[str] = attrs.Factory(list)
    done: list[tuple[str, tuple[Op, ...]]] = attrs.Factory(list)

    async def live(self) -> None:
        await self.post("careful/law", (SetLaw(NEWEST_LAW),))
        for currency in (USD, GC):
            await self._ask(Transfer(outside("play_money", currency), stake_accounts(self.player, currency)[0], 200_000))
            for kind in (LimitKind.STAKE, LimitKind.LOSS, LimitKind.DEPOSIT):
                await self._ask(SetLimit(self.player, currency, kind, self.random.choice(list(LimitPeriod)), self.random.randrange(2_000, 9_000)))
        async with trio.open_nursery() as sockets:
            for _ in range(SOCKETS):
                sockets.start_soon(self._socket, Random(self.random.random()))

    async def _socket(self, random: Random) -> None:
        for _ in range(OPS_EACH):
            if self.done and random.random() < 0.05:
                await self.post(*random.choice(self.done))
            else:
                await self._ask(*self._some_ops(random))
            if random.random() < 0.2:
                await trio.sleep(random.uniform(0.0, 5.0))

    async def _ask(self, *ops: Op) -> None:
        self.asked += 1
        command = f"careful:{self.player}/{self.asked}"
        self.done.append((command, ops))
        await self.post(command, ops)

    def _some_ops(self, random: Random) -> tuple[Op, ...]:
        """More than they may, as often as they like; ending what was never held, or twice, is refused and harmless."""
        draw, currency, name = random.random(), random.choice((USD, GC)), f"{self.player}-{self.asked}"
        if draw < 0.45:
            hold = Hold(f"careful-{name}", self.player, currency, random.randrange(1, 900), f"careful-{self.player}")
            self.holds.append(hold)
            return (hold,)
        if draw < 0.6 and self.holds:
            return self._end(random, random.choice(self.holds))
        if draw < 0.75:
            self.deposits.append(f"careful-d-{name}")
            return (Expect(self.deposits[-1], self.player, USD, random.randrange(1, 900)),)
        if draw < 0.85 and self.deposits:
            deposit = random.choice(self.deposits)
            return (Drop(deposit),) if random.random() < 0.5 else (Credit(deposit),)
        if draw < 0.93:
            kind, period = random.choice((LimitKind.STAKE, LimitKind.LOSS, LimitKind.DEPOSIT, LimitKind.SESSION)), random.choice(list(LimitPeriod))
            return (SetLimit(self.player, currency, kind, period, random.choice((None, random.randrange(2_000, 9_000)))),)
        if draw < 0.96:
            return (Loosen(self.player, currency, LimitKind.STAKE, random.choice(list(LimitPeriod)), 2_000, 7 * DAY_MS),)
        if draw < 0.99:
            return (SpendTime(self.player, USD, random.randrange(1, 30)),)
        return (Exclude(self.player, START_MS + random.randrange(120_000)),)

    def _end(self, random: Random, hold: Hold) -> tuple[Op, ...]:
        escrow = house("escrow", hold.currency)
        match random.randrange(3):
            case 0:
                return (Release(hold.hold_id),)
            case 1:
                return (Capture(hold.hold_id, escrow, hold.minor), Transfer(escrow, house("bank", hold.currency), hold.minor))
            case _:
                return (Capture(hold.hold_id, escrow, hold.minor), Transfer(escrow, payout_account(hold.player, hold.currency), hold.minor))
