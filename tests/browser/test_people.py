"""Finding each other, trusting the outcome, coming back: quick match, rematch, disputes, watching, ladders, players, replays, the inbox."""

from __future__ import annotations

import io
import json
import os

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect

from tests.kit.operator import obeyed
from tests.kit.process import ROOT, ServerProcess
from tests.kit.visitor import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PICTURES = ROOT / "docs" / "pictures"
REASON = "The photograph shows the dart in the single."


def picture(visitor: Visitor, name: str) -> None:
    """Clean for axe, and for the docs with WAGERUP_PICTURES=1."""
    assert visitor.accessible() == []
    if os.environ.get("WAGERUP_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        visitor.at_rest()
        visitor.page.screenshot(path=PICTURES / f"{name}.png")


def photograph() -> bytes:
    image = Image.new("RGB", (480, 320), (40, 60, 50))
    ImageDraw.Draw(image).ellipse((140, 60, 340, 260), outline=(230, 220, 190), width=12)
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def seek(visitor: Visitor, game: str, stake: str) -> None:
    visitor.page.get_by_label("Game", exact=True).first.select_option(label=game)
    visitor.page.get_by_label("Stake", exact=True).select_option(label=stake)
    visitor.page.get_by_test_id("seek").click()
    expect(visitor.page.get_by_test_id("searching")).to_be_visible()


def concede(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Concede the match").click()
    visitor.page.get_by_role("button", name="Concede", exact=True).click()


def test_two_who_seek_the_same_find_each_other_and_play_again_when_both_want(server: ServerProcess, chromium: Browser) -> None:
    una = Visitor(chromium, server, "Una", PHONE)
    vic = Visitor(chromium, server, "Vic", DESK, theme="dark")
    seek(una, "Cricket", "$2.00")
    picture(una, "quick_match")
    una.page.goto(server.url + "/ladder")
    una.page.goto(server.url)
    seek(una, "Cricket", "$2.00")
    vic.page.get_by_role("button", name="Cricket, $2.00").click()
    for one in (una, vic):
        expect(one.page.get_by_test_id("turn")).to_be_visible(timeout=20_000)
        one.available("$98.00")

    concede(vic)
    expect(una.page.get_by_test_id("rating")).to_contain_text("?")
    expect(una.page.get_by_test_id("rating")).to_contain_text("+")
    expect(vic.page.get_by_test_id("rating")).to_contain_text("\u2212")
    first = una.page.url
    una.page.get_by_test_id("rematch").click()
    expect(una.page.get_by_text("Nothing is staked before they agree")).to_be_visible()
    expect(vic.page.get_by_text("Una wants another.")).to_be_visible()
    vic.page.get_by_test_id("rematch").click()
    for one in (una, vic):
        expect(one.page.get_by_test_id("turn")).to_be_visible(timeout=20_000)
    assert una.page.url == vic.page.url != first
    assert una.errors + vic.errors == []


def test_a_result_is_contested_shown_to_an_operator_decided_and_accepted(server: ServerProcess, chromium: Browser) -> None:
    wes = Visitor(chromium, server, "Wes", DESK)
    xia = Visitor(chromium, server, "Xia", PHONE)
    wes.offer("Match play", "$5.00", "Golf")
    xia.take("Wes")
    for _ in range(5):
        expect(wes.page.get_by_test_id("card")).to_be_enabled()
        wes.page.get_by_test_id("card").click()
        expect(wes.page.get_by_text("stay hidden until both are in")).to_be_visible()
        xia.page.get_by_role("button", name="One more").click()
        xia.page.get_by_test_id("card").click()
        expect(xia.page.get_by_text("stay hidden until both are in")).to_be_hidden()
    wes.page.get_by_role("button", name="I contest it").or_(wes.page.get_by_text("Waiting for Xia to agree")).first.wait_for()
    loser, winner = (xia, wes) if wes.page.get_by_text("Waiting for Xia").is_visible() else (wes, xia)

    loser.page.get_by_role("button", name="I contest it").click()
    loser.page.get_by_label("What is wrong?").fill("The third hole was mine.")
    loser.page.get_by_role("button", name="Contest it", exact=True).click()
    for one in (wes, xia):
        expect(one.page.get_by_test_id("dispute")).to_contain_text("The third hole was mine.")

    winner.page.get_by_test_id("evidence-note").fill("Here is the card, signed by both.")
    winner.page.get_by_test_id("evidence-files").set_input_files({"name": "card.jpg", "mimeType": "image/jpeg", "buffer": photograph()})
    winner.page.get_by_test_id("show-evidence").click()
    expect(loser.page.get_by_alt_text("Evidence 1 of", exact=False)).to_be_visible()
    picture(xia, "dispute_phone")
    picture(wes, "dispute_desk")

    match_id = json.loads(obeyed(server, "disputes", "--json"))[0]["match_id"]
    obeyed(server, "dispute", "decide", match_id, "--winner", "creator", "--reason", REASON)
    expect(loser.page.get_by_test_id("verdict")).to_have_text(REASON)
    picture(xia, "verdict")
    (xia if xia.page.get_by_test_id("accept-verdict").is_visible() else wes).page.get_by_test_id("accept-verdict").click()
    expect(wes.page.get_by_test_id("result")).to_contain_text("The house decided the dispute.")
    wes.available("$104.50")
    assert wes.errors + xia.errors == []
    assert server.audit()["right"]


def test_a_move_is_contested_and_taken_back_and_a_match_is_called_off_by_both(server: ServerProcess, chromium: Browser) -> None:
    yan = Visitor(chromium, server, "Yan", DESK)
    zoe = Visitor(chromium, server, "Zoe", PHONE)
    yan.offer("501", "$1.00")
    zoe.take("Yan")
    yan.throw("T20")
    expect(zoe.page.get_by_test_id("their-side").get_by_test_id("score")).to_have_text("441")
    zoe.page.get_by_test_id("contest-move").click()
    zoe.page.get_by_label("What is wrong?").fill("That was a single twenty.")
    zoe.page.get_by_role("button", name="Contest it", exact=True).click()
    expect(yan.page.get_by_test_id("contested")).to_contain_text("That was a single twenty.")
    assert yan.accessible() == []
    yan.page.get_by_test_id("agree-contest").click()
    expect(zoe.page.get_by_test_id("their-side").get_by_test_id("score")).to_have_text("501")

    zoe.page.get_by_role("button", name="Good game").click()
    expect(yan.page.get_by_test_id("reaction")).to_contain_text("Zoe: Good game")
    yan.page.get_by_test_id("call-off").click()
    yan.page.get_by_test_id("ask-abort").click()
    zoe.page.get_by_test_id("agree-abort").click()
    expect(yan.page.get_by_test_id("result")).to_contain_text("Called off by both")
    yan.available("$100.00")
    assert yan.errors + zoe.errors == []


def test_others_watch_look_players_up_and_read_what_happened(server: ServerProcess, chromium: Browser) -> None:
    abe = Visitor(chromium, server, "Abe", DESK)
    bea = Visitor(chromium, server, "Bea", PHONE)
    cleo = Visitor(chromium, server, "Cleo", PHONE, theme="dark")
    abe.offer("501", "$1.00")
    match = abe.page.url
    bea.take("Abe")
    expect(bea.page.get_by_test_id("turn")).to_be_visible()
    abe.throw("T20", "T20", "T20")
    cleo.page.goto(match)
    expect(cleo.page.get_by_text("You watch, a little later than they play.")).to_be_visible()
    expect(cleo.page.get_by_test_id("score").first).to_have_text("321", timeout=30_000)
    expect(cleo.page.get_by_test_id("chat-input")).to_have_count(0)
    picture(cleo, "watching")

    concede(bea)
    expect(abe.page.get_by_test_id("result")).to_contain_text("paid to your wallet")
    abe.page.get_by_role("link", name="Replay").click()
    abe.page.get_by_test_id("replay-next").click()
    expect(abe.page.get_by_test_id("replay-line")).to_contain_text("Abe played")
    picture(abe, "replay")

    cleo.page.goto(server.url + "/ladder")
    cleo.page.get_by_role("button", name="Wins", exact=True).click()
    expect(cleo.page.get_by_test_id("board")).to_contain_text("Abe")
    picture(cleo, "ladder")
    cleo.page.get_by_test_id("board").get_by_role("link", name="Abe").click()
    expect(cleo.page.get_by_role("heading", name="Abe")).to_be_visible()
    expect(cleo.page.get_by_test_id("history")).to_contain_text("against Bea")
    cleo.page.get_by_test_id("follow").click()
    expect(cleo.page.get_by_test_id("follow")).to_have_text("Following")
    picture(cleo, "player")

    expect(abe.page.get_by_test_id("bell")).to_have_accessible_name("Inbox, 1 new")
    abe.page.get_by_test_id("bell").click()
    expect(abe.page.get_by_test_id("inbox")).to_contain_text("Cleo follows you.")
    expect(abe.page.get_by_test_id("bell")).to_have_accessible_name("Inbox")
    picture(abe, "inbox")
    assert abe.errors + bea.errors + cleo.errors == []


def test_who_is_blocked_cannot_take_the_offers_of_who_blocked_them(server: ServerProcess, chromium: Browser) -> None:
    dot = Visitor(chromium, server, "Dot", DESK)
    eli = Visitor(chromium, server, "Eli", PHONE)
    eli.offer("501", "$1.00")
    dot.take("Eli")
    concede(dot)
    dot.page.get_by_role("link", name="Eli", exact=True).click()
    dot.page.get_by_test_id("block").click()
    expect(dot.page.get_by_text("You are not matched with each other")).to_be_visible()

    eli.page.goto(server.url)
    eli.offer("Cricket", "$1.00")
    dot.page.goto(server.url)
    dot.take("Eli")
    expect(dot.page.get_by_role("alert")).to_contain_text("blocked")
    dot.available("$99.00")
