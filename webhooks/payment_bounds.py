"""The bounds of payments, as they stand now: operators may change them while the house runs."""

from __future__ import annotations

import attrs


@attrs.frozen
class PaymentBounds:
    """cooling_hours: for so long a deposit cannot be withdrawn. review_minor: of so much and more in a day an operator looks first. Sweeps Coins:
    at least so many at once, at most so many a day."""

    cooling_hours: int = 24
    review_minor: int = 50_000
    redeem_least_minor: int = 10_000
    redeem_day_minor: int = 500_000
