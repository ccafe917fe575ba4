"""I4 and what stands around it: requirements of OWASP ASVS 5.0 on sessions, cookies and browsers, each checked under its number."""

from __future__ import annotations

import json
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import attrs
import pytest

from server.accounts import IDLE_MS, LASTS_MS
from server.cookies import FLOW_SECONDS, Cookies, Tickets
from server.player import http, sign_in
from tests.kit.edge import KEYS, Edge, edge
from tests.kit.google_house import google_house

Check = Callable[[Edge], Awaitable[None]]
CHECKS: dict[str, Check] = {}
SECURE, PLAIN = Cookies(KEYS, secure=True), Cookies(KEYS, secure=False)
SET = {"session": SECURE.set_cookie("x"), "flow": SECURE.set_flow("x"), "device": SECURE.set_device("x")}
CLEARED = {"session": SECURE.clear_cookie(), "flow": SECURE.clear_flow()}


def asvs(requirement: str) -> Callable[[Check], Check]:
    """Files a check under the number of its requirement."""

    def file(check: Check) -> Check:
        CHECKS[f"{requirement} {check.__name__.replace('_', ' ')}"] = check
        return check

    return file


@pytest.fixture
async def server() -> AsyncIterator[Edge]:
    async with edge() as running:
        yield running


# ── cookies: 3.3, once for each of the three ──


@pytest.mark.parametrize("cookie", SET)
@pytest.mark.parametrize(
    ("requirement", "attribute"), [("3.3.1", "Secure"), ("3.3.2", "SameSite=Lax"), ("3.3.3", "Path=/"), ("3.3.4", "HttpOnly")], ids=lambda one: one
)
def test_a_cookie_has_its_attribute(cookie: str, requirement: str, attribute: str) -> None:
    assert attribute in SET[cookie].split("; ")


@pytest.mark.parametrize("cookie", SET, ids=lambda one: f"3.3.1-3.3.3-{one}")
def test_a_cookie_is_bound_to_its_host(cookie: str) -> None:
    assert SET[cookie].startswith("__Host-")
    assert "domain" not in SET[cookie].lower()


@pytest.mark.parametrize("cookie", CLEARED, ids=lambda one: f"7.4.1-{one}")
def test_a_cookie_is_cleared_with_the_attributes_that_it_was_set_with(cookie: str) -> None:
    kept = {part for part in SET[cookie].split("; ")[1:] if not part.startswith("Max-Age")}
    assert kept <= set(CLEARED[cookie].split("; "))
    assert "Max-Age=0" in CLEARED[cookie]


def test_3_3_2_a_sign_in_under_way_is_bound_to_the_browser_for_as_long_as_it_may_take() -> None:
    assert f"Max-Age={FLOW_SECONDS}" in SET["flow"]


def test_7_1_1_the_session_cookie_itself_ends_with_the_browser_and_the_server_says_when_at_the_latest() -> None:
    assert "Max-Age" not in SET["session"]
    assert IDLE_MS < LASTS_MS


def test_11_2_2_a_key_is_rolled_over_without_a_logout() -> None:
    old, rolled = Cookies(["o" * 40], secure=False), Cookies(["n" * 40, "o" * 40], secure=False)
    before = old.set_cookie("x").partition(";")[0]
    assert rolled.session_of(before) == old.session_of(before)
    after = rolled.set_cookie("x").partition(";")[0]
    assert (old.session_of(after), Cookies(["n" * 40], secure=False).session_of(after) is not None) == (None, True)


@pytest.mark.parametrize("purpose", ["flow", "device", "ticket"], ids=lambda one: f"7.2.1-{one}")
def test_what_was_signed_for_something_else_is_no_session(purpose: str) -> None:
    signed = {"flow": PLAIN.set_flow("x"), "device": PLAIN.set_device("x"), "ticket": f"t={Tickets(KEYS).issue('x', 'ann')};"}[purpose]
    value = signed.partition("=")[2].partition(";")[0]
    assert PLAIN.session_of(f"{PLAIN.name}={value}") is None


@pytest.mark.parametrize("trick", ["name in capitals", "name with a prefix", "another name", "development's name", "quoted"], ids=lambda one: f"3.3.3-{one}")
def test_a_session_under_another_name_is_none(trick: str) -> None:
    value = SECURE.sign("x")
    header = {
        "name in capitals": f"{SECURE.name.upper()}={value}",
        "name with a prefix": f"x{SECURE.name}={value}",
        "another name": f"session={value}",
        "development's name": f"{PLAIN.name}={value}",
        "quoted": f'{SECURE.name}="{value}"',
    }[trick]
    assert SECURE.session_of(header) is None


