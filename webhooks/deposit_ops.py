"""What the wallet is asked for a deposit, and for the payment of a package; and how it is called on the checkout page. Pure."""

from __future__ import annotations

from protocol.money import Currency
from wallet.accounts import grant_account, outside
from wallet.table_transfers import Sell
from wallet.transfers import Credit, Expect, ExpectSale, Op, Transfer
from webhooks.packages import PACKAGES
from webhooks.payments import DepositRow


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
