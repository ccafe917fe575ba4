"""The pure edges and the routes: heads, origins, names, configuration, cookies, sign-in."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous.encoding import base64_decode

from server.config import Config, ConfigWrong, read_config
from server.cookies import TICKET_SECONDS, TICKETS_MAX, Cookies, Tickets, hash_of
from server.head import BadHead, Head, end_of_head, parse_head
from server.names import is_reserved, look_key, name_key, tidy_name
from server.player import http, sign_in
from tests.kit.edge import Edge, edge

SECRET = "s" * 40


@pytest.fixture
async def server() -> AsyncIterator[Edge]:
    async with edge() as running:
        yield running


# ── heads ──


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: x\r\n\r\n",
        b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\xff\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: xn--ls8h\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 101 + b"\r\n",
    ],
)
def test_a_head_that_is_not_plain_is_refused(head: bytes) -> None:
    assert isinstance(parse_head(head), BadHead)


def test_a_plain_head_is_read() -> None:
    head = parse_head(b"GET /ws?x=1 HTTP/1.1\r\nHost: localhost:8000\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\r\n")
    assert isinstance(head, Head)
    assert (head.path, head.get("host"), head.wants_websocket) == ("/ws", "localhost:8000", True)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_parser_raise(received: bytes) -> None:
    parse_head(received + b"\r\n\r\n")
    end_of_head(received)


# ── names ──


@pytest.mark.parametrize("name", ["Ann", "Jean-Luc", "O'Neil", "Ann B. 2", "Ñandú", "李小龍", "  Ann  "])
def test_a_name_is_a_name(name: str) -> None:
    assert tidy_name(name)


@pytest.mark.parametrize("name", ["", "A", "x" * 21, "A\u200bnn", "A\u202enn", "Аnn", "Ann\n", "<b>", "😀😀", "--", "\u0000ab"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    assert tidy_name(name) is None


@pytest.mark.parametrize("name", ["MarIow", "Mar1ow", "Marl0w", "mar low", "Маrlow", "M.a.r.l.o.w"])
def test_a_name_that_looks_like_marlow_is_taken_by_marlow(name: str) -> None:
    assert look_key(name) == look_key("Marlow")


def test_names_that_do_not_look_alike_are_two() -> None:
    assert len({look_key(name) for name in ("Marlow", "Harlow", "Marlon", "Marlow2", "Ito", "Pim")}) == 6


@pytest.mark.parametrize("name", ["Admin", "wager-up", "Wager Up Support", "0perator", "The House", "STAFF 2"])
def test_nobody_passes_for_the_house(name: str) -> None:
    assert is_reserved(name)


def test_ordinary_names_are_not_reserved() -> None:
    assert not any(is_reserved(name) for name in ("Ann", "Marlow", "House", "Adam", "Opal"))


def test_names_that_look_the_same_are_the_same() -> None:
    assert len({name_key(name) for name in ("Ann B", "ann b", "ANN_B", "Ａｎｎ B")}) == 1


# ── configuration ──


def test_the_defaults_serve_a_newcomer() -> None:
    assert read_config({}) == Config()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"PORT": "eighty"}, "PORT is 'eighty': set a whole number"),
        ({"PORT": "70000"}, "PORT"),
        ({"WAGERUP_RAKE_BP": "-1"}, "WAGERUP_RAKE_BP"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"WAGERUP_PRODUCTION": "yes"}, "WAGERUP_PRODUCTION"),
        ({"WAGERUP_SECRETS": "short"}, "WAGERUP_SECRETS"),
        ({"WAGERUP_PRODUCTION": "1"}, "WAGERUP_SECRETS is not set"),
        ({"WAGERUP_PRODUCTION": "1", "WAGERUP_SECRETS": SECRET}, "WAGERUP_ORIGINS is not set"),
        ({"WAGERUP_PRODUCTION": "1", "WAGERUP_SECRETS": SECRET, "WAGERUP_ORIGINS": "https://a.example"}, "WAGERUP_GOOGLE_CLIENT_ID is not set"),
        ({"WAGERUP_GOOGLE_CLIENT_ID": "an-id"}, "belong together"),
        ({"WAGERUP_ORIGINS": "https://play.example.com/"}, "WAGERUP_ORIGINS is 'https://play.example.com/'"),
        ({"WAGERUP_ORIGINS": "https://a.example,https://b.example/path"}, "'https://b.example/path' is no origin"),
        ({"WAGERUP_ORIGINS": "play.example.com"}, "is no origin"),
        ({"WAGERUP_ORIGINS": "javascript:x"}, "is no origin"),
        ({"WAGERUP_ORIGINS": "https://Play.example.com"}, "in small letters"),
        ({"WAGERUP_ORIGINS": "https://user@play.example.com"}, "is no origin"),
        ({"WAGERUP_TRUSTED_PROXIES": "0.0.0.0/0"}, "WAGERUP_TRUSTED_PROXIES is '0.0.0.0/0': 0.0.0.0/0 is everybody"),
        ({"WAGERUP_TRUSTED_PROXIES": "10.0.0.0/8,::/0"}, "::/0 is everybody"),
        ({"WAGERUP_TRUSTED_PROXIES": "10.0.0.1/8"}, "WAGERUP_TRUSTED_PROXIES"),
        ({"WAGERUP_CONTACT": "the desk"}, "WAGERUP_CONTACT is 'the desk'"),
    ],
)
def test_a_wrong_variable_is_named_with_its_mend(environment: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigWrong) as wrong:
        read_config(environment)
    assert words in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_origins_and_proxies_are_read_as_they_were_set() -> None:
    config = read_config({"WAGERUP_ORIGINS": "https://a.example, http://b.example:8080", "WAGERUP_TRUSTED_PROXIES": "10.0.0.0/8, fd00::/8"})
    assert config.origins == ("https://a.example", "http://b.example:8080")
    assert config.trusted_proxies == ("10.0.0.0/8", "fd00::/8")


# ── cookies and tickets ──


def test_a_cookie_is_read_with_old_keys_and_not_with_others() -> None:
    old, new, other = Cookies([SECRET], secure=False), Cookies(["n" * 40, SECRET], secure=False), Cookies(["o" * 40], secure=False)
    header = old.set_cookie("id").partition(";")[0]
    assert old.session_of(header) == new.session_of(header) is not None
    assert other.session_of(header) is None


def test_a_cookie_that_was_altered_anywhere_is_nobodys() -> None:
    cookies = Cookies([SECRET], secure=False)
    name, _, value = cookies.set_cookie("some-id").partition(";")[0].partition("=")
    for altered in altered_in_each_byte(value):
        assert cookies.session_of(f"{name}={altered}") is None, altered


def altered_in_each_byte(value: str) -> Iterator[str]:
    """Every other letter in every place, one more in every place, and one less."""
    letters = [chr(code) for code in range(33, 127) if chr(code) not in ';"']
    for place, letter in enumerate(value):
        yield value[:place] + value[place + 1 :]
        for other in letters:
            yield value[:place] + other + value[place:]
            if other != letter:
                yield value[:place] + other + value[place + 1 :]
    yield from (value + other for other in letters)


@pytest.mark.parametrize(
    "others",
    ["a=b", "bad cookie", 'x={"a":1}', "a[b]=1,2", "=v", 'a="unterminated', "foo", "a@b=1", "a=x y z", "path=/", "a b=1", "", "wagerup_session=forged.AAAA"],
)
def test_no_cookie_of_somebody_elses_hides_ours(others: str) -> None:
    cookies = Cookies([SECRET], secure=False)
    ours = cookies.set_cookie("some-id").partition(";")[0]
    assert cookies.session_of(f"{others}; {ours}") == cookies.session_of(f"{ours}; {others}") == hash_of("some-id")


def test_the_signatures_are_hmacs_of_sha_256() -> None:
    signature = Cookies([SECRET], secure=False).sign("some-id").rpartition(".")[2]
    key = hashlib.sha256(b"wagerup session" + b"signer" + SECRET.encode()).digest()
    assert base64_decode(signature) == hmac.digest(key, b"some-id", hashlib.sha256)


def test_in_production_the_cookie_is_bound_to_its_host() -> None:
    header = Cookies([SECRET], secure=True).set_cookie("id")
    assert header.startswith("__Host-")
    assert all(part in header for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


def test_a_ticket_is_good_once() -> None:
    tickets = Tickets([SECRET])
    ticket = tickets.issue("nonce", "ann")
    assert (tickets.redeem(ticket), tickets.redeem(ticket), tickets.redeem(ticket + "x")) == ("ann", None, None)


def test_a_ticket_that_was_altered_anywhere_is_nobodys() -> None:
    tickets = Tickets([SECRET])
    ticket = tickets.issue("nonce", "ann")
    assert [one for one in altered_in_each_byte(ticket) if tickets.redeem(one) is not None] == []
    assert tickets.redeem(ticket) == "ann"


@pytest.mark.parametrize(("later", "holder"), [(0, "ann"), (TICKET_SECONDS, "ann"), (TICKET_SECONDS + 1, None), (-1, None)])
def test_a_ticket_is_good_for_a_minute(later: int, holder: str | None) -> None:
    now = 1_790_000_000
    tickets = Tickets([SECRET], lambda: now)
    ticket = tickets.issue("nonce", "ann")
    now += later
    assert tickets.redeem(ticket) == holder


def test_no_more_tickets_wait_than_may() -> None:
    tickets = Tickets([SECRET])
    first, *rest = [tickets.issue(f"nonce {number}", number) for number in range(TICKETS_MAX + 1)]
    assert (tickets.redeem(first), tickets.redeem(rest[0]), tickets.redeem(rest[-1])) == (None, 1, TICKETS_MAX)


# ── routes ──


async def test_a_person_signs_in_by_name_and_is_known_by_the_cookie(server: Edge) -> None:
    account = await sign_in(server.origin, "Ann")
    status, _, body = await http(server.origin, "GET", "/auth/me", cookie=account.cookie)
    assert (status, json.loads(body)["name"]) == (200, "Ann")


async def test_signing_out_ends_the_session_and_its_sockets(server: Edge) -> None:
    account = await sign_in(server.origin, "Ann")
    await http(server.origin, "POST", "/auth/sign-out", {}, cookie=account.cookie)
    assert (await http(server.origin, "GET", "/auth/me", cookie=account.cookie))[0] == 401
    assert len(server.ended) == 1


async def test_a_ticket_needs_somebody(server: Edge) -> None:
    assert (await http(server.origin, "POST", "/auth/ticket", {}))[0] == 401
    account = await sign_in(server.origin, "Ann")
    assert (await http(server.origin, "POST", "/auth/ticket", {}, cookie=account.cookie))[0] == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"name":5}', b'{"name":null}', b'{"name":"A"}', b"\xff", b"[" * 9_000, b'{"name":"' + b"x" * 9_000 + b'"}'])
async def test_a_sign_in_that_says_nothing_is_refused(body: bytes, server: Edge) -> None:
    head = f"POST /auth/local HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    answer = await server.raw(head.encode() + body)
    assert b" 422 " in answer.splitlines()[0]
    assert not server.accounts.players


async def test_a_body_that_is_too_long_is_refused(server: Edge) -> None:
    answer = await server.raw(b"POST /auth/local HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999999\r\n\r\n{")
    assert b" 413 " in answer.splitlines()[0]


async def test_a_page_of_somebody_else_may_not_act_for_a_browser(server: Edge) -> None:
    account = await sign_in(server.origin, "Ann")
    head = f"POST /auth/sign-out HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: http://evil.example\r\nCookie: {account.cookie}\r\nConnection: close\r\n\r\n"
    assert b" 403 " in (await server.raw(head.encode())).splitlines()[0]
    assert not server.ended


async def test_there_is_no_local_sign_in_in_production() -> None:
    async with edge(production=True) as server:
        with pytest.raises(ValueError, match="no local sign-in"):
            await sign_in(server.origin, "Ann")


async def test_whom_one_writes_to_and_which_documents_count_is_told_to_everybody(server: Edge) -> None:
    _, _, body = await http(server.origin, "GET", "/auth/ways")
    told = json.loads(body)
    assert (told["contact"], told["documents"]) == ("desk@example.com", {"terms": 1, "privacy": 1})


@pytest.mark.parametrize("path", ["/healthz", "/auth/me", "/", "/nothing"])
async def test_every_answer_carries_the_security_headers(path: str, server: Edge) -> None:
    _status, headers, _body = await http(server.origin, "GET", path)
    assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/../server/cli.py", "/%2e%2e/pyproject.toml", "/assets/../../cli.py", "/assets/%2e%2e/%2e%2e/cli.py"])
async def test_no_path_leads_out_of_the_client(path: str, server: Edge) -> None:
    _status, _headers, body = await http(server.origin, "GET", path)
    assert b"import" not in body


