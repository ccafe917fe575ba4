"""The other end of the admin socket: one conversation, in which every line is signed."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from types import TracebackType
from typing import Any

import attrs
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.admin import AdminCommand, signed_text
from protocol.codec import CONVERTER, command_text
from server.admin.keys import KeyWrong, read_key, sign
from server.admin.socket import admin_path

SECONDS_MAX = 660.0
"""A count of all ladders may take ten minutes; everything else answers in seconds."""


class AdminRefused(Exception):
    """The house said no, or there is no house: one line."""


@attrs.frozen
class Who:
    """Whose server, and who speaks: an operator's name and the file of their key."""

    data: Path
    name: str
    key: Path


def who(data: Path, name: str | None, key: Path | None) -> Who:
    """The key that was named; else the only one in the data folder. A key's file bears its operator's name."""
    if not admin_path(data).exists():
        raise AdminRefused(f"No server answers at {admin_path(data)}. Is it up, and is --data right?")
    if key is None:
        found = sorted((data / "operators").glob("*.key" if name is None else f"{name}.key"))
        if len(found) != 1:
            words = "no key of an operator" if not found else f"{len(found)} keys of operators"
            raise AdminRefused(f"There is {words} in {data / 'operators'}: say which with --key-file FILE, or WAGERUP_OPERATOR_KEY.")
        key = found[0]
    return Who(data, name or key.stem, key)


class Conversation:
    """An open connection; `with` ends it."""

    def __init__(self, one: Who) -> None:
        self._who = one
        self._ref = 0
        try:
            self._key: Ed25519PrivateKey = read_key(one.key)
        except KeyWrong as error:
            raise AdminRefused(str(error)) from error
        self._path = admin_path(one.data)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(SECONDS_MAX)
        try:
            self._socket.connect(str(self._path))
            self._lines = self._socket.makefile("rb")
            self._nonce: str = self._read()["nonce"]
        except (OSError, KeyError) as error:
            self._socket.close()
            raise AdminRefused(f"No server answers at {self._path}: {error}. Is it up, and is --data right?") from error

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def ask(self, command: AdminCommand) -> dict[str, Any]:
        """One command, one reply. Raises AdminRefused."""
        self._ref += 1
        text = command_text(command)
        signature = sign(self._key, signed_text(self._nonce, self._ref, self._who.name, text))
        request = {"ref": self._ref, "operator": self._who.name, "signature": signature, "command": msgspec.json.decode(text)}
        try:
            self._socket.sendall(json.dumps(request).encode() + b"\n")
            reply: dict[str, Any] = self._read()["reply"]
        except OSError as error:
            raise AdminRefused(f"The server at {self._path} does not answer any more: {error}.") from error
        if reply["type"] == "refused":
            raise AdminRefused(f"{reply['code']}: {reply['message']}")
        return reply

    def _read(self) -> dict[str, Any]:
        line = self._lines.readline()
        if not line:
            raise AdminRefused("The server hung up: only its own user and root may speak to it.")
        return json.loads(line)


def plain(command: AdminCommand) -> dict[str, Any]:
    """A command as JSON values."""
    return CONVERTER.unstructure(command, unstructure_as=AdminCommand)
