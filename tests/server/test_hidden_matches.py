"""I3: nobody learns by asking that a match exists which is none of their business: neither by the code of the answer nor by how long it takes. What was
offered to everybody is public, and answered as the matrix says."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from trio.testing import MockClock

from protocol.codec import encode_request
from protocol.commands import Command, JoinMatch, ReadReplay, ReportPlayer, Watch
from protocol.converter import members, tag_of
from protocol.envelope import Request
from tests.kit.guest import identity_of
from tests.kit.lines import MemoryLine
from tests.server.test_access import ACCESS, NO_SUCH, YES, Scene, scene

OF_A_MATCH = [kind for kind in members(Command) if "match_id" in {field.name for field in attrs.fields(kind)}]
ASKED: dict[str, Callable[[str], Command]] = {
    **{tag_of(kind): ACCESS[kind][0] for kind in OF_A_MATCH if kind not in (ReadReplay, ReportPlayer)},
    "watch": lambda match: Watch(f"match:{match}"),
    "watch late": lambda match: Watch(f"spectate:{match}"),
}
"""Replays are asked of the database: see test_ladder.py. A report may name any match, and is answered alike."""
TRIES = 150
APART_SECONDS_MAX = 0.005


async def private(one: Scene, name: str) -> str:
    """A match of two who were invited to it, under way."""
    match = await one.offer(f"a-private-{name}", invite_only=True)
    assert await one.ask("opponent", JoinMatch(match)) == YES
    return match


def test_every_command_that_names_a_match_is_asked() -> None:
    assert len(OF_A_MATCH) >= 20
    assert len(ASKED) == len(OF_A_MATCH)


async def test_a_private_match_is_none_at_all(autojump_clock: MockClock) -> None:
    async with scene() as one:
        hidden = await private(one, "match")
        for caller in ("other user", "spectator", "banned"):
            codes = {name: (await one.ask(caller, make(hidden)), await one.ask(caller, make(NO_SUCH))) for name, make in ASKED.items()}
            assert codes == dict.fromkeys(ASKED, ("NO_SUCH_MATCH", "NO_SUCH_MATCH"))


async def test_an_invitation_is_there_for_who_has_it_and_says_no_more_than_that(autojump_clock: MockClock) -> None:
    async with scene() as one:
        invitation = await one.offer("an-invitation", invite_only=True)
        codes = {name: await one.ask("other user", make(invitation)) for name, make in ASKED.items() if name != "join_match"}
        assert codes == dict.fromkeys(codes, "NO_SUCH_MATCH") | {"watch": YES}
        assert await one.ask("other user", JoinMatch(invitation)) == YES
        assert await one.ask("spectator", JoinMatch(invitation)) == "NO_SUCH_MATCH"


async def test_its_players_are_answered_as_ever(autojump_clock: MockClock) -> None:
    async with scene() as one:
        hidden = await private(one, "match")
        assert "NO_SUCH_MATCH" not in {await one.ask("opponent", make(hidden)) for name, make in ASKED.items() if name != "watch late"}


# ── how long it takes ──


async def seconds(one: Scene, command: Command) -> float:
    """The median of many, by the real clock."""
    line = MemoryLine()
    one.nursery.start_soon(one.sessions.serve, line, identity_of("spectator"), one.house.house)
    took = []
    for ref in range(TRIES):
        began = time.perf_counter()
        line.say(encode_request(Request(ref, command)))
        answer: dict[str, Any] = {}
        while answer.get("ref") != ref:
            answer = json.loads(await line.heard())
        took.append(time.perf_counter() - began)
        assert answer["reply"]["code"] == "NO_SUCH_MATCH"
    return statistics.median(took)


@pytest.mark.parametrize("name", ["join_match", "play_move", "add_evidence", "watch", "watch late"])
async def test_a_match_of_others_takes_as_long_as_none(name: str, autojump_clock: MockClock) -> None:
    async with scene() as one:
        hidden = await private(one, "match")
        there, not_there = await seconds(one, ASKED[name](hidden)), await seconds(one, ASKED[name](NO_SUCH))
        assert abs(there - not_there) < APART_SECONDS_MAX, (there, not_there)
