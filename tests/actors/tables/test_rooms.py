"""Rooms: whole rounds through the real session, wallet and supervisor, on virtual time."""

from __future__ import annotations

import json
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from actors.tables import curve, fairness
from actors.tables.seeds import SeedKey
from protocol.commands import (
    CashOut,
    ConcedeMatch,
    CreateMatch,
    JoinMatch,
    ListTables,
    PlayHand,
    ReadFairness,
    RotateSeeds,
    SayAtTable,
    SetMode,
    TakeBetBack,
    Watch,
)
from protocol.games import GolfMatchPlayOptions, Tie
from protocol.money import Amount, Currency
from protocol.tables import BlackjackBet, Chip, CrashBet, DiceBet, HandMove, PlinkoBet, Risk, RouletteBet
from tests.kit.tables import GC, SC, Bettor, hall
from wallet.accounts import house

RED = RouletteBet((Chip("red", 1_000),))


def pay_of(event: dict[str, Any], player: str) -> tuple[int, int]:
    one = next(bet for bet in event["bets"] if bet["player"] == player)
    return one["staked"], one["paid"]


async def test_a_round_of_roulette_from_the_first_chip_to_the_payment(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann, bob = await the.bettor("ann"), await the.bettor("bob")
        view = await ann.sit("t_roulette")
        await bob.sit("t_roulette")
        assert (view["stage"], view["round"], view["bets"]) == ("betting", 1, [])
        assert await ann.bet(RED) == "accepted"
        assert await bob.bet(RouletteBet((Chip("black", 500), Chip("0", 100)))) == "accepted"
        placed = await bob.until("bets_placed")
        assert {bet["name"] for bet in placed["bets"]} == {"ann", "bob"}
        assert (await the.balance(ann))["held"] == 1_000
        shown = await ann.until("play_shown")
        pocket = shown["play"]["pocket"]
        assert fairness.roulette(shown["seed"], "5" * 64, 1) == pocket
        event = await ann.settled()
        red = pocket in (1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36)
        assert pay_of(event, ann.player) == (1_000, 2_000 if red else 0)
        assert pay_of(event, bob.player) == (600, 3_600 if pocket == 0 else 0 if red else 1_000)
        assert (await the.balance(ann))["total"] == 10_000_00 + (1_000 if red else -1_000)
        assert (await ann.until("round_opened"))["round"] == 2


async def test_a_commitment_stands_in_the_journal_before_the_bet_and_the_hash_leads_to_it(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann")
        view = await ann.sit("t_roulette")
        await ann.bet(RED)
        seed = (await ann.settled())["result"]["seed"]
        assert fairness.chain_before(seed) == view["chain"]["commitment"]
        rows = [row.body.decode() for row in the.home.disk.rows]
        order = [next(place for place, row in enumerate(rows) if words in row) for words in (view["chain"]["commitment"], "salt:t_roulette/1", '"hold"', '"lock"')]
        assert order == sorted(order)
        await ann.bet(RED)
        assert fairness.chain_before((await ann.settled())["result"]["seed"]) == seed


async def test_a_bet_put_again_takes_the_place_of_the_one_before_and_can_be_taken_back(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann")
        await ann.sit("t_roulette")
        await ann.bet(RED)
        assert await ann.bet(RouletteBet((Chip("red", 3_000), Chip("17", 200)))) == "accepted"
        assert (await the.balance(ann))["held"] == 3_200
        assert (await ann.ask(TakeBetBack("t_roulette", 1)))["type"] == "accepted"
        assert (await the.balance(ann))["held"] == 0
        assert (await ann.ask(TakeBetBack("t_roulette", 1)))["code"] == "NO_BET"
        assert await ann.bet(RED) == "accepted"
        assert pay_of(await ann.settled(), ann.player)[0] == 1_000
        holds = [row for row in the.home.disk.rows if b'"hold"' in row.body and b"t_roulette/1/" in row.body]
        assert len(holds) == 3


async def test_everybody_sees_a_bet_leave_the_table_and_the_table_waits_again(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann, bob = await the.bettor("ann"), await the.bettor("bob")
        await ann.sit("t_blackjack")
        await bob.sit("t_blackjack")
        await ann.bet(BlackjackBet(1_000, 0))
        assert [bet["name"] for bet in (await bob.until("bets_placed"))["bets"]] == ["ann"]
        await ann.ask(TakeBetBack("t_blackjack", 1))
        assert (await bob.until("bets_placed"))["taken_back"] == [ann.player]
        opened = await bob.until("round_opened")
        assert (opened["round"], opened["due_ms"]) == (1, None)


async def test_a_bet_that_is_sent_again_is_one_bet(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann")
        await ann.sit("t_roulette")
        assert [await ann.bet(RED, key="the-same-key") for _ in range(3)] == ["accepted"] * 3
        assert (await the.balance(ann))["held"] == 1_000


async def test_a_bet_after_the_lock_is_refused_and_nothing_is_held(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann, bob = await the.bettor("ann"), await the.bettor("bob")
        await ann.sit("t_roulette")
        await bob.sit("t_roulette")
        await ann.bet(RED)
        await bob.until("play_shown")
        assert await bob.bet(RED) == "ROUND_CLOSED"
        assert (await bob.ask(TakeBetBack("t_roulette", 1)))["code"] in ("NO_BET", "ROUND_CLOSED")
        assert (await the.balance(bob))["held"] == 0


@pytest.mark.parametrize(("table", "bet", "currency", "code"), [
    ("t_roulette", RouletteBet((Chip("17-19", 100),)), GC, "ILLEGAL_BET"),
    ("t_roulette", CrashBet(100), GC, "ILLEGAL_BET"),
    ("t_roulette", RouletteBet((Chip("red", 99),)), GC, "BET_TOO_SMALL"),
    ("t_roulette", RouletteBet((Chip("red", 1_000_001),)), GC, "BET_TOO_LARGE"),
    ("t_roulette", RouletteBet((Chip("17", 900_000),)), GC, "BET_TOO_LARGE"),
    ("t_crash", CrashBet(1_000_000, 20_000), GC, "BET_TOO_LARGE"),
    ("t_roulette", RED, SC, "WRONG_CURRENCY_MODE"),
    ("t_roulette", RED, Currency.USD, "CURRENCY_NOT_OPEN"),
    ("t_roulette", RouletteBet((Chip("red", 1_000_000), Chip("odd", 1))), GC, "BET_TOO_LARGE"),
    ("t_dice", DiceBet(over=True, minor=100, target=10_000), GC, "ILLEGAL_BET"),
    ("t_dice", DiceBet(over=True, minor=100, target=5_000), GC, "SEEDS_NOT_SET"),
    ("t_blackjack", BlackjackBet(1_000_000, 1), GC, "INSUFFICIENT_FUNDS"),
])  # fmt: skip
async def test_a_bet_that_cannot_be_is_refused_and_nothing_is_held(table: str, bet: Any, currency: Currency, code: str, autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann", gc=5_000_00)
        await ann.sit(table)
        assert await ann.bet(bet, currency) == code
        assert (await the.balance(ann))["held"] == 0


async def test_a_table_that_is_not_there(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann")
        ann.table, ann.round = "t_nowhere", 1
        assert await ann.bet(RED) == "NO_SUCH_TABLE"
        assert (await ann.ask(Watch("table:t_nowhere")))["code"] == "NO_SUCH_TABLE"
        assert [card["kind"] for card in (await ann.ask(ListTables()))["tables"]] == ["crash", "roulette", "blackjack", "dice", "plinko"]


# ── crash ────────────────────────────────────────────────────────────────────


async def flying(bettor: Bettor, bet: CrashBet, monkeypatch: pytest.MonkeyPatch, point: int) -> None:
    monkeypatch.setattr(curve, "crash_point", lambda _seed, _salt: point)
    await bettor.sit("t_crash")
    assert await bettor.bet(bet) == "accepted"
    await bettor.until("play_shown")


async def test_who_cashes_out_is_paid_at_once_by_the_servers_clock(monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann")
        await flying(ann, CrashBet(10_000), monkeypatch, 500)
        await trio.sleep(curve.time_of(300) / 1000)
        assert (await ann.ask(CashOut("t_crash", 1)))["type"] == "accepted"
        out = await ann.until("player_cashed_out")
        assert out["paid"] == 10_000 * out["at"] // 100
        assert 300 <= out["at"] <= 301
        assert (await the.balance(ann))["total"] == 10_000_00 - 10_000 + out["paid"]
        assert (await ann.ask(CashOut("t_crash", 1)))["code"] == "TOO_LATE"
        event = await ann.settled()
        assert event["result"]["play"]["crashed_at"] == 500
        assert pay_of(event, ann.player) == (10_000, out["paid"])


async def test_who_does_not_loses_and_who_had_a_mark_is_out_at_it(monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann, bob = await the.bettor("ann"), await the.bettor("bob")
        await bob.sit("t_crash")
        await bob.bet(CrashBet(2_000, 150))
        await flying(ann, CrashBet(10_000), monkeypatch, 200)
        event = await ann.settled()
        assert pay_of(event, ann.player) == (10_000, 0)
        assert pay_of(event, bob.player) == (2_000, 3_000)
        assert (await ann.ask(CashOut("t_crash", 1)))["code"] in ("ROUND_CLOSED", "TOO_LATE")


async def test_nothing_that_is_sent_in_flight_says_where_it_ends(monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann")
        await flying(ann, CrashBet(10_000), monkeypatch, 777)
        view = (await ann.ask(Watch("table:t_crash")))["snapshot"]
        assert view["play"]["crashed_at"] is None
        assert view["due_ms"] is None
        seed = SeedKey(b"seeds").round_hash("t_crash", 1)
        assert seed not in json.dumps([view, *ann.pushed])
        assert (await ann.settled())["result"]["seed"] == seed


# ── blackjack ────────────────────────────────────────────────────────────────


async def test_seven_seats_and_nobody_sits_on_anothers_lap(autojump_clock: MockClock) -> None:
    async with hall() as the:
        guests = [await the.bettor(name) for name in ("ann", "bob", "cat")]
        for guest in guests:
            await guest.sit("t_blackjack")
        answers: list[str] = []

        async def sit(guest: Bettor) -> None:
            answers.append(await guest.bet(BlackjackBet(1_000, 3)))

        async with trio.open_nursery() as nursery:
            for guest in guests:
                nursery.start_soon(sit, guest)
        assert sorted(answers) == ["SEAT_TAKEN", "SEAT_TAKEN", "accepted"]


async def test_a_hand_is_played_and_who_is_slow_stands(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann, bob = await the.bettor("ann"), await the.bettor("bob")
        await ann.sit("t_blackjack")
        await bob.sit("t_blackjack")
        await ann.bet(BlackjackBet(1_000, 0))
        await bob.bet(BlackjackBet(2_000, 6))
        while True:
            shown = (await ann.until("play_shown"))["play"]
            if shown["turn"] is None:
                break
            if shown["turn"] == 0:
                move = HandMove.STAND if shown["seats"][0]["hands"][shown["hand"]]["total"] >= 12 else HandMove.HIT
                assert (await bob.ask(PlayHand(move, "t_blackjack", 1, shown["plays"])))["code"] == "NOT_YOUR_TURN"
                assert (await ann.ask(PlayHand(move, "t_blackjack", 1, shown["plays"])))["type"] == "accepted"
        event = await ann.settled()
        assert {bet["player"] for bet in event["bets"]} == {ann.player, bob.player}
        seed = event["result"]["seed"]
        deck = fairness.cards(seed, "5" * 64, 1, 6)
        assert event["result"]["play"]["seats"][0]["hands"][0]["cards"][:2] == [deck[0], deck[3]]
        assert event["result"]["play"]["dealer"][:2] == [deck[2], deck[5]]


async def test_a_double_that_one_cannot_pay_for_is_refused_and_the_hand_goes_on(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann", gc=1_500)
        await ann.sit("t_blackjack")
        for _ in range(20):
            assert await ann.bet(BlackjackBet(1_000, 0)) == "accepted"
            shown = (await ann.until("play_shown"))["play"]
            if shown["turn"] == 0:
                break
            await ann.settled()
            await ann.until("round_opened")
        answer = await ann.ask(PlayHand(HandMove.DOUBLE, "t_blackjack", ann.round, shown["plays"]))
        balance = await the.balance(ann)
        if balance["available"] < 1_000:
            assert answer["code"] == "INSUFFICIENT_FUNDS"
            assert (await ann.ask(PlayHand(HandMove.STAND, "t_blackjack", ann.round, shown["plays"])))["type"] == "accepted"
        await ann.settled()


# ── dice and plinko ──────────────────────────────────────────────────────────


async def test_everybody_rolls_from_seeds_of_their_own_and_can_prove_it_after_rotating(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann, bob = await the.bettor("ann"), await the.bettor("bob")
        for guest in (ann, bob):
            await guest.sit("t_dice")
        before = (await ann.ask(ReadFairness("t_dice")))["seeds"]
        assert (before["number"], before["commitment"]) == (0, None)
        await ann.own_seeds("annsSeed")
        await bob.own_seeds("bobsSeed")
        rolls: list[int] = []
        for _ in range(3):
            assert await ann.bet(DiceBet(over=True, minor=1_000, target=5_000)) == "accepted"
            assert await ann.bet(DiceBet(over=True, minor=1_000, target=5_000)) == "BET_FIXED"
            assert (await ann.ask(RotateSeeds("t_dice", 2, "other")))["code"] == "OPEN_BETS"
            assert await bob.bet(DiceBet(over=False, minor=500, target=2_500)) == "accepted"
            event = await ann.settled()
            await bob.settled()
            draws = {draw["player"]: draw for draw in event["result"]["play"]["draws"]}
            rolls.append(draws[ann.player]["roll"])
            assert (draws[ann.player]["nonce"], draws[bob.player]["nonce"]) == (len(rolls), len(rolls))
            assert pay_of(event, ann.player) == (1_000, 1_980 if rolls[-1] > 5_000 else 0)
            await ann.until("round_opened")
        assert (await ann.ask(RotateSeeds("t_dice", 2, "other")))["code"] == "SEEDS_NOT_SET", "nobody rotates unseen"
        await ann.ask(ReadFairness("t_dice"))
        assert (await ann.ask(RotateSeeds("t_dice", 2, "other")))["type"] == "accepted"
        after = (await ann.ask(ReadFairness("t_dice")))["seeds"]
        (spent,) = after["spent"]
        assert (spent["commitment"], spent["client_seed"], spent["bets"]) == (before["next_commitment"], "annsSeed", 3)
        assert fairness.commitment(spent["server_seed"]) == spent["commitment"]
        assert [fairness.dice(spent["server_seed"], "annsSeed", nonce) for nonce in (1, 2, 3)] == rolls
        assert after["number"] == 2


async def test_balls_fall_where_the_seeds_say(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann")
        await ann.sit("t_plinko")
        await ann.own_seeds()
        await ann.bet(PlinkoBet(Risk.MEDIUM, 1_000, 12))
        (ball,) = (await ann.until("play_shown"))["play"]["draws"]
        assert ball["path"].count("R") == ball["bucket"]
        assert pay_of(await ann.settled(), ann.player) == (1_000, 10 * ball["multiplier"])


# ── who is there ─────────────────────────────────────────────────────────────


async def test_a_table_rests_when_nobody_is_there_and_wheels_turn_for_who_looks_on(autojump_clock: MockClock) -> None:
    async with hall() as the:
        await trio.sleep(600)
        assert not any(b'"lock"' in row.body for row in the.home.disk.rows)
        ann = await the.bettor("ann")
        await ann.sit("t_roulette")
        await ann.until("round_settled")
        view = await ann.sit("t_dice")
        assert view["due_ms"] is None


async def test_what_is_said_is_heard_by_all_and_kept(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann, bob = await the.bettor("ann"), await the.bettor("bob")
        await ann.sit("t_crash")
        await bob.sit("t_crash")
        assert (await ann.ask(SayAtTable("t_crash", "good luck")))["type"] == "accepted"
        said = await bob.until("table_said")
        assert (said["name"], said["words"]) == ("ann", "good luck")
        assert [line.words for _table, line in the.home.disk.lines] == ["good luck"]
        await ann.ask(SayAtTable("t_crash", "what the fuck"))
        assert "fuck" not in (await bob.until("table_said"))["words"]
        guests = await bob.until("guests_changed")
        assert {guest["name"] for guest in guests["guests"]} <= {"ann", "bob"}
        assert (await bob.sit("t_crash"))["chat"][0]["words"] == "good luck"


# ── the two coins ────────────────────────────────────────────────────────────


async def test_a_round_with_sweeps_coins_pays_redeemable_ones(monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann", sc=1_000)
        await ann.sit("t_crash")
        monkeypatch.setattr(curve, "crash_point", lambda _seed, _salt: 300)
        assert await ann.bet(CrashBet(400, 150)) == "WRONG_CURRENCY_MODE"
        assert await ann.bet(CrashBet(400, 150), SC) == "accepted"
        assert (await ann.ask(SetMode(GC, "not-now-please")))["code"] == "OPEN_BETS"
        await ann.settled()
        balance = await the.balance(ann, SC)
        assert (balance["total"], balance["redeemable"]) == (1_200, 600)
        assert (await ann.ask(SetMode(GC, "now-if-you-please")))["type"] == "accepted"


async def test_a_switch_shows_on_all_screens_at_once(autojump_clock: MockClock) -> None:
    async with hall() as the:
        phone, desk = await the.bettor("ann"), await the.bettor("ann")
        for device in (phone, desk):
            await device.ask(Watch("wallet"))
        await phone.ask(SetMode(SC, "from-the-phone"))
        changed = await desk.until("wallet_changed")
        assert (changed["cause"], changed["wallet"]["mode"]) == ("mode", "SC")
        await desk.sit("t_roulette")
        assert await desk.bet(RED) == "WRONG_CURRENCY_MODE"


async def test_the_bank_has_its_cover_back_when_all_is_over(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann")
        await ann.sit("t_roulette")
        await ann.bet(RED)
        await ann.settled()
        postings = [one for one in the.home.disk.postings if one.account == house("bank", GC)]
        assert max(one.held for one in postings) == 1_000
        assert postings[-1].held == 0


async def test_a_match_is_staked_in_sweeps_coins_and_won_ones_are_redeemable(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann, bob = await the.bettor("ann", sc=1_000), await the.bettor("bob", sc=1_000)
        eve = await the.bettor("eve")
        offer = CreateMatch("a-match-in-sweeps", GolfMatchPlayOptions(9, Tie.SPLIT), Amount(SC, 500))
        match = (await ann.ask(offer))["match_id"]
        assert (await eve.ask(JoinMatch(match)))["code"] == "WRONG_CURRENCY_MODE"
        assert (await bob.ask(JoinMatch(match)))["type"] == "accepted"
        assert (await the.balance(ann, SC))["held"] == 500
        await ann.ask(Watch(f"match:{match}"))
        assert (await bob.ask(ConcedeMatch(match)))["type"] == "accepted"
        await ann.until("match_settled")
        won = await the.balance(ann, SC)
        assert (won["total"], won["redeemable"]) == (1_450, 950), "the pot less five per cent; what was not staked is still to be played"
        assert (await the.balance(bob, SC))["total"] == 500
