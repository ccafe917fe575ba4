"""Dice and plinko: what wins, what it pays, and what the tables return, by counting every outcome."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

from actors.tables.catalogue import LIMITS
from actors.tables.own_draws import Dice, Plinko, dice_chances, dice_multiplier, draw, plinko_multipliers, won
from actors.tables.rules import Drawn, Placed, Stake
from protocol.money import Currency
from protocol.tables import DiceBet, DiceDraw, PlinkoBet, PlinkoDraw, Risk

GC = LIMITS[Currency.GC]
V1 = Drawn("18e93f4a7b5b58d2569765766d1b6c3296bbd8430d6f20249044d72f14720159", "bb62964774", 1, 1)
V2 = Drawn("a9a09f7f84c9dc6d4f46f9b702d8e7e211e1fc219ac10e1145c4ca032eb000c6", "3c83fc7e07", 1, 3)


def placed(bet: DiceBet | PlinkoBet, drawn: Drawn) -> Placed:
    return Placed("p_ann", "Ann", Currency.GC, bet, (Stake("h", bet.minor, 0),), drawn)


def rolled(roll: int) -> DiceDraw:
    return DiceDraw("p_ann", roll, "c", 1, 1)


@pytest.mark.parametrize(("bet", "roll", "wins"), [
    (DiceBet(over=True, minor=100, target=5_000), 5_001, True),
    (DiceBet(over=True, minor=100, target=5_000), 5_000, False),
    (DiceBet(over=False, minor=100, target=5_000), 5_000, False),
    (DiceBet(over=False, minor=100, target=5_000), 4_999, True),
    (DiceBet(over=True, minor=100, target=9_999), 10_000, True),
    (DiceBet(over=False, minor=100, target=1), 0, True),
])  # fmt: skip
def test_a_roll_equal_to_the_target_loses_either_way(bet: DiceBet, roll: int, wins: bool) -> None:
    assert (won(bet, rolled(roll)) > 0) is wins


@pytest.mark.parametrize(("over", "target", "multiplier"), [(True, 5_000, 19_800), (False, 4_950, 20_000), (True, 9_999, 99_000_000), (True, 9_500, 198_000), (True, 200, 10_102)])
def test_dice_pay_99_divided_by_the_chance_in_per_cent(over: bool, target: int, multiplier: int) -> None:
    assert dice_multiplier(DiceBet(over=over, minor=100, target=target)) == multiplier


@pytest.mark.parametrize(("over", "target"), [(True, 10_000), (False, 0), (True, 199), (False, 9_801)])
def test_what_wins_never_or_nearly_always_is_no_bet(over: bool, target: int) -> None:
    assert Dice().refuse(DiceBet(over=over, minor=100, target=target), ()) is not None


def test_dice_return_what_is_declared_whatever_one_bets_on() -> None:
    for target in range(200, 10_000):
        bet = DiceBet(over=True, minor=1_000_000, target=target)
        returned = Fraction(dice_chances(bet) * dice_multiplier(bet), 10_001 * 10_000)
        assert Fraction(99, 100) * Fraction(10_000, 10_001) * Fraction(99_99, 100_00) < returned <= Fraction(99, 100) * Fraction(10_000, 10_001)


@pytest.mark.parametrize(("rows", "risk", "percent"), [
    (8, Risk.LOW, 98.9844), (8, Risk.MEDIUM, 98.9062), (8, Risk.HIGH, 99.0625),
    (12, Risk.LOW, 98.9795), (12, Risk.MEDIUM, 98.9893), (12, Risk.HIGH, 99.1162),
    (16, Risk.LOW, 98.9987), (16, Risk.MEDIUM, 98.9883), (16, Risk.HIGH, 98.9764),
])  # fmt: skip
def test_every_plinko_board_returns_what_is_published(rows: int, risk: Risk, percent: float) -> None:
    board = plinko_multipliers(rows, risk)
    returned = Fraction(sum(comb(rows, bucket) * multiplier for bucket, multiplier in enumerate(board)), 100 * 2**rows)
    assert len(board) == rows + 1
    assert board == tuple(reversed(board))
    assert abs(float(returned) * 100 - percent) < 0.00006


@pytest.mark.parametrize(("drawn", "roll", "eight", "sixteen"), [(V1, 7_718, 3, 5), (V2, 1_959, 3, 5)])
def test_the_published_vectors_are_drawn_at_the_table(drawn: Drawn, roll: int, eight: int, sixteen: int) -> None:
    dice = draw(placed(DiceBet(over=True, minor=100, target=50), drawn))
    assert isinstance(dice, DiceDraw)
    assert dice.roll == roll
    for rows, bucket in ((8, eight), (16, sixteen)):
        ball = draw(placed(PlinkoBet(Risk.HIGH, 100, rows), drawn))
        assert isinstance(ball, PlinkoDraw)
        assert (ball.bucket, ball.path.count("R"), len(ball.path)) == (bucket, bucket, rows)
        assert won(PlinkoBet(Risk.HIGH, 100, rows), ball) == plinko_multipliers(rows, Risk.HIGH)[bucket]


def test_the_bank_covers_the_best_that_can_come() -> None:
    assert Dice().cover(DiceBet(over=True, minor=100, target=5_000), GC) == 98
    assert Plinko().cover(PlinkoBet(Risk.HIGH, 100, 16), GC) == 99_900
