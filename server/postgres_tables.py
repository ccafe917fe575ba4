"""What the tables keep beside the journal: what was said at them, for as long as chat is kept; and whose name is whose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from protocol.events import TableSaid
from wallet.database import Connection, Database
from wallet.journal import DatabaseAway


class PostgresTables:
    """The port of the rooms on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def names(self, players: Sequence[str]) -> Mapping[str, str]:
        """Those that are known; none when the database cannot be reached: no round waits for a name."""
        if not players:
            return {}
        try:
            rows = await self._database.rows("SELECT player_id, name FROM players WHERE player_id = ANY($1::text[])", list(players))
        except DatabaseAway:
            return {}
        return {row["player_id"]: row["name"] for row in rows}

    async def say(self, table: str, line: TableSaid) -> None:
        async def keep(connection: Connection) -> None:
            await connection.execute(
                "INSERT INTO table_lines (table_id, at_ms, player_id, name, words) VALUES ($1, $2, $3, $4, $5)",
                table,
                line.at_ms,
                line.player,
                line.name,
                line.words,
            )

        await self._database.read(keep)

    async def lines(self, table: str, at_most: int) -> Sequence[TableSaid]:
        """The newest lines, in the order in which they were said."""
        query = "SELECT at_ms, player_id, name, words FROM table_lines WHERE table_id = $1 ORDER BY line_id DESC LIMIT $2"
        try:
            rows = await self._database.rows(query, table, at_most)
        except DatabaseAway:
            return []
        return [TableSaid(row["at_ms"], row["player_id"], row["name"], row["words"]) for row in reversed(rows)]

    async def forget(self, before_ms: int) -> int:
        """What was said before then; how many lines."""

        async def forget(connection: Connection) -> int:
            done = await connection.execute("DELETE FROM table_lines WHERE at_ms < $1", before_ms)
            return int(done.rpartition(" ")[2])

        return await self._database.read(forget)
