"""The reconciler: works off the events that came, brings withdrawals on their way, and now and then looks through what Stripe has, for the events
that never came. Each is a task of its own: a credit does not wait behind payouts.

Reads of a balance never wait for Stripe; this does, in the background, and backs off when there is no answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

import trio

from actors.clock import Clock
from protocol.limits import AccountState
from wallet.failpoints import failpoint
from webhooks.cashier import Cashier
from webhooks.deposits import Mismatch
from webhooks.listing import Listing, Looked
from webhooks.not_now import NOT_NOW, each_of, raise_first
from webhooks.payments import PaymentStore, TroubleKind, WithdrawalRow
from webhooks.stripe import Stripe, StripeRefused
from webhooks.stripe_events import About, Hint

EVENTS_AT_ONCE = 500
WITHDRAWALS_AT_ONCE = 100
TROUBLES_AT_ONCE = 500
LISTING_SECONDS = 60.0
REST_SECONDS = 1.0
AWAY_SECONDS_MAX = 60.0


class Reconciler:
    """One a house."""

    def __init__(self, store: PaymentStore, stripe: Stripe, cashier: Cashier, clock: Clock, alarm: Callable[[str, str], None]) -> None:
        self._store = store
        self._stripe = stripe
        self._cashier = cashier
        self._clock = clock
        self._alarm = alarm
        self._listing = Listing(store, stripe, cashier, clock, self._guarded)
        self._event_came, self._withdrawal_came = trio.Event(), trio.Event()
        self._done = 0
        self._troubles = 0

    def wake(self) -> None:
        """There is something to look at."""
        self._event_came.set()
        self._withdrawal_came.set()

    async def run(self) -> None:
        """For ever."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._for_ever, self._work_off)
            nursery.start_soon(self._for_ever, self._advance)
            nursery.start_soon(self._for_ever, self._look_through)

    async def _for_ever(self, work: Callable[[], Awaitable[None]]) -> None:
        pause = REST_SECONDS
        while True:
            try:
                await work()
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
        self._event_came = trio.Event()
        if await self.work_off() == 0:
            with trio.move_on_after(5 * REST_SECONDS):
                await self._event_came.wait()

    async def work_off(self) -> int:
        """Looks at what the waiting events are about, each thing once however many events say so. How many events."""
        waiting = await self._store.events_waiting(EVENTS_AT_ONCE)
        about: dict[tuple[About, str, str | None, bool], list[Hint]] = {}
        for hint in waiting:
            about.setdefault((hint.about, hint.object_id, hint.account, hint.livemode), []).append(hint)
        failures: list[Exception] = []
        await each_of(about.values(), self._look_at, failures)
        raise_first(failures)
        return len(waiting)

    async def _look_at(self, hints: Sequence[Hint]) -> None:
        events = tuple(hint.event_id for hint in hints)
        trouble = None
        try:
            await self._follow(hints[0], events)
        except (Mismatch, StripeRefused) as error:
            trouble = str(error)[:300]
            self._troubles += 1
            self._alarm("an event of Stripe's that fits nothing of ours", f"{events[0]}: {trouble}")
        failpoint("events.done")
        await self._store.events_done(events, self._clock.now_ms(), trouble)
        self._done += len(events)

    async def _follow(self, hint: Hint, events: tuple[str, ...]) -> None:
        if hint.livemode is not self._stripe.access.livemode:
            raise Mismatch("livemode differs from ours")
        if hint.account is not None and hint.about in (About.SESSION, About.PAYMENT):
            raise Mismatch(f"{hint.object_id} was made on {hint.account}, not on our account")
        match hint.about:
            case About.SESSION:
                await self._cashier.deposits.look_at_session(hint.object_id, events)
            case About.PAYMENT:
                await self._cashier.deposits.look_at_payment(hint.object_id, events)
            case About.ACCOUNT:
                if hint.account not in (None, hint.object_id):
                    raise Mismatch(f"{hint.object_id} is told of by {hint.account}")
                await self._cashier.withdrawals.accounts.look_at(hint.object_id)
            case About.PAYOUT:
                await self._cashier.withdrawals.look_at_payout(hint.object_id, hint.account)
            case About.NOTHING:
                return

    # ── withdrawals ──

    async def _advance(self) -> None:
        self._withdrawal_came = trio.Event()
        if await self.advance() == 0:
            with trio.move_on_after(5 * REST_SECONDS):
                await self._withdrawal_came.wait()

    async def advance(self) -> int:
        """Takes every withdrawal that is due a step further. How many were."""
        rows = await self._store.due_withdrawals(self._clock.now_ms(), WITHDRAWALS_AT_ONCE)
        stuck = {subject for subject, _player in await self._store.troubles(TroubleKind.STUCK, TROUBLES_AT_ONCE)} if rows else set[str]()

        async def one(row: WithdrawalRow) -> None:
            name = row.withdrawal_id
            try:
                await self._cashier.withdrawals.advance(name)
            except (Mismatch, StripeRefused) as error:
                await self._note(name, TroubleKind.STUCK, row.player, str(error))
            else:
                if name in stuck:
                    await self._store.end_trouble(name, TroubleKind.STUCK)

        failures: list[Exception] = []
        await each_of(rows, one, failures)
        raise_first(failures)
        return len(rows)

    # ── lists ──

    async def _look_through(self) -> None:
        await self.look_through()
        await trio.sleep(LISTING_SECONDS)

    async def look_through(self) -> Looked:
        """Everything that Stripe made lately, and everything of ours that is due."""
        looked = await self._listing.look_through()
        await self._end_won_disputes()
        return looked

    async def _guarded(self, subject: str, player: str | None, work: Awaitable[object]) -> None:
        """One that fits nothing of ours must not keep the others waiting."""
        try:
            await work
        except (Mismatch, StripeRefused) as error:
            await self._note(subject, TroubleKind.MISMATCH, player, str(error))

    async def _note(self, subject: str, kind: TroubleKind, player: str | None, words: str) -> None:
        """An alarm the first time; after that it stands among the troubles."""
        self._troubles += 1
        if await self._store.note_trouble(subject, kind, player, self._clock.now_ms(), words[:300]):
            self._alarm(f"a {kind.value} that does not go on", f"{subject}: {words}"[:300])

    async def _end_won_disputes(self) -> None:
        """Somebody has opened the account again: nothing is left to say."""
        for subject, player in await self._store.troubles(TroubleKind.WON, TROUBLES_AT_ONCE):
            standing = await self._cashier.deposits.standing(str(player))
            if standing.holder.state is not AccountState.FROZEN:
                await self._store.end_trouble(subject, TroubleKind.WON)

    def statistics(self) -> Mapping[str, object]:
        return {"events_done": self._done, "troubles": self._troubles}
