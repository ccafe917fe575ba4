"""The journal in PostgreSQL. A batch is one statement, one round trip, one commit: compare and set the writer row, add rows and postings."""

from __future__ import annotations

from collections.abc import Sequence

from wallet.database import Connection, Database
from wallet.failpoints import failpoint
from wallet.journal import Fenced, Mark, Posting, Row, Writer

APPEND = """
WITH fence AS (
    UPDATE writers SET last_seq = $3, head = $4 WHERE name = 'journal' AND epoch = $1 AND last_seq = $2 RETURNING 1
), rows AS (
    INSERT INTO journal (seq, command_id, digest, outcome, body, at_ms, chain)
    SELECT r.* FROM fence, unnest($5::bigint[], $6::text[], $7::bytea[], $8::int[], $9::bytea[], $10::bigint[], $11::bytea[]) r
), postings AS (
    INSERT INTO postings (account, version, seq, posted, held)
    SELECT p.* FROM fence, unnest($12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[]) p
)
SELECT count(*) FROM fence
"""
MARKED = APPEND.replace(
    "SELECT count(*) FROM fence",
    ", marks AS (\n    UPDATE stripe_events e SET done_ms = m.at_ms FROM fence, unnest($17::text[], $18::bigint[]) m (event_id, at_ms)\n"
    "    WHERE e.event_id = m.event_id AND e.done_ms IS NULL\n)\nSELECT count(*) FROM fence",
)
"""The same, and the events that these rows took care of."""


async def take_over(database: Database, name: str) -> Writer:
    """Raises the epoch of a writer row on a fresh connection. Waits until an older transaction is decided: so what it answers is the truth."""

    async def raise_epoch(connection: Connection) -> Writer:
        row = await connection.fetchrow(
            "UPDATE writers SET epoch = epoch + 1 WHERE name = $1 RETURNING epoch, last_seq, head", name
        )
        return Writer(row["epoch"], row["last_seq"], row["head"])

    return await database.read(raise_epoch)


class PostgresJournal:
    """The journal port on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._line = database.line("journal")

    async def take_over(self) -> Writer:
        await self._line.drop()
        return await take_over(self._database, "journal")

    async def rows(self, after_seq: int, at_most: int) -> Sequence[Row]:
        async def fetch(connection: Connection) -> Sequence[Row]:
            rows = await connection.fetch(
                "SELECT seq, command_id, digest, outcome, body, at_ms, chain FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2",
                after_seq,
                at_most,
            )
            return [Row(*row) for row in rows]

        return await self._database.read(fetch)

    async def balances(self) -> Sequence[Posting]:
        async def fetch(connection: Connection) -> Sequence[Posting]:
            rows = await connection.fetch(
                "SELECT DISTINCT ON (account) account, version, seq, posted, held FROM postings ORDER BY account, version DESC"
            )
            return [Posting(*row) for row in rows]

        return await self._database.read(fetch)

    async def append(
        self, epoch: int, prev_seq: int, rows: Sequence[Row], postings: Sequence[Posting], marks: Sequence[Mark] = ()
    ) -> None:
        failpoint("journal.before_append")
        args = _columns(epoch, prev_seq, rows, postings)
        query = MARKED if marks else APPEND
        if marks:
            args = (*args, [mark.event_id for mark in marks], [mark.at_ms for mark in marks])

        async def write(connection: Connection) -> int:
            return await connection.fetchval(query, *args)

        if await self._line.call(write) != 1:
            raise Fenced("FENCED: another server has taken over the journal; this one ends.")
        failpoint("journal.after_append")


def _columns(epoch: int, prev_seq: int, rows: Sequence[Row], postings: Sequence[Posting]) -> tuple[object, ...]:
    last = rows[-1]
    return (
        epoch,
        prev_seq,
        last.seq,
        last.chain,
        [row.seq for row in rows],
        [row.command_id for row in rows],
        [row.digest for row in rows],
        [row.outcome for row in rows],
        [row.body for row in rows],
        [row.at_ms for row in rows],
        [row.chain for row in rows],
        [posting.account for posting in postings],
        [posting.version for posting in postings],
        [posting.seq for posting in postings],
        [posting.posted for posting in postings],
        [posting.held for posting in postings],
    )
