"""Money out, in memory: nothing is sent that the books do not hold, nothing is undone because it could not be read, and nothing is forgotten after it
arrived."""

from __future__ import annotations

import itertools

import attrs
import pytest
from trio.testing import MockClock

from protocol.events.payments import Payment, PaymentState
from protocol.money import Currency
from protocol.refusals import Code, Refused
from tests.kit.stripe_world import CLOSED_BANK, GOOD_BANK, PLAYER, World
from wallet.failpoints import at_failpoints
from wallet.transfers import Withdraw
from webhooks.payment_bounds import PaymentBounds
from webhooks.payments import TroubleKind, WithdrawalRow
from webhooks.schedule import DAY_MS, HOUR_MS
from webhooks.stripe import StripeAway, StripeRefused


class Crash(Exception):
    """The process ended here."""


async def asked(world: World, minor: int = 5_000, key: str = "the-key-1") -> str:
    payment = await world.cashier.begin_withdrawal(PLAYER, key, minor)
    assert isinstance(payment, Payment), payment
    return payment.payment_id


async def crash_at(world: World, step: str) -> None:
    def reached(name: str) -> None:
        if name == step:
            raise Crash

    with at_failpoints(reached), pytest.raises(Crash):
        await world.advance()


def money(world: World) -> tuple[int, int]:
    """Posted and available."""
    return world.wallet.cash(), world.wallet.available()


def row(world: World, name: str) -> WithdrawalRow:
    return world.store.withdrawals[name]


async def arrived(world: World) -> None:
    await world.advance()
    world.stripe.connect.payouts_arrive()
    await world.advance()


def sent(world: World) -> tuple[int, int]:
    """How many transfers and payouts Stripe has that it was not told to take back."""
    transfers = [one for one in world.stripe.state.all("transfer") if not one["reversed"]]
    return len(transfers), len(world.stripe.state.all("payout"))


# ── never without a hold ──


@pytest.mark.parametrize("step", ["withdrawal.undoing", "withdrawal.undone"])
async def test_what_was_refused_and_freed_is_never_sent_though_the_process_died_and_the_account_works_again(step: str) -> None:
    world = World()
    account = await world.fund()
    name = await asked(world)
    world.stripe.state.get(account, "account")["payouts_enabled"] = False
    await crash_at(world, step)
    world.stripe.state.get(account, "account")["payouts_enabled"] = True
    await arrived(world)
    assert sent(world) == (0, 0)
    assert (row(world, name).state, money(world)) == (PaymentState.FAILED, (100_000, 100_000))


async def test_a_row_that_says_begun_with_nothing_held_is_never_sent() -> None:
    """As a house of before left it: freed in the books, and not yet written in the row."""
    world = World()
    await world.fund()
    name = await asked(world)
    await world.withdrawals._free(row(world, name))
    await arrived(world)
    assert sent(world) == (0, 0)
    assert (row(world, name).state, money(world)) == (PaymentState.FAILED, (100_000, 100_000))


async def test_a_row_that_the_books_refused_under_another_cooling_time_is_refused_and_sent_nowhere() -> None:
    world = World()
    account = await world.fund(4_000)
    old = a_row(account)
    await world.store.begin_withdrawal(old)
    refused = await world.wallet.post(f"withdraw:{old.withdrawal_id}", Withdraw(old.withdrawal_id, PLAYER, old.currency, old.minor, 5 * HOUR_MS))
    assert not refused.done
    await arrived(world)
    assert (row(world, old.withdrawal_id).state, sent(world), money(world)) == (PaymentState.REFUSED, (0, 0), (4_000, 4_000))


def a_row(account: str) -> WithdrawalRow:
    return WithdrawalRow("w_" + "o" * 16, PLAYER, Currency.USD, 5_000, PaymentState.BEGUN, 1, account)


# ── settings that change ──


async def test_a_cooling_time_that_was_changed_meanwhile_changes_nothing_for_what_was_asked_before() -> None:
    world = World()
    await world.fund()
    name = await asked(world)
    world.bounds = PaymentBounds(cooling_hours=24)
    await arrived(world)
    assert (row(world, name).state, money(world)) == (PaymentState.PAID, (95_000, 95_000))


async def test_what_was_asked_for_and_not_yet_held_is_held_as_it_was_asked_for() -> None:
    world = World()
    await world.fund(0)
    deposit = await world.cashier.begin_deposit(PLAYER, "the-key-1", 5_000)
    assert isinstance(deposit, Payment)
    session = str(world.store.rows[deposit.payment_id].session_id)
    world.stripe.state.pay(session, "4242424242424242")
    await world.deposits.look_at_session(session)

    def reached(name: str) -> None:
        if name == "withdrawal.begun":
            raise Crash

    with at_failpoints(reached), pytest.raises(Crash):
        await asked(world)
    world.bounds = PaymentBounds(cooling_hours=24)
    await arrived(world)
    assert [one.state for one in world.store.withdrawals.values()] == [PaymentState.PAID]


