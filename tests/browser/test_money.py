"""The whole way of a newcomer with dollars, in a real Chromium: sign in at the stand-in for Google, pass the gate, deposit on the checkout page, play,
withdraw; limits that hold; papers to take home."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.kit.process import ROOT, ServerProcess
from tests.kit.visitor import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PICTURES = ROOT / "docs" / "pictures"


def picture(visitor: Visitor, name: str) -> None:
    """Kept when asked for: WAGERUP_PICTURES=1."""
    if os.environ.get("WAGERUP_PICTURES"):
        visitor.at_rest()
        visitor.page.screenshot(path=PICTURES / f"{name}.png")


class Newcomer(Visitor):
    """Somebody who signs in with Google's stand-in."""

    def __init__(self, browser: Browser, server: ServerProcess, name: str, viewport: dict[str, int], *, theme: str = "light") -> None:
        self.context = browser.new_context(viewport=viewport, color_scheme=theme, has_touch=viewport is PHONE, reduced_motion="reduce", accept_downloads=True)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(server.url)
        self.page.get_by_test_id("google").click()
        expect(self.page.get_by_text("A stand-in for Google.")).to_be_visible()
        self.page.get_by_label("Somebody else").fill(name)
        self.page.get_by_role("button", name="Continue").click()


def pay(page: Page, way: str) -> None:
    """On the stand-in's checkout page."""
    expect(page.get_by_text("A stand-in for Stripe.")).to_be_visible()
    page.get_by_role("button", name=way).click()


def test_sign_in_gate_deposit_play_and_withdraw(server: ServerProcess, chromium: Browser) -> None:
    ann = Newcomer(chromium, server, "Ann Dollar", PHONE)
    page = ann.page

    # The gate, before anything can be staked.
    expect(page.get_by_role("heading", name="Before you play")).to_be_visible()
    page.get_by_label("Where are you now?").select_option("US-MT")
    expect(page.get_by_text("not open in Montana")).to_be_visible()
    page.get_by_label("Where are you now?").select_option("US-CO")
    page.get_by_test_id("born").fill("1990-05-17")
    page.get_by_test_id("accept").check()
    assert ann.accessible() == []
    picture(ann, "gate-phone")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Play", exact=True)).to_be_visible()
    ann.available("$100.00")

    # Fifty dollars, on the checkout page; the wallet follows by itself.
    page.goto(server.url + "/wallet")
    page.get_by_test_id("deposit").click()
    assert ann.accessible() == []
    picture(ann, "deposit-phone")
    page.get_by_role("button", name="$50.00", exact=True).click()
    page.get_by_test_id("to-stripe").click()
    pay(page, "Card 0002")
    expect(page.get_by_text("Your card was declined")).to_be_visible()
    picture(ann, "checkout-phone")
    pay(page, "Card 4242")
    expect(page.get_by_test_id("returned")).to_contain_text("$50.00 paid in")
    ann.available("$150.00")
    assert ann.accessible() == []
    picture(ann, "paid-in-phone")

    # A match with it.
    bob = Visitor(chromium, server, "Bob Dollar", DESK)
    page.goto(server.url)
    bob.offer("501", "$10.00")
    ann.take("Bob Dollar")
    ann.available("$140.00")
    bob.page.get_by_role("button", name="Concede").click()
    bob.page.get_by_role("button", name="Concede").last.click()
    ann.available("$159.00")

    # And out again: what was paid in today stays for a day, the rest may go.
    page.goto(server.url + "/wallet")
    page.get_by_test_id("open-withdraw").click()
    page.get_by_test_id("set-up-payouts").click()
    expect(page.get_by_text("A stand-in for Stripe.")).to_be_visible()
    page.get_by_role("button", name="Bank account 6789").click()
    expect(page.get_by_test_id("named")).to_contain_text("Stripe knows your bank account")
    page.get_by_test_id("withdraw-amount").fill("120")
    expect(page.get_by_role("alert")).to_contain_text("too much was paid in lately")
    expect(page.get_by_test_id("withdraw")).to_be_disabled()
    page.get_by_test_id("withdraw-amount").fill("40")
    picture(ann, "withdraw-phone")
    page.get_by_test_id("withdraw").click()
    ann.available("$119.00")
    row = page.get_by_test_id("payment").first
    expect(row).to_have_attribute("data-state", "paid", timeout=30_000)
    expect(page.get_by_test_id("wallet-total")).to_have_text("$119.00")
    assert ann.accessible() == []
    picture(ann, "wallet-phone")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    picture(ann, "wallet-desk")
    page.emulate_media(color_scheme="dark")
    assert ann.accessible() == []

    # Papers.
    with page.expect_download() as csv:
        page.get_by_role("link", name="CSV").click()
    text = csv.value.path().read_text()
    assert "Withdrawn" in text
    assert "50.00" in text
    with page.expect_download() as pdf:
        page.get_by_role("link", name="PDF").click()
    assert pdf.value.path().read_bytes().startswith(b"%PDF")
    assert ann.errors + bob.errors == []
    assert server.audit()["right"]


