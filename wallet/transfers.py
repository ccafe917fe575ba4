"""Transfers: what a sender may ask of the wallet. A command is a linked group: all of it, or none.

Holds are two-phase transfers: hold, then capture or release, each hold ending exactly once."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

import attrs
import msgspec

from protocol.money import Currency

OPS_MAX = 16
"""More transfers than any settlement has."""


@attrs.frozen
class Transfer:
    """Minor units of one currency from one account to another, at once."""

    tag: ClassVar[str] = "transfer"
    source: str
    target: str
    minor: int


@attrs.frozen
class Hold:
    """Sets a player's money aside for a match, buckets in stake order. deadline_ms 0: until captured or released."""

    tag: ClassVar[str] = "hold"
    hold_id: str
    player: str
    currency: Currency
    minor: int
    match_id: str
    deadline_ms: int = 0


@attrs.frozen
class Capture:
    """Takes held money, whole or in part, to an account; what is left of the hold goes back where it came from."""

    tag: ClassVar[str] = "capture"
    hold_id: str
    target: str
    minor: int


@attrs.frozen
class Release:
    """Puts back exactly what was held."""

    tag: ClassVar[str] = "release"
    hold_id: str


Op = Transfer | Hold | Capture | Release


@attrs.frozen
class Command:
    """A linked group with an id from its sender. The same id with the same ops is answered as before, for ever."""

    id: str
    ops: tuple[Op, ...]


_write = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder().decode


def body_of(ops: tuple[Op, ...]) -> bytes:
    """The ops as the journal keeps them: canonical, ids and whole numbers only, nothing that a user typed."""
    return _write([_plain(op) for op in ops])


def digest_of(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def ops_of(body: bytes) -> tuple[Op, ...]:
    """The ops of a journal row. Raises ValueError on anything that body_of did not write."""
    return tuple(_op(item) for item in _read(body))


def _plain(op: Op) -> tuple[Any, ...]:
    match op:
        case Hold(hold_id=hold_id, player=player, currency=currency, minor=minor, match_id=match, deadline_ms=deadline):
            return ("hold", hold_id, player, currency.value, minor, match, deadline)
        case Capture(hold_id=hold_id, target=target, minor=minor):
            return ("capture", hold_id, target, minor)
        case Release(hold_id=hold_id):
            return ("release", hold_id)
        case Transfer(source=source, target=target, minor=minor):
            return ("transfer", source, target, minor)


def _op(item: list[Any]) -> Op:
    match item:
        case ["hold", hold_id, player, currency, minor, match, deadline]:
            return Hold(hold_id, player, Currency(currency), minor, match, deadline)
        case ["capture", hold_id, target, minor]:
            return Capture(hold_id, target, minor)
        case ["release", hold_id]:
            return Release(hold_id)
        case ["transfer", source, target, minor]:
            return Transfer(source, target, minor)
        case _:
            raise ValueError(f"not an op: {item!r}")
