"""What the wallet is asked for a deposit, and for the payment of a package; its name on the checkout page, and what must not differ there. Pure."""

from __future__ import annotations

from protocol.money import Currency
from wallet.accounts import grant_account, outside
from wallet.table_transfers import Sell
from wallet.transfers import Credit, Expect, ExpectSale, Op, Transfer
from webhooks.packages import PACKAGES
from webhooks.payments import DepositRow
from webhooks.stripe_objects import CheckoutSession


def expect_op(row: DepositRow) -> Op:
    money = (row.deposit_id, row.player, row.currency, row.minor)
    return Expect(*money) if row.package is None else ExpectSale(*money, Currency.GC)


def credit_ops(row: DepositRow) -> tuple[Op, ...]:
    if row.package is None:
        return (Credit(row.deposit_id),)
    gold = Transfer(outside("coins", Currency.GC), grant_account(row.player, Currency.GC), PACKAGES[row.package].gold)
    return (Sell(row.deposit_id), gold)


def name_of(row: DepositRow) -> str:
    """What stands on the checkout page."""
    return "Deposit at Wager Up" if row.package is None else f"{PACKAGES[row.package].gold // 100:,} Gold Coins at Wager Up"


def differences(row: DepositRow, session: CheckoutSession, *, livemode: bool) -> list[str]:
    """In what a checkout is not the one that we opened for this deposit."""
    differs = {
        "checkout": row.session_id not in (None, session.session_id),
        "amount": row.minor != session.minor,
        "currency": row.currency.value != session.currency,
        "livemode": session.livemode is not livemode,
    }
    return [name for name, is_wrong in differs.items() if is_wrong]
