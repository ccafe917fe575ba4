"""The whole story in a real Chromium: two browsers play each other for money, a line is lost and found, and the screens are accessible."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.kit.process import ServerProcess
from tests.kit.visitor import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def turns_to_win() -> list[tuple[str, ...]]:
    """501 in nine darts: a maximum, a maximum, and 141 out."""
    return [("T20", "T20", "T20"), ("T20", "T20", "T20"), ("T20", "T19", "D12")]


def test_two_browsers_play_each_other_for_money(server: ServerProcess, chromium: Browser) -> None:
    ann = Visitor(chromium, server, "Ann", DESK, theme="dark")
    bob = Visitor(chromium, server, "Bob", PHONE)
    assert ann.accessible() == []
    ann.offer("501", "$5.00")
    bob.available("$100.00")
    bob.take("Ann")
    expect(ann.page.get_by_test_id("turn")).to_have_text("Your turn")
    ann.available("$95.00")
    bob.available("$95.00")
    assert ann.accessible() == []
    assert bob.accessible() == []

    bob.page.get_by_test_id("chat-input").fill("good luck")
    bob.page.keyboard.press("Enter")
    expect(ann.page.get_by_role("log")).to_contain_text("good luck")

    for place, darts in enumerate(turns_to_win()):
        ann.throw(*darts)
        if place < 2:
            expect(bob.page.get_by_test_id("turn")).to_have_text("Your turn")
            expect(bob.page.get_by_test_id("their-side").get_by_test_id("score")).to_have_text(str(501 - 180 * (place + 1)))
            bob.throw("20", "5", "Miss") if place == 0 else bob.throw("1", "1", "1")

    expect(bob.page.get_by_test_id("confirm")).to_be_visible()
    bob.page.get_by_test_id("confirm").click()
    expect(ann.page.get_by_test_id("result")).to_contain_text("You won, 1\u20110 legs")
    expect(ann.page.get_by_test_id("result")).to_contain_text("+$9.50 paid to your wallet")
    ann.available("$104.50")
    bob.available("$95.00")
    expect(ann.page.get_by_test_id("result")).to_have_css("opacity", "1")
    assert ann.accessible() == []

    ann.page.goto(server.url + "/wallet")
    expect(ann.page.get_by_test_id("wallet-total")).to_have_text("$104.50")
    expect(ann.page.get_by_text("Won").first).to_be_visible()
    assert ann.accessible() == []
    assert ann.errors + bob.errors == []
    assert server.audit()["right"]


def test_a_dart_can_be_tapped_on_the_board_and_taken_back(server: ServerProcess, chromium: Browser) -> None:
    cat = Visitor(chromium, server, "Cat", PHONE)
    dan = Visitor(chromium, server, "Dan", DESK)
    cat.offer("501", "$1.00")
    dan.take("Cat")
    expect(cat.page.get_by_test_id("turn")).to_have_text("Your turn")
    board = cat.page.get_by_test_id("board")
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    assert box is not None
    millimetre = box["width"] / 410
    cat.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 103 * millimetre)
    expect(cat.page.get_by_test_id("my-side").get_by_test_id("score")).to_have_text("441")
    expect(dan.page.get_by_test_id("their-side").get_by_test_id("score")).to_have_text("441")

    cat.page.get_by_test_id("takeback").click()
    dan.page.get_by_test_id("agree-takeback").click()
    expect(cat.page.get_by_test_id("my-side").get_by_test_id("score")).to_have_text("501")
    expect(cat.page.get_by_test_id("takeback")).to_be_hidden()


def test_a_match_goes_on_from_the_same_score_after_the_server_was_killed(server: ServerProcess, chromium: Browser) -> None:
    eve = Visitor(chromium, server, "Eve", DESK)
    fay = Visitor(chromium, server, "Fay", PHONE)
    eve.offer("Ten-pin", "$2.00", "Bowling")
    fay.take("Eve")
    expect(eve.page.get_by_test_id("turn")).to_have_text("Your turn")
    eve.page.locator('[data-pins="10"]').click()
    expect(fay.page.get_by_test_id("turn")).to_have_text("Your turn")
    fay.page.locator('[data-pins="7"]').click()
    expect(fay.page.get_by_text("3 standing")).to_be_visible()

    server.kill()
    expect(eve.page.get_by_test_id("line-banner")).to_contain_text("your stake is safe")
    server.start()

    expect(eve.page.get_by_test_id("line-banner")).to_be_hidden(timeout=30_000)
    expect(fay.page.get_by_text("3 standing")).to_be_visible()
    fay.page.locator('[data-pins="3"]').click(timeout=30_000)
    expect(eve.page.get_by_test_id("turn")).to_have_text("Your turn")
    eve.available("$98.00")
    assert server.audit()["right"]


def test_a_golf_card_is_kept_by_both(server: ServerProcess, chromium: Browser) -> None:
    gus = Visitor(chromium, server, "Gus", PHONE)
    hal = Visitor(chromium, server, "Hal", PHONE, theme="dark")
    gus.offer("Match play", "$1.00", "Golf")
    hal.take("Gus")
    expect(gus.page.get_by_test_id("golf-status")).to_have_text("All square, 9 to play")
    gus.page.get_by_test_id("card").click()
    expect(gus.page.get_by_text("stay hidden until both are in")).to_be_visible()
    hal.page.get_by_role("button", name="One more").click()
    hal.page.get_by_test_id("card").click()
    expect(gus.page.get_by_test_id("golf-status")).to_have_text("1 up, 8 to play")
    expect(hal.page.get_by_test_id("golf-status")).to_have_text("1 down, 8 to play")
    assert gus.accessible() == []
    assert hal.accessible() == []


def test_a_match_by_invitation_is_taken_from_its_link_and_never_in_the_lobby(server: ServerProcess, chromium: Browser) -> None:
    joe = Visitor(chromium, server, "Joe", DESK)
    kim = Visitor(chromium, server, "Kim", PHONE)
    joe.page.get_by_role("button", name="Offer a match").first.click()
    joe.page.get_by_role("button", name="Cricket").click()
    joe.page.get_by_role("button", name="Who has the link").click()
    joe.page.get_by_role("button", name="$2.00", exact=True).click()
    joe.page.get_by_test_id("offer-match").click()
    expect(joe.page.get_by_text("Waiting for who you invite")).to_be_visible()
    expect(kim.page.get_by_role("heading", name="Open matches")).to_be_visible()
    expect(kim.page.get_by_test_id("offer").filter(has_text="Joe")).to_have_count(0)

    kim.page.goto(joe.page.url)
    kim.page.get_by_test_id("stake").click()
    expect(joe.page.get_by_test_id("turn")).to_have_text("Your turn")
    assert kim.accessible() == []


def test_signing_out_ends_every_screen_of_this_sign_in(server: ServerProcess, chromium: Browser) -> None:
    ida = Visitor(chromium, server, "Ida", DESK)
    second = ida.context.new_page()
    second.goto(server.url)
    expect(second.get_by_role("heading", name="Play", exact=True)).to_be_visible()
    ida.page.goto(server.url + "/you")
    expect(ida.page.get_by_test_id("sign-ins")).to_contain_text("Chrome on Linux, here")
    assert ida.accessible() == []
    ida.page.get_by_role("button", name="Sign out").click()
    expect(second.get_by_test_id("name")).to_be_visible()


def test_somebody_signs_in_at_the_stand_in_for_google_and_is_the_same_player_again(server: ServerProcess, chromium: Browser) -> None:
    page = chromium.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    page.goto(server.url)
    page.get_by_test_id("google").click()
    expect(page.get_by_text("Nothing here is real")).to_be_visible()
    page.get_by_role("button", name="Noor Vale").click()
    expect(page.get_by_role("heading", name="Before you play")).to_be_visible()
    page.get_by_role("button", name="Look around first").click()
    expect(page.get_by_role("heading", name="Play", exact=True)).to_be_visible()
    page.goto(server.url + "/you")
    expect(page.get_by_text("Noor Vale")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_test_id("google").click()
    page.get_by_role("button", name="Noor Vale").click()
    page.goto(server.url + "/you")
    expect(page.get_by_text("Noor Vale")).to_be_visible()


def test_a_sign_in_that_came_to_nothing_says_so(server: ServerProcess, chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    page.goto(server.url + "/auth/google/callback?error=access_denied&state=x")
    expect(page.get_by_role("alert")).to_contain_text("Google did not say who you are")
