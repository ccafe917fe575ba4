"""I7: how often one may ask, to the token: under any order, from many tasks at once, over restarts, new sockets and neighbouring addresses."""

from __future__ import annotations

from random import Random

import pytest
import trio

from actors.rates import LASTING, RATES, Allowances, Rate, address_key, take
from protocol.commands import BeginDeposit, Command
from protocol.converter import members, tag_of
from protocol.refusals import Refused
from server.lasting_rates import PostgresRates
from server.player import connected, sign_in
from server.throttle import ENDPOINTS, endpoint_of
from tests.kit.edge import edge
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


def test_a_whole_64_of_addresses_is_one_neighbour() -> None:
    assert address_key("2001:db8:1:2::1") == address_key("2001:db8:1:2:ffff:ffff:ffff:ffff")
    assert address_key("2001:db8:1:2::1") != address_key("2001:db8:1:3::1")
    assert address_key("::ffff:10.0.0.1") == "10.0.0.1"
    assert address_key("gone") == "gone"


# ── those that last ──


async def test_in_the_database_it_is_exact_however_many_come_at_once_and_lasts(fresh_database: str) -> None:
    rate, taken = Rate(10, 600), list[int]()
    async with open_database(fresh_database) as database:
        rates = PostgresRates(database)

        async def one() -> None:
            if await rates.take((("deposit/ann", rate),), 1_000_000) == 0:
                taken.append(1)

        async with trio.open_nursery() as nursery:
            for _ in range(100):
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


def test_a_restart_does_not_hand_out_new_tries() -> None:
    async def tries(url: str) -> list[str]:
        async with connected(await sign_in(url, "Eve Deposits")) as player:
            answers = [await player.ask(BeginDeposit(f"key-{number:08}", 500)) for number in range(11)]
        return [one.code.value if isinstance(one, Refused) else "yes" for one in answers]

    with server_process() as server:
        server.start()
        assert trio.run(tries, server.url) == ["yes"] * 10 + ["TOO_FAST"]
        server.terminate()
        server.start()
        assert trio.run(tries, server.url)[0] == "TOO_FAST"
