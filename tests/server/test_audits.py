"""Audits: bandit over the code, floors under the parts, and the security document true to the tests that it names. What asks an index of known holes is `make
audit`: it needs a network that this gate may not have."""

from __future__ import annotations

import ast
import json
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from server.floors import FLOORS, PartTooOld, refuse_old_parts
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


class Index:
    """An index without a page for each version: it knows of ours that its latest is 2.0."""

    def get(self, url: str, **_options: Any) -> requests.Response:
        told = requests.Response()
        told.status_code = 200 if url == "index/pypi/ours/json" else 404
        told._content = b'{"info": {"version": "2.0"}}'
        return told


@pytest.mark.parametrize(("asked", "found"), [("ours/2.0", 200), ("ours/1.0", 404), ("theirs/2.0", 404)])
def test_where_a_version_has_no_page_its_project_speaks_for_the_latest_and_for_no_other(asked: str, found: int) -> None:
    by_project = runpy.run_path(str(ROOT / "requirements" / "audit.py"))["ByProject"]
    assert by_project(Index()).get(f"index/pypi/{asked}/json", timeout=None).status_code == found


# ── the security document ──

DOCUMENT = "this document"


def rows() -> list[tuple[str, str]]:
    """Of each requirement of the table: which, and its proof."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if re.match(r"\| \d", line)]
    return [(row[0].strip(), row[-1].strip()) for row in cells]


def proofs() -> list[tuple[str, str]]:
    return [(requirement, one) for requirement, cell in rows() for one in re.findall(r"tests/[\w/]+\.py(?:::\w+)?", cell)]


def test_every_row_names_its_tests_or_is_a_document() -> None:
    assert len(rows()) > 100
    assert [row for row in rows() if row[1] != DOCUMENT and not re.search(r"tests/[\w/]+\.py::\w+", row[1])] == []


def test_no_requirement_stands_twice() -> None:
    named = [one for requirement, _proof in rows() for one in requirement.split(", ")]
    assert [one for one in set(named) if named.count(one) > 1] == []


@pytest.mark.parametrize("path", sorted({proof.partition("::")[0] for _requirement, proof in proofs()}))
def test_a_proof_is_a_test_that_exists(path: str) -> None:
    """Each is named with its file, and runs: it is a test function, and nobody skips it."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    tests = {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    named = {proof.partition("::")[2] for _requirement, proof in proofs() if proof.startswith(f"{path}::") or proof == path}
    assert [name for name in sorted(named) if name not in tests] == []
    assert [name for name in named if any("skip" in ast.unparse(decorator) for decorator in tests[name].decorator_list)] == []


def test_the_rest_of_the_document_names_tests_that_exist() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert [name for name in sorted(set(re.findall(r"tests/[\w/]+\.py", text))) if not (ROOT / name).is_file()] == []


# ── the code ──

SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_nothing_is_executed_that_was_put_together_from_words() -> None:
    """No eval, no shell, no pickle, no template engine; a format is a literal of ours."""
    never = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.loads", "pickle.load", "marshal.loads", "yaml.load"}
    found = [place for place, call in calls() if ast.unparse(call.func) in never]
    shells = [place for place, call in calls() if any(one.arg == "shell" for one in call.keywords)]
    formats = [place for place, call in calls() if isinstance(call.func, ast.Attribute) and call.func.attr in ("format", "format_map") and not plain(call.func.value)]
    assert (found, shells) == ([], [])
    assert [place for place in formats if not place.startswith(FORMATS_OF_OURS)] == []
    assert [path.name for path in SOURCES if re.search(r"^(import|from) (jinja2|mako|pickle|marshal|shelve)\b", path.read_text(encoding="utf-8"), re.MULTILINE)] == []


FORMATS_OF_OURS = ("server/admin/client.py", "server/admin/commands.py", "protocol/schema.py")
"""They fill the lines of the registry, which are constants, in the operator's own terminal; and docs/protocol.md, when it is printed."""


