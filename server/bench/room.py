"""Our side of `bench sockets`: the real listener, sessions and frames, with an echo and a room behind them; no database."""

from __future__ import annotations

import sys
from typing import Any

import trio
from starlette.applications import Starlette

from actors.line import Identity, Line, LineClosed
from actors.outgoing import Encoded
from server.guard import Guard
from server.listener import EdgePorts, Listener
from server.origins import Origins
from server.tuning import tune


class Member:
    """One connection with an outbox and one writer, as a session has."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._outbox: list[bytes] = []
        self._something = trio.Event()

    def send(self, message: Encoded) -> None:
        self._outbox.append(self.line.wire(message))
        self._something.set()

    async def write_for_ever(self) -> None:
        while True:
            await self._something.wait()
            self._something = trio.Event()
            wire, self._outbox = b"".join(self._outbox), []
            await self.line.write(wire)


class Room:
    """Everybody hears what anybody says; a broadcast is encoded once."""

    def __init__(self) -> None:
        self._members: dict[Member, None] = {}

    async def serve(self, line: Line, _identity: Identity | None) -> None:
        member = Member(line)
        self._members[member] = None
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(member.write_for_ever)
                while True:
                    self._take(member, await line.read())
        except* LineClosed:
            pass
        finally:
            del self._members[member]

    def _take(self, member: Member, message: bytes | str) -> None:
        text = message if isinstance(message, bytes) else message.encode()
        if not text.startswith(b'{"say"'):
            member.send(Encoded(text))
            return
        shared = Encoded(text)
        for one in self._members:
            one.send(shared)


async def main(port: int) -> None:
    tune()

    async def nobody(_cookie: str | None) -> Identity | None:
        return None

    app: Any = Starlette()
    origin = f"http://127.0.0.1:{port}"
    listener = Listener(EdgePorts(app, Room().serve, nobody, Origins([origin])), Guard())
    listeners = await trio.open_tcp_listeners(port, host="127.0.0.1")
    await listener.serve_http(listeners)


if __name__ == "__main__":
    trio.run(main, int(sys.argv[1]))
