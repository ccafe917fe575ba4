"""How a no of the wallet is said to the player whom it is about."""

from __future__ import annotations

from protocol.refusals import Code, Refused, refused
from wallet.outcomes import Outcome

CODES: dict[Outcome, Code] = {
    Outcome.INSUFFICIENT_FUNDS: Code.INSUFFICIENT_FUNDS,
    Outcome.ACCOUNT_CLOSED: Code.ACCOUNT_CLOSED,
    Outcome.ACCOUNT_FROZEN: Code.ACCOUNT_FROZEN,
    Outcome.SELF_EXCLUDED: Code.SELF_EXCLUDED,
    Outcome.NOT_ADMITTED: Code.GATE_NOT_PASSED,
    Outcome.TERMS_CHANGED: Code.TERMS_CHANGED,
    Outcome.PLACE_CLOSED: Code.PLACE_CLOSED,
    Outcome.UNDER_AGE: Code.UNDER_AGE,
    Outcome.LIMIT_REACHED: Code.LIMIT_REACHED,
    Outcome.STILL_COOLING: Code.STILL_COOLING,
    Outcome.TOO_EARLY: Code.TOO_EARLY,
    Outcome.NOTHING_ASKED: Code.NOTHING_ASKED,
    Outcome.MONEY_LEFT: Code.MONEY_LEFT,
    Outcome.KEY_REUSED: Code.KEY_REUSED,
    Outcome.WRONG_CURRENCY_MODE: Code.WRONG_CURRENCY_MODE,
    Outcome.OPEN_BETS: Code.OPEN_BETS,
    Outcome.BANK_SHORT: Code.BANK_SHORT,
    Outcome.ROUND_CLOSED: Code.ROUND_CLOSED,
    Outcome.NOT_COMMITTED: Code.SEEDS_NOT_SET,
    Outcome.STALE_PLAY: Code.STALE_PLAY,
    Outcome.DAY_FULL: Code.DAY_FULL,
    Outcome.ALREADY_OWNED: Code.ALREADY_OWNED,
    Outcome.SOLD_OUT: Code.SOLD_OUT,
    Outcome.NOT_OWNED: Code.NOT_OWNED,
    Outcome.NOT_GIVABLE: Code.NOT_GIVABLE,
}
"""What can be answered to a player; every other refusal of the wallet is a bug of whoever asked."""

OWN = frozenset(CODES.values())
"""Refusals that are about the one who is told."""


def refusal_for(outcome: Outcome) -> Refused:
    return refused(CODES[outcome])
