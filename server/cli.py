"""The command line: wagerup serve, up, bots, games, verify, admin, audit, bench."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Annotated, Literal

import trio
from cyclopts import App, Parameter

from actors.games.scorecard import CardUnreadable
from actors.supervisor import leaves
from actors.tables.fairness import SeedWrong
from server import telemetry
from server.admin.client import AdminRefused
from server.admin.commands import admin
from server.backup import BackupWrong
from server.config import VARIABLES, ConfigWrong
from server.floors import PartTooOld
from server.options import AsJson, Data, Port, config_of
from wallet.book import BooksWrong
from wallet.database import ConfigurationWrong
from wallet.embedded import CannotStart
from wallet.journal import DatabaseAway

EXIT_WRONG, EXIT_CONFIG = 1, 2
EXPECTED = (
    ConfigWrong,
    ConfigurationWrong,
    CannotStart,
    BooksWrong,
    DatabaseAway,
    ConnectionRefusedError,
    CardUnreadable,
    AdminRefused,
    PartTooOld,
    BackupWrong,
    SeedWrong,
    UnicodeDecodeError,
)



def version() -> str:
    """What was installed; in an image nothing is, and the file that says it lies beside the packages."""
    try:
        return metadata.version("wagerup")
    except metadata.PackageNotFoundError:
        return str(tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


_variables = "\n".join(f"- `{name}`: {words}" for name, words in VARIABLES.items())
app = App(
    name="wagerup",
    help="A real-time wagering server: matches of skill for money, on one ledger that cannot be double-spent.",
    help_epilogue=f"Environment:\n\n{_variables}",
    version=version,
    version_flags=["--version"],
)

app.command(admin)


@app.command
def serve(*, port: Port = None, data: Data = None) -> None:
    """Serve, until SIGTERM or Ctrl-C. Prints one line with the address when ready."""
    from server.app import Addresses, run

    def announce(addresses: Addresses) -> None:
        tcp = f"  (raw TCP on {addresses.tcp[0]}:{addresses.tcp[1]})" if addresses.tcp else ""
        print(f"Wager Up is ready at {addresses.http}{tcp}", flush=True)

    telemetry.configure(pretty=sys.stderr.isatty())
    run(config_of(port, data), announce)


@app.command
def up(
    *,
    port: Port = None,
    data: Data = None,
    players: Annotated[int, Parameter(help="Bots to keep the lobby alive.")] = 6,
) -> None:
    """Serve with a few bots: what `make run` starts."""
    from server.app import Addresses, run

    helpers: list[subprocess.Popen[bytes]] = []

    def announce(addresses: Addresses) -> None:
        print(f"Wager Up is ready at {addresses.http}  (play money; Ctrl-C stops it)", flush=True)
        if addresses.panel:
            print(f"The stand-in for Stripe, with its switches: {addresses.panel}", flush=True)
        command = [sys.executable, "-m", "server.cli", "bots", "--players", str(players), "--url", addresses.http]
        helpers.append(subprocess.Popen([*command, "--quiet"], start_new_session=True))

    telemetry.configure(pretty=sys.stderr.isatty())
    telemetry.set_level("warning")  # the address is what a newcomer looks for; nobody reads that twelve bots signed in
    try:
        run(config_of(port, data), announce)
    finally:
        for helper in helpers:
            helper.terminate()
            helper.wait()


@app.command
def bots(
    *,
    players: Annotated[int, Parameter(help="How many.")] = 4,
    url: Annotated[str, Parameter(help="Address of the server.")] = "http://localhost:8000",
    quiet: Annotated[bool, Parameter(negative="", help="Say nothing.")] = False,
) -> None:
    """Players that play through the real socket, with believable skill."""
    from server.bots import run_bots

    trio.run(partial(run_bots, players, url, _nothing if quiet else partial(print, flush=True)))


games = App(name="games", help="The eighteen games: list them, explain one, score a card.")
app.command(games)


@games.default
def list_games(*, json: AsJson = False) -> None:
    """List the games, category by category."""
    from server.games_command import listed, listed_json

    print(listed_json() if json else listed())


@games.command
def show(game: str, *, json: AsJson = False) -> None:
    """Explain one game: its rules and their source, its options, how its moves are written."""
    from server.games_command import explained, explained_json

    print(explained_json(game) if json else explained(game))


@games.command
def score(game: str, file: Annotated[Path, Parameter(allow_leading_hyphen=True)] = Path("-"), *, json: AsJson = False) -> int:
    """Score a card from a file, or from standard input: the running score, then the result, or the first illegal move and why.

    `wagerup games show GAME` says how moves are written. Exit code 1 when a move is illegal, 2 when the file is no card of this game.
    """
    from server.games_command import scored, scored_json

    card = scored(game, sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8"))
    print(scored_json(card) if json else card.words())
    return EXIT_WRONG if card.card.illegal is not None else 0


@app.command
def verify(
    table: Literal["dice", "roulette", "cards", "plinko", "crash"],
    *,
    server_seed: Annotated[str, Parameter(help="64 hexadecimal letters; of a crash round its hash.")],
    client_seed: Annotated[str, Parameter(help="Yours; of a crash round the public salt.")],
    nonce: Annotated[int, Parameter(help="The number of the round under these seeds.")] = 0,
    many: Annotated[int | None, Parameter(help="How many cards, or rows of pins.")] = None,
) -> None:
    """Compute an outcome again from its seeds, in the field's own form: what the table showed must be what this prints."""
    from server.verify_command import verified

    print(verified(table, server_seed, client_seed, nonce, many))


