"""The client's budget: what a newcomer's browser fetches before the first match can be played, compressed: the gate, the lobby, the match, its scorer."""

from __future__ import annotations

import gzip
import re

from tests.kit.process import ROOT

STATIC = ROOT / "server" / "static"
BUDGET_BYTES = 150 * 1024


def compressed(name: str) -> int:
    return len(gzip.compress((STATIC / "assets" / name).read_bytes(), 9))


def needed_by(*names: str) -> set[str]:
    """Scripts, and those that they import at once."""
    found, wanted = set[str](), list(names)
    while wanted:
        name = wanted.pop()
        imported = re.findall(r'(?:from|import)"\./([\w.-]+\.js)"', (STATIC / "assets" / name).read_text(encoding="utf-8"))
        found.add(name)
        wanted += set(imported) - found
    return found


def test_the_first_match_comes_within_its_budget() -> None:
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    first = set(re.findall(r'(?:src|href)="/assets/([\w.-]+\.(?:js|css))"', page))
    scorers = [path.name for path in (STATIC / "assets").glob("*Scorer*.js")]
    gate = next(path.name for path in (STATIC / "assets").glob("Gate-*.js"))
    assert len(scorers) == 6
    for scorer in scorers:
        assert sum(map(compressed, first | needed_by(gate, scorer))) <= BUDGET_BYTES, scorer
