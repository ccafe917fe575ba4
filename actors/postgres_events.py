"""The event store in PostgreSQL: one statement a batch, fenced by the writer row 'events'."""

from __future__ import annotations

from collections.abc import Sequence

from actors.event_store import EventRecord, KeptMatch, MatchRow
from actors.forgotten_names import players_in, renamed
from wallet.database import Connection, Database
from wallet.failpoints import failpoint
from wallet.journal import Fenced, Writer
from wallet.postgres_journal import take_over

APPEND = """
WITH fence AS (
    UPDATE writers SET last_seq = $3 WHERE name = 'events' AND epoch = $1 AND last_seq = $2 RETURNING 1
), facts AS (
    INSERT INTO match_events (match_id, version, at_ms, body)
    SELECT e.* FROM fence, unnest($4::text[], $5::bigint[], $6::bigint[], $7::bytea[]) e
), index AS (
    INSERT INTO matches AS kept (match_id, game, creator, opponent, opponent_name, ended, at_ms)
    SELECT m.* FROM fence, unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::boolean[], $14::bigint[]) m
    ON CONFLICT (match_id) DO UPDATE SET opponent = excluded.opponent, opponent_name = excluded.opponent_name,
        ended = excluded.ended, at_ms = excluded.at_ms
), settled AS (
    INSERT INTO settlements (seq, match_id, game, at_ms, creator, opponent, winner, ending, currency, stake_minor, paid_minor, plies, remark)
    SELECT s.seq, s.match_id, s.game, s.at_ms, s.creator, s.opponent, s.winner, s.ending, s.currency, s.stake, ARRAY[s.paid_0, s.paid_1],
        s.plies, s.remark
    FROM fence, unnest($15::bigint[], $16::text[], $17::text[], $18::bigint[], $19::text[], $20::text[], $21::smallint[], $22::text[],
        $23::text[], $24::bigint[], $25::bigint[], $26::bigint[], $27::int[], $28::text[])
        s (seq, match_id, game, at_ms, creator, opponent, winner, ending, currency, stake, paid_0, paid_1, plies, remark)
), said AS (
    INSERT INTO chat_words (match_id, version, at_ms, words)
    SELECT c.* FROM fence, unnest($29::text[], $30::bigint[], $31::bigint[], $32::text[]) c
)
SELECT count(*) FROM fence
"""


class PostgresEvents:
    """The event store port on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._line = database.line("events")

    async def take_over(self) -> Writer:
        await self._line.drop()
        return await take_over(self._database, "events")

    async def append(
        self, epoch: int, prev_seq: int, records: Sequence[EventRecord], matches: Sequence[MatchRow]
    ) -> None:
        failpoint("events.before_append")
        args = _columns(epoch, prev_seq, records, matches)

        async def write(connection: Connection) -> int:
            return await connection.fetchval(APPEND, *args)

        if await self._line.call(write) != 1:
            raise Fenced("FENCED: another server has taken over the event log; this one ends.")
        failpoint("events.after_append")

    async def events(self, match_id: str) -> Sequence[EventRecord]:
        async def fetch(connection: Connection) -> Sequence[EventRecord]:
            rows = await connection.fetch(
                """
                SELECT match_id, version, e.at_ms, body, words FROM match_events e LEFT JOIN chat_words c USING (match_id, version)
                WHERE match_id = $1 ORDER BY version
                """,
                match_id,
            )
            gone = await _gone(connection, [row["body"] for row in rows])
            return [EventRecord(row["match_id"], row["version"], row["at_ms"], renamed(row["body"], gone), row["words"]) for row in rows]

        return await self._database.read(fetch)

    async def forget_chat(self, before_ms: int) -> int:
        """Forgets what was said before then; how many lines."""

        async def forget(connection: Connection) -> int:
            done = await connection.execute("DELETE FROM chat_words WHERE at_ms < $1", before_ms)
            return int(done.rpartition(" ")[2])

        return await self._database.read(forget)

    async def live_matches(self) -> Sequence[str]:
        async def fetch(connection: Connection) -> Sequence[str]:
            return [row[0] for row in await connection.fetch("SELECT match_id FROM matches WHERE NOT ended")]

        return await self._database.read(fetch)

    async def matches_of(self, player_id: str, at_most: int) -> Sequence[KeptMatch]:
        async def fetch(connection: Connection) -> Sequence[KeptMatch]:
            rows = await connection.fetch(
                """
                SELECT m.match_id, m.game, m.creator, m.opponent, m.opponent_name, m.ended, m.at_ms, e.body
                FROM matches m JOIN match_events e ON e.match_id = m.match_id AND e.version = 1
                WHERE m.creator = $1 OR m.opponent = $1
                ORDER BY m.at_ms DESC LIMIT $2
                """,
                player_id,
                at_most,
            )
            gone = await _gone(connection, [row["body"] for row in rows])
            return [KeptMatch(MatchRow(*row[:7]), renamed(row["body"], gone)) for row in rows]

        return await self._database.read(fetch)


async def _gone(connection: Connection, bodies: Sequence[bytes]) -> dict[str, str]:
    """What is left of the names of those who have left, of the players that these facts name."""
    rows = await connection.fetch("SELECT player_id, name FROM players WHERE gone AND player_id = ANY($1::text[])", players_in(bodies))
    return {row["player_id"]: row["name"] for row in rows}


def _columns(
    epoch: int, prev_seq: int, records: Sequence[EventRecord], matches: Sequence[MatchRow]
) -> tuple[object, ...]:
    said = [record for record in records if record.words is not None]
    return (
        epoch,
        prev_seq,
        prev_seq + len(records),
        [record.match_id for record in records],
        [record.version for record in records],
        [record.at_ms for record in records],
        [record.body for record in records],
        [row.match_id for row in matches],
        [row.game for row in matches],
        [row.creator for row in matches],
        [row.opponent for row in matches],
        [row.opponent_name for row in matches],
        [row.ended for row in matches],
        [row.at_ms for row in matches],
        *_settlements(prev_seq, records, matches),
        [record.match_id for record in said],
        [record.version for record in said],
        [record.at_ms for record in said],
        [record.words for record in said],
    )


def _settlements(prev_seq: int, records: Sequence[EventRecord], matches: Sequence[MatchRow]) -> list[list[object]]:
    """Numbered by the last fact of their match in this batch: the order of settling is the order of the log."""
    last = {record.match_id: prev_seq + place for place, record in enumerate(records, 1)}
    rows = [
        (
            last[one.match_id],
            one.match_id,
            one.game,
            one.at_ms,
            *one.players,
            one.winner,
            one.ending.value,
            one.stake.currency.value,
            one.stake.minor,
            *one.paid_minor,
            one.plies,
            one.remark,
        )
        for one in (row.settlement for row in matches)
        if one is not None
    ]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(14)]
