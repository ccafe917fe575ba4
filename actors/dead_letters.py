"""Dead letters: messages that crashed their actor twice, kept for an operator to look at, and an alarm for each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from actors.mailbox import ActorCrashed, Envelope

LETTERS_KEPT = 200


@attrs.frozen
class DeadLetter:
    """A parked message: whose it was, and what it did."""

    actor: str
    message: object
    error: str
    at_ms: int = 0


def _no_alarm(_letter: DeadLetter) -> None:
    """Nobody listens."""


class DeadLetters:
    """The last so many dead letters, oldest dropped first."""

    def __init__(self, alarm: Callable[[DeadLetter], None] = _no_alarm, now_ms: Callable[[], int] = lambda: 0) -> None:
        self._now_ms = now_ms
        self._letters: deque[DeadLetter] = deque(maxlen=LETTERS_KEPT)
        self._alarm = alarm
        self._parked = 0
        self._alarms_failed = 0

    def park(self, actor: str, envelope: Envelope[Any], error: BaseException) -> None:
        """Keep it, tell its sender that it may have had an effect, and raise the alarm. An alarm that fails is counted: it must not end play."""
        letter = DeadLetter(actor, envelope.message, repr(error), self._now_ms())
        self._letters.append(letter)
        self._parked += 1
        envelope.fail(ActorCrashed(actor))
        try:
            self._alarm(letter)
        except Exception:
            self._alarms_failed += 1

    def letters(self) -> Sequence[DeadLetter]:
        return tuple(self._letters)

    def statistics(self) -> Mapping[str, object]:
        return {
            "parked": self._parked,
            "alarms_failed": self._alarms_failed,
            "kept": len(self._letters),
            "size": LETTERS_KEPT,
            "when_full": "oldest dropped",
        }