# ── sessions: 7 ──


async def me(server: Edge, cookie: str) -> int:
    return (await http(server.origin, "GET", "/auth/me", cookie=cookie))[0]


async def sign_in_with(server: Edge, name: str, cookie: str) -> tuple[str, bytes]:
    """Signs in as a browser that has a cookie already; the new one, and the whole answer."""
    body = json.dumps({"name": name}).encode()
    head = f"POST /auth/local HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.origin}\r\nCookie: {cookie}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    answer = await server.raw(head.encode() + body)
    fresh = re.search(rb"set-cookie: (wagerup_session=[^;]+)", answer)
    assert fresh is not None, answer
    return fresh[1].decode(), answer


@asvs("7.2.2")
async def a_session_id_is_the_servers_own_and_never_the_same(server: Edge) -> None:
    assert len({(await sign_in(server.origin, "Ann")).cookie for _ in range(20)}) == 20


@asvs("7.2.3")
async def a_session_id_has_256_bits(server: Edge) -> None:
    value = (await sign_in(server.origin, "Ann")).cookie.partition("=")[2].partition(".")[0]
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", value)
    assert 43 * math.log2(64) > 256


@asvs("7.2.3")
async def the_server_keeps_no_session_id_but_its_hash(server: Edge) -> None:
    value = (await sign_in(server.origin, "Ann")).cookie.partition("=")[2].partition(".")[0]
    assert [len(one) for one in server.accounts.sessions] == [32]
    assert value.encode() not in b"".join(server.accounts.sessions)


@asvs("7.2.4")
async def a_sign_in_ends_the_session_that_the_browser_had(server: Edge) -> None:
    ann = await sign_in(server.origin, "Ann")
    bob, _answer = await sign_in_with(server, "Bob", ann.cookie)
    assert (await me(server, ann.cookie), await me(server, bob)) == (401, 200)
    assert server.ended == [PLAIN.session_of(ann.cookie)], "with its sockets"


@asvs("7.2.4")
async def signing_in_again_as_oneself_is_a_new_session_too(server: Edge) -> None:
    ann = await sign_in(server.origin, "Ann")
    again, _answer = await sign_in_with(server, "Ann", ann.cookie)
    assert (await me(server, ann.cookie), await me(server, again), again != ann.cookie) == (401, 200, True)


@asvs("7.2.4")
async def a_session_that_somebody_planted_is_not_signed_in_by_who_signs_in(server: Edge) -> None:
    eve = await sign_in(server.origin, "Eve")
    await sign_in_with(server, "Ann", eve.cookie)
    assert await me(server, eve.cookie) == 401


@asvs("7.2.4")
async def a_cookie_that_was_made_up_before_a_sign_in_is_not_taken_over(server: Edge) -> None:
    fresh, _answer = await sign_in_with(server, "Ann", "wagerup_session=chosen-by-eve")
    assert "chosen-by-eve" not in fresh
    assert await me(server, "wagerup_session=chosen-by-eve") == 401


@asvs("7.2.4")
async def another_browser_of_the_same_player_stays_signed_in(server: Edge) -> None:
    desk, phone = await sign_in(server.origin, "Ann"), await sign_in(server.origin, "Ann")
    await sign_in_with(server, "Ann", desk.cookie)
    assert await me(server, phone.cookie) == 200


FORGED = {
    "nothing": "",
    "no value": "wagerup_session=",
    "no signature": "wagerup_session=abc",
    "an empty signature": "wagerup_session=abc.",
    "a short signature": "wagerup_session=abc.AAAA",
    "another key": f"wagerup_session={Cookies(['o' * 40], secure=False).sign('abc')}",
    "well signed, and of nobody": f"wagerup_session={PLAIN.sign('abc')}",
    "signed and quoted": f'wagerup_session="{PLAIN.sign("abc")}"',
    "letters of no alphabet": "wagerup_session=\xe9\xe9.\xe9",
    "very long": "wagerup_session=" + "a" * 8_000,
}


@pytest.mark.parametrize("what", FORGED, ids=lambda one: f"7.2.1-{one}")
async def test_a_session_is_checked_at_the_server(what: str, server: Edge) -> None:
    await sign_in(server.origin, "Ann")
    asked = f"GET /auth/me HTTP/1.1\r\nHost: x\r\nCookie: {FORGED[what]}\r\nConnection: close\r\n\r\n".encode("latin-1")
    assert (await server.raw(asked)).split()[1] in (b"401", b"400")


