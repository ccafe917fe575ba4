"""The reconciler, in memory and in virtual time: whatever Stripe changes is found by its own loops, though no event ever comes; an older word of
Stripe's is never booked after a newer one; a credit waits for no payout."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import attrs
import pytest
import trio
from trio.testing import MockClock

from protocol.events.payments import Payment, PaymentState
from protocol.limits import AccountState, LimitKind, LimitPeriod
from protocol.money import Currency
from tests.kit.stripe_world import PLAYER, World
from wallet.accounts import grant_account, outside
from wallet.failpoints import at_failpoints
from wallet.gate_transfers import Exclude, SetAccount, SetLimit
from wallet.transfers import Expect, Transfer
from webhooks.deposits import Mismatch
from webhooks.payments import CAME, TroubleKind
from webhooks.schedule import DAY_MS, HOUR_MS
from webhooks.stripe import StripeAway
from webhooks.stripe_events import About, Hint

CARD, BANK, BROKEN_BANK = "4242424242424242", "000123456789", "000111111116"
FIVE_MINUTES = 300.0


async def opened(world: World, key: str = "the-key-1", minor: int = 5_000) -> str:
    """The checkout of a fresh deposit."""
    payment = await world.cashier.begin_deposit(PLAYER, key, minor)
    assert isinstance(payment, Payment), payment
    return str(world.store.rows[payment.payment_id].session_id)


async def paid(world: World) -> tuple[str, str]:
    """A deposit that came in: its checkout, and its payment."""
    session = await opened(world)
    world.stripe.state.pay(session, CARD)
    await world.deposits.look_at_session(session)
    assert world.wallet.cash() == 5_000
    return session, world.stripe.state.get(session, "checkout.session")["payment_intent"]


def only(world: World) -> PaymentState:
    (row,) = world.store.rows.values()
    return row.state


@asynccontextmanager
async def running(world: World) -> AsyncIterator[None]:
    """The loops run by themselves."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(world.reconciler.run)
        yield
        nursery.cancel_scope.cancel()


async def within(seconds: float, so: Callable[[], bool]) -> float:
    """Virtual seconds until it is so."""
    began = trio.current_time()
    with trio.move_on_after(seconds):
        while not so():
            await trio.sleep(1)
    assert so(), f"not within {seconds} s"
    return trio.current_time() - began


async def days_pass(world: World, days: int) -> None:
    """Of each, five minutes in which the loops run."""
    for _ in range(days):
        world.clock.step_ms += DAY_MS
        await trio.sleep(FIVE_MINUTES)


# ── P3: within five minutes, by its own loops ──


@pytest.mark.parametrize("age_hours", [0, 20])
async def test_a_payment_that_nobody_told_is_credited_in_five_minutes_however_old_its_checkout(autojump_clock: MockClock, age_hours: int) -> None:
    world = World()
    async with running(world):
        session = await opened(world)
        world.clock.step_ms += age_hours * HOUR_MS
        await trio.sleep(FIVE_MINUTES)  # the lists were looked through since
        world.stripe.state.pay(session, CARD)
        assert await within(FIVE_MINUTES, lambda: world.wallet.cash() == 5_000) > 0


@pytest.mark.parametrize(("bank", "state", "held"), [(BANK, PaymentState.PAID, 5_000), (BROKEN_BANK, PaymentState.FAILED, 0)])
@pytest.mark.parametrize("days", [0, 2, 6])
async def test_so_is_what_a_slow_bank_says_after_days(autojump_clock: MockClock, bank: str, state: PaymentState, held: int, days: int) -> None:
    world = World()
    async with running(world):
        world.stripe.state.pay(await opened(world), bank)
        await within(FIVE_MINUTES, lambda: only(world) is PaymentState.PROCESSING)
        await days_pass(world, days)
        world.stripe.state.bank_answers()
        await within(FIVE_MINUTES, lambda: only(world) is state)
        assert world.wallet.cash() == held


