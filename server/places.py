"""Places: where which product may be played, from which age, since when. Default deny: what is not named here is closed.

Engineering notes, not legal advice: an operator must have this table checked by counsel before anybody stakes real money. Skill games for
real money (USD) stay closed where fee-with-prize contests are commonly excluded; Sweeps Coins (SC) where sweepstakes casinos were banned,
with the day on which they were; Gold Coins (GC) are play alone. Sources: `rules.md` 5.1 and 5.2."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs

from protocol.limits import PlaceState
from protocol.money import Currency

OPEN, NO_GRANT, REDEEM_ONLY, CLOSED = PlaceState.OPEN, PlaceState.NO_GRANT, PlaceState.REDEEM_ONLY, PlaceState.CLOSED

STATES: dict[str, str] = {
    "US-AL": "Alabama", "US-AK": "Alaska", "US-AZ": "Arizona", "US-AR": "Arkansas", "US-CA": "California", "US-CO": "Colorado",
    "US-CT": "Connecticut", "US-DE": "Delaware", "US-DC": "District of Columbia", "US-FL": "Florida", "US-GA": "Georgia",
    "US-HI": "Hawaii", "US-ID": "Idaho", "US-IL": "Illinois", "US-IN": "Indiana", "US-IA": "Iowa", "US-KS": "Kansas",
    "US-KY": "Kentucky", "US-LA": "Louisiana", "US-ME": "Maine", "US-MD": "Maryland", "US-MA": "Massachusetts", "US-MI": "Michigan",
    "US-MN": "Minnesota", "US-MS": "Mississippi", "US-MO": "Missouri", "US-MT": "Montana", "US-NE": "Nebraska", "US-NV": "Nevada",
    "US-NH": "New Hampshire", "US-NJ": "New Jersey", "US-NM": "New Mexico", "US-NY": "New York", "US-NC": "North Carolina",
    "US-ND": "North Dakota", "US-OH": "Ohio", "US-OK": "Oklahoma", "US-OR": "Oregon", "US-PA": "Pennsylvania",
    "US-RI": "Rhode Island", "US-SC": "South Carolina", "US-SD": "South Dakota", "US-TN": "Tennessee", "US-TX": "Texas",
    "US-UT": "Utah", "US-VT": "Vermont", "US-VA": "Virginia", "US-WA": "Washington", "US-WV": "West Virginia", "US-WI": "Wisconsin",
    "US-WY": "Wyoming",
}  # fmt: skip

AGES: dict[str, int] = {"US-AL": 19, "US-NE": 19, "US-IA": 21, "US-MA": 21, "US-MS": 21}
"""Where it is not 18."""

NO_SKILL_GAMES = frozenset(("US-AZ", "US-AR", "US-CT", "US-DE", "US-FL", "US-LA", "US-MT", "US-SC", "US-SD", "US-TN"))

SWEEPS_SINCE: dict[str, tuple[tuple[str, PlaceState], ...]] = {
    "US-NV": (("2025-06-06", REDEEM_ONLY), ("2025-12-06", CLOSED)),
    "US-NJ": (("2025-08-15", REDEEM_ONLY), ("2026-02-15", CLOSED)),
    "US-MT": (("2025-10-01", REDEEM_ONLY), ("2026-04-01", CLOSED)),
    "US-CT": (("2025-10-01", REDEEM_ONLY), ("2026-04-01", CLOSED)),
    "US-CA": (("2026-01-01", REDEEM_ONLY), ("2026-07-01", CLOSED)),
    "US-NY": (("2025-06-06", NO_GRANT), ("2025-12-06", REDEEM_ONLY)),
    "US-WA": (("2000-01-01", CLOSED),),
    "US-ID": (("2000-01-01", CLOSED),),
    "US-MI": (("2000-01-01", CLOSED),),
}


@attrs.frozen
class PlaceRule:
    """From a moment on (0: always), what a place allows in a product, from which age."""

    currency: Currency
    place: str
    from_ms: int
    state: PlaceState
    age: int


def _ms(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)


def _rules() -> tuple[PlaceRule, ...]:
    rules: list[PlaceRule] = []
    for place in STATES:
        age = AGES.get(place, 18)
        rules.append(PlaceRule(Currency.USD, place, 0, CLOSED if place in NO_SKILL_GAMES else OPEN, age))
        rules.append(PlaceRule(Currency.GC, place, 0, OPEN, 18))
        rules.append(PlaceRule(Currency.SC, place, 0, OPEN, max(age, 18)))
        rules.extend(PlaceRule(Currency.SC, place, _ms(day), state, age) for day, state in SWEEPS_SINCE.get(place, ()))
    return tuple(rules)


RULES = _rules()
TERMS_VERSION, PRIVACY_VERSION = 1, 1
"""The versions of the terms and of the privacy notice (client-js/src/screens/Documents.tsx) that must have been accepted."""

PLAYTHROUGH_BP: dict[str, int] = {}
"""Where Sweeps Coins must be staked more or less often than once (10,000) before what is left of them can be redeemed."""


def playthrough_bp(place: str | None) -> int:
    return PLAYTHROUGH_BP.get(place or "", 10_000)


def name_of(place: str) -> str:
    return STATES.get(place, place)
