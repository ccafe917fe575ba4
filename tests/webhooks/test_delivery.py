"""P1: whatever arrives of Stripe's events, in whatever order, how often and with whatever crashes between: what is credited is what Stripe's own
objects say, never more at any moment, and each checkout once. A trace of six events, all its ordered subsets."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import attrs
import pytest
import trio

from protocol.events.payments import PaymentState
from tests.kit.stripe_world import PLAYER, World
from wallet.failpoints import at_failpoints
from webhooks.cashier import Cashier
from webhooks.payment_bounds import PaymentBounds
from webhooks.reconcile import Reconciler
from webhooks.stripe_events import About, Hint

MINOR = 5_000
CARD, BANK, BROKEN_BANK = "4242424242424242", "000123456789", "000111111116"


@attrs.frozen
class Trace:
    """A checkout's history: the states of Stripe's objects, and six events, each of which came with one of these states."""

    states: tuple[dict[str, Any], ...]
    hints: tuple[tuple[Hint, int], ...]


def paid(world: World, session: str) -> Iterator[None]:
    yield
    world.stripe.state.pay(session, CARD)
    yield


def delayed_paid(world: World, session: str) -> Iterator[None]:
    yield
    world.stripe.state.pay(session, BANK)
    yield
    world.stripe.state.bank_answers()
    yield


def delayed_failed(world: World, session: str) -> Iterator[None]:
    yield
    world.stripe.state.pay(session, BROKEN_BANK)
    yield
    world.stripe.state.bank_answers()
    yield


def expired(world: World, session: str) -> Iterator[None]:
    yield
    world.stripe.state.expire_session(session)
    yield


def taken_back(world: World, session: str) -> Iterator[None]:
    state = world.stripe.state
    yield
    state.pay(session, CARD)
    yield
    intent = state.get(session, "checkout.session")["payment_intent"]
    state.refund(intent, 2_000)
    yield
    dispute = state.dispute(intent)
    yield
    state.close_dispute(dispute["id"], won=True)
    yield


SCENARIOS: dict[str, Callable[[World, str], Iterator[None]]] = {
    "paid": paid, "delayed, paid": delayed_paid, "delayed, failed": delayed_failed, "expired": expired, "refunded, disputed": taken_back,
}  # fmt: skip
DUPLICATIONS: dict[str, Callable[[Sequence[int]], list[int]]] = {
    "once": list,
    "twice each": lambda order: [one for one in order for _ in range(2)],
    "all again": lambda order: [*order, *order],
    "the first again after each": lambda order: [one for each in order for one in (each, order[0])],
}
CRASHES = (None, "deposit.credited", "deposit.taken_back", "events.done")


async def opened() -> tuple[World, str]:
    world = World()
    payment = await world.deposits.begin(PLAYER, "the-key-1", MINOR)
    assert payment.state is PaymentState.OPEN, payment  # type: ignore[union-attr]
    return world, next(iter(world.store.deposits.values())).session_id or ""


async def trace_of(scenario: str) -> Trace:
    """The states, and six events spread over them: each is about the checkout or about the payment."""
    world, session = await opened()
    states = [world.stripe.snapshot() for _ in SCENARIOS[scenario](world, session)]
    last = len(states) - 1
    intent = states[-1][session]["payment_intent"]
    hints = []
    for number in range(6):
        at = min(last, number * (last + 1) // 6 + (number > 0))
        about = (About.PAYMENT, intent) if intent and number % 2 and states[at][session]["payment_intent"] else (About.SESSION, session)
        hints.append((Hint(f"evt_{number}00000", "any", *about, None, number, livemode=False), at))
    return Trace(tuple(states), tuple(hints))


class Crash(Exception):
    """The process ended here."""


class NoWithdrawals:
    """Nobody takes anything out here."""

    async def free_denied(self, since_ms: int) -> None:
        """There is nothing to free."""


class Run:
    """One delivery: a world whose Stripe has the objects of the trace."""

    def __init__(self, world: World, session: str, trace: Trace, crash: str | None) -> None:
        self.world, self.session, self.trace, self.crash = world, session, trace, crash
        cashier = Cashier(world.store, world.deposits, NoWithdrawals(), world.watchers, PaymentBounds)  # type: ignore[arg-type]
        self.alarms: list[str] = []
        self.reconciler = Reconciler(world.store, world.stripe, cashier, world.clock, lambda what, words: self.alarms.append(f"{what}: {words}"))  # type: ignore[arg-type]
        self.at = 0
        self.time(0)

    def time(self, at: int) -> None:
        """Stripe's time only ever goes on."""
        self.at = max(self.at, at)
        self.world.stripe.state.objects = dict(self.trace.states[self.at])

    def truth(self) -> int:
        """What Stripe itself holds of the payment."""
        objects = self.world.stripe.state.objects
        if objects[self.session]["payment_status"] != "paid":
            return 0
        charge = next(one for one in objects.values() if one["object"] == "charge")
        disputed = sum(one["amount"] for one in objects.values() if one["object"] == "dispute" and one["status"] != "won")
        return MINOR - charge["amount_refunded"] - disputed

    def check(self) -> None:
        wallet = self.world.wallet
        assert wallet.cash() - wallet.owed() in (0, self.truth()) or self.at < len(self.trace.states) - 1
        assert wallet.cash() <= MINOR
        assert sum(row.command_id.startswith("credit:") for row in wallet.rows) <= 1
        assert set(wallet.book.ledger.totals().values()) <= {0}

    async def deliver(self, order: Sequence[int]) -> None:
        for number in order:
            hint, at = self.trace.hints[number]
            self.time(at)
            await self.world.store.take_in(hint, b"", 1)
            await self.work_off()
            self.check()

    async def work_off(self) -> None:
        """As a process that dies once at its crash point, and is started again."""
        died = True
        while died:
            died = False
            try:
                with at_failpoints(self.reached):
                    await self.reconciler.work_off()
            except* Crash:
                died = True

    def reached(self, name: str) -> None:
        if name == self.crash:
            self.crash = None
            raise Crash

    async def end(self) -> None:
        """All that Stripe did is done; nothing more is delivered; somebody looks through the lists."""
        self.time(len(self.trace.states) - 1)
        with at_failpoints(lambda _name: None):
            self.world.clock.step_ms += 3_600_000
            await self.reconciler.look_through()
        wallet = self.world.wallet
        assert wallet.cash() - wallet.owed() == self.truth(), (wallet.cash(), wallet.owed(), self.truth())
        assert self.alarms == []
        row = next(iter(self.world.store.deposits.values()))
        assert row.state not in (PaymentState.OPEN, PaymentState.BEGUN, PaymentState.PROCESSING)


def orders() -> list[tuple[int, ...]]:
    """Every ordered subset of six events: 1,957."""
    return [order for size in range(7) for order in itertools.permutations(range(6), size)]


async def run_all(scenario: str, chosen: Sequence[tuple[tuple[int, ...], str, str | None]]) -> int:
    trace = await trace_of(scenario)
    session = next(name for name in trace.states[0] if name.startswith("cs_"))
    for order, pattern, crash in chosen:
        world, fresh = await opened()
        world.store.deposits = {name: attrs.evolve(row, session_id=session) for name, row in world.store.deposits.items()}
        assert fresh
        run = Run(world, session, trace, crash)
        await run.deliver(DUPLICATIONS[pattern](order) if order else [])
        await run.end()
    return len(chosen)


def all_cases() -> list[tuple[tuple[int, ...], str, str | None]]:
    return list(itertools.product(orders(), DUPLICATIONS, CRASHES))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_is_credited_is_what_stripe_says(scenario: str) -> None:
    chosen = Random(scenario).sample(all_cases(), 1_000)
    assert trio.run(run_all, scenario, chosen) == 1_000


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_delivery_of_every_scenario(scenario: str) -> None:
    assert trio.run(run_all, scenario, all_cases()) == 1_957 * 4 * 4