async def test_so_are_a_refund_and_a_dispute(autojump_clock: MockClock) -> None:
    world = World()
    async with running(world):
        _session, intent = await paid(world)
        world.stripe.state.refund(intent, 2_000)
        await within(FIVE_MINUTES, lambda: world.wallet.cash() == 3_000)
        world.stripe.state.dispute(intent)
        await within(FIVE_MINUTES, lambda: world.wallet.cash() == 0)
        assert (only(world), (await world.wallet.standing(PLAYER)).holder.state) == (PaymentState.DISPUTED, AccountState.FROZEN)


async def test_a_crowd_is_found_in_time_without_asking_about_those_who_have_not_paid(autojump_clock: MockClock) -> None:
    world = World()
    sessions = [await opened(world, f"the-key-{number:04}", 100) for number in range(1_500)]
    for session in sessions[::3]:
        world.stripe.state.pay(session, CARD)
    asked = 0

    def before(call: str) -> None:
        nonlocal asked
        asked += call == "session"

    world.stripe.before = before
    async with running(world):
        await within(FIVE_MINUTES, lambda: world.wallet.cash() == 50_000)
    assert asked == 500


# ── what changes long afterwards ──


@pytest.mark.parametrize("won", [True, False])
async def test_a_dispute_that_is_decided_weeks_later_is_found(autojump_clock: MockClock, won: bool) -> None:
    world = World()
    _session, intent = await paid(world)
    dispute = world.stripe.state.dispute(intent)
    await world.deposits.look_at_payment(intent)
    assert world.wallet.cash() == 0
    async with running(world):
        await days_pass(world, 50)
        world.stripe.state.close_dispute(dispute["id"], won=won)
        await days_pass(world, 1)
    (row,) = world.store.rows.values()
    assert (world.wallet.cash(), row.state) == ((5_000, PaymentState.PAID) if won else (0, PaymentState.DISPUTED))
    assert row.next_ms is None, "it is decided: nothing is asked again"


async def test_an_inquiry_that_becomes_a_dispute_weeks_later_is_found(autojump_clock: MockClock) -> None:
    world = World()
    _session, intent = await paid(world)
    inquiry = world.stripe.state.dispute(intent, inquiry=True)
    await world.deposits.look_at_payment(intent)
    assert world.wallet.cash() == 5_000
    async with running(world):
        await days_pass(world, 20)
        world.stripe.state.escalate(inquiry["id"])
        await days_pass(world, 1)
    assert (world.wallet.cash(), only(world)) == (0, PaymentState.DISPUTED)


async def test_a_refund_that_fails_at_the_payers_bank_comes_in_again(autojump_clock: MockClock) -> None:
    world = World()
    _session, intent = await paid(world)
    refund = world.stripe.state.refund(intent, 2_000)
    await world.deposits.look_at_payment(intent)
    async with running(world):
        await days_pass(world, 10)
        world.stripe.state.fail_refund(refund["id"])
        await days_pass(world, 1)
        assert world.wallet.cash() == 5_000
        await days_pass(world, 40)
    assert next(iter(world.store.rows.values())).next_ms is None, "and then it is left alone"


async def test_who_won_a_dispute_and_is_still_frozen_is_before_an_operator_until_somebody_thaws_them(autojump_clock: MockClock) -> None:
    world = World()
    _session, intent = await paid(world)
    dispute = world.stripe.state.dispute(intent)
    await world.deposits.look_at_payment(intent)
    world.stripe.state.close_dispute(dispute["id"], won=True)
    await world.deposits.look_at_payment(intent)
    await world.reconciler.look_through()
    (kind,) = (kind for _subject, kind in world.store.noted)
    assert (kind, only(world)) == (TroubleKind.WON, PaymentState.PAID)
    await world.wallet.post("thaw", SetAccount(PLAYER, AccountState.OPEN))
    await world.reconciler.look_through()
    assert world.store.noted == {}


# ── an event is done when nothing is left to do ──


def told(world: World, about: About, name: str, number: int = 1, account: str | None = None) -> Hint:
    return Hint(f"evt_{number:08}", "any", about, name, account, world.clock.now_ms(), livemode=False)


