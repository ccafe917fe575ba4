"""What operators read and close: reports, flags, strikes, images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actors.clock import Clock
from protocol.admin.people import FlagRaised, Report
from protocol.commands.people import Offence
from protocol.people import Person
from server.postgres_images import PostgresImages
from wallet.database import Connection, Database

LISTED = 500

REPORTS = """
SELECT r.report_id, r.at_ms, r.offence, r.match_id, r.words, a.player_id AS reporter_id, a.name AS reporter_name,
    b.player_id, b.name, (SELECT count(*) FROM notices n WHERE n.player_id = b.player_id AND n.kind = 'struck') AS strikes
FROM reports r JOIN players a ON a.player_id = r.reporter JOIN players b ON b.player_id = r.player_id
WHERE r.closed_ms IS NULL ORDER BY r.at_ms LIMIT $1
"""
FLAGS = "SELECT flag_id, at_ms, kind, players, evidence, matches FROM flags WHERE closed_ms IS NULL ORDER BY at_ms, flag_id LIMIT $1"
CLOSE = "UPDATE {} SET closed_by = $2, outcome = $3, closed_ms = $4 WHERE {} = $1 AND closed_ms IS NULL"


class PostgresOperatorRecords:
    """The operators' records port on a database."""

    def __init__(self, database: Database, images: PostgresImages, clock: Clock) -> None:
        self._database = database
        self._images = images
        self._clock = clock

    async def reports(self) -> Sequence[Report]:
        return [_report(row) for row in await self._database.rows(REPORTS, LISTED)]

    async def close_report(self, number: int, operator: str, outcome: str) -> bool:
        return await self._close("reports", "report_id", number, operator, outcome)

    async def flags(self) -> Sequence[FlagRaised]:
        rows = await self._database.rows(FLAGS, LISTED)
        people = await self._people([player for row in rows for player in row["players"]])
        return [_flag(row, people) for row in rows]

    async def close_flag(self, number: int, operator: str, outcome: str) -> bool:
        return await self._close("flags", "flag_id", number, operator, outcome)

    async def strikes(self, players: Sequence[str]) -> Sequence[int]:
        rows = await self._database.rows("SELECT player_id FROM notices WHERE kind = 'struck' AND player_id = ANY($1)", list(players))
        return [sum(row["player_id"] == player for row in rows) for player in players]

    async def image(self, sha256: str) -> tuple[str, bytes] | None:
        kept = await self._images.image(sha256)
        return None if kept is None else (kept.media_type, kept.body)

    async def _people(self, players: Sequence[str]) -> dict[str, Person]:
        rows = await self._database.rows("SELECT player_id, name FROM players WHERE player_id = ANY($1)", list(set(players)))
        return {row["player_id"]: Person(row["player_id"], row["name"]) for row in rows}

    async def _close(self, table: str, key: str, number: int, operator: str, outcome: str) -> bool:
        now = self._clock.now_ms()

        async def write(connection: Connection) -> bool:
            return await connection.execute(CLOSE.format(table, key), number, operator, outcome, now) == "UPDATE 1"

        return await self._database.read(write)


def _report(row: Any) -> Report:
    reporter = Person(row["reporter_id"], row["reporter_name"])
    player = Person(row["player_id"], row["name"])
    return Report(
        row["report_id"], row["at_ms"], reporter, player, Offence(row["offence"]), row["match_id"] or None, row["words"], row["strikes"]
    )


def _flag(row: Any, people: dict[str, Person]) -> FlagRaised:
    players = tuple(people[one] for one in row["players"])
    return FlagRaised(row["flag_id"], row["at_ms"], row["kind"], players, row["evidence"], tuple(row["matches"]))