async def test_a_row_of_before_its_cooling_time_was_kept_goes_on_all_the_same() -> None:
    world = World()
    await world.fund()
    name = await asked(world)
    world.store.withdrawals[name] = attrs.evolve(row(world, name), cooling_ms=None)
    world.bounds = PaymentBounds(cooling_hours=24)
    await arrived(world)
    assert (row(world, name).state, money(world)) == (PaymentState.PAID, (95_000, 95_000))


async def test_what_was_stranded_by_such_a_change_before_is_found_and_freed() -> None:
    world = World()
    await world.fund()
    name = await asked(world)
    world.store.withdrawals[name] = attrs.evolve(row(world, name), state=PaymentState.REFUSED, why="KEY_REUSED", next_ms=0)
    assert money(world) == (100_000, 95_000)
    await world.reconciler.advance()
    assert (money(world), row(world, name).next_ms) == ((100_000, 100_000), None)


# ── what a refusal says ──


def refusing(world: World, call: str, code: str = "resource_missing") -> None:
    def before(asked_for: str) -> None:
        if asked_for == call:
            raise StripeRefused(code, "No such thing")

    world.stripe.before = before


@pytest.mark.parametrize("call", ["read_payout", "transfer_of", "payout_of"])
async def test_a_read_that_is_refused_undoes_nothing_and_is_put_before_a_person(call: str) -> None:
    world = World()
    await world.fund()
    name = await asked(world)
    if call == "read_payout":
        await world.advance()
    refusing(world, call)
    world.clock.step_ms += HOUR_MS
    await world.reconciler.advance()
    assert (row(world, name).undoing, money(world)) == (None, (100_000, 95_000))
    assert list(world.store.noted) == [(name, TroubleKind.STUCK)]
    world.stripe.before = lambda _call: None
    for _ in range(2):
        world.clock.step_ms += HOUR_MS
        await world.reconciler.advance()
        world.stripe.connect.payouts_arrive()
    world.clock.step_ms += HOUR_MS
    await world.reconciler.advance()
    assert (row(world, name).state, money(world), world.store.noted) == (PaymentState.PAID, (95_000, 95_000), {})


@pytest.mark.parametrize("call", ["create_transfer", "create_payout"])
async def test_a_create_that_is_refused_gives_the_money_back_and_asks_stripe_about_the_account_next_time(call: str) -> None:
    world = World()
    await world.fund()
    name = await asked(world)
    refusing(world, call, "payouts_not_allowed")
    await world.advance()
    assert (row(world, name).state, row(world, name).why) == (PaymentState.FAILED, "payouts_not_allowed")
    assert (money(world), sent(world)) == ((100_000, 100_000), (0, 0))
    assert not world.store.accounts[PLAYER][1]


# ── accounts ──


async def test_an_account_of_ours_does_not_pay_out_by_itself() -> None:
    world = World()
    await world.fund()
    name = await asked(world)
    await crash_at(world, "withdrawal.transferred")
    assert world.stripe.connect.pay_out_by_schedule() == 0
    await arrived(world)
    assert row(world, name).state is PaymentState.PAID


async def test_an_account_of_before_is_told_not_to_before_anything_is_sent_there() -> None:
    world = World()
    account = await world.fund()
    world.stripe.state.get(account, "account")["settings"] = {"payouts": {"schedule": {"interval": "daily"}}}
    await asked(world)
    await crash_at(world, "withdrawal.transferred")
    assert world.stripe.connect.pay_out_by_schedule() == 0


async def test_what_stripe_does_not_give_back_stays_held_and_a_person_sees_it_until_it_is_back() -> None:
    world = World()
    account = await world.fund()
    name = await asked(world)
    await crash_at(world, "withdrawal.transferred")
    world.stripe.state.get(account, "account")["balance"] = 0  # it has a debt at Stripe, say
    world.clock.step_ms += HOUR_MS
    await world.reconciler.advance()
    assert money(world) == (100_000, 95_000)
    assert [words for _player, words in world.store.noted.values()] == ["balance_insufficient: The connected account's balance is too small"]
    world.stripe.state.get(account, "account")["balance"] = 5_000
    world.clock.step_ms += HOUR_MS
    await world.reconciler.advance()
    assert (money(world), row(world, name).state, world.store.noted) == ((100_000, 100_000), PaymentState.FAILED, {})


