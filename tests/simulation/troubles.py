"""Troubles: what goes wrong in a world until it is healed. Every few seconds one of them, and now and then a bug between two steps of an actor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import attrs
import trio

from actors.match.messages import ReportToLobby
from tests.kit.lines import MemoryLine
from tests.simulation.faults import Planted
from tests.simulation.player import SimPlayer
from tests.simulation.world import World


@attrs.frozen
class Poison:
    """A message that no actor knows."""


class Troubles:
    """Of one world. players: whose lines are bad."""

    def __init__(self, world: World, players: Sequence[SimPlayer]) -> None:
        self._world = world
        self._random = world.random
        self._note = world.note
        self._players = players

    async def happen(self) -> None:
        """Until healed, something happens every few seconds."""
        world = self._world
        troubles: list[Callable[[], None]] = [
            world.crash_server,
            self._database_down,
            self._second_writer,
            self._paused_writer,
            self._clock_jump,
            self._drop_client,
            self._half_open,
            self._slow_reader,
            self._actor_exception,
            self._flood,
            self._drain,
            self._reorder,
        ]
        while not world.healed:
            await trio.sleep(self._random.uniform(1.0, 12.0))
            if not world.healed:
                self._random.choice(troubles)()

    def come_past(self, failpoint: str) -> None:
        """An actor meets a bug of its own between two steps."""
        if not self._world.healed and not failpoint.startswith("session.") and self._random.random() < 0.002:
            self._note("actor exception at a random place")
            raise Planted(failpoint)

    def _drain(self) -> None:
        world = self._world
        if world.life is not None and world.house is not None:
            self._note("drain during play")
            world.sessions.move_all(1000, 1012)
            world.life.deadline = trio.current_time() + 0.5

    def _database_down(self) -> None:
        self._note("database down")
        self._world.storage.away_until = trio.current_time() + self._random.uniform(0.1, 6.0)

    def _second_writer(self) -> None:
        """Somebody else takes the journal: we are fenced, end, and start again."""
        world = self._world
        self._note("second writer started")
        world.disk.journal = attrs.evolve(world.disk.journal, epoch=world.disk.journal.epoch + 1)

    def _paused_writer(self) -> None:
        """The event log's writer wakes up after another took over."""
        world = self._world
        self._note("old writer paused, then resumed")
        world.disk.events = attrs.evolve(world.disk.events, epoch=world.disk.events.epoch + 1)

    def _clock_jump(self) -> None:
        self._note("wall clock jumps")
        self._world.clock.step_ms += self._random.choice((-3_600_000, -5_000, 5_000, 30_000))

    def _some_line(self) -> MemoryLine | None:
        open_lines = [line for line in self._world.lines if line.closed is None]
        return self._random.choice(open_lines) if open_lines else None

    def _drop_client(self) -> None:
        if (line := self._some_line()) is not None:
            self._note("client drops")
            line.cut()

    def _half_open(self) -> None:
        if (line := self._some_line()) is not None:
            self._note("half-open socket")
            line.half_open = True

    def _slow_reader(self) -> None:
        if (line := self._some_line()) is not None:
            self._note("slow reader")
            line.read_seconds = self._random.uniform(0.5, 5.0)

    def _actor_exception(self) -> None:
        """An actor meets a message that it cannot take: it crashes, twice, and the message is parked."""
        world = self._world
        if world.tree is None or world.house is None:
            return
        self._note("actor exception at a random place")
        refs: list[Any] = [world.tree.wallet, world.tree.log.ref, world.tree.ladder, world.tree.people]
        for match in world.tree.matches:
            found = world.tree.matches.find(match)
            if found is not None:
                refs.append(found)
        self._random.choice(refs).mention(Poison())

    def _flood(self) -> None:
        world = self._world
        if world.tree is not None and world.house is not None:
            self._note("mailbox full")
            for match in list(world.tree.matches)[:1]:
                ref = world.tree.matches.find(match)
                assert ref is not None
                for _ in range(400):
                    ref.mention(ReportToLobby())

    def _reorder(self) -> None:
        """A player opens a second socket; what both say arrives in any order."""
        self._note("client reorders across sockets")
        player = self._random.choice(self._players)
        if player.busy:
            old = player._line
            player._line = self._world.connect(player.identity)
            old_left = list(old._inbox)
            self._random.shuffle(old_left)
            old._inbox.clear()
            old._inbox.extend(old_left)
            player._line.cut()
