"""Transfers: what a sender may ask of the wallet. A command is a linked group: all of it, or none.

Holds are two-phase transfers: hold, then capture or release, each hold ending exactly once. What decides who may play (rules of places,
admissions, limits) stands in the same journal, so that a stake is always checked against what was true in its own place of the order."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

import attrs
import msgspec

from protocol.coins import LotSource
from protocol.limits import AccountState, LimitKind, LimitPeriod, PlaceState
from protocol.money import Currency
from wallet.gate_transfers import Gate
from wallet.item_transfers import Things
from wallet.table_transfers import Coins, Rounds

OPS_MAX = 16
"""More transfers than any settlement has."""

# ── money ────────────────────────────────────────────────────────────────────


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


# ── money from outside, and back ─────────────────────────────────────────────


@attrs.frozen
class Expect:
    """A deposit that somebody begins: it counts towards their limits from now on, paid or not."""

    tag: ClassVar[str] = "expect"
    deposit_id: str
    player: str
    currency: Currency
    minor: int


@attrs.frozen
class ExpectSale:
    """A payment for coins that somebody begins: it counts towards their limits like a deposit, and is asked for where those coins may be had."""

    tag: ClassVar[str] = "expect_sale"
    deposit_id: str
    player: str
    currency: Currency
    minor: int
    coins: Currency


@attrs.frozen
class Credit:
    """The expected deposit is paid: its whole amount comes in, once."""

    tag: ClassVar[str] = "credit"
    deposit_id: str


@attrs.frozen
class Drop:
    """The expected deposit will never be paid; it no longer counts."""

    tag: ClassVar[str] = "drop"
    deposit_id: str


@attrs.frozen
class TakeBack:
    """Of a paid deposit so much in all went back to the payer, by refund or dispute: before (as we knew it) becomes after. What is not
    available any more is owed. freeze: the account, until an operator has looked."""

    tag: ClassVar[str] = "take_back"
    deposit_id: str
    before: int
    after: int
    freeze: bool


@attrs.frozen
class Withdraw:
    """Sets money aside to be paid out. Deposits younger than cooling_ms stay."""

    tag: ClassVar[str] = "withdraw"
    hold_id: str
    player: str
    currency: Currency
    minor: int
    cooling_ms: int


Money = Transfer | Hold | Capture | Release
Payment = Expect | ExpectSale | Credit | Drop | TakeBack | Withdraw
Op = Money | Payment | Gate | Coins | Rounds | Things


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
    match op:  # the four that every match uses, by hand: this is on the way of every stake
        case Hold(hold_id=hold_id, player=player, currency=currency, minor=minor, match_id=match, deadline_ms=deadline):
            return ("hold", hold_id, player, currency.value, minor, match, deadline)
        case Capture(hold_id=hold_id, target=target, minor=minor):
            return ("capture", hold_id, target, minor)
        case Release(hold_id=hold_id):
            return ("release", hold_id)
        case Transfer(source=source, target=target, minor=minor):
            return ("transfer", source, target, minor)
        case _:
            return (op.tag, *attrs.astuple(op, recurse=False))


_CLASSES: dict[str, type[Any]] = {kind.tag: kind for kind in Op.__args__}
_ENUMS: dict[str, Any] = {kind.__name__: kind for kind in (Currency, LimitKind, LimitPeriod, PlaceState, AccountState, LotSource)}
_FIELDS = {tag: [(field, _ENUMS.get(str(field.type))) for field in attrs.fields(kind)] for tag, kind in _CLASSES.items()}
_PLAIN_TYPES: dict[str, type[Any] | tuple[type[Any], ...]] = {"str": str, "int": int, "bool": bool, "int | None": (int, type(None))}


def _op(item: Any) -> Op:
    match item:
        case ["hold", str(hold_id), str(player), currency, int(minor), str(match), int(deadline)]:
            return Hold(hold_id, player, Currency(currency), minor, match, deadline)
        case [str(tag), *values] if tag in _CLASSES and len(values) == len(_FIELDS[tag]):
            return _CLASSES[tag](*(_value(field, enum, value) for (field, enum), value in zip(_FIELDS[tag], values, strict=True)))
        case _:
            raise ValueError(f"not an op: {item!r}")


def _value(field: attrs.Attribute[Any], enum: Any, value: Any) -> Any:
    if enum is not None:
        return enum(value)
    if not isinstance(value, _PLAIN_TYPES[str(field.type)]):
        raise ValueError(f"{field.name} cannot be {value!r}")
    return value
