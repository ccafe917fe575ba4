"""The operators' messages: the same shapes as the players', on a socket of their own, each request signed with its operator's key.

The server says Hello with a nonce; a request's signature covers the nonce, its ref, its operator and its command, and refs only ever go up: a line
that was overheard says nothing a second time. `registry` says who may ask what, and how it is typed."""

from __future__ import annotations

import attrs

from protocol.admin.coins import CoinBody, CoinCommand
from protocol.admin.house import HouseCommand
from protocol.admin.house_views import HouseBody
from protocol.admin.matches import MatchBody, MatchCommand
from protocol.admin.money import MoneyBody, MoneyCommand
from protocol.admin.operators import NAME_PATTERN, OperatorBody, OperatorCommand
from protocol.admin.people import PeopleBody, PeopleCommand
from protocol.admin.tables import InspectedTables, TableCommand
from protocol.envelope import Accepted
from protocol.fields import INT_MAX, text, whole
from protocol.refusals import Refused

AdminCommand = HouseCommand | MatchCommand | PeopleCommand | MoneyCommand | CoinCommand | TableCommand | OperatorCommand
AdminBody = HouseBody | MatchBody | PeopleBody | MoneyBody | CoinBody | InspectedTables | OperatorBody | Accepted | Refused


@attrs.frozen
class AdminHello:
    """{"hello": "wagerup admin", "nonce": "…", "server_ms": …}: the first line of the server on each connection."""

    nonce: str
    server_ms: int
    hello: str = "wagerup admin"


@attrs.frozen
class AdminRequest:
    """{"ref": …, "operator": "…", "signature": "…", "command": {…}}. signature: Ed25519, base64url without padding."""

    command: AdminCommand
    ref: int = whole(1, INT_MAX)
    operator: str = text(2, 31, pattern=NAME_PATTERN)
    signature: str = text(86, 86)


@attrs.frozen
class AdminReply:
    """{"ref": …, "reply": {…}}"""

    ref: int | None
    reply: AdminBody


def signed_text(nonce: str, ref: int, operator: str, command: bytes) -> bytes:
    """What a signature covers. command: its JSON with the keys of every object in order and no spaces (`command_text` makes it)."""
    return b"\n".join((b"wagerup admin 1", nonce.encode(), str(ref).encode(), operator.encode(), command))
