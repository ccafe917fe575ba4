"""P3, P5, P6 and five hundred deliveries over real HTTP: what Stripe loses, delays, doubles or fails costs nobody a cent."""

from __future__ import annotations

from random import Random

import pytest

from protocol.events.payments import Payment, PaymentState
from protocol.limits import AccountState, LimitKind, LimitPeriod
from protocol.money import Currency
from protocol.refusals import Code, Refused
from server.admin.money import TROUBLES
from server.standins.stripe.state import invalid
from tests.kit.counter import PLAYER, RealCounter, real_counter
from wallet.accounts import bucket, house, outside, receivable
from wallet.gate_transfers import Exclude, SetAccount, SetLimit
from wallet.transfers import Capture, Hold

CARD, DECLINED, BANK, BROKEN_BANK = "4242424242424242", "4000000000000002", "000123456789", "000111111116"
HOUR_MS = 3_600_000


async def state_of(real: RealCounter, session: str) -> PaymentState:
    rows = await real.database.rows("SELECT state FROM deposits WHERE session_id = $1", session)
    return PaymentState(rows[0]["state"])


async def settled(real: RealCounter) -> None:
    while await real.counter.reconciler.work_off():
        pass


async def test_a_deposit_goes_from_begun_to_paid_and_its_player_sees_each_step(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        seen: list[str] = []

        class Screen:
            def send(self, message: object) -> None:
                seen.append(message.text.decode())  # type: ignore[attr-defined]

        await real.counter.cashier.watch(PLAYER, Screen())
        session = await real.open_deposit("the-key-1")
        real.stand_in.state.pay(session, BANK)
        await real.counter.cashier.deposits.look_at_session(session)
        real.stand_in.state.bank_answers()
        await real.counter.cashier.deposits.look_at_session(session)
        states = [state for text in seen for state in ("open", "processing", "paid") if f'"state":"{state}"' in text]
        assert states == ["open", "processing", "paid"]
        assert await real.cash() == 5_000


# ── P3 ──


async def test_what_stripe_never_told_is_found_by_looking(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        real.stand_in.hooks.faults.lost = True
        session = await real.open_deposit("the-key-1")
        real.stand_in.state.pay(session, CARD)
        looked = await real.counter.reconciler.look_through()
        assert looked.checkouts == 1
        assert await real.cash() == 5_000
        real.stand_in.hooks.faults.lost = False
        assert await real.send(real.event("checkout.session.completed", session)) == 200
        await settled(real)
        assert await real.cash() == 5_000


async def test_a_refund_and_a_dispute_that_nobody_told_are_found_too(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        session = await real.open_deposit("the-key-1")
        real.stand_in.state.pay(session, CARD)
        await real.counter.reconciler.look_through()
        intent = real.stand_in.state.get(session, "checkout.session")["payment_intent"]
        real.stand_in.state.refund(intent, 2_000)
        await real.counter.reconciler.look_through()
        assert await real.cash() == 3_000


async def test_more_checkouts_than_one_page_are_all_looked_through(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        first = await real.open_deposit("the-key-1")
        real.stand_in.state.pay(first, CARD)
        item = {"price_data": {"unit_amount": 5_000, "currency": "usd"}, "quantity": 1}
        for _ in range(230):
            real.stand_in.state.create_session({"mode": "payment", "line_items": {"0": item}})
        looked = await real.counter.reconciler.look_through()
        assert (looked.checkouts, looked.strangers) == (231, 230)
        assert await real.cash() == 5_000


# ── P5 ──


async def test_the_same_deposit_again_is_the_same_checkout(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        one, two = await real.open_deposit("the-key-1"), await real.open_deposit("the-key-1")
        assert one == two
        assert len(real.stand_in.state.all("checkout.session")) == 1


@pytest.mark.parametrize("fault", ["fail_before", "fail_after"])
@pytest.mark.parametrize("times", [1, 2, 3, 5])
async def test_a_stripe_that_fails_makes_at_most_one_checkout(fresh_database: str, fault: str, times: int) -> None:
    async with real_counter(fresh_database) as real:
        setattr(real.stand_in.api.faults, fault, times)
        for _ in range(6):
            answer = await real.counter.cashier.begin_deposit(PLAYER, "the-key-1", 5_000)
            if isinstance(answer, Payment):
                break
            assert answer.code is Code.PAYMENTS_AWAY
        assert isinstance(answer, Payment)
        assert answer.state is PaymentState.OPEN
        assert len(real.stand_in.state.all("checkout.session")) == 1


@pytest.mark.parametrize("fault", ["hang", "hang_after"])
async def test_a_stripe_that_does_not_answer_in_time_makes_at_most_one_checkout(fresh_database: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webhooks.stripe.CALL_SECONDS_MAX", 0.2)
    async with real_counter(fresh_database) as real:
        setattr(real.stand_in.api.faults, fault, 1)
        answer = await real.counter.cashier.begin_deposit(PLAYER, "the-key-1", 5_000)
        assert isinstance(answer, Refused)
        assert answer.code is Code.PAYMENTS_AWAY
        assert real.stand_in.api.requests == [("POST", "/v1/checkout/sessions")]
        again = await real.counter.cashier.begin_deposit(PLAYER, "the-key-1", 5_000)
        assert isinstance(again, Payment)
        assert again.state is PaymentState.OPEN
        assert len(real.stand_in.state.all("checkout.session")) == 1


async def test_after_a_day_a_key_that_stripe_forgot_does_not_open_a_second_checkout(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        real.stand_in.api.faults.fail_after = 3
        assert isinstance(await real.counter.cashier.begin_deposit(PLAYER, "the-key-1", 5_000), Refused)
        real.stand_in.api.faults.fail_after, real.stand_in.api.faults.forget_keys = 0, True
        real.clock.later_ms = 25 * HOUR_MS
        answer = await real.counter.cashier.begin_deposit(PLAYER, "the-key-1", 5_000)
        assert isinstance(answer, Payment)
        assert answer.state is PaymentState.EXPIRED
        assert len(real.stand_in.state.all("checkout.session")) == 1
        session = real.stand_in.state.all("checkout.session")[0]["id"]
        real.stand_in.state.pay(session, CARD)  # through a page that somebody had open all the same
        real.clock.later_ms = 0
        await real.counter.reconciler.look_through()
        assert await real.cash() == 5_000, "what was paid is theirs"


async def test_a_checkout_that_only_stripe_remembers_is_found_again(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        real.stand_in.api.faults.fail_after = 2
        assert isinstance(await real.counter.cashier.begin_deposit(PLAYER, "the-key-1", 5_000), Refused)
        real.stand_in.api.faults.fail_after = 0
        real.stand_in.state.pay(real.stand_in.state.all("checkout.session")[0]["id"], CARD)
        await real.counter.reconciler.look_through()
        assert await real.cash() == 5_000


async def test_a_deposit_beyond_a_limit_never_gets_to_stripe(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await real.wallet.post("limit", SetLimit(PLAYER, Currency.USD, LimitKind.DEPOSIT, LimitPeriod.DAY, 4_999))
        answer = await real.counter.cashier.begin_deposit(PLAYER, "the-key-1", 5_000)
        assert isinstance(answer, Refused)
        assert answer.code is Code.LIMIT_REACHED
        assert real.stand_in.state.all("checkout.session") == []


async def test_another_amount_under_the_same_key_is_refused(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await real.open_deposit("the-key-1")
        answer = await real.counter.cashier.begin_deposit(PLAYER, "the-key-1", 6_000)
        assert isinstance(answer, Refused)
        assert answer.code is Code.KEY_REUSED


# ── what banks do ──


async def test_a_declined_card_leaves_the_checkout_open(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        session = await real.open_deposit("the-key-1")
        assert real.stand_in.state.pay(session, DECLINED) == "declined"
        await real.counter.cashier.deposits.look_at_session(session)
        assert await state_of(real, session) is PaymentState.OPEN
        assert await real.cash() == 0


async def test_a_slow_bank_that_says_no_gives_the_room_under_the_limit_back(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await real.wallet.post("limit", SetLimit(PLAYER, Currency.USD, LimitKind.DEPOSIT, LimitPeriod.DAY, 5_000))
        session = await real.open_deposit("the-key-1")
        real.stand_in.state.pay(session, BROKEN_BANK)
        await real.counter.cashier.deposits.look_at_session(session)
        real.stand_in.state.bank_answers()
        await real.counter.cashier.deposits.look_at_session(session)
        assert await state_of(real, session) is PaymentState.FAILED
        assert await real.open_deposit("the-key-2")


async def test_an_expired_checkout_gives_it_back_too(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        session = await real.open_deposit("the-key-1")
        real.stand_in.state.expire_session(session)
        await real.counter.reconciler.look_through()
        assert await state_of(real, session) is PaymentState.EXPIRED


# ── P6 ──


async def lose(real: RealCounter, minor: int, match: str) -> None:
    held = await real.wallet.post(f"hold:{match}", Hold(f"{match}/0/1", PLAYER, Currency.USD, minor, match))
    assert held.done, held
    taken = await real.wallet.post(f"lose:{match}", Capture(f"{match}/0/1", house("escrow", Currency.USD), minor))
    assert taken.done


async def test_a_dispute_after_the_money_was_played_is_owed_and_freezes(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        session = await real.open_deposit("the-key-1")
        real.stand_in.state.pay(session, CARD)
        await real.counter.cashier.deposits.look_at_session(session)
        await lose(real, 4_000, "m_aaaaaaaaaaaaaaaa")
        intent = real.stand_in.state.get(session, "checkout.session")["payment_intent"]
        dispute = real.stand_in.state.dispute(intent)
        await real.counter.cashier.deposits.look_at_payment(intent)
        standing = await real.wallet.standing(PLAYER)
        assert (await real.posted(), standing.owed_minor, standing.may_stake.name) == (0, 4_000, "ACCOUNT_FROZEN")  # type: ignore[union-attr]
        assert await state_of(real, session) is PaymentState.DISPUTED
        below = await real.database.rows("SELECT account FROM postings WHERE posted < 0 AND account NOT LIKE 'outside:%'")
        assert {row["account"] for row in below} == {receivable(PLAYER, Currency.USD)}
        assert not any(row["account"] == bucket(PLAYER, Currency.USD, "cash") for row in below)
        real.stand_in.state.close_dispute(dispute["id"], won=True)
        await real.counter.cashier.deposits.look_at_payment(intent)
        assert (await real.posted(), (await real.wallet.standing(PLAYER)).owed_minor) == (1_000, 0)
        assert await state_of(real, session) is PaymentState.PAID


async def paid_and_lost(real: RealCounter, minor: int) -> str:
    """A deposit of 5,000 that came in and of which so much was lost in a match: its payment."""
    session = await real.open_deposit("the-key-1")
    real.stand_in.state.pay(session, CARD)
    await real.counter.cashier.deposits.look_at_session(session)
    await lose(real, minor, "m_aaaaaaaaaaaaaaaa")
    return real.stand_in.state.get(session, "checkout.session")["payment_intent"]


async def nobody_below_zero(real: RealCounter) -> bool:
    below = await real.database.rows("SELECT account FROM postings WHERE posted < 0 AND account NOT LIKE 'outside:%'")
    return {row["account"] for row in below} <= {receivable(PLAYER, Currency.USD)}


async def test_a_refund_after_the_money_was_played_is_owed_until_something_comes_in(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        intent = await paid_and_lost(real, 4_000)
        real.stand_in.state.refund(intent, 3_000)
        await real.counter.cashier.deposits.look_at_payment(intent)
        standing = await real.wallet.standing(PLAYER)
        assert (await real.posted(), standing.owed_minor, standing.may_stake.name) == (0, 2_000, "ACCOUNT_FROZEN")  # type: ignore[union-attr]
        assert await nobody_below_zero(real)
        refund = real.stand_in.state.all("refund")[0]
        real.stand_in.state.fail_refund(refund["id"])
        await real.counter.cashier.deposits.look_at_payment(intent)
        standing = await real.wallet.standing(PLAYER)
        assert (await real.posted(), standing.owed_minor, standing.may_stake) == (1_000, 0, None)


async def test_a_dispute_that_is_lost_after_the_money_was_played_stays_owed(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        intent = await paid_and_lost(real, 4_000)
        dispute = real.stand_in.state.dispute(intent)
        await real.counter.cashier.deposits.look_at_payment(intent)
        real.stand_in.state.close_dispute(dispute["id"], won=False)
        await real.counter.cashier.deposits.look_at_payment(intent)
        standing = await real.wallet.standing(PLAYER)
        assert (await real.posted(), standing.owed_minor, standing.may_stake.name) == (0, 4_000, "ACCOUNT_FROZEN")  # type: ignore[union-attr]
        assert await nobody_below_zero(real)
        assert await real.counter.store.due_deposits(2**60, 10) == [], "it is decided: nothing is asked again"


async def test_who_pays_in_no_more_is_found_by_the_database_too(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        session = await real.open_deposit("the-key-1")
        await real.wallet.post("exclude", Exclude(PLAYER, 2**45))
        await real.counter.reconciler.look_through()
        assert await state_of(real, session) is PaymentState.EXPIRED
        assert real.stand_in.state.get(session, "checkout.session")["status"] == "expired"


async def test_who_is_frozen_by_a_dispute_is_in_no_queue(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        session = await real.open_deposit("the-key-1")
        real.stand_in.state.pay(session, CARD)
        intent = real.stand_in.state.get(session, "checkout.session")["payment_intent"]
        await real.counter.cashier.deposits.look_at_session(session)
        real.stand_in.state.refund(intent, 1_000)
        await real.counter.cashier.deposits.look_at_payment(intent)
        assert real.recalled == [], "a refund freezes nobody"
        real.stand_in.state.dispute(intent)
        for _again in range(2):
            await real.counter.cashier.deposits.look_at_payment(intent)
        assert real.recalled == [PLAYER]


async def test_who_won_a_dispute_and_is_frozen_is_among_the_troubles(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        intent = await paid_and_lost(real, 1_000)
        dispute = real.stand_in.state.dispute(intent)
        await real.counter.cashier.deposits.look_at_payment(intent)
        real.stand_in.state.close_dispute(dispute["id"], won=True)
        await real.counter.cashier.deposits.look_at_payment(intent)
        rows = await real.database.rows(TROUBLES)
        assert [(row["kind"], PLAYER in row["trouble"]) for row in rows] == [("dispute won", True)]
        await real.wallet.post("thaw", SetAccount(PLAYER, AccountState.OPEN))
        await real.counter.reconciler.look_through()
        assert await real.database.rows(TROUBLES) == []


# ── over HTTP, with the stand-in's own webhooks ──

FAULTS = ("none", "twice", "shuffled", "lost", "late_seconds")


async def one_delivery(real: RealCounter, random: Random, number: int) -> int:
    """A deposit with a history of chance; what Stripe holds of it in the end."""
    faults, state = real.stand_in.hooks.faults, real.stand_in.state
    for name in FAULTS[1:]:
        setattr(faults, name, (0.01 if name == "late_seconds" else True) if random.random() < 0.3 else 0 if name == "late_seconds" else False)
    session = await real.open_deposit(f"the-key-{number}", 1_000)
    what = state.pay(session, random.choice((CARD, CARD, BANK, BROKEN_BANK, DECLINED)))
    if what.startswith("delayed"):
        state.bank_answers()
    checkout = state.get(session, "checkout.session")
    if checkout["payment_status"] != "paid":
        return 0
    back = random.choice((0, 0, 300, 1_000))
    if back:
        state.refund(checkout["payment_intent"], back)
    return 1_000 - back


async def credits_are_what_stripe_said(real: RealCounter) -> bool:
    """To the cent, of each deposit: nothing, all of it, or all of it less what went back."""
    charges = {one["payment_intent"]: one for one in real.stand_in.state.all("charge")}
    paid = {one["client_reference_id"]: charges.get(one["payment_intent"]) for one in real.stand_in.state.all("checkout.session")}
    credited = [row["command_id"].removeprefix("credit:") for row in await real.database.rows(CREDITED)]
    stripes = -(await real.database.rows(OUTSIDE, outside("stripe", Currency.USD)))[0]["posted"] if credited else 0
    back = {name: (await real.wallet.deposit(name)).taken_back for name in credited}  # type: ignore[union-attr]
    assert all(paid[name] is not None and back[name] in (0, paid[name]["amount_refunded"]) for name in credited)  # type: ignore[index]
    return stripes == sum(1_000 - back[name] for name in credited)


CREDITED = "SELECT command_id FROM journal WHERE command_id LIKE 'credit:%' AND outcome = 0"
OUTSIDE = "SELECT posted FROM postings WHERE account = $1 ORDER BY version DESC LIMIT 1"


async def deliver(dsn: str, runs: int, seed: int) -> None:
    random, held = Random(seed), 0
    async with real_counter(dsn, webhooks=True) as real:
        for number in range(runs):
            held += await one_delivery(real, random, number)
            await real.counter.reconciler.work_off()
            assert number % 25 or await credits_are_what_stripe_said(real)
        await settled(real)
        await real.counter.reconciler.look_through()
        await settled(real)
        assert await real.posted() - (await real.wallet.standing(PLAYER)).owed_minor == held
        twice = await real.database.rows("SELECT count(*) - count(DISTINCT command_id) FROM journal WHERE command_id LIKE 'credit:%'")
        assert twice[0][0] == 0


@pytest.mark.timeout(300)
async def test_five_hundred_deposits_over_http_with_faults(fresh_database: str) -> None:
    await deliver(fresh_database, 500, 1)


async def test_a_checkout_that_could_not_be_ended_once_is_ended_a_minute_later(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stripe answers the same key as before for a day, and a checkout can be paid as long."""
    async with real_counter(fresh_database) as real:
        session = await real.open_deposit("the-key-1")
        deposits = real.counter.cashier.deposits

        def refuses(_session: str) -> None:
            raise invalid("Somebody is just paying.")

        with monkeypatch.context() as just_now:
            just_now.setattr(real.stand_in.state, "expire_session", refuses)
            await deposits.stop(PLAYER)
        assert await state_of(real, session) is PaymentState.OPEN
        real.clock.later_ms = 60_000
        await deposits.stop(PLAYER)
        assert await state_of(real, session) is PaymentState.EXPIRED
