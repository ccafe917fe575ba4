"""Playing within limits, in words that the wallet and the protocol share."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime
from enum import Enum

DAY_MS = 86_400_000


class LimitKind(Enum):
    """What is limited. deposit: paid in, gross. stake: staked, open stakes included. loss: lost less won, open stakes counted as lost.
    session: time signed in, in minutes."""

    DEPOSIT = "deposit"
    STAKE = "stake"
    LOSS = "loss"
    SESSION = "session"


class LimitPeriod(Enum):
    """Over which time: the last 24 hours, 7 days, 30 days, to the minute. They roll: nothing starts anew at midnight, in any time zone."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


PERIOD_MS: dict[LimitPeriod, int] = {
    LimitPeriod.DAY: DAY_MS,
    LimitPeriod.WEEK: 7 * DAY_MS,
    LimitPeriod.MONTH: 30 * DAY_MS,
}


def months_later(at_ms: int, months: int) -> int:
    """The same day and time of a later month, by the calendar in UTC; where that month is too short, its last day."""
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    years, month = divmod(at.month - 1 + months, 12)
    year, month = at.year + years, month + 1
    day = min(at.day, calendar.monthrange(year, month)[1])
    return int(at.replace(year=year, month=month, day=day).timestamp()) * 1000 + at_ms % 1000


class PlaceState(Enum):
    """What a place allows in a product. no_grant: play on with what one has; redeem_only: no more play, money out; closed: as redeem_only,
    and nobody signs up."""

    OPEN = "open"
    NO_GRANT = "no_grant"
    REDEEM_ONLY = "redeem_only"
    CLOSED = "closed"


class AccountState(Enum):
    """frozen: nothing goes in or out until an operator has looked. closed: by its player, for good."""

    OPEN = "open"
    FROZEN = "frozen"
    CLOSED = "closed"
