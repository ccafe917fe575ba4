"""Views: a player's wallet and standing as they see them, from the ledger."""

from __future__ import annotations

import attrs

from protocol.account import PlayLimit
from protocol.events.wallet import Balance, OpenHold, WalletView
from protocol.limits import DAY_MS
from protocol.money import Currency
from wallet.accounts import STAKE_BUCKETS, bucket, receivable
from wallet.gate import refuse_deposit, refuse_stake, used
from wallet.holders import Holder, Limit, LimitKey
from wallet.ledger import Draft, Ledger
from wallet.outcomes import Outcome

LOOSER_AFTER_MS = DAY_MS
"""A looser limit acts no sooner than so long after it was asked for, and only when it is confirmed."""


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


@attrs.frozen
class Standing:
    """A holder as of now: why they may not stake or pay in (nothing when they may), what they owe in cents, their limits."""

    holder: Holder
    may_stake: Outcome | None
    may_deposit: Outcome | None
    owed_minor: int
    limits: tuple[PlayLimit, ...]


def standing_of(ledger: Ledger, player: str, now: int) -> Standing:
    draft, holder = Draft(ledger, now), ledger.holders.get(player, Holder())
    limits = tuple(_play_limit(draft, player, key, limit) for key, limit in holder.limits.items())
    owed = -ledger.account(receivable(player, Currency.USD)).posted
    may = (refuse_stake(draft, player, Currency.USD, 1), refuse_deposit(draft, player, Currency.USD, 1))
    return Standing(holder, *may, owed, limits)


def _play_limit(draft: Draft, player: str, key: LimitKey, limit: Limit) -> PlayLimit:
    currency, kind, period = key
    amount = max(0, used(draft, player, currency, kind, period))
    if not limit.asked_ms:
        return PlayLimit(kind, period, currency, limit.most, amount, None, None, None)
    return PlayLimit(kind, period, currency, limit.most, amount, limit.asked, limit.asked_ms, limit.asked_ms + LOOSER_AFTER_MS)
