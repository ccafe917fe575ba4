"""Origins: from which pages a browser may speak to us. Browsers always send one with a WebSocket, and with a POST; so must everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ORIGIN = re.compile(r"(https?)://([a-z0-9.\-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?")


def normal(origin: str) -> str | None:
    """An origin in its one canonical form, or nothing when it is none ("null", a path, capitals in the host, user names)."""
    parts = _ORIGIN.fullmatch(origin)
    if parts is None:
        return None
    scheme, host, port = parts[1], parts[2], parts[3]
    standard = {"http": "80", "https": "443"}[scheme]
    return f"{scheme}://{host}:{port or standard}"


class Origins:
    """The exact allow-list. Empty (a development server): the page that we serve ourselves, by its Host."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = {normal(origin) or f"not an origin: {origin}" for origin in allowed}

    def allow(self, origin: str | None, host: str | None) -> bool:
        """Whether a request with these headers may speak."""
        if origin is None:
            return False
        canonical = normal(origin)
        if canonical is None:
            return False
        if self._allowed:
            return canonical in self._allowed
        return host is not None and canonical in (normal(f"http://{host.lower()}"), normal(f"https://{host.lower()}"))
