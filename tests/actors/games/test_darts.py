"""Cricket and Halve-It. 501 is in test_games."""

from __future__ import annotations

import pytest

from actors.games.darts.beds import colour
from actors.games.darts.halve_it import TARGETS, halved, scored
from actors.games.typed import NOTATIONS
from protocol.games import ThrowDart
from tests.kit.cards import calls_of, refused, result_of, score_of

ALL_BUT_THE_BULL = ["A: T20 T19 T18", "B: 0 0 0", "A: T17 T16 T15", "B: 0 0 0"]


def darts(words: str) -> tuple[ThrowDart, ...]:
    thrown = tuple(NOTATIONS["darts_501"].read(word, None, 0) for word in words.split())
    assert all(isinstance(dart, ThrowDart) for dart in thrown)
    return thrown  # type: ignore[return-value]


def test_three_marks_close_and_more_score_while_the_other_is_open() -> None:
    assert calls_of("darts_cricket", "A: T20") == ("closed",)
    assert score_of("darts_cricket", "A: T20 20 T20") == ("80", "0")
    assert score_of("darts_cricket", "A: D20 T20") == ("40", "0")


def test_nobody_scores_on_what_both_have_closed() -> None:
    assert score_of("darts_cricket", "A: T20 0 0", "B: T20 T20 0", "A: T20") == ("0", "0")


def test_the_outer_bull_is_one_mark_and_the_bull_two() -> None:
    assert score_of("darts_cricket", "A: 25 Bull 25") == ("25", "0")


def test_all_closed_and_level_wins() -> None:
    assert result_of("darts_cricket", *ALL_BUT_THE_BULL, "A: Bull 25") == (0, "1-0 legs")


def test_all_closed_but_behind_is_not_over() -> None:
    behind = ["A: 0 0 0", "B: T20 20 0", *ALL_BUT_THE_BULL]
    assert result_of("darts_cricket", *behind, "A: Bull 25") is None
    assert result_of("darts_cricket", *behind, "A: Bull 25 25") == (0, "1-0 legs")


def test_other_numbers_count_nothing() -> None:
    assert score_of("darts_cricket", "A: T14 D1 10") == ("0", "0")


def test_the_throw_alternates_leg_by_leg() -> None:
    won = [*ALL_BUT_THE_BULL, "A: Bull 25"]
    assert refused("darts_cricket", "legs = 2", *won, "A: 20") == "It is your opponent's turn."


@pytest.mark.parametrize(("score", "half"), [(40, 20), (175, 88), (0, 0), (1, 1)])
def test_half_is_rounded_up(score: int, half: int) -> None:
    assert halved(score) == half


@pytest.mark.parametrize(
    ("target", "thrown", "score"),
    [
        ("20", "20 T20 5", 80),
        ("T", "T1 T20 D20", 63),
        ("D", "D20 Bull T20", 90),
        ("B", "25 Bull 20", 75),
        ("3C", "25 20 T1", 25 + 20 + 3 if colour(ThrowDart(1, darts("T1")[0].ring)) == "red" else 0),
        ("3C", "20 1 T20", 20 + 1 + 60),  # black, white, red
        ("3C", "20 18 T20", 0),  # two black
        ("3C", "20 1 0", 0),
        ("H", "20 18 13", 51),
        ("H", "3 7 T8", 34),
        ("H", "20 18 4", 0),
        ("H", "0 20 18", 0),
        ("15", "0 0 0", 0),
    ],
)
def test_what_three_darts_make_of_a_target(target: str, thrown: str, score: int) -> None:
    assert scored(target, darts(thrown)) == score


@pytest.mark.parametrize(("dart", "name"), [("20", "black"), ("1", "white"), ("T20", "red"), ("D1", "green"), ("25", "green"), ("Bull", "red"), ("0", None)])
def test_the_colours_of_a_board(dart: str, name: str | None) -> None:
    assert colour(darts(dart)[0]) == name


def test_who_misses_with_all_three_halves() -> None:
    assert score_of("darts_halve_it", "A: 20 20 0", "B: 0 0 0", "A: 20 20 20") == ("20", "0")


def test_there_are_twelve_rounds() -> None:
    assert TARGETS == ("20", "19", "T", "18", "D", "17", "16", "3C", "15", "H", "14", "B")
    rounds = [*["A: 0 0 0", "B: 0 0 0"] * 11, "A: 25 0 0", "B: 0 0 0"]
    assert result_of("darts_halve_it", *rounds) == (0, "25-0")


def test_level_at_the_end_is_split_or_the_bull_again() -> None:
    level = ["A: 0 0 0", "B: 0 0 0"] * 12
    assert result_of("darts_halve_it", "tie = split", *level) == (None, "0-0")
    assert result_of("darts_halve_it", *level) is None
    assert result_of("darts_halve_it", *level, "A: 0 0 0", "B: Bull 0 0") == (1, "50-0")
