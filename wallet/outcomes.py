"""Outcomes: how the wallet answers. Only POSTED changed anything. The journal keeps the numbers: they never change."""

from __future__ import annotations

from enum import IntEnum

import attrs


class Outcome(IntEnum):
    """The closed list."""

    POSTED = 0
    EXISTS = 1
    KEY_REUSED = 2
    AMOUNT_OUT_OF_BOUNDS = 3
    SAME_ACCOUNT = 4
    CURRENCY_MISMATCH = 5
    HOLD_EXISTS = 6
    NO_SUCH_HOLD = 7
    HOLD_ENDED = 8
    CAPTURE_ABOVE_HOLD = 9
    INSUFFICIENT_FUNDS = 10
    BALANCE_CAP = 11
    ACCOUNT_CLOSED = 12
    ACCOUNT_FROZEN = 13
    SELF_EXCLUDED = 14
    NOT_ADMITTED = 15
    TERMS_CHANGED = 16
    PLACE_CLOSED = 17
    UNDER_AGE = 18
    LIMIT_REACHED = 19
    TOO_EARLY = 20
    NOTHING_ASKED = 21
    NO_SUCH_DEPOSIT = 22
    DEPOSIT_ENDED = 23
    DEPOSIT_CHANGED = 24
    STILL_COOLING = 25
    MONEY_LEFT = 26
    WRONG_CURRENCY_MODE = 27
    OPEN_BETS = 28
    LOT_EXISTS = 29
    NO_SUCH_LOT = 30
    NOT_LAPSED = 31
    BANK_SHORT = 32
    ROUND_CLOSED = 33
    ALREADY_COMMITTED = 34
    NOT_COMMITTED = 35
    STALE_PLAY = 36
    DAY_FULL = 37
    SWEEPS_DO_NOT_MOVE = 38
    ALREADY_OWNED = 39
    SOLD_OUT = 40
    NOT_OWNED = 41
    NOT_GIVABLE = 42


@attrs.frozen
class Answer:
    """An outcome and which op of the group it is about (the first that refused)."""

    outcome: Outcome
    op: int = 0

    @property
    def done(self) -> bool:
        """It is in the books: now, or since before."""
        return self.outcome in (Outcome.POSTED, Outcome.EXISTS)

    def stored(self) -> int:
        """As one number, for the journal."""
        return self.outcome | self.op << 8

    @staticmethod
    def of(stored: int) -> Answer:
        return Answer(Outcome(stored & 0xFF), stored >> 8)

    def again(self) -> Answer:
        """What a repetition is told: a deed is not done twice, a refusal stays a refusal."""
        return EXISTS if self.outcome is Outcome.POSTED else self


POSTED = Answer(Outcome.POSTED)
EXISTS = Answer(Outcome.EXISTS)
KEY_REUSED = Answer(Outcome.KEY_REUSED)
