"""The bank of the tables: what it begins with, journalled once. It never goes below zero: a bet that it could not pay is not taken."""

from __future__ import annotations

from actors.tables.bets import bank
from actors.tables.catalogue import BANK
from actors.wallet import Wallet
from protocol.money import AMOUNT_MINOR_MAX, Currency
from wallet.accounts import outside
from wallet.outcomes import Outcome
from wallet.transfers import OPS_MAX, Transfer

MINT = {Currency.GC: "coins", Currency.SC: "sweepstakes"}
"""Where coins come from, and where they end."""


async def fund_banks(wallet: Wallet) -> None:
    """Asking again changes nothing: the ids say which part it is, and what a part was when it was first asked for stands."""
    for currency, minor in BANK.items():
        parts = [min(AMOUNT_MINOR_MAX, minor - start) for start in range(0, minor, AMOUNT_MINOR_MAX)]
        for number, start in enumerate(range(0, len(parts), OPS_MAX)):
            ops = [Transfer(outside(MINT[currency], currency), bank(currency), part) for part in parts[start : start + OPS_MAX]]
            answer = await wallet.post(f"bank:{currency.value}/{number}", *ops)
            assert answer.done or answer.outcome is Outcome.KEY_REUSED, answer
