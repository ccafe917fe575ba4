"""`wagerup restore`: a data folder, or an empty database, from a backup; proved before anybody is told that it is done."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import trio

from server.audit_command import look
from server.backup import BackupWrong, Target, lay_out, recover, run
from server.config import Config
from server.heads import Heads
from wallet.database import open_database
from wallet.embedded import locked, running
from wallet.migrate import create_role

RECOVERY_SECONDS_MAX = 3_600.0
XID = "SELECT xmin::text::bigint FROM journal WHERE seq = $1"
UNTIL_NEXT = "SELECT pg_is_in_recovery()"


def restore(config: Config, backup: Path, wal: Path | None, row: int | None) -> str:
    """Answers with what was restored, in words. Raises BackupWrong; then nothing serves from what is half there."""
    if config.database_url is not None:
        if row is not None:
            raise BackupWrong("A dump is restored whole: to go back to a row, use the provider's point-in-time recovery.")
        return _into_database(config, backup)
    xid = None if row is None else _xid_of(config, backup, wal, row)
    with locked(config.data):
        lay_out(backup, config.data)
        with running(config.data, recover(config.data, wal, Target(row, xid))) as server:
            trio.run(_recovered, server.dsn)
            last = trio.run(_last_row, server.dsn)
            _cut_heads(config, last)
            return _proved(config, server.dsn, last)


def _into_database(config: Config, backup: Path) -> str:
    assert config.database_url is not None
    trio.run(_with_role, config.database_url)
    whole = ("--no-owner", "--exit-on-error", "--single-transaction")
    run("pg_restore", *whole, str(backup / "wagerup.dump"), on=config.database_url)
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copytree(backup / "keys", config.data / "keys", dirs_exist_ok=True)
    last = trio.run(_last_row, config.database_url)
    return _proved(config, config.database_url, last)


def _xid_of(config: Config, backup: Path, wal: Path | None, row: int) -> int:
    """Which transaction wrote a row: told by a trial restore of everything, beside, that is thrown away."""
    trial = config.data.with_name(config.data.name + ".trial")
    shutil.rmtree(trial, ignore_errors=True)
    try:
        with locked(trial):
            lay_out(backup, trial)
            with running(trial, recover(trial, wal, Target())) as server:
                trio.run(_recovered, server.dsn)
                found = trio.run(_rows, server.dsn, XID, row)
    finally:
        shutil.rmtree(trial, ignore_errors=True)
    if not found:
        raise BackupWrong(f"Row {row} is neither in this backup nor in the WAL behind it.")
    return found[0][0]


async def _recovered(dsn: str) -> None:
    """Until the server has replayed what it was told to, and takes writes."""
    until = time.monotonic() + RECOVERY_SECONDS_MAX
    async with open_database(dsn, as_app=False) as database:
        while (await database.rows(UNTIL_NEXT))[0][0]:
            if time.monotonic() > until:
                raise BackupWrong("The server is still replaying after an hour.")
            await trio.sleep(0.05)


async def _rows(dsn: str, query: str, *args: object) -> Sequence[Sequence[int]]:
    async with open_database(dsn, as_app=False) as database:
        return await database.rows(query, *args)


async def _with_role(dsn: str) -> None:
    """What is restored grants rights to the server's role."""
    async with open_database(dsn, as_app=False) as database:
        await database.read(create_role)


async def _last_row(dsn: str) -> int:
    return (await _rows(dsn, "SELECT last_seq FROM writers WHERE name = 'journal'"))[0][0]


def _cut_heads(config: Config, last: int) -> None:
    """Heads of rows that were given up on purpose are kept, under another name: what was restored does not have them."""
    Heads(config.data / "heads.log").cut(last, config.data / "heads.given-up.log")


def _proved(config: Config, dsn: str, last: int) -> str:
    proof = trio.run(look, config, dsn)
    if not proof.right:
        raise BackupWrong(f"Restored up to row {last}, and the audit finds it WRONG: {proof.wrong}")
    return f"Restored up to row {last} of the journal; the books are right. Serve from {config.data}."
