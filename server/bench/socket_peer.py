"""The peer of `bench sockets`: python-socketio on uvicorn, an echo and a room, as its documentation shows them.

Its packages are of the group `bench`, which only `make bench` installs."""

from __future__ import annotations

import importlib
import sys
from typing import Any

ROOM = "room"
sio: Any = importlib.import_module("socketio").AsyncServer(async_mode="asgi", cors_allowed_origins="*")


async def connect(sid: str, _environment: Any) -> None:
    await sio.enter_room(sid, ROOM)


async def echo(_sid: str, words: Any) -> Any:
    return words


async def say(_sid: str, words: Any) -> Any:
    await sio.emit("said", words, room=ROOM)
    return True


def main(port: int) -> None:
    for told, does in (("connect", connect), ("echo", echo), ("say", say)):
        sio.on(told, does)
    app = importlib.import_module("socketio").ASGIApp(sio)
    importlib.import_module("uvicorn").run(app, host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    main(int(sys.argv[1]))
