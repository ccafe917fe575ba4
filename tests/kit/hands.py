"""Hands: a move of any game, made on the screen as a person makes it."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from playwright.sync_api import Page

from protocol.games import (
    CardHole,
    EndRun,
    KickBall,
    MatchShot,
    Measure,
    ReportGame,
    ReportRound,
    ReportScore,
    Ring,
    RollBall,
    SetShot,
    ShootBall,
    ShootRackBall,
    Shot,
    Style,
    ThrowDart,
    ThrowPass,
)


@singledispatch
def make(move: Any, page: Page) -> None:
    """Makes the move on the page."""
    raise AssertionError(f"nobody knows how to make {move}")


def _press(page: Page, mark: str) -> None:
    page.locator(f'[data-mark="{mark}"]').click()


def _step(page: Page, label: str, by: int) -> None:
    way = "more" if by > 0 else "less"
    for _ in range(abs(by)):
        page.get_by_role("button", name=f"{label}: {way}", exact=True).click()


@make.register
def _(move: ThrowDart, page: Page) -> None:
    keypad = page.get_by_role("button", name="Keypad", exact=True)
    if keypad.is_visible():
        keypad.click()
    if move.ring in (Ring.DOUBLE, Ring.TREBLE) and move.number != 25:
        page.get_by_role("button", name=move.ring.value.capitalize(), exact=True).click()
    letter = {Ring.DOUBLE: "D", Ring.TREBLE: "T"}.get(move.ring, "")
    bull = "Bull" if move.ring is Ring.DOUBLE else "25"
    bed = "Miss" if move.ring is Ring.MISS else bull if move.number == 25 else f"{letter}{move.number}"
    page.locator(f'[data-key="{bed}"]').click()


@make.register
def _(move: RollBall, page: Page) -> None:
    page.locator(f'[data-pins="{move.pins}"]').click()


@make.register
def _(move: CardHole, page: Page) -> None:
    for _ in range(abs(move.strokes - 4)):
        page.get_by_role("button", name="One more" if move.strokes > 4 else "One less").click()
    page.get_by_test_id("card").click()


@make.register
def _(move: ReportScore, page: Page) -> None:
    _step(page, "Your score", move.mine)
    _step(page, "Theirs", move.theirs)
    page.get_by_test_id("report").click()


@make.register
def _(move: ReportGame, page: Page) -> None:
    _press(page, move.outcome.value)


@make.register
def _(move: ReportRound, page: Page) -> None:
    _step(page, "Kills", move.kills)
    _step(page, "Place", move.place - 10)
    page.get_by_test_id("report").click()


@make.register
def _(move: ShootBall, page: Page) -> None:
    _press(page, ("three" if move.shot is Shot.THREE else "made") if move.made else "missed")


@make.register
def _(move: SetShot, page: Page) -> None:
    page.get_by_role("button", name=move.spot.value.replace("_", " ").capitalize(), exact=True).click()
    words = "Any way" if move.style is Style.ANY else move.style.value.replace("_", " ").capitalize()
    page.get_by_role("button", name=words, exact=True).click()
    _press(page, "set" if move.made and move.as_called else "otherwise" if move.made and move.style is not Style.ANY else "missed")


@make.register
def _(move: MatchShot, page: Page) -> None:
    _press(page, "made" if move.made else "missed")


def _start_the_clock(page: Page) -> None:
    if page.get_by_test_id("start").count():
        page.get_by_test_id("start").click()


@make.register
def _(move: ShootRackBall, page: Page) -> None:
    _start_the_clock(page)
    _press(page, "made" if move.made else "missed")


@make.register
def _(move: ThrowPass, page: Page) -> None:
    _start_the_clock(page)
    _press(page, f"target-{move.target}" if move.target else "missed")


@make.register
def _(_move: EndRun, page: Page) -> None:
    page.get_by_role("button", name="End my").click()


@make.register
def _(move: KickBall, page: Page) -> None:
    _press(page, move.outcome.value)


@make.register
def _(_move: Measure, page: Page) -> None:
    page.get_by_test_id("measure").click()
