"""I7: how often one may ask, to the token: under any order, from many tasks at once, over restarts, new sockets and neighbouring addresses."""

from __future__ import annotations

import json
import time
from collections import Counter
from functools import partial
from random import Random
from typing import Any

import attrs
import pytest
import trio
from trio.testing import MockClock

from actors.house import Limits
from actors.line import Identity, Line
from actors.rates import FOR_STRANGERS, LASTING, RATES, Allowances, Buckets, Rate, address_key, take
from actors.sessions import Sessions
from protocol.codec import encode_request
from protocol.commands import Authenticate, BeginDeposit, Command, CreateMatch
from protocol.converter import members, tag_of
from protocol.envelope import Request
from protocol.games import Darts501Options
from protocol.money import Amount, Currency
from protocol.refusals import Refused
from server.evidence_routes import EvidenceRoutes
from server.google_routes import GoogleRoutes
from server.lasting_rates import PostgresRates
from server.listener import SOCKET_PATH
from server.metrics_routes import MetricsRoutes
from server.paper_routes import PaperRoutes
from server.player import Account, connected, http, sign_in
from server.proxies import Proxies
from server.stripe_routes import StripeRoutes
from server.throttle import ENDPOINTS, endpoint_of
from tests.kit.edge import edge
from tests.kit.guest import Guest
from tests.kit.house import TestHouse, house_of
from tests.kit.lines import MemoryLine
from tests.kit.process import server_process
from wallet.database import open_database


def test_every_command_has_a_rate() -> None:
    assert set(RATES) == {tag_of(kind) for kind in members(Command)}


def test_what_moves_money_or_says_who_one_is_is_counted_over_restarts() -> None:
    assert {"begin_deposit", "begin_withdrawal", "set_up_payouts", "pass_gate", "close_account", "verify_identity", "redeem_coins", "buy_coins"} == LASTING


class ModelBucket:
    """A bucket of tokens that fills evenly, counted in whole microseconds."""

    def __init__(self, rate: Rate) -> None:
        self.rate, self.tokens, self.at = rate, float(rate.count), 0.0

    def take(self, now: float) -> bool:
        self.tokens = min(float(self.rate.count), self.tokens + (now - self.at) / self.rate.interval)
        self.at = now
        if self.tokens < 1 - 1e-6:
            return False
        self.tokens -= 1
        return True


def draws(seed: int, count: int) -> None:
    random = Random(seed)
    rate = Rate(random.randint(1, 60), random.choice((1.0, 10.0, 60.0, 600.0)))
    model, full_at, now = ModelBucket(rate), 0.0, 0.0
    for _ in range(count):
        now += random.choice((0.0, 0.0, rate.interval / 7, rate.interval, rate.seconds / 3, rate.seconds * 2)) * random.random()
        full_at, wait = take(full_at, now, rate)
        assert (wait == 0.0) == model.take(now), (rate, now)
        assert wait <= rate.interval + 1e-6


@pytest.mark.parametrize("seed", range(20))
def test_never_a_token_more_and_never_one_less_than_the_model(seed: int) -> None:
    draws(seed, 2_500)


@pytest.mark.soak
@pytest.mark.timeout(1_200)
def test_a_million_draws_agree_with_the_model() -> None:
    for seed in range(100, 500):
        draws(seed, 2_500)


async def test_a_thousand_tasks_at_once_get_exactly_as_many_as_there_are() -> None:
    allowances, taken = Allowances(), list[str]()

    async def one(number: int) -> None:
        await trio.lowlevel.checkpoint()
        if allowances.take("create_match", "p_ann", f"10.0.0.{number % 250}", 100.0) == 0.0:
            taken.append("yes")

    async with trio.open_nursery() as nursery:
        for number in range(1_000):
            nursery.start_soon(one, number)
    assert len(taken) == RATES["create_match"].count


def test_a_new_socket_is_not_a_new_account_and_a_new_account_is_not_a_new_address() -> None:
    allowances = Allowances()
    count = RATES["say_in_match"].count
    assert [allowances.take("say_in_match", "p_ann", "10.0.0.1", 1.0) for _ in range(count)] == [0.0] * count
    assert allowances.take("say_in_match", "p_ann", "10.9.9.9", 1.0) > 0
    players = [f"p_{number}" for number in range(10_000)]
    through = sum(allowances.take("say_in_match", player, "10.0.0.1", 1.0) == 0.0 for player in players)
    assert through == 20 * count - count


