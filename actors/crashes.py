"""Crashes: what ended an actor, read from the exception that left it. Knows no supervisor."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from typing import cast

import attrs

from wallet.broken import Broken


class Escalated(Exception):
    """A supervisor gave up: more restarts in its period than it may make, or a child that cannot start."""


class StartFailed(Exception):
    """A child ended before it was ready, or its supervisor does not run."""


class Abandoned(Exception):
    """A child did not end in its shutdown time. It is no longer waited for, and no longer hears of anything."""


@attrs.frozen
class Crash:
    """What ended a child: the exception, what it says in a line, and where it came from."""

    name: str
    error: BaseException
    words: str
    trace: str


def crash_of(name: str, error: BaseException) -> Crash:
    words = "; ".join("".join(traceback.format_exception_only(leaf)).strip() for leaf in leaves(error))
    return Crash(name, error, words, "".join(traceback.format_exception(error)))


def leaves(error: BaseException) -> Iterator[BaseException]:
    """The exceptions inside an exception group, or the one itself."""
    if isinstance(error, BaseExceptionGroup):
        for inner in cast("BaseExceptionGroup[BaseException]", error).exceptions:
            yield from leaves(inner)
    else:
        yield error


def ends_the_program(error: BaseException) -> bool:
    """An interrupt, an exit, a fence: no supervisor's business."""
    return any(isinstance(leaf, KeyboardInterrupt | SystemExit) for leaf in leaves(error))


def is_poison(error: BaseException) -> bool:
    """Whether the messages in hand may be to blame: not when the world alone was broken."""
    return any(not isinstance(leaf, Broken) for leaf in leaves(error))


def is_shutdown(error: BaseException) -> bool:
    """OTP: a supervisor that gives up ends with reason `shutdown`, which is not abnormal: its parent restarts it when it is permanent."""
    return all(isinstance(leaf, Escalated) for leaf in leaves(error))
