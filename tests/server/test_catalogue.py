"""I2: every code of the catalogue is reached by a test, and the rarest of them here."""

from __future__ import annotations

import re
from typing import Any

import trio
from trio.testing import MockClock

from actors.lobby import MATCHES_OF_A_PLAYER_MAX
from actors.sessions import Sessions
from protocol.commands import CreateMatch, JoinMatch, PlayMove, ReadStatement
from protocol.games import Darts501Options, Ring, RollBall, TenPinOptions, ThrowDart
from protocol.money import Amount, Currency
from protocol.refusals import CATALOGUE, Code, Happened
from tests.kit.guest import Guest
from tests.kit.house import house_of
from tests.kit.process import ROOT

FIVE = Amount(Currency.USD, 500)


def test_every_code_is_reached_by_some_test() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    assert [code.value for code in Code if not re.search(rf"\b{code.value}\b", tests)] == []
    assert set(CATALOGUE) == set(Code)


async def code_of(guest: Guest, command: Any) -> str:
    return (await guest.ask(command)).get("code", "yes")


async def test_the_rules_of_the_game_refuse(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house, sessions = await house_of(nursery), Sessions()
        ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
        match = (await ann.ask(CreateMatch("a-match-key", TenPinOptions(), FIVE)))["match_id"]
        await bob.ask(JoinMatch(match))
        assert await code_of(ann, PlayMove(match, 0, ThrowDart(20, Ring.SINGLE))) == "WRONG_GAME"
        assert await code_of(ann, PlayMove(match, 0, RollBall(7))) == "yes"
        assert await code_of(ann, PlayMove(match, 1, RollBall(7))) == "ILLEGAL_MOVE"
        nursery.cancel_scope.cancel()


async def test_the_house_refuses(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house, sessions = await house_of(nursery), Sessions()
        ann = Guest(house.house, sessions, nursery, "ann")
        assert await code_of(ann, CreateMatch("a-match-in-coins", Darts501Options(1), Amount(Currency.SC, 500))) == "WRONG_CURRENCY_MODE"
        for number in range(MATCHES_OF_A_PLAYER_MAX):
            assert await code_of(ann, CreateMatch(f"a-match-{number:04}", Darts501Options(1), FIVE)) == "yes"
        assert await code_of(ann, CreateMatch("one-too-many", Darts501Options(1), FIVE)) == "TOO_MANY_MATCHES"
        nursery.cancel_scope.cancel()


async def test_a_bug_of_ours_is_said_to_be_one_and_costs_nobody_their_connection(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house, sessions = await house_of(nursery), Sessions()

        async def broken(_player: str, _command: object) -> Any:
            raise KeyError("a bug")

        house.house.records.read = broken  # type: ignore[method-assign]
        ann = Guest(house.house, sessions, nursery, "ann")
        answer = await ann.ask(ReadStatement())
        assert (answer["code"], answer["may_have_happened"]) == ("INTERNAL", Happened.UNKNOWN.value)
        assert await code_of(ann, CreateMatch("a-match-key", Darts501Options(1), FIVE)) == "yes"
        nursery.cancel_scope.cancel()