async def test_an_event_is_not_done_while_stripe_has_not_answered_everything() -> None:
    world = World()
    _session, intent = await paid(world)
    dispute = world.stripe.state.dispute(intent)
    await world.deposits.look_at_payment(intent)
    world.stripe.state.close_dispute(dispute["id"], won=True)
    world.clock.step_ms += 3 * DAY_MS  # no list has it any more
    await world.store.take_in(told(world, About.PAYMENT, intent), b"", 1)
    failed = 0

    def before(call: str) -> None:
        nonlocal failed
        if call == "disputes_of" and not failed:
            failed += 1
            raise StripeAway("500")

    world.stripe.before = before
    with pytest.raises(StripeAway):
        await world.reconciler.work_off()
    assert world.store.done == {}
    assert await world.reconciler.work_off() == 1
    assert (world.wallet.cash(), only(world), list(world.store.done)) == (5_000, PaymentState.PAID, ["evt_00000001"])


async def test_who_dies_between_the_books_and_the_row_comes_back_to_it_though_the_event_is_done() -> None:
    world = World()
    _session, intent = await paid(world)
    world.stripe.state.refund(intent, 5_000)
    world.clock.step_ms += 4 * DAY_MS  # no list has it any more
    await world.store.take_in(told(world, About.PAYMENT, intent), b"", 1)

    def reached(name: str) -> None:
        if name == "deposit.taken_back":
            raise InterruptedError

    with at_failpoints(reached), pytest.raises(InterruptedError):
        await world.reconciler.work_off()
    assert (world.wallet.cash(), only(world), list(world.store.done)) == (0, PaymentState.PAID, ["evt_00000001"])
    await world.reconciler.look_through()
    assert only(world) is PaymentState.REFUNDED


async def test_a_trouble_that_is_found_after_the_mark_is_seen_all_the_same() -> None:
    world = World()
    session = await opened(world)
    world.stripe.state.pay(session, CARD)
    await world.store.take_in(told(world, About.SESSION, session), b"", 1)
    move = world.store.move_deposit

    async def broken(row: Any, now: int) -> Any:
        raise Mismatch("found late")

    world.store.move_deposit = broken  # type: ignore[method-assign]
    await world.reconciler.work_off()
    world.store.move_deposit = move  # type: ignore[method-assign]
    assert (world.wallet.cash(), world.store.done) == (5_000, {"evt_00000001": "found late"})


@pytest.mark.parametrize("about", [About.SESSION, About.PAYMENT, About.PAYOUT, About.ACCOUNT])
async def test_an_event_of_another_account_is_put_aside(about: About) -> None:
    world = World()
    session = await opened(world)
    world.stripe.state.pay(session, CARD)
    account = await world.fund(0)
    name = await _withdrawal(world)
    await world.advance()
    payout = str(world.store.withdrawals[name].payout_id)
    world.stripe.connect.payouts_arrive()
    intent = world.stripe.state.get(session, "checkout.session")["payment_intent"]
    objects = {About.SESSION: session, About.PAYMENT: intent, About.PAYOUT: payout, About.ACCOUNT: account}
    before = world.wallet.cash()
    await world.store.take_in(told(world, about, objects[about], account="acct_of_somebody"), b"", 1)
    assert await world.reconciler.work_off() == 1
    assert (world.wallet.cash(), bool(world.store.done["evt_00000001"])) == (before, True)
    assert world.store.withdrawals[name].state is PaymentState.PROCESSING


async def _withdrawal(world: World) -> str:
    await world.wallet.post("more", Transfer(outside("play_money", Currency.USD), grant_account(PLAYER, Currency.USD), 10_000))
    payment = await world.cashier.begin_withdrawal(PLAYER, "the-key-w", 1_000)
    assert isinstance(payment, Payment), payment
    return payment.payment_id


# ── one look at a time ──


async def test_an_older_word_of_stripes_is_never_booked_after_a_newer_one() -> None:
    """One look has read, and is slow to book; meanwhile a refund, and somebody looks again."""
    world = World()
    session, intent = await paid(world)
    read, go_on = trio.Event(), trio.Event()
    ask = world.stripe.session

    async def slowly(name: str) -> Any:
        found = await ask(name)
        if not read.is_set():
            read.set()
            await go_on.wait()
        return found

    world.stripe.session = slowly  # type: ignore[method-assign]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(world.deposits.look_at_session, session)
        await read.wait()
        world.stripe.state.refund(intent, 2_000)
        nursery.start_soon(world.deposits.look_at_payment, intent)
        await trio.testing.wait_all_tasks_blocked()
        go_on.set()
    assert world.wallet.cash() == 3_000


