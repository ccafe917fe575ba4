"""The stand-in's pages: the checkout that a person clicks, the page where a payout account is named, and a panel of switches."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import parse_qsl

import attrs
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from server.standins.look import STYLE
from server.standins.stripe.api import StripeApi
from server.standins.stripe.connect import Connect
from server.standins.stripe.hooks import Hooks
from server.standins.stripe.state import Refusal, StripeState

HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>{style}</style><main><p class="mark"><strong>A stand-in for Stripe.</strong> No money moves, no number is kept: use the ones that are
offered here. <a href="/">Its switches, and all payments</a></p>"""
WAYS = {
    "4242424242424242": "Card 4242: pays",
    "4000000000000002": "Card 0002: is declined",
    "000123456789": "Bank account 6789: pays, but takes its time",
    "000111111116": "Bank account 1116: takes its time, then fails",
    "4000000000000259": "Card 0259: pays, then its owner disputes",
    "4000002760003184": "Card 3184: its bank asks first (3-D Secure)",
}
CHALLENGE = """<h1>Your bank asks: is it you?</h1><form method="post">
<button class="main" name="number" value="authenticated">Yes: pay</button>
<button name="number" value="not authenticated">No: do not pay</button></form>"""


class StripePages:
    """What a person sees."""

    def __init__(self, state: StripeState, connect: Connect, api: StripeApi, hooks: Hooks) -> None:
        self._state = state
        self._connect = connect
        self._api = api
        self._hooks = hooks

    def routes(self) -> list[Route]:
        return [
            Route("/c/pay/{id}", self.checkout, methods=["GET"]),
            Route("/c/pay/{id}", self.pay, methods=["POST"]),
            Route("/connect/{id}", self.connect, methods=["GET"]),
            Route("/connect/{id}", self.onboard, methods=["POST"]),
            Route("/identity/{id}", self.identity, methods=["GET"]),
            Route("/identity/{id}", self.show_identity, methods=["POST"]),
            Route("/", self.panel, methods=["GET"]),
            Route("/panel", self.switch, methods=["POST"]),
        ]

    # ── Checkout ──

    async def checkout(self, request: Request) -> Response:
        return self._checkout(request.path_params["id"])

    def _checkout(self, name: str, words: str = "") -> Response:
        try:
            session = self._state.get(name, "checkout.session")
        except Refusal:
            return _page("Nothing here", "<h1>There is no such payment.</h1>", 404)
        if session["status"] != "open":
            back = f'<a class="back" href="{html.escape(session["cancel_url"] or "/")}">Back to Wager Up</a>'
            return _page("Over", f"<h1>This payment is {html.escape(session['status'])}.</h1>{back}")
        ways = "".join(
            f'<button name="number" value="{number}"{" class=main" if not place else ""}>{label}</button>'
            for place, (number, label) in enumerate(WAYS.items())
        )
        said = f'<p role="alert"><strong>{html.escape(words)}</strong></p>' if words else ""
        body = f"""<h1>Deposit at Wager Up</h1><p class="sum">{_dollars(session["amount_total"])}</p>{said}
<form method="post">{ways}</form><form method="post"><button name="number" value="cancel">Back, without paying</button></form>"""
        return _page("Checkout", body)

    async def pay(self, request: Request) -> Response:
        name, number = request.path_params["id"], (await _form(request)).get("number", "")
        try:
            session = self._state.get(name, "checkout.session")
            if number == "cancel":
                return RedirectResponse(session["cancel_url"], 303)
            came = self._state.pay(name, number)
        except Refusal as refusal:
            known = name in self._state.objects
            return self._checkout(name, str(refusal)) if known else _page("Over", f"<h1>{html.escape(str(refusal))}</h1>", 409)
        if came == "declined":
            return self._checkout(name, "Your card was declined. Nothing was taken.")
        if came == "challenge":
            return _page("3-D Secure", CHALLENGE)
        return RedirectResponse(session["success_url"].replace("{CHECKOUT_SESSION_ID}", name), 303)

    # ── Connect ──

    async def connect(self, request: Request) -> Response:
        body = """<h1>Where are you paid out?</h1><form method="post">
<button class="main" name="bank" value="000123456789">Bank account 6789: takes the money</button>
<button name="bank" value="000111111116">Bank account 1116: sends it back</button>
<button name="bank" value="">Back, without saying</button></form>"""
        known = request.path_params["id"] in self._state.objects
        return _page("Payouts", body) if known else _page("Nothing here", "<h1>There is no such account.</h1>", 404)

    async def onboard(self, request: Request) -> Response:
        try:
            if bank := (await _form(request)).get("bank", ""):
                self._connect.onboard(request.path_params["id"], bank)
        except Refusal as refusal:
            return _page("Over", f"<h1>{html.escape(str(refusal))}</h1>", 404)
        return RedirectResponse(request.query_params.get("return_url") or "/", 303)

    # ── identity ──

    async def identity(self, request: Request) -> Response:
        body = """<h1>Show who you are</h1><p>Stripe would ask for a photo of a document here.</p><form method="post">
<button class="main" name="document" value="good">A good document: passes</button>
<button name="document" value="expired">An expired document: fails</button></form>"""
        known = request.path_params["id"] in self._state.objects
        return _page("Identity", body) if known else _page("Nothing here", "<h1>There is no such check.</h1>", 404)

    async def show_identity(self, request: Request) -> Response:
        try:
            shown = self._state.show_identity(request.path_params["id"], passes=(await _form(request)).get("document") == "good")
        except Refusal as refusal:
            return _page("Over", f"<h1>{html.escape(str(refusal))}</h1>", 404)
        return RedirectResponse(shown["return_url"] or "/", 303)

    # ── the panel ──

    async def panel(self, _request: Request) -> Response:
        state, faults = self._state, self._hooks.faults
        rows = "".join(_payment_row(state, one) for one in state.all("checkout.session")[:20])
        switches = "".join(
            f'<button name="fault" value="{field.name}">Webhooks {field.name.replace("_", " ")}: {getattr(faults, field.name)}</button>'
            for field in attrs.fields(type(faults))
        )
        body = f"""<h1>What the stand-in does</h1><form method="post" action="/panel">
<button class="main" name="do" value="banks">The slow banks answer now</button>
<button name="do" value="payouts">Payouts arrive now</button>
<button name="do" value="fail">The next request to the API fails</button>
<button name="do" value="hang">The next request to the API is not answered in time</button>{switches}</form>
<h2>Payments</h2><table>{rows}</table><p>Webhooks answered: {", ".join(map(str, self._hooks.answers[-12:])) or "none yet"}</p>"""
        return _page("Panel", body)

    async def switch(self, request: Request) -> Response:
        form, state, faults = await _form(request), self._state, self._hooks.faults
        match form:
            case {"do": "banks"}:
                state.bank_answers()
            case {"do": "payouts"}:
                self._connect.payouts_arrive()
            case {"do": "fail"}:
                self._api.faults.fail_before += 1
            case {"do": "hang"}:
                self._api.faults.hang += 1
            case {"fault": name} if hasattr(faults, name):
                before = getattr(faults, name)
                setattr(faults, name, (0.0 if before else 5.0) if isinstance(before, float) else not before)
            case {"refund": intent}:
                _quietly(lambda: state.refund(intent))
            case {"dispute": intent}:
                _quietly(lambda: state.dispute(intent))
            case {"won": dispute}:
                _quietly(lambda: state.close_dispute(dispute, won=True))
            case {"lost": dispute}:
                _quietly(lambda: state.close_dispute(dispute, won=False))
            case _:
                pass
        return RedirectResponse("/", 303)


def _payment_row(state: StripeState, session: dict[str, Any]) -> str:
    intent, buttons = session["payment_intent"], ""
    if session["payment_status"] == "paid":
        buttons = f'<button name="refund" value="{intent}">Refund</button><button name="dispute" value="{intent}">Dispute</button>'
        open_ones = [one for one in state.all("dispute") if one["payment_intent"] == intent and one["status"] == "needs_response"]
        for name, words in (("won", "Win the dispute"), ("lost", "Lose the dispute")):
            buttons += "".join(f'<button name="{name}" value="{one["id"]}">{words}</button>' for one in open_ones)
    words = f"{_dollars(session['amount_total'])} · {html.escape(session['status'])} · {html.escape(session['payment_status'])}"
    return f'<tr><td>{words}<form method="post" action="/panel">{buttons}</form></td></tr>'


def _quietly(work: Any) -> None:
    try:
        work()
    except Refusal:
        return


def _dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02d}"


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(HEAD.format(title=html.escape(title), style=STYLE) + body + "</main>", status)


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))
