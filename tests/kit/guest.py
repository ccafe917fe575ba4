"""A guest: a player with one good line into a house in memory."""

from __future__ import annotations

import json
from typing import Any

import trio

from actors.house import House
from actors.line import Identity
from actors.sessions import Sessions
from protocol.codec import encode_request
from protocol.commands import Command
from protocol.envelope import Request
from tests.kit.lines import MemoryLine


def identity_of(name: str) -> Identity:
    """The same name is the same player."""
    letters = "".join(chr(97 + ord(letter) % 26) for letter in name)
    return Identity(name.encode().ljust(32, b".")[:32], "p_" + letters.ljust(16, "z")[:16], name)


class Guest:
    """Asks and hears, in order; what is pushed meanwhile is kept."""

    def __init__(self, house: House, sessions: Sessions, nursery: trio.Nursery, name: str) -> None:
        self.identity = identity_of(name)
        self.player = self.identity.player
        self.line = MemoryLine()
        self.pushed: list[dict[str, Any]] = []
        self._ref = 0
        nursery.start_soon(sessions.serve, self.line, self.identity, house)

    async def ask(self, command: Command) -> dict[str, Any]:
        self._ref += 1
        self.line.say(encode_request(Request(self._ref, command)))
        while True:
            message = await self._hear()
            if message.get("ref") == self._ref:
                return message["reply"]

    async def answer(self) -> dict[str, Any]:
        """The next answer to whatever was asked."""
        while "reply" not in (message := await self._hear()):
            continue
        return message["reply"]

    async def until(self, kind: str) -> dict[str, Any]:
        """The next event of this kind, among what was pushed already or what comes."""
        while True:
            for place, push in enumerate(self.pushed):
                if push["event"]["type"] == kind:
                    del self.pushed[: place + 1]
                    return push["event"]
            await self._hear()

    async def _hear(self) -> dict[str, Any]:
        with trio.fail_after(600):
            message: dict[str, Any] = json.loads(await self.line.heard())
        if "stream" in message:
            self.pushed.append(message)
        return message
