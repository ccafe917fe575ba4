"""Statements: what a player's lines say, on a real PostgreSQL."""

from __future__ import annotations

import trio

from actors.supervisor import ChildSpec, Supervisor
from actors.wallet import MAILBOX_SIZE, Wallet, WalletActor
from protocol.coins import LotSource
from protocol.events.wallet import Cause
from protocol.money import Currency
from server.foundation import SteadyClock
from wallet.database import open_database
from wallet.postgres_journal import PostgresJournal
from wallet.statements import read_statement
from wallet.table_transfers import Grant, Pay, SetMode
from wallet.transfers import Capture, Hold, Transfer

ANN, SC = "p_" + "a" * 16, Currency.SC
BANK = "house:bank:SC"


async def test_a_bet_with_sweeps_coins_is_one_line_however_many_buckets_it_moves(fresh_database: str) -> None:
    async with open_database(fresh_database) as database, trio.open_nursery() as nursery:
        spec = ChildSpec("wallet", lambda: WalletActor(PostgresJournal(database), SteadyClock(), b"k"), mailbox_size=MAILBOX_SIZE)
        house = Supervisor("house", spec)

        async def run(task_status: trio.TaskStatus[None]) -> None:
            await house.run(ready=task_status.started)

        await nursery.start(run)
        wallet = Wallet(house.ref("wallet"))
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
        nursery.cancel_scope.cancel()
