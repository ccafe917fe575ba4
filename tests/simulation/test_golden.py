"""O5: what older versions wrote, this one replays to the same state. The files were written then, and are never written again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.golden import FOLDER, read, state_of_books, states_of_matches
from wallet.book import BooksWrong

HOUSES = sorted(FOLDER.glob("*.json.gz"))


def name(path: Path) -> str:
    return path.name.removesuffix(".json.gz")


def test_there_are_houses_of_before() -> None:
    assert {name(path) for path in HOUSES} >= {"2026-11-22", "2026-11-22-b", "2026-11-25", "2026-11-25-b", "2026-11-26"}


@pytest.mark.parametrize("path", HOUSES, ids=name)
def test_an_older_house_is_replayed_to_the_state_that_it_had(path: Path) -> None:
    rows, records, state = read(path)
    assert len(rows) > 100
    assert state_of_books(rows) == state["books"]
    assert states_of_matches(records) == state["matches"]


@pytest.mark.parametrize("path", HOUSES, ids=name)
def test_a_rule_that_was_changed_would_be_noticed(path: Path) -> None:
    rows, _records, _state = read(path)
    altered = [row._replace(outcome=row.outcome + 1) if row.seq == 60 else row for row in rows]
    with pytest.raises(BooksWrong, match="row 60"):
        state_of_books(altered)
