"""Accounts: player x currency x bucket, the house's own, what is owed to it, and the world outside. Names only; balances are the ledger's.

An account is a string, "player:p_…:USD:cash", "house:rake:USD", "outside:play_money:USD": what the journal keeps and a person can read."""

from __future__ import annotations

from functools import lru_cache

from protocol.ids import PlayerId
from protocol.money import Currency

STAKE_BUCKETS: dict[Currency, tuple[str, ...]] = {
    Currency.USD: ("cash",),
    Currency.GC: ("coins",),
    Currency.SC: ("unplayed", "redeemable"),
}
"""The buckets of a currency in the order in which stakes are taken from them."""

PAYOUT_BUCKET: dict[Currency, str] = {Currency.USD: "cash", Currency.GC: "coins", Currency.SC: "redeemable"}
"""Where winnings go: for Sweeps Coins they are redeemable."""

GRANT_BUCKET: dict[Currency, str] = {Currency.USD: "cash", Currency.GC: "coins", Currency.SC: "unplayed"}
"""Where deposits and grants go."""

HOUSE = ("bank", "rake", "promotions", "prizes", "escrow", "sales")
OUTSIDE = ("stripe", "play_money", "coins", "sweepstakes", "prizes", "owner")
"""The world outside: coins and sweepstakes are where Gold and Sweeps Coins come from and end, prizes is what is paid for redeemed ones, owner is the
house's own money, out of which operators put things right."""


def bucket(player: PlayerId | str, currency: Currency, name: str) -> str:
    return f"player:{player}:{currency.value}:{name}"


@lru_cache(maxsize=65_536)
def stake_accounts(player: PlayerId | str, currency: Currency) -> tuple[str, ...]:
    return tuple(bucket(player, currency, name) for name in STAKE_BUCKETS[currency])


def payout_account(player: PlayerId | str, currency: Currency) -> str:
    return bucket(player, currency, PAYOUT_BUCKET[currency])


def grant_account(player: PlayerId | str, currency: Currency) -> str:
    return bucket(player, currency, GRANT_BUCKET[currency])


def house(name: str, currency: Currency) -> str:
    assert name in HOUSE, name
    return f"house:{name}:{currency.value}"


def outside(name: str, currency: Currency) -> str:
    assert name in OUTSIDE, name
    return f"outside:{name}:{currency.value}"


def receivable(player: PlayerId | str, currency: Currency) -> str:
    """What a player owes the house, as a number below zero: money that was taken back from us after they had lost it or taken it out."""
    return f"receivable:{player}:{currency.value}"


@lru_cache(maxsize=65_536)
def currency_of(account: str) -> Currency:
    return Currency(account.split(":")[-2 if account.startswith("player:") else -1])


def player_of(account: str) -> str | None:
    """The player an account belongs to, or nothing for the house and the outside."""
    return account[7:25] if account.startswith("player:") else None


def may_be_negative(account: str) -> bool:
    """Only the world outside may owe (what came from there is what it has given), and who has to pay something back."""
    return account.startswith(("outside:", "receivable:"))
