"""Twenty-one, HORSE and the three-point contest."""

from __future__ import annotations

import pytest

from actors.games.basketball.three_point import worth_of
from tests.kit.cards import calls_of, refused, result_of, score_of

TO_18 = "2 1 1 1 2 1 1 1 2 1 1 1 2 1"
"""Five, ten, fifteen, then a field goal and a free throw: 18, at the line."""


def test_a_field_goal_takes_you_to_the_line_and_three_free_throws_keep_the_ball() -> None:
    assert calls_of("twenty_one", "A: 2 1 1 1") == ("keeps the ball",)
    assert refused("twenty_one", "A: 2 1 1 1 1") == "A field goal is due, not a free throw."
    assert refused("twenty_one", "A: 2 2") == "A free throw is due."


def test_a_miss_hands_the_ball_over() -> None:
    assert refused("twenty_one", "A: x 2") == "It is your opponent's turn."
    assert score_of("twenty_one", "A: 2 x", "B: 2") == ("2", "2")


def test_nineteen_and_a_field_goal_win_without_a_free_throw() -> None:
    nineteen = f"A: {TO_18} 1 x"
    assert score_of("twenty_one", nineteen) == ("19", "0")
    assert result_of("twenty_one", nineteen, "B: x", "A: 2") == (0, "21-0")


def test_above_twenty_one_it_is_back_to_eleven_and_the_ball_is_lost() -> None:
    twenty = f"A: {TO_18} 1 1"
    assert score_of("twenty_one", twenty, "A: 2") == ("11", "0")


def test_twenty_and_a_free_throw_win() -> None:
    eighteen = "A: 2 1 1 1 2 1 1 1 2 1 1 1 2 x"
    assert score_of("twenty_one", eighteen) == ("17", "0")
    assert result_of("twenty_one", eighteen, "B: x", "A: 2 1 1") == (0, "21-0")


def test_threes_count_only_where_they_were_agreed() -> None:
    assert refused("twenty_one", "A: 3") == "You agreed that every field goal counts 2."
    assert score_of("twenty_one", "three_pointers = yes", "A: 3") == ("3", "0")


def test_a_setter_who_misses_gives_no_letter_and_the_other_sets() -> None:
    assert score_of("horse", "A: elbow-", "B: layup+", "A: x") == ("H", "–")


def test_a_called_bank_that_swished_fails() -> None:
    assert calls_of("horse", "A: wing_three/bank~") == ("not as called",)
    assert refused("horse", "A: wing_three/bank~", "A: layup+") == "It is your opponent's turn."


def test_five_letters_are_out_and_a_setter_who_makes_it_sets_again() -> None:
    letters = ["A: elbow+", "B: x"] * 4
    assert score_of("horse", *letters) == ("–", "HORS")
    assert result_of("horse", *letters, "A: layup+", "B: x") == (0, "HORSE to nothing")


def test_pig_is_short() -> None:
    assert result_of("horse", "letters = 3", *["A: elbow+", "B: x"] * 3) == (0, "PIG to nothing")


def test_a_shot_must_be_set_before_it_is_matched_and_matched_before_another() -> None:
    assert refused("horse", "A: elbow+", "A: o") == "It is your opponent's turn."


@pytest.mark.parametrize("money_rack", range(1, 6))
def test_all_made_are_forty(money_rack: int) -> None:
    assert sum(worth_of(money_rack)) == 40
    assert len(worth_of(money_rack)) == 27


def test_a_perfect_round_beats_anything() -> None:
    assert result_of("three_point", "A: " + "o " * 27, "B: " + "x " * 27) == (0, "40-0")


def test_a_ball_released_after_the_clock_counts_nothing_and_ends_the_round() -> None:
    assert score_of("three_point", "A: o@1 o@70") == ("2", "0")
    assert score_of("three_point", "A: o@1 o@70.001") == ("1", "0")
    assert refused("three_point", "A: o@1 o@70.001 o@71") == "It is your opponent's turn."


def test_time_does_not_run_backwards() -> None:
    assert refused("three_point", "A: o@5 o@4").startswith("The ball before")


def test_level_totals_are_shot_off_or_split() -> None:
    level = ("A: o end", "B: o end")
    assert result_of("three_point", "tie = split", *level) == (None, "1-1")
    assert result_of("three_point", *level) is None
    assert result_of("three_point", *level, "A: o o end", "B: o end") == (0, "2-1, after 2 rounds")
