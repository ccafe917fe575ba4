"""Challenges: counted from what is settled in the books, by day, week and for ever; paid once."""

from __future__ import annotations

from typing import Any

from trio.testing import MockClock

from protocol.commands import ClaimReward, ConcedeMatch, CreateMatch, JoinMatch, ReadChallenges, ReadShop, Watch
from protocol.games import GolfMatchPlayOptions, Tie
from protocol.limits import DAY_MS
from protocol.money import Amount, Currency
from protocol.tables import Chip, CrashBet, RouletteBet
from tests.kit.guest import Guest
from tests.kit.tables import Bettor, Hall, hall
from tests.wallet.test_lots import give, settle, stake, sweeps
from wallet.deeds import ROUND, ROUND_WON


async def challenge(guest: Guest, name: str) -> dict[str, Any]:
    return next(one for one in (await guest.ask(ReadChallenges()))["challenges"] if one["challenge"] == name)


async def claim(guest: Guest, name: str) -> str:
    answer = await guest.ask(ClaimReward(name))
    return answer.get("code", "yes")


async def fly(bettor: Bettor, times: int) -> None:
    await bettor.sit("t_crash")
    for _ in range(times):
        assert await bettor.bet(CrashBet(100, 101)) == "accepted"
        await bettor.settled()
        await bettor.until("round_opened")


async def play_match(the: Hall, winner: Guest, loser: Guest, key: str) -> None:
    offer = CreateMatch(key, GolfMatchPlayOptions(9, Tie.SPLIT), Amount(Currency.USD, 100))
    match = (await winner.ask(offer))["match_id"]
    assert (await loser.ask(JoinMatch(match)))["type"] == "accepted"
    await winner.ask(Watch(f"match:{match}"))
    await loser.ask(ConcedeMatch(match))
    await winner.until("match_settled")


async def test_rounds_are_counted_as_they_are_settled_and_the_reward_is_paid_once(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann")
        assert (await challenge(ann, "day_crash"))["done"] == 0
        await fly(ann, 4)
        assert await claim(ann, "day_crash") == "NOT_DONE_YET"
        await fly(ann, 2)
        done = await challenge(ann, "day_crash")
        assert (done["done"], done["goal"], done["claimed"]) == (5, 5, False)
        before = (await the.balance(ann))["total"]
        assert [await claim(ann, "day_crash") for _ in range(3)] == ["yes"] * 3
        assert (await the.balance(ann))["total"] == before + 40_000
        assert (await challenge(ann, "day_crash"))["claimed"]
        assert (await challenge(ann, "day_rounds"))["done"] == 6
        assert await claim(ann, "once_first_round") == "yes"
        assert await claim(ann, "no_such_one") == "NO_SUCH_CHALLENGE"


async def test_a_day_begins_anew_and_once_is_once(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann = await the.bettor("ann")
        await ann.sit("t_roulette")
        await ann.bet(RouletteBet((Chip("red", 100), Chip("black", 100))))
        await ann.settled()
        assert await claim(ann, "once_first_round") == "yes"
        the.home.clock.step_ms += DAY_MS
        assert (await challenge(ann, "day_rounds"))["done"] == 0
        first = await challenge(ann, "once_first_round")
        assert (first["done"], first["claimed"], first["ends_ms"]) == (1, True, None)


async def test_matches_count_over_both_products_and_bring_what_nobody_can_buy(autojump_clock: MockClock) -> None:
    async with hall() as the:
        ann, bob = await the.bettor("ann"), await the.bettor("bob")
        for number in range(10):
            await play_match(the, ann, bob, f"a-match-{number:04}")
        assert (await challenge(ann, "once_champion"))["done"] == 10
        assert (await challenge(bob, "once_champion"))["done"] == 0
        assert await claim(bob, "day_match") == "yes"
        assert await claim(ann, "once_champion") == "yes"
        assert {"item": "frame_champion", "bought": False} in (await ann.ask(ReadShop()))["owned"]


def test_a_push_is_a_round_and_no_win_and_a_replay_counts_the_same() -> None:
    desk = sweeps()
    give(desk, "a", 100)
    stake(desk, "t_dice/1/x/key", 10)
    settle(desk, "t_dice/1/x/key", 10, 10)
    ledger = desk.book.ledger
    assert ledger.deeds == desk.replayed().ledger.deeds
    assert {deed for _player, deed in ledger.deeds} <= {ROUND, ROUND_WON, "match", "match_won"}
