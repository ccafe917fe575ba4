"""Operators in tests: `wagerup admin` as a process, a conversation that can say anything, signed or not, and matches that need them."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.admin import AdminCommand, signed_text
from protocol.admin.operators import AddOperator, ApproveProposal, RevokeOperator, Role
from protocol.codec import command_text
from protocol.commands import CreateMatch, JoinMatch, PlayMove, Watch
from protocol.envelope import MatchCreated
from protocol.games import ReportScore, SportsSeriesOptions
from protocol.ids import MatchId, match_stream
from protocol.money import Amount, Currency
from server.admin.keys import public_of, read_key, sign, write_key
from server.admin.socket import admin_path
from server.player import Player, connected, sign_in
from tests.kit.process import ServerProcess, wagerup

STAKE = Amount(Currency.USD, 500)
REASON = "The video shows 2-1 for the creator."


def admin(server: ServerProcess, *words: str) -> subprocess.CompletedProcess[str]:
    return wagerup("admin", *words, data=server.data)


def obeyed(server: ServerProcess, *words: str) -> str:
    """What it says; anything but done is a failure."""
    return wagerup("admin", *words, data=server.data, check=True).stdout


def disputes(server: ServerProcess) -> list[dict[str, Any]]:
    return json.loads(admin(server, "disputes", "--json").stdout)


async def disputed(server: ServerProcess, key: str, then: Any) -> None:
    """A match whose players contradict each other; then what the test wants of it."""
    accounts = [await sign_in(server.url, f"{name} {key}") for name in ("Ann", "Bob")]
    async with connected(accounts[0]) as ann, connected(accounts[1]) as bob:
        created = await ann.ask(CreateMatch(f"key-{key}-0000", SportsSeriesOptions(best_of=1), STAKE))
        assert isinstance(created, MatchCreated)
        match_id = created.match_id
        await bob.ask(JoinMatch(match_id))
        await ann.ask(PlayMove(match_id, 0, ReportScore(1, 2, 1)))
        await bob.ask(PlayMove(match_id, 1, ReportScore(1, 2, 1)))
        await ann.ask(Watch(match_stream(MatchId(match_id))))
        await then(match_id, ann, bob)


async def told(player: Player, *kinds: type[Any]) -> list[Any]:
    """The next events of these kinds, in order."""
    found: list[Any] = []
    while len(found) < len(kinds):
        event = (await player.push()).event
        if isinstance(event, kinds[len(found)]):
            found.append(event)
    return found


class Speaker:
    """One connection to the admin socket, of an operator or of somebody who says that they are one."""

    def __init__(self, data: Path, name: str, key: Ed25519PrivateKey) -> None:
        self.name, self.key, self.ref = name, key, 0
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(60)
        self._socket.connect(str(admin_path(data)))
        self._lines = self._socket.makefile("rb")
        self.nonce: str = self.read()["nonce"]

    def __enter__(self) -> Speaker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._socket.close()

    def read(self) -> dict[str, Any]:
        return json.loads(self._lines.readline())

    def line(self, command: AdminCommand, *, ref: int | None = None, **changed: Any) -> dict[str, Any]:
        """A signed request, and then whatever is changed about it."""
        self.ref = self.ref + 1 if ref is None else ref
        text = command_text(command)
        signature = sign(self.key, signed_text(self.nonce, self.ref, self.name, text))
        return {"ref": self.ref, "operator": self.name, "signature": signature, "command": json.loads(text), **changed}

    def say(self, raw: bytes) -> dict[str, Any]:
        """Any line at all, and what is answered."""
        self._socket.sendall(raw + b"\n")
        return self.read()["reply"]

    def send(self, raw: bytes) -> None:
        self._socket.sendall(raw)

    def ask(self, command: AdminCommand) -> dict[str, Any]:
        return self.say(json.dumps(self.line(command)).encode())


def two_roots(server: ServerProcess) -> dict[str, str]:
    """The environment of a house with two root operators, whose keys lie in its data folder."""
    folder = server.data / "operators"
    for name in ("root", "deputy"):
        write_key(folder / f"{name}.key")
    return {"WAGERUP_OPERATORS": ",".join(f"{name}={public_of(read_key(folder / f'{name}.key'))}" for name in ("root", "deputy"))}


def owner(server: ServerProcess) -> Speaker:
    """Who owns the data folder; of two roots the first."""
    paths = {path.stem: path for path in (server.data / "operators").glob("*.key")}
    name = "root" if len(paths) > 1 else next(iter(paths))
    return Speaker(server.data, name, read_key(paths[name]))


def deputy(server: ServerProcess) -> Speaker:
    """The second of two roots."""
    return Speaker(server.data, "deputy", read_key(server.data / "operators" / "deputy.key"))


@contextmanager
def hired(server: ServerProcess, name: str, role: Role) -> Iterator[Speaker]:
    """An operator for a while, added and let go by the owner; of a house with two roots the second one agrees."""
    key = Ed25519PrivateKey.generate()
    with owner(server) as root:
        added = root.ask(AddOperator(role, name, public_of(key), "hired for this test"))
    if added["type"] == "proposed":
        with deputy(server) as other:
            added = other.ask(ApproveProposal(added["number"], "we know them"))
    assert added["type"] == "accepted", added
    with Speaker(server.data, name, key) as one:
        yield one
    with owner(server) as root:
        root.ask(RevokeOperator(name, "the test is over"))
