"""Views: a player's wallet as they see it, from the ledger."""

from __future__ import annotations

from protocol.events.wallet import Balance, OpenHold, WalletView
from protocol.money import Currency
from wallet.accounts import STAKE_BUCKETS, bucket
from wallet.ledger import Ledger


def balance_of(ledger: Ledger, player: str, currency: Currency) -> Balance:
    """All buckets of one currency together."""
    posted = held = 0
    for name in STAKE_BUCKETS[currency]:
        account = ledger.account(bucket(player, currency, name))
        posted += account.posted
        held += account.held
    return Balance(currency, posted - held, held, posted)


def wallet_of(ledger: Ledger, player: str) -> WalletView:
    """Every currency, and every open hold by the order in which it was made."""
    balances = tuple(balance_of(ledger, player, currency) for currency in Currency)
    holds = tuple(
        OpenHold(money.hold.hold_id, money.hold.match_id or None, money.hold.currency, money.hold.minor)
        for money in ledger.open_holds(player)
    )
    return WalletView(balances, holds)