def test_what_is_refused_takes_nothing() -> None:
    allowances = Allowances()
    for _ in range(1_000):
        allowances.take("report_player", "p_ann", "10.0.0.1", 1.0)
    wait = allowances.take("report_player", "p_ann", "10.0.0.1", 1.0)
    assert wait == pytest.approx(RATES["report_player"].interval)


# ── room for so many ──


def test_a_newcomer_costs_the_same_however_many_are_here() -> None:
    """With all buckets filling, each newcomer once cost 77 ms."""
    buckets, rate = Buckets(200_000), Rate(10, 600)
    for number in range(200_000):
        buckets.take({(f"@{number}", "x"): rate}, 1.0)
    began = time.perf_counter()
    for number in range(200):
        assert buckets.take({(f"@new {number}", "x"): rate}, 1.0) == 0.0
    assert time.perf_counter() - began < 1.0
    assert len(buckets) == 200_000


def test_a_crowd_of_newcomers_does_not_make_us_forget_who_has_spent_everything() -> None:
    buckets, rate = Buckets(50), Rate(10, 600)
    for _ in range(10):
        buckets.take({("ann", "x"): rate}, 1.0)
    for number in range(5_000):
        buckets.take({(f"@{number}", "x"): rate}, 1.0)
    assert buckets.take({("ann", "x"): rate}, 1.0) == pytest.approx(60.0)


def test_what_is_full_again_is_forgotten_by_itself() -> None:
    buckets, rate = Buckets(1_000), Rate(10, 10)
    for number in range(500):
        buckets.take({(f"@{number}", "x"): rate}, 1.0)
    for number in range(300):
        buckets.take({("ann", "x"): rate}, 100.0 + 10 * number)
    assert len(buckets) == 1


def test_strangers_spend_nothing_but_what_strangers_may_ask_for() -> None:
    allowances = Allowances()
    for tag in set(RATES) - FOR_STRANGERS:
        for _ in range(20 * RATES[tag].count + 1):
            assert allowances.take(tag, None, "10.0.0.1", 1.0) == 0.0
    assert allowances.statistics()["buckets_rare"] == allowances.statistics()["buckets_common"] == 0
    assert all(allowances.take(tag, "p_ann", "10.0.0.1", 1.0) == 0.0 for tag in RATES)


