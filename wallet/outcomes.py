"""Outcomes: how the wallet answers. Ordered by precedence; only POSTED changed anything."""

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
