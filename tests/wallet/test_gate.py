"""Who may stake, pay in and take out: each refusal by a row, in the order in which they count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.limits import DAY_MS, PERIOD_MS, AccountState, LimitKind, LimitPeriod, PlaceState
from protocol.money import Currency
from wallet.accounts import bucket, outside
from wallet.book import Book
from wallet.gate_transfers import Admit, ConfirmLimit, Exclude, Join, Leave, Loosen, SetAccount, SetLaw, SetLimit, SetPlace, SetTerms, SpendTime
from wallet.holders import FOREVER_MS, NEWEST_LAW, Usage, used_at
from wallet.journal import Row
from wallet.transfers import Capture, Command, Credit, Drop, Expect, ExpectSale, Hold, Op, Release, TakeBack, Transfer, Withdraw, body_of, ops_of

USD = Currency.USD
ANN, BOB = "p_" + "a" * 16, "p_" + "b" * 16
HOUR_MS = 3_600_000
START = 1_700_000_000_000
ESCROW = "house:escrow:USD"


def cash(player: str) -> str:
    return bucket(player, USD, "cash")


class Desk:
    """A book, a clock, and fresh ids."""

    def __init__(self) -> None:
        self.book = Book()
        self.now = START
        self.count = 0
        self.rows: list[Row] = []

    def replayed(self) -> Book:
        book = Book()
        book.replay(self.rows)
        return book

    def do(self, *ops: Op) -> str:
        self.count += 1
        entry = self.book.post(Command(f"c{self.count}", ops), self.now)
        assert ops_of(body_of(ops)) == ops
        assert entry.row is not None
        self.rows.append(entry.row)
        return entry.answer.outcome.name

    def fund(self, player: str, minor: int = 100_000) -> None:
        assert self.do(Transfer(outside("play_money", USD), cash(player), minor)) == "POSTED"

    def stake(self, minor: int, player: str = ANN) -> str:
        return self.do(Hold(f"m_x/{self.count}", player, USD, minor, "m_x"))

    def lose(self, minor: int, player: str = ANN) -> None:
        hold = f"m_y/{self.count}"
        assert self.do(Hold(hold, player, USD, minor, "m_y")) == "POSTED"
        assert self.do(Capture(hold, ESCROW, minor)) == "POSTED"

    def win(self, minor: int, player: str = ANN) -> None:
        self.lose(minor, BOB)
        assert self.do(Transfer(ESCROW, cash(player), minor)) == "POSTED"

    def pay_in(self, minor: int, player: str = ANN) -> str:
        return self.do(Expect(f"d_{self.count}", player, USD, minor))

    def take_out(self, minor: int, player: str = ANN) -> str:
        return self.do(Withdraw(f"w_{self.count}", player, USD, minor, DAY_MS))

    def limit(self, kind: LimitKind, most: int | None, period: LimitPeriod = LimitPeriod.DAY, player: str = ANN) -> str:
        return self.do(SetLimit(player, USD, kind, period, most))

    def confirm(self, kind: LimitKind, period: LimitPeriod = LimitPeriod.DAY) -> str:
        return self.do(Loosen(ANN, USD, kind, period, DAY_MS, 7 * DAY_MS))


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.fund(ANN)
    desk.fund(BOB)
    return desk


@pytest.fixture
def gated(desk: Desk) -> Desk:
    """Colorado is open to adults, Utah closed, Iowa open from 21, Ohio on its way out."""
    lines = [("US-CO", PlaceState.OPEN, 18), ("US-UT", PlaceState.CLOSED, 18), ("US-IA", PlaceState.OPEN, 21), ("US-OH", PlaceState.NO_GRANT, 18)]
    desk.do(SetTerms(2, 1), *(SetPlace(USD, place, 0, state, age) for place, state, age in lines))
    desk.do(SetPlace(USD, "US-CO", START + 10 * DAY_MS, PlaceState.REDEEM_ONLY, 18))
    desk.do(Admit(ANN, "US-CO", 18, 2, 1))
    return desk


GATE = {
    "nobody was asked": (None, "NOT_ADMITTED", "NOT_ADMITTED", "POSTED"),
    "all is well": (Admit(BOB, "US-CO", 18, 2, 1), "POSTED", "POSTED", "POSTED"),
    "the terms of before": (Admit(BOB, "US-CO", 18, 1, 1), "TERMS_CHANGED", "TERMS_CHANGED", "POSTED"),
    "the privacy notice of before": (Admit(BOB, "US-CO", 18, 2, 0), "TERMS_CHANGED", "TERMS_CHANGED", "POSTED"),
    "a place that is closed": (Admit(BOB, "US-UT", 21, 2, 1), "PLACE_CLOSED", "PLACE_CLOSED", "POSTED"),
    "a place that nobody named": (Admit(BOB, "FR", 21, 2, 1), "PLACE_CLOSED", "PLACE_CLOSED", "POSTED"),
    "of age elsewhere": (Admit(BOB, "US-IA", 18, 2, 1), "UNDER_AGE", "UNDER_AGE", "POSTED"),
    "of age here": (Admit(BOB, "US-IA", 21, 2, 1), "POSTED", "POSTED", "POSTED"),
    "play on, but pay no more in": (Admit(BOB, "US-OH", 21, 2, 1), "POSTED", "PLACE_CLOSED", "POSTED"),
}


@pytest.mark.parametrize(("admission", "stake", "pay_in", "take_out"), GATE.values(), ids=GATE)
def test_the_gate(gated: Desk, admission: Op | None, stake: str, pay_in: str, take_out: str) -> None:
    if admission is not None:
        gated.do(admission)
    assert (gated.stake(100, BOB), gated.pay_in(100, BOB), gated.take_out(100, BOB)) == (stake, pay_in, take_out)


def test_a_place_closes_at_its_moment_and_not_before(gated: Desk) -> None:
    gated.now = START + 10 * DAY_MS - 1
    assert gated.stake(100) == "POSTED"
    gated.now += 1
    assert gated.stake(100) == "PLACE_CLOSED"


def test_new_terms_stop_everybody_at_once(gated: Desk) -> None:
    gated.do(SetTerms(3, 1))
    assert gated.stake(100) == "TERMS_CHANGED"
    gated.do(Admit(ANN, "US-CO", 18, 3, 1))
    assert gated.stake(100) == "POSTED"


def test_where_the_house_named_no_place_nobody_is_asked(desk: Desk) -> None:
    assert desk.stake(100) == "POSTED"


def test_one_of_two_who_may_not_stops_both(gated: Desk) -> None:
    assert gated.do(Hold("m_z/0", ANN, USD, 100, "m_z"), Hold("m_z/1", BOB, USD, 100, "m_z")) == "NOT_ADMITTED"
    assert gated.book.ledger.account(cash(ANN)).held == 0


# ── the account ──────────────────────────────────────────────────────────────


def test_a_frozen_account_does_nothing_until_it_is_opened(desk: Desk) -> None:
    desk.do(SetAccount(ANN, AccountState.FROZEN))
    assert (desk.stake(1), desk.pay_in(1), desk.take_out(1)) == ("ACCOUNT_FROZEN",) * 3
    desk.do(SetAccount(ANN, AccountState.OPEN))
    assert (desk.stake(1), desk.pay_in(1), desk.take_out(1)) == ("POSTED",) * 3


def test_an_account_closes_empty_and_stays_closed(desk: Desk) -> None:
    assert desk.do(SetAccount(ANN, AccountState.CLOSED)) == "MONEY_LEFT"
    assert desk.take_out(100_000) == "POSTED"
    assert desk.do(SetAccount(ANN, AccountState.CLOSED)) == "MONEY_LEFT"
    assert desk.do(Capture(f"w_{desk.count - 2}", outside("stripe", USD), 100_000)) == "POSTED"
    assert desk.do(SetAccount(ANN, AccountState.CLOSED)) == "POSTED"
    assert (desk.stake(1), desk.pay_in(1), desk.take_out(1)) == ("ACCOUNT_CLOSED",) * 3
    assert desk.do(SetAccount(ANN, AccountState.OPEN)) == "ACCOUNT_CLOSED"


def test_an_exclusion_stops_stakes_and_deposits_and_lets_money_out(desk: Desk) -> None:
    desk.do(Exclude(ANN, START + DAY_MS))
    assert (desk.stake(1), desk.pay_in(1), desk.take_out(1)) == ("SELF_EXCLUDED", "SELF_EXCLUDED", "POSTED")
    desk.now = START + DAY_MS
    assert desk.stake(1) == "POSTED"


def test_nothing_shortens_an_exclusion(desk: Desk) -> None:
    desk.do(Exclude(ANN, FOREVER_MS))
    desk.do(Exclude(ANN, START))
    desk.do(Exclude(ANN, 0))
    desk.do(SetAccount(ANN, AccountState.OPEN))
    desk.now = START + 10_000 * DAY_MS
    assert desk.stake(1) == "SELF_EXCLUDED"


def test_coins_are_paid_for_where_those_coins_may_be_had(gated: Desk) -> None:
    gated.do(SetPlace(Currency.GC, "US-MT", 0, PlaceState.OPEN, 18))
    gated.do(Admit(ANN, "US-MT", 21, 2, 1))
    assert gated.pay_in(500) == "PLACE_CLOSED"
    assert gated.do(ExpectSale("d_gc", ANN, USD, 500, Currency.GC)) == "POSTED"
    assert gated.do(ExpectSale("d_sc", ANN, USD, 500, Currency.USD)) == "PLACE_CLOSED"
    gated.limit(LimitKind.DEPOSIT, 700)
    assert gated.do(ExpectSale("d_more", ANN, USD, 500, Currency.GC)) == "LIMIT_REACHED"


def test_a_player_leaves_when_nothing_of_theirs_is_here_and_nobody_looks_into_them(desk: Desk) -> None:
    assert desk.do(Leave(ANN)) == "MONEY_LEFT"
    desk.do(Transfer(cash(ANN), outside("play_money", USD), 100_000))
    desk.do(SetAccount(ANN, AccountState.FROZEN))
    assert desk.do(Leave(ANN)) == "ACCOUNT_FROZEN"
    desk.do(SetAccount(ANN, AccountState.OPEN))
    assert desk.do(Leave(ANN)) == "POSTED"
    assert desk.stake(1) == "ACCOUNT_CLOSED"


# ── limits ───────────────────────────────────────────────────────────────────


def test_a_stake_limit_counts_open_stakes_and_gives_back_what_was_released(desk: Desk) -> None:
    desk.limit(LimitKind.STAKE, 1_000)
    assert desk.do(Hold("m_a/0", ANN, USD, 600, "m_a")) == "POSTED"
    assert desk.stake(401) == "LIMIT_REACHED"
    assert desk.stake(400) == "POSTED"
    assert desk.do(Release("m_a/0")) == "POSTED"
    assert desk.stake(600) == "POSTED"
    assert desk.stake(1) == "LIMIT_REACHED"


def test_a_limit_counts_within_a_group(desk: Desk) -> None:
    desk.limit(LimitKind.STAKE, 1_000)
    assert desk.do(Hold("m_a/0", ANN, USD, 600, "m_a"), Hold("m_a/1", ANN, USD, 401, "m_a")) == "LIMIT_REACHED"


@pytest.mark.parametrize(("period", "days"), [(LimitPeriod.DAY, 1), (LimitPeriod.WEEK, 7), (LimitPeriod.MONTH, 30)])
def test_a_period_rolls_and_is_never_over_early(desk: Desk, period: LimitPeriod, days: int) -> None:
    desk.limit(LimitKind.STAKE, 1_000, period)
    desk.lose(1_000)
    desk.now = START + days * DAY_MS
    assert desk.stake(1) == "LIMIT_REACHED"
    desk.now += 60_000
    assert desk.stake(1) == "POSTED"


def test_the_lowest_limit_counts(desk: Desk) -> None:
    desk.limit(LimitKind.STAKE, 5_000, LimitPeriod.DAY)
    desk.limit(LimitKind.STAKE, 1_000, LimitPeriod.MONTH)
    assert desk.stake(1_001) == "LIMIT_REACHED"


def test_a_loss_limit_counts_open_stakes_as_lost_and_winnings_as_won(desk: Desk) -> None:
    desk.limit(LimitKind.LOSS, 1_000)
    desk.lose(600)
    assert desk.stake(401) == "LIMIT_REACHED"
    assert desk.do(Hold("m_a/0", ANN, USD, 400, "m_a")) == "POSTED"
    assert desk.stake(1) == "LIMIT_REACHED"
    desk.win(700)
    assert desk.stake(701) == "LIMIT_REACHED"
    assert desk.stake(700) == "POSTED"


def test_a_deposit_limit_counts_from_the_first_press_and_is_gross(desk: Desk) -> None:
    desk.limit(LimitKind.DEPOSIT, 1_000)
    assert desk.pay_in(600) == "POSTED"
    assert desk.pay_in(401) == "LIMIT_REACHED"
    assert desk.take_out(500) == "POSTED"
    assert desk.pay_in(401) == "LIMIT_REACHED"
    assert desk.pay_in(400) == "POSTED"


def test_a_session_limit_stops_the_next_stake(desk: Desk) -> None:
    desk.limit(LimitKind.SESSION, 60)
    desk.do(SpendTime(ANN, USD, 59))
    assert desk.stake(1) == "POSTED"
    desk.do(SpendTime(ANN, USD, 1))
    assert desk.stake(1) == "LIMIT_REACHED"
    assert desk.pay_in(1) == "POSTED"


def test_lowering_acts_at_once(desk: Desk) -> None:
    desk.limit(LimitKind.STAKE, 1_000)
    desk.limit(LimitKind.STAKE, 500)
    assert desk.stake(501) == "LIMIT_REACHED"


def test_raising_waits_for_a_day_and_for_a_second_word(desk: Desk) -> None:
    desk.limit(LimitKind.STAKE, 500)
    desk.limit(LimitKind.STAKE, 1_000)
    assert desk.confirm(LimitKind.STAKE) == "TOO_EARLY"
    desk.now = START + DAY_MS
    assert desk.stake(501) == "LIMIT_REACHED"
    assert desk.confirm(LimitKind.STAKE) == "POSTED"
    assert desk.stake(1_000) == "POSTED"
    assert desk.confirm(LimitKind.STAKE) == "NOTHING_ASKED"


def test_a_looser_limit_that_nobody_confirms_lapses(desk: Desk) -> None:
    desk.limit(LimitKind.STAKE, 500)
    desk.limit(LimitKind.STAKE, None)
    desk.now += 8 * DAY_MS + 1
    assert desk.confirm(LimitKind.STAKE) == "NOTHING_ASKED"
    assert desk.do(ConfirmLimit(ANN, USD, LimitKind.STAKE, LimitPeriod.DAY, DAY_MS)) == "POSTED", "as it stands in journals of before"


def test_asking_again_starts_the_wait_anew(desk: Desk) -> None:
    desk.limit(LimitKind.STAKE, 500)
    desk.limit(LimitKind.STAKE, 1_000)
    desk.now = START + DAY_MS - 1
    desk.limit(LimitKind.STAKE, None)
    desk.now += 1
    assert desk.confirm(LimitKind.STAKE) == "TOO_EARLY"


def test_lowering_takes_a_raise_that_was_asked_for_away(desk: Desk) -> None:
    desk.limit(LimitKind.STAKE, 500)
    desk.limit(LimitKind.STAKE, None)
    desk.limit(LimitKind.STAKE, 400)
    desk.now = START + DAY_MS
    assert desk.confirm(LimitKind.STAKE) == "NOTHING_ASKED"
    assert desk.stake(401) == "LIMIT_REACHED"


@pytest.mark.parametrize(("law", "answer"), [(0, "LIMIT_REACHED"), (1, "POSTED")])
def test_a_bet_in_place_of_one_exactly_a_day_old_counts_once(desk: Desk, law: int, answer: str) -> None:
    """By the first edition it was held back for the rest of that minute; journals of then must be replayed as they are."""
    if law:
        assert desk.do(SetLaw(law)) == "POSTED"
    desk.limit(LimitKind.STAKE, 1_000)
    assert desk.do(Hold("m_x/old", ANN, USD, 1_000, "m_x")) == "POSTED"
    desk.now += DAY_MS + 1
    assert desk.do(Release("m_x/old"), Hold("m_x/new", ANN, USD, 1_000, "m_x")) == answer
    assert desk.replayed().head == desk.book.head


@pytest.mark.parametrize(("law", "answer"), [(0, "POSTED"), (1, "LIMIT_REACHED")])
def test_a_month_is_remembered_even_if_the_clock_goes_back_by_a_day(desk: Desk, law: int, answer: str) -> None:
    """By the first edition the minute in which that day begins was forgotten a moment too early."""
    if law:
        desk.do(SetLaw(law))
    desk.limit(LimitKind.STAKE, 1_000, LimitPeriod.MONTH)
    desk.now += 1
    assert desk.stake(1_000) == "POSTED"
    desk.now += PERIOD_MS[LimitPeriod.MONTH] + DAY_MS
    desk.stake(1)
    desk.now -= DAY_MS
    assert desk.stake(999) == answer
    assert desk.replayed().head == desk.book.head


@given(st.lists(st.tuples(st.integers(0, 45 * 1_440), st.integers(-50, 50)), max_size=60), st.integers(0, 60 * 60_000 * 24 * 45), st.integers(0, 1))
def test_hours_add_up_to_what_their_minutes_do(uses: list[tuple[int, int]], since: int, law: int) -> None:
    """In whatever order they come: what ends late counts at its own time, and clocks are set back."""
    usage, plain, now = Usage(), dict[int, int](), 0
    for minute, minor in uses:
        now = max(now, minute * 60_000 + 1)
        usage.add(minute * 60_000, minor, now, law)
        plain[minute] = plain.get(minute, 0) + minor
    kept = {minute: minor for minute, minor in plain.items() if minute in usage.by_minute}
    assert used_at(usage, since) == sum(usage.by_minute[minute] for minute in kept if minute >= since // 60_000)
    assert set(usage.by_hour) == {minute // 60 for minute in usage.by_minute}


def test_the_law_only_goes_up_and_never_beyond_what_this_program_knows(desk: Desk) -> None:
    told = [desk.do(SetLaw(law)) for law in (NEWEST_LAW + 1, 0, NEWEST_LAW, NEWEST_LAW, 0)]
    assert told == ["AMOUNT_OUT_OF_BOUNDS", "AMOUNT_OUT_OF_BOUNDS", "POSTED", "AMOUNT_OUT_OF_BOUNDS", "AMOUNT_OUT_OF_BOUNDS"]


def test_what_a_duplicate_used_and_paid_in_is_the_others(desk: Desk) -> None:
    """No limit begins anew, nothing cools at once, and what is asked back later is asked of who is left."""
    desk.limit(LimitKind.STAKE, 1_000, player=BOB)
    assert desk.stake(900, ANN) == "POSTED"
    assert desk.do(Release(f"m_x/{desk.count - 1}")) == "POSTED"
    desk.lose(700, ANN)
    desk.do(Expect("d_ann", ANN, USD, 5_000))
    desk.do(Credit("d_ann"))
    desk.now += HOUR_MS
    left = desk.book.ledger.account(cash(ANN)).available
    assert desk.do(Transfer(cash(ANN), cash(BOB), left), Join(ANN, BOB), SetAccount(ANN, AccountState.CLOSED)) == "POSTED"
    assert (desk.stake(301, BOB), desk.stake(300, BOB)) == ("LIMIT_REACHED", "POSTED")
    available = desk.book.ledger.account(cash(BOB)).available
    assert (desk.take_out(available - 4_999, BOB), desk.take_out(available - 5_000, BOB)) == ("STILL_COOLING", "POSTED")
    assert desk.do(TakeBack("d_ann", 0, 5_000, freeze=True)) == "POSTED"
    assert (desk.book.ledger.holders[BOB].state, desk.book.ledger.holders[ANN].state) == (AccountState.FROZEN, AccountState.CLOSED)
    assert desk.book.ledger.deposits_of == {ANN: [], BOB: ["d_ann"]}
    assert desk.replayed().head == desk.book.head


def test_who_is_frozen_owes_or_still_pays_is_not_joined_with_another(desk: Desk) -> None:
    close = SetAccount(ANN, AccountState.CLOSED)
    left = Transfer(cash(ANN), cash(BOB), desk.book.ledger.account(cash(ANN)).available)
    desk.do(Expect("d_ann", ANN, USD, 5_000))
    assert desk.do(left, Join(ANN, BOB), close) == "MONEY_LEFT"
    desk.do(Drop("d_ann"))
    assert desk.do(Join(ANN, ANN)) == "SAME_ACCOUNT"
    desk.do(SetAccount(ANN, AccountState.FROZEN))
    assert desk.do(left, Join(ANN, BOB), close) == "ACCOUNT_FROZEN"
    desk.do(SetAccount(ANN, AccountState.OPEN))
    assert desk.do(left, Join(ANN, BOB), close) == "POSTED"
    assert desk.do(Join(BOB, ANN)) == "ACCOUNT_CLOSED"


def test_all_of_it_is_the_same_after_a_restart(gated: Desk) -> None:
    gated.limit(LimitKind.STAKE, 1_000)
    gated.do(SpendTime(ANN, USD, 5))
    gated.lose(900)
    gated.do(Exclude(BOB, FOREVER_MS))
    before, again = gated.book.ledger, gated.replayed().ledger
    assert (again.holders, again.rules) == (before.holders, before.rules)
    assert {key: one.by_minute for key, one in again.usage.items()} == {key: one.by_minute for key, one in before.usage.items()}
