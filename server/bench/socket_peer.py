"""The peer of `bench sockets`: python-socketio on uvicorn, an echo and a room, as its documentation shows them."""

from __future__ import annotations

import sys
from typing import Any

import socketio  # pyright: ignore[reportMissingImports]
import uvicorn  # pyright: ignore[reportMissingImports]

ROOM = "room"
sio: Any = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
app: Any = socketio.ASGIApp(sio)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


@sio.event
async def connect(sid: str, _environment: Any) -> None:
    await sio.enter_room(sid, ROOM)


@sio.event
async def echo(_sid: str, words: Any) -> Any:
    return words


@sio.event
async def say(_sid: str, words: Any) -> Any:
    await sio.emit("said", words, room=ROOM)
    return True


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")  # pyright: ignore[reportUnknownMemberType]
