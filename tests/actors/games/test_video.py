"""Video games: reports that agree, that contradict each other, and that never come."""

from __future__ import annotations

import pytest

from actors.games.video.kill_race import points
from tests.kit.cards import calls_of, refused, result_of, score_of, scored


def test_mirrored_reports_agree_and_two_wins_end_a_best_of_three() -> None:
    card = ("A: 21-14 17-10", "B: 14-21 10-17")
    assert result_of("sports_series", *card) == (0, "2-0 games")
    assert refused("sports_series", *card, "A: 3-0") == "The match is over."


@pytest.mark.parametrize("theirs", ["21-14", "14-20", "20-21"])
def test_the_same_perspective_twice_or_another_score_is_a_dispute(theirs: str) -> None:
    card = scored("sports_series", "A: 21-14", f"B: {theirs}")
    assert card.contradiction is not None
    assert card.result is None
    assert refused("sports_series", "A: 21-14", f"B: {theirs}", "A: 14-21").startswith("Your reports contradict")


def test_a_draw_is_replayed_and_does_not_count() -> None:
    assert result_of("sports_series", "best_of = 1", "A: 7-7", "B: 7-7") is None
    assert result_of("sports_series", "best_of = 1", "A: 7-7 10-7", "B: 7-7 7-10") == (0, "1-0 games")


@pytest.mark.parametrize(("best_of", "wins"), [(1, 1), (3, 2), (5, 3)])
def test_a_series_ends_at_more_than_half(best_of: int, wins: int) -> None:
    short = ("A: " + "1-0 " * (wins - 1), "B: " + "0-1 " * (wins - 1))
    assert wins == 1 or result_of("sports_series", f"best_of = {best_of}", *short) is None
    assert result_of("sports_series", f"best_of = {best_of}", short[0] + "1-0", short[1] + "0-1") == (0, f"{wins}-0 games")


def test_a_lone_report_stands_when_the_time_is_over() -> None:
    assert result_of("sports_series", "best_of = 1", "A: 3-1", "time") == (0, "1-0 games")
    assert result_of("fighting_set", "B: W", "time", "B: W", "time") == (1, "2-0 games")


def test_no_report_at_all_has_no_score() -> None:
    assert "forfeits or abandons" in refused("sports_series", "time")


def test_first_to_three_may_go_to_five_games() -> None:
    card = ("A: W L W L W", "B: L W L W L")
    assert result_of("fighting_set", "first_to = 3", *card) == (0, "3-2 games")


def test_a_double_knock_out_is_replayed() -> None:
    assert calls_of("fighting_set", "A: D", "B: D") == ("double knock-out, replayed",)
    assert score_of("fighting_set", "A: D W", "B: D L") == ("1", "0")


def test_two_winners_are_a_dispute() -> None:
    assert scored("fighting_set", "A: W", "B: W").contradiction is not None


def test_four_kills_and_first_beat_eight_kills_and_sixth() -> None:
    assert points((4, 1, 0)) == 9
    assert points((8, 6, 0)) == 8
    assert result_of("kill_race", "rounds = 1", "A: 4/1", "B: 8/6") == (0, "9-8 points")


@pytest.mark.parametrize(("place", "worth"), [(1, 5), (2, 4), (3, 3), (4, 2), (5, 1), (6, 0), (0, 0)])
def test_places_one_to_five_count(place: int, worth: int) -> None:
    assert points((0, place, 0)) == worth


@pytest.mark.parametrize(
    ("mine", "theirs", "result"),
    [
        ("5/5", "6/6", (1, "6-5 kills")),  # six points each
        ("5/9/900", "5/9/800", (0, "900-800 damage")),
        ("5/9/900", "5/9/900", None),
        ("5/9/900 1/9", "5/9/900 0/9", (0, "6-5 points")),
    ],
)
def test_a_level_race_goes_to_kills_then_damage_then_one_more_round(mine: str, theirs: str, result: tuple[int, str] | None) -> None:
    assert result_of("kill_race", "rounds = 1", f"A: {mine}", f"B: {theirs}") == result


def test_a_round_that_is_not_reported_in_time_counts_nothing() -> None:
    assert result_of("kill_race", "rounds = 1", "B: 1/40", "time") == (1, "1-0 points")
