"""`wagerup games`, as a person and as a script call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from actors.games.catalogue import ALL
from server.games_command import explained, explained_json, listed, listed_json, scored, scored_json


def wagerup(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "server.cli", "games", *words], input=typed, capture_output=True, text=True, timeout=60)


def test_there_are_eighteen_games_three_in_each_of_six_categories() -> None:
    games = json.loads(listed_json())
    assert len(games) == 18
    categories = [game["category"] for game in games]
    assert {category: categories.count(category) for category in categories} == dict.fromkeys(
        ("golf", "video", "basketball", "football", "darts", "bowling"), 3
    )
    assert all(game["game"] in listed() for game in games)


@pytest.mark.parametrize("game", [game.tag for game in ALL])
def test_each_is_explained_with_its_source_options_and_notation(game: str) -> None:
    told = json.loads(explained_json(game))
    assert told["source"] in explained(game)
    assert all(option["name"] in explained(game) for option in told["options"])
    assert max(map(len, explained(game).splitlines())) < 100


def test_a_card_is_scored_move_by_move() -> None:
    told = json.loads(scored_json(scored("darts_501", "A: T20 T20 T20")))
    assert told["moves"][-1] == {"line": 1, "seat": 0, "move": "T20", "calls": ["180"], "score": ["321", "501"]}
    assert (told["result"], told["illegal"], told["contradiction"]) == (None, None, None)
    assert told["board"]["game"] == "darts_501"


@pytest.mark.parametrize(
    ("card", "code", "words"),
    [
        ("A: T20 T20 T20", 0, "Not over yet."),
        ("A: 20 20 20 20", 1, "ILLEGAL on line 1: 20: It is your opponent's turn."),
        ("A: Z9", 2, "'Z9' is no move of 501"),
    ],
)
def test_the_exit_code_says_how_it_ended(card: str, code: int, words: str) -> None:
    done = wagerup("score", "darts_501", typed=card)
    assert done.returncode == code
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_card_may_come_from_a_file(tmp_path: Path) -> None:
    card = tmp_path / "card.txt"
    card.write_text("A: X X\n", encoding="utf-8")
    assert "It is your opponent's turn" in wagerup("score", "ten_pin", str(card)).stdout


@pytest.mark.parametrize("words", [("show", "chess"), ("score", "chess", "-"), ("score", "darts_501", "no-such-file")])
def test_what_does_not_exist_is_one_line(words: tuple[str, ...]) -> None:
    done = wagerup(*words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
