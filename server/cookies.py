"""Cookies and tickets: who a browser or a native client is. A cookie holds a signed random id; the server knows the hash of it alone."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence

from server.signing import DatedSeal, Seal

TICKET_SECONDS = 60
TICKETS_MAX = 10_000
FLOW_SECONDS = 600
DEVICE_SECONDS = 2 * 365 * 86_400


class Cookies:
    """The three that we set: who is signed in, which browser began a sign-in, and which device this is."""

    def __init__(self, keys: Sequence[str], *, secure: bool) -> None:
        self.secure = secure
        self.name = "__Host-wagerup_session" if secure else "wagerup_session"
        self.device_name = "__Host-wagerup_device" if secure else "wagerup_device"
        self.flow_name = "__Host-wagerup_flow" if secure else "wagerup_flow"
        self._sessions = Seal(keys, "wagerup session")
        self._flows = Seal(keys, "wagerup flow")
        self._devices = Seal(keys, "wagerup device")

    def sign(self, session_id: str) -> str:
        return self._sessions.sign(session_id)

    def set_cookie(self, session_id: str) -> str:
        """The Set-Cookie header that signs a browser in."""
        return f"{self.name}={self.sign(session_id)}; Path=/; HttpOnly; SameSite=Lax" + self._tail()

    def clear_cookie(self) -> str:
        return f"{self.name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" + self._tail()

    def set_flow(self, browser: str) -> str:
        """The Set-Cookie header that binds a sign-in under way to this browser, for as long as it may take."""
        return f"{self.flow_name}={self._flows.sign(browser)}; Path=/; Max-Age={FLOW_SECONDS}; HttpOnly; SameSite=Lax" + self._tail()

    def clear_flow(self) -> str:
        return f"{self.flow_name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" + self._tail()

    def flow_of(self, header: str | None) -> str | None:
        return _ours(self._flows, header, self.flow_name)

    def set_device(self, device: str) -> str:
        """The Set-Cookie header by which a browser is known again when somebody else signs in on it; nothing else is read from it."""
        signed = self._devices.sign(device)
        return f"{self.device_name}={signed}; Path=/; Max-Age={DEVICE_SECONDS}; HttpOnly; SameSite=Lax" + self._tail()

    def device_of(self, header: str | None) -> str | None:
        return _ours(self._devices, header, self.device_name)

    def _tail(self) -> str:
        return "; Secure" if self.secure else ""

    def session_of(self, header: str | None) -> bytes | None:
        """The hash of the session id in a Cookie header, when it bears our signature."""
        session_id = _ours(self._sessions, header, self.name)
        return None if session_id is None else hash_of(session_id)


def _ours(seal: Seal, header: str | None, name: str) -> str | None:
    """The first value of a cookie that bears our signature."""
    return next((words for value in _values(header or "", name) if (words := seal.read(value)) is not None), None)


def _values(header: str, name: str) -> Iterator[str]:
    """By semicolons and nothing else: a cookie of somebody else's, however odd, hides none of ours."""
    for pair in header.split(";"):
        key, equals, value = pair.partition("=")
        if equals and key.strip() == name:
            yield value.strip()


def hash_of(session_id: str) -> bytes:
    return hashlib.sha256(session_id.encode()).digest()


class Tickets:
    """Single-use, a minute long: for native clients, which have no cookie jar."""

    def __init__(self, keys: Sequence[str], now: Callable[[], float] = time.time) -> None:
        self._seal = DatedSeal(keys, "wagerup ticket", now)
        self._waiting: dict[str, object] = {}

    def issue(self, nonce: str, holder: object) -> str:
        """A ticket for a holder, under a fresh nonce."""
        while len(self._waiting) >= TICKETS_MAX:
            self._waiting.pop(next(iter(self._waiting)))
        self._waiting[nonce] = holder
        return self._seal.sign(nonce)

    def redeem(self, ticket: str) -> object | None:
        """The holder, once; nothing for what is forged, used or old."""
        nonce = self._seal.read(ticket, TICKET_SECONDS)
        return None if nonce is None else self._waiting.pop(nonce, None)
