"""Trouble: what goes wrong is written down in one place: to the log, to the last errors that operators read, and counted for the instruments."""

from __future__ import annotations

import traceback
from collections import Counter, deque
from collections.abc import Sequence

from actors.clock import Clock
from actors.dead_letters import DeadLetter
from actors.supervisor import Crash
from protocol.admin.house_views import ErrorLine
from server.telemetry import log

ERRORS_KEPT = 200
WORDS_MAX = 300


class Trouble:
    """Hears of everything that should not have happened."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: deque[ErrorLine] = deque(maxlen=ERRORS_KEPT)
        self.counts: Counter[str] = Counter()

    def lines(self) -> Sequence[ErrorLine]:
        """The last errors, the newest first."""
        return tuple(reversed(self._lines))

    def crashed(self, crash: Crash) -> None:
        self._note("actor crashed", crash.name, crash.words)
        log().error("actor crashed", actor=crash.name, error=crash.words, exc_info=crash.error)

    def parked(self, letter: DeadLetter) -> None:
        self._note("dead letter", letter.actor, f"{type(letter.message).__name__}: {letter.error}")
        log().error("dead letter", actor=letter.actor, kind=type(letter.message).__name__, error=letter.error)

    def unreadable(self, match_id: str, error: Exception) -> None:
        self._note("match unreadable", match_id, repr(error))
        log().error("match cannot be read", match=match_id, exc_info=error)

    def bug(self, error: BaseException, whose: str = "") -> str:
        """Answers with the reference that a player is told. whose: the command, and where there is one its match."""
        reference = bug_reference(error)
        self._note("bug", whose or reference, f"{reference}: {error!r}")
        log().error("bug", reference=reference, whose=whose, exc_info=error)
        return reference

    def caught(self, error: BaseException) -> None:
        self._note("connection failed", type(error).__name__, repr(error))
        log().warning("connection failed", error=repr(error)[:200])

    def alarm(self, what: str, words: str) -> None:
        self._note(what, "", words)
        log().warning(what, words=words)

    def _note(self, what: str, whose: str, words: str) -> None:
        self.counts[what] += 1
        self._lines.append(ErrorLine(self._clock.now_ms(), what, whose, words[:WORDS_MAX]))


def bug_reference(error: BaseException) -> str:
    """A short name for a traceback, the same for the same place in the code."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__}@{place}"
