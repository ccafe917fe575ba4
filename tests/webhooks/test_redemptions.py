"""Sweeps Coins out of the house: identity first, a hold, an operator, and one of grant or denial; and entries by mail, once each."""

from __future__ import annotations

import pytest
import trio

from protocol.coins import LotSource
from protocol.events.payments import Payment
from protocol.limits import DAY_MS, PlaceState
from protocol.money import Currency
from protocol.redemptions import EntryCode, IdentityState, Redemption, RedemptionState
from protocol.refusals import Refused
from tests.kit.counter import PLAYER, RealCounter, real_counter
from wallet.accounts import bucket
from wallet.failpoints import at_failpoints
from wallet.gate_transfers import Admit, SetPlace
from wallet.table_transfers import Grant
from webhooks.packages import PACKAGES
from webhooks.redemptions import ENTRY_MINOR

HUNDRED = 10_000


async def coins(real: RealCounter) -> tuple[int, int]:
    """Sweeps Coins that are available, and dollars."""
    return await real.wallet.available(PLAYER, Currency.SC), await real.cash()


async def known(real: RealCounter) -> None:
    """Ann has shown who she is, and has three hundred redeemable Sweeps Coins."""
    await real.wallet.post("lot", Grant("lot", PLAYER, 3 * HUNDRED, 0, 2**50, LotSource.OPERATOR))
    assert isinstance(await real.counter.redemptions.identity_link(PLAYER), str)
    real.stand_in.state.show_identity(real.stand_in.state.all("identity.verification_session")[0]["id"], passes=True)


async def redeem(real: RealCounter, minor: int = HUNDRED, key: str = "the-key-1") -> Redemption | Refused:
    return await real.counter.redemptions.redeem(PLAYER, key, minor)


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code.value


