"""Names in facts: the facts of a match stay as they were written, but who has left is read back under the name that is left of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

NAMED = {"match_offered": ("creator", "creator_name"), "seating_started": ("player_id", "name"), "player_seated": ("player_id", "name")}
"""By the tag of a fact: whom it names, and where the name stands."""
_TAGS = tuple(tag.encode() for tag in NAMED)


def players_in(bodies: Iterable[bytes]) -> list[str]:
    """Whom these facts name."""
    return [fact[NAMED[fact["type"]][0]] for fact in map(_named, bodies) if fact is not None]


def renamed(body: bytes, names: Mapping[str, str]) -> bytes:
    """The same fact, where it names one of these players under this name."""
    fact = _named(body) if names else None
    if fact is None:
        return body
    player, name = NAMED[fact["type"]]
    return msgspec.json.encode(fact | {name: names.get(fact[player], fact[name])})


def _named(body: bytes) -> dict[str, Any] | None:
    if not any(tag in body for tag in _TAGS):
        return None
    fact = msgspec.json.decode(body)
    return fact if fact["type"] in NAMED else None
