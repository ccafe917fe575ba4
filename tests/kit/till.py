"""A till: the real cashier, whose deposits and withdrawals ask the wallet, on payments and a Stripe in memory. Everybody's payouts are set up."""

from __future__ import annotations

from actors.wallet import Wallet
from tests.kit.clock import VirtualClock
from tests.kit.stripe_world import MemoryPayments, MemoryStripe, nobody_plays
from webhooks.cashier import Cashier
from webhooks.deposits import DepositPorts, Deposits
from webhooks.payment_bounds import PaymentBounds
from webhooks.watching import PaymentWatchers
from webhooks.withdrawals import WithdrawalPorts, Withdrawals


class PaidOutHere(MemoryPayments):
    """Knows where everybody is paid out."""

    async def payout_account(self, player: str) -> tuple[str, bool] | None:
        return f"acct_{player[2:]}", True


class LinkingStripe(MemoryStripe):
    """Has a page for every account."""

    async def account_link(self, account: str, back_to: str) -> str:
        return f"http://stripe/{account}"


def till_of(wallet: Wallet, clock: VirtualClock) -> Cashier:
    """Nothing that is asked here gets past the wallet."""
    store, stripe, watchers, bounds = PaidOutHere(), LinkingStripe(), PaymentWatchers(), PaymentBounds(cooling_hours=0)
    back_to = "http://here"
    deposits = Deposits(DepositPorts(store, stripe, wallet, clock, watchers, lambda: back_to, lambda _place: 10_000, nobody_plays))  # type: ignore[arg-type]
    out = WithdrawalPorts(store, stripe, wallet, clock, watchers, lambda: back_to, lambda: bounds, lambda: None)  # type: ignore[arg-type]
    return Cashier(store, deposits, Withdrawals(out), watchers, lambda: bounds)  # type: ignore[arg-type]