def test_a_limit_holds_and_a_break_cannot_be_shortened(server: ServerProcess, chromium: Browser) -> None:
    cat = Visitor(chromium, server, "Cat Limit", DESK)
    page = cat.page
    page.goto(server.url + "/limits")
    page.get_by_role("button", name="Set a limit for stakes").click()
    page.get_by_test_id("limit-amount").fill("3")
    page.get_by_role("button", name="Set it now").click()
    expect(page.get_by_test_id("limit-stake-day")).to_contain_text("$3.00")
    page.get_by_role("button", name="Set a limit for stakes").click()
    page.get_by_test_id("limit-amount").fill("100")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_test_id("limit-stake-day")).to_contain_text("You asked for $100.00")
    assert cat.accessible() == []
    picture(cat, "limits-desk")

    page.goto(server.url)
    page.get_by_role("group", name="Category").get_by_role("button", name="Darts", exact=True).click()
    page.get_by_role("button", name="501").first.click()
    page.get_by_role("button", name="$5.00", exact=True).click()
    page.get_by_test_id("offer-match").click()
    expect(page.get_by_role("alert")).to_contain_text("limit that you have set")
    page.get_by_role("button", name="$2.00", exact=True).click()
    page.get_by_test_id("offer-match").click()
    expect(page.get_by_text("Waiting for a player")).to_be_visible()

    # A break takes the open offer back.
    page.goto(server.url + "/limits")
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Yes, stop me").click()
    expect(page.get_by_role("alert").first).to_contain_text("You are on a break until")
    page.goto(server.url)
    expect(page.get_by_test_id("standing")).to_contain_text("You are on a break")
    expect(page.get_by_test_id("offer").filter(has_text="Cat Limit")).to_have_count(0)
    assert cat.errors == []


def test_an_account_closes_when_it_is_empty_and_its_name_is_forgotten(server: ServerProcess, chromium: Browser) -> None:
    dan = Visitor(chromium, server, "Dan Leaves", DESK)
    page = dan.page
    page.goto(server.url + "/you")
    with page.expect_download() as export:
        page.get_by_role("link", name="Everything that is kept").click()
    assert "1990-05-17" in export.value.path().read_text()
    page.get_by_role("button", name="Close the account").click()
    page.get_by_label("To be sure").fill("Dan Leaves")
    picture(dan, "close-desk")
    page.get_by_role("button", name="Close it for good").click()
    expect(page.get_by_role("alert")).to_contain_text("an account closes empty")
    assert dan.accessible() == []


def test_who_says_no_at_google_reads_why_and_a_reference_and_may_read_the_terms(server: ServerProcess, chromium: Browser) -> None:
    page = chromium.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    page.goto(server.url)
    page.get_by_test_id("google").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_contain_text("Google did not say who you are")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("Reference [0-9a-f]{8}"))
    page.get_by_role("link", name="Terms").click()
    expect(page.get_by_role("heading", name="Terms")).to_be_visible()
    expect(page.get_by_text("Version 1.")).to_be_visible()

    # Said once: the page loaded again, or come back to, does not repeat it.
    page.get_by_role("link", name="Back to the sign-in").click()
    expect(page.get_by_test_id("google")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_was_filled_in_at_the_gate_is_there_after_the_terms_were_read(server: ServerProcess, chromium: Browser) -> None:
    eve = Newcomer(chromium, server, "Eve Reads", PHONE)
    page = eve.page
    page.get_by_test_id("born").fill("1990-05-17")
    page.get_by_role("button", name="terms").click()
    expect(page.get_by_role("dialog")).to_contain_text("Fair play")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="terms")).to_be_focused()
    expect(page.get_by_test_id("born")).to_have_value("1990-05-17")
    assert eve.errors == []


