"""Proxies: who called, when those in between are ours. A forwarded header counts only from a listed peer; one parser for HTTP and WebSocket."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from actors.line import Caller
from protocol.commands.account import PLACE_PATTERN

Lines = Callable[[str], Sequence[str]]
"""From the name of a header, in small letters, to the values of all its lines."""

_PLACE = re.compile(PLACE_PATTERN)
HOPS_MAX = 10


class Proxies:
    """The networks of our own proxies, and the header in which the outermost says where the caller is (ISO 3166, as "US-CO" or "FR")."""

    def __init__(self, networks: Iterable[str] = (), place_header: str | None = None) -> None:
        self._networks = tuple(ip_network(one) for one in networks)
        self._place_header = place_header.lower() if place_header else None

    def caller(self, peer: str, lines: Lines) -> Caller:
        """Who is behind a peer. From the right, the first address that is no proxy of ours; what stands left of it,
        or on an earlier line, anybody could write."""
        if not self._trusts(peer):
            return Caller(peer)
        address = peer
        for hop in reversed(",".join(lines("x-forwarded-for")).split(",")[-HOPS_MAX:]):
            parsed = _address(hop.strip())
            if parsed is None:
                break
            address = str(parsed)
            if not self._trusts(address):
                break
        return Caller(address, self._place(lines))

    def says_place_twice(self, lines: Lines) -> bool:
        """Whether one place of two would have to be believed: then neither is, and the request is refused."""
        return self._place_header is not None and len(lines(self._place_header)) > 1

    def _place(self, lines: Lines) -> str | None:
        said = ",".join(lines(self._place_header)).strip().upper() if self._place_header else ""
        return said if _PLACE.fullmatch(said) else None

    def _trusts(self, peer: str) -> bool:
        parsed = _address(peer)
        return parsed is not None and any(parsed in network for network in self._networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address, with a port or without; brackets and IPv4 in IPv6 taken off."""
    bracketed = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\](:\d+)?", text)
    plain = bracketed[1] if bracketed else text.rpartition(":")[0] if text.count(":") == 1 else text
    try:
        parsed = ip_address(plain)
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, IPv6Address) else parsed
