"""Images in PostgreSQL: by the hash of what is kept, with who uploaded them for which match."""

from __future__ import annotations

import attrs

from server.images import MEDIA_TYPE, Drawn
from wallet.database import Connection, Database

HOUR_MS = 3_600_000
UPLOADS_AN_HOUR = 30

MAY_UPLOAD = "SELECT 1 FROM matches WHERE match_id = $1 AND NOT ended AND (creator = $2 OR opponent = $2)"
MAY_SEE = """
SELECT i.media_type, i.body FROM images i WHERE i.sha256 = $1 AND EXISTS (
    SELECT 1 FROM uploads u JOIN matches m USING (match_id) WHERE u.sha256 = i.sha256 AND $2 IN (m.creator, m.opponent)
)
"""


@attrs.frozen
class Kept:
    """An image as it is served."""

    media_type: str
    body: bytes


class PostgresImages:
    """Reads and writes of images."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, player: str, match_id: str, image: Drawn, now_ms: int) -> str | None:
        """Keeps it; answers with why not: "match" when it is not a match of theirs under way, "often" when they uploaded too many."""

        async def write(connection: Connection) -> str | None:
            if not await connection.fetchval(MAY_UPLOAD, match_id, player):
                return "match"
            recent = await connection.fetchval("SELECT count(*) FROM uploads WHERE player_id = $1 AND at_ms > $2", player, now_ms - HOUR_MS)
            if recent >= UPLOADS_AN_HOUR:
                return "often"
            await connection.execute(
                "INSERT INTO images (sha256, media_type, at_ms, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                image.sha256,
                MEDIA_TYPE,
                now_ms,
                image.body,
            )
            await connection.execute(
                "INSERT INTO uploads (sha256, player_id, match_id, at_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                image.sha256,
                player,
                match_id,
                now_ms,
            )
            return None

        return await self._database.read(write)

    async def seen_by(self, player: str, sha256: str) -> Kept | None:
        """The image, for the two players of a match that it was uploaded for; nothing for anybody else."""

        async def fetch(connection: Connection) -> Kept | None:
            row = await connection.fetchrow(MAY_SEE, sha256, player)
            return Kept(row["media_type"], row["body"]) if row else None

        return await self._database.read(fetch)

    async def image(self, sha256: str) -> Kept | None:
        """The image, for an operator."""

        async def fetch(connection: Connection) -> Kept | None:
            row = await connection.fetchrow("SELECT media_type, body FROM images WHERE sha256 = $1", sha256)
            return Kept(row["media_type"], row["body"]) if row else None

        return await self._database.read(fetch)
