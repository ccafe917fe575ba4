"""`wagerup admin top`: the house on one screen of the terminal, drawn from two looks at it and what changed between them."""

from __future__ import annotations

import select
import sys
import termios
import time
import tty
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import attrs
from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from protocol.admin.house import ReadHouse
from server.admin.client import Conversation
from server.admin.shown import RED
from server.admin.shown import time as clock_of

WIDE, ERRORS = 110, 5
GOLD, GREEN, DIM = "#b58900", "#1a7f37", "dim"


@attrs.frozen
class Look:
    """One reply, taken apart."""

    at: float
    reply: Mapping[str, Any]

    @property
    def readings(self) -> Mapping[str, float]:
        return {one["name"]: one["value"] for one in self.reply["readings"]}

    @property
    def histograms(self) -> Mapping[str, tuple[Sequence[float], Sequence[int]]]:
        return {one["name"]: (one["bounds"], one["counts"]) for one in self.reply["histograms"]}


def quantile(bounds: Sequence[float], counts: Sequence[int], share: float) -> float | None:
    """The bound under which this share of the measurements lies, in seconds; nothing when there were none. Beyond the last bound: infinity."""
    total = sum(counts)
    if not total:
        return None
    seen = 0
    for bound, count in zip(bounds, counts, strict=False):
        seen += count
        if seen >= share * total:
            return bound
    return float("inf")


def between(before: Look, now: Look, name: str) -> tuple[Sequence[float], list[int]]:
    """What a histogram counted between two looks."""
    bounds, counts = now.histograms[name]
    earlier = before.histograms.get(name, (bounds, [0] * len(counts)))[1]
    return bounds, [count - old for count, old in zip(counts, earlier, strict=True)]


def rate(before: Look, now: Look, name: str) -> float:
    seconds = max(0.001, now.at - before.at)
    return (now.readings.get(name, 0.0) - before.readings.get(name, 0.0)) / seconds


# ── drawn ────────────────────────────────────────────────────────────────────


def screen(before: Look, now: Look, columns: int, rows: int) -> Group:
    """The whole screen, for a terminal of this size."""
    errors, wide = now.reply["errors"], columns >= WIDE
    above = 3 + (7 if wide else 14) + 1
    room = max(3, rows - above - 3 - min(max(len(errors), 1), ERRORS))
    return Group(_head(before, now, wide=wide), _flow(before, now, wide=wide), _actors(now, room), _errors(errors))


def _head(before: Look, now: Look, *, wide: bool) -> Panel:
    reply, readings = now.reply, now.readings
    ready = readings.get("wagerup_ready", 0) and not readings.get("wagerup_draining", 0)
    up = max(0, reply["at_ms"] - reply["since_ms"]) // 1000
    line = Text.assemble(
        (" ● " if ready else " ▲ ", GREEN if ready else RED),
        (reply["words"], "bold"),
        f"   up {up // 3600}:{up // 60 % 60:02}:{up % 60:02}   ",
        f"cpu {100 * rate(before, now, 'process_cpu_seconds'):.0f}%   ",
        f"memory {readings.get('process_resident_bytes', 0) / 2**20:,.0f} MiB   ",
        ("database up", "") if readings.get("wagerup_database_up", 0) else ("DATABASE AWAY", RED),
        f" ({readings.get('wagerup_queue_database_bytes', 0) / 2**20:,.0f} MiB)   {clock_of(reply['at_ms'])}" if wide else "",
    )
    return Panel(line, title="Wager Up", title_align="left", border_style=DIM, padding=(0, 0))


def _flow(before: Look, now: Look, *, wide: bool) -> Table:
    grid, side = Table.grid(expand=True, padding=(0, 2)), 4 if wide else 2
    for _ in range(side):
        grid.add_column(ratio=1)
    parts = (_people(now), _rates(before, now), _latency(before, now), _waits(now))
    for start in range(0, len(parts), side):
        grid.add_row(*parts[start : start + side])
    return grid


