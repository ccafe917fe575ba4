"""Wagers: bets and rounds in the books. Each refusal by a row; what a bank may have to pay is there before the bet is taken."""

from __future__ import annotations

import pytest

from protocol.money import Currency
from tests.wallet.test_gate import ANN, BOB, Desk
from wallet.accounts import bucket
from wallet.table_transfers import Commit, Lock, Pay, Play, Rotate, SetMode, Wager
from wallet.transfers import Capture, Hold, Op, Release, Transfer

GC = Currency.GC
BANK = "house:bank:GC"
WHEEL, DICE = "t_wheel", "t_dice"


def room(*, bank: int = 10_000) -> Desk:
    desk = Desk()
    for player in (ANN, BOB):
        assert desk.do(Transfer("outside:coins:GC", bucket(player, GC, "coins"), 1_000)) == "POSTED"
    assert desk.do(Transfer("outside:coins:GC", BANK, bank)) == "POSTED"
    return desk


def bet(hold: str, minor: int = 100, cover: int = 200, number: int = 1, *, table: str = WHEEL, player: str = ANN) -> tuple[Op, ...]:
    return Hold(hold, player, GC, minor, f"{table}/{number}"), Wager(hold, table, number, "red=100", cover, personal=table == DICE)


def free_bank(desk: Desk) -> int:
    return desk.book.ledger.account(BANK).available


def test_the_bank_sets_aside_what_a_bet_may_win_until_the_bet_has_ended() -> None:
    desk = room()
    assert desk.do(*bet("a")) == "POSTED"
    assert desk.do(*bet("b", player=BOB)) == "POSTED"
    assert free_bank(desk) == 9_600
    assert desk.do(Lock(WHEEL, 1)) == "POSTED"
    assert desk.do(Capture("a", BANK, 100), Pay("a", ANN, BANK, 300)) == "POSTED"
    assert desk.do(Capture("b", BANK, 100)) == "POSTED"
    assert free_bank(desk) == 10_000 - 200 + 100


def test_a_bet_that_the_bank_could_not_pay_is_not_taken() -> None:
    desk = room(bank=350)
    assert desk.do(*bet("a")) == "POSTED"
    assert desk.do(*bet("b", player=BOB)) == "BANK_SHORT"
    assert desk.book.ledger.account(bucket(BOB, GC, "coins")).held == 0, "nor is its stake"


def test_a_bet_may_be_put_anew_in_one_breath() -> None:
    desk = room()
    desk.do(*bet("a"))
    assert desk.do(Release("a"), *bet("a2", minor=900, cover=5_000)) == "POSTED"
    assert desk.do(Release("a2"), *bet("a3", minor=1_001)) == "INSUFFICIENT_FUNDS"
    assert [money.hold.hold_id for money in desk.book.ledger.open_holds(ANN)] == ["a2"], "the old bet stands"
    assert free_bank(desk) == 5_000


def test_rounds_are_locked_one_after_the_other_and_never_twice() -> None:
    desk = room()
    assert [desk.do(Lock(WHEEL, number)) for number in (2, 1, 1, 3, 2)] == ["ROUND_CLOSED", "POSTED", "ROUND_CLOSED", "ROUND_CLOSED", "POSTED"]


def test_a_bet_after_the_lock_is_refused_unless_one_is_in_the_round() -> None:
    desk = room()
    desk.do(*bet("a"))
    desk.do(Lock(WHEEL, 1))
    assert desk.do(*bet("b", player=BOB)) == "ROUND_CLOSED"
    assert desk.do(*bet("a2")) == "POSTED", "a double, a split"
    assert desk.do(*bet("c", number=3)) == "ROUND_CLOSED"
    assert desk.do(*bet("d", number=2)) == "POSTED"


def test_a_hold_is_one_bet() -> None:
    desk = room()
    desk.do(*bet("a"))
    assert desk.do(Wager("a", WHEEL, 1, "black=100", 0, personal=False)) == "HOLD_ENDED"
    assert desk.do(Wager("none", WHEEL, 1, "black=100", 0, personal=False)) == "NO_SUCH_HOLD"
    assert desk.do(Pay("a", ANN, BANK, 10)) == "HOLD_ENDED"


