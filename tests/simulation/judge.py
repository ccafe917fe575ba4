"""The judge: once all is quiet, asks the oracles whether every promise was kept, and reports what the run did."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import attrs

from actors.games.catalogue import GAMES
from actors.ladder.standing import EVER
from actors.ladder.store import Displaced
from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.ref import AskTimeout
from actors.supervisor import leaves
from tests.kit.disk import Disk
from tests.simulation import bank_oracle, oracle
from tests.simulation.bank import Bank
from tests.simulation.faults import Planted
from tests.simulation.limits_oracle import LimitsOracle
from tests.simulation.people import People
from tests.simulation.world import World
from wallet.journal import CommitUnknown, DatabaseAway, Fenced

EXPECTED = (Planted, DatabaseAway, CommitUnknown, Fenced, Displaced, AskTimeout, ActorDead, ActorCrashed, MailboxFull)
"""What an actor may die of here; anything else is a bug of ours."""


@attrs.define
class Report:
    """What a run did."""

    seed: int
    operations: int
    matches: int
    virtual_seconds: float
    fired: dict[str, int]
    trace: str
    endings: dict[str, int]
    limits: dict[str, int]
    """How often a limit was asked, by the answer's number."""
    payments: dict[str, int]
    """How many deposits came in, and went back; how many withdrawals ended how."""


def judge(seed: int, world: World, people: People, seconds: float) -> Report:
    """Raises oracle.Violation at the first promise that was broken."""
    disk = world.disk
    rows = [(row.seq, row.command_id, row.outcome, json.loads(row.body)) for row in disk.rows]
    postings = [(one.account, one.version, one.seq, one.posted, one.held) for one in disk.postings]
    facts = _facts(disk)
    books = oracle.check_books(rows, postings)
    payments = {} if world.bank is None else _payments(world.bank, rows)
    limits = LimitsOracle()
    for row in disk.rows:
        limits.read(row.at_ms, row.outcome, json.loads(row.body))
    oracle.check_matches(books, facts)
    oracle.check_acknowledged(rows, people.acknowledged)
    oracle.check_quiet(books, facts, people.direct)
    oracle.check_disputes(facts)
    oracle.check_crashes([repr(leaf) for crash in world.crashes for leaf in leaves(crash.error) if not _was_done_to_it(leaf)])
    oracle.check_ladder({match: story for match, story in facts.items() if match not in disk.struck}, *_ladder(disk))
    for player in people.players:
        oracle.check_client(player.identity.name, player.log.seen, facts)
        oracle.check_wallet_pushes(player.identity.player, player.log.seen, postings)
    operations = sum(len(ops) for _seq, _command, _outcome, ops in rows)
    return Report(seed, operations, len(disk.matches), seconds, world.fired, _trace(disk), _endings(disk), limits.told, payments)


def _payments(bank: Bank, rows: list[tuple[int, str, int, Any]]) -> dict[str, int]:
    """What Stripe's own objects say, against the journal."""
    payments = bank_oracle.Payments(rows)
    bank_oracle.check_deposits(payments, bank.stripe.state.objects, bank.paid_from)
    bank_oracle.check_withdrawals(payments, bank.stripe.state.objects)
    oracle.check_crashes([words for words in bank.alarms if words.startswith("payments failed") and "Planted" not in words])
    return payments.count()


def _was_done_to_it(error: BaseException) -> bool:
    return isinstance(error, EXPECTED) or "Poison" in repr(error)


def _facts(disk: Disk) -> dict[str, list[dict[str, Any]]]:
    stories: dict[str, list[dict[str, Any]]] = {}
    for record in disk.records:
        stories.setdefault(record.match_id, []).append(json.loads(record.body))
    return stories


def _ladder(disk: Disk) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """Matches played and won on the ladders of single games, as the standings have them."""
    standings = disk.standings.get(disk.ladder.generation, {})
    mine = {(place.scope, place.player): one for place, one in standings.items() if place.period == EVER and place.scope in GAMES}
    return {place: one.played for place, one in mine.items()}, {place: one.won for place, one in mine.items()}


def _endings(disk: Disk) -> dict[str, int]:
    found: dict[str, int] = {}
    for _seq, one in disk.settlements:
        found[one.ending.value] = found.get(one.ending.value, 0) + 1
    return found


def _trace(disk: Disk) -> str:
    """A hash of all that became durable, in order."""
    total = hashlib.sha256()
    for row in disk.rows:
        total.update(row.chain)
    for record in disk.records:
        total.update(record.body)
    return total.hexdigest()
