"""A hundred devices of twenty players switch between Gold and Sweeps Coins and bet at once, on a disk that is slow, loses answers and fails: no bet is
ever in the wrong currency, none is lost, and every coin is accounted for."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from actors.sessions import Sessions
from actors.wallet import Wallet
from protocol.coins import LotSource
from protocol.commands import PlaceBet, SetMode, Watch
from protocol.tables import Chip, CrashBet, RouletteBet
from server.bank import fund_banks
from tests.kit.disk import Faults
from tests.kit.house import TestHouse, house_of
from tests.kit.tables import GC, SC, Bettor
from wallet.accounts import grant_account, outside
from wallet.book import Book
from wallet.records import HoldState
from wallet.table_transfers import Grant
from wallet.transfers import Transfer

PLAYERS, DEVICES_EACH, DEEDS = 20, 5, 30
COINS = 1_000_00
TABLES = ("t_roulette", "t_crash")


class Device(Bettor):
    """One of a player's screens. It does not know which coin the others play with."""

    async def live(self, chance: Random, told: Counter[str], taken: set[str]) -> None:
        for table in TABLES:
            await self.sit(table)
        for deed in range(DEEDS):
            await trio.sleep(chance.uniform(0, 3))
            if chance.random() < 0.3:
                answer = await self.ask(SetMode(chance.choice((GC, SC)), f"switch-{id(self)}-{deed:04}"))
                told["switch " + answer.get("code", "yes")] += 1
            else:
                await self.gamble(chance, told, taken, deed)

    async def gamble(self, chance: Random, told: Counter[str], taken: set[str], deed: int) -> None:
        table, currency, key = chance.choice(TABLES), chance.choice((GC, SC)), f"bet-{id(self)}-{deed:04}"
        view = (await self.ask(Watch(f"table:{table}"))).get("snapshot")
        if view is None:
            return
        bet = RouletteBet((Chip("red", 100),)) if table == "t_roulette" else CrashBet(100, 150)
        answer = await self.ask(PlaceBet(bet, currency, table, view["round"], key))
        told["bet " + answer.get("code", "yes")] += 1
        if answer["type"] == "accepted":
            taken.add(f"{table}/{view['round']}/{self.player}/{key}")


async def play(seed: int) -> tuple[TestHouse, Counter[str], set[str]]:
    chance, told, taken = Random(seed), Counter[str](), set[str]()
    async with trio.open_nursery() as nursery:
        home = await house_of(nursery)
        wallet = Wallet(home.tree.wallet)
        await fund_banks(wallet)
        sessions = Sessions()
        devices = [Device(home.house, sessions, nursery, f"player {chr(97 + number)}") for number in range(PLAYERS) for _ in range(DEVICES_EACH)]
        for device in devices[::DEVICES_EACH]:
            await wallet.post(f"gc:{device.player}", Transfer(outside("coins", GC), grant_account(device.player, GC), COINS))
            await wallet.post(f"sc:{device.player}", Grant(f"lot:{device.player}", device.player, COINS, 10_000, 2**50, LotSource.OPERATOR))
        home.storage.faults.slow = 0.2
        home.storage.faults.reply_lost = 0.01
        home.storage.faults.fails_before = 0.01
        home.storage.random = Random(seed)
        async with trio.open_nursery() as busy:
            for device in devices:
                busy.start_soon(device.live, Random(chance.random()), told, taken)
        home.storage.faults = Faults()
        await trio.sleep(300)
        nursery.cancel_scope.cancel()
    return home, told, taken


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 12))])
async def test_no_bet_is_in_the_wrong_currency_and_none_is_lost(seed: int, autojump_clock: MockClock) -> None:
    home, told, taken = await play(seed)
    modes: dict[str, str] = {}
    holds: dict[str, list[Any]] = {}
    for row in home.disk.rows:
        if row.outcome:
            continue
        for op in json.loads(row.body):
            if op[0] == "mode":
                modes[op[1]] = op[2]
            if op[0] == "hold":
                assert op[3] == modes.get(op[2], "GC"), f"row {row.seq}: {op}"
                holds[op[1]] = op
    assert taken <= set(holds), "what was accepted is in the journal"
    book = Book()
    book.replay(home.disk.rows)
    book.compare(list({posting.account: posting for posting in home.disk.postings}.values()))
    assert {book.ledger.holds[hold].state for hold in holds} <= {HoldState.CAPTURED, HoldState.RELEASED}
    assert set(book.ledger.totals().values()) == {0}
    assert told["bet yes"] > 300
    assert told["bet WRONG_CURRENCY_MODE"] > 100
    assert told["switch yes"] > 100
    assert told["switch OPEN_BETS"] > 10
    unexpected = {what for what in told if what.split()[1] not in ("yes", "WRONG_CURRENCY_MODE", "OPEN_BETS", "ROUND_CLOSED", "UNAVAILABLE", "UNKNOWN_OUTCOME", "INSUFFICIENT_FUNDS", "BUSY")}
    assert unexpected == set(), told
