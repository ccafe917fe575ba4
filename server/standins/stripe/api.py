"""The stand-in's API: the paths that Wager Up uses, form-encoded as Stripe's, with idempotency keys, listings and faults."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

import attrs
import trio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.standins.stripe.connect import Connect
from server.standins.stripe.state import IDENTITY, Refusal, StripeState, invalid

HANG_SECONDS = 30
Handler = Callable[[Request, dict[str, Any]], Awaitable[Any]]


@attrs.define
class ApiFaults:
    """So many of the next requests fail with 500, before or after they had their effect, or are not answered in time, before or after it."""

    fail_before: int = 0
    fail_after: int = 0
    hang: int = 0
    hang_after: int = 0
    forget_keys: bool = False


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0]=c` as Stripe's client writes it, to dictionaries within dictionaries."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        head, *inner = re.findall(r"[^\[\]]+", key)
        target = found
        for step, following in zip([head, *inner], inner, strict=False):
            target = target.setdefault(step, {})
            assert following is not None
        target[inner[-1] if inner else head] = value
    return found


class StripeApi:
    """The routes under /v1."""

    def __init__(self, state: StripeState, connect: Connect, key: str) -> None:
        self._state = state
        self._key = key
        self.faults = ApiFaults()
        self.requests: list[tuple[str, str]] = []
        self._answers: dict[str, tuple[str, int, Any]] = {}
        self._connect = connect

    def routes(self) -> list[Route]:
        state, connect = self._state, self._connect
        return [
            self._route("POST", "/v1/checkout/sessions", lambda _r, p: state.create_session(p)),
            self._route("GET", "/v1/checkout/sessions", lambda r, _p: self._list(r, "checkout.session")),
            self._route("GET", "/v1/checkout/sessions/{id}", lambda r, _p: self._session(r)),
            self._route("POST", "/v1/checkout/sessions/{id}/expire", lambda r, _p: state.expire_session(r.path_params["id"])),
            self._route("GET", "/v1/payment_intents/{id}", lambda r, _p: self._intent(r.path_params["id"])),
            self._route("POST", "/v1/refunds", lambda _r, p: state.refund(p["payment_intent"], int(p["amount"]) if "amount" in p else None)),
            self._route("GET", "/v1/refunds", lambda r, _p: self._list(r, "refund")),
            self._route("GET", "/v1/disputes", lambda r, _p: self._list(r, "dispute")),
            self._route("GET", "/v1/events", lambda r, _p: self._list(r, "event")),
            self._route("POST", "/v1/accounts", lambda _r, p: connect.create_account(p)),
            self._route("GET", "/v1/accounts/{id}", lambda r, _p: state.get(r.path_params["id"], "account")),
            self._route("POST", "/v1/accounts/{id}", lambda r, p: connect.update_account(r.path_params["id"], p)),
            self._route("GET", "/v1/balance", lambda r, _p: connect.balance(r.headers.get("stripe-account"))),
            self._route("POST", "/v1/account_links", self._link),
            self._route("POST", "/v1/identity/verification_sessions", lambda _r, p: state.create_identity(p)),
            self._route("GET", "/v1/identity/verification_sessions/{id}", lambda r, _p: state.get(r.path_params["id"], IDENTITY)),
            self._route("POST", "/v1/transfers", lambda _r, p: connect.create_transfer(p)),
            self._route("GET", "/v1/transfers", lambda r, _p: self._list(r, "transfer")),
            self._route("GET", "/v1/transfers/{id}", lambda r, _p: state.get(r.path_params["id"], "transfer")),
            self._route("POST", "/v1/transfers/{id}/reversals", lambda r, _p: connect.reverse_transfer(r.path_params["id"])),
            self._route("POST", "/v1/payouts", lambda r, p: connect.create_payout(r.headers.get("stripe-account", ""), p)),
            self._route("GET", "/v1/payouts", lambda r, _p: self._list(r, "payout")),
            self._route("GET", "/v1/payouts/{id}", lambda r, _p: state.get(r.path_params["id"], "payout")),
        ]

    def _route(self, method: str, path: str, work: Callable[[Request, dict[str, Any]], Any]) -> Route:
        async def answer(request: Request) -> Response:
            return await self._answer(request, method, work)

        return Route(path, answer, methods=[method])

    async def _answer(self, request: Request, method: str, work: Callable[[Request, dict[str, Any]], Any]) -> Response:
        self.requests.append((method, request.url.path))
        if self.faults.hang:
            self.faults.hang -= 1
            await trio.sleep(HANG_SECONDS)
        if self.faults.fail_before:
            self.faults.fail_before -= 1
            return self._reply(500, {"error": {"type": "api_error", "message": "The stand-in was told to fail."}})
        if request.headers.get("authorization") != f"Bearer {self._key}":
            return self._reply(401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}})
        raw = (await request.body()).decode()
        try:
            status, body, before = self._once(request, method, raw, work)
        except Refusal as refusal:
            status, body, before = refusal.status, refusal.body, False
        if self.faults.fail_after:
            self.faults.fail_after -= 1
            return self._reply(500, {"error": {"type": "api_error", "message": "The stand-in was told to fail afterwards."}})
        if self.faults.hang_after:
            self.faults.hang_after -= 1
            await trio.sleep(HANG_SECONDS)
        return self._reply(status, body, {"Idempotent-Replayed": "true"} if before else {})

    def _once(self, request: Request, method: str, raw: str, work: Callable[[Request, dict[str, Any]], Any]) -> tuple[int, Any, bool]:
        """The same key with the same body is answered as before, a refusal, too; and whether it was."""
        key = request.headers.get("idempotency-key") if method == "POST" else None
        asked = f"{request.url.path}?{raw}"
        if key and not self.faults.forget_keys and key in self._answers:
            before, status, body = self._answers[key]
            if before != asked:
                raise Refusal(400, "idempotency_error", "idempotency_key_in_use", "Keys for idempotent requests need the same parameters.")
            return status, body, True
        try:
            status, body = 200, work(request, nested(parse_qsl(raw, keep_blank_values=True)))
        except Refusal as refusal:
            status, body = refusal.status, refusal.body
        if key:
            self._answers[key] = (asked, status, dict(body))
        return status, body, False

    def _reply(self, status: int, body: Any, more: Mapping[str, str] | None = None) -> Response:
        headers = {"Request-Id": f"req_{secrets.token_hex(7)}", "Stripe-Version": "2026-01-28", **(more or {})}
        return JSONResponse(body, status, headers=headers)

    # ── reads ──

    def _session(self, request: Request) -> Any:
        session = self._state.get(request.path_params["id"], "checkout.session")
        return self._expanded(session) if any(key.startswith("expand") for key in request.query_params) else session

    def _expanded(self, session: Mapping[str, Any]) -> Any:
        intent = session.get("payment_intent")
        return {**session, "payment_intent": self._intent(intent)} if intent else session

    def _intent(self, name: str) -> Any:
        intent = dict(self._state.get(name, "payment_intent"))
        if intent["latest_charge"]:
            intent["latest_charge"] = dict(self._state.get(intent["latest_charge"], "charge"))
        return intent

    def _list(self, request: Request, kind: str) -> Any:
        query = request.query_params
        found = [one for one in self._state.all(kind) if not one.get("lost")]
        if "type" in query:
            found = [one for one in found if one.get("type") == query["type"]]
        since = int(query.get("created[gte]", 0))
        found = [one for one in found if one["created"] >= since]
        for name in ("payment_intent", "transfer_group", "destination"):
            if name in query:
                found = [one for one in found if one.get(name) == query[name]]
        if "stripe-account" in request.headers:
            found = [one for one in found if one.get("account_id") == request.headers["stripe-account"]]
        if "starting_after" in query:
            names = [one["id"] for one in found]
            if query["starting_after"] not in names:
                raise invalid("No such object in starting_after")
            found = found[names.index(query["starting_after"]) + 1 :]
        limit = int(query.get("limit", 10))
        shown = [self._expanded(one) if any(key.startswith("expand") for key in query) else one for one in found[:limit]]
        return {"object": "list", "url": request.url.path, "data": shown, "has_more": len(found) > limit}

    def _link(self, _request: Request, asked: dict[str, Any]) -> Any:
        account = self._state.get(str(asked.get("account")), "account")
        link = f"{self._state.address}/connect/{account['id']}?{urlencode({'return_url': asked.get('return_url', '')})}"
        return {"object": "account_link", "url": link, "created": account["created"], "expires_at": account["created"] + 300}