def test_no_crowd_of_strangers_makes_us_forget_what_was_spent_on_money(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actors.rates.BUCKETS_MAX", 10)
    allowances = Allowances()
    for _ in range(RATES["begin_deposit"].count):
        allowances.take("begin_deposit", "p_ann", "10.0.0.1", 1.0)
    for number in range(1_000):
        allowances.take("authenticate", None, f"10.{number // 250}.{number % 250}.1", 1.0)
        allowances.take("create_match", f"p_{number}", f"10.9.{number // 250}.{number % 250}", 1.0)
    assert allowances.take("begin_deposit", "p_ann", "10.0.0.1", 1.0) == pytest.approx(60.0)


# ── at the session ──


async def codes(line: MemoryLine, messages: list[bytes]) -> Counter[str]:
    """What each is answered, counted."""
    found = Counter[str]()
    for message in messages:
        line.say(message)
        answer: dict[str, Any] = {"stream": ""}
        while "stream" in answer:
            answer = json.loads(await line.heard())
        found[answer["reply"].get("code", "yes")] += 1
    return found


@pytest.mark.parametrize("frame", [b"", b"{", b'{"ref":7,"command":{"type":"nope"}}', b'{"ref":7,"command":{"type":"ping","more":1}}'])
async def test_what_cannot_be_read_costs_as_much_as_what_can(frame: bytes, autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house, line = await house_of(nursery), MemoryLine()
        nursery.start_soon(Sessions().serve, line, None, house.house)
        at_once = int(house.house.limits.commands_at_once)
        found = await codes(line, [frame] * (at_once + 50))
        assert found.pop("TOO_FAST") == 50
        assert found.total() == at_once
        nursery.cancel_scope.cancel()


async def strict(nursery: trio.Nursery) -> TestHouse:
    """A house in memory with the rates of the real one."""
    house = await house_of(nursery, limits=Limits(commands_per_second=10_000, commands_at_once=100_000))
    return attrs.evolve(house, house=attrs.evolve(house.house, allowances=Allowances()))


async def test_a_new_socket_or_a_jump_of_the_clock_hands_out_no_new_deposits(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house = await strict(nursery)

        async def deposits(count: int) -> list[str]:
            guest = Guest(house.house, Sessions(), nursery, "ann")
            return [(await guest.ask(BeginDeposit(f"key-number-{number:04}", 500))).get("code", "yes") for number in range(count)]

        assert await deposits(9) == ["yes"] * 9
        assert await deposits(2) == ["yes", "TOO_FAST"]
        for step_ms in (86_400_000, -172_800_000, 86_400_000):
            house.clock.step_ms += step_ms
            assert await deposits(1) == ["TOO_FAST"]
        nursery.cancel_scope.cancel()


async def test_a_stranger_who_floods_an_address_leaves_its_players_what_is_theirs(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house, line = await strict(nursery), MemoryLine()
        nursery.start_soon(Sessions().serve, line, None, house.house)
        offer = CreateMatch("a-match-key", Darts501Options(1), Amount(Currency.USD, 500))
        flood = await codes(line, [encode_request(Request(7, offer))] * 2_000)
        assert flood == {"NOT_SIGNED_IN": 2_000}
        assert (await Guest(house.house, Sessions(), nursery, "ann").ask(offer)).get("code", "yes") == "yes"
        nursery.cancel_scope.cancel()


# ── addresses ──


def test_a_whole_64_of_addresses_is_one_neighbour() -> None:
    assert address_key("2001:db8:1:2::1") == address_key("2001:db8:1:2:ffff:ffff:ffff:ffff")
    assert address_key("2001:db8:1:2::1") != address_key("2001:db8:1:3::1")
    assert address_key("::ffff:10.0.0.1") == "10.0.0.1"
    assert address_key("gone") == "gone"


async def test_hopping_through_a_64_is_one_neighbour_on_a_real_socket() -> None:
    """Guesses at tickets, each from another address of one customer's network, and then from another customer's."""
    async with trio.open_nursery() as nursery:
        house, sessions = await strict(nursery), Sessions()

        async def serve(line: Line, identity: Identity | None) -> None:
            await sessions.serve(line, identity, house.house)

        async with edge(serve, proxies=Proxies(("127.0.0.1",))) as server:
            guesses = partial(guess, server.origin, 390)
            assert await guesses("2001:db8:1:2::1") == {"BAD_TICKET": 390}
            assert (await guesses("2001:db8:1:2:ffff:ffff:ffff:1"))["TOO_FAST"] > 0
            assert await guesses("2001:db8:1:3::1") == {"BAD_TICKET": 390}
        nursery.cancel_scope.cancel()


async def guess(url: str, count: int, address: str) -> Counter[str]:
    async with connected(Account(url, "", "nobody", ""), grown_up=False, headers=(f"X-Forwarded-For: {address}",)) as player:
        answers = [await player.ask(Authenticate(f"{number:040}")) for number in range(count)]
    return Counter(one.code.value if isinstance(one, Refused) else "yes" for one in answers)


# ── those that last ──


async def test_a_clock_that_was_ahead_keeps_nobody_waiting_longer_than_an_empty_bucket(fresh_database: str) -> None:
    """One press while the clock was a day ahead once meant a wait of a day."""
    rate, now, day = Rate(10, 600), 10**12, 86_400_000
    async with open_database(fresh_database) as database:
        rates = PostgresRates(database)
        assert await rates.take((("ann", rate),), now + day) == 0
        assert await rates.take((("ann", rate),), now) == 60_000
        assert await rates.take((("ann", rate),), now + 59_000) == 1_000
        assert await rates.take((("ann", rate),), now + 60_000) == 0


async def test_a_clock_that_is_set_back_hands_out_no_more_than_a_bucket(fresh_database: str) -> None:
    rate, now = Rate(10, 600), 10**12
    async with open_database(fresh_database) as database:
        rates = PostgresRates(database)
        taken = [await rates.take((("ann", rate),), now - step) for step in range(0, 10_000, 500)]
    assert taken.count(0) in (9, 10), "the last token is not whole yet at the earlier time"
    assert max(taken) <= 60_000


async def test_in_the_database_it_is_exact_however_many_come_at_once_and_lasts(fresh_database: str) -> None:
    rate, taken = Rate(10, 600), list[int]()
    async with open_database(fresh_database) as database:
        rates = PostgresRates(database)

        async def one() -> None:
            if await rates.take((("deposit/ann", rate),), 1_000_000) == 0:
                taken.append(1)

        async with trio.open_nursery() as nursery:
            for _ in range(1_000):
                nursery.start_soon(one)
    assert len(taken) == 10
    async with open_database(fresh_database) as again:
        rates = PostgresRates(again)
        assert await rates.take((("deposit/ann", rate),), 1_000_000) == 60_000
        assert await rates.take((("deposit/ann", rate),), 1_060_000) == 0
        assert await rates.take((("deposit/bob", rate), ("deposit/ann", rate)), 1_060_000) > 0
        assert await rates.take((("deposit/bob", Rate(1, 600)),), 1_060_000) == 0, "of two buckets both are taken, or neither"
        await rates.forget(10**12)
        assert await rates.take((("deposit/ann", rate),), 1_060_000) == 0


# ── over HTTP ──


async def test_every_real_route_has_a_rate_of_its_own() -> None:
    nothing: Any = None
    routes = [
        *GoogleRoutes(nothing).routes(), *EvidenceRoutes(nothing).routes(), *StripeRoutes(nothing).routes(), *PaperRoutes(nothing).routes(),
        *MetricsRoutes(nothing, None).routes(),
    ]  # fmt: skip
    async with edge(more=lambda _routes: routes) as server:
        paths = {route.path for route in server.routes}
    assert paths | {SOCKET_PATH} == set(ENDPOINTS)


async def test_too_many_upgrades_from_an_address_are_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENDPOINTS, SOCKET_PATH, Rate(3, 60))
    async with edge() as one:
        heads = [(await one.raw(one.handshake("Sec-WebSocket-Protocol: a"), then=b"\x88\x80\0\0\0\0")).lower() for _ in range(4)]
    assert [b" 101 " in head for head in heads] == [True, True, True, False]
    assert b" 429 " in heads[3].split(b"\r\n")[0]
    assert b"retry-after: 20" in heads[3]


def test_every_path_has_a_rate() -> None:
    assert endpoint_of("/evidence/abc") == "/evidence/{sha256}"
    assert endpoint_of("/anything/else") == "/{path:path}"
    assert all(endpoint_of(path) == path for path in ENDPOINTS if "{" not in path)


async def test_too_many_requests_are_told_when_to_come_again() -> None:
    async with edge() as one:
        asked = b"GET /auth/google/callback HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        answers = [await one.raw(asked) for _ in range(ENDPOINTS["/auth/google/callback"].count + 1)]
    assert b"429" in answers[-1].split(b"\r\n")[0]
    assert b"retry-after:" in answers[-1].lower()
    assert b"content-security-policy" in answers[-1].lower()


SIGN_IN = ENDPOINTS["/auth/google/callback"].count


def test_a_restart_does_not_hand_out_new_tries() -> None:
    async def deposits(url: str) -> list[str]:
        async with connected(await sign_in(url, "Eve Deposits")) as player:
            answers = [await player.ask(BeginDeposit(f"key-{number:08}", 500)) for number in range(11)]
        return [one.code.value if isinstance(one, Refused) else "yes" for one in answers]

    async def sign_ins(url: str, tries: int) -> int:
        """How many of so many are let through."""
        answers = [(await http(url, "GET", "/auth/google/callback?error=access_denied"))[0] for _ in range(tries)]
        return answers.count(303)

    with server_process() as server:
        server.start()
        assert trio.run(deposits, server.url) == ["yes"] * 10 + ["TOO_FAST"]
        assert SIGN_IN <= trio.run(sign_ins, server.url, 2 * SIGN_IN) < 1.5 * SIGN_IN
        server.terminate()
        server.start()
        assert trio.run(deposits, server.url)[0] == "TOO_FAST"
        assert trio.run(sign_ins, server.url, SIGN_IN) < SIGN_IN / 2, "no more than what came in over the time of the restart"
