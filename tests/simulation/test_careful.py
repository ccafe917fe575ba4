"""L1 and L2 under faults: careful players race their own limits from several sockets each, through crashes, repetitions and jumps of the clock; the journal
is read by an oracle that adds everything up anew."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

import pytest

from actors import wallet_actor
from tests.simulation.limits_oracle import Overshoot
from tests.simulation.run import simulate
from tests.simulation.world import Options

OPTIONS = Options(players=2, matches_each=1, direct_users=0, careful=3)
LET_THROUGH, EXCLUDED, STOPPED = "0", "14", "19"


def raced(seeds: range) -> dict[str, int]:
    told: dict[str, int] = {}
    for seed in seeds:
        for outcome, count in simulate(seed, OPTIONS).limits.items():
            told[outcome] = told.get(outcome, 0) + count
    return told


def test_no_crash_repetition_or_jump_of_the_clock_gets_past_a_limit() -> None:
    told = raced(range(8))
    assert min(told[LET_THROUGH], told[EXCLUDED], told[STOPPED]) > 100
    assert sum(told.values()) > 2_000


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_nor_do_three_hundred_more() -> None:
    told = raced(range(1_000, 1_300))
    print(told)
    assert sum(told.values()) > 100_000


@contextmanager
def forgotten(what: str) -> Iterator[None]:
    honest = wallet_actor.WalletActor._reload

    async def reload(self: Any) -> None:
        await honest(self)
        getattr(self._book.ledger, what).clear()

    with patch.object(wallet_actor.WalletActor, "_reload", reload):
        yield


BUGS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "what was used is forgotten in a crash": lambda: forgotten("usage"),
    "limits and exclusions are forgotten in a crash": lambda: forgotten("holders"),
}


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_a_planted_bug_is_noticed(bug: Callable[[], AbstractContextManager[None]]) -> None:
    """By the oracle, or by the next life of the wallet, which finds rows in its journal that the rules do not make."""
    with bug(), pytest.raises((Overshoot, BaseExceptionGroup)) as caught:
        raced(range(20))
    assert caught.errisinstance(Overshoot) or "BooksWrong" in "".join(traceback.format_exception(caught.value))
