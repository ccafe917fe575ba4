"""Ladder and people on a disk in memory: twins of the PostgreSQL stores, with the same failures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from actors.event_store import Settlement
from actors.house import Read
from actors.integrity.patterns import Flag
from actors.ladder.skill import Skill
from actors.ladder.standing import EVER, Place, Standing
from actors.ladder.store import Displaced, Position, Struck
from actors.people.note import Note
from protocol.commands import ReportPlayer
from protocol.commands.people import Relation
from protocol.envelope import Body, MatchList
from protocol.events import EvidenceImage, Notice, TableSaid
from tests.kit.disk import Storage


class DiskLadder:
    """The ladder store port."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def position(self) -> Position:
        await self._storage.wait_decided("ladder")
        return self._storage.disk.ladder

    async def settlements(self, after_seq: int, at_most: int) -> Sequence[tuple[int, Settlement]]:
        await self._storage.reach()
        disk = self._storage.disk
        found = [(seq, one) for seq, one in disk.settlements if seq > after_seq and one.match_id not in disk.struck]
        return found[:at_most]

    async def standings(self, generation: int, places: Sequence[Place]) -> Mapping[Place, Standing]:
        await self._storage.reach()
        kept = self._storage.disk.standings.get(generation, {})
        return {place: kept[place] for place in places if place in kept}

    async def count(
        self, before: Position, seq: int, old: Mapping[Place, Standing], standings: Mapping[Place, Standing]
    ) -> None:
        disk = self._storage.disk

        def apply() -> None:
            if disk.ladder != before:
                raise Displaced(str(before))
            disk.standings.setdefault(before.generation, {}).update(standings)
            disk.ladder = attrs.evolve(before, seq=seq)

        await self._storage.commit("ladder", apply)

    async def lay(self, generation: int, standings: Mapping[Place, Standing]) -> None:
        await self._storage.reach()
        self._storage.disk.standings[generation] = dict(standings)

    async def turn_to(self, before: Position, after: Position) -> None:
        await self._storage.reach()
        if self._storage.disk.ladder != before:
            raise Displaced(str(before))
        self._storage.disk.ladder = after

    async def strike(self, struck: Struck) -> bool:
        await self._storage.reach()
        known = any(one.match_id == struck.match_id for _seq, one in self._storage.disk.settlements)
        if known:
            self._storage.disk.struck.add(struck.match_id)
        return known


class DiskPeople:
    """The people store port."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def keep_note(self, note: Note) -> Notice | None:
        await self._storage.reach()
        mine = self._storage.disk.notices.setdefault(note.player, {})
        if note.key in mine:
            return None
        body = (note.match_id, note.game, note.who, note.who_name, note.ending, note.won, note.paid, note.words)
        mine[note.key] = Notice(len(mine) + 1, note.at_ms, note.kind, *body)
        return mine[note.key]

    async def inbox(self, player: str, at_most: int) -> tuple[Sequence[Notice], int]:
        await self._storage.reach()
        mine = list(self._storage.disk.notices.get(player, {}).values())
        return mine[::-1][:at_most], self._storage.disk.read.get(player, 0)

    async def mark_read(self, player: str, number: int) -> int:
        await self._storage.reach()
        disk = self._storage.disk
        newest = len(disk.notices.get(player, {}))
        disk.read[player] = max(disk.read.get(player, 0), min(number, newest))
        return disk.read[player]

    async def set_relation(self, player: str, other: str, relation: Relation, at_ms: int) -> bool:
        await self._storage.reach()
        self._storage.disk.relations.add((player, other, relation))
        if relation is Relation.BLOCK:
            self._storage.disk.relations -= {(player, other, Relation.FOLLOW), (other, player, Relation.FOLLOW)}
        return True

    async def end_relation(self, player: str, other: str, relation: Relation) -> None:
        await self._storage.reach()
        self._storage.disk.relations.discard((player, other, relation))

    async def report(self, reporter: str, report: ReportPlayer, at_ms: int) -> bool:
        await self._storage.reach()
        return True

    async def blocked(self, one: str, two: str) -> bool:
        await self._storage.reach()
        relations = self._storage.disk.relations
        return (one, two, Relation.BLOCK) in relations or (two, one, Relation.BLOCK) in relations

    async def images(self, player: str, hashes: tuple[str, ...]) -> tuple[EvidenceImage, ...] | None:
        await self._storage.reach()
        return tuple(EvidenceImage(one, "image/png", 1000) for one in hashes)


class DiskRecords:
    """The records port, as far as play needs it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def read(self, player: str, command: Read) -> Body:
        return MatchList(())

    async def skill(self, player: str, game: str) -> Skill:
        disk = self._storage.disk
        return disk.standings.get(disk.ladder.generation, {}).get(Place(game, EVER, player), Standing()).skill

    async def avoided(self, player: str) -> frozenset[str]:
        return frozenset(
            other if one == player else one
            for one, other, relation in self._storage.disk.relations
            if relation is Relation.BLOCK and player in (one, other)
        )


class NothingOdd:
    """The integrity store port: nobody looks here."""

    async def newest(self) -> int:
        return 0

    async def remarkable(self, after_seq: int, up_to_seq: int) -> Sequence[Settlement]:
        return ()

    async def busy_pairs(self, after_seq: int, up_to_seq: int, since_ms: int, at_least: int) -> Sequence[tuple[str, str]]:
        return ()

    async def pairs_on_one_device(self, after_seq: int, up_to_seq: int) -> Sequence[tuple[str, str]]:
        return ()

    async def between(self, pair: tuple[str, str], since_ms: int) -> Sequence[Settlement]:
        return ()

    async def played(self, pair: tuple[str, str], since_ms: int) -> Mapping[str, int]:
        return {}

    async def flag(self, flags: Sequence[Flag], at_ms: int) -> int:
        return 0


class DiskTables:
    """What was said at the tables; nobody has a name but who is there."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def names(self, _players: Sequence[str]) -> Mapping[str, str]:
        return {}

    async def say(self, table: str, line: TableSaid) -> None:
        await self._storage.reach()
        self._storage.disk.lines.append((table, line))

    async def lines(self, table: str, at_most: int) -> Sequence[TableSaid]:
        return [line for said_at, line in self._storage.disk.lines if said_at == table][-at_most:]