def plain(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


def test_every_regular_expression_is_a_constant() -> None:
    """1.2.9: none holds what somebody sent. A name in capitals, or an argument that is made of one, is a constant of ours."""
    made = [(place, call.args[0]) for place, call in calls() if re.fullmatch(r"re\.(compile|match|fullmatch|search|sub|split|findall|finditer)", ast.unparse(call.func))]
    assert len(made) > 20
    assert [place for place, pattern in made if not plain(pattern) and ast.unparse(pattern) not in ("pattern", "shape")] == []


def test_sql_that_is_put_together_says_of_what() -> None:
    """1.2.4: ruff's S608 finds each such statement; in every file that has one its reason stands beside the first."""
    for path in SOURCES:
        marks = re.findall(r"# noqa: S608(.*)", path.read_text(encoding="utf-8"))
        assert not marks or any(mark.strip() for mark in marks), path
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--select", "S608", *PACKAGES], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_what_bandit_is_told_to_skip_is_little_and_each_has_its_reason() -> None:
    skips = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.bandit]")[2].partition("]")[0]
    assert {"B101", "B105", "B404", "B603", "B608"} == set(re.findall(r'"(B\d+)"', skips))
    assert len(re.findall(r'"B\d+", # .{20,}', skips)) == 5


def test_hashes_are_sha_256_or_better() -> None:
    """11.4.1: nothing of ours calls for MD5 or SHA-1 (the WebSocket handshake, which has to, is a library's)."""
    assert [path.name for path in SOURCES if re.search(r"\b(md5|sha1|SHA1|MD5)\b", path.read_text(encoding="utf-8"))] == []


def test_chance_for_secrets_is_never_the_plain_kind() -> None:
    """`random` is for bots, benches and stand-ins."""
    allowed = {"bots.py", "table_bots.py", "hooks.py", "matches.py", "matchmaking.py", "ladder.py", "socket_load.py", "games_command.py", "room.py"}
    users = {path.name for package in PACKAGES for path in (ROOT / package).rglob("*.py") if re.search(r"^import random|^from random", path.read_text(encoding="utf-8"), re.MULTILINE)}
    assert users <= allowed


# ── the parts ──


def test_no_part_is_older_than_the_version_that_mended_its_known_hole() -> None:
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(FLOORS) <= set(pinned)
    refuse_old_parts(pinned.__getitem__)


@pytest.mark.parametrize("part", FLOORS)
def test_the_house_does_not_start_on_an_older_part(part: str) -> None:
    floor = FLOORS[part]
    older = ".".join(map(str, (*floor[:-1], floor[-1] - 1, 99)))
    with pytest.raises(PartTooOld, match=f"^{part} {re.escape(older)} has a known hole"):
        refuse_old_parts(lambda name: older if name == part else "99.0")
    refuse_old_parts(lambda name: ".".join(map(str, floor)) if name == part else "99.0.post1")


def test_a_server_looks_at_its_floors_before_anything_else() -> None:
    program = "import server.floors as f; f.FLOORS = {'h11': (99,)}; from server.app import run; from server.config import Config; run(Config(), print)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "PartTooOld: h11 " in done.stderr


def test_a_bill_of_materials_names_every_part_its_licence_and_its_hashes() -> None:
    done = subprocess.run([sys.executable, "requirements/sbom.py"], cwd=ROOT, capture_output=True, text=True)
    bill = json.loads(done.stdout)
    parts = {one["purl"]: one for one in bill["components"]}
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert {"pkg:pypi/trio", "pkg:pypi/starlette", "pkg:npm/react"} <= {name.rpartition("@")[0] for name in parts}
    assert [name for name, part in parts.items() if not part["hashes"]] == []
    licences = {name: licence_of(part) for name, part in parts.items()}
    assert [name for name, licence in licences.items() if not re.search(MAY_BE_USED, licence)] == []


MAY_BE_USED = r"MIT|BSD|Apache|ISC|PSF|Python Software|Mozilla Public|LGPL|OFL|Unlicense|CNRI"
"""Licences that ask for no more than to be named; of the LGPL and the MPL, that their own files stay free."""


def licence_of(part: dict[str, Any]) -> str:
    ((told,),) = [[one.get("expression") or one["license"].get("id") or one["license"]["name"] for one in part["licenses"]]]
    return str(told)