# ── who waits for whom ──


async def test_a_credit_does_not_wait_behind_payouts(autojump_clock: MockClock) -> None:
    world = World()
    await world.fund()
    for number in range(40):
        await world.cashier.begin_withdrawal(PLAYER, f"the-key-{number:03}", 500)
    ask = world.stripe.read_payout

    async def slowly(payout: str, account: str) -> Any:
        await trio.sleep(0.25)
        return await ask(payout, account)

    world.stripe.read_payout = slowly  # type: ignore[method-assign]
    session = await opened(world)
    before = world.wallet.cash()
    async with running(world):
        await trio.sleep(1)
        world.stripe.state.pay(session, CARD)
        await world.store.take_in(told(world, About.SESSION, session), b"", 1)
        world.reconciler.wake()
        assert await within(10, lambda: world.wallet.cash() == before + 5_000) <= 1


async def test_one_checkout_that_cannot_be_read_keeps_no_other_waiting_and_the_mark_stays() -> None:
    world = World()
    sessions = [await opened(world, f"the-key-{number}", 1_000) for number in range(6)]
    for session in sessions:
        world.stripe.state.pay(session, CARD)
    ask = world.stripe.session

    async def broken(name: str) -> Any:
        if name == sessions[-1]:  # the newest is listed first
            raise StripeAway("500")
        return await ask(name)

    world.stripe.session = broken  # type: ignore[method-assign]
    with pytest.raises(StripeAway):
        await world.reconciler.look_through()
    assert (world.wallet.cash(), world.store.marks) == (5_000, {})
    world.stripe.session = ask  # type: ignore[method-assign]
    await world.reconciler.look_through()
    assert (world.wallet.cash(), list(world.store.marks)) == (6_000, ["listed"])


@pytest.mark.parametrize("told", [True, False], ids=["by an event", "by the lists"])
async def test_one_that_we_have_a_bug_about_keeps_no_other_waiting(autojump_clock: MockClock, told: bool) -> None:
    world = World()
    sessions = [await opened(world, f"the-key-{number}", 1_000) for number in range(4)]
    for session in sessions:
        world.stripe.state.pay(session, CARD)
        if told:
            world.store.events[session] = Hint(session, "x", About.SESSION, session, None, 1, False)
    settle = world.deposits.look_at_session

    async def looks(session: str, events: tuple[str, ...] = ()) -> None:
        if session == sessions[0]:
            raise KeyError("our bug")
        await settle(session, events)

    world.deposits.look_at_session = looks  # type: ignore[method-assign]
    async with running(world):
        await within(FIVE_MINUTES, lambda: world.wallet.cash() == 3_000)
        await within(1, lambda: any("our bug" in words for words in world.alarms))


async def test_a_deposit_that_never_got_to_stripe_is_given_up_after_an_hour() -> None:
    world = World()
    world.stripe.before = away_at("create_session")
    await world.cashier.begin_deposit(PLAYER, "the-key-1", 5_000)
    world.clock.step_ms += HOUR_MS - 60_000
    await world.reconciler.look_through()
    assert only(world) is PaymentState.BEGUN
    world.clock.step_ms += 120_000
    await world.reconciler.look_through()
    assert only(world) is PaymentState.EXPIRED


def away_at(call: str) -> Callable[[str], None]:
    def before(asked: str) -> None:
        if asked == call:
            raise StripeAway("500")

    return before


# ── who stops ──


async def test_who_excludes_themself_can_pay_at_no_checkout_that_was_open() -> None:
    world = World()
    sessions = [await opened(world, f"the-key-{number}") for number in range(3)]
    await world.wallet.post("exclude", Exclude(PLAYER, world.clock.now_ms() + 30 * DAY_MS))
    await world.cashier.stop_deposits(PLAYER)
    assert [world.stripe.state.get(one, "checkout.session")["status"] for one in sessions] == ["expired"] * 3
    assert {row.state for row in world.store.rows.values()} == {PaymentState.EXPIRED}
    await world.cashier.stop_deposits(PLAYER)


