"""Cookies and tickets: who a browser or a native client is. A cookie holds a signed random id; the server knows the hash of it alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from http.cookies import CookieError, SimpleCookie

from itsdangerous import BadSignature, Signer, TimestampSigner

TICKET_SECONDS = 60
FLOW_SECONDS = 600
DEVICE_SECONDS = 2 * 365 * 86_400


class Cookies:
    """Signs with the first key, reads with all of them: so keys rotate without a logout."""

    def __init__(self, keys: Sequence[str], *, secure: bool) -> None:
        assert keys, "at least one key"
        self.secure = secure
        self.name = "__Host-wagerup_session" if secure else "wagerup_session"
        self.device_name = "__Host-wagerup_device" if secure else "wagerup_device"
        self._signer = Signer(list(reversed(keys)), salt="wagerup session")
        self.flow_name = "__Host-wagerup_flow" if secure else "wagerup_flow"
        self._flows = Signer(list(reversed(keys)), salt="wagerup flow")
        self._devices = Signer(list(reversed(keys)), salt="wagerup device")

    def sign(self, session_id: str) -> str:
        return self._signer.sign(session_id).decode()

    def set_cookie(self, session_id: str) -> str:
        """The Set-Cookie header that signs a browser in."""
        return f"{self.name}={self.sign(session_id)}; Path=/; HttpOnly; SameSite=Lax" + self._tail()

    def clear_cookie(self) -> str:
        return f"{self.name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" + self._tail()

    def set_flow(self, browser: str) -> str:
        """The Set-Cookie header that binds a sign-in under way to this browser, for as long as it may take."""
        return f"{self.flow_name}={self._flows.sign(browser).decode()}; Path=/; Max-Age={FLOW_SECONDS}; HttpOnly; SameSite=Lax" + self._tail()

    def clear_flow(self) -> str:
        return f"{self.flow_name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" + self._tail()

    def flow_of(self, header: str | None) -> str | None:
        return _unsigned(self._flows, header, self.flow_name)

    def set_device(self, device: str) -> str:
        """The Set-Cookie header by which a browser is known again when somebody else signs in on it; nothing else is read from it."""
        signed = self._devices.sign(device).decode()
        return f"{self.device_name}={signed}; Path=/; Max-Age={DEVICE_SECONDS}; HttpOnly; SameSite=Lax" + self._tail()

    def device_of(self, header: str | None) -> str | None:
        return _unsigned(self._devices, header, self.device_name)

    def _tail(self) -> str:
        return "; Secure" if self.secure else ""

    def session_of(self, header: str | None) -> bytes | None:
        """The hash of the session id in a Cookie header, when it bears our signature."""
        session_id = _unsigned(self._signer, header, self.name)
        return None if session_id is None else hash_of(session_id)


def _unsigned(signer: Signer, header: str | None, name: str) -> str | None:
    """The value of a cookie, when it bears our signature."""
    if not header:
        return None
    try:
        morsel = SimpleCookie(header).get(name)
        return None if morsel is None else signer.unsign(morsel.value).decode()
    except (BadSignature, CookieError, UnicodeDecodeError):
        return None


def hash_of(session_id: str) -> bytes:
    return hashlib.sha256(session_id.encode()).digest()


class Tickets:
    """Single-use, a minute long: for native clients, which have no cookie jar."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._signer = TimestampSigner(list(reversed(keys)), salt="wagerup ticket")
        self._waiting: dict[str, object] = {}

    def issue(self, nonce: str, holder: object) -> str:
        """A ticket for a holder, under a fresh nonce."""
        while len(self._waiting) >= 10_000:
            self._waiting.pop(next(iter(self._waiting)))
        self._waiting[nonce] = holder
        return self._signer.sign(nonce).decode()

    def redeem(self, ticket: str) -> object | None:
        """The holder, once; nothing for what is forged, used or old."""
        try:
            nonce = self._signer.unsign(ticket, max_age=TICKET_SECONDS).decode()
        except (BadSignature, UnicodeDecodeError):
            return None
        return self._waiting.pop(nonce, None)
