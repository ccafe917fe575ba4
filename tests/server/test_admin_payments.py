"""`wagerup admin withdrawals` and `account`, on a real server: what is large waits for a person, and a frozen account does nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx2
import pytest
import trio

from protocol.commands import BeginDeposit, BeginWithdrawal, CreateMatch, SetUpPayouts, Watch
from protocol.envelope import PaymentBegun, Watching
from protocol.events import PaymentsView
from protocol.events.payments import Payment, PaymentState
from protocol.games import Darts501Options
from protocol.ids import PAYMENTS
from protocol.money import Amount, Currency
from protocol.refusals import Refused
from server.player import Account, Player, connected, sign_in
from tests.kit.operator import admin
from tests.kit.process import ServerProcess, server_process


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        one.start(WAGERUP_COOLING_HOURS="0", WAGERUP_REVIEW_DOLLARS="100")
        yield one


async def press(url: str, field: str, value: str) -> None:
    async with httpx2.AsyncClient(timeout=30) as client:
        await client.post(url, content=f"{field}={value}")


async def payment(player: Player, name: str, *states: PaymentState) -> Payment:
    """How a payment stands, once it is one of these."""
    with trio.fail_after(40):
        while True:
            watching = await player.ask(Watch(PAYMENTS))
            assert isinstance(watching, Watching)
            assert isinstance(watching.snapshot, PaymentsView)
            found = next(one for one in watching.snapshot.payments if one.payment_id == name)
            if found.state in states:
                return found
            await trio.sleep(0.2)


async def large_withdrawals(account: Account) -> list[str]:
    async with connected(account) as player:
        begun = await player.ask(BeginDeposit("a-deposit-key", 90_000))
        assert isinstance(begun, PaymentBegun)
        await press(str(begun.payment.url), "number", "4242424242424242")
        await payment(player, begun.payment.payment_id, PaymentState.PAID)
        link = await player.ask(SetUpPayouts())
        await press(link.url, "bank", "000123456789")  # type: ignore[union-attr]
        asked = [await player.ask(BeginWithdrawal(f"a-withdrawal-{number}", 20_000)) for number in range(2)]
        assert all(isinstance(one, PaymentBegun) and one.payment.state is PaymentState.REVIEW for one in asked), asked
    return [one.payment.payment_id for one in asked]  # type: ignore[union-attr]


def test_a_person_lets_one_go_and_denies_another(server: ServerProcess) -> None:
    async def story() -> tuple[Payment, Payment]:
        account = await sign_in(server.url, "Ann Review")
        first, second = await large_withdrawals(account)
        queue = json.loads(admin(server, "withdrawals", "--json").stdout)
        assert [one["withdrawal_id"] for one in queue] == [first, second]
        assert {(one["player"]["name"], one["minor"], one["paid_in_minor"]) for one in queue} == {("Ann Review", 20_000, 90_000)}
        assert first in admin(server, "withdrawals").stdout
        assert admin(server, "withdrawals", "approve", first, "--reason", "looks right").returncode == 0
        assert admin(server, "withdrawals", "deny", second, "--reason", "not this one").returncode == 0
        again = admin(server, "withdrawals", "approve", second, "--reason", "after all")
        assert (again.returncode, again.stderr.split(":")[1].strip()) == (2, "NOTHING_OPEN")
        async with connected(account) as player:
            return await payment(player, first, PaymentState.PAID), await payment(player, second, PaymentState.DENIED)

    paid, denied = trio.run(story)
    assert (paid.minor, denied.why) == (20_000, "not this one")
    assert server.audit()["right"]


def test_a_frozen_account_neither_stakes_nor_pays_until_it_is_opened(server: ServerProcess) -> None:
    async def story() -> list[str]:
        account = await sign_in(server.url, "Bob Frozen")
        answers: list[str] = []
        async with connected(account) as player:
            for word in ("freeze", "thaw"):
                assert admin(server, "player", word, account.player_id, "--reason", "a look").returncode == 0
                stake = CreateMatch(f"a-match-{word}", Darts501Options(1), Amount(Currency.USD, 100))
                for command in (stake, BeginDeposit(f"a-deposit-{word}", 500)):
                    answer = await player.ask(command)
                    answers.append(answer.code.value if isinstance(answer, Refused) else "yes")
        return answers

    assert trio.run(story) == ["ACCOUNT_FROZEN", "ACCOUNT_FROZEN", "yes", "yes"]


def test_an_account_of_nobody_is_not_frozen(server: ServerProcess) -> None:
    done = admin(server, "player", "freeze", "p_" + "a" * 16, "--reason", "a look")
    assert (done.returncode, "NO_SUCH_PLAYER" in done.stderr) == (2, True)


def test_there_are_no_troubles_in_a_house_that_nobody_troubled(server: ServerProcess) -> None:
    assert json.loads(admin(server, "troubles", "--json").stdout) == []
