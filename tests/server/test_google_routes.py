"""The way to Google and back: which browser, for how long, how often, to which address, and what happens to who leaves meanwhile."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
import structlog
import trio

from server.accounts import DAY_MS
from server.google_routes import FLOW_MS
from server.postgres_particulars import PostgresParticulars
from tests.kit.google_house import google_house, redirect_of

HOME = "https://play.example.com"
OTHER = "https://games.example.com:8443"


@pytest.mark.parametrize(("later_ms", "ends_at"), [(FLOW_MS - 5_000, "/"), (FLOW_MS + 1_000, "/?sign_in=SIGN_IN_EXPIRED")])
async def test_a_sign_in_may_take_ten_minutes(fresh_database: str, later_ms: int, ends_at: str) -> None:
    async with google_house(fresh_database) as house:
        browser = house.browser()
        url = await browser.pick(await browser.begin(), "Alex Quill")
        house.clock.step_ms += later_ms
        assert (await browser.back(url)).partition("&")[0] == ends_at


async def test_of_two_callbacks_at_once_one_signs_in(fresh_database: str) -> None:
    async with google_house(fresh_database) as house:
        browser, ends = house.browser(), list[str]()
        url = await browser.pick(await browser.begin(), "Alex Quill")

        async def back() -> None:
            ends.append(await browser.back(url))

        async with trio.open_nursery() as nursery:
            for _ in range(8):
                nursery.start_soon(back)
        assert sorted(one.partition("&")[0] for one in ends) == ["/"] + ["/?sign_in=SIGN_IN_EXPIRED"] * 7


async def test_two_first_sign_ins_of_one_person_at_once_are_one_player(fresh_database: str) -> None:
    async with google_house(fresh_database) as house:
        browsers = [house.browser() for _ in range(4)]
        urls = [await one.pick(await one.begin(), "Noor Vale") for one in browsers]
        async with trio.open_nursery() as nursery:
            for browser, url in zip(browsers, urls, strict=True):
                nursery.start_soon(browser.back, url)
        players = {(await one.http.get("/auth/me")).json()["player_id"] for one in browsers}
        assert len(players) == 1


# ── where one is sent ──


@pytest.mark.parametrize(
    ("host", "redirect"),
    [
        ("play.example.com", HOME),
        ("PLAY.example.com", HOME),
        ("games.example.com:8443", OTHER),
        ("evil.example", HOME),
        ("play.example.com.evil.example", HOME),
        ("play.example.com:444", HOME),
        ("games.example.com", HOME),
        ("10.0.0.7:8000", HOME),
    ],
)
async def test_the_way_back_is_an_origin_of_ours_whatever_host_was_asked(fresh_database: str, host: str, redirect: str) -> None:
    async with google_house(fresh_database, origins=(HOME, OTHER), production=True) as house:
        answer = await house.browser(HOME).http.get("/auth/google", headers={"Host": host, "X-Forwarded-Host": "evil.example"})
        assert redirect_of(answer.headers["location"]) == f"{redirect}/auth/google/callback"


@pytest.mark.parametrize("origin", [HOME, OTHER])
async def test_somebody_signs_in_from_each_origin_that_is_listed(fresh_database: str, origin: str) -> None:
    async with google_house(fresh_database, origins=(HOME, OTHER), production=True) as house:
        browser = house.browser(origin)
        assert await browser.sign_in("Alex Quill") == "/"
        assert await browser.me() == 200
        assert {name.split("_")[2] for name in browser.http.cookies} == {"Host-wagerup"}


@pytest.mark.parametrize("query", ["next=//evil.example", "redirect_uri=https://evil.example", "return_to=https://evil.example", "state=x&next=%2F%2Fevil.example"])
async def test_nothing_in_an_address_sends_a_browser_elsewhere(fresh_database: str, query: str) -> None:
    async with google_house(fresh_database) as house:
        browser = house.browser()
        begun = str((await browser.http.get(f"/auth/google?{query}")).headers["location"])
        assert begun.startswith(f"{house.provider.address}/authorize?")
        assert "evil" not in begun
        back = await browser.pick(begun, "Alex Quill")
        assert await browser.back(f"{back}&{query.replace('state=x&', '')}") == "/"
        failed = await browser.back(f"/auth/google/callback?error=x&{query}")
        assert (urlsplit(failed).netloc, failed.startswith("/?sign_in=GOOGLE_REFUSED&reference=")) == ("", True)


async def test_a_code_of_another_sign_in_is_worth_nothing_in_mine(fresh_database: str) -> None:
    """Whoever plants their own code in somebody's browser would have them play on the planter's account."""
    async with google_house(fresh_database) as house:
        mine, theirs = house.browser(), house.browser()
        planted = await theirs.pick(await theirs.begin(), "Eve")
        begun = await mine.pick(await mine.begin(), "Alex Quill")
        code = urlsplit(planted).query.partition("code=")[2].partition("&")[0]
        own = urlsplit(begun).query.partition("code=")[2].partition("&")[0]
        assert "sign_in=GOOGLE_REFUSED" in await mine.back(begun.replace(own, code))
        assert await mine.me() == 401


async def test_what_the_provider_says_went_wrong_is_in_the_log_and_harmless(fresh_database: str) -> None:
    async with google_house(fresh_database) as house:
        with structlog.testing.capture_logs() as lines:
            await house.browser().back("/auth/google/callback?error=access_denied%0d%0aX:%20%1b[31m" + "z" * 500 + "&state=x")
        assert re.fullmatch(r"came back without a code, error access_deniedx31mz{20,45}", lines[0]["error"])


async def test_a_provider_that_talks_nonsense_does_not_answer(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with google_house(fresh_database) as house:

        async def nonsense(_url: str) -> object:
            return ["nonsense"]

        monkeypatch.setattr(house.google, "_get", nonsense)
        assert (await house.browser().begin()).startswith("/?sign_in=GOOGLE_AWAY")


# ── who signs in, leaves, and signs in again ──


async def test_signing_in_ends_the_session_that_the_browser_had_and_no_other(fresh_database: str) -> None:
    async with google_house(fresh_database) as house:
        browser, phone = house.browser(), house.browser()
        await browser.sign_in("Alex Quill")
        await phone.sign_in("Alex Quill")
        before = browser.http.cookies["wagerup_session"]
        await browser.sign_in("Sam Harrow")
        assert (await browser.me(), await phone.me()) == (200, 200)
        stolen = house.browser()
        stolen.http.cookies.set("wagerup_session", before)
        assert await stolen.me() == 401


async def test_who_closes_the_account_while_they_sign_in_is_not_signed_in(fresh_database: str) -> None:
    """The identity is found, then the account closes, then the session is opened: it ends at once."""
    async with google_house(fresh_database) as house:
        first, second = house.browser(), house.browser()
        await first.sign_in("Alex Quill")
        player = (await first.http.get("/auth/me")).json()["player_id"]
        opened = house.accounts.open_session

        async def open_late(id_hash: bytes, player_id: str, now_ms: int, agent: str) -> None:
            await PostgresParticulars(house.database).forget(player, "Gone aaaaaaaaaa")
            await house.sign_ins.forget(player)
            await opened(id_hash, player_id, now_ms, agent)

        house.accounts.open_session = open_late  # type: ignore[method-assign]
        assert (await second.sign_in("Alex Quill")).startswith("/?sign_in=SIGN_IN_EXPIRED")
        assert (await first.me(), await second.me()) == (401, 401)
        assert await house.accounts.sessions_of(player, house.clock.now_ms() + DAY_MS) == []


async def test_nobody_signs_up_where_nothing_may_be_played_and_who_is_here_already_comes_in(fresh_database: str) -> None:
    """Whoever has money here may always take it out."""
    async with google_house(fresh_database) as house:
        abroad, home = house.browser(), house.browser()
        abroad.http.headers["x-place"] = "FR"
        assert (await abroad.sign_in("Alex Quill")).startswith("/?sign_in=PLACE_CLOSED")
        assert await abroad.me() == 401
        assert await house.database.rows("SELECT FROM players") == await house.database.rows("SELECT FROM identities") == []
        assert await home.sign_in("Alex Quill") == "/"
        assert await abroad.sign_in("Alex Quill") == "/"