def _figures(title: str, rows: Sequence[tuple[str, str, bool]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_header=False, box=None, padding=(0, 1, 0, 0), expand=True)
    table.add_column(style=DIM, no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for name, value, alarm in rows:
        table.add_row(name, Text(value, style=RED if alarm else ""))
    return table


def _people(now: Look) -> Table:
    one = now.readings
    return _figures(
        "House",
        [
            ("players", f"{one.get('wagerup_players_online', 0):,.0f}", False),
            ("connections", f"{one.get('wagerup_connections', 0):,.0f}", False),
            ("matches", f"{one.get('wagerup_matches', 0):,.0f}", False),
            ("open holds", f"{one.get('wagerup_open_holds', 0):,.0f}", False),
            ("journal row", f"{one.get('wagerup_journal_rows', 0):,.0f}", False),
            ("trail row", f"{one.get('wagerup_trail_rows', 0):,.0f}", False),
        ],
    )


def _rates(before: Look, now: Look) -> Table:
    commands = sum(between(before, now, "wagerup_command_seconds")[1]) / max(0.001, now.at - before.at)
    per = {name: rate(before, now, f"wagerup_{name}") for name in ("journal_rows", "journal_batches", "event_records", "connections_served")}
    stalls = rate(before, now, "wagerup_loop_stalls")
    return _figures(
        "A second",
        [
            ("commands", f"{commands:,.0f}", False),
            ("journal rows", f"{per['journal_rows']:,.0f}", False),
            ("batches", f"{per['journal_batches']:,.0f}", False),
            ("facts", f"{per['event_records']:,.0f}", False),
            ("connections", f"{per['connections_served']:,.1f}", False),
            ("stalls > 50 ms", f"{stalls:,.1f}", stalls > 0),
        ],
    )


def _latency(before: Look, now: Look) -> Table:
    names = {"command": "wagerup_command_seconds", "journal": "wagerup_journal_commit_seconds", "facts": "wagerup_event_commit_seconds"}
    rows: list[tuple[str, str, bool]] = []
    for words, name in names.items():
        counted = between(before, now, name)
        half, most = (quantile(*counted, share) for share in (0.5, 0.99))
        rows.append((words, f"{_ms(half)} / {_ms(most)}", most is not None and most > 0.25))
    worst = now.readings.get("wagerup_loop_worst_seconds", 0.0)
    rows.append(("longest pass", _ms(worst), worst > 0.05))
    return _figures("p50 / p99 under, ms", rows)


def _waits(now: Look) -> Table:
    one = now.readings
    stuck = one.get("wagerup_mailbox_stuck_seconds", 0)
    counted = [
        ("stuck mailbox", f"{stuck:,.0f} s", stuck > 10),
        ("dead letters", f"{one.get('wagerup_dead_letters', 0):,.0f}", one.get("wagerup_dead_letters", 0) > 0),
        ("unknown commits", f"{one.get('wagerup_commits_unresolved', 0):,.0f}", one.get("wagerup_commits_unresolved", 0) > 0),
        ("unsigned rows", f"{one.get('wagerup_chain_lag_rows', 0):,.0f}", one.get("wagerup_chain_lag_rows", 0) > 5_000),
        ("withdrawals wait", f"{one.get('wagerup_queue_withdrawals_review', 0):,.0f}", False),
        ("redemptions wait", f"{one.get('wagerup_queue_redemptions_asked', 0):,.0f}", False),
    ]
    return _figures("To look at", counted)


def _actors(now: Look, room: int) -> Table:
    table = Table(expand=True, header_style="bold", box=None, padding=(0, 1))
    for head, right in (("actor", False), ("state", False), ("mailbox", True), ("restarts", True), ("last crash", False)):
        table.add_column(head, justify="right" if right else "left", no_wrap=True, overflow="ellipsis", ratio=3 if head == "last crash" else None)
    actors = now.reply["actors"]
    for row in actors[:room]:
        names = row["path"].split("/")
        full = row["size"] and row["waiting"] / row["size"] > 0.5
        table.add_row(
            "  " * (len(names) - 2) + names[-1],
            Text(row["state"], style="" if row["state"] not in ("stopped", "abandoned") else RED),
            Text(f"{row['waiting']}/{row['size']}" if row["size"] > 1 else "", style=RED if full else ""),
            Text(str(row["restarts"]), style=GOLD if row["restarts"] else DIM),
            Text(row["crash"], style=DIM),
        )
    hidden = now.reply["hidden"] + max(0, len(actors) - room)
    if hidden:
        table.add_row(Text(f"… {hidden:,} more", style=DIM))
    return table


def _errors(errors: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title="Last errors", title_justify="left", title_style="bold", show_header=False, box=None, padding=(0, 1), expand=True)
    for ratio in (None, None, None, 1):
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=ratio)
    for one in errors[:ERRORS]:
        table.add_row(Text(clock_of(one["at_ms"]), style=DIM), Text(one["what"], style=RED), one["whose"], one["words"])
    if not errors:
        table.add_row(Text("none", style=DIM))
    return table


def _ms(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return "more" if seconds == float("inf") else f"{1000 * seconds:,.4g}"


# ── the loop ─────────────────────────────────────────────────────────────────


def run_top(line: Conversation, every: float, looks: int | None) -> None:
    """Until q, Ctrl-C, or so many looks."""
    console = Console()
    before = look(line)
    with keys() as pressed, Live(console=console, screen=looks is None and console.is_terminal, auto_refresh=False) as live:
        count = 0
        while looks is None or count < looks:
            if pressed(every):
                return
            now, count = look(line), count + 1
            live.update(screen(before, now, console.width, console.height), refresh=True)
            before = now


def look(line: Conversation) -> Look:
    return Look(time.monotonic(), line.ask(ReadHouse()))


@contextmanager
def keys() -> Iterator[Any]:
    """Waits for so many seconds; true when q was pressed meanwhile."""
    if not sys.stdin.isatty():

        def wait(seconds: float) -> bool:
            time.sleep(seconds)
            return False

        yield wait
        return
    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)

    def pressed(seconds: float) -> bool:
        ready, _, _ = select.select([sys.stdin], [], [], seconds)
        return bool(ready) and sys.stdin.read(1) in ("q", "Q")

    try:
        yield pressed
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