async def test_nobody_redeems_before_the_house_knows_who_they_are(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        desk, shown = real.counter.redemptions, real.stand_in.state
        await real.wallet.post("lot", Grant("lot", PLAYER, HUNDRED, 0, 2**50, LotSource.OPERATOR))
        assert code(await redeem(real)) == "IDENTITY_NEEDED"
        assert await desk.identity(PLAYER) is IdentityState.NONE
        link = await desk.identity_link(PLAYER)
        assert await desk.identity_link(PLAYER) == link, "the check that is open is gone on with"
        assert await desk.identity(PLAYER) is IdentityState.PENDING
        check = shown.all("identity.verification_session")[0]["id"]
        shown.show_identity(check, passes=False)
        assert await desk.identity(PLAYER) is IdentityState.FAILED
        assert code(await redeem(real)) == "IDENTITY_NEEDED"
        shown.show_identity(check, passes=True)
        assert await desk.identity(PLAYER) is IdentityState.VERIFIED
        assert isinstance(await redeem(real), Redemption)


async def test_the_coins_are_held_until_an_operator_grants_the_prize(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await known(real)
        assert code(await redeem(real, HUNDRED - 1)) == "BELOW_THRESHOLD"
        asked = await redeem(real)
        assert isinstance(asked, Redemption)
        assert await redeem(real) == asked, "the same key is the same redemption"
        assert code(await redeem(real, HUNDRED + 1)) == "KEY_REUSED"
        assert await coins(real) == (2 * HUNDRED, 0)
        assert await real.counter.redemptions.decide(asked.redemption_id, "eve", grant=True, reason="looks right") is None
        assert await coins(real) == (2 * HUNDRED, HUNDRED)
        assert await real.counter.redemptions.year_minor(PLAYER) == HUNDRED
        (row,) = await real.counter.redemptions.of_player(PLAYER)
        assert row.state is RedemptionState.GRANTED


async def test_a_denial_gives_the_coins_back_and_of_two_decisions_one_counts(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await known(real)
        asked = await redeem(real)
        assert isinstance(asked, Redemption)
        decide = real.counter.redemptions.decide
        assert await decide(asked.redemption_id, "eve", grant=False, reason="not so fast") is None
        assert code(await decide(asked.redemption_id, "bob", grant=True, reason="why not")) == "NOTHING_OPEN"
        assert await coins(real) == (3 * HUNDRED, 0)
        (row,) = await real.counter.redemptions.of_player(PLAYER)
        assert (row.state, row.why) == (RedemptionState.DENIED, "not so fast")


@pytest.mark.parametrize("grant", [True, False])
async def test_a_crash_between_the_books_and_our_row_changes_nothing(grant: bool, fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await known(real)
        asked = await redeem(real)
        assert isinstance(asked, Redemption)

        def dies(name: str) -> None:
            if name == "redemption.decided":
                raise RuntimeError("power cut")

        with at_failpoints(dies), pytest.raises(RuntimeError):
            await real.counter.redemptions.decide(asked.redemption_id, "eve", grant=grant, reason="looks right")
        assert code(await real.counter.redemptions.decide(asked.redemption_id, "bob", grant=not grant, reason="the other")) == "NOTHING_OPEN"
        (row,) = await real.counter.redemptions.of_player(PLAYER)
        assert row.state is (RedemptionState.GRANTED if grant else RedemptionState.DENIED)
        assert await coins(real) == ((2 * HUNDRED, HUNDRED) if grant else (3 * HUNDRED, 0))


@pytest.mark.parametrize("grant", [True, False])
async def test_a_bound_of_the_house_that_changed_meanwhile_leaves_nothing_held(grant: bool, fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await known(real)
        asked = await redeem(real)
        assert isinstance(asked, Redemption)
        real.changed["redeem_day"] = 4_999
        assert await redeem(real) == asked
        assert await real.counter.redemptions.decide(asked.redemption_id, "eve", grant=grant, reason="looks right") is None
        assert await coins(real) == ((2 * HUNDRED, HUNDRED) if grant else (3 * HUNDRED, 0))


async def test_no_more_a_day_than_the_house_says(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await known(real)
        real.changed["redeem_day"] = 200
        assert isinstance(await redeem(real, 2 * HUNDRED), Redemption)
        assert code(await redeem(real, HUNDRED, "the-key-2")) == "DAY_FULL"
        real.clock.later_ms = DAY_MS + 60_000
        assert isinstance(await redeem(real, HUNDRED, "the-key-3"), Redemption)


# ── entries by mail ──


async def test_a_card_brings_its_coins_once(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        desk = real.counter.redemptions
        issued = await desk.entry_code(PLAYER, "Ann")
        assert isinstance(issued, EntryCode)
        assert await desk.entry_code(PLAYER, "Ann") == issued, "one open code at a time"
        assert code(await desk.accept_entry("AAAAAAAAAA", "Ann", "eve")) == "NOTHING_OPEN"
        assert code(await desk.accept_entry(issued.code, "Bob", "eve")) == "WRONG_NAME"
        assert await desk.accept_entry(issued.code, "  ann ", "eve") is None
        assert code(await desk.accept_entry(issued.code, "Ann", "eve")) == "ENTRY_USED"
        assert await coins(real) == (ENTRY_MINOR, 0)
        assert code(await desk.entry_code(PLAYER, "Ann")) == "TOO_EARLY"
        real.clock.later_ms = DAY_MS + 1
        assert isinstance(await desk.entry_code(PLAYER, "Ann"), EntryCode)


async def test_who_asks_for_a_code_from_ten_sockets_at_once_has_one(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        told: list[object] = []

        async def ask() -> None:
            told.append(await real.counter.redemptions.entry_code(PLAYER, "Ann"))

        async with trio.open_nursery() as sockets:
            for _ in range(10):
                sockets.start_soon(ask)
        assert (len(told), len(set(told))) == (10, 1)
        assert (await real.database.rows("SELECT count(*) FROM entry_codes"))[0][0] == 1


async def test_a_card_that_comes_too_late_brings_nothing(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        desk = real.counter.redemptions
        issued = await desk.entry_code(PLAYER, "Ann")
        assert isinstance(issued, EntryCode)
        real.clock.later_ms = 61 * DAY_MS
        assert code(await desk.accept_entry(issued.code, "Ann", "eve")) == "ENTRY_EXPIRED"
        assert (await real.database.rows("SELECT count(*) FROM postings WHERE account = $1", bucket(PLAYER, Currency.SC, "unplayed")))[0][0] == 0


# ── packages ──


async def buy(real: RealCounter, key: str = "a-purchase-key", card: str = "4242424242424242") -> None:
    payment = await real.counter.cashier.buy(PLAYER, key, "small")
    assert isinstance(payment, Payment)
    row = await real.counter.store.deposit(payment.payment_id)
    assert row is not None
    assert row.session_id is not None
    real.stand_in.state.pay(row.session_id, card)
    await real.counter.cashier.deposits.look_at_session(row.session_id)
    await real.counter.cashier.deposits.look_at_session(row.session_id)


async def test_a_package_brings_its_coins_once_and_sweeps_coins_for_nothing(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        assert code(await real.counter.cashier.buy(PLAYER, "a-purchase-key", "giant")) == "NO_SUCH_PACKAGE"
        await buy(real)
        assert await real.wallet.available(PLAYER, Currency.GC) == PACKAGES["small"].gold
        assert await coins(real) == (PACKAGES["small"].sweeps, 0), "the dollars are the house's"
        assert await real.wallet.available("p_" + "b" * 16, Currency.GC) == 0
        again = await real.counter.cashier.begin_deposit(PLAYER, "a-purchase-key", PACKAGES["small"].cents)
        assert code(again) == "KEY_REUSED"


async def test_where_sweeps_coins_may_not_be_given_the_gold_coins_still_come(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await real.wallet.post("closed", SetPlace(Currency.SC, "US-WA", 0, PlaceState.CLOSED, 18), Admit(PLAYER, "US-WA", 21, 0, 0))
        await buy(real)
        assert (await real.wallet.available(PLAYER, Currency.GC), (await coins(real))[0]) == (PACKAGES["small"].gold, 0)


async def test_a_package_that_is_refunded_comes_out_of_what_the_house_had_for_it(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        await buy(real)
        intent = real.stand_in.state.all("payment_intent")[0]["id"]
        real.stand_in.state.refund(intent)
        await real.counter.cashier.deposits.look_at_payment(intent)
        rows = await real.database.rows("SELECT posted FROM postings WHERE account = 'house:sales:USD' ORDER BY version DESC LIMIT 1")
        assert rows[0]["posted"] == 0
        assert (await real.wallet.standing(PLAYER)).owed_minor == 0
