"""X1: what is secret is in no log, no argument, no reply and no complaint. Canaries are planted in every place that a secret may stand, then the house is
made to fail in every way that talks of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import trio

from protocol.commands import BeginDeposit, BeginWithdrawal, SetUpPayouts
from protocol.refusals import Refused
from server.config import SECRET, ConfigWrong, read_config
from server.player import connected, http, sign_in
from tests.kit.process import ROOT, server_process

CANARY = "canary0SECRET"
PLANTED = {
    "WAGERUP_SECRETS": ",".join(f"{CANARY}{number}" + "k" * 24 for number in range(6)),
    "WAGERUP_GOOGLE_CLIENT_ID": "client-id",
    "WAGERUP_GOOGLE_CLIENT_SECRET": f"{CANARY}google",
    "WAGERUP_STRIPE_KEY": f"sk_test_{CANARY}",
    "WAGERUP_STRIPE_WEBHOOK_SECRET": ",".join(f"whsec_{CANARY}{number}" for number in range(6)),
}
"""Fourteen keys; with the two cookies, the ticket and the four files of the data folder more than twenty."""


def replies_of(url: str) -> tuple[list[str], list[str]]:
    """Everything that the house says in a story full of failures; and the secrets that it handed out on the way."""
    said: list[str] = []

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
        ]
        for method, path, raw in asked:
            status, headers, body = await http(url, method, path, raw=raw)
            said.append(f"{status} {headers} {body!r}")
        return [account.cookie.partition("=")[2].partition(".")[0], ticket.split('"')[3]]

    handed_out = trio.run(story)
    return said, handed_out


def test_no_canary_is_heard_anywhere() -> None:
    with server_process() as server:
        server.start(**PLANTED)
        assert server._process is not None
        pid = server._process.pid
        said, handed_out = replies_of(server.url)
        argv = [Path(f"/proc/{child}/cmdline").read_bytes() for child in descendants(pid)]
        kept = {path.name: path.read_text().strip() for path in (server.data / "keys").iterdir()}
        server.terminate()
        log = (server.data / "server.log").read_text()
        heads = (server.data / "heads.log").read_text()
    everything = "\n".join([*said, log, heads, *map(repr, argv)])
    secrets = [CANARY, *handed_out, *kept.values()]
    assert [secret for secret in secrets if secret in everything] == []
    assert len(kept) >= 2


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
