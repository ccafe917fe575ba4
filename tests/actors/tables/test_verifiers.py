"""R1: three who know nothing of each other compute the same: the house, a file of Python and a file of JavaScript that import nothing of ours."""

from __future__ import annotations

import ast
import subprocess
import sys
from random import Random

import pytest

from dev import node_environment
from server.verify_command import TABLES, verified
from tests.kit.process import ROOT

PYTHON, JAVASCRIPT = ROOT / "verifiers" / "verify.py", ROOT / "verifiers" / "verify.mjs"


def rounds(count: int, seed: int) -> list[str]:
    random = Random(seed)
    lines: list[str] = []
    for nonce in range(count):
        table = random.choice(sorted(TABLES))
        server = "".join(random.choices("0123456789abcdef", k=64))
        client = "".join(random.choices("abcdefghijklmnopqrstuvwxyz0123456789-_é", k=random.randint(1, 40)))
        lines.append(f"{table} {server} {client} {nonce} {random.randint(1, 40)}")
    return lines


def ours(line: str) -> str:
    table, server, client, nonce, many = line.split()
    return verified(table, server, client, int(nonce), int(many)).splitlines()[0].partition("     ")[2]


def compared(count: int, seed: int) -> None:
    lines = rounds(count, seed)
    text = "\n".join(lines) + "\n"
    python = subprocess.run([sys.executable, str(PYTHON), "-"], input=text, capture_output=True, text=True, check=True).stdout.splitlines()
    node = subprocess.run(["node", str(JAVASCRIPT), "-"], input=text, capture_output=True, text=True, check=True, env=node_environment()).stdout.splitlines()
    mine = [ours(line) for line in lines]
    assert python == mine
    assert node == mine


def test_they_agree_on_ten_thousand_rounds() -> None:
    compared(10_000, 1)


@pytest.mark.soak
@pytest.mark.timeout(1_800)
def test_they_agree_on_a_million_rounds() -> None:
    for seed in range(100, 110):
        compared(100_000, seed)


def test_the_verifiers_import_nothing_of_ours() -> None:
    tree = ast.parse(PYTHON.read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported == {"hashlib", "hmac", "sys"}
    assert [line for line in JAVASCRIPT.read_text(encoding="utf-8").splitlines() if line.startswith("import")] == [
        "import { createHash, createHmac } from 'node:crypto'",
        "import { readFileSync } from 'node:fs'",
    ]


def test_a_person_may_call_them_with_words() -> None:
    words = ["cards", "18e93f4a7b5b58d2569765766d1b6c3296bbd8430d6f20249044d72f14720159", "bb62964774", "1", "3"]
    python = subprocess.run([sys.executable, str(PYTHON), *words], capture_output=True, text=True, check=True).stdout
    node = subprocess.run(["node", str(JAVASCRIPT), *words], capture_output=True, text=True, check=True, env=node_environment()).stdout
    assert python == node == "Q♦ K♠ 6♦\n"