@app.command
def audit(*, data: Data = None, json: AsJson = False) -> int:
    """Prove the books: replay the journal, follow the chain, check balances, cache, signed heads and holds.

    Works with the server up or down. Exit code 1 when something is wrong; it says what, and where.
    """
    from server.audit_command import as_json, as_words, look, reachable

    config = config_of(data=data)
    with reachable(config) as dsn:
        findings = trio.run(look, config, dsn)
    print(as_json(findings) if json else as_words(findings))
    return 0 if findings.right else EXIT_WRONG


@app.command
def bench(
    what: Literal["wallet", "sockets", "matches", "idle", "matchmaking", "ladder", "webhooks", "tables", "floods"],
    *,
    json: AsJson = False,
    seconds: Annotated[float, Parameter(help="How long each measurement runs.")] = 5.0,
) -> None:
    """Measure, each beside its peer in the same run: wallet, sockets, matches, idle, matchmaking, ladder, webhooks, tables, floods."""
    from server.bench import run_bench

    run_bench(what, as_json=json, seconds=seconds)


@app.command
def backup(*, data: Data = None) -> None:
    """Make a backup, with the server up or down: the database, the keys, the signed heads. Keep it as you would keep cash.

    Of the embedded database it is a base backup, which the WAL in WAGERUP_BACKUPS carries on from; of DATABASE_URL a logical dump.
    """
    from server.audit_command import reachable
    from server.backup import make

    config = config_of(data=data)
    with reachable(config):
        print(make(config))


@app.command
def restore(
    backup: Path,
    *,
    data: Data = None,
    wal: Annotated[Path | None, Parameter(help="The archive of WAL: restores beyond the backup, to its end or to --row.")] = None,
    row: Annotated[int | None, Parameter(help="Stop right after the batch that holds this row of the journal.")] = None,
) -> None:
    """Make a fresh data folder from a backup, and prove it before it says that it is done."""
    from server.restore_command import restore as restored

    print(restored(config_of(data=data), backup, wal, row))


def _nothing(_words: str) -> None:
    """Says nothing."""


def main(_environment: Mapping[str, str] = os.environ) -> None:
    """The console command. What a person can mend is one line, not a traceback."""
    try:
        code = app(result_action="return_value")
    except KeyboardInterrupt:
        sys.exit(130)
    except BaseException as error:
        found = list(leaves(error))
        for leaf in found:
            if isinstance(leaf, SystemExit):
                _leave(leaf)
            if isinstance(leaf, EXPECTED) or (isinstance(leaf, OSError) and leaf.errno is not None and len(found) == 1):
                print(f"wagerup: {leaf}", file=sys.stderr)
                sys.exit(EXIT_CONFIG)
        raise
    sys.exit(code if isinstance(code, int) else 0)


def _leave(end: SystemExit) -> None:
    if isinstance(end.code, str):
        print(f"wagerup: {end.code}", file=sys.stderr)
        sys.exit(75)
    sys.exit(end.code)


if __name__ == "__main__":
    main()