async def test_who_was_rejected_sets_up_a_new_account_and_what_is_under_way_keeps_the_old_one() -> None:
    world = World()
    old = await world.fund()
    first = await asked(world)
    await world.advance()
    world.stripe.connect.reject(old)
    await world.withdrawals.accounts.look_at(old)
    answer = await world.cashier.begin_withdrawal(PLAYER, "the-key-2", 1_000)
    assert isinstance(answer, Refused)
    assert answer.code is Code.PAYOUTS_NOT_SET_UP
    new = await world.cashier.payout_link(PLAYER)
    assert new not in (old, None)
    world.stripe.connect.onboard(str(new), GOOD_BANK)
    second = await asked(world, 1_000, "the-key-2")
    assert (row(world, first).destination, row(world, second).destination) == (old, new)
    await arrived(world)
    assert [row(world, name).state for name in (first, second)] == [PaymentState.PAID] * 2


async def test_an_account_that_stripe_does_not_know_is_replaced_too_and_one_that_works_is_kept() -> None:
    world = World()
    account = await world.fund()
    assert await world.cashier.payout_link(PLAYER) == account
    del world.stripe.state.objects[account]
    fresh = await world.cashier.payout_link(PLAYER)
    assert fresh != account
    assert await world.cashier.payout_link(PLAYER) == fresh


# ── after it arrived ──


async def test_a_payout_that_comes_back_days_after_it_arrived_is_found_though_nobody_tells() -> None:
    world = World()
    await world.fund()
    name = await asked(world)
    await arrived(world)
    world.clock.step_ms += 3 * DAY_MS
    world.stripe.connect.send_back(world.stripe.state.all("payout")[0]["id"], "account_closed")
    await world.reconciler.advance()
    assert (row(world, name).state, money(world)) == (PaymentState.FAILED, (100_000, 100_000))


async def test_one_that_arrived_long_ago_is_looked_at_no_more() -> None:
    world = World()
    await world.fund()
    name = await asked(world)
    await arrived(world)
    looks = 0
    for _ in range(60):
        world.clock.step_ms += DAY_MS // 2
        looks += await world.reconciler.advance()
    assert 10 <= looks <= 15
    assert row(world, name).next_ms is None


# ── who waits for whom ──


async def test_what_an_operator_has_not_looked_at_does_not_keep_the_others_waiting() -> None:
    world = World()
    account = await world.fund(10_000_000)
    for number in range(600):
        await world.store.begin_withdrawal(attrs.evolve(a_row(account), withdrawal_id=f"w_{number:016}", state=PaymentState.REVIEW))
    name = await asked(world, 100)
    world.store.withdrawals[name] = attrs.evolve(row(world, name), state=PaymentState.BEGUN, next_ms=1)
    assert await world.reconciler.advance() == 1
    assert row(world, name).state is PaymentState.PROCESSING


async def test_a_payout_on_its_way_is_asked_about_ever_less_often(autojump_clock: MockClock) -> None:
    world = World()
    await world.fund()
    name = await asked(world)
    looks: list[int] = []
    for _ in range(86_400 // 10):
        looks += [world.clock.now_ms()] * await world.reconciler.advance()
        world.clock.step_ms += 5_000
    pauses = [after - before for before, after in itertools.pairwise(looks)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (5_000, 15 * 60_000)
    assert row(world, name).state is PaymentState.PROCESSING


async def test_one_that_stripe_does_not_answer_about_keeps_nobody_waiting() -> None:
    world = World()
    await world.fund()
    names = [await asked(world, 100, f"the-key-{number}") for number in range(5)]
    calls = 0

    def before(call: str) -> None:
        nonlocal calls
        calls += call == "create_transfer"
        if call == "create_transfer" and calls == 1:
            raise StripeAway("500")

    world.stripe.before = before
    with pytest.raises(StripeAway):
        await world.reconciler.advance()
    states = [row(world, name).state for name in names]  # which of the two that go at once asks first is chance
    assert (states.count(PaymentState.BEGUN), states.count(PaymentState.PROCESSING)) == (1, 4)


async def test_a_payout_that_was_paid_after_it_was_taken_back_is_put_before_a_person() -> None:
    world = World()
    account = await world.fund(bank=CLOSED_BANK)
    await asked(world)
    await arrived(world)
    payout = world.stripe.state.all("payout")[0]
    payout["status"] = "paid"
    with pytest.raises(Exception, match="was paid out after"):
        await world.withdrawals.look_at_payout(payout["id"], account)
