"""Commands about one's own account: the gate, play limits, breaks, deposits and withdrawals."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import text, whole
from protocol.ids import KEY_PATTERN
from protocol.limits import LimitKind, LimitPeriod
from protocol.money import AMOUNT_MINOR_MAX, Currency

DATE_PATTERN = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
PLACE_PATTERN = r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"
DEPOSIT_PATTERN = r"^d_[a-z2-7]{16}$"
DEPOSIT_MINOR = (500, 1_000_000)
"""From 5 to 10,000 dollars at a time."""
WITHDRAWAL_MINOR_MIN = 500
BREAK_HOURS = (24, 6 * 7 * 24)
EXCLUSION_MONTHS = (6, 60)


@attrs.frozen
class PassGate:
    """I was born then, I am here now, and I accept these versions. Asked once, and again when I am elsewhere or the documents change. A date
    of birth is told once; after that it must be the same. place: ISO 3166, with the state in the United States and Canada."""

    tag: ClassVar[str] = "pass_gate"
    born: str = text(10, 10, pattern=DATE_PATTERN)
    place: str = text(2, 6, pattern=PLACE_PATTERN)
    terms: int = whole(1, 10_000)
    privacy: int = whole(1, 10_000)


@attrs.frozen
class ReadAccount:
    """How do I stand: gate, limits, exclusion, what may be where."""

    tag: ClassVar[str] = "read_account"


@attrs.frozen
class SetPlayLimit:
    """A limit in minor units of the currency (session: minutes, in USD's name), or none. Tighter acts at once; looser waits for a day and for
    confirm_play_limit."""

    tag: ClassVar[str] = "set_play_limit"
    kind: LimitKind
    period: LimitPeriod
    currency: Currency = Currency.USD
    most: int | None = whole(0, AMOUNT_MINOR_MAX, default=None)


@attrs.frozen
class ConfirmPlayLimit:
    """The looser limit that I asked for at least a day ago: I still want it."""

    tag: ClassVar[str] = "confirm_play_limit"
    kind: LimitKind
    period: LimitPeriod
    currency: Currency = Currency.USD


@attrs.frozen
class TakeBreak:
    """No stake and no deposit for so many hours. Nothing shortens it."""

    tag: ClassVar[str] = "take_break"
    hours: int = whole(*BREAK_HOURS)


@attrs.frozen
class ExcludeSelf:
    """No stake and no deposit for so many months, or for ever, on this account and on any later one of mine. Nothing shortens it."""

    tag: ClassVar[str] = "exclude_self"
    months: int | None = whole(*EXCLUSION_MONTHS, default=None)


@attrs.frozen
class CloseAccount:
    """I leave for good. The account must be empty: withdraw first. What the law lets us forget is forgotten."""

    tag: ClassVar[str] = "close_account"
    name: str = text(2, 20)


@attrs.frozen
class BeginDeposit:
    """I want to pay in; answered with where. The same key again names the same deposit."""

    tag: ClassVar[str] = "begin_deposit"
    key: str = text(8, 64, pattern=KEY_PATTERN)
    minor: int = whole(*DEPOSIT_MINOR)


@attrs.frozen
class DropDeposit:
    """I do not want to pay this any more: its checkout ends, and what it took of my limit is free again. One that was paid meanwhile stays paid."""

    tag: ClassVar[str] = "drop_deposit"
    payment_id: str = text(18, 18, pattern=DEPOSIT_PATTERN)


@attrs.frozen
class SetUpPayouts:
    """Where do I say to which account I am paid out? Answered with an address at Stripe."""

    tag: ClassVar[str] = "set_up_payouts"


@attrs.frozen
class BeginWithdrawal:
    """Pay out so much of what is available. The same key again names the same withdrawal."""

    tag: ClassVar[str] = "begin_withdrawal"
    key: str = text(8, 64, pattern=KEY_PATTERN)
    minor: int = whole(WITHDRAWAL_MINOR_MIN, AMOUNT_MINOR_MAX)
