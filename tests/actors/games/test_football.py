"""The field-goal ladder, quarterback accuracy, punt, pass and kick."""

from __future__ import annotations

import pytest

from tests.kit.cards import refused, result_of, score_of

LADDER = ["A: o", "B: o"] * 10


def test_all_good_are_three_hundred_and_level_goes_to_a_kick_off() -> None:
    assert score_of("field_goals", *LADDER) == ("300", "300")
    assert result_of("field_goals", *LADDER) is None
    assert result_of("field_goals", "tie = split", *LADDER) == (None, "300-300")


def test_both_good_or_both_short_go_on_to_the_next_distance() -> None:
    assert result_of("field_goals", *LADDER, "A: o", "B: o") is None
    assert result_of("field_goals", *LADDER, "A: short", "B: wide") is None
    assert result_of("field_goals", *LADDER, "A: o", "B: o", "A: o", "B: x") == (0, "300-300, kick-off from 40")


@pytest.mark.parametrize(("outcome", "points"), [("good", "10"), ("post_in", "10"), ("post_out", "0"), ("wide", "0"), ("short", "0")])
def test_off_a_post_and_through_is_good(outcome: str, points: str) -> None:
    assert score_of("field_goals", f"A: {outcome}")[0] == points


def test_they_kick_in_turn() -> None:
    assert refused("field_goals", "A: o", "A: o") == "It is your opponent's turn."


def test_a_pass_at_the_last_instant_counts_and_a_later_one_does_not() -> None:
    assert score_of("qb_accuracy", "A: 11@60") == ("10", "0")
    assert score_of("qb_accuracy", "A: 9@5 11@60.001") == ("5", "0")
    assert refused("qb_accuracy", "A: 11@60.001 1@61") == "It is your opponent's turn."


def test_a_target_counts_once() -> None:
    assert score_of("qb_accuracy", "A: 10 10") == ("5", "0")


def test_all_targets_are_forty_and_end_the_run() -> None:
    all_of_them = "A: " + " ".join(map(str, range(1, 12)))
    assert score_of("qb_accuracy", all_of_them) == ("40", "0")
    assert result_of("qb_accuracy", all_of_them, "B: 1 end") == (0, "40-1")


def test_a_level_minute_goes_to_sudden_runs_of_fifteen_seconds() -> None:
    level = ("A: 3 end", "B: 4 end")
    assert result_of("qb_accuracy", "tie = split", *level) == (None, "2-2")
    assert result_of("qb_accuracy", *level, "A: 1@14 11@15.001", "B: 11@15 end") == (1, "10-1, in a sudden run")


@pytest.mark.parametrize(
    ("measured", "counts"),
    [("100/30", "70'"), ("20/35", "0'"), ("50!", "45'"), ("3!", "0'"), ("98'6/2'3", "96' 3″"), ("40", "40'")],
)
def test_distance_less_offset_never_below_nothing(measured: str, counts: str) -> None:
    assert score_of("punt_pass_kick", f"A: {measured}")[0] == counts


def test_three_events_are_summed() -> None:
    assert result_of("punt_pass_kick", "A: 100", "B: 90", "A: 80", "B: 100", "A: 60", "B: 40") == (0, "240' to 230'")


def test_a_whiff_may_be_taken_again_once_an_event() -> None:
    assert score_of("punt_pass_kick", "A: whiff 50") == ("50'", "0'")
    assert score_of("punt_pass_kick", "A: whiff whiff", "B: whiff 10") == ("0'", "10'")


def test_level_distances_are_split_or_all_done_once_more() -> None:
    level = ["A: 50", "B: 50"] * 3
    assert result_of("punt_pass_kick", "tie = split", *level) == (None, "150' to 150'")
    assert result_of("punt_pass_kick", *level) is None
    assert result_of("punt_pass_kick", *level, *["A: 50", "B: 49"] * 3) == (0, "300' to 297'")
