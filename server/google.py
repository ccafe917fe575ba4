"""Google: signing in with OpenID Connect (authorization code with PKCE and a nonce), by authlib and joserfc. Knows no cookies and no players.

The same code speaks to Google and to our stand-in; only the address of the discovery document differs."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any, cast

import attrs
import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

SCOPE = "openid email profile"
ALGORITHMS = ("RS256",)
LEEWAY_SECONDS = 60
HTTP_SECONDS_MAX = 8.0
TOKEN_BYTES_MAX = 16_384
PROVIDER = "google"


class SignInFailed(Exception):
    """Nobody is signed in, and why: a code of the routes' and words for the log."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


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
class Claims:
    """Who the provider says it is."""

    subject: str
    email: str
    name: str


def fresh_flow() -> Flow:
    return Flow(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


class Google:
    """One provider, with its discovery document and keys as they were read last."""

    def __init__(self, client: Client, now: Callable[[], float] = time.time) -> None:
        self._client = client
        self._now = now
        self._found: dict[str, Any] | None = None
        self._keys: KeySet | None = None

    async def begin(self, flow: Flow, redirect_uri: str) -> str:
        """Where to send the browser. Raises SignInFailed when the provider does not answer."""
        found = await self._discover()
        async with self._oauth(redirect_uri) as oauth:
            url, _state = oauth.create_authorization_url(
                found["authorization_endpoint"], state=flow.state, nonce=flow.nonce, code_verifier=flow.verifier
            )
        return cast("str", url)

    async def finish(self, code: str, flow: Flow, redirect_uri: str) -> Claims:
        """Who came back with this code. Raises SignInFailed for a code, a token or a claim that is not right."""
        found = await self._discover()
        try:
            async with self._oauth(redirect_uri) as oauth:
                token: Any = await oauth.fetch_token(found["token_endpoint"], code=code, code_verifier=flow.verifier)
        except (OAuthError, httpx2.HTTPError, ValueError) as error:
            raise SignInFailed("GOOGLE_REFUSED", f"no token for the code: {error!r}") from error
        id_token = token.get("id_token")
        if not isinstance(id_token, str) or len(id_token) > TOKEN_BYTES_MAX:
            raise SignInFailed("GOOGLE_REFUSED", "no identity token")
        return await self._claims(id_token, flow.nonce)

    async def _claims(self, id_token: str, nonce: str) -> Claims:
        """With the keys that we have, and once more with fresh ones: the provider may have turned them over."""
        if self._keys is not None:
            try:
                return self.read(id_token, self._keys, nonce)
            except SignInFailed:
                pass
        self._keys = await self._fetch_keys()
        return self.read(id_token, self._keys, nonce)

    def read(self, id_token: str, keys: KeySet, nonce: str) -> Claims:
        """The claims of a token that is signed by one of these keys, for us, now, in answer to this nonce. Raises SignInFailed."""
        issuer = (self._found or {}).get("issuer", "")
        registry = jwt.JWTClaimsRegistry(
            now=int(self._now()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "values": [issuer, issuer.removeprefix("https://")]},
            aud={"essential": True, "value": self._client.client_id},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims: dict[str, Any] = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
            registry.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise SignInFailed("BAD_TOKEN", f"the identity token is not right: {error!r}") from error
        return self._person(claims)

    def _person(self, claims: dict[str, Any]) -> Claims:
        if isinstance(claims["aud"], list) and claims.get("azp") != self._client.client_id:
            raise SignInFailed("BAD_TOKEN", "the identity token is for another client, too")
        if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
            raise SignInFailed("EMAIL_NOT_VERIFIED", "the address is not verified at the provider")
        return Claims(str(claims["sub"]), claims["email"], str(claims.get("name") or claims["email"].partition("@")[0]))

    async def _discover(self) -> dict[str, Any]:
        if self._found is None:
            self._found = await self._get(self._client.discovery_url)
        return self._found

    async def _fetch_keys(self) -> KeySet:
        found = await self._discover()
        try:
            return KeySet.import_key_set(cast("Any", await self._get(found["jwks_uri"])))
        except (JoseError, ValueError, KeyError) as error:
            raise SignInFailed("GOOGLE_AWAY", f"the provider's keys cannot be read: {error!r}") from error

    async def _get(self, url: str) -> dict[str, Any]:
        try:
            async with httpx2.AsyncClient(timeout=HTTP_SECONDS_MAX) as http:
                answer = await http.get(url)
                answer.raise_for_status()
                return answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise SignInFailed("GOOGLE_AWAY", f"{url} does not answer: {error!r}") from error

    def _oauth(self, redirect_uri: str) -> Any:
        client = self._client
        return AsyncOAuth2Client(
            client.client_id, client.client_secret, scope=SCOPE, redirect_uri=redirect_uri, code_challenge_method="S256", timeout=HTTP_SECONDS_MAX
        )
