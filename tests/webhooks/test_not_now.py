"""One at a time for each name, and nothing is kept of a name that nobody waits for; what is not possible now keeps nobody waiting."""

from __future__ import annotations

import pytest
import trio

from actors.turns import Turns
from webhooks.not_now import FAILURES_MAX, LOOKS_AT_ONCE, each_of, raise_first
from webhooks.stripe import StripeAway


async def test_of_one_name_one_at_a_time_and_of_another_at_the_same_time() -> None:
    turns, inside, most = Turns(), dict.fromkeys("ab", 0), dict.fromkeys("ab", 0)
    both = False

    async def work(name: str) -> None:
        nonlocal both
        async with turns.of(name):
            inside[name] += 1
            most[name] = max(most[name], inside[name])
            await trio.testing.wait_all_tasks_blocked()
            both = both or all(inside.values())
            inside[name] -= 1

    async with trio.open_nursery() as nursery:
        for name in "aaabbb":
            nursery.start_soon(work, name)
    assert (most, both, len(turns)) == ({"a": 1, "b": 1}, True, 0)


async def test_who_gives_up_waiting_leaves_the_others_their_turn() -> None:
    turns, came = Turns(), list[str]()

    async def wait(name: str) -> None:
        async with turns.of("a"):
            came.append(name)

    async with trio.open_nursery() as nursery, turns.of("a"):
        with trio.move_on_after(0):
            await wait("given up")
        nursery.start_soon(wait, "second")
        await trio.testing.wait_all_tasks_blocked()
    assert (came, len(turns)) == (["second"], 0)


async def test_each_is_worked_at_two_at_once_and_one_that_fails_stops_nobody() -> None:
    inside, most, done, failures = 0, 0, list[int](), list[Exception]()

    async def work(number: int) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await trio.testing.wait_all_tasks_blocked()
        inside -= 1
        if number == 0:
            raise StripeAway("500")
        done.append(number)

    await each_of(range(8), work, failures)
    assert (sorted(done), most, len(failures)) == (list(range(1, 8)), LOOKS_AT_ONCE, 1)
    with pytest.raises(StripeAway):
        raise_first(failures)


async def test_when_stripe_is_away_not_everybody_finds_out_for_themself() -> None:
    asked, failures = list[int](), list[Exception]()

    async def work(number: int) -> None:
        asked.append(number)
        raise StripeAway("500")

    await each_of(range(1_000), work, failures)
    assert FAILURES_MAX <= len(asked) <= FAILURES_MAX + LOOKS_AT_ONCE
