"""Each of the eighteen games, played to its end by a browser and an opponent, with the scorer made for it."""

from __future__ import annotations

import os
import random
from typing import Any

import attrs
import pytest
from playwright.sync_api import Browser, expect

from actors.games.catalogue import ALL
from actors.games.rules import Game
from actors.games.sample import next_move
from protocol.events import MatchView
from protocol.events.match import Phase
from protocol.games import CardHole, ReportScore
from server.games_command import CATEGORIES
from tests.kit.hands import make
from tests.kit.opponent import ENDED, SKILL, Opponent
from tests.kit.process import ROOT, ServerProcess
from tests.kit.visitor import PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]
WIDE = {"width": 1024, "height": 1400}
SHORTEST = {"sports_series": "1 game", "kill_race": "1 round", "horse": "PIG"}
PICTURED_AFTER = 7
PICTURES = ROOT / "docs" / "pictures" / "scorers"


@pytest.mark.parametrize("game", ALL, ids=lambda game: game.tag)
def test_a_game_is_played_to_its_end_in_a_browser(game: Game, server: ServerProcess, chromium: Browser) -> None:
    name = f"Pat {game.tag[:8]}".replace("_", " ").strip()
    pat = Visitor(chromium, server, name, WIDE)
    offer(pat, game)
    opponent = Opponent(server.url, f"Kit {ALL.index(game)}", name)

    chance = random.Random(game.tag)
    view = opponent.wait(lambda view: view.phase is Phase.LIVE)
    made = 0
    while view.phase is Phase.LIVE:
        view = opponent.wait(lambda view: view.phase is not Phase.LIVE or 0 in view.turn)
        if view.phase is Phase.LIVE:
            made += 1
            play(pat, opponent, view, chance)
            if made == PICTURED_AFTER or made == 1:
                picture(pat, game)

    if view.phase is Phase.CONFIRMING and not view.confirmed[0]:
        pat.page.get_by_test_id("confirm").click()
    view = opponent.wait(lambda view: view.phase in ENDED)
    assert view.phase is Phase.SETTLED
    expect(pat.page.get_by_test_id("result")).to_be_visible()
    assert pat.accessible() == []
    assert pat.errors == []
    pat.context.close()


def offer(pat: Visitor, game: Game) -> None:
    page = pat.page
    page.get_by_role("group", name="Category").get_by_role("button", name=CATEGORIES[game.category], exact=True).click()
    page.get_by_role("button", name=f"{game.name} Offer a match").click()
    if game.tag in SHORTEST:
        page.get_by_role("button", name=SHORTEST[game.tag], exact=True).click()
    page.get_by_role("button", name="$1.00", exact=True).click()
    page.get_by_test_id("offer-match").click()


def play(pat: Visitor, opponent: Opponent, view: MatchView, chance: random.Random) -> None:
    """One move on the screen, once the screen shows the same board."""
    assert view.board is not None
    move: Any = next_move(view.board, view.turn, 0, SKILL, chance.random)
    if isinstance(move, CardHole):
        move = attrs.evolve(move, strokes=max(3, min(5, move.strokes)))
    if isinstance(move, ReportScore):
        move = attrs.evolve(move, mine=2, theirs=1)
    expect(pat.page.locator(f'[data-testid="turn"][data-ply="{view.ply}"]')).to_have_text("Your turn")
    expect(pat.page.get_by_role("status", name="Loading the scorer")).to_have_count(0)
    make(move, pat.page)
    opponent.wait(lambda now: now.ply > view.ply)


def picture(pat: Visitor, game: Game) -> None:
    """The scorer as it is on a phone; for the docs with WAGERUP_PICTURES=1."""
    assert pat.accessible() == []
    if os.environ.get("WAGERUP_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        pat.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        pat.at_rest()
        pat.page.screenshot(path=PICTURES / f"{game.tag}.png")
        pat.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
