"""The import laws: protocol ← wallet ← actors ← webhooks ← server, and pure modules that know no time, chance or I/O."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = ("protocol", "wallet", "actors", "webhooks", "server")
IMPURE = {"trio", "asyncpg", "asyncio", "time", "random", "uuid", "secrets", "os", "socket", "subprocess", "threading"}
PURE = (
    "protocol/**/*.py",
    "wallet/accounts.py",
    "wallet/transfers.py",
    "wallet/outcomes.py",
    "wallet/ledger.py",
    "wallet/records.py",
    "wallet/check.py",
    "wallet/gate.py",
    "wallet/lots.py",
    "wallet/things.py",
    "wallet/deeds.py",
    "wallet/item_transfers.py",
    "wallet/wagers.py",
    "wallet/redemptions.py",
    "wallet/table_transfers.py",
    "wallet/holders.py",
    "wallet/payments.py",
    "wallet/book.py",
    "wallet/chain.py",
    "wallet/causes.py",
    "wallet/views.py",
    "wallet/journal.py",
    "wallet/audit.py",
    "actors/history.py",
    "actors/restarts.py",
    "actors/outgoing.py",
    "actors/line.py",
    "actors/event_store.py",
    "actors/games/**/*.py",
    "actors/match/life.py",
    "actors/match/state.py",
    "actors/match/decide.py",
    "actors/match/stakes.py",
    "actors/match/view.py",
    "actors/match/messages.py",
    "actors/match/terms.py",
    "actors/match/agreements.py",
    "actors/match/disputes.py",
    "actors/match/obey.py",
    "actors/match/notes.py",
    "actors/match/record.py",
    "actors/words.py",
    "actors/match/spectators.py",
    "actors/ladder/skill.py",
    "actors/ladder/standing.py",
    "actors/ladder/ranking.py",
    "actors/ladder/store.py",
    "actors/matchmaker/pool.py",
    "actors/people/note.py",
    "actors/people/store.py",
    "actors/integrity/patterns.py",
    "actors/rates.py",
    "actors/wallet_refusals.py",
    "actors/tables/bets.py",
    "actors/tables/cards.py",
    "actors/tables/catalogue.py",
    "actors/tables/curve.py",
    "actors/tables/fairness.py",
    "actors/tables/memory.py",
    "actors/tables/own_draws.py",
    "actors/tables/rules.py",
    "actors/tables/seeds.py",
    "actors/tables/shoe.py",
    "actors/tables/wheel.py",
    "actors/integrity/scores.py",
    "server/images.py",
    "server/proxies.py",
    "server/papers.py",
    "server/places.py",
    "server/particulars.py",
    "webhooks/signature.py",
    "webhooks/stripe_events.py",
    "webhooks/payments.py",
    "server/head.py",
    "server/origins.py",
    "server/names.py",
    "server/config.py",
    "server/accounts.py",
)


def modules() -> list[Path]:
    return [path for package in ORDER for path in sorted((ROOT / package).rglob("*.py"))]


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(), ids=name)
def test_imports_point_one_way(path: Path) -> None:
    mine = ORDER.index(path.relative_to(ROOT).parts[0])
    later = [module for module in imports(path) if module.split(".")[0] in ORDER[mine + 1 :]]
    assert later == []


def pure_modules() -> list[Path]:
    return sorted({path for pattern in PURE for path in ROOT.glob(pattern)})


@pytest.mark.parametrize("path", pure_modules(), ids=name)
def test_a_pure_module_knows_no_time_chance_or_io(path: Path) -> None:
    assert {module.split(".")[0] for module in imports(path)} & IMPURE == set()


def test_one_file_knows_the_driver() -> None:
    assert [name(path) for path in modules() if "asyncpg" in imports(path)] == ["wallet/database.py"]


def test_the_table_of_pure_modules_names_files_that_exist() -> None:
    assert all(list(ROOT.glob(pattern)) for pattern in PURE)
