"""Audits: bandit over the code, floors under the parts, and the security document true to the tests that it names. What asks an index of known holes is `make
audit`: it needs a network that this gate may not have."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from tests.kit.process import ROOT

PACKAGES = ("protocol", "wallet", "actors", "webhooks", "server")


def test_bandit_finds_nothing() -> None:
    command = [sys.executable, "-m", "bandit", "-q", "-r", *PACKAGES, "-c", "pyproject.toml", "-f", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    found = json.loads(done.stdout)["results"]
    assert [f"{one['filename']}:{one['line_number']} {one['test_id']} {one['issue_text']}" for one in found] == []


def test_every_part_is_pinned_by_its_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        parts = re.split(r"\n(?=\S)", text.strip())
        assert [part.split()[0] for part in parts if "--hash=sha256:" not in part] == [], lock.name
    assert '"integrity"' in (ROOT / "client-js" / "package-lock.json").read_text(encoding="utf-8")


def test_the_security_document_names_tests_that_exist() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"tests/[\w/]+\.py", text))
    assert len(named) > 20
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_chance_for_secrets_is_never_the_plain_kind() -> None:
    """`random` is for bots, benches and stand-ins."""
    allowed = {"bots.py", "table_bots.py", "hooks.py", "matches.py", "matchmaking.py", "ladder.py", "socket_load.py", "games_command.py", "room.py"}
    users = {path.name for package in PACKAGES for path in (ROOT / package).rglob("*.py") if re.search(r"^import random|^from random", path.read_text(encoding="utf-8"), re.MULTILINE)}
    assert users <= allowed


FLOORS = {"h11": (0, 16), "authlib": (1, 6, 11), "starlette": (1, 3, 1), "trio-asyncio": (0, 16), "msgspec": (0, 18), "pillow": (11, 3)}
"""Below these a hole is known (or, of trio-asyncio, a cancelled call that hangs)."""


def test_no_part_is_older_than_the_version_that_mended_its_known_hole() -> None:
    pinned = re.findall(r"^([\w.-]+)==(\d+(?:\.\d+)*)", (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8"), re.MULTILINE)
    versions = {name: tuple(map(int, version.split("."))) for name, version in pinned}
    assert {name: versions[name] for name, floor in FLOORS.items() if name in versions and versions[name] < floor} == {}
    assert {"h11", "authlib", "starlette"} <= set(versions)
