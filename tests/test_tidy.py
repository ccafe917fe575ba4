"""The style guide as a test: names, docstrings, lengths, test twins, and what never goes into a commit."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.test_layers import ROOT, modules, name

NOT_USED = re.compile(r"(^|_)(manager|helper|helpers|util|utils|handler|info|common|base|process_data|misc)($|_)", re.IGNORECASE)
LINES_MAX = 300
LONGER = {
    "protocol/events/match.py": "one class a fact; a list, not a program",
    "protocol/schema.py": "three printers of the same classes, side by side",
    "actors/supervisor.py": "one idea, OTP's supervisor, is that long",
    "actors/match/state.py": "one fold a fact",
    "server/player.py": "a whole client",
    "server/app.py": "the whole program, wired in one place",
    "actors/tables/actor.py": "the loop and its messages",
    "actors/wallet_actor.py": "the whole loop around the book",
}
TESTED_ELSEWHERE = {
    "played whole by tests/simulation": ("wallet", "event_log", "lobby", "session", "requests", "in_flight", "outbox", "actor", "state", "decide", "stakes", "view", "life", "history", "clock", "outgoing", "tree", "line", "event_store", "causes", "views", "book", "broken", "patience", "obey", "record", "store"),
    "run as a process by tests/crash and tests/browser": ("app", "cli", "config", "telemetry", "heads", "secrets_file", "audit_command", "records", "tuning", "trouble", "player", "embedded", "failpoints", "evidence", "audit", "postgres_accounts", "postgres_events", "statements"),
    "tests/actors/test_kernel.py": ("mailbox", "ref", "registry", "dead_letters", "restarts", "supervisor", "child", "crashes"),
    "tests/actors/games": (
        "rules", "catalogue", "sample", "typed", "scorecard", "figures", "checkouts", "beds", "aim", "darts_501", "cricket", "halve_it",
        "marks", "ten_pin", "current_frame", "no_tap", "card", "match_play", "stroke_play", "skins", "sports_series", "fighting_set", "kill_race",
        "twenty_one", "horse", "three_point", "field_goals", "qb_accuracy", "punt_pass_kick",
    ),
    "tests/server/test_listener.py and test_edges.py": ("guard", "streams", "websocket", "tcp", "head", "origins", "cookies", "signing", "names", "routes", "bounds", "accounts", "listener", "turns"),
    "tests/server/test_http.py": ("http", "security_headers"),
    "tests/actors/match": ("audience", "agreements", "chronicle", "disputes", "messages", "ports", "spectators", "terms", "words", "notes"),
    "tests/actors/ladder, matchmaker, people, integrity": ("skill", "standing", "ranking", "pool", "note", "patterns", "scores"),
    "tests/server/test_ladder.py and test_disputes.py": (
        "postgres_ladder", "postgres_people", "postgres_integrity", "postgres_images", "leaderboards", "records", "evidence_routes",
    ),
    "tests/wallet": ("wallet_actor", "database", "migrate", "postgres_journal", "journal", "ledger", "check", "holders", "accounts", "transfers", "outcomes", "chain"),
    "tests/protocol/test_codec.py": ("codec", "converter", "envelope", "fields", "ids", "money", "refusals", "schema", "match", "lobby", "session", "wallet", "people", "quick", "dispute", "outcome", "golf", "video", "basketball", "football", "darts", "bowling"),
    "tests/server/test_games_command.py": ("games_command",),
    "tests/server/admin": (
        "authority", "asker", "client", "coins", "commands", "desk", "founder", "house_desk", "house_views", "keys", "machine", "matches", "money", "operators", "page",
        "people", "postgres_trail", "prompt", "registry", "shown", "socket", "tables", "team", "top", "trail", "options", "settings", "operating",
    ),
    "tests/server/test_tracing.py": ("tracing", "otel"),
    "tests/server/test_instruments.py": ("instruments", "metrics_routes", "readings", "queues", "measured", "watchman", "inspection", "switchboard"),
    "tests/crash/test_backup.py": ("backup", "restore_command", "proving"),
    "tests/server/test_images.py": ("images",),
    "tests/server/test_google.py": ("google", "google_claims", "google_keys", "google_routes", "identities", "openid", "serving"),
    "looked at by a person: make bench": ("floods", "database", "idle", "matches", "process", "room", "socket_load", "socket_peer", "sockets", "bots", "table_bots", "matchmaking", "ladder", "webhooks", "tables"),
    "tests/wallet/test_gate.py, test_limits.py, test_payments.py": ("gate", "gate_transfers", "payments", "limits"),
    "tests/wallet/test_lots.py and test_wagers.py": ("lots", "wagers", "redemptions", "table_transfers", "coins"),
    "tests/webhooks": (
        "signature", "stripe_events", "stripe", "deposits", "withdrawals", "cashier", "inbound", "reconcile", "watching", "postgres_payments", "state", "hooks", "api",
        "stripe_routes", "counter", "connect", "deposit_ops", "listing", "not_now", "payout_accounts", "schedule", "stripe_objects",
    ),
    "tests/server/test_account_desk.py, test_gatekeeper.py and test_access.py": (
        "account", "account_desk", "gatekeeper", "house_rules", "particulars", "places", "wallet_refusals", "house", "sessions", "recall",
        "turns",
    ),
    "tests/server/test_sign_ins.py": ("endings", "sign_ins"),
    "tests/server/test_audits.py": ("floors",),
    "tests/server/test_denials.py": ("denials",),
    "tests/server/test_rates.py": ("rates", "lasting_rates", "throttle"),
    "tests/server/test_proxies.py": ("proxies",),
    "tests/server/test_papers.py": ("papers",),
    "tests/server/test_forgetting.py": ("forgotten_names",),
    "tests/actors/tables": ("fairness", "verify_command", "bets", "cards", "chains", "curve", "memory", "own_draws", "own_seeds", "round", "rules", "seeds", "shoe", "wheel", "tables", "blackjack", "crash", "draws", "roulette", "postgres_tables", "bank"),
    "tests/server/test_shop.py": ("shop", "shop_desk", "wardrobe", "looks", "things", "item_transfers", "deeds", "challenges"),
    "tests/server/test_coins.py": ("coin_desk", "coins"),
    "tests/webhooks/test_redemptions.py": ("redemptions", "packages", "postgres_redemptions", "payment_bounds"),
    "tests/browser/test_money.py": ("pages", "look", "paper_routes", "postgres_papers", "postgres_particulars", "foundation", "from_config"),
}


def tracked() -> list[str]:
    return subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", modules(), ids=name)
def test_no_name_says_nothing(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [one for one in [path.stem, *names] if NOT_USED.search(one)] == []


def test_a_file_is_read_in_a_breath_or_says_why_not() -> None:
    long = {name(path) for path in modules() if len(path.read_text(encoding="utf-8").splitlines()) > LINES_MAX}
    assert long <= set(LONGER)


def test_every_file_has_its_test() -> None:
    known = {stem for stems in TESTED_ELSEWHERE.values() for stem in stems}
    assert [name(path) for path in modules() if path.stem not in known and path.stem != "__init__"] == []


def test_nothing_of_this_machine_or_of_a_registry_is_in_a_tracked_file() -> None:
    here = "|".join("/" + folder for folder in ("work/", r"root/\."))
    places = re.compile(rf"file:///|{here}|\"resolved\": *\"http|registry\.npmjs|pypi\.org|files\.pythonhosted")
    found = []
    for path in tracked():
        if path.endswith((".png", ".woff2")) or path == "tests/test_tidy.py":
            continue
        text = (ROOT / path).read_text(encoding="utf-8", errors="replace") if (ROOT / path).exists() else ""
        if places.search(text):
            found.append(path)
    assert found == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [name(path) for path in modules() if later.search(path.read_text(encoding="utf-8"))] == []


def test_every_queue_is_bounded() -> None:
    assert [name(path) for path in modules() if "open_memory_channel" in path.read_text(encoding="utf-8")] == []
