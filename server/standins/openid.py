"""An OpenID provider for development: discovery, a page on which one picks who to be, codes with PKCE, signed identity tokens, keys that turn over.

It is a stand-in and says so on its page. It keeps everything in memory."""

from __future__ import annotations

import hashlib
import html
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import attrs
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from server.google_claims import at_hash
from server.standins.look import STYLE

CLIENT_ID, CLIENT_SECRET = "wagerup-development", "development-is-no-secret"
CODE_SECONDS, TOKEN_SECONDS = 60, 3_600
PEOPLE = ("Alex Quill", "Sam Harrow", "Noor Vale")

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Stand-in for Google</title><style>{style}</style>
<main><h1>Who are you?</h1>
<p class="mark"><strong>A stand-in for Google.</strong> Nothing here is real: pick a person, or be somebody else.</p>
<form method="post">{buttons}</form>
<form method="post"><label>Somebody else <input name="person" required minlength="2" maxlength="40"></label>
<button class="main">Continue</button></form>
<form method="post"><button name="deny" value="1">Deny: say nothing about me</button></form>
</main>"""


@attrs.frozen
class Given:
    """A code that was given, for whom and in answer to what."""

    person: str
    nonce: str
    challenge: str
    redirect_uri: str
    until: float


class OpenIdStandIn:
    """The provider behind one address."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.address = ""
        self.key = self._fresh_key()
        self._now = now
        self._codes: dict[str, Given] = {}

    @staticmethod
    def _fresh_key() -> RSAKey:
        return RSAKey.generate_key(2048, {"kid": secrets.token_hex(8), "use": "sig", "alg": "RS256"})

    def turn_keys_over(self) -> None:
        """From now on it signs with a new key, and publishes that one alone."""
        self.key = self._fresh_key()

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/authorize", self.ask, methods=["GET"]),
                Route("/authorize", self.answer, methods=["POST"]),
                Route("/token", self.token, methods=["POST"]),
                Route("/jwks", self.keys),
            ]
        )

    async def discovery(self, _request: Request) -> Response:
        here = self.address
        return JSONResponse(
            {"issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token", "jwks_uri": f"{here}/jwks"}
        )

    async def keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def ask(self, request: Request) -> Response:
        if (wrong := self._wrong(request)) is not None:
            return JSONResponse({"error": "invalid_request", "error_description": wrong}, 400)
        buttons = "".join(f'<button name="person" value="{html.escape(one)}">{html.escape(one)}</button>' for one in PEOPLE)
        return HTMLResponse(PAGE.format(style=STYLE, buttons=buttons))

    async def answer(self, request: Request) -> Response:
        if (wrong := self._wrong(request)) is not None:
            return JSONResponse({"error": "invalid_request", "error_description": wrong}, 400)
        form, query = await _form(request), request.query_params
        if "deny" in form:
            return self._back(query, error="access_denied")
        code, until = secrets.token_urlsafe(24), self._now() + CODE_SECONDS
        person = form.get("person", "")[:40]
        self._codes[code] = Given(person, query.get("nonce", ""), query["code_challenge"], query["redirect_uri"], until)
        return self._back(query, code=code)

    @staticmethod
    def _back(query: QueryParams, **said: str) -> Response:
        return RedirectResponse(f"{query['redirect_uri']}?{urlencode({**said, 'state': query.get('state', '')})}", 303)

    def _wrong(self, request: Request) -> str | None:
        query = request.query_params
        expected = {"response_type": "code", "client_id": CLIENT_ID, "code_challenge_method": "S256"}
        for name, value in expected.items():
            if query.get(name) != value:
                return f"{name} must be {value}"
        return None if query.get("code_challenge") and query.get("redirect_uri", "").startswith("http") else "code_challenge and redirect_uri"

    async def token(self, request: Request) -> Response:
        form = await _form(request)
        given = self._codes.pop(form.get("code", ""), None)
        proof = urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if given is None or given.until < self._now() or proof != given.challenge or form.get("redirect_uri") != given.redirect_uri:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(16)
        claims = {**self.claims(given), "at_hash": at_hash(access)}
        return JSONResponse({"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "id_token": self.sign(claims)})

    def claims(self, given: Given) -> dict[str, Any]:
        """What it says of a person; the same person is always the same subject."""
        subject = str(int.from_bytes(hashlib.sha256(given.person.casefold().encode()).digest()[:8], "big"))
        now = int(self._now())
        email = f"{given.person.casefold().replace(' ', '.')}@example.com"
        who = {"sub": subject, "email": email, "email_verified": True, "name": given.person}
        return {"iss": self.address, "aud": CLIENT_ID, "azp": CLIENT_ID, "nonce": given.nonce, "iat": now, "exp": now + TOKEN_SECONDS, **who}

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, each once."""
    return dict(parse_qsl((await request.body()).decode()))