def test_a_lost_answer_withdraws_once_and_a_dead_line_stops_the_button(server: ServerProcess, chromium: Browser) -> None:
    fay = Newcomer(chromium, server, "Fay Twice", PHONE)
    fay.pass_gate()
    page = fay.page
    page.goto(server.url + "/wallet")
    page.get_by_test_id("open-withdraw").click()
    page.get_by_test_id("set-up-payouts").click()
    page.get_by_role("button", name="Bank account 6789").click()
    expect(page.get_by_test_id("named")).to_contain_text("Stripe knows")

    # The answer is lost with the line; the press after it asks for the same withdrawal.
    tab = fay.context.new_page()
    tab.goto(server.url + "/wallet")
    page.evaluate(
        "() => { const send = WebSocket.prototype.send; WebSocket.prototype.send = function (text) {"
        " if (text.includes('begin_withdrawal')) { WebSocket.prototype.send = send; this.onmessage = null } send.call(this, text) } }"
    )
    page.get_by_test_id("withdraw-amount").fill("12,50")
    page.get_by_test_id("withdraw-amount").press("Enter")
    expect(tab.get_by_test_id("payment")).to_have_count(1)
    expect(page.get_by_test_id("withdraw")).to_have_attribute("aria-busy", "true")
    # Who comes back by the browser's own memory of the page finds the button free.
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_test_id("withdraw")).to_have_attribute("aria-busy", "false")
    page.evaluate("() => dispatchEvent(new Event('offline'))")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("Reference w_[a-z2-7]{16}"))
    expect(page.get_by_test_id("payment")).to_have_count(1)
    page.get_by_role("button", name="Close").click()
    page.get_by_test_id("open-withdraw").click()
    page.get_by_test_id("withdraw-amount").fill("12.50")
    page.get_by_test_id("withdraw").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was taken twice")
    expect(page.get_by_test_id("payment")).to_have_count(1)

    fay.context.set_offline(True)
    page.evaluate("() => dispatchEvent(new Event('offline'))")
    expect(page.get_by_test_id("may-not")).to_contain_text("No line to the house")
    expect(page.get_by_test_id("withdraw")).to_be_disabled()
    assert fay.errors == []


def test_a_sign_in_that_is_ended_elsewhere_says_so_and_another_tab_is_named(server: ServerProcess, chromium: Browser) -> None:
    gus = Newcomer(chromium, server, "Gus Elsewhere", DESK)
    gus.pass_gate()
    tab = gus.context.new_page()
    tab.goto(server.url + "/limits")
    expect(gus.page.get_by_test_id("elsewhere")).to_contain_text("You are also playing elsewhere")

    # A screen that comes a moment later has the focus all the same.
    gus.page.get_by_role("link", name="Ladder").click()
    expect(gus.page.get_by_role("heading", name="Ladder", level=1)).to_be_focused()
    expect(gus.page).to_have_title("Ladder · Wager Up")
    gus.page.get_by_role("link", name="Play", exact=True).click()

    # A limit of another coin, and one that was to be looser, taken back.
    tab.get_by_role("button", name="Set a limit for losses").click()
    tab.get_by_role("button", name="Sweeps Coins").click()
    tab.get_by_test_id("limit-amount").fill("20")
    tab.get_by_test_id("limit-amount").press("Enter")
    limit = tab.get_by_test_id("limit-loss-day-SC")
    expect(limit).to_contain_text("SC 20.00")
    tab.get_by_role("button", name="Set a limit for losses").click()
    tab.get_by_role("button", name="Sweeps Coins").click()
    tab.get_by_role("button", name="Ask for no limit").click()
    expect(limit).to_contain_text("You asked for no limit")
    limit.get_by_role("button", name="Keep SC 20.00").click()
    expect(limit).not_to_contain_text("You asked for")

    # The other tab hears of a break at once, and its buttons say why not.
    tab.get_by_role("button", name="Stop", exact=True).click()
    expect(tab.get_by_role("dialog")).to_contain_text("It ends on")
    tab.get_by_role("button", name="Yes, stop me").click()
    expect(gus.page.get_by_test_id("standing")).to_contain_text("You are on a break")
    expect(gus.page.get_by_test_id("seek")).to_be_disabled()

    other = Newcomer(chromium, server, "Gus Elsewhere", DESK)
    other.page.goto(server.url + "/you")
    other.page.get_by_test_id("sign-ins").get_by_role("button", name="End it").click()
    expect(gus.page.get_by_test_id("parting")).to_contain_text("Your sign-in has ended")
    assert gus.errors + other.errors == []
