"""The stand-in does what Stripe does, where it matters to us: keys, refusals that are remembered, balances, schedules, pages and their buttons."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest
import trio

from server.standins.serving import StripeStandIn
from server.standins.stripe.connect import Connect
from server.standins.stripe.state import Refusal, StripeState

CARD, ASKS_FIRST = "4242424242424242", "4000002760003184"
SESSION = {
    "mode": "payment", "client_reference_id": "d_1", "success_url": "http://here/{CHECKOUT_SESSION_ID}", "cancel_url": "http://here/left",
    "line_items[0][price_data][unit_amount]": "5000", "line_items[0][price_data][currency]": "usd", "line_items[0][quantity]": "1",
}  # fmt: skip


class Client:
    """Somebody with the key, and somebody at the pages."""

    def __init__(self, stand_in: StripeStandIn, http: httpx2.AsyncClient) -> None:
        self.stand_in, self.http, self.state = stand_in, http, stand_in.state

    async def post(self, path: str, body: dict[str, str], **headers: str) -> httpx2.Response:
        more = {"Authorization": f"Bearer {self.stand_in.key}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.http.post(self.stand_in.address + path, data=body, headers=more)

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        more = {"Authorization": f"Bearer {self.stand_in.key}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.http.get(self.stand_in.address + path, headers=more)

    async def press(self, path: str, **form: str) -> httpx2.Response:
        return await self.http.post(self.stand_in.address + path, data=form)

    async def checkout(self) -> str:
        return (await self.post("/v1/checkout/sessions", SESSION)).json()["id"]

    async def paid(self) -> str:
        session = await self.checkout()
        self.state.pay(session, CARD)
        return self.state.get(session, "checkout.session")["payment_intent"]

    def told(self) -> list[str]:
        return [one["type"] for one in reversed(self.state.all("event"))]


@pytest.fixture
async def client(nursery: trio.Nursery) -> AsyncIterator[Client]:
    stand_in = StripeStandIn()
    await stand_in.start(nursery, bank_seconds=None)
    async with httpx2.AsyncClient(timeout=10) as http:
        yield Client(stand_in, http)


async def test_the_same_key_is_answered_as_before_and_says_so(client: Client) -> None:
    one = await client.post("/v1/checkout/sessions", SESSION, Idempotency_Key="k")
    two = await client.post("/v1/checkout/sessions", SESSION, Idempotency_Key="k")
    assert one.json() == two.json()
    assert (one.headers.get("idempotent-replayed"), two.headers.get("idempotent-replayed")) == (None, "true")
    other = await client.post("/v1/checkout/sessions", {**SESSION, "client_reference_id": "d_2"}, Idempotency_Key="k")
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")


async def test_a_refusal_is_remembered_as_long_as_its_key(client: Client) -> None:
    account = (await client.post("/v1/accounts", {"type": "express"})).json()["id"]
    asked = {"amount": "100", "currency": "usd", "destination": account}
    assert (await client.post("/v1/transfers", asked, Idempotency_Key="t")).status_code == 400
    client.stand_in.connect.onboard(account, "000123456789")
    again = await client.post("/v1/transfers", asked, Idempotency_Key="t")
    assert (again.status_code, again.headers["idempotent-replayed"]) == (400, "true")
    assert (await client.post("/v1/transfers", asked, Idempotency_Key="u")).status_code == 200


async def test_balances_follow_transfers_payouts_and_reversals(client: Client) -> None:
    account = (await client.post("/v1/accounts", {"settings[payouts][schedule][interval]": "manual"})).json()["id"]
    client.stand_in.connect.onboard(account, "000123456789")

    async def balances() -> tuple[int, int]:
        ours = (await client.get("/v1/balance")).json()["available"][0]["amount"]
        return ours, (await client.get("/v1/balance", Stripe_Account=account)).json()["available"][0]["amount"]

    ours, theirs = await balances()
    assert theirs == 0
    transfer = (await client.post("/v1/transfers", {"amount": "700", "currency": "usd", "destination": account})).json()["id"]
    assert await balances() == (ours - 700, 700)
    assert (await client.post("/v1/payouts", {"amount": "500", "currency": "usd"}, Stripe_Account=account)).status_code == 200
    back = await client.post(f"/v1/transfers/{transfer}/reversals", {})
    assert (back.status_code, back.json()["error"]["code"]) == (400, "balance_insufficient")
    payout = client.state.all("payout")[0]["id"]
    client.stand_in.connect.send_back(payout, "account_closed")
    assert (await client.post(f"/v1/transfers/{transfer}/reversals", {})).status_code == 200
    assert await balances() == (ours, 0)
    assert [one for one in client.told() if one.startswith(("transfer", "payout"))] == ["transfer.created", "payout.failed", "transfer.reversed"]


def test_an_account_that_is_not_on_manual_pays_out_by_itself() -> None:
    connect = Connect(state := StripeState(lambda: 0.0, lambda _event: None))
    account = connect.create_account({})
    connect.onboard(account["id"], "000123456789")
    transfer = connect.create_transfer({"amount": 700, "currency": "usd", "destination": account["id"]})
    assert connect.pay_out_by_schedule() == 1
    assert (account["balance"], state.all("payout")[0]["amount"]) == (0, 700)
    with pytest.raises(Refusal, match="too small"):
        connect.create_payout(account["id"], {"amount": 700})
    with pytest.raises(Refusal, match="too small"):
        connect.reverse_transfer(transfer["id"])


@pytest.mark.parametrize(("answer", "status"), [("authenticated", "paid"), ("not authenticated", "unpaid")])
async def test_a_card_whose_bank_asks_first_pays_when_its_owner_says_yes(client: Client, answer: str, status: str) -> None:
    session = await client.checkout()
    page = await client.press(f"/c/pay/{session}", number=ASKS_FIRST)
    assert "Your bank asks" in page.text
    assert client.state.get(session, "checkout.session")["payment_status"] == "unpaid"
    await client.press(f"/c/pay/{session}", number=answer)
    assert client.state.get(session, "checkout.session")["payment_status"] == status


@pytest.mark.parametrize(("button", "status"), [("won", "won"), ("lost", "lost")])
async def test_a_dispute_is_won_and_lost_by_a_button(client: Client, button: str, status: str) -> None:
    dispute = client.state.dispute(await client.paid())["id"]
    assert f'name="{button}" value="{dispute}"' in (await client.get("/")).text
    await client.press("/panel", **{button: dispute})
    assert client.state.get(dispute, "dispute")["status"] == status
    assert client.told()[-1] == "charge.dispute.closed"


async def test_the_panel_has_a_switch_for_an_api_that_does_not_answer_in_time(client: Client) -> None:
    await client.press("/panel", do="hang")
    assert client.stand_in.api.faults.hang == 1
    with pytest.raises(httpx2.ReadTimeout):
        await client.http.get(client.stand_in.address + "/v1/balance", timeout=0.1)
    assert (await client.get("/v1/balance")).status_code == 200


async def test_a_list_says_more_of_a_payment_when_it_is_asked_to(client: Client) -> None:
    intent = await client.paid()
    plain = (await client.get("/v1/checkout/sessions")).json()["data"][0]
    full = (await client.get("/v1/checkout/sessions?expand[]=data.payment_intent")).json()["data"][0]
    assert (plain["payment_intent"], full["payment_intent"]["status"]) == (intent, "succeeded")


async def test_its_pages_lead_back_when_nothing_was_said_and_when_it_was_said_twice(client: Client) -> None:
    session = await client.checkout()
    await client.press(f"/c/pay/{session}", number=CARD)

    twice = await client.press(f"/c/pay/{session}", number=CARD)

    assert 'href="http://here/left"' in twice.text
    account = (await client.post("/v1/accounts", {"type": "express"})).json()["id"]
    back = await client.press(f"/connect/{account}?return_url=http://here/back", bank="")
    assert (back.status_code, back.headers["location"]) == (303, "http://here/back")
    assert not client.state.get(account, "account")["payouts_enabled"]
