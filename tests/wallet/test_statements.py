"""Statements: what a player's lines say, on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import pytest
import trio

from actors.supervisor import ChildSpec, Supervisor
from actors.wallet import Wallet
from actors.wallet_actor import MAILBOX_SIZE, WalletActor
from protocol.coins import LotSource
from protocol.events.wallet import Cause, StatementLine
from protocol.money import Currency
from server.foundation import SteadyClock
from wallet.database import Database, open_database
from wallet.postgres_journal import PostgresJournal
from wallet.statements import read_statement
from wallet.table_transfers import Grant, Pay, SetMode
from wallet.transfers import Capture, Credit, Expect, Hold, Op, Release, TakeBack, Transfer, Withdraw

ANN, SC = "p_" + "a" * 16, Currency.SC
BANK = "house:bank:SC"


USD_BANK = "outside:play_money:USD"


@asynccontextmanager
async def wallet_on(dsn: str) -> AsyncIterator[tuple[Database, Wallet]]:
    """A wallet that runs for as long as the block."""
    async with open_database(dsn) as database, trio.open_nursery() as nursery:
        spec = ChildSpec("wallet", lambda: WalletActor(PostgresJournal(database), SteadyClock(), b"k"), mailbox_size=MAILBOX_SIZE)
        house = Supervisor("house", spec)

        async def run(task_status: trio.TaskStatus[None]) -> None:
            await house.run(ready=task_status.started)

        await nursery.start(run)
        yield database, Wallet(house.ref("wallet"))
        nursery.cancel_scope.cancel()


async def test_a_bet_with_sweeps_coins_is_one_line_however_many_buckets_it_moves(fresh_database: str) -> None:
    async with wallet_on(fresh_database) as (database, wallet):
        await wallet.post("bank", Transfer("outside:sweepstakes:SC", BANK, 1_000))
        await wallet.post("mode", SetMode(ANN, SC))
        await wallet.post("lot", Grant("lot", ANN, 500, 10_000, 2**50, LotSource.DAILY))
        await wallet.post("bet", Hold("t_crash/1/p/k", ANN, SC, 200, "t_crash/1"))
        await wallet.post("win", Capture("t_crash/1/p/k", BANK, 200), Pay("t_crash/1/p/k", ANN, BANK, 300))
        await wallet.post("bet2", Hold("t_crash/2/p/k", ANN, SC, 600, "t_crash/2"))
        lines, more = await read_statement(database, ANN, None, 10)
        said = [(line.cause, line.table, line.minor, line.available, line.held) for line in lines]
        assert said == [
            (Cause.HOLD, "t_crash", -600, 0, 600),
            (Cause.PAYOUT, "t_crash", 300, 600, 0),
            (Cause.HOLD, "t_crash", -200, 300, 200),
            (Cause.GRANT, None, 500, 500, 0),
        ]
        assert not more
        two, more = await read_statement(database, ANN, None, 2)
        older, none = await read_statement(database, ANN, two[-1].seq, 2)
        assert ([*two, *older], more, none) == (list(lines), True, False)


async def test_a_loss_is_taken_from_what_is_available_once(fresh_database: str) -> None:
    async with wallet_on(fresh_database) as (database, wallet):
        await wallet.post("given", Transfer(USD_BANK, f"player:{ANN}:USD:cash", 10_000))
        await wallet.post("held", Hold("m_a/0/1", ANN, Currency.USD, 1_000, "m_a"))
        await wallet.post("lost", Capture("m_a/0/1", "house:rake:USD", 1_000))

        lines, _more = await read_statement(database, ANN, None, 10)

        assert [(line.cause, line.minor, line.held_minor, line.available, line.held) for line in lines] == [
            (Cause.CAPTURE, 0, -1_000, 9_000, 0),
            (Cause.HOLD, -1_000, 1_000, 9_000, 1_000),
            (Cause.GRANT, 10_000, 0, 10_000, 0),
        ]


async def test_a_statement_of_one_currency_has_its_lines_alone(fresh_database: str) -> None:
    async with wallet_on(fresh_database) as (database, wallet):
        await wallet.post("dollars", Transfer(USD_BANK, f"player:{ANN}:USD:cash", 10_000))
        await wallet.post("coins", Transfer("outside:gold:GC", f"player:{ANN}:GC:coins", 500))

        kept = {of: [line.minor for line in (await read_statement(database, ANN, None, 10, of))[0]] for of in (Currency.USD, Currency.GC, Currency.SC)}

        assert kept == {Currency.USD: [10_000], Currency.GC: [500], Currency.SC: []}


@pytest.mark.parametrize("at_most", [1, 2, 3, 4])
async def test_a_group_of_two_currencies_is_on_one_page(fresh_database: str, at_most: int) -> None:
    async with wallet_on(fresh_database) as (database, wallet):
        for number in range(4):
            both = (Transfer(USD_BANK, f"player:{ANN}:USD:cash", 100), Transfer("outside:coins:GC", f"player:{ANN}:GC:coins", 5))
            await wallet.post(f"both-{number}", *both)
        seen, before, more = list[tuple[int, str]](), None, True
        while more:
            lines, more = await read_statement(database, ANN, before, at_most)
            seen += [(line.seq, line.currency.value) for line in lines]
            before = lines[-1].seq
        assert sorted(seen) == [(seq, code) for seq in range(1, 5) for code in ("GC", "USD")]


class History:
    """What may happen to a player's money, by chance: matches, bets of Sweeps Coins, payments in, back and out; some of it is refused."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._count = 0

    def groups(self, length: int) -> list[tuple[str, tuple[Op, ...]]]:
        start: list[tuple[str, tuple[Op, ...]]] = [("bank", (Transfer("outside:sweepstakes:SC", BANK, 10**6),)), ("mode", (SetMode(ANN, SC),))]
        return start + [step for _ in range(length) for step in self._steps()]

    def _steps(self) -> list[tuple[str, tuple[Op, ...]]]:
        self._count += 1
        chance, name = self._random, str(self._count)
        minor, cash = chance.randrange(1, 900), f"player:{ANN}:USD:cash"
        match chance.randrange(5):
            case 0:
                hold = f"m_{name}/0/1"
                ends: list[tuple[Op, ...]] = [
                    (Release(hold),),
                    (Capture(hold, "house:rake:USD", minor),),
                    (Capture(hold, "house:rake:USD", minor // 2),),
                    (Capture(hold, "house:pot:USD", minor), Transfer("outside:play_money:USD", cash, 2 * minor)),
                ]
                return [(f"hold{name}", (Hold(hold, ANN, Currency.USD, minor, f"m_{name}"),)), (f"end{name}", chance.choice(ends))]
            case 1:
                deposit, after = f"d_{name}", chance.randrange(1, minor + 1)
                paid: list[tuple[str, tuple[Op, ...]]] = [(f"e{name}", (Expect(deposit, ANN, Currency.USD, minor),)), (f"c{name}", (Credit(deposit),))]
                back = [(f"b{name}", (TakeBack(deposit, 0, after, freeze=False),)), (f"again{name}", (TakeBack(deposit, after, 0, freeze=False),))]
                return [*paid, *back[: chance.randrange(3)]]
            case 2:
                end = chance.choice([Release(f"w_{name}"), Capture(f"w_{name}", "outside:stripe:USD", minor)])
                return [(f"w{name}", (Withdraw(f"w_{name}", ANN, Currency.USD, minor, 0),)), (f"wend{name}", (end,))]
            case 3:
                return [(f"lot{name}", (Grant(f"lot{name}", ANN, minor, 10_000, 2**50, LotSource.DAILY),))]
            case _:
                bet = f"t_crash/{name}/{ANN}/k"
                pays = (Pay(bet, ANN, BANK, minor + 7),) if chance.random() < 0.5 else ()
                return [(f"bet{name}", (Hold(bet, ANN, SC, minor, f"t_crash/{name}"),)), (f"out{name}", (Capture(bet, BANK, minor), *pays))]


@pytest.mark.parametrize("seed", range(3))
async def test_the_lines_of_a_statement_add_up_to_the_balance(fresh_database: str, seed: int) -> None:
    async with wallet_on(fresh_database) as (database, wallet):
        for name, ops in History(seed).groups(60):
            await wallet.post(name, *ops)

        balances = {one.currency: (one.available, one.held) for one in (await wallet.view(ANN)).balances}
        for currency in (Currency.USD, SC):
            lines, more = await read_statement(database, ANN, None, 1_000, currency)
            assert (more, len(lines) > 20) == (False, True)
            assert (sum(line.minor for line in lines), sum(line.held_minor for line in lines)) == balances[currency]
            assert running(lines) == [(line.available, line.held) for line in lines]


def running(lines: list[StatementLine]) -> list[tuple[int, int]]:
    """The balances that the changes add up to, line by line, the newest first."""
    available = held = 0
    after: list[tuple[int, int]] = []
    for line in reversed(lines):
        available, held = available + line.minor, held + line.held_minor
        after.append((available, held))
    return after[::-1]
