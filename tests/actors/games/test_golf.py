"""Stroke play and skins: the cases of rules.md, and those beside them."""

from __future__ import annotations

import pytest

from protocol.games import SkinsBoard
from tests.kit.cards import refused, result_of, score_of, scored

FOURS = "4 " * 18


@pytest.mark.parametrize(
    ("mine", "theirs", "result"),
    [
        (FOURS, "5 " + "4 " * 17, (0, "72-73")),
        ("10 " + "4 " * 17, FOURS, (1, "72-78")),  # ten on a hole is legal: there is no cap
        ("4 3 " + "4 " * 16, "3 4 " + "4 " * 16, None),  # level: earlier holes decide nothing
        ("4 P", "4 4", (1, "not holed out at 2")),
        ("4 4", "4 P", (0, "not holed out at 2")),
        (FOURS + "4 5", FOURS + "4 4", (1, "72-72, at hole 20")),
        (FOURS + "4", FOURS + "3", (1, "72-72, at hole 19")),
    ],
)
def test_stroke_play(mine: str, theirs: str, result: tuple[int | None, str] | None) -> None:
    assert result_of("golf_stroke_play", f"A: {mine}", f"B: {theirs}") == result


def test_level_stroke_play_may_be_agreed_to_be_split() -> None:
    assert result_of("golf_stroke_play", "tie = split", f"A: {FOURS}", f"B: {FOURS}") == (None, "72-72")


@pytest.mark.parametrize(("given", "result"), [(2, (1, "70-71")), (0, (0, "71-72")), (-3, (0, "68-72"))])
def test_strokes_that_were_given_come_off_the_total(given: int, result: tuple[int, str]) -> None:
    card = ("A: 3 " + "4 " * 17, f"B: {FOURS}")
    assert result_of("golf_stroke_play", f"strokes_given = {given}", *card) == result


def test_both_who_pick_up_have_no_card_and_nobody_wins() -> None:
    assert result_of("golf_stroke_play", "A: P", "B: P") == (None, "not holed out at 1")


def test_a_hole_after_the_end_is_refused() -> None:
    assert refused("golf_stroke_play", "holes = 9", "A: " + "4 " * 9, "B: " + "5 " * 9, "A: 4") == "The match is over."


def test_six_skins_are_won_at_once_after_four_ties() -> None:
    assert score_of("golf_skins", "A: 3 4 4 4 4 3", "B: 4 4 4 4 4 4") == ("6", "0")
    assert score_of("golf_skins", "A: 3 4 4 4 4 4", "B: 4 4 4 4 4 3") == ("1", "5")


def test_what_is_carried_after_the_last_hole_is_played_off_only_if_it_can_decide() -> None:
    tied = "4 " * 8
    assert result_of("golf_skins", "holes = 9", f"A: 3 {tied}", f"B: 4 {tied}") is None  # one up, eight carried
    assert result_of("golf_skins", "holes = 9", f"A: 3 {tied} 4 5", f"B: 4 {tied} 4 4") == (1, "8-1 skins")
    ahead = "A: " + "3 " * 5 + "4 4 4 4", "B: " + "4 " * 9
    assert result_of("golf_skins", "holes = 9", *ahead) == (0, "5-0 skins")  # four carried cannot catch five


def test_level_skins_are_split_or_played_off_for_one() -> None:
    level = ("A: 3 4 3 4 3 4 3 4 4", "B: 4 3 4 3 4 3 4 3 4")
    assert result_of("golf_skins", "holes = 9", "tie = split", *level) == (None, "4-4 skins")
    assert result_of("golf_skins", "holes = 9", *level) is None
    assert result_of("golf_skins", "holes = 9", level[0] + " 4 3", level[1] + " 4 4") == (0, "5-4 skins")


def test_who_picks_up_cannot_win_the_skin() -> None:
    assert score_of("golf_skins", "A: P", "B: 9") == ("0", "1")
    board = scored("golf_skins", "A: P", "B: P").lines[-1].board
    assert isinstance(board, SkinsBoard)
    assert board.carried == 1