@asvs("7.3.2")
async def a_session_ends_after_half_a_year_however_much_it_is_used(server: Edge) -> None:
    ann = await sign_in(server.origin, "Ann")
    (key, one), *_others = server.accounts.sessions.items()
    server.accounts.sessions[key] = attrs.evolve(one, created_ms=one.created_ms - LASTS_MS)
    assert await me(server, ann.cookie) == 401


@asvs("7.4.1")
async def a_cookie_is_worth_nothing_after_signing_out(server: Edge) -> None:
    ann = await sign_in(server.origin, "Ann")
    await http(server.origin, "POST", "/auth/sign-out", {}, cookie=ann.cookie)
    for path in ("/auth/me", "/auth/sessions"):
        assert (await http(server.origin, "GET", path, cookie=ann.cookie))[0] == 401
    for path in ("/auth/ticket", "/auth/sessions/end"):
        assert (await http(server.origin, "POST", path, {}, cookie=ann.cookie))[0] == 401


@asvs("7.4.1")
async def signing_out_clears_the_cookie_and_ends_the_sockets(server: Edge) -> None:
    ann = await sign_in(server.origin, "Ann")
    _status, headers, _body = await http(server.origin, "POST", "/auth/sign-out", {}, cookie=ann.cookie)
    assert headers["set-cookie"].startswith("wagerup_session=; ")
    assert "Max-Age=0" in headers["set-cookie"]
    assert server.ended == [PLAIN.session_of(ann.cookie)]


@asvs("7.4.1")
async def a_socket_of_a_session_that_ended_is_nobodys(server: Edge) -> None:
    ann = await sign_in(server.origin, "Ann")
    await http(server.origin, "POST", "/auth/sign-out", {}, cookie=ann.cookie)
    assert await server.listener._ports.identify(ann.cookie) is None


@asvs("7.5.2")
async def all_of_ones_sign_ins_are_shown_and_which_is_this_one(server: Edge) -> None:
    desk, _phone = await sign_in(server.origin, "Ann"), await sign_in(server.origin, "Ann")
    await sign_in(server.origin, "Bob")
    _status, _headers, body = await http(server.origin, "GET", "/auth/sessions", cookie=desk.cookie)
    shown = json.loads(body)["sessions"]
    assert sorted(one["here"] for one in shown) == [False, True]
    assert desk.cookie.partition("=")[2] not in body.decode()


@asvs("7.5.2")
async def one_of_ones_sign_ins_is_ended_and_nobody_elses(server: Edge) -> None:
    ann, bob = await sign_in(server.origin, "Ann"), await sign_in(server.origin, "Bob")
    _status, _headers, body = await http(server.origin, "GET", "/auth/sessions", cookie=bob.cookie)
    number = {"number": json.loads(body)["sessions"][0]["number"]}
    assert (await http(server.origin, "POST", "/auth/sessions/end", number, cookie=ann.cookie))[0] == 404
    assert await me(server, bob.cookie) == 200
    assert (await http(server.origin, "POST", "/auth/sessions/end", number, cookie=bob.cookie))[0] == 200
    assert await me(server, bob.cookie) == 401


@asvs("7.6.2")
async def nobody_is_signed_in_without_asking_for_it(server: Edge) -> None:
    for path in ("/", "/auth/me", "/auth/ways", "/auth/sessions"):
        _status, headers, _body = await http(server.origin, "GET", path)
        assert "set-cookie" not in headers, path


@asvs("14.2.1")
async def no_session_id_is_read_from_an_address(server: Edge) -> None:
    cookie = (await sign_in(server.origin, "Ann")).cookie
    assert (await http(server.origin, "GET", f"/auth/me?{cookie}"))[0] == 401


# ── browsers and methods: 3.4, 3.5, 13.4 ──

METHODS = ("TRACE", "TRACK", "CONNECT", "DELETE", "PUT", "PATCH")


@pytest.mark.parametrize("method", METHODS, ids=lambda one: f"13.4.4-{one}")
async def test_a_method_that_nothing_is_done_by_is_refused_and_echoes_nothing(method: str, server: Edge) -> None:
    for path in ("/", "/auth/me", "/auth/sign-out"):
        answer = await server.raw(f"{method} {path} HTTP/1.1\r\nHost: x\r\nX-Secret: canary\r\nConnection: close\r\n\r\n".encode())
        assert answer.split()[1] in (b"405", b"400", b"404"), path
        assert b"canary" not in answer


