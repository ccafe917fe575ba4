"""Facts about one's own money, on the stream "wallet". Every push carries the whole wallet: it is small, and never stale."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.money import Currency


class Cause(Enum):
    """Why a wallet changed. taken_back: a deposit was refunded or disputed. withdrawal: set aside to be paid out; withdrawn: paid out."""

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


@attrs.frozen
class Balance:
    """One currency: total = available + held, in minor units."""

    currency: Currency
    available: int
    held: int
    total: int


@attrs.frozen
class OpenHold:
    """Money set aside for a match, or for a withdrawal (match_id null); still yours until that ends."""

    hold_id: str
    match_id: str | None
    currency: Currency
    minor: int


@attrs.frozen
class WalletView:
    """Snapshot of a wallet."""

    tag: ClassVar[str] = "wallet_view"
    balances: tuple[Balance, ...]
    holds: tuple[OpenHold, ...]


@attrs.frozen
class WalletChanged:
    """Something moved; the change in minor units of the currency (minus: out of available), and the wallet after it."""

    tag: ClassVar[str] = "wallet_changed"
    cause: Cause
    match_id: str | None
    currency: Currency
    minor: int
    wallet: WalletView


@attrs.frozen
class StatementLine:
    """One line of a statement. minor is signed; available and held are the balances after it."""

    seq: int
    at_ms: int
    cause: Cause
    match_id: str | None
    currency: Currency
    minor: int
    available: int
    held: int
