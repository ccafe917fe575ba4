"""A deposit that its payer does not want any more: its checkout ends, its room in the limit is free again, and money that came is kept all the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio
from trio.testing import MockClock

from protocol.events.payments import Payment, PaymentState
from protocol.ids import deposit_id
from protocol.limits import LimitKind, LimitPeriod
from protocol.money import Currency
from protocol.refusals import Code, Refused
from tests.kit.stripe_world import PLAYER, World
from wallet.gate_transfers import SetLimit
from wallet.records import DepositState
from webhooks.payments import DepositRow
from webhooks.stripe import StripeAway

CARD = "4242424242424242"
SOMEBODY_ELSE = "p_" + "b" * 16


async def begun(world: World, key: str = "the-key-1", minor: int = 1_000) -> Payment:
    payment = await world.cashier.begin_deposit(PLAYER, key, minor)
    assert isinstance(payment, Payment), payment
    return payment


def code(answer: Refused | None) -> Code | None:
    return None if answer is None else answer.code


async def test_what_it_took_of_the_limit_is_free_again(autojump_clock: MockClock) -> None:
    world = World()
    await world.wallet.post("limit", SetLimit(PLAYER, Currency.USD, LimitKind.DEPOSIT, LimitPeriod.DAY, 1_500))
    payment = await begun(world)
    refused = await world.cashier.begin_deposit(PLAYER, "the-key-2", 1_000)
    assert isinstance(refused, Refused)
    assert await world.cashier.drop_deposit(PLAYER, payment.payment_id) is None
    assert world.store.rows[payment.payment_id].state is PaymentState.EXPIRED
    assert {one["status"] for one in world.stripe.state.all("checkout.session")} == {"expired"}
    assert (await begun(world, "the-key-3")).state is PaymentState.OPEN


async def test_one_that_was_paid_meanwhile_comes_in(autojump_clock: MockClock) -> None:
    world = World()
    payment = await begun(world)
    world.stripe.state.pay(str(world.store.rows[payment.payment_id].session_id), CARD)
    assert await world.cashier.drop_deposit(PLAYER, payment.payment_id) is None
    assert world.wallet.cash() == 1_000
    assert code(await world.cashier.drop_deposit(PLAYER, payment.payment_id)) is Code.NOTHING_OPEN


async def test_nobody_drops_what_is_another_players_or_is_not_there(autojump_clock: MockClock) -> None:
    world = World()
    payment = await begun(world)
    assert code(await world.cashier.drop_deposit(SOMEBODY_ELSE, payment.payment_id)) is Code.NOTHING_OPEN
    assert code(await world.cashier.drop_deposit(PLAYER, "d_" + "q" * 16)) is Code.NOTHING_OPEN
    assert world.store.rows[payment.payment_id].state is PaymentState.OPEN


async def test_a_stripe_that_is_away_leaves_it_open_and_says_so(autojump_clock: MockClock) -> None:
    world = World()
    payment = await begun(world)

    def away(_call: str) -> None:
        raise StripeAway("it is away")

    world.stripe.before = away
    assert code(await world.cashier.drop_deposit(PLAYER, payment.payment_id)) is Code.PAYMENTS_AWAY
    assert world.store.rows[payment.payment_id].state is PaymentState.OPEN
    world.stripe.before = lambda _call: None
    async with trio.open_nursery() as presses:
        for _ in range(5):
            presses.start_soon(world.cashier.drop_deposit, PLAYER, payment.payment_id)
    assert world.store.rows[payment.payment_id].state is PaymentState.EXPIRED


async def test_what_was_given_up_and_not_written_down_is_not_opened_again(autojump_clock: MockClock) -> None:
    """Whoever asks may be gone between the two: another deposit has the room by then."""
    world = World()
    await world.wallet.post("limit", SetLimit(PLAYER, Currency.USD, LimitKind.DEPOSIT, LimitPeriod.DAY, 1_500))

    def away(_call: str) -> None:
        raise StripeAway("it is away")

    world.stripe.before = away
    assert isinstance(await world.cashier.begin_deposit(PLAYER, "the-key-1", 1_000), Refused)
    world.stripe.before = lambda _call: None
    with trio.CancelScope() as gone:
        move, world.store.move_deposit = world.store.move_deposit, _after(gone.cancel)  # type: ignore[method-assign]
        await world.cashier.drop_deposit(PLAYER, deposit_id(PLAYER, "the-key-1"))
    world.store.move_deposit = move  # type: ignore[method-assign]
    assert (await begun(world, "the-key-2")).state is PaymentState.OPEN
    assert (await begun(world, "the-key-1")).state is PaymentState.EXPIRED
    assert len(world.stripe.state.all("checkout.session")) == 1


async def test_what_was_dropped_before_the_books_knew_it_can_be_dropped_later(autojump_clock: MockClock) -> None:
    """A refusal is remembered for ever: asked too early, the room in the limit would never come back, and the account could never be closed."""
    world = World()
    post, move = world.wallet.post, world.store.move_deposit
    with trio.CancelScope() as gone:
        world.wallet.post = _after(gone.cancel)  # type: ignore[assignment, method-assign]
        await world.cashier.begin_deposit(PLAYER, "the-key-1", 1_000)
    world.wallet.post = post  # type: ignore[method-assign]
    with trio.CancelScope() as gone:
        world.store.move_deposit = _after(gone.cancel)  # type: ignore[method-assign]
        await world.cashier.drop_deposit(PLAYER, deposit_id(PLAYER, "the-key-1"))
    world.store.move_deposit = move  # type: ignore[method-assign]
    payment = await begun(world, "the-key-1")
    assert payment.state is PaymentState.OPEN
    assert await world.cashier.drop_deposit(PLAYER, payment.payment_id) is None
    booked = await world.wallet.deposit(payment.payment_id)
    assert booked is not None
    assert booked.state is DepositState.DROPPED


def _after(gone: Callable[[], None]) -> Callable[..., Awaitable[DepositRow]]:
    async def never(*_asked: object, **_more: object) -> DepositRow:
        gone()
        await trio.sleep_forever()
        raise AssertionError

    return never
