"""Crash: where the curve is when, who is paid, and what becomes of a flight that the house did not live to see."""

from __future__ import annotations

import math

import pytest

from actors.tables import curve
from actors.tables.catalogue import LIMITS
from actors.tables.curve import Crash, Flight, multiplier_at, time_of
from actors.tables.rules import Ended, Locked, Placed, Source, Stake
from protocol.money import Currency
from protocol.refusals import Refused
from protocol.tables import CrashBet

TABLE = Crash()
GC = LIMITS[Currency.GC]
ANN, BOB = "p_ann", "p_bob"


def flight(point: int, *, began: int | None = 0, monkeypatch: pytest.MonkeyPatch, **bets: CrashBet) -> Flight:
    monkeypatch.setattr(curve, "crash_point", lambda _seed, _salt: point)
    placed = {
        f"p_{name}": Placed(f"p_{name}", name, Currency.GC, bet, (Stake("h", bet.minor, TABLE.cover(bet, GC)),)) for name, bet in bets.items()
    }
    return Flight(Locked(1, placed, Source("0" * 64, "s", 1), 0, (), 0, began))


def passed(one: Flight, now: int) -> list[Ended]:
    steps = [step for step in one.pass_time(now) if isinstance(step, Ended)]
    for step in steps:
        one.done(step, now)
    return steps


def test_the_curve_is_the_published_one() -> None:
    assert [multiplier_at(ms) for ms in (0, 165, 166, 11_552, 11_553, 38_376, 38_377)] == [100, 100, 101, 199, 200, 999, 1000]
    assert all(multiplier_at(time_of(point)) == point and multiplier_at(time_of(point) - 1) < point for point in range(101, 5_000))
    assert all(multiplier_at(ms) == math.floor(100 * math.exp(0.00006 * ms) + 1e-9) for ms in range(0, 60_000, 7))


def test_who_leaves_before_the_end_is_paid_by_where_they_left(monkeypatch: pytest.MonkeyPatch) -> None:
    one = flight(300, ann=CrashBet(1_000), monkeypatch=monkeypatch)
    step = one.cash_out(ANN, time_of(250))
    assert step == Ended(ANN, (2_500,), at=250)


def test_at_the_very_point_still_counts_and_after_it_nothing_does(monkeypatch: pytest.MonkeyPatch) -> None:
    one = flight(300, ann=CrashBet(1_000), monkeypatch=monkeypatch)
    assert one.cash_out(ANN, time_of(300)) == Ended(ANN, (3_000,), at=300)
    late = one.cash_out(ANN, time_of(301))
    assert isinstance(late, Refused)
    assert late.code.value == "TOO_LATE"


def test_an_automatic_cash_out_equal_to_the_point_is_paid_and_one_above_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    one = flight(200, ann=CrashBet(1_000, 200), bob=CrashBet(1_000, 201), monkeypatch=monkeypatch)
    assert one.due_ms() == time_of(200)
    assert passed(one, time_of(200)) == [Ended(ANN, (2_000,), at=200), Ended(BOB, (0,))]
    assert one.due_ms() is None
    assert one.shown().crashed_at == 200


def test_an_automatic_cash_out_is_paid_at_its_mark_however_late_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    one = flight(900, ann=CrashBet(1_000, 150), monkeypatch=monkeypatch)
    assert one.due_ms() == time_of(150)
    assert passed(one, time_of(400)) == [Ended(ANN, (1_500,), at=150)]
    assert one.due_ms() == time_of(900)


def test_when_the_curve_ends_at_once_everybody_loses(monkeypatch: pytest.MonkeyPatch) -> None:
    one = flight(100, ann=CrashBet(1_000), bob=CrashBet(500, 101), monkeypatch=monkeypatch)
    assert isinstance(one.cash_out(ANN, 0), Refused)
    assert passed(one, 0) == [Ended(ANN, (0,)), Ended(BOB, (0,))]


def test_nobody_leaves_twice_and_nobody_without_a_bet(monkeypatch: pytest.MonkeyPatch) -> None:
    one = flight(900, ann=CrashBet(1_000), monkeypatch=monkeypatch)
    step = one.cash_out(ANN, time_of(110))
    assert isinstance(step, Ended)
    one.done(step, 0)
    again, none = one.cash_out(ANN, time_of(120)), one.cash_out(BOB, time_of(120))
    assert isinstance(again, Refused)
    assert isinstance(none, Refused)
    assert (again.code.value, none.code.value) == ("TOO_LATE", "NO_BET")


def test_the_most_that_a_bet_may_win_takes_it_off_the_curve(monkeypatch: pytest.MonkeyPatch) -> None:
    one = flight(100_000, ann=CrashBet(1_000_000), monkeypatch=monkeypatch)
    assert TABLE.cover(CrashBet(1_000_000), GC) == GC.win_most
    assert passed(one, time_of(1_100)) == [Ended(ANN, (11_000_000,), at=1_100)]
    assert TABLE.cover(CrashBet(1_000, 250), GC) == 1_500


def test_a_flight_that_was_cut_off_pays_marks_that_it_reached_and_gives_back_what_nobody_could_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    one = flight(200, began=None, ann=CrashBet(1_000, 150), bob=CrashBet(1_000, 250), eve=CrashBet(1_000), monkeypatch=monkeypatch)
    assert one.due_ms() == 0
    assert passed(one, 0) == [Ended(ANN, (1_500,), at=150), Ended(BOB, (0,)), Ended("p_eve", (0,), back=True)]
    assert one.shown().crashed_at == 200, "the same point that was drawn"


def test_the_point_is_not_shown_while_it_flies(monkeypatch: pytest.MonkeyPatch) -> None:
    one = flight(900, ann=CrashBet(1_000), monkeypatch=monkeypatch)
    assert one.open
    assert one.shown().crashed_at is None
