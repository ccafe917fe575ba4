"""Money out: held first, sent once, captured when it arrived, back when it did not; an operator looks at what is large."""

from __future__ import annotations

import pytest
import trio

from protocol.events.payments import Payment, PaymentState
from protocol.limits import AccountState
from protocol.money import Currency
from protocol.refusals import Code, Refused
from tests.kit.counter import PLAYER, RealCounter, real_counter
from wallet.accounts import grant_account, outside
from wallet.failpoints import at_failpoints
from wallet.gate_transfers import SetAccount
from wallet.transfers import Transfer
from webhooks.payments import WithdrawalRow
from webhooks.stripe import StripeAway

GOOD_BANK, CLOSED_BANK = "000123456789", "000111111116"


async def ready(real: RealCounter, bank: str = GOOD_BANK, minor: int = 100_000) -> None:
    """A player with money, whose payouts are set up."""
    await real.wallet.post("fund", Transfer(outside("play_money", Currency.USD), grant_account(PLAYER, Currency.USD), minor))
    link = await real.counter.cashier.payout_link(PLAYER)
    assert isinstance(link, str)
    real.stand_in.connect.onboard(real.stand_in.state.all("account")[0]["id"], bank)


async def ask(real: RealCounter, minor: int = 5_000, key: str = "the-key-1") -> Payment | Refused:
    return await real.counter.cashier.begin_withdrawal(PLAYER, key, minor)


async def row(real: RealCounter, payment: Payment | Refused) -> WithdrawalRow:
    assert isinstance(payment, Payment), payment
    kept = await real.counter.store.withdrawal(payment.payment_id)
    assert kept is not None
    return kept


async def advance(real: RealCounter) -> None:
    """Everything that is under way a step further, whenever it is due."""
    for one in await real.database.rows("SELECT withdrawal_id FROM withdrawals WHERE state <> 'review' ORDER BY created_ms"):
        await real.counter.cashier.withdrawals.advance(one["withdrawal_id"])


async def money(real: RealCounter) -> tuple[int, int]:
    """Posted and available."""
    return await real.posted(), await real.cash()


