"""`wagerup audit`: the books of a data folder or a database, with the server up or down."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import attrs

from server.admin.postgres_trail import prove_trail
from server.config import Config
from server.heads import Heads
from server.secrets_file import key_in
from wallet.audit import Findings, audit
from wallet.database import Connection, open_database
from wallet.embedded import binaries, dsn_of, locked, plain_environment, running, socket_folder
from wallet.evidence import read_evidence

AUDIT_SECONDS_MAX = 3_600.0


@contextmanager
def reachable(config: Config) -> Iterator[str]:
    """The DSN of the database; an embedded one is used where it runs, else started for the while."""
    if config.database_url is not None:
        yield config.database_url
        return
    ready = [str(binaries() / "pg_isready"), "-q", "-h", str(socket_folder(config.data))]
    if subprocess.run(ready, capture_output=True, env=plain_environment()).returncode == 0:
        yield dsn_of(config.data)
        return
    with ExitStack() as stack:
        stack.enter_context(locked(config.data))
        yield stack.enter_context(running(config.data)).dsn


@attrs.frozen
class Proof:
    """What the audit says of the books, and of the operators' trail: right or wrong (and the first wrong thing), and what it looked at."""

    right: bool
    wrong: str | None
    rows: int
    accounts: int
    open_holds: int
    signed_heads: int
    totals: Mapping[str, int]
    trail: int


async def look(config: Config, dsn: str) -> Proof:
    """Everything as of one moment, and each head that was signed outside the database."""
    key = key_in(config.data / "keys", "chain").encode()
    heads = list(Heads(config.data / "heads.log").kept(key))
    async with open_database(dsn) as database:

        async def read(connection: Connection) -> Findings:
            return audit(await read_evidence(connection, heads))

        findings = await database.read(read, seconds=AUDIT_SECONDS_MAX)
        rows, wrong = await prove_trail(database, Heads(config.data / "trail-heads.log").kept(key))
    words = findings.wrong or wrong
    more = (findings.rows, findings.accounts, findings.open_holds, findings.signed_heads, findings.totals, rows)
    return Proof(words is None, words, *more)


def as_json(proof: Proof) -> str:
    return json.dumps(attrs.asdict(proof), indent=2)


def as_words(proof: Proof) -> str:
    """For a person at a terminal."""
    lines = [
        f"journal rows    {proof.rows:>12,}",
        f"accounts        {proof.accounts:>12,}",
        f"open holds      {proof.open_holds:>12,}",
        f"signed heads    {proof.signed_heads:>12,}",
        *(f"total {currency}       {total:>12,}" for currency, total in sorted(proof.totals.items())),
        f"trail rows      {proof.trail:>12,}",
    ]
    verdict = "The books are right." if proof.right else f"WRONG: {proof.wrong}"
    return "\n".join([*lines, verdict])
