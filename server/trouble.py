"""Trouble: what is written down when something goes wrong, each kind in one place."""

from __future__ import annotations

from actors.dead_letters import DeadLetter
from actors.session import bug_reference
from actors.supervisor import Crash
from server.telemetry import log


def crashed(crash: Crash) -> None:
    log().error("actor crashed", actor=crash.name, error=crash.words, exc_info=crash.error)


def parked(letter: DeadLetter) -> None:
    log().error("dead letter", actor=letter.actor, kind=type(letter.message).__name__, error=letter.error)


def unreadable(match_id: str, error: Exception) -> None:
    log().error("match cannot be read", match=match_id, exc_info=error)


def bug(error: BaseException) -> str:
    """Answers with the reference that a player is told."""
    reference = bug_reference(error)
    log().error("bug", reference=reference, exc_info=error)
    return reference


def caught(error: BaseException) -> None:
    log().warning("connection failed", error=repr(error)[:200])
