"""Signing in with Google, against the stand-in: the whole way over real HTTP, and everything with which somebody might try to be somebody else."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
import trio
from joserfc import jws, jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server import google_keys
from server.google import Client, Flow, Google, fresh_flow
from server.google_claims import TOKEN_BYTES_MAX, Claims, Expected, SignInFailed, at_hash, read_claims
from server.identities import names_for
from server.standins.openid import CLIENT_ID, Given, OpenIdStandIn
from server.standins.serving import start_openid
from tests.kit.process import ServerProcess, server_process

NONCE = "n" * 20


@pytest.fixture(scope="module")
def server() -> Any:
    with server_process() as one:
        one.start()
        yield one


# ── the token ──

NOW = 1_790_000_000
PROVIDER = OpenIdStandIn(lambda: NOW)
PROVIDER.address = "http://127.0.0.1:1"
KEYS = KeySet([PROVIDER.key])
ACCESS = "the access token"


def claims(**changes: Any) -> dict[str, Any]:
    return {**PROVIDER.claims(Given("Alex Quill", NONCE, "", "", 0)), **changes}


def read(token: str) -> Claims:
    return read_claims(token, KEYS, Expected(PROVIDER.address, CLIENT_ID, NONCE, ACCESS), NOW)


def refused(token: str) -> str:
    with pytest.raises(SignInFailed) as caught:
        read(token)
    return caught.value.code


def test_a_token_that_is_right_says_who_it_is() -> None:
    found = read(PROVIDER.sign(claims()))
    assert (found.email, found.name) == ("alex.quill@example.com", "Alex Quill")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "somebody-else"},
        {"aud": [CLIENT_ID, "somebody-else"], "azp": "somebody-else"},
        {"aud": [CLIENT_ID, "somebody-else"], "azp": None},
        {"aud": [CLIENT_ID], "azp": None},
        {"aud": {"0": CLIENT_ID}},
        {"aud": None},
        {"azp": "somebody-else"},
        {"azp": [CLIENT_ID]},
        {"azp": ""},
        {"iss": "https://evil.example"},
        {"iss": PROVIDER.address + "/"},
        {"iss": [PROVIDER.address]},
        {"iss": ""},
        {"exp": 1_700_000_000},
        {"exp": NOW - 61},
        {"exp": str(NOW + 100)},
        {"iat": NOW + 86_400},
        {"iat": "now"},
        {"nbf": NOW + 86_400},
        {"nonce": "another"},
        {"nonce": [NONCE]},
        {"nonce": ""},
        {"at_hash": at_hash("another access token")},
        {"at_hash": ""},
        {"at_hash": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 123},
        {"sub": ["1"]},
        {"sub": "a\0b"},
        {"sub": "é"},
        {"sub": "1" * 256},
    ],
    ids=str,
)
def test_a_token_for_others_from_others_or_for_another_time_is_refused(changes: dict[str, Any]) -> None:
    assert refused(PROVIDER.sign(claims(**changes))) == "BAD_TOKEN"


@pytest.mark.parametrize(
    "changes",
    [{"azp": None}, {"aud": [CLIENT_ID, "another"]}, {"at_hash": at_hash(ACCESS)}, {"hd": "any.example"}, {"hd": None}, {"exp": NOW - 59}, {"name": {"a": 1}}],
    ids=str,
)
def test_what_a_token_may_say_or_leave_out_does_not_keep_anybody_away(changes: dict[str, Any]) -> None:
    assert read(PROVIDER.sign(claims(**changes))).email == "alex.quill@example.com"


def test_a_name_that_is_none_is_the_front_of_the_address() -> None:
    assert [read(PROVIDER.sign(claims(name=name))).name for name in ({"a": 1}, "", None, "Ann")] == ["alex.quill"] * 3 + ["Ann"]


@pytest.mark.parametrize("missing", ["aud", "iss", "exp", "iat", "nonce", "sub"])
def test_a_token_without_what_it_must_say_is_refused(missing: str) -> None:
    said = claims()
    del said[missing]
    assert refused(PROVIDER.sign(said)) == "BAD_TOKEN"


@pytest.mark.parametrize("changes", [{"email_verified": False}, {"email_verified": "true"}, {"email": None}, {"email": ""}, {"email": "a\0@b"}, {"email": 5}])
def test_an_address_that_is_not_verified_is_refused(changes: dict[str, Any]) -> None:
    assert refused(PROVIDER.sign(claims(**changes))) == "EMAIL_NOT_VERIFIED"


def unsigned() -> str:
    _head, body, _signature = PROVIDER.sign(claims()).split(".")
    head = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{head}.{body}."


def signed_with_the_public_key() -> str:
    public = json.dumps(PROVIDER.key.as_dict(private=False))
    return jwt.encode({"alg": "HS256"}, claims(), OctKey.import_key(public.ljust(64)), algorithms=["HS256"])


def signed_by_a_key_of_ones_own() -> str:
    stranger = OpenIdStandIn()
    return jwt.encode({"alg": "RS256", "kid": PROVIDER.key.kid}, claims(), stranger.key)


def with_a_key_in_its_header() -> str:
    stranger = OpenIdStandIn()
    return jwt.encode({"alg": "RS256", "jwk": stranger.key.as_dict(private=False)}, claims(), stranger.key)


def altered() -> str:
    head, body, signature = PROVIDER.sign(claims()).split(".")
    return f"{head}.{body[:-2]}AA.{signature}"


def without_the_name_of_its_key() -> str:
    return jwt.encode({"alg": "RS256"}, claims(), PROVIDER.key)


def with_the_address_of_a_key() -> str:
    stranger = OpenIdStandIn()
    return jwt.encode({"alg": "RS256", "kid": PROVIDER.key.kid, "jku": "https://evil.example/jwks", "x5u": "https://evil.example/x"}, claims(), stranger.key)


def with_another_algorithm_of_the_same_key() -> str:
    key = RSAKey.import_key({**PROVIDER.key.as_dict(private=True), "alg": "PS256"})
    return jwt.encode({"alg": "PS256", "kid": PROVIDER.key.kid}, claims(), key, algorithms=["PS256"])


def encrypted() -> str:
    head = urlsafe_b64encode(b'{"alg":"dir","enc":"A128GCM","kid":"x"}').rstrip(b"=").decode()
    return ".".join([head, "aa", "aa", "aa", "aa"])


def with_a_long_head() -> str:
    _head, body, signature = PROVIDER.sign(claims()).split(".")
    head = urlsafe_b64encode(json.dumps({"alg": "RS256", "kid": PROVIDER.key.kid, "x": "y" * 100_000}).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


def with_a_deep_head() -> str:
    _head, body, signature = PROVIDER.sign(claims()).split(".")
    return f"{urlsafe_b64encode(b'[' * 9_000).rstrip(b'=').decode()}.{body}.{signature}"


def with_a_deep_body() -> str:
    return jws.serialize_compact({"alg": "RS256", "kid": PROVIDER.key.kid}, b"[" * 9_000, PROVIDER.key)


def with_a_body_that_is_no_object() -> str:
    return jws.serialize_compact({"alg": "RS256", "kid": PROVIDER.key.kid}, b'"x"', PROVIDER.key)


def of_ten_thousand_parts() -> str:
    return "." * 10_000


def longer_than_any() -> str:
    return PROVIDER.sign(claims(name="x" * TOKEN_BYTES_MAX))


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        signed_with_the_public_key,
        signed_by_a_key_of_ones_own,
        with_a_key_in_its_header,
        with_the_address_of_a_key,
        with_another_algorithm_of_the_same_key,
        without_the_name_of_its_key,
        altered,
        encrypted,
        with_a_long_head,
        with_a_deep_head,
        with_a_deep_body,
        with_a_body_that_is_no_object,
        of_ten_thousand_parts,
        longer_than_any,
    ],
)
def test_a_forged_token_is_refused(forge: Callable[[], str]) -> None:
    assert refused(forge()) == "BAD_TOKEN"


@pytest.mark.parametrize("token", ["", "a.b.c", "a.b", "." * 5, "x" * 5_000, "é.é.é", "e30.e30.", "bnVsbA.bnVsbA.AA"])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert refused(token) == "BAD_TOKEN"


# ── what the provider answers ──


@pytest.mark.parametrize(
    "document",
    [[], {}, None, "x", 5, {"authorization_endpoint": 5}, {"issuer": "https://a", "authorization_endpoint": "https://a/x", "token_endpoint": "https://a/t"}],
    ids=str,
)
async def test_a_discovery_document_that_says_nothing_is_a_provider_that_does_not_answer(document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    google = Google(Client("http://127.0.0.1:1", CLIENT_ID, "secret"))

    async def get(_url: str) -> Any:
        return document

    monkeypatch.setattr(google, "_get", get)
    with pytest.raises(SignInFailed) as caught:
        await google.begin(fresh_flow(), "http://localhost/")
    assert caught.value.code == "GOOGLE_AWAY"


async def test_a_provider_that_is_not_there_does_not_answer() -> None:
    for address in ("http://127.0.0.1:1/x", "http://127.0.0.1:99999999/", "nowhere"):
        with pytest.raises(SignInFailed) as caught:
            await Google(Client(address, CLIENT_ID, "secret")).begin(fresh_flow(), "http://localhost/")
        assert caught.value.code == "GOOGLE_AWAY"


@pytest.mark.parametrize("token", [{}, {"id_token": 5, "access_token": "x"}, {"id_token": "a.b.c"}, [], "x", {"error": "invalid_grant"}], ids=str)
async def test_a_token_endpoint_that_says_something_else_signs_nobody_in(token: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(_request: Request) -> Response:
        return JSONResponse(token)

    provider = OpenIdStandIn()
    monkeypatch.setattr(provider, "token", answer)
    async with trio.open_nursery() as nursery:
        google = Google(await start_openid(nursery, provider))
        with pytest.raises(SignInFailed) as caught:
            await google.finish("code", fresh_flow(), "http://localhost/")
        assert caught.value.code == "GOOGLE_REFUSED"
        nursery.cancel_scope.cancel()


async def code_of(google: Google, flow: Flow, redirect: str) -> str:
    """As a browser would: to the page, and pick somebody."""
    url = await google.begin(flow, redirect)
    async with httpx2.AsyncClient() as http:
        answer = await http.post(url, content=urlencode({"person": "Noor Vale"}))
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


async def test_keys_that_turned_over_are_fetched_and_a_code_is_good_once_and_with_its_verifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google_keys, "COOLDOWN_SECONDS", 0)
    redirect = "http://localhost:1/auth/google/callback"
    async with trio.open_nursery() as nursery:
        provider = OpenIdStandIn()
        google = Google(await start_openid(nursery, provider))
        for _ in range(2):
            flow = fresh_flow()
            code = await code_of(google, flow, redirect)
            assert (await google.finish(code, flow, redirect)).name == "Noor Vale"
            with pytest.raises(SignInFailed):
                await google.finish(code, flow, redirect)
            provider.turn_keys_over()
        for wrong in (Flow("s", NONCE, "another verifier"), None):
            flow = fresh_flow()
            code = await code_of(google, flow, redirect)
            with pytest.raises(SignInFailed):
                await google.finish(code, wrong or flow, redirect if wrong else "http://evil.example/")
        nursery.cancel_scope.cancel()


# ── the whole way ──


class Browser:
    """Cookies, and no redirects followed."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.http = httpx2.AsyncClient(base_url=server.url)

    async def begin(self) -> str:
        answer = await self.http.get("/auth/google")
        assert answer.status_code == 303
        return str(answer.headers["location"])

    async def pick(self, url: str, person: str) -> str:
        answer = await self.http.post(url, content=urlencode({"person": person}))
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def back(self, url: str) -> str:
        answer = await self.http.get(url)
        return str(answer.headers["location"])

    async def sign_in(self, person: str) -> dict[str, Any]:
        assert await self.back(await self.pick(await self.begin(), person)) == "/"
        return (await self.http.get("/auth/me")).json()


