"""Migrations: numbered SQL files, applied in order at start, each in a transaction, under a lock. A database newer than the code is refused."""

from __future__ import annotations

import hashlib
from importlib import resources

import attrs

from wallet.database import APP_ROLE, ConfigurationWrong, Connection, Database

LOCK = 0x57414745  # any number of ours: "WAGE"


@attrs.frozen
class Migration:
    """One file: its number, name, text and the hash of it."""

    number: int
    name: str
    text: str
    sha256: str


def migrations() -> tuple[Migration, ...]:
    """All that this code knows, in order."""
    folder = resources.files("wallet") / "migrations"
    files = {file.name: file for file in folder.iterdir() if file.name.endswith(".sql")}
    found = tuple(_read(name, files[name].read_text(encoding="utf-8")) for name in sorted(files))
    assert [one.number for one in found] == list(range(1, len(found) + 1)), "migrations are numbered without gaps"
    return found


def _read(name: str, text: str) -> Migration:
    return Migration(int(name[:4]), name, text, hashlib.sha256(text.encode()).hexdigest())


async def migrate(database: Database) -> int:
    """Brings the schema up to this code; answers how many migrations it applied. The database must be opened as its owner."""

    async def apply(connection: Connection) -> int:
        await connection.execute(f"SELECT pg_advisory_lock({LOCK})")
        try:
            return await _apply(connection, migrations())
        finally:
            await connection.execute(f"SELECT pg_advisory_unlock({LOCK})")

    return await database.read(apply)


async def _apply(connection: Connection, known: tuple[Migration, ...]) -> int:
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL)"
    )
    await create_role(connection)
    done = {row["number"]: row["sha256"] for row in await connection.fetch("SELECT number, sha256 FROM migrations")}
    _refuse_strange(done, known)
    fresh = [one for one in known if one.number not in done]
    for one in fresh:
        await connection.execute(
            f"BEGIN; {one.text}; INSERT INTO migrations VALUES ({one.number}, '{one.name}', '{one.sha256}'); COMMIT"  # noqa: S608  our own files
        )
    return len(fresh)


async def create_role(connection: Connection) -> None:
    """The role as which the server works; grants name it. Raises ConfigurationWrong."""
    if await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", APP_ROLE):
        return
    try:
        await connection.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN; GRANT {APP_ROLE} TO CURRENT_USER")
    except Exception as error:
        raise ConfigurationWrong(
            f"DATABASE_URL's user may not create the role {APP_ROLE}. "
            f"Mend, as an administrator: CREATE ROLE {APP_ROLE} NOLOGIN; GRANT {APP_ROLE} TO <that user>;"
        ) from error


def _refuse_strange(done: dict[int, str], known: tuple[Migration, ...]) -> None:
    newest = max(done, default=0)
    if newest > len(known):
        raise ConfigurationWrong(
            f"The database is at schema {newest}, this code knows {len(known)}: run the newer Wager Up, or restore an older backup."
        )
    for one in known:
        if one.number in done and done[one.number] != one.sha256:
            raise ConfigurationWrong(f"Migration {one.name} was changed after it was applied: restore the file as it was.")
