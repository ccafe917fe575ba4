"""Facts about one's own money, on the stream "wallet". Every push carries the whole wallet: it is small, and never stale."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.coins import Lot
from protocol.money import Currency


class Cause(Enum):
    """Why a wallet changed. taken_back: a deposit was refunded or disputed. withdrawal: set aside to be paid out; withdrawn: paid out. mode: the
    player plays with the other coin now. lapsed: the time of a lot was over. redemption: set aside for a prize; redeemed: exchanged for it.
    adjustment: an operator put something right."""

    GRANT = "grant"
    HOLD = "hold"
    RELEASE = "release"
    CAPTURE = "capture"
    PAYOUT = "payout"
    DEPOSIT = "deposit"
    TAKEN_BACK = "taken_back"
    WITHDRAWAL = "withdrawal"
    WITHDRAWN = "withdrawn"
    WITHDRAWAL_FAILED = "withdrawal_failed"
    MODE = "mode"
    LAPSED = "lapsed"
    REDEMPTION = "redemption"
    REDEEMED = "redeemed"
    REDEMPTION_DENIED = "redemption_denied"
    PRIZE = "prize"
    PURCHASE = "purchase"
    ADJUSTMENT = "adjustment"


@attrs.frozen
class Balance:
    """One currency: total = available + held, in minor units. redeemable: so much of what is available may leave the house: all of USD, none of GC,
    of SC what has been played."""

    currency: Currency
    available: int
    held: int
    total: int
    redeemable: int


@attrs.frozen
class OpenHold:
    """Money set aside for a match, for a bet at a table, or, where it names neither, for a withdrawal or a redemption; yours until that ends."""

    hold_id: str
    match_id: str | None
    table: str | None
    currency: Currency
    minor: int


@attrs.frozen
class WalletView:
    """Snapshot of a wallet. mode: with which coin the player plays, GC or SC. lots: Sweeps Coins that are not played yet, the oldest first."""

    tag: ClassVar[str] = "wallet_view"
    mode: Currency
    balances: tuple[Balance, ...]
    holds: tuple[OpenHold, ...]
    lots: tuple[Lot, ...]


@attrs.frozen
class WalletChanged:
    """Something moved; the change in minor units of the currency (minus: out of available), and the wallet after it."""

    tag: ClassVar[str] = "wallet_changed"
    cause: Cause
    match_id: str | None
    table: str | None
    currency: Currency
    minor: int
    wallet: WalletView


@attrs.frozen
class StatementLine:
    """One line of a statement. minor is how what is available changed, held_minor how what is held did, each with its sign: the lines add up to the
    balance. available and held are the balances after it."""

    seq: int
    at_ms: int
    cause: Cause
    match_id: str | None
    table: str | None
    currency: Currency
    minor: int
    held_minor: int
    available: int
    held: int
