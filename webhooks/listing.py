"""The listing: looks through what Stripe has, for what its events never told, and again at whatever is due. Doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import attrs

from actors.clock import Clock
from webhooks.cashier import Cashier
from webhooks.not_now import FAILURES_MAX, each_of, raise_first
from webhooks.payments import DepositRow, PaymentStore, state_of, wants_a_look
from webhooks.stripe import PAGES_MAX, Stripe, StripeAway

T = TypeVar("T")
OVERLAP_MS = 2 * 3_600_000
LOOK_BACK_MS = 3 * 86_400_000
PAGE = 100

Guarded = Callable[[str, str | None, Awaitable[object]], Awaitable[None]]
"""Does what it is given; what fits nothing of ours is put before a person: whose payment it is, the player, the work."""


@attrs.frozen
class Looked:
    """What one look through Stripe's lists found."""

    checkouts: int
    strangers: int


class Listing:
    """One look after another, never two at once."""

    def __init__(self, store: PaymentStore, stripe: Stripe, cashier: Cashier, clock: Clock, guarded: Guarded) -> None:
        self._store = store
        self._stripe = stripe
        self._cashier = cashier
        self._clock = clock
        self._guarded = guarded
        self._failures: list[Exception] = []

    async def look_through(self) -> Looked:
        """The mark moves on only once everything since the last one was seen. Raises NOT_NOW, when everybody else has been looked at."""
        began, self._failures = self._clock.now_ms(), []
        mark = await self._store.mark("listed")
        since = mark - OVERLAP_MS if mark else began - LOOK_BACK_MS
        looked = await self._checkouts(await self._from(since, began))
        await self._taken_back(since)
        await self._due()
        await self._stopped()
        raise_first(self._failures)
        await self._store.set_mark("listed", began)
        return looked

    async def _from(self, since: int, began: int) -> int:
        """As far back as the oldest checkout that is not decided: it may be paid now, a day after it was made."""
        oldest = await self._store.coming_since()
        return since if oldest is None else min(since, max(oldest - OVERLAP_MS, began - LOOK_BACK_MS))

    async def _checkouts(self, since: int) -> Looked:
        after, looked = None, Looked(0, 0)
        for _ in range(PAGES_MAX):
            page = await self._stripe.sessions_page(since // 1000, after)
            rows = {row.deposit_id: row for row in await self._store.deposits([one.deposit_id for one in page.sessions if one.deposit_id])}
            ours = [(one, rows[one.deposit_id]) for one in page.sessions if one.deposit_id in rows]
            news = [row for one, row in ours if wants_a_look(row, state_of(one.status, one.payment_status, one.intent_status))]
            names = {row.deposit_id: one.session_id for one, row in ours}
            await self._each_of(news, lambda row, names=names: self._look(row, names[row.deposit_id]))
            looked = Looked(looked.checkouts + len(page.sessions), looked.strangers + len(page.sessions) - len(ours))
            after = page.after
            if after is None:
                return looked
        raise StripeAway(f"more than {PAGES_MAX * PAGE:,} checkouts since the last look")

    async def _taken_back(self, since: int) -> None:
        async def one(payment: str) -> None:
            row = await self._store.deposit_paid_by(payment)
            if row is not None and row.session_id is not None:
                await self._look(row, row.session_id)

        await self._each_of(await self._stripe.payments_taken_back_since(since // 1000), one)

    async def _due(self) -> None:
        """Page after page: each that was looked at is due later than now."""
        now, deposits = self._clock.now_ms(), self._cashier.deposits
        while rows := await self._store.due_deposits(now, PAGE):
            await self._each_of(rows, lambda row: self._guarded(row.deposit_id, row.player, deposits.look_after(row)))

    async def _stopped(self) -> None:
        """Who may pay nothing in any more: whoever said so, and whether or not somebody remembered their open checkouts then."""
        after, deposits = "", self._cashier.deposits
        while players := await self._store.players_paying(after, PAGE):
            await self._each_of(players, lambda player: self._guarded(player, player, deposits.stop_whoever_may_not_pay(player)))
            after = players[-1]

    async def _each_of(self, things: Iterable[T], work: Callable[[T], Awaitable[object]]) -> None:
        await each_of(things, work, self._failures)
        raise_first(self._failures, unless_fewer_than=FAILURES_MAX)

    async def _look(self, row: DepositRow, session_id: str) -> None:
        await self._guarded(row.deposit_id, row.player, self._cashier.deposits.look_at_session(session_id))
