"""The head of an HTTP request: bytes to a value or a refusal, strictly. Knows no sockets.

Several one-line requests make the libraries behind us fall (reliability.md F1): what is not plain ASCII of the right shape ends here."""

from __future__ import annotations

import re
from http import HTTPStatus

import attrs

from server.security_headers import plain_headers

HEAD_BYTES_MAX = 16_384
HEADERS_MAX = 100

_REQUEST_LINE = re.compile(rb"([A-Z]{3,10}) (/[\x21-\x7e]*|\*) HTTP/1\.([01])")
_HEADER = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x20-\x7e\t]*?)[ \t]*")
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-.]{0,252}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_ONCE = (
    "host",
    "origin",
    "cookie",
    "content-length",
    "sec-websocket-key",
    "sec-websocket-version",
    "x-forwarded-proto",
    "x-forwarded-host",
)


@attrs.frozen
class Head:
    """A request line and its headers, names in lower case."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    bytes_long: int

    def get(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    def all(self, name: str) -> list[str]:
        """A value for each line of this name, as they came."""
        return [value for key, value in self.headers if key == name]

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def wants_websocket(self) -> bool:
        asked = {token.strip().lower() for line in self.all("connection") for token in line.split(",")}
        return "upgrade" in asked and self.upgrade == "websocket"

    @property
    def upgrade(self) -> str | None:
        """The protocols that it would rather speak, of all its lines."""
        return ", ".join(self.all("upgrade")).lower() or None


@attrs.frozen
class BadHead:
    """Why a head is refused: the HTTP status and a sentence."""

    status: int
    words: str
    retry_after: int | None = None


def end_of_head(received: bytes | bytearray) -> int | None:
    """Where the head ends, its blank line included, or nothing yet."""
    place = received.find(b"\r\n\r\n")
    return None if place < 0 else place + 4


def parse_head(received: bytes) -> Head | BadHead:
    """One whole head."""
    lines = received[:-4].split(b"\r\n")
    first = _REQUEST_LINE.fullmatch(lines[0])
    if first is None:
        return BadHead(400, "Not an HTTP/1.1 request line.")
    if len(lines) - 1 > HEADERS_MAX:
        return BadHead(431, "Too many headers.")
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        header = _HEADER.fullmatch(line)
        if header is None:
            return BadHead(400, "A header is not plain ASCII of the form name: value.")
        headers.append((header[1].decode().lower(), header[2].decode()))
    head = Head(first[1].decode(), first[2].decode(), tuple(headers), len(received))
    return _refuse(head) or head


def _refuse(head: Head) -> BadHead | None:
    names = [name for name, _value in head.headers]
    for name in _ONCE:
        if names.count(name) > 1:
            return BadHead(400, f"{name} stands twice.")
    host = head.get("host")
    if host is None or not _HOST.fullmatch(host) or host.lower().startswith("xn--") or ".xn--" in host.lower():
        return BadHead(400, "Host is missing or not a host.")
    if "transfer-encoding" in names and "content-length" in names:
        return BadHead(400, "Both Transfer-Encoding and Content-Length.")
    if head.upgrade not in (None, "websocket"):
        return BadHead(400, "There is nothing to upgrade to but a WebSocket.")
    return None


def response(refusal: BadHead, *, secure: bool) -> bytes:
    """A whole plain answer that ends the connection."""
    body = (refusal.words + "\n").encode()
    headers = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body)), "Connection": "close"}
    again = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    lines = [f"{name}: {value}" for name, value in (headers | again | plain_headers(secure=secure)).items()]
    return "\r\n".join([f"HTTP/1.1 {refusal.status} {HTTPStatus(refusal.status).phrase}", *lines, "", ""]).encode() + body
