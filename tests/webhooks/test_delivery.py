"""P1: whatever arrives of Stripe's events, in whatever order, how often and with whatever crashes between: what is credited is what Stripe's own
objects say, never what they never said, and each checkout once. A trace of six events, all its ordered subsets; while they are delivered the process
dies at any of its failpoints, or Stripe does not answer."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterator, Sequence
from random import Random
from typing import Any

import attrs
import pytest
import trio

from protocol.events.payments import PaymentState
from tests.kit.stripe_world import PLAYER, World
from wallet.failpoints import PAYMENT_FAILPOINTS, at_failpoints
from webhooks.stripe import StripeAway
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
FAILPOINTS = (*(name for name in PAYMENT_FAILPOINTS if name.startswith("deposit.")), "events.done")
AWAY = ("away: session", "away: disputes_of", "away: session_paid_by")
CRASHES = (None, *FAILPOINTS, *AWAY)


class Crash(Exception):
    """The process ended here."""


class Once:
    """A fault, the first time that somebody comes past it."""

    def __init__(self, fault: str | None) -> None:
        self.fault = fault

    def reached(self, name: str) -> None:
        if name == self.fault:
            self.fault = None
            raise Crash

    def asked(self, call: str) -> None:
        if f"away: {call}" == self.fault:
            self.fault = None
            raise StripeAway("500")


async def opened(fault: Once) -> tuple[World, str]:
    """A deposit whose checkout is open: begun again when the process died meanwhile."""
    world = World()
    while True:
        try:
            with at_failpoints(fault.reached):
                payment = await world.deposits.begin(PLAYER, "the-key-1", MINOR)
            break
        except Crash:
            continue
    assert payment.state is PaymentState.OPEN, payment  # type: ignore[union-attr]
    return world, next(iter(world.store.rows.values())).session_id or ""


async def trace_of(scenario: str) -> Trace:
    """The states, and six events spread over them: each is about the checkout or about the payment."""
    world, session = await opened(Once(None))
    states = [world.stripe.snapshot() for _ in SCENARIOS[scenario](world, session)]
    last = len(states) - 1
    intent = states[-1][session]["payment_intent"]
    hints = []
    for number in range(6):
        at = min(last, number * (last + 1) // 6 + (number > 0))
        about = (About.PAYMENT, intent) if intent and number % 2 and states[at][session]["payment_intent"] else (About.SESSION, session)
        hints.append((Hint(f"evt_{number}00000", "any", *about, None, number, livemode=False), at))
    return Trace(tuple(states), tuple(hints))


class Run:
    """One delivery: a world whose Stripe has the objects of the trace."""

    def __init__(self, world: World, session: str, trace: Trace, fault: Once) -> None:
        self.world, self.session, self.trace, self.fault = world, session, trace, fault
        world.stripe.before = fault.asked
        self.at, self.said = 0, {0}
        self.time(0)

    def time(self, at: int) -> None:
        """Stripe's time only ever goes on, through each of its states."""
        for state in range(self.at, max(self.at, at) + 1):
            self.at = state
            self.world.stripe.state.objects = dict(self.trace.states[state])
            self.said.add(self.truth())

    def truth(self) -> int:
        """What Stripe itself holds of the payment."""
        objects = self.world.stripe.state.objects
        if objects[self.session]["payment_status"] != "paid":
            return 0
        charge = next(one for one in objects.values() if one["object"] == "charge")
        disputed = sum(one["amount"] for one in objects.values() if one["object"] == "dispute" and one["status"] != "won")
        return MINOR - charge["amount_refunded"] - disputed

    def held(self) -> int:
        return self.world.wallet.cash() - self.world.wallet.owed()

    def check(self) -> None:
        wallet = self.world.wallet
        assert self.held() in self.said
        assert sum(row.command_id.startswith("credit:") for row in wallet.rows) <= 1
        assert set(wallet.book.ledger.totals().values()) <= {0}

    async def deliver(self, order: Sequence[int]) -> None:
        """One after another: whenever one is worked off, the books say what Stripe says at that moment."""
        for number in order:
            hint, at = self.trace.hints[number]
            self.time(at)
            fresh = await self.world.store.take_in(hint, b"", 1)
            await self.work_off()
            self.check()
            assert not fresh or self.held() == self.truth()

    async def deliver_at_once(self, order: Sequence[int]) -> None:
        """All together, while Stripe's time goes on and somebody looks through the lists."""

        async def time_passes() -> None:
            for number in order:
                hint, at = self.trace.hints[number]
                self.time(at)
                await self.world.store.take_in(hint, b"", 1)
                await trio.lowlevel.checkpoint()
                self.check()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(time_passes)
            for work in (self.work_off, self.look_through, self.work_off):
                nursery.start_soon(work)
        self.check()

    async def work_off(self) -> None:
        """As a process that dies once at its crash point, and is started again."""
        await self._until_done(self.world.reconciler.work_off)

    async def look_through(self) -> None:
        await self._until_done(self.world.reconciler.look_through)

    async def _until_done(self, work: Callable[[], Awaitable[object]]) -> None:
        died = True
        while died:
            died = False
            try:
                with at_failpoints(self.fault.reached):
                    await work()
            except* (Crash, StripeAway):
                died = True

    async def end(self) -> None:
        """All that Stripe did is done; nothing more is delivered; somebody looks through the lists."""
        self.time(len(self.trace.states) - 1)
        self.fault.fault = None
        self.world.clock.step_ms += 3_600_000
        await self.world.reconciler.look_through()
        assert self.held() == self.truth(), (self.held(), self.truth())
        assert self.world.alarms == []
        row = next(iter(self.world.store.rows.values()))
        assert row.state not in (PaymentState.OPEN, PaymentState.BEGUN, PaymentState.PROCESSING)
        assert len(self.world.deposits.turns) == 0, "a turn that nobody waits for is forgotten"


def orders() -> list[tuple[int, ...]]:
    """Every ordered subset of six events: 1,957."""
    return [order for size in range(7) for order in itertools.permutations(range(6), size)]


async def run_all(scenario: str, chosen: Sequence[tuple[tuple[int, ...], str, str | None]]) -> int:
    trace = await trace_of(scenario)
    for order, pattern, crash in chosen:
        fault = Once(crash)
        world, session = await opened(fault)
        run = Run(world, session, trace, fault)
        if pattern == AT_ONCE:
            await run.deliver_at_once(order)
        else:
            await run.deliver(DUPLICATIONS[pattern](order) if order else [])
        await run.end()
    return len(chosen)


AT_ONCE = "all at once"


def all_cases() -> list[tuple[tuple[int, ...], str, str | None]]:
    return list(itertools.product(orders(), (*DUPLICATIONS, AT_ONCE), CRASHES))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_is_credited_is_what_stripe_says(scenario: str) -> None:
    chosen = Random(scenario).sample(all_cases(), 1_000)
    assert trio.run(run_all, scenario, chosen) == 1_000


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_delivery_of_every_scenario(scenario: str) -> None:
    assert trio.run(run_all, scenario, all_cases()) == 1_957 * 5 * 10
