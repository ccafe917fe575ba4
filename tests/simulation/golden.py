"""Golden houses: journal and events of a simulated house, as an older version of this code wrote them, with what they added up to. Kept for good: newer
code must replay them to the same state (O5). `python -m tests.simulation.golden NAME SEED KIND` adds one, for a version that writes something new; none is
ever made again."""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from actors.event_store import EventRecord
from actors.match.record import fact_of
from actors.match.state import fold
from actors.match.view import view_of
from protocol.codec import CONVERTER
from protocol.events import MatchView
from tests.simulation.judge import judge
from tests.simulation.run import played
from tests.simulation.world import Options
from wallet.book import Book
from wallet.journal import Row

KINDS = {
    "players": Options(),
    "payers": Options(players=2, matches_each=2, payers=3, rounds_each=6),
    "careful": Options(players=2, matches_each=2, careful=3),
}
FOLDER = Path(__file__).parent.parent / "golden"


def state_of_books(rows: Iterable[Row]) -> dict[str, Any]:
    """What the journal adds up to, in a form that does not depend on how memory is laid out."""
    book = Book()
    book.replay(rows)
    ledger = book.ledger
    accounts = {name: [account.posted, account.held, account.version] for name, account in sorted(ledger.accounts.items())}
    holds = sorted(hold for holds in ledger.open_of.values() for hold in holds)
    answers = hashlib.sha256(json.dumps(sorted((name, answer[1]) for name, answer in book.answers.items())).encode()).hexdigest()
    return {"last_seq": book.last_seq, "head": book.head.hex(), "accounts": accounts, "open_holds": holds, "answers": answers}


def states_of_matches(records: Iterable[EventRecord]) -> dict[str, str]:
    """By match: its view as a client would see it, hashed. A field that a newer version adds with a default is not counted against it."""
    states: dict[str, Any] = {}
    for record in records:
        before = states.get(record.match_id)
        states[record.match_id] = fold(before, fact_of(record), record.match_id).state
    return {match: _view_hash(view_of(state)) for match, state in sorted(states.items())}


def _view_hash(view: MatchView) -> str:
    told = CONVERTER.unstructure(view, unstructure_as=MatchView)
    kept = {name: told[name] for name in ("phase", "players", "names", "board", "trail", "deadline_ms", "result") if name in told}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]


def read(path: Path) -> tuple[list[Row], list[EventRecord], dict[str, Any]]:
    told = json.loads(gzip.decompress(path.read_bytes()))
    rows = [Row(one[0], one[1], bytes.fromhex(one[2]), one[3], one[4].encode(), one[5], bytes.fromhex(one[6])) for one in told["journal"]]
    records = [EventRecord(one[0], one[1], one[2], one[3].encode(), one[4]) for one in told["events"]]
    return rows, records, told["state"]


def write(name: str, seed: int, kind: str) -> Path:
    run = played(seed, KINDS[kind])
    judge(seed, run.world, run.people, run.seconds)
    disk = run.world.disk
    state = {"books": state_of_books(disk.rows), "matches": states_of_matches(disk.records)}
    journal = [[row.seq, row.command_id, row.digest.hex(), row.outcome, row.body.decode(), row.at_ms, row.chain.hex()] for row in disk.rows]
    events = [[one.match_id, one.version, one.at_ms, one.body.decode(), one.words] for one in map(attrs.evolve, disk.records)]
    path = FOLDER / f"{name}.json.gz"
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        raise FileExistsError(f"{path}: a golden house is never made again")
    path.write_bytes(gzip.compress(json.dumps({"journal": journal, "events": events, "state": state}).encode(), 9, mtime=0))
    return path


if __name__ == "__main__":
    print(write(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
