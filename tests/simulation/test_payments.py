"""Payments under faults: payers at checkouts, slow banks, disputes, payouts that come back, a Stripe that answers nothing, webhooks late, twice, forged or
never, while the house crashes at every step. Once all is quiet the books say what Stripe's own objects say; and never more, at any row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

import attrs
import pytest

from tests.simulation.bank_oracle import Unpaid
from tests.simulation.faults import OUTSIDE
from tests.simulation.oracle import Violation
from tests.simulation.run import simulate
from tests.simulation.world import Options
from webhooks import deposits, listing, reconcile, withdrawals

OPTIONS = Options(players=2, matches_each=1, direct_users=0, payers=4, rounds_each=30)


def paid(seeds: range) -> tuple[dict[str, int], dict[str, int]]:
    """What became of the payments, and what went wrong meanwhile."""
    ends: dict[str, int] = {}
    fired: dict[str, int] = {}
    for seed in seeds:
        report = simulate(seed, OPTIONS)
        for told, total in ((report.payments, ends), (report.fired, fired)):
            for name, count in told.items():
                total[name] = total.get(name, 0) + count
    return ends, fired


def test_the_books_say_what_stripe_says_whatever_is_lost_doubled_or_dies() -> None:
    ends, fired = paid(range(6))
    assert ends["credited"] > 100
    assert min(ends["went back"], ends["paid"], ends["free"]) > 10, ends
    assert min(fired[kind] for kind in (OUTSIDE, "payments API away", "payments API answers nothing", "server crash", "database down")) > 10, fired


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_nor_over_three_hundred_more() -> None:
    ends, fired = paid(range(1_000, 1_300))
    print(ends, fired)
    assert ends["credited"] > 5_000


def test_the_same_seed_does_the_same_again() -> None:
    short = attrs.evolve(OPTIONS, payers=2, rounds_each=6)
    assert simulate(3, short) == simulate(3, short)


# ── planted ──


@contextmanager
def never_looks_through() -> Iterator[None]:
    """What no webhook said is never found."""

    async def nothing(self: Any) -> Any:
        return listing.Looked(0, 0)

    with patch.object(listing.Listing, "look_through", nothing):
        yield


@contextmanager
def credited_when_opened() -> Iterator[None]:
    """A checkout is taken for paid because it is there."""
    with patch.object(deposits, "state_of", lambda *_words: deposits.PaymentState.PAID):
        yield


@contextmanager
def sends_what_is_not_held() -> Iterator[None]:
    """Whether the books hold it is not asked; and taken back is first freed, then written down."""

    async def held(self: Any, row: Any) -> bool:
        return True

    async def take_back(self: Any, row: Any, why: str) -> None:
        await self._ports.wallet.post(f"unpaid:{row.withdrawal_id}", withdrawals.Release(row.withdrawal_id))

    with patch.object(withdrawals.Withdrawals, "_is_held", held), patch.object(withdrawals.Withdrawals, "_take_back", take_back):
        yield


@contextmanager
def done_before_it_is_done() -> Iterator[None]:
    """An event is marked before what it hints at is looked at; and nobody looks at what is due."""
    honest = reconcile.Reconciler._look_at

    async def look_at(self: Any, hints: Any) -> None:
        await self._store.events_done(tuple(hint.event_id for hint in hints), self._clock.now_ms(), None)
        await honest(self, hints)

    async def nothing(self: Any) -> None:
        return

    with patch.object(reconcile.Reconciler, "_look_at", look_at), patch.object(listing.Listing, "_due", nothing):
        yield


@contextmanager
def disputes_are_forgotten() -> Iterator[None]:
    """What is disputed stays with the player."""

    async def none(self: Any, session: Any) -> list[Any]:
        return []

    with patch.object(deposits.Deposits, "_disputes", none):
        yield


@contextmanager
def paid_out_twice() -> Iterator[None]:
    """Whether a transfer was made already is not asked of Stripe, and its key is new each time."""
    honest = withdrawals.Withdrawals._transferred

    async def transferred(self: Any, row: Any, transfer: Any) -> Any:
        return await honest(self, row, None)

    with patch.object(withdrawals.Withdrawals, "_transferred", transferred):
        yield


BUGS: tuple[Callable[[], AbstractContextManager[None]], ...] = (
    never_looks_through, credited_when_opened, sends_what_is_not_held, done_before_it_is_done, disputes_are_forgotten, paid_out_twice,
)  # fmt: skip


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_noticed(bug: Callable[[], AbstractContextManager[None]]) -> None:
    with bug(), pytest.raises((Unpaid, Violation)):
        paid(range(12))
