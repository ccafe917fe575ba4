"""Outgoing: a message encoded once for everybody, as JSON and as a WebSocket frame, and the port of those who receive it."""

from __future__ import annotations

from typing import Protocol

from protocol.codec import encode_push, encode_reply
from protocol.envelope import Body
from protocol.events import Event


class Encoded:
    """One message as an unmasked WebSocket text frame; its JSON text is the same bytes without the head."""

    __slots__ = ("_head", "frame")

    def __init__(self, text: bytes) -> None:
        self.frame = frame_of(text)
        self._head = len(self.frame) - len(text)

    @property
    def text(self) -> bytes:
        return self.frame[self._head :]


def frame_of(text: bytes) -> bytes:
    """A final text frame from a server (RFC 6455 section 5.2): 0x81, the length in its shortest form, the payload."""
    size = len(text)
    if size < 126:
        return bytes((0x81, size)) + text
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + text
    return b"\x81\x7f" + size.to_bytes(8, "big") + text


def push(stream: str, version: int, event: Event) -> Encoded:
    return Encoded(encode_push(stream, version, event))


def reply(ref: int | None, body: Body) -> Encoded:
    return Encoded(encode_reply(ref, body))


class Watcher(Protocol):
    """Whoever follows a stream: in the house, the outbox of a session. Takes at once or drops the connection; never waits, never raises."""

    def send(self, message: Encoded) -> None: ...
