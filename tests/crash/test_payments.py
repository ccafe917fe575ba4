"""kill -9 at every step of a deposit and of a withdrawal, on a real server with a real database, Stripe standing by: nothing is lost, nothing twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
import trio

from protocol.commands import BeginDeposit, BeginWithdrawal, Command, SetUpPayouts, Watch
from protocol.envelope import PaymentBegun, Watching
from protocol.events import PaymentsView, WalletView
from protocol.events.payments import PaymentState
from protocol.ids import PAYMENTS, WALLET
from protocol.refusals import Refused
from server.player import Account, ConnectionLost, Player, connected, sign_in
from server.standins.serving import StripeStandIn
from tests.kit.process import ServerProcess, server_process
from wallet.failpoints import PAYMENT_FAILPOINTS

pytestmark = [pytest.mark.crash, pytest.mark.timeout(120)]

DEPOSIT, REFUND, OUT = 5_000, 1_000, 2_000
PLAY_MONEY = 10_000


@pytest.fixture
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        yield one


class Story:
    """One player and one Stripe, over the lives of a server."""

    def __init__(self, server: ServerProcess, stand_in: StripeStandIn) -> None:
        self.server, self.stand_in = server, stand_in
        self.restarts = 0

    async def start(self, **more: str) -> None:
        stand_in = self.stand_in
        environment = {
            "WAGERUP_STRIPE_KEY": stand_in.key,
            "WAGERUP_STRIPE_WEBHOOK_SECRET": stand_in.secret,
            "WAGERUP_STRIPE_ADDRESS": stand_in.address,
            "WAGERUP_COOLING_HOURS": "0",
            **more,
        }
        await trio.to_thread.run_sync(lambda: self.server.start(**environment))

    async def over_lives(self, work: Callable[[Player], Awaitable[Any]], enough: Callable[[Any], bool]) -> Any:
        """Again and again, on whatever server there is, until it is enough."""
        with trio.fail_after(60):
            while True:
                try:
                    async with connected(await self.signed_in()) as player:
                        found = await work(player)
                    if enough(found):
                        return found
                except (ConnectionLost, OSError, trio.TooSlowError):
                    await self.back_up()
                await trio.sleep(0.1)

    async def back_up(self) -> None:
        with trio.move_on_after(2):
            while not self.server.dead:
                await trio.sleep(0.02)
        if self.server.dead:
            self.restarts += 1
            await self.start()

    async def signed_in(self) -> Account:
        return await sign_in(self.server.url, "Ann Payments")

    async def told(self, command: Command) -> Any:
        return await self.over_lives(lambda player: player.ask(command), lambda body: not (isinstance(body, Refused) and body.retryable))

    async def until(self, payment: str, state: PaymentState) -> None:
        def is_so(body: Any) -> bool:
            assert isinstance(body, Watching)
            assert isinstance(body.snapshot, PaymentsView)
            return any(one.payment_id == payment and one.state is state for one in body.snapshot.payments)

        await self.over_lives(lambda player: player.ask(Watch(PAYMENTS)), is_so)

    async def total(self, minor: int) -> None:
        def is_so(body: Any) -> bool:
            assert isinstance(body.snapshot, WalletView)
            usd = body.snapshot.balances[0]
            return usd.total == usd.available == minor

        await self.over_lives(lambda player: player.ask(Watch(WALLET)), is_so)

    async def play(self) -> None:
        state = self.stand_in.state
        begun = await self.told(BeginDeposit("the-deposit-key", DEPOSIT))
        assert isinstance(begun, PaymentBegun), begun
        session = state.all("checkout.session")[0]["id"]
        state.pay(session, "4242424242424242")
        await self.until(begun.payment.payment_id, PaymentState.PAID)
        await self.total(PLAY_MONEY + DEPOSIT)
        state.refund(state.get(session, "checkout.session")["payment_intent"], REFUND)
        await self.total(PLAY_MONEY + DEPOSIT - REFUND)

        await self.told(SetUpPayouts())
        self.stand_in.connect.onboard(state.all("account")[0]["id"], "000123456789")
        sent = await self.told(BeginWithdrawal("the-withdrawal-key", OUT))
        assert isinstance(sent, PaymentBegun), sent
        await self.paid_out(sent.payment.payment_id, PaymentState.PAID)
        await self.total(PLAY_MONEY + DEPOSIT - REFUND - OUT)

        state.all("account")[0]["bank"] = "000111111116"
        back = await self.told(BeginWithdrawal("another-withdrawal", OUT))
        assert isinstance(back, PaymentBegun), back
        await self.paid_out(back.payment.payment_id, PaymentState.FAILED)
        await self.total(PLAY_MONEY + DEPOSIT - REFUND - OUT)

    async def paid_out(self, payment: str, state: PaymentState) -> None:
        async def bank() -> None:
            while True:
                await trio.sleep(0.2)
                self.stand_in.connect.payouts_arrive()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(bank)
            await self.until(payment, state)
            nursery.cancel_scope.cancel()


async def tell(server: ServerProcess, failpoint: str) -> int:
    async with trio.open_nursery() as nursery:
        stand_in = StripeStandIn()
        await stand_in.start(nursery, bank_seconds=None)
        stand_in.hooks.endpoint = f"{server.url}/stripe/webhook"
        story = Story(server, stand_in)
        await story.start(WAGERUP_FAILPOINT=failpoint)
        await story.play()
        assert len(stand_in.state.all("checkout.session")) == 1
        assert [one["reversed"] for one in stand_in.state.all("transfer")] == [True, False]
        assert len(stand_in.state.all("payout")) == 2
        nursery.cancel_scope.cancel()
    return story.restarts


QUICK = ("deposit.opened", "deposit.credited", "withdrawal.transferred", "withdrawal.captured")
"""Between Stripe and us, both ways: in every run. All of them are in the soak, and in tests/webhooks without a process to kill."""


@pytest.mark.parametrize("failpoint", [one if one in QUICK else pytest.param(one, marks=pytest.mark.soak) for one in PAYMENT_FAILPOINTS])
def test_it_dies_once_and_nobody_loses_a_cent(failpoint: str, server: ServerProcess) -> None:
    assert trio.run(tell, server, failpoint) == 1, "it was to die once"
    findings = server.audit()
    assert findings["right"], findings
    assert set(findings["totals"].values()) == {0}