def test_somebody_signs_in_and_is_the_same_player_the_next_time_and_on_another_browser(server: ServerProcess) -> None:
    async def story() -> None:
        one, two = Browser(server), Browser(server)
        first = await one.sign_in("Sam Harrow")
        cookie = one.http.cookies["wagerup_session"]
        assert first["name"] == "Sam Harrow"
        assert await one.sign_in("Sam Harrow") == first
        assert one.http.cookies["wagerup_session"] != cookie
        assert (await two.sign_in("Sam Harrow"))["player_id"] == first["player_id"]
        other = await two.sign_in("sam-harrow")
        assert other["player_id"] != first["player_id"]
        assert other["name"] == "sam-harrow 2"
        assert (await two.sign_in("Wager Up Support"))["name"].startswith("Player")

    trio.run(story)


@pytest.mark.parametrize("trick", ["used", "another browser", "no cookie", "forged state", "no code", "refused"])
def test_a_state_is_good_once_and_only_for_the_browser_that_began(server: ServerProcess, trick: str) -> None:
    async def story() -> None:
        browser, victim = Browser(server), Browser(server)
        url = await browser.pick(await browser.begin(), "Alex Quill")
        if trick == "used":
            await browser.back(url)
        elif trick == "another browser":
            await victim.begin()
            browser = victim
        elif trick == "no cookie":
            browser.http.cookies.clear()
        elif trick == "forged state":
            url = url.replace("state=", "state=x")
        else:
            url = url.partition("?")[0] + ("?error=access_denied&state=x" if trick == "refused" else "?state=x")
        where = await browser.back(url)
        assert where.startswith("/?sign_in=")
        assert (await victim.http.get("/auth/me")).status_code == 401

    trio.run(story)


def test_a_made_up_host_is_not_sent_anywhere(server: ServerProcess) -> None:
    async def story() -> None:
        browser = Browser(server)
        answer = await browser.http.get("/auth/google", headers={"Host": "evil.example"})
        assert answer.headers["location"].startswith("/?sign_in=WRONG_HOST")

    trio.run(story)


@pytest.mark.parametrize(
    ("wanted", "first"),
    [("Ann", "Ann"), ("Maximiliana von Habsburg-Lothringen", "Maximiliana von Habs"), ("😀", "Player"), ("", "Player"), ("Admin", "Player")],
)
def test_a_new_player_gets_the_first_free_name(wanted: str, first: str) -> None:
    names = list(names_for(wanted))
    assert names[0] == first
    assert names[1] == f"{first[:17].rstrip()} 2"
    assert all(2 <= len(name) <= 20 for name in names)
