"""Google: signing in with OpenID Connect (authorization code with PKCE and a nonce), by authlib and joserfc. Knows no cookies and no players.

The same code speaks to Google and to our stand-in; only the address of the discovery document differs."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any, cast

import attrs
import httpx2
import trio
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from server.google_claims import Claims, Expected, SignInFailed, kid_of, read_claims
from server.google_keys import ProviderKeys

SCOPE = "openid email profile"
HTTP_SECONDS_MAX = 8.0
FOUND_SECONDS_MAX = 86_400
PROVIDER = "google"


@attrs.frozen
class Client:
    """How the house is known at the provider."""

    discovery_url: str
    client_id: str
    client_secret: str = attrs.field(repr=False)


@attrs.frozen
class Flow:
    """A sign-in that has begun: what must come back, and what proves that we began it."""

    state: str
    nonce: str
    verifier: str = attrs.field(repr=False)


@attrs.frozen
class Found:
    """What the discovery document says: who the provider is and where it answers."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


def fresh_flow() -> Flow:
    return Flow(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


class Google:
    """One provider, with its discovery document and keys as they were read last."""

    def __init__(self, client: Client, now: Callable[[], float] = time.time) -> None:
        self._client = client
        self._now = now
        self._found: tuple[float, Found] | None = None
        self._keys = ProviderKeys(self._fetch_keys)

    async def begin(self, flow: Flow, redirect_uri: str) -> str:
        """Where to send the browser. Raises SignInFailed when the provider does not answer."""
        found = await self._discover()
        async with self._oauth(redirect_uri) as oauth:
            url, _state = oauth.create_authorization_url(
                found.authorization_endpoint, state=flow.state, nonce=flow.nonce, code_verifier=flow.verifier
            )
        return cast("str", url)

    async def finish(self, code: str, flow: Flow, redirect_uri: str) -> Claims:
        """Who came back with this code. Raises SignInFailed for a code, a token or a claim that is not right."""
        found = await self._discover()
        try:
            async with self._oauth(redirect_uri) as oauth:
                token: Any = await oauth.fetch_token(found.token_endpoint, code=code, code_verifier=flow.verifier)
            id_token, access_token = token.get("id_token"), token.get("access_token")
        except (OAuthError, httpx2.HTTPError, ValueError, TypeError, AttributeError) as error:
            raise SignInFailed("GOOGLE_REFUSED", f"no token for the code: {error!r}") from error
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise SignInFailed("GOOGLE_REFUSED", "no identity token")
        key = await self._keys.named(kid_of(id_token))
        expected = Expected(found.issuer, self._client.client_id, flow.nonce, access_token)
        return read_claims(id_token, key, expected, self._now())

    async def _discover(self) -> Found:
        if self._found is None or trio.current_time() - self._found[0] > FOUND_SECONDS_MAX:
            self._found = trio.current_time(), _found(await self._get(self._client.discovery_url))
        return self._found[1]

    async def _fetch_keys(self) -> object:
        return await self._get((await self._discover()).jwks_uri)

    async def _get(self, url: str) -> object:
        try:
            async with httpx2.AsyncClient(timeout=HTTP_SECONDS_MAX) as http:
                answer = await http.get(url)
                answer.raise_for_status()
                return answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, RecursionError) as error:
            raise SignInFailed("GOOGLE_AWAY", f"{url} does not answer: {error!r}") from error

    def _oauth(self, redirect_uri: str) -> Any:
        client = self._client
        return AsyncOAuth2Client(
            client.client_id, client.client_secret, scope=SCOPE, redirect_uri=redirect_uri, code_challenge_method="S256", timeout=HTTP_SECONDS_MAX
        )


def _found(document: object) -> Found:
    """Raises SignInFailed for a document that does not say where the provider is."""
    fields = cast("dict[str, object]", document) if isinstance(document, dict) else {}
    said = [one for field in attrs.fields(Found) if isinstance(one := fields.get(field.name), str) and one.startswith(("https://", "http://"))]
    if len(said) < len(attrs.fields(Found)):
        raise SignInFailed("GOOGLE_AWAY", "the discovery document does not say where the provider is")
    return Found(*said)
