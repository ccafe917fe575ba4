"""W8: the socket is lost at every message of a whole match, on either side; what is seen after resuming has no gap and no duplicate."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
import trio
from trio.testing import MockClock

from actors.house import House, Limits
from actors.line import Identity, LineClosed
from actors.sessions import Sessions
from protocol.codec import encode_request
from protocol.commands import Command, ConfirmResult, CreateMatch, JoinMatch, PlayMove, SayInMatch, Watch
from protocol.envelope import Request
from protocol.games import ConcedeHole, GolfMatchPlayOptions, Tie
from protocol.money import Amount, Currency
from tests.kit.house import house_of
from tests.kit.lines import MemoryLine

ANN = Identity(b"a" * 32, "p_" + "a" * 16, "Ann")
BOB = Identity(b"b" * 32, "p_" + "b" * 16, "Bob")


class Client:
    """Watches one match, loses its line after so many messages, resumes from the version it saw."""

    def __init__(self, house: House, sessions: Sessions, nursery: trio.Nursery, who: Identity, lost_after: int) -> None:
        self.house, self.sessions, self.nursery, self.who = house, sessions, nursery, who
        self.left = lost_after
        self.seen: list[tuple[int, str]] = []
        self.version: int | None = None
        self.ref = 0
        self.losses = 0
        self.match = ""
        self.connect()

    def connect(self) -> None:
        self.line = MemoryLine()
        self.nursery.start_soon(self.sessions.serve, self.line, self.who, self.house)

    async def ask(self, command: Command) -> dict[str, Any]:
        while True:
            self.ref += 1
            self.line.say(encode_request(Request(self.ref, command)))
            answer = await self.reply(self.ref)
            if answer is not None:
                return answer
            self.connect()
            if self.match:
                await self.follow(self.match)

    async def reply(self, ref: int) -> dict[str, Any] | None:
        try:
            while True:
                message = await self.hear()
                if message.get("ref") == ref:
                    return message["reply"]
        except LineClosed:
            return None

    async def hear(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await self.line.heard())
        self.left -= 1
        if self.left == 0:
            # The line is lost after this message was delivered to nobody.
            self.losses += 1
            self.line.cut()
            raise LineClosed(1006)
        if message.get("stream", "").startswith("match:"):
            self.seen.append((message["version"], message["event"]["type"]))
            self.version = message["version"]
        return message

    async def follow(self, match: str) -> None:
        self.match = match
        answer = await self.ask(Watch(f"match:{match}", self.version))
        if answer["type"] == "watching" and answer["snapshot"] is not None:
            self.version = answer["version"]
            self.seen.append((answer["version"], "snapshot"))

    async def until(self, kind: str) -> None:
        while not self.seen or self.seen[-1][1] != kind:
            try:
                await self.hear()
            except LineClosed:
                self.connect()
                await self.follow(self.match)


async def story(lost_after: int, who_loses: str) -> tuple[list[tuple[int, str]], list[str], int]:
    """A whole match; answers what the one who lost the line saw, what is durable, and how often the line was lost."""
    async with trio.open_nursery() as nursery:
        home = await house_of(nursery)
        house, disk = home.house, home.disk
        sessions = Sessions()
        ann = Client(house, sessions, nursery, ANN, lost_after if who_loses == "ann" else 0)
        bob = Client(house, sessions, nursery, BOB, lost_after if who_loses == "bob" else 0)
        match = (await ann.ask(CreateMatch("resume-key", GolfMatchPlayOptions(9, Tie.SPLIT), Amount(Currency.USD, 100))))["match_id"]
        await ann.follow(match)
        await bob.follow(match)
        await bob.ask(JoinMatch(match))
        for ply in range(5):
            await ann.ask(PlayMove(match, ply, ConcedeHole(ply + 1)))
            await bob.ask(SayInMatch(match, f"chat-key-{ply}", "thanks"))
        await bob.ask(ConfirmResult(match))
        await ann.until("match_settled")
        await bob.until("match_settled")
        loser = ann if who_loses == "ann" else bob
        nursery.cancel_scope.cancel()
    return loser.seen, [json.loads(record.body)["type"] for record in disk.records], loser.losses


@pytest.mark.parametrize("who", ["ann", "bob"])
def test_a_line_lost_at_any_message_leaves_no_gap_and_no_duplicate(who: str) -> None:
    lost_after, tried = 1, 0
    while True:
        seen, durable, losses = trio.run(story, lost_after, who, clock=MockClock(autojump_threshold=0))
        if not losses:
            break
        first = next(place for place, (_version, kind) in enumerate(seen) if kind == "snapshot")
        at = seen[first][0]
        for version, kind in seen[first + 1 :]:
            if kind == "snapshot":
                at = version
                continue
            assert version == at + 1, f"lost at message {lost_after}: {version} after {at}"
            assert durable[version - 1] == kind
            at = version
        assert at == len(durable)
        lost_after += 1
        tried += 1
    assert tried >= 25


async def test_a_reader_that_is_too_slow_is_closed_and_nobody_else_notices(autojump_clock: Any) -> None:
    async with trio.open_nursery() as nursery:
        house = (await house_of(nursery)).house
        small = attrs.evolve(house, limits=Limits(outbox_bytes_max=4_000))
        sessions = Sessions()
        slow = Client(small, sessions, nursery, ANN, 0)
        slow.line.read_seconds = 3_600.0
        other = Client(house, sessions, nursery, BOB, 0)
        for ref in range(60):
            slow.line.say(encode_request(Request(ref, Watch("lobby"))))
        assert (await other.ask(Watch("lobby")))["type"] == "watching"
        await trio.sleep(2 * 3_600.0)
        assert slow.line.closed is not None
        assert slow.line.closed[0] == 4008
        nursery.cancel_scope.cancel()


async def test_a_silent_line_is_closed(autojump_clock: Any) -> None:
    async with trio.open_nursery() as nursery:
        house = (await house_of(nursery)).house
        sessions = Sessions()
        nursery.start_soon(sessions.beat_for_ever, house.limits)
        silent = Client(house, sessions, nursery, ANN, 0)
        await trio.sleep(house.limits.silence_seconds_max + 3)
        assert silent.line.closed == (4002, "silent")
        nursery.cancel_scope.cancel()


async def test_sockets_die_with_their_session(autojump_clock: Any) -> None:
    async with trio.open_nursery() as nursery:
        house = (await house_of(nursery)).house
        sessions = Sessions()
        ann, bob = Client(house, sessions, nursery, ANN, 0), Client(house, sessions, nursery, BOB, 0)
        await ann.ask(Watch("lobby"))
        await bob.ask(Watch("lobby"))
        sessions.end(ANN.session)
        await trio.sleep(0.1)
        assert (ann.line.closed, bob.line.closed) == ((4001, "signed out"), None)
        nursery.cancel_scope.cancel()


async def test_of_two_who_join_at_once_exactly_one_is_seated(autojump_clock: Any) -> None:
    async with trio.open_nursery() as nursery:
        home = await house_of(nursery)
        house, disk = home.house, home.disk
        sessions = Sessions()
        ann = Client(house, sessions, nursery, ANN, 0)
        others = [Client(house, sessions, nursery, Identity(bytes([n]) * 32, "p_" + letter * 16, letter), 0) for n, letter in enumerate("cdef")]
        match = (await ann.ask(CreateMatch("race-key-1", GolfMatchPlayOptions(9, Tie.SPLIT), Amount(Currency.USD, 100))))["match_id"]
        answers: list[str] = []

        async def join(client: Client) -> None:
            answer = await client.ask(JoinMatch(match))
            answers.append(answer.get("code", answer["type"]))

        async with trio.open_nursery() as joining:
            for other in others:
                joining.start_soon(join, other)
        assert sorted(answers) == ["ALREADY_TAKEN"] * 3 + ["accepted"]
        assert sum(json.loads(row.body)[0][0] == "hold" for row in disk.rows) == 1
        nursery.cancel_scope.cancel()

