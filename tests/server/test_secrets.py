"""X1: what is secret is in no log, no argument, no reply and no complaint. Canaries are planted in every place that a secret may stand, then the house is
made to fail in every way that talks of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import trio

from protocol.admin import AdminCommand
from protocol.admin.house import BackUp, ListErrors, ListLetters, ListSettings, ReadHouse, ReadTree
from protocol.admin.money import AuditBooks, ListTroubles
from protocol.admin.operators import ListOperators, ReadTrail
from protocol.commands import BeginDeposit, BeginWithdrawal, SetPlayLimit, SetUpPayouts
from protocol.limits import LimitKind, LimitPeriod
from protocol.refusals import Refused
from server.backup import run, without_password
from server.config import SECRET, ConfigWrong, read_config
from server.player import connected, http, sign_in
from tests.kit.operator import admin, owner
from tests.kit.postgres import test_server as durable_server
from tests.kit.process import ROOT, ServerProcess, server_process

CANARY = "canary0SECRET"
TOKEN = f"{CANARY}metrics" + "m" * 20
PLANTED = {
    "WAGERUP_SECRETS": ",".join(f"{CANARY}{number}" + "k" * 24 for number in range(6)),
    "WAGERUP_GOOGLE_CLIENT_ID": "client-id",
    "WAGERUP_GOOGLE_CLIENT_SECRET": f"{CANARY}google",
    "WAGERUP_STRIPE_KEY": f"sk_test_{CANARY}",
    "WAGERUP_STRIPE_WEBHOOK_SECRET": ",".join(f"whsec_{CANARY}{number}" for number in range(6)),
    "WAGERUP_SEED_KEY": f"{CANARY}seed" + "s" * 24,
    "WAGERUP_METRICS_TOKEN": TOKEN,
}
"""Sixteen keys; with the password of the database, the cookie, the ticket and the files of the data folder more than twenty."""
ASKED_BY_OPERATORS = (
    ReadHouse(), ReadTree(), ListErrors(), ListSettings(), ListLetters(), ListOperators(), ReadTrail(), ListTroubles(),
)  # fmt: skip
DONE_BY_CHILDREN = (AuditBooks(), BackUp("to see what it says"))


def replies_of(server: ServerProcess) -> tuple[list[str], list[str]]:
    """Everything that the house says in a story full of failures; and the secrets that it handed out on the way."""
    said, url = list[str](), server.url

    async def story() -> list[str]:
        account = await sign_in(url, "Ann Canary")
        _status, headers, body = await http(url, "POST", "/auth/ticket", {}, cookie=account.cookie)
        ticket = body.decode()
        async with connected(account) as player:
            for command in (BeginDeposit("a-deposit-key", 500), SetUpPayouts(), BeginWithdrawal("a-key-to-pay", 500)):
                answer = await player.ask(command)
                assert isinstance(answer, Refused), answer
                said.append(repr(answer))
        asked = [
            ("GET", "/auth/google", b""),
            ("GET", "/auth/google/callback?state=x&code=y", b""),
            ("POST", "/stripe/webhook", b'{"id":"evt_1"}'),
            ("POST", "/auth/local", b"{"),
            ("GET", "/papers/statement.csv", b""),
            ("GET", "/nothing", b""),
            ("GET", "/%00", b""),
            ("GET", "/metrics", b""),
        ]
        for method, path, raw in asked:
            status, headers, body = await http(url, method, path, raw=raw)
            said.append(f"{status} {headers} {body!r}")
        return [account.cookie.partition("=")[2].partition(".")[0], ticket.split('"')[3]]

    handed_out = trio.run(story)
    return said, handed_out


def figures_of(server: ServerProcess) -> str:
    """The page of figures, to who bears the token."""
    head = f"GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n\r\n"

    async def read() -> bytes:
        received = bytearray()
        async with await trio.open_tcp_stream("localhost", server.port) as stream:
            await stream.send_all(head.encode())
            async for chunk in stream:
                received += chunk
        return bytes(received)

    page = trio.run(read).decode()
    assert " 200 " in page.splitlines()[0]
    return page


def told_to_operators(server: ServerProcess, *more: AdminCommand) -> str:
    with owner(server) as root:
        answers = [root.ask(command) for command in (*ASKED_BY_OPERATORS, *more)]
    assert [one for one in answers if one["type"] == "refused"] == []
    return json.dumps(answers)


def provoke(server: ServerProcess, drill: Path) -> None:
    """Tracebacks, out of the wallet and out of a session, each with the whole of its stack."""

    async def press(fault: str) -> None:
        account = await sign_in(server.url, "Bob Canary")
        async with connected(account) as player:
            drill.write_text(f"{fault} 1", encoding="ascii")
            with trio.move_on_after(1):
                await player.ask(SetPlayLimit(LimitKind.LOSS, LimitPeriod.WEEK, most=10_000))

    for fault in ("wallet.prepared", "session.before_reply"):
        with suppress(Exception):  # whatever it costs this player: what is written about it is what counts
            trio.run(press, fault)
    drill.unlink()


def secrets_in(server: ServerProcess, everything: str, handed_out: list[str]) -> list[str]:
    kept = {path.name: path.read_text().strip() for path in (server.data / "keys").iterdir()}
    assert len(kept) >= 2
    return [secret for secret in (CANARY, *handed_out, *kept.values()) if secret in everything]


def test_no_canary_is_heard_anywhere_and_no_core_is_left(tmp_path: Path) -> None:
    drill = tmp_path / "drill"
    with server_process() as server:
        server.start(**PLANTED, WAGERUP_DRILL=str(drill))
        assert server._process is not None
        pid = server._process.pid
        said, handed_out = replies_of(server)
        provoke(server, drill)
        tree = admin(server, "tree")
        said += [figures_of(server), told_to_operators(server), tree.stdout, tree.stderr]
        children = descendants(pid)
        argv = [Path(f"/proc/{child}/cmdline").read_bytes() for child in children]
        environments = [Path(f"/proc/{child}/environ").read_bytes() for child in children if child != pid]
        limits = [Path(f"/proc/{child}/limits").read_text() for child in children]
        before = set(ROOT.iterdir()) | set(server.data.iterdir())
        server._process.send_signal(signal.SIGABRT)
        assert server.wait_dead() == -signal.SIGABRT
        left = (set(ROOT.iterdir()) | set(server.data.iterdir())) - before
        said += [server.said.read()]
        logs = [(server.data / name).read_text(errors="replace") for name in ("server.log", "postgres.log", "heads.log", "trail-heads.log") if (server.data / name).exists()]
        everything = "\n".join([*said, *logs, *map(repr, argv), *map(repr, environments)])
        assert secrets_in(server, everything, handed_out) == []
    assert [path.name for path in left if "core" in path.name] == [], "a picture of its memory was left"
    cores = [line.split()[4:6] for one in limits for line in one.splitlines() if line.startswith("Max core file size")]
    assert cores == [["0", "0"]] * len(limits)
    assert len(environments) >= 2
    assert any(b"LC_ALL=" in one for one in environments)
    assert everything.count('"exc_type": "PlantedFault"') >= 2, "nothing was provoked"


def test_the_password_of_a_database_is_heard_nowhere_either() -> None:
    with durable_server() as postgres, server_process() as server:
        address = postgres.fresh().replace("wager@", f"wager:{CANARY}@")
        server.start(DATABASE_URL=address)
        assert server._process is not None
        said, handed_out = replies_of_nothing(server)
        said.append(told_to_operators(server, *DONE_BY_CHILDREN))
        argv = [Path(f"/proc/{child}/cmdline").read_bytes() for child in descendants(server._process.pid)]
        postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        said += replies_of_nothing(server)[0]
        server.terminate()
        everything = "\n".join([*said, (server.data / "server.log").read_text(), *map(repr, argv)])
        assert secrets_in(server, everything, handed_out) == []


def replies_of_nothing(server: ServerProcess) -> tuple[list[str], list[str]]:
    async def ask() -> list[str]:
        answers = [await http(server.url, "GET", path) for path in ("/auth/me", "/readyz", "/auth/google")]
        return [f"{status} {headers} {body!r}" for status, headers, body in answers]

    return trio.run(ask), []


def test_a_database_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": f"postgresql://ann:{CANARY}@localhost:1/nowhere"}
    command = [sys.executable, "-m", "server.cli", "serve", "--port", "0", "--data", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert CANARY not in done.stdout + done.stderr


def test_a_tool_of_postgresql_is_given_the_password_where_nobody_else_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []

    def noted(command: list[str], *, env: dict[str, str], **_rest: Any) -> subprocess.CompletedProcess[str]:
        seen.append((command, env))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setenv("WAGERUP_STRIPE_KEY", f"sk_test_{CANARY}")
    monkeypatch.setattr("server.backup.subprocess.run", noted)
    monkeypatch.setattr("server.backup.unprivileged", lambda: ())
    run("pg_dump", on=f"postgresql://ann:{CANARY}%2F@host:5432/house?sslmode=require")
    ((command, environment),) = seen
    assert command[1:] == ["--dbname=postgresql://ann@host:5432/house?sslmode=require"]
    assert environment["PGPASSWORD"] == f"{CANARY}/"
    assert {name for name, value in environment.items() if CANARY in value} == {"PGPASSWORD"}


@pytest.mark.parametrize(
    ("url", "shown", "password"),
    [
        ("postgresql://ann@/house?host=/run/x", "postgresql://ann@/house?host=/run/x", ""),
        ("postgresql://ann:p@[::1]:5432/house", "postgresql://ann@[::1]:5432/house", "p"),
        ("postgresql://host/house?user=ann&password=p%26q", "postgresql://host/house?user=ann", "p&q"),
        ("postgresql://ann:@host/house", "postgresql://ann@host/house", ""),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str, password: str) -> None:
    assert without_password(url) == (shown, password)


# ── what is left behind ──

LOUD = """
import sys
from server.telemetry import configure, log
configure(pretty=sys.argv[1] == "pretty")
def call(key, database_url):
    raise ValueError("boom")