@pytest.mark.parametrize("op", [Exclude(PLAYER, 2**45), SetAccount(PLAYER, AccountState.FROZEN)], ids=["excluded", "frozen"])
async def test_the_reconciler_does_it_when_nobody_got_around_to(autojump_clock: MockClock, op: Any) -> None:
    world = World()
    session = await opened(world)
    async with running(world):
        await trio.sleep(120)
        assert world.stripe.state.get(session, "checkout.session")["status"] == "open"
        await world.wallet.post("op", op)
        await within(FIVE_MINUTES, lambda: only(world) is PaymentState.EXPIRED)
    assert world.stripe.state.get(session, "checkout.session")["status"] == "expired"


async def test_stopping_does_not_wait_for_a_stripe_that_is_away_and_is_done_later(autojump_clock: MockClock) -> None:
    world = World()
    session = await opened(world)
    await world.wallet.post("exclude", Exclude(PLAYER, 2**45))

    async def hang(_session: str, _minute: int) -> None:
        await trio.sleep(20)

    expire, world.stripe.expire_session = world.stripe.expire_session, hang  # type: ignore[method-assign]
    began = trio.current_time()
    await world.cashier.stop_deposits(PLAYER)
    assert trio.current_time() - began == 5
    world.stripe.before = away_at("expire_session")
    world.stripe.expire_session = expire  # type: ignore[method-assign]
    await world.cashier.stop_deposits(PLAYER)
    world.stripe.before = lambda _call: None
    await world.reconciler.look_through()
    assert world.stripe.state.get(session, "checkout.session")["status"] == "expired"


async def test_what_was_paid_just_before_is_theirs() -> None:
    world = World()
    session = await opened(world)
    world.stripe.state.pay(session, CARD)
    await world.wallet.post("exclude", Exclude(PLAYER, 2**45))
    await world.cashier.stop_deposits(PLAYER)
    assert (world.wallet.cash(), only(world)) == (5_000, PaymentState.PAID)


async def test_a_checkout_that_is_just_being_opened_is_stopped_too() -> None:
    world = World()
    opening, go_on = trio.Event(), trio.Event()
    make = world.stripe.create_session

    async def slowly(*args: Any) -> Any:
        opening.set()
        await go_on.wait()
        return await make(*args)

    world.stripe.create_session = slowly  # type: ignore[method-assign]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(world.cashier.begin_deposit, PLAYER, "the-key-1", 5_000)
        await opening.wait()
        await world.wallet.post("exclude", Exclude(PLAYER, 2**45))
        nursery.start_soon(world.cashier.stop_deposits, PLAYER)
        await trio.testing.wait_all_tasks_blocked()
        go_on.set()
    assert [one["status"] for one in world.stripe.state.all("checkout.session")] == ["expired"]


async def test_a_checkout_that_we_gave_up_and_that_stripe_still_has_open_is_closed_there() -> None:
    world = World()
    session = await opened(world)
    (name,) = world.store.rows
    world.store.rows[name] = attrs.evolve(world.store.rows[name], state=PaymentState.EXPIRED)
    await world.reconciler.look_through()
    assert world.stripe.state.get(session, "checkout.session")["status"] == "expired"


async def test_a_limit_that_is_used_up_stops_nothing() -> None:
    """The deposit that used it up is among those that are open."""
    world = World()
    await world.wallet.post("limit", SetLimit(PLAYER, Currency.USD, LimitKind.DEPOSIT, LimitPeriod.DAY, 5_000))
    session = await opened(world)
    assert (await world.wallet.post("expect", Expect("d_other", PLAYER, Currency.USD, 1))).outcome.name == "LIMIT_REACHED"
    await world.reconciler.look_through()
    assert world.stripe.state.get(session, "checkout.session")["status"] == "open"
    assert only(world) not in CAME
