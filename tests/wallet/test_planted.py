"""The tests of limits and payments are tested: bugs that somebody might make, each noticed within a few seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
import trio

from protocol.events.payments import PaymentState
from protocol.limits import PERIOD_MS, LimitKind
from tests.wallet.test_limits import attempt
from tests.webhooks import test_delivery
from wallet import check, gate, holders, payments
from wallet.holders import NO_LIMIT, Limit
from wallet.ledger import Draft
from wallet.outcomes import Outcome
from wallet.records import DepositState
from wallet.transfers import Credit
from webhooks import deposits


def changed(target: object, name: str, wrong: Callable[..., Any]) -> Callable[[], AbstractContextManager[Any]]:
    return lambda: patch.object(target, name, wrong)


def one_cent_more(draft: Draft, holder: Any, player: str, currency: Any, kind: LimitKind, more: int) -> Outcome | None:
    for period in PERIOD_MS:
        most = holder.limits.get(gate.limit_key(currency, kind, period), NO_LIMIT).most
        if most is not None and gate.used(draft, player, currency, kind, period) + more > most + 1:
            return Outcome.LIMIT_REACHED
    return None


def without_open_stakes(draft: Draft, player: str, currency: Any, kind: LimitKind, period: Any) -> int:
    return draft.used((player, gate.limit_key(currency, kind, period)[0], kind), draft.at_ms - PERIOD_MS[period])


def at_midnight(draft: Draft, player: str, currency: Any, kind: LimitKind, period: Any) -> int:
    """Periods that begin anew at midnight."""
    day = 86_400_000
    since = draft.at_ms // day * day - (PERIOD_MS[period] - day)
    amount = draft.used((player, currency, kind), since)
    return amount + draft.open_stakes(player, currency) if kind is LimitKind.LOSS else amount


def raised_at_once(draft: Draft, op: Any) -> Outcome:
    key = gate.limit_key(op.currency, op.kind, op.period)
    return gate._with_limit(draft, op.player, key, Limit(op.most))


def dropped_for_ever(draft: Draft, op: Any) -> Outcome:
    """What is given up still counts."""
    deposit = draft.deposit(op.deposit_id)
    if deposit is None or deposit.state is not DepositState.EXPECTED:
        return Outcome.DEPOSIT_ENDED
    draft.deposits[op.deposit_id] = deposit._replace(state=DepositState.DROPPED)
    return Outcome.POSTED


@contextmanager
def checked(kind: str, wrong: Callable[..., Outcome]) -> Iterator[None]:
    which = next(one for one in check._CHECKS if one.__name__ == kind)
    with patch.dict(check._CHECKS, {which: wrong}):
        yield


def forgets(honest: Callable[..., None]) -> Callable[..., None]:
    def add(self: Any, at_ms: int, minor: int, now: int, law: int) -> None:
        honest(self, at_ms, minor, now, law)
        while len(self.by_minute) > 4:
            self._forget(next(iter(self.by_minute)))

    return add


LIMITS: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "a cent too much": changed(gate, "_refuse_use", one_cent_more),
    "open stakes are no losses": changed(gate, "used", without_open_stakes),
    "periods begin at midnight": changed(gate, "used", at_midnight),
    "looser at once": lambda: checked("SetLimit", raised_at_once),
    "given up counts": lambda: checked("Drop", dropped_for_ever),
    "uses are forgotten": changed(holders.Usage, "add", forgets(holders.Usage.add)),
    "winnings are ignored": changed(Draft, "use", lambda self, player, currency, kind, minor, at_ms=None: None if minor < 0 and kind is LimitKind.LOSS else self.uses.append(((player, currency, kind), at_ms or self.at_ms, minor))),
}


@pytest.mark.parametrize("bug", LIMITS.values(), ids=LIMITS)
def test_a_bug_in_the_limits_is_noticed(bug: Callable[[], AbstractContextManager[Any]]) -> None:
    with bug(), pytest.raises(AssertionError):
        attempt(0, 8_000)


async def by_event(self: Any, row: Any, events: tuple[str, ...]) -> None:
    for event in events or ("none",):
        await self._ports.wallet.post(f"credit:{event}", payments_credit(row), events=events)


def payments_credit(row: Any) -> Any:
    return Credit(row.deposit_id)


def believing(status: str, payment_status: str, intent_status: str | None) -> PaymentState:
    return PaymentState.PAID if status == "complete" else PaymentState.EXPIRED if status == "expired" else PaymentState.OPEN


def credited_again(draft: Draft, op: Any) -> Outcome:
    deposit = draft.deposit(op.deposit_id)
    if deposit is None:
        return Outcome.NO_SUCH_DEPOSIT
    draft.deposits[op.deposit_id] = deposit._replace(state=DepositState.EXPECTED)
    return payments.credit(draft, op)


async def never_back(self: Any, row: Any, returned: int, *, disputed: bool, events: tuple[str, ...]) -> None:
    """What went back to the payer stays with the player."""


PAYMENTS: dict[str, tuple[str, Callable[[], AbstractContextManager[Any]]]] = {
    "credited by event": ("paid", lambda: by_event_and_again()),
    "complete is paid": ("delayed, failed", changed(deposits, "state_of", believing)),
    "never taken back": ("refunded, disputed", changed(deposits.Deposits, "_return_to", never_back)),
}


@contextmanager
def by_event_and_again() -> Iterator[None]:
    """Two lines of defence: the id of the command, and the state of the deposit; both are taken away."""
    with checked("Credit", credited_again), patch.object(deposits.Deposits, "_credit", by_event):
        yield


@pytest.mark.parametrize(("scenario", "bug"), PAYMENTS.values(), ids=PAYMENTS)
def test_a_bug_in_the_deposits_is_noticed(scenario: str, bug: Callable[[], AbstractContextManager[Any]]) -> None:
    chosen = Random(1).sample(test_delivery.all_cases(), 100)
    with bug(), pytest.raises(BaseException) as caught:
        trio.run(test_delivery.run_all, scenario, chosen)
    leaves = caught.value.exceptions if isinstance(caught.value, BaseExceptionGroup) else [caught.value]
    assert any(isinstance(leaf, AssertionError) for leaf in leaves), leaves
