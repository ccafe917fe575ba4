"""The cashier: deposits and withdrawals behind one counter, as sessions and operators know them."""

from __future__ import annotations

from collections.abc import Callable

import trio

from actors.outgoing import Watcher
from protocol.envelope import Body, From, Watching
from protocol.events import PaymentsView
from protocol.events.payments import Payment
from protocol.ids import PAYMENTS
from protocol.refusals import Code, Refused, refused
from webhooks.deposits import Deposits, Mismatch
from webhooks.not_now import NOT_NOW
from webhooks.packages import PACKAGES
from webhooks.payment_bounds import PaymentBounds
from webhooks.payments import PaymentStore
from webhooks.stripe import StripeAway, StripeRefused
from webhooks.watching import PaymentWatchers
from webhooks.withdrawals import Withdrawals

PAYMENTS_SHOWN = 50
STOP_SECONDS_MAX = 5.0


class Cashier:
    """Money from outside and back."""

    def __init__(
        self, store: PaymentStore, deposits: Deposits, withdrawals: Withdrawals, watchers: PaymentWatchers, bounds: Callable[[], PaymentBounds]
    ) -> None:
        self._store = store
        self._watchers = watchers
        self.deposits = deposits
        self.withdrawals = withdrawals
        self.bounds = bounds

    async def begin_deposit(self, player: str, key: str, minor: int) -> Payment | Refused:
        return await self.deposits.begin(player, key, minor)

    async def buy(self, player: str, key: str, package: str) -> Payment | Refused:
        found = PACKAGES.get(package)
        return refused(Code.NO_SUCH_PACKAGE) if found is None else await self.deposits.begin(player, key, found.cents, package)

    async def drop_deposit(self, player: str, payment_id: str) -> Refused | None:
        """Why not; nothing when its checkout is over now."""
        try:
            return await self.deposits.drop(player, payment_id)
        except (StripeAway, StripeRefused, Mismatch):
            return refused(Code.PAYMENTS_AWAY, retry_after_ms=2_000)

    async def begin_withdrawal(self, player: str, key: str, minor: int) -> Payment | Refused:
        return await self.withdrawals.begin(player, key, minor)

    async def payout_link(self, player: str) -> str | Refused:
        return await self.withdrawals.accounts.link(player)

    async def stop_deposits(self, player: str) -> None:
        """For who excludes themself, takes a break, is frozen or leaves, once the wallet knows it: no checkout of theirs can be paid any longer.
        May be done again. What is not done within a few seconds the reconciler does, by how they stand in the books."""
        with trio.move_on_after(STOP_SECONDS_MAX):
            try:
                await self.deposits.stop(player)
            except (*NOT_NOW, Mismatch, StripeRefused):
                return

    async def watch(self, player: str, watcher: Watcher) -> Body:
        """Watched before it is read: what changes in between is pushed, perhaps twice, and never missed."""
        self._watchers.add(player, watcher)
        rows = await self._store.payments_of(player, PAYMENTS_SHOWN)
        account = await self._store.payout_account(player)
        view = PaymentsView(tuple(row.shown() for row in rows), account is not None and account[1])
        return Watching(PAYMENTS, From.SNAPSHOT, self._watchers.version, view)

    def unwatch(self, player: str, watcher: Watcher) -> None:
        self._watchers.remove(player, watcher)
