"""`wagerup audit`: the books of a data folder or a database, with the server up or down."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import attrs

from server.config import Config
from server.heads import Heads
from server.secrets_file import key_in
from wallet.audit import Findings, audit
from wallet.database import Connection, open_database
from wallet.embedded import binaries, dsn_of, locked, running, socket_folder
from wallet.evidence import read_evidence

AUDIT_SECONDS_MAX = 3_600.0


@contextmanager
def reachable(config: Config) -> Iterator[str]:
    """The DSN of the database; an embedded one is used where it runs, else started for the while."""
    if config.database_url is not None:
        yield config.database_url
        return
    ready = [str(binaries() / "pg_isready"), "-q", "-h", str(socket_folder(config.data))]
    if subprocess.run(ready, capture_output=True).returncode == 0:
        yield dsn_of(config.data)
        return
    with ExitStack() as stack:
        stack.enter_context(locked(config.data))
        yield stack.enter_context(running(config.data)).dsn


async def look(config: Config, dsn: str) -> Findings:
    """The audit's findings."""
    heads = list(Heads(config.data / "heads.log").kept(key_in(config.data / "keys", "chain").encode()))
    async with open_database(dsn) as database:

        async def read(connection: Connection) -> Findings:
            return audit(await read_evidence(connection, heads))

        return await database.read(read, seconds=AUDIT_SECONDS_MAX)


def as_json(findings: Findings) -> str:
    return json.dumps(attrs.asdict(findings), indent=2)


def as_words(findings: Findings) -> str:
    """For a person at a terminal."""
    lines = [
        f"journal rows    {findings.rows:>12,}",
        f"accounts        {findings.accounts:>12,}",
        f"open holds      {findings.open_holds:>12,}",
        f"signed heads    {findings.signed_heads:>12,}",
        *(f"total {currency}       {total:>12,}" for currency, total in sorted(findings.totals.items())),
    ]
    verdict = "The books are right." if findings.right else f"WRONG: {findings.wrong}"
    return "\n".join([*lines, verdict])
