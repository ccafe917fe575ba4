"""Identities in PostgreSQL: which player somebody is at a provider, and sign-ins that are under way."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from protocol.ids import player_id
from server.google import PROVIDER, Flow
from server.google_claims import Claims
from server.names import is_reserved, look_key, name_key, tidy_name
from wallet.database import Connection, Database, in_transaction

TAKE = "DELETE FROM sign_in_flows WHERE state_hash = $1 AND browser_hash = $2 AND at_ms >= $3 RETURNING nonce, verifier"
NAMES_TRIED = 50


class Identities:
    """Reads and writes of identities."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, state_hash: bytes, browser_hash: bytes, flow: Flow, now_ms: int) -> None:
        """A sign-in begins; those that nobody finished are forgotten after a day."""

        async def write(connection: Connection) -> None:
            await connection.execute("DELETE FROM sign_in_flows WHERE at_ms < $1", now_ms - 86_400_000)
            await connection.execute(
                "INSERT INTO sign_in_flows (state_hash, browser_hash, nonce, verifier, at_ms) VALUES ($1, $2, $3, $4, $5)",
                state_hash,
                browser_hash,
                flow.nonce,
                flow.verifier,
                now_ms,
            )

        await self._database.read(write)

    async def take(self, state_hash: bytes, browser_hash: bytes, not_before_ms: int) -> tuple[str, str] | None:
        """Nonce and verifier of a sign-in, once, for the browser that began it."""
        rows = await self._database.rows(TAKE, state_hash, browser_hash, not_before_ms)
        return (rows[0]["nonce"], rows[0]["verifier"]) if rows else None

    async def player_of(self, claims: Claims, now_ms: int, *, may_be_new: bool = True) -> str | None:
        """The player who this is; a new one, with the first free name, when nobody is yet and somebody new may be. Two sign-ins at once make one
        player."""

        async def find_or_create(connection: Connection) -> str | None:
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"{PROVIDER}/{claims.subject}")
            known = await connection.fetchval("SELECT player_id FROM identities WHERE provider = $1 AND subject = $2", PROVIDER, claims.subject)
            return known or (await _create(connection, claims, now_ms) if may_be_new else None)

        async def whole(connection: Connection) -> str | None:
            async with in_transaction(connection):
                return await find_or_create(connection)

        return await self._database.read(whole)

    async def is_still(self, claims: Claims, player: str) -> bool:
        """Whether this is who the player is: they may have left, or been joined with another account, while they signed in."""
        query = "SELECT 1 FROM identities WHERE provider = $1 AND subject = $2 AND player_id = $3"
        return bool(await self._database.rows(query, PROVIDER, claims.subject, player))


async def _create(connection: Connection, claims: Claims, now_ms: int) -> str:
    fresh = player_id(secrets.token_bytes(16))
    for name in names_for(claims.name):
        made = await connection.fetchval(
            """
            INSERT INTO players (player_id, name, name_key, look_key, created_ms) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING RETURNING player_id
            """,
            fresh,
            name,
            name_key(name),
            look_key(name),
            now_ms,
        )
        if made:
            await connection.execute(
                "INSERT INTO identities (provider, subject, player_id, email, created_ms) VALUES ($1, $2, $3, $4, $5)",
                PROVIDER,
                claims.subject,
                fresh,
                claims.email,
                now_ms,
            )
            return fresh
    raise AssertionError("no name is free")


def names_for(wanted: str) -> Iterator[str]:
    """What somebody may be called, best first: as they are known, cut to fit; with a number; and a name by chance when theirs is none."""
    shown = tidy_name(wanted[:20].strip()) or tidy_name(wanted.split(" ")[0][:20]) or "Player"
    if is_reserved(shown):
        shown = "Player"
    yield shown
    for number in range(2, NAMES_TRIED):
        yield f"{shown[:17].rstrip()} {number}"
    yield f"Player {secrets.token_hex(5)}"
