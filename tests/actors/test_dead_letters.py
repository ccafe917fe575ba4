"""Dead letters: the sender is told whatever else fails, and the pile is bounded."""

from __future__ import annotations

from actors.dead_letters import LETTERS_KEPT, DeadLetters
from actors.mailbox import ActorCrashed, Envelope


class Slot:
    def __init__(self) -> None:
        self.failed: list[BaseException] = []

    def answer(self, value: object) -> None:
        raise AssertionError(value)

    def fail(self, error: BaseException) -> None:
        self.failed.append(error)


def test_the_sender_is_told_whose_crash_it_was() -> None:
    slot = Slot()
    DeadLetters().park("wallet", Envelope("a", slot), ValueError("bad"))
    assert [(type(error), str(error)) for error in slot.failed] == [(ActorCrashed, "wallet")]


def test_an_alarm_that_fails_is_counted_and_the_sender_is_told_all_the_same() -> None:
    def broken(_letter: object) -> None:
        raise OSError("the disk of the log is full")

    letters, slot = DeadLetters(broken), Slot()
    letters.park("wallet", Envelope("a", slot), ValueError("bad"))
    assert (len(slot.failed), letters.statistics()["alarms_failed"], letters.statistics()["parked"]) == (1, 1, 1)


def test_the_oldest_goes_when_there_are_too_many() -> None:
    letters = DeadLetters()
    for number in range(LETTERS_KEPT + 5):
        letters.park("a", Envelope(number), ValueError())
    assert [letters.letters()[0].message, len(letters.letters()), letters.statistics()["parked"]] == [5, LETTERS_KEPT, LETTERS_KEPT + 5]
