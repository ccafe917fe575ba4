"""The Tables in a real Chromium: the day's coins, a round at each table, the proof in the browser and by `wagerup verify`, the switch on two devices."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.kit.operator import obeyed
from tests.kit.process import ROOT, ServerProcess, server_process, wagerup
from tests.kit.visitor import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PICTURES = ROOT / "docs" / "pictures"
ROUND_MS = 150_000
"""A round of crash lasts as long as its luck: one of forty takes a minute, one of eight thousand two and a half."""


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    """Tables that take a third of their time, in a house where one Sweeps Coin can be redeemed."""
    with server_process() as one:
        one.start(WAGERUP_TABLE_PACE="35", WAGERUP_REDEEM_LEAST="1")
        yield one


def picture(visitor: Visitor, name: str) -> None:
    if os.environ.get("WAGERUP_PICTURES"):
        visitor.page.screenshot(path=PICTURES / f"{name}.png")


def go(visitor: Visitor, path: str) -> None:
    visitor.page.goto(visitor.page.url.split("/", 3)[0] + "//" + visitor.page.url.split("/", 3)[2] + path)


def claim(visitor: Visitor) -> None:
    go(visitor, "/tables")
    visitor.page.get_by_test_id("claim-daily").click()
    expect(visitor.page.get_by_test_id("claim-daily")).to_contain_text("Next coins at")
    expect(visitor.page.get_by_test_id("coins")).to_contain_text("5,000.00")


def sit(visitor: Visitor, table: str) -> None:
    go(visitor, f"/table/{table}")
    expect(visitor.page.get_by_test_id("stage")).to_be_visible()


def betting(visitor: Visitor) -> None:
    expect(visitor.page.get_by_test_id("stage")).to_have_attribute("data-stage", "betting", timeout=ROUND_MS)


def bet(visitor: Visitor) -> None:
    """Pressed until one is in: the round may have been locked under the finger."""
    stage = visitor.page.get_by_test_id("stage")
    for _ in range(10):
        betting(visitor)
        number = stage.get_attribute("data-round")
        visitor.page.get_by_test_id("place-bet").click(timeout=ROUND_MS)
        visitor.page.wait_for_timeout(700)
        if visitor.page.get_by_role("alert").count() == 0 and stage.get_attribute("data-round") == number:
            return
    raise AssertionError("no round took the bet")


def settled(visitor: Visitor) -> str:
    expect(visitor.page.get_by_test_id("outcome")).to_be_visible(timeout=ROUND_MS)
    return visitor.page.get_by_test_id("outcome").inner_text()


def test_a_round_at_every_table_and_the_proof(server: ServerProcess, chromium: Browser) -> None:
    ann, bob = Visitor(chromium, server, "Ann Tables", PHONE), Visitor(chromium, server, "Bob Tables", DESK)
    claim(ann)
    claim(bob)
    assert ann.accessible() == []
    picture(ann, "tables-phone")
    picture(bob, "tables-desk")

    # Roulette: both see the same pocket.
    sit(ann, "t_roulette")
    sit(bob, "t_roulette")
    betting(ann)
    ann.page.get_by_test_id("spot-red").click()
    ann.page.get_by_test_id("spot-17").click()
    assert ann.accessible() == []
    bob.page.get_by_test_id("spot-black").click()
    bet(ann)
    bet(bob)
    picture(ann, "roulette-phone")
    said = settled(ann)
    settled(bob)
    pockets = [one.page.get_by_test_id("pocket").inner_text() for one in (ann, bob)]
    assert pockets[0] == pockets[1]
    assert re.search(r"(Won|Lost|Stake back)", said)
    picture(bob, "roulette-desk")

    # Its proof, in the browser and by a command that imports nothing of the page.
    bob.page.get_by_test_id("strip").get_by_role("link").first.click()
    bob.page.get_by_test_id("verify").click()
    expect(bob.page.get_by_test_id("verdict")).to_have_attribute("data-right", "true")
    assert bob.accessible() == []
    picture(bob, "fair-desk")
    facts = bob.page.locator("dd").all_inner_texts()
    round_number = re.search(r"Check round (\d+)", bob.page.get_by_test_id("verify").inner_text())
    assert round_number is not None
    told = wagerup("verify", "roulette", "--server-seed", facts[2], "--client-seed", facts[1], "--nonce", round_number[1], check=True)
    assert bob.page.get_by_test_id("verdict").inner_text().rstrip(".").split()[-1] in told.stdout

    # Crash: out by itself, or not.
    sit(ann, "t_crash")
    betting(ann)
    ann.page.get_by_test_id("auto-out").fill("1.01")
    bet(ann)
    expect(ann.page.get_by_test_id("stage")).to_have_attribute("data-stage", "playing", timeout=ROUND_MS)
    picture(ann, "crash-phone")
    # Out, or lost at once: the curve itself may fly on for minutes.
    expect(ann.page.get_by_role("status").filter(has_text=re.compile(r"Out at|Lost"))).to_be_visible(timeout=ROUND_MS)
    assert ann.accessible() == []

    # Dice and plinko: seeds of one's own are made on the first visit.
    for table, shows in (("t_dice", "roll"), ("t_plinko", "ball")):
        sit(ann, table)
        bet(ann)
        expect(ann.page.get_by_test_id(shows)).to_be_attached(timeout=ROUND_MS)
        settled(ann)
        assert ann.accessible() == []
        picture(ann, f"{table[2:]}-phone")
    go(ann, "/fair/t_dice")
    ann.page.get_by_test_id("rotate").click()
    ann.page.get_by_test_id("verify-own").click()
    expect(ann.page.get_by_test_id("verdict")).to_have_attribute("data-right", "true")

    # Blackjack: two at the table, one hits, both stand.
    sit(ann, "t_blackjack")
    sit(bob, "t_blackjack")
    bet(ann)
    betting(bob)
    bob.page.get_by_role("group", name="Seat").get_by_role("button", name="6", exact=True).click()
    bet(bob)
    for one in (ann, bob):
        expect(one.page.get_by_test_id("stage")).not_to_have_attribute("data-stage", "betting", timeout=ROUND_MS)
    picture(bob, "blackjack-desk")
    while ann.page.get_by_test_id("stage").get_attribute("data-stage") == "playing":
        for one in (ann, bob):
            stand = one.page.get_by_test_id("move-stand")
            if stand.count() and stand.is_enabled():
                stand.click()
        ann.page.wait_for_timeout(200)
    settled(ann)
    assert ann.accessible() == []
    picture(ann, "blackjack-phone")

    # A challenge is done, and pays once.
    go(ann, "/tables")
    ann.page.get_by_test_id("once_first_round").get_by_test_id("claim").click()
    expect(ann.page.get_by_test_id("once_first_round")).to_contain_text("Yours")
    assert ann.accessible() == []
    ann.page.get_by_role("heading", name="Challenges").scroll_into_view_if_needed()
    picture(ann, "challenges-phone")
    assert ann.errors == []
    assert bob.errors == []


def test_the_switch_shows_on_both_devices_and_colours_are_not_all_that_says_so(server: ServerProcess, chromium: Browser) -> None:
    phone = Visitor(chromium, server, "Cat Coins", PHONE, theme="dark")
    claim(phone)
    desk = phone.context.new_page()
    desk.goto(server.url + "/tables")
    expect(desk.get_by_test_id("coins")).to_have_attribute("data-mode", "GC")
    phone.page.get_by_test_id("mode-SC").click()
    expect(desk.get_by_test_id("coins")).to_have_attribute("data-mode", "SC")
    expect(desk.get_by_test_id("coins")).to_contain_text("SC 1.00")
    assert phone.accessible() == []
    picture(phone, "sweeps-phone")
    sit(phone, "t_crash")
    phone.page.get_by_test_id("auto-out").fill("1.01")
    bet(phone)
    expect(phone.page.get_by_test_id("place-bet")).to_contain_text(re.compile("Change to|Next round"))
    go(phone, "/wallet")
    expect(phone.page.get_by_role("heading", name="Coins of The Tables")).to_be_visible()
    phone.page.get_by_test_id("request-coins").click()
    expect(phone.page.get_by_test_id("request-coins")).to_contain_text("Requested today")
    assert phone.accessible() == []
    picture(phone, "coins-phone")
    assert phone.errors == []


def test_sweeps_coins_are_given_played_redeemed_and_an_operator_grants_the_prize(server: ServerProcess, chromium: Browser) -> None:
    dan = Visitor(chromium, server, "Dan Sweeps", PHONE)
    page = dan.page
    claim(dan)
    page.get_by_test_id("request-coins").click()
    expect(page.get_by_test_id("request-coins")).to_contain_text("Requested today")
    page.get_by_test_id("mode-SC").click()
    expect(page.get_by_test_id("coins")).to_contain_text("SC 2.00")

    # A card by mail brings five more.
    go(dan, "/wallet")
    page.get_by_text("Free entry by mail").click()
    page.get_by_test_id("ask-entry-code").click()
    code = page.get_by_test_id("entry-code").inner_text()
    assert code in obeyed(server, "entries")
    obeyed(server, "entries", "accept", code, "--name", "Dan Sweeps")
    expect(page.get_by_label("Coins", exact=True)).to_contain_text("SC 7.00")

    # What is played is redeemable: over 2 wins nearly every time.
    for _ in range(3):
        sit(dan, "t_dice")
        page.get_by_test_id("bet-amount").fill("2")
        page.get_by_label("Target", exact=True).fill("2")
        bet(dan)
        settled(dan)
        go(dan, "/wallet")
        if "SC 0.00" not in page.get_by_test_id("redeemable").inner_text():
            break

    page.get_by_test_id("verify-identity").click()
    page.get_by_role("button", name="A good document").click()
    expect(page.get_by_text("The house knows who you are")).to_be_visible()
    page.get_by_test_id("redeem-amount").fill("1")
    page.get_by_test_id("redeem").click()
    expect(page.get_by_test_id("redemption")).to_contain_text("An operator looks at it")
    assert dan.accessible() == []
    waiting = json.loads(obeyed(server, "redemptions", "--json"))
    assert [(one["player"]["name"], one["minor"]) for one in waiting] == [("Dan Sweeps", 100)]
    obeyed(server, "redemptions", "grant", waiting[0]["redemption_id"], "--reason", "looks right")
    expect(page.get_by_test_id("redemption")).to_contain_text("Granted")
    expect(page.get_by_test_id("wallet-available")).to_have_text("$101.00")
    page.get_by_test_id("redemption").scroll_into_view_if_needed()
    picture(dan, "redeem-phone")
    assert dan.errors == []


def test_a_thing_is_bought_and_worn_and_the_other_browser_sees_it(server: ServerProcess, chromium: Browser) -> None:
    eve, fay = Visitor(chromium, server, "Eve Shop", PHONE), Visitor(chromium, server, "Fay Looks", DESK)
    claim(eve)
    sit(fay, "t_blackjack")
    sit(eve, "t_blackjack")
    bet(eve)
    seen = fay.page.get_by_label("Bets of this round")
    expect(seen.get_by_text("Eve Shop")).to_be_visible()
    shop = eve.context.new_page()
    shop.goto(server.url + "/shop")
    for thing in ("title_regular", "frame_laurel"):
        shop.get_by_test_id(thing).get_by_test_id("buy").click()
        shop.get_by_test_id(thing).get_by_test_id("wear").click()
        expect(shop.get_by_test_id(thing).get_by_test_id("take-off")).to_be_visible()
    expect(seen.get_by_test_id("title")).to_have_text("The Regular", timeout=2_000)
    expect(seen.locator('[data-frame="frame_laurel"]')).to_be_visible(timeout=2_000)
    expect(shop.get_by_test_id("coins")).to_contain_text("GC 2,190.00")
    go(eve, "/shop")
    assert eve.accessible() == []
    picture(eve, "shop-phone")
    go(fay, "/shop")
    expect(fay.page.get_by_test_id("title_founder")).to_contain_text("50 of 50 left")
    assert fay.accessible() == []
    picture(fay, "shop-desk")
    shop.get_by_test_id("title_regular").get_by_test_id("take-off").click()
    go(fay, "/table/t_blackjack")
    assert eve.errors == []
    assert fay.errors == []
