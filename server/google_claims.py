"""What an identity token says, and whether it says it to us: signature, issuer, audience, times, nonce. Pure: the keys and the time are given."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from typing import Any

import attrs
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

ALGORITHMS = ("RS256",)
LEEWAY_SECONDS = 60
TOKEN_BYTES_MAX = 16_384
SUBJECT_LETTERS_MAX, EMAIL_LETTERS_MAX = 255, 320
BROKEN = (JoseError, ValueError, TypeError, KeyError, RecursionError)


class SignInFailed(Exception):
    """Nobody is signed in, and why: a code of the routes' and words for the log."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@attrs.frozen
class Claims:
    """Who the provider says it is."""

    subject: str
    email: str
    name: str


@attrs.frozen
class Expected:
    """What a token must say: by whom, for whom, in answer to what, beside which access token."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str = attrs.field(default="", repr=False)


def kid_of(id_token: str) -> str:
    """Which key it says that it is signed with. Raises SignInFailed."""
    if len(id_token) > TOKEN_BYTES_MAX:
        raise SignInFailed("BAD_TOKEN", "the identity token is too long")
    try:
        kid = jws.extract_compact(id_token.encode()).headers().get("kid")
    except BROKEN as error:
        raise SignInFailed("BAD_TOKEN", f"the identity token cannot be read: {error!r}") from error
    if not isinstance(kid, str) or not kid:
        raise SignInFailed("BAD_TOKEN", "the identity token names no key")
    return kid


def read_claims(id_token: str, keys: Key | KeySet, expected: Expected, now: float) -> Claims:
    """The claims of a token that is signed by one of these keys and is what we expect. Raises SignInFailed."""
    kid_of(id_token)
    registry = jwt.JWTClaimsRegistry(
        now=int(now),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "values": [expected.issuer, expected.issuer.removeprefix("https://")]},
        aud={"essential": True, "value": expected.client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": expected.nonce},
    )
    try:
        claims: dict[str, Any] = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
        registry.validate(claims)
    except BROKEN as error:
        raise SignInFailed("BAD_TOKEN", f"the identity token is not right: {error!r}") from error
    if (wrong := _wrong(claims, expected)) is not None:
        raise SignInFailed("BAD_TOKEN", f"the identity token is not right: {wrong}")
    return _person(claims)


def _wrong(claims: dict[str, Any], expected: Expected) -> str | None:
    """What the library leaves to us. hd is not asked for: it names a Workspace domain, and players of every domain, or of none, may come."""
    party = claims.get("azp")
    if party not in (None, expected.client_id) or (isinstance(claims["aud"], list) and party is None):
        return "azp is another client, too"
    if not isinstance(claims["nonce"], str):
        return "nonce is no text"
    if "at_hash" in claims and claims["at_hash"] != at_hash(expected.access_token):
        return "at_hash is of another access token"
    if not _plain(claims["sub"], SUBJECT_LETTERS_MAX) or not claims["sub"].isascii():
        return "sub is no subject"
    return None


def _person(claims: dict[str, Any]) -> Claims:
    email, name = claims.get("email"), claims.get("name")
    if claims.get("email_verified") is not True or not _plain(email, EMAIL_LETTERS_MAX):
        raise SignInFailed("EMAIL_NOT_VERIFIED", "the address is not verified at the provider")
    assert isinstance(email, str)
    return Claims(claims["sub"], email, name if isinstance(name, str) and name else email.partition("@")[0])


def _plain(text: object, letters_max: int) -> bool:
    return isinstance(text, str) and 0 < len(text) <= letters_max and text.isprintable()


def at_hash(access_token: str) -> str:
    """The left half of the hash of an access token, as RS256 asks for it."""
    return urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()[:16]).rstrip(b"=").decode()