async def test_an_account_is_told_not_to_pay_out_by_itself_as_often_as_it_does(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        account = real.stand_in.state.all("account")[0]
        for minute in range(3):
            real.clock.later_ms = minute * 60_000
            account["settings"] = {"payouts": {"schedule": {"interval": "daily"}}}
            await real.counter.cashier.withdrawals.accounts.look_at(account["id"])
            assert account["settings"]["payouts"]["schedule"]["interval"] == "manual"


async def test_nothing_is_paid_out_before_stripe_knows_where_to(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        answer = await ask(real)
        assert isinstance(answer, Refused)
        assert answer.code is Code.PAYOUTS_NOT_SET_UP


async def test_a_withdrawal_is_held_sent_and_captured(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        payment = await ask(real)
        assert await money(real) == (100_000, 95_000)
        await advance(real)
        assert (await row(real, payment)).state is PaymentState.PROCESSING
        real.stand_in.connect.payouts_arrive()
        await advance(real)
        assert (await row(real, payment)).state is PaymentState.PAID
        assert await money(real) == (95_000, 95_000)
        assert len(real.stand_in.state.all("transfer")) == len(real.stand_in.state.all("payout")) == 1


async def test_what_the_bank_sends_back_is_free_again(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real, CLOSED_BANK)
        payment = await ask(real)
        await advance(real)
        real.stand_in.connect.payouts_arrive()
        await advance(real)
        kept = await row(real, payment)
        assert (kept.state, kept.why) == (PaymentState.FAILED, "account_closed")
        assert await money(real) == (100_000, 100_000)
        assert real.stand_in.state.all("transfer")[0]["reversed"]


async def test_what_a_bank_sends_back_after_it_had_arrived_comes_back_once(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        payment = await ask(real)
        await advance(real)
        real.stand_in.connect.payouts_arrive()
        await advance(real)
        payout = real.stand_in.state.all("payout")[0]
        real.stand_in.connect.send_back(payout["id"], "could_not_process")
        for _ in range(3):
            await real.counter.cashier.withdrawals.look_at_payout(payout["id"], payout["account_id"])
        assert (await row(real, payment)).state is PaymentState.FAILED
        assert await money(real) == (100_000, 100_000)


async def test_pressing_twice_is_one_withdrawal(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        one, two = await ask(real), await ask(real)
        assert (await row(real, one)).withdrawal_id == (await row(real, two)).withdrawal_id
        assert await money(real) == (100_000, 95_000)
        other = await ask(real, 6_000)
        assert isinstance(other, Refused)
        assert other.code is Code.KEY_REUSED


async def test_more_than_there_is_is_refused(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real, minor=4_000)
        answer = await ask(real)
        assert isinstance(answer, Refused)
        assert answer.code is Code.INSUFFICIENT_FUNDS
        await advance(real)
        assert real.stand_in.state.all("transfer") == []


async def test_a_large_one_waits_for_an_operator_and_so_do_many_small_ones(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        small, second = await ask(real, 30_000, "the-key-1"), await ask(real, 30_000, "the-key-2")
        assert (await row(real, small)).state is PaymentState.BEGUN
        assert (await row(real, second)).state is PaymentState.REVIEW
        await advance(real)
        assert len(real.stand_in.state.all("transfer")) == 1
        name = (await row(real, second)).withdrawal_id
        await real.counter.cashier.withdrawals.decide(name, "operator", approve=True, reason="known")
        await advance(real)
        assert len(real.stand_in.state.all("transfer")) == 2


async def test_a_denied_one_is_free_again_and_says_why(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        payment = await ask(real, 60_000)
        name = (await row(real, payment)).withdrawal_id
        denied = await real.counter.cashier.withdrawals.decide(name, "operator", approve=False, reason="not yours")
        assert isinstance(denied, Payment)
        assert (denied.state, denied.why) == (PaymentState.DENIED, "not yours")
        assert await money(real) == (100_000, 100_000)
        again = await real.counter.cashier.withdrawals.decide(name, "operator", approve=True, reason="oh well")
        assert isinstance(again, Refused)


async def test_a_stripe_that_fails_sends_once(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        payment = await ask(real)
        for fault in ("fail_before", "fail_after", "fail_after", "fail_before", "fail_after"):
            setattr(real.stand_in.api.faults, fault, 2)
            try:
                await advance(real)
            except StripeAway:
                continue
        real.stand_in.api.faults.fail_before = real.stand_in.api.faults.fail_after = 0
        await advance(real)
        real.stand_in.connect.payouts_arrive()
        await advance(real)
        assert (await row(real, payment)).state is PaymentState.PAID
        assert len(real.stand_in.state.all("transfer")) == len(real.stand_in.state.all("payout")) == 1


class Crash(Exception):
    """The process ended here."""


STEPS = ("withdrawal.begun", "withdrawal.held", "withdrawal.transferred", "withdrawal.paid_out", "withdrawal.captured", "withdrawal.undoing", "withdrawal.undone")


@pytest.mark.parametrize("bank", [GOOD_BANK, CLOSED_BANK])
@pytest.mark.parametrize("step", STEPS)
async def test_a_crash_at_any_step_costs_nobody_a_cent(fresh_database: str, step: str, bank: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real, bank)
        crashed: list[str] = []

        def reached(name: str) -> None:
            if name == step and not crashed:
                crashed.append(name)
                raise Crash

        with at_failpoints(reached):
            for _ in range(6):
                try:
                    await ask(real)
                    await advance(real)
                    real.stand_in.connect.payouts_arrive()
                except Crash:
                    continue
        await advance(real)
        left = 100_000 if bank == CLOSED_BANK else 95_000
        assert await money(real) == (left, left)
        assert len(real.stand_in.state.all("transfer")) == len(real.stand_in.state.all("payout")) == 1
        assert sum(one["reversed"] for one in real.stand_in.state.all("transfer")) == (bank == CLOSED_BANK)


async def test_small_ones_at_once_are_one_large_one(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        asked: list[WithdrawalRow] = []

        async def one(number: int) -> None:
            asked.append(await row(real, await ask(real, 30_000, f"the-key-{number}")))

        async with trio.open_nursery() as nursery:
            for number in range(3):
                nursery.start_soon(one, number)
        assert sorted(one.state.value for one in asked) == ["begun", "review", "review"]


async def test_of_two_decisions_at_once_one_counts(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        name = (await row(real, await ask(real, 60_000))).withdrawal_id
        answers: list[Payment | Refused] = []

        async def decide(*, approve: bool) -> None:
            answers.append(await real.counter.cashier.withdrawals.decide(name, "operator", approve=approve, reason="a word"))

        async with trio.open_nursery() as nursery:
            for approve in (True, False, True, False):
                nursery.start_soon(lambda approve=approve: decide(approve=approve))
        assert sum(isinstance(answer, Payment) for answer in answers) == 1
        await advance(real)
        real.stand_in.connect.payouts_arrive()
        await advance(real)
        sent = len(real.stand_in.state.all("payout"))
        assert await money(real) == ((40_000, 40_000) if sent else (100_000, 100_000))


async def test_a_crash_after_a_denial_leaves_no_money_behind(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        name = (await row(real, await ask(real, 60_000))).withdrawal_id

        def reached(point: str) -> None:
            if point == "withdrawal.decided":
                raise Crash

        with at_failpoints(reached), pytest.raises(Crash):
            await real.counter.cashier.withdrawals.decide(name, "operator", approve=False, reason="a word")
        assert await money(real) == (100_000, 40_000)
        await real.counter.reconciler.advance()
        assert await money(real) == (100_000, 100_000)


async def test_what_waits_does_not_leave_a_frozen_account_and_what_has_left_is_followed(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        gone = await ask(real, 5_000, "the-key-1")
        real.stand_in.api.faults.fail_after = 2  # the transfer is made, and we are not told
        with pytest.raises(StripeAway):
            await real.counter.cashier.withdrawals._send(await row(real, gone))
        real.stand_in.api.faults.fail_after = 0
        await real.counter.stripe.create_transfer((await row(real, gone)).withdrawal_id, 5_000, "USD", (await row(real, gone)).destination)
        waits = await ask(real, 7_000, "the-key-2")
        await real.wallet.post("freeze", SetAccount(PLAYER, AccountState.FROZEN))
        await advance(real)
        kept = await row(real, waits)
        assert (kept.state, kept.why) == (PaymentState.FAILED, "account_frozen")
        assert (await row(real, gone)).state is PaymentState.PROCESSING
        real.stand_in.connect.payouts_arrive()
        await advance(real)
        assert await money(real) == (95_000, 95_000)
        assert len(real.stand_in.state.all("transfer")) == 1


async def test_what_waits_for_an_operator_does_not_keep_the_others_waiting(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await ready(real)
        await real.database.rows(
            "INSERT INTO withdrawals (withdrawal_id, player_id, currency, minor, state, created_ms, updated_ms, destination) "
            "SELECT 'w_x' || g, $1, 'USD', 100, 'review', 1, 1, 'acct_x' FROM generate_series(1, 600) g",
            PLAYER,
        )
        payment = await ask(real, 100)
        name = (await row(real, payment)).withdrawal_id
        await real.counter.cashier.withdrawals.decide(name, "operator", approve=True, reason="known")
        assert await real.counter.reconciler.advance() == 1
        assert (await row(real, payment)).state is PaymentState.PROCESSING


async def test_the_database_finds_what_is_due_by_its_index(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        for table, column in (("withdrawals", "next_ms <= 5"), ("deposits", "next_ms <= 5"), ("deposits", "state IN ('begun', 'open', 'processing')")):
            await real.database.rows("SELECT set_config('enable_seqscan', 'off', false)")
            plan = await real.database.rows(f"EXPLAIN SELECT min(created_ms) FROM {table} WHERE {column}")
            assert "Index" in str([line[0] for line in plan]), (table, column)


async def test_a_payout_that_hangs_is_sent_once(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webhooks.stripe.CALL_SECONDS_MAX", 0.2)
    async with real_counter(fresh_database) as real:
        await ready(real)
        payment = await ask(real)
        for _ in range(4):
            real.stand_in.api.faults.hang_after = 1
            with pytest.raises(StripeAway):
                await advance(real)
        real.stand_in.api.faults.hang_after = 0
        await advance(real)
        real.stand_in.connect.payouts_arrive()
        await advance(real)
        assert (await row(real, payment)).state is PaymentState.PAID
        assert len(real.stand_in.state.all("transfer")) == len(real.stand_in.state.all("payout")) == 1
