"""The reconciler: works off the events that came, and now and then looks through what Stripe has, for those that never did.

Reads of a balance never wait for Stripe; this does, in the background, and backs off when there is no answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs
import trio

from actors.clock import Clock
from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.ref import AskTimeout
from wallet.failpoints import failpoint
from wallet.journal import DatabaseAway
from webhooks.cashier import Cashier
from webhooks.deposits import Mismatch
from webhooks.payments import DepositRow, PaymentState, PaymentStore
from webhooks.stripe import Stripe, StripeAway, StripeRefused
from webhooks.stripe_events import About, Hint

EVENTS_AT_ONCE = 500
LOOKS_AT_ONCE = 2
LISTING_SECONDS = 60.0
OVERLAP_MS = 2 * 3_600_000
FIRST_LOOK_BACK_MS = 3 * 86_400_000
BEGUN_MS_MAX = 3_600_000
REST_SECONDS = 1.0
AWAY_SECONDS_MAX = 60.0
NOT_NOW = (StripeAway, DatabaseAway, ActorDead, ActorCrashed, MailboxFull, AskTimeout)


@attrs.frozen
class Looked:
    """What one look through Stripe's lists found."""

    checkouts: int
    strangers: int


class Reconciler:
    """One task a house."""

    def __init__(self, store: PaymentStore, stripe: Stripe, cashier: Cashier, clock: Clock, alarm: Callable[[str, str], None]) -> None:
        self._store = store
        self._stripe = stripe
        self._cashier = cashier
        self._clock = clock
        self._alarm = alarm
        self._something = trio.Event()
        self._done = 0
        self._troubles = 0

    def wake(self) -> None:
        """There is something to look at."""
        self._something.set()

    async def run(self) -> None:
        """For ever."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._for_ever, self._work_off)
            nursery.start_soon(self._for_ever, self._look_through)

    async def _for_ever(self, work: Callable[[], object]) -> None:
        pause = REST_SECONDS
        while True:
            try:
                await work()  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
                pause = REST_SECONDS
            except NOT_NOW as error:
                self._alarm("payments wait", repr(error)[:200])
            except Exception as error:  # our own bug: it must not end the house, nor be silent
                self._alarm("payments failed", repr(error)[:300])
            else:
                continue
            await trio.sleep(pause)
            pause = min(2 * pause, AWAY_SECONDS_MAX)

    # ── events ──

    async def _work_off(self) -> None:
        self._something = trio.Event()
        if await self.work_off() == 0:
            await self._advance_all()
            with trio.move_on_after(5 * REST_SECONDS):
                await self._something.wait()

    async def _advance_all(self) -> None:
        """One that cannot go on must not keep the others waiting."""
        for row in await self._store.waiting_withdrawals():
            try:
                await self._cashier.withdrawals.advance(row)
            except Exception as error:
                self._alarm("a withdrawal waits", f"{row.withdrawal_id}: {error!r}"[:300])

    async def work_off(self) -> int:
        """Looks at what the waiting events are about, each thing once however many events say so. How many events."""
        waiting = await self._store.events_waiting(EVENTS_AT_ONCE)
        about: dict[tuple[About, str], list[Hint]] = {}
        for hint in waiting:
            about.setdefault((hint.about, hint.object_id), []).append(hint)
        limit, failures = trio.CapacityLimiter(LOOKS_AT_ONCE), list[Exception]()

        async def one(hints: Sequence[Hint]) -> None:
            async with limit:
                try:
                    await self._look_at(hints)
                except NOT_NOW as error:
                    failures.append(error)

        async with trio.open_nursery() as nursery:
            for hints in about.values():
                nursery.start_soon(one, hints)
        if failures:
            raise failures[0]
        return len(waiting)

    async def _look_at(self, hints: Sequence[Hint]) -> None:
        events = tuple(hint.event_id for hint in hints)
        trouble = None
        try:
            if any(hint.livemode is not self._stripe.access.livemode for hint in hints):
                raise Mismatch("livemode differs from ours")
            await self._follow(hints[0], events)
        except (Mismatch, StripeRefused) as error:
            trouble = str(error)[:300]
            self._troubles += 1
            self._alarm("an event of Stripe's that fits nothing of ours", f"{events[0]}: {trouble}")
        failpoint("events.done")
        await self._store.events_done(events, self._clock.now_ms(), trouble)
        self._done += len(events)

    async def _follow(self, hint: Hint, events: tuple[str, ...]) -> None:
        match hint.about:
            case About.SESSION:
                await self._cashier.deposits.look_at_session(hint.object_id, events)
            case About.PAYMENT:
                await self._cashier.deposits.look_at_payment(hint.object_id, events)
            case About.ACCOUNT:
                await self._cashier.withdrawals.look_at_account(hint.object_id)
            case About.PAYOUT:
                await self._cashier.withdrawals.look_at_payout(hint.object_id)
            case About.NOTHING:
                return

    # ── lists ──

    async def _look_through(self) -> None:
        await self.look_through()
        await trio.sleep(LISTING_SECONDS)

    async def look_through(self) -> Looked:
        """Everything that Stripe made lately, and everything of ours that waits. Doing it again changes nothing."""
        began = self._clock.now_ms()
        since = await self._store.mark("listed")
        since = (since - OVERLAP_MS if since else began - FIRST_LOOK_BACK_MS) // 1000
        sessions = await self._stripe.sessions_since(since)
        strangers = 0
        for session in sessions:
            row = await self._store.deposit(session.deposit_id) if session.deposit_id else None
            if row is None:
                strangers += 1
            elif row.session_id is None or row.state in (PaymentState.BEGUN, PaymentState.OPEN, PaymentState.PROCESSING):
                await self._quietly(session.session_id)
        for payment in sorted(await self._stripe.payments_taken_back_since(since)):
            row = await self._store.deposit_paid_by(payment)
            if row is not None and row.session_id is not None:
                await self._quietly(row.session_id)
        for row in await self._store.waiting_deposits(began - int(LISTING_SECONDS * 1000)):
            await self._look_after(row, began)
        await self._cashier.withdrawals.free_denied(began - FIRST_LOOK_BACK_MS)
        await self._store.set_mark("listed", began)
        return Looked(len(sessions), strangers)

    async def _look_after(self, row: DepositRow, now: int) -> None:
        if row.session_id is not None:
            await self._quietly(row.session_id)
        elif now - row.created_ms > BEGUN_MS_MAX:
            await self._cashier.deposits.give_up(row)

    async def _quietly(self, session_id: str) -> None:
        """One that fits nothing of ours must not keep the others waiting."""
        try:
            await self._cashier.deposits.look_at_session(session_id)
        except (Mismatch, StripeRefused) as error:
            self._troubles += 1
            self._alarm("a checkout that fits nothing of ours", str(error)[:300])

    def statistics(self) -> Mapping[str, object]:
        return {"events_done": self._done, "troubles": self._troubles}