try:
    call("sk_live_canary0SECRET", "postgresql://ann:canary0SECRET@host/db")
except ValueError as error:
    log().error("bug", exc_info=error)
"""


@pytest.mark.parametrize("way", ["pretty", "json"])
def test_a_traceback_shows_no_values_neither_to_a_person_nor_to_a_machine(way: str) -> None:
    done = subprocess.run([sys.executable, "-c", LOUD, way], cwd=ROOT, capture_output=True, text=True)
    shown = done.stdout + done.stderr
    assert "ValueError" in shown, shown
    assert "boom" in shown
    assert "in call" in shown if way == "pretty" else '"name": "call"' in shown
    assert CANARY not in shown


def descendants(pid: int) -> list[int]:
    found, waiting = [pid], [pid]
    while waiting:
        children = Path(f"/proc/{waiting.pop()}/task")
        for task in children.iterdir() if children.exists() else ():
            for child in (task / "children").read_text().split():
                found.append(int(child))
                waiting.append(int(child))
    return found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WAGERUP_SECRETS", "canary0SECRET-too-short"),
        ("WAGERUP_STRIPE_KEY", "canary0SECRET-not-a-key"),
        ("DATABASE_URL", "mysql://ann:canary0SECRET@host/db"),
    ],
)
def test_a_secret_that_is_wrong_is_not_shown(name: str, value: str) -> None:
    with pytest.raises(ConfigWrong) as caught:
        read_config({name: value})
    assert name in str(caught.value)
    assert CANARY not in str(caught.value)


def test_a_configuration_does_not_print_its_secrets() -> None:
    config = read_config(PLANTED)
    shown = repr(config)
    assert CANARY not in shown
    assert "whsec" not in shown


def test_each_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("WAGERUP")}
    for name, value in PLANTED.items():
        if name in SECRET:
            (tmp_path / name).write_text(value + "\n")
            environment[f"{name}_FILE"] = str(tmp_path / name)
        else:
            environment[name] = value
    program = "from server.options import config_of; c = config_of(); print(c.stripe_key, c.google_client_secret, len(c.secrets))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.split() == [f"sk_test_{CANARY}", f"{CANARY}google", "6"], done.stderr


def test_no_field_of_ours_takes_a_card() -> None:
    """Cards are typed at Stripe, and nowhere else."""
    ours = [path for folder in ("client-js/src", "protocol") for path in (ROOT / folder).rglob("*") if path.suffix in (".ts", ".tsx", ".py")]
    words = ("cc-number", "card_number", "cardNumber", "cvc", "cvv")
    assert [path.name for path in ours for word in words if word in path.read_text(encoding="utf-8")] == []
