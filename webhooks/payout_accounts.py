"""Where players are paid out: each has one account at Stripe Connect, set up on Stripe's own pages, and a new one when that is gone for good.

An account pays out when we say so and not by itself: otherwise its money leaves before us, and nothing is left to pay out or to take back."""

from __future__ import annotations

from collections.abc import Callable

from actors.clock import Clock
from protocol.events import PayoutsReady
from protocol.refusals import Code, Refused, refused
from webhooks.deposits import Mismatch
from webhooks.payments import PaymentStore
from webhooks.schedule import MINUTE_MS
from webhooks.stripe import Stripe, StripeAway, StripeRefused
from webhooks.watching import PaymentWatchers


class PayoutAccounts:
    """The accounts of all players."""

    def __init__(self, store: PaymentStore, stripe: Stripe, clock: Clock, watchers: PaymentWatchers, back_to: Callable[[], str]) -> None:
        self._store = store
        self._stripe = stripe
        self._clock = clock
        self._watchers = watchers
        self._back_to = back_to

    async def link(self, player: str) -> str | Refused:
        """The page at Stripe where a player says to which account they are paid out."""
        try:
            return await self._stripe.account_link(await self._account(player), self._back_to())
        except (StripeAway, StripeRefused):
            return refused(Code.PAYMENTS_AWAY, retry_after_ms=2_000)

    async def _account(self, player: str) -> str:
        """The one that is known, or a new one. What is under way keeps the account to which it was sent."""
        known = await self._store.payout_account(player)
        if known is not None and not (await self._stripe.payout_account(known[0])).gone:
            return known[0]
        account = await self._stripe.create_account(player, known[0] if known else None)
        await self._keep(player, account, ready=False)
        return account

    async def ready_account(self, player: str) -> str | None:
        """Where a player is paid out, asked of Stripe again when we do not know it to be ready: its event may have been lost."""
        known = await self._store.payout_account(player)
        if known is not None and not known[1]:
            try:
                await self.look_at(known[0])
            except (StripeAway, StripeRefused):
                return None
            known = await self._store.payout_account(player)
        return known[0] if known is not None and known[1] else None

    async def look_at(self, account: str) -> None:
        """Whether it can be paid out to; before it can, it is told not to pay out by itself."""
        player = await self._store.player_paid_at(account)
        if player is None:
            raise Mismatch(f"{account} is nobody's payout account")
        found = await self._stripe.payout_account(account)
        if found.ready and not found.manual:
            await self._stripe.make_manual(account, self._clock.now_ms() // MINUTE_MS)
        await self._keep(player, account, ready=found.ready and not found.gone)

    async def doubt(self, player: str, account: str) -> None:
        """Stripe would not send anything there: it is asked about it before the next time."""
        known = await self._store.payout_account(player)
        if known is not None and known[0] == account:
            await self._keep(player, account, ready=False)

    async def _keep(self, player: str, account: str, *, ready: bool) -> None:
        before = await self._store.payout_account(player)
        await self._store.keep_payout_account(player, account, self._clock.now_ms(), ready=ready)
        if (before is not None and before[1]) is not ready:
            self._watchers.tell(player, PayoutsReady(ready))
