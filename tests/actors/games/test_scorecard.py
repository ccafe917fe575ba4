"""Typed cards: what is read, whose turn a line is, and what is said of a card that cannot be read."""

from __future__ import annotations

import random

import pytest

from actors.games.catalogue import ALL
from actors.games.rules import Game
from actors.games.sample import next_move
from actors.games.scorecard import CardUnreadable, score_card
from actors.games.typed import NOTATIONS
from tests.kit.cards import refused, result_of, score_of


def test_comments_blank_lines_and_lines_without_a_seat() -> None:
    assert score_of("darts_501", "# a leg", "", "legs = 1", "T20 T20 T20  # a maximum", "20 20 20") == ("321", "441")


def test_after_a_bust_the_third_dart_is_the_first_illegal_one() -> None:
    down = ["A: T20 T20 T20", "B: 0 0 0"] * 2 + ["A: 60 0 0".replace("60", "T20"), "B: 0 0 0", "A: T15 4 0", "B: 0 0 0"]
    assert score_of("darts_501", *down) == ("32", "501")
    assert refused("darts_501", *down, "A: 16 15 1") == "It is your opponent's turn."


def test_golf_may_be_typed_player_by_player() -> None:
    assert result_of("golf_match_play", "holes = 9", "A: 4 4 4 4 4", "B: 5 5 5 5 5") == (0, "5&4")


@pytest.mark.parametrize(
    ("game", "card", "words"),
    [
        ("darts_501", "A: Z9", "'Z9' is no move of 501"),
        ("darts_501", "legs = 9", "legs"),
        ("darts_501", "bulls = 9", "Unknown field"),
        ("darts_501", "legs = many", "legs"),
        ("ten_pin", "A: 11", "pins"),
        ("golf_skins", "4 5", "both may play"),
        ("golf_skins", "A: 0", "strokes"),
        ("horse", "A: dunk+", r"'dunk\+' is no move of HORSE"),
        ("kill_race", "A: 4", "kills/place"),
        ("darts_501", "A: " + "0 " * 20_001, "More than"),
    ],
)
def test_what_is_no_card_is_said_with_its_line(game: str, card: str, words: str) -> None:
    with pytest.raises(CardUnreadable, match=words):
        score_card(game, card)


@pytest.mark.parametrize("game", ALL, ids=lambda game: game.tag)
@pytest.mark.parametrize("word", ["", "A:", "A: é", "A: -1", "A: 1e9", "A: \x00", "B: " + "9" * 40, "time", "A: o@", "=", "x = y"])
def test_no_text_makes_the_reader_fail_otherwise(game: Game, word: str) -> None:
    try:
        score_card(game.tag, word)
    except CardUnreadable:
        pass


@pytest.mark.parametrize("game", ALL, ids=lambda game: game.tag)
def test_every_game_says_how_it_is_played_and_written(game: Game) -> None:
    assert game.summary.endswith(".")
    assert len(game.how_to_play) > 100
    assert game.source
    assert NOTATIONS[game.tag].words


@pytest.mark.parametrize("game", ALL, ids=lambda game: game.tag)
def test_a_sample_player_knows_every_board(game: Game) -> None:
    state = game.start(game.options())
    for seat in game.turn(state):
        assert next_move(game.board(state), game.turn(state), seat, 0.5, random.Random(1).random) is not None
