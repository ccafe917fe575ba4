"""Benchmarks: what a user would ask for, each beside a peer measured in the same run.

Each prints, or with --json gives, {"work": …, "ours": {…}, "peer": {…}, "ratio": {…}} with per-second rates and p50_ms, p99_ms."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console
from rich.table import Table


def run_bench(what: str, *, as_json: bool, seconds: float) -> None:
    """Runs one benchmark and prints what it found."""
    from server.bench.floods import bench_floods
    from server.bench.idle import bench_idle
    from server.bench.ladder import bench_ladder
    from server.bench.matches import bench_matches
    from server.bench.matchmaking import bench_matchmaking
    from server.bench.sockets import bench_sockets
    from server.bench.tables import bench_tables
    from server.bench.wallet import bench_wallet
    from server.bench.webhooks import bench_webhooks

    benches = {
        "wallet": bench_wallet,
        "sockets": bench_sockets,
        "matches": bench_matches,
        "idle": bench_idle,
        "matchmaking": bench_matchmaking,
        "ladder": bench_ladder,
        "webhooks": bench_webhooks,
        "tables": bench_tables,
        "floods": bench_floods,
    }
    report = benches[what](seconds)
    if as_json:
        print(json.dumps(report, indent=2))
    else:
        show(report)


def show(report: dict[str, Any]) -> None:
    """A table for a person."""
    table = Table(title=report["work"], title_justify="left")
    for head in ("", "ours", "peer", "ratio"):
        table.add_column(head, justify="left" if not head else "right")
    for name, value in report["ours"].items():
        peer, ratio = report["peer"].get(name), report["ratio"].get(name)
        table.add_row(name, _cell(value), _cell(peer), f"{ratio:.1f}x" if ratio is not None else "")
    Console().print(table)


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def percentiles(seconds: list[float]) -> tuple[float, float]:
    """p50 and p99 in milliseconds."""
    ranked = sorted(seconds)
    return round(ranked[len(ranked) // 2] * 1000, 3), round(ranked[min(len(ranked) - 1, len(ranked) * 99 // 100)] * 1000, 3)