# ── what was committed to ────────────────────────────────────────────────────


def test_a_commitment_never_changes() -> None:
    desk = room()
    assert [desk.do(Commit("chain:t_wheel/1", digest)) for digest in ("aa", "bb")] == ["POSTED", "ALREADY_COMMITTED"]
    assert desk.book.ledger.commits["chain:t_wheel/1"] == "aa"


def test_nobody_draws_from_a_seed_that_was_not_committed_to_before() -> None:
    desk = room()
    assert desk.do(Rotate(ANN, DICE, 1, "mine")) == "NOT_COMMITTED"
    assert desk.do(*bet("a", table=DICE)) == "NOT_COMMITTED"
    desk.do(Commit(f"{ANN}@{DICE}/1", "aa"))
    assert desk.do(Rotate(ANN, DICE, 1, "mine")) == "POSTED"
    assert desk.do(*bet("a", table=DICE)) == "POSTED"


def test_nonces_have_no_gap_and_a_seed_is_not_shown_while_a_bet_is_drawn_from_it() -> None:
    desk = room()
    desk.do(Commit(f"{ANN}@{DICE}/1", "aa"), Rotate(ANN, DICE, 1, "mine"), Commit(f"{ANN}@{DICE}/2", "bb"))
    nonces: list[int] = []
    for number in (1, 2, 3):
        desk.do(*bet(f"h{number}", number=number, table=DICE))
        money = desk.book.ledger.holds[f"h{number}"]
        assert money.bet is not None
        nonces.append(money.bet.nonce)
        assert desk.do(Rotate(ANN, DICE, 2, "new")) == "OPEN_BETS"
        desk.do(Lock(DICE, number))
        desk.do(Capture(f"h{number}", BANK, 100))
    assert nonces == [1, 2, 3]
    assert desk.do(Rotate(ANN, DICE, 2, "new")) == "POSTED"
    desk.do(*bet("h4", number=4, table=DICE))
    money = desk.book.ledger.holds["h4"]
    assert money.bet is not None
    assert (money.bet.seed, money.bet.client_seed, money.bet.nonce) == (f"{ANN}@{DICE}/2", "new", 1)


def test_a_bet_that_was_refused_uses_no_nonce() -> None:
    desk = room()
    desk.do(Commit(f"{ANN}@{DICE}/1", "aa"), Rotate(ANN, DICE, 1, "mine"))
    assert desk.do(*bet("a", minor=5_000, table=DICE)) == "INSUFFICIENT_FUNDS"
    assert desk.do(*bet("b", cover=50_000, table=DICE)) == "BANK_SHORT"
    desk.do(*bet("c", table=DICE))
    money = desk.book.ledger.holds["c"]
    assert money.bet is not None
    assert money.bet.nonce == 1


# ── what is played in a round ────────────────────────────────────────────────


@pytest.mark.parametrize(("number", "after", "said"), [(1, 1, "POSTED"), (1, 0, "STALE_PLAY"), (1, 2, "STALE_PLAY"), (2, 0, "ROUND_CLOSED")])
def test_a_play_comes_after_all_that_were_seen(number: int, after: int, said: str) -> None:
    desk = room()
    desk.do(Lock(WHEEL, 1))
    assert desk.do(Play(WHEEL, 1, 0, "0 hit")) == "POSTED"
    assert desk.do(Play(WHEEL, number, after, "0 stand")) == said


def test_the_plays_of_a_round_are_forgotten_with_it_and_a_replay_knows_all() -> None:
    desk = room()
    desk.do(*bet("a"))
    desk.do(Commit("x", "aa"), Lock(WHEEL, 1), Play(WHEEL, 1, 0, "0 hit"), SetMode(BOB, Currency.SC))
    ledger, again = desk.book.ledger, desk.replayed().ledger
    for one in ("rounds", "commits", "bets", "seeds", "holders", "holds", "versions"):
        assert getattr(again, one) == getattr(ledger, one), one
    assert again.rounds[WHEEL].plays == ("0 hit",)
    desk.do(Capture("a", BANK, 100))
    desk.do(Lock(WHEEL, 2))
    assert ledger.rounds[WHEEL].plays == ()
