"""Readings: every figure of the house that is only read, by its name at /metrics, with what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from actors.dead_letters import DeadLetters
from actors.inspection import find
from actors.sessions import Sessions
from server.measured import Commits
from server.queues import Queues
from server.tree import Tree
from webhooks.inbound import Intake

Figures = dict[str, tuple[str, float]]


@attrs.frozen
class ReadingPorts:
    """Whom the figures are read from. ready: whether bets are taken; draining: whether nothing new begins. trail_rows: the last row of the trail.
    clock_stepped: by how many seconds the machine's clock was set since the start. webhooks: what came of Stripe's calls."""

    tree: Tree
    sessions: Sessions
    letters: DeadLetters
    journal: Commits
    events: Commits
    queues: Queues
    ready: Callable[[], bool]
    draining: Callable[[], bool]
    trail_rows: Callable[[], int]
    clock_stepped: Callable[[], float]
    webhooks: Callable[[], Mapping[Intake, int]]


class Readings:
    """Counters, which only ever grow, and gauges, which are as of now."""

    def __init__(self, ports: ReadingPorts) -> None:
        self._ports = ports

    def _said(self, name: str) -> Mapping[str, Any]:
        """What an actor says of itself; nothing while it is not there."""
        place = find(self._ports.tree.root, name)
        return {} if place is None or place.child.actor is None else place.child.actor.statistics()

    def counters(self) -> Figures:
        ports = self._ports
        wallet, log = self._said("wallet"), self._said("event log")
        journal, events = ports.journal.counts, ports.events.counts
        return {
            "wagerup_connections_served": ("Connections that were opened.", ports.sessions.served),
            "wagerup_journal_rows": ("The last row of the journal.", wallet.get("last_seq", 0)),
            "wagerup_journal_batches": ("Batches committed by this wallet.", wallet.get("batches", 0)),
            "wagerup_event_records": ("The last record of the event log.", log.get("last_seq", 0)),
            "wagerup_commits_unknown": ("Commits whose fate only a take-over could tell.", journal["unknown"] + events["unknown"]),
            "wagerup_database_away": ("Times that a writer found the database away.", journal["away"] + events["away"]),
            "wagerup_take_overs": ("Times that a writer raised its epoch.", journal["take_overs"] + events["take_overs"]),
            "wagerup_dead_letters": ("Messages that crashed their actor twice.", self._parked()),
            "wagerup_trail_rows": ("Rows of the operators' trail.", ports.trail_rows()),
            **self._webhooks(),
        }

    def _webhooks(self) -> Figures:
        counts = self._ports.webhooks()
        return {f"wagerup_webhooks_{came.name.lower()}": (f"Calls to Stripe's path: {came.value}.", counts.get(came, 0)) for came in Intake}

    def _parked(self) -> float:
        parked = self._ports.letters.statistics()["parked"]
        return parked if isinstance(parked, int) else 0

    def gauges(self) -> Figures:
        ports = self._ports
        wallet = self._said("wallet")
        queues = ports.queues.seen
        return {
            "wagerup_ready": ("1 while bets are taken.", ports.ready()),
            "wagerup_draining": ("1 while nothing new begins.", ports.draining()),
            "wagerup_connections": ("Open connections.", len(ports.sessions)),
            "wagerup_players_online": ("Players who are signed in on an open connection.", ports.sessions.players()),
            "wagerup_outbox_fullest_ratio": ("How full the fullest outbox is, from 0 to 1.", ports.sessions.fullest_outbox()),
            "wagerup_matches": ("Matches that have an actor.", len(ports.tree.matches)),
            "wagerup_open_holds": ("Holds that have neither been captured nor released.", wallet.get("open_holds", 0)),
            "wagerup_accounts": ("Accounts in the books.", wallet.get("accounts", 0)),
            "wagerup_chain_lag_rows": ("Rows of the journal after the last signed head.", wallet.get("unsigned_rows", 0)),
            "wagerup_clock_stepped_seconds": ("By how much the machine's clock was set since the start.", abs(ports.clock_stepped())),
            "wagerup_commits_unresolved": (
                "Writers with a commit whose fate is still unknown.", ports.journal.unresolved + ports.events.unresolved
            ),
            "wagerup_database_up": ("0 while a writer finds the database away.", not (ports.journal.away or ports.events.away)),
            **{f"wagerup_queue_{name}": (f"{words}, at the last look.", queues.get(name, 0)) for name, words in Queues.WORDS.items()},
        }  # fmt: skip