@pytest.mark.parametrize("path", ["/auth/sign-out", "/auth/ticket", "/auth/sessions/end", "/auth/local"], ids=lambda one: f"3.5.3-{one}")
async def test_what_changes_something_is_not_done_by_get(path: str, server: Edge) -> None:
    ann = await sign_in(server.origin, "Ann")
    assert (await http(server.origin, "GET", path, cookie=ann.cookie))[0] in (404, 405)
    assert await me(server, ann.cookie) == 200


@pytest.mark.parametrize("path", ["/auth/me", "/auth/sign-out", "/auth/sessions", "/healthz", "/nothing"], ids=lambda one: f"3.4.2-{one}")
@pytest.mark.parametrize("origin", ["https://evil.example", "null"], ids=lambda one: one)
async def test_no_other_origin_is_granted_anything(path: str, origin: str, server: Edge) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        asked = f"{method} {path} HTTP/1.1\r\nHost: x\r\nOrigin: {origin}\r\nAccess-Control-Request-Method: POST\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        assert b"access-control-" not in (await server.raw(asked.encode())).lower(), method


@pytest.mark.parametrize("production", [True, False], ids=["3.4.1-production", "3.4.1-development"])
async def test_browsers_are_kept_to_tls_in_production_alone(production: bool) -> None:
    async with edge(production=production) as one:
        _status, headers, _body = await http(one.origin, "GET", "/auth/ways")
        assert headers.get("strict-transport-security") == ("max-age=63072000; includeSubDomains" if production else None)


POLICY = {"3.4.3-default": "default-src 'self'", "3.4.3-objects": "object-src 'none'", "3.4.3-base": "base-uri 'none'", "3.4.6-frames": "frame-ancestors 'none'"}


@pytest.mark.parametrize("requirement", POLICY)
async def test_every_page_says_what_it_may_load(requirement: str, server: Edge) -> None:
    _status, headers, _body = await http(server.origin, "GET", "/")
    assert POLICY[requirement] in headers["content-security-policy"].split("; ")
    assert "unsafe" not in headers["content-security-policy"]


HEADERS = {
    "3.4.4": ("x-content-type-options", "nosniff"),
    "3.4.5": ("referrer-policy", "same-origin"),
    "3.4.8": ("cross-origin-opener-policy", "same-origin"),
}


@pytest.mark.parametrize("requirement", HEADERS)
async def test_every_answer_says_it(requirement: str, server: Edge) -> None:
    name, value = HEADERS[requirement]
    for path in ("/", "/auth/me", "/healthz", "/nothing"):
        assert (await http(server.origin, "GET", path))[1][name] == value


@pytest.mark.parametrize("path", ["/auth/local", "/auth/google"], ids=lambda one: f"6.3.4-{one}")
async def test_there_is_one_way_to_sign_in_in_production(path: str) -> None:
    async with edge(production=True) as one:
        body = json.loads((await http(one.origin, "GET", "/auth/ways"))[2])
        assert {way: body[way] for way in ("google", "stand_in", "by_name")} == {"google": True, "stand_in": False, "by_name": False}
        assert (await http(one.origin, "POST", path, {"name": "Ann"}))[0] in (404, 405)


@pytest.mark.parametrize("check", CHECKS)
async def test_the_requirement_is_met(check: str, server: Edge) -> None:
    await CHECKS[check](server)


async def test_10_2_1_a_callback_without_the_browsers_own_flow_signs_nobody_in(fresh_database: str) -> None:
    async with google_house(fresh_database) as house:
        mine, other = house.browser(), house.browser()
        url = await mine.pick(await mine.begin(), "Alex Quill")
        assert (await other.back(url)).startswith("/?sign_in=SIGN_IN_EXPIRED")
        assert await mine.back(url) == "/", "whoever tried took nothing from the one who began"


def test_at_least_forty_checks_bear_their_number(request: pytest.FixtureRequest) -> None:
    mine = [item.nodeid for item in request.session.items if "test_asvs.py" in item.nodeid]
    numbered = [one for one in mine if re.search(r"\b\d{1,2}[._]\d[._]\d", one)]
    assert len(numbered) >= 40 or len(mine) < 40, "all of this file were collected"
