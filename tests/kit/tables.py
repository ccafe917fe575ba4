"""Guests at a table of a house in memory: with coins, with seeds, in the mode they want."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import attrs
import trio

from actors.sessions import Sessions
from actors.wallet import Wallet
from protocol.coins import LotSource
from protocol.commands import PlaceBet, RotateSeeds, SetMode, Watch
from protocol.money import Currency
from protocol.tables import Bet
from server.bank import fund_banks
from tests.kit.guest import Guest
from tests.kit.house import TestHouse, house_of
from wallet.accounts import grant_account, outside
from wallet.table_transfers import Grant
from wallet.transfers import Transfer

GC, SC = Currency.GC, Currency.SC
LATER = 2**50


class Bettor(Guest):
    """A guest who knows the round that takes bets."""

    table = ""
    keys = 0

    async def sit(self, table: str) -> dict[str, Any]:
        self.table = table
        self.view: dict[str, Any] = (await self.ask(Watch(f"table:{table}")))["snapshot"]
        self.round: int = self.view["round"]
        return self.view

    async def bet(self, bet: Bet, currency: Currency = GC, key: str | None = None) -> str:
        """Accepted, or the code of the refusal."""
        self.keys += 1
        answer = await self.ask(PlaceBet(bet, currency, self.table, self.round, key or f"key-{self.keys:06}"))
        return answer.get("code", answer["type"])

    async def settled(self) -> dict[str, Any]:
        """The next round that is over; from then on bets are for the one after it."""
        event = await self.until("round_settled")
        self.round = event["result"]["round"] + 1
        return event

    async def own_seeds(self, client_seed: str = "mine") -> None:
        from protocol.commands import ReadFairness

        number = (await self.ask(ReadFairness(self.table)))["seeds"]["number"]
        assert (await self.ask(RotateSeeds(self.table, number + 1, client_seed)))["type"] == "accepted"


@attrs.frozen
class Hall:
    """A house whose banks are funded."""

    home: TestHouse
    wallet: Wallet
    sessions: Sessions
    nursery: trio.Nursery

    async def bettor(self, name: str, *, gc: int = 10_000_00, sc: int = 0) -> Bettor:
        bettor = Bettor(self.home.house, self.sessions, self.nursery, name)
        if gc:
            await self.wallet.post(f"gc:{name}", Transfer(outside("coins", GC), grant_account(bettor.player, GC), gc))
        if sc:
            await self.wallet.post(f"sc:{name}", Grant(f"lot-{name}", bettor.player, sc, 10_000, LATER, LotSource.OPERATOR))
            await bettor.ask(SetMode(SC, f"to-sweeps-{name}"))
        return bettor

    async def balance(self, bettor: Bettor, currency: Currency = GC) -> dict[str, Any]:
        view = (await bettor.ask(Watch("wallet")))["snapshot"]
        return next(one for one in view["balances"] if one["currency"] == currency.value)


@asynccontextmanager
async def hall() -> AsyncIterator[Hall]:
    async with trio.open_nursery() as nursery:
        home = await house_of(nursery)
        wallet = Wallet(home.tree.wallet)
        await fund_banks(wallet)
        yield Hall(home, wallet, Sessions(), nursery)
        assert home.crashes == []
        nursery.cancel_scope.cancel()
