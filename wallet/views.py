"""Views: a player's wallet and standing as they see them, from the ledger."""

from __future__ import annotations

import attrs

from protocol.account import PlayLimit
from protocol.coins import Lot
from protocol.events.wallet import Balance, OpenHold, WalletView
from protocol.money import Currency
from wallet.accounts import STAKE_BUCKETS, bucket, receivable
from wallet.gate import refuse_deposit, refuse_stake, used
from wallet.holders import NOBODY, Holder, Limit, LimitKey
from wallet.ledger import Draft, Ledger
from wallet.lots import to_play
from wallet.outcomes import Outcome
from wallet.records import HeldMoney
from wallet.records import Lot as LedgerLot


def balance_of(ledger: Ledger, player: str, currency: Currency) -> Balance:
    """All buckets of one currency together."""
    accounts = [ledger.account(bucket(player, currency, name)) for name in STAKE_BUCKETS[currency]]
    posted, held = sum(one.posted for one in accounts), sum(one.held for one in accounts)
    return Balance(currency, posted - held, held, posted, 0 if currency is Currency.GC else accounts[-1].available)


def wallet_of(ledger: Ledger, player: str) -> WalletView:
    """Every currency, every open hold by the order in which it was made, every lot that is not played through."""
    balances = tuple(balance_of(ledger, player, currency) for currency in Currency)
    mode = ledger.holders.get(player, NOBODY).mode
    lots = tuple(_lot(lot_id, ledger.lots[lot_id]) for lot_id in ledger.lots_of.get(player, ()))
    return WalletView(mode, balances, tuple(_open_hold(money) for money in ledger.open_holds(player)), lots)


def _open_hold(money: HeldMoney) -> OpenHold:
    hold, table = money.hold, money.bet.wager.table if money.bet else None
    return OpenHold(hold.hold_id, None if table else hold.match_id or None, table, hold.currency, hold.minor)


def _lot(lot_id: str, lot: LedgerLot) -> Lot:
    return Lot(lot_id, lot.grant.source, lot.grant.minor, lot.left, to_play(lot), lot.grant.expires_ms)


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
    may = (refuse_stake(draft, player, Currency.USD, 1), refuse_deposit(draft, player, Currency.USD, 1, Currency.USD))
    return Standing(holder, *may, owed, limits)


def _play_limit(draft: Draft, player: str, key: LimitKey, limit: Limit) -> PlayLimit:
    currency, kind, period = key
    amount = max(0, used(draft, player, currency, kind, period))
    if not limit.asked_ms:
        return PlayLimit(kind, period, currency, limit.most, amount, None, None, None)
    return PlayLimit(kind, period, currency, limit.most, amount, limit.asked, limit.asked_ms, None)
