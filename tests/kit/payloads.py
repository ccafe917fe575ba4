"""Bad payloads, each with the code that it must be answered with: made from the classes themselves, so that a new field gets its cases. What decides
about a value here shares no code with the decoder: it reads the documented bounds of a field, and the order in which faults are looked for."""

from __future__ import annotations

import copy
import json
import re
import types
from collections.abc import Iterator
from enum import Enum
from functools import cache
from random import Random
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from protocol.admin.coins import ENTRY_PATTERN, REDEMPTION_PATTERN
from protocol.admin.house import ACTOR_PATTERN, SETTING_PATTERN
from protocol.admin.operators import KEY_PATTERN as OPERATOR_KEY_PATTERN
from protocol.admin.operators import NAME_PATTERN
from protocol.commands.account import DATE_PATTERN, DEPOSIT_PATTERN, PLACE_PATTERN
from protocol.commands.coins import PACKAGE_PATTERN
from protocol.commands.people import PERIOD_PATTERN, SCOPE_PATTERN
from protocol.commands.shop import ITEM_PATTERN
from protocol.commands.tables import CLIENT_SEED_PATTERN
from protocol.converter import UNIONS, members, tag_of
from protocol.ids import STREAM_PATTERN, TABLE_PATTERN
from protocol.refusals import Code
from protocol.tables.roulette import SPOT_PATTERN

WHOLE_MAX = 2**53 - 1
FRAME_MAX, LEVELS_MAX = 16_384, 16

# ── a right one of each class ──


def right(kind: Any) -> Any:
    """A plain value that the class takes."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    if isinstance(kind, type) and attrs.has(kind):
        made = {field.name: right_field(field, hint) for field, hint in fields_of(kind)}
        key = tag_key(kind)
        return {key: tag_of(kind), **made} if key else made
    bare = without_none(kind)
    if get_origin(bare) in (Union, types.UnionType):
        return right(get_args(bare)[0])
    if get_origin(bare) is tuple:
        return []
    if isinstance(bare, type) and issubclass(bare, Enum):
        return right(bare)
    return {int: 1, str: "a word", bool: True}[bare]


def right_field(field: Any, hint: Any) -> Any:
    told = field.metadata
    if told.get("pattern"):
        return PATTERNS[told["pattern"]]
    if "minLength" in told:
        return ("word " * 120)[: max(told["minLength"], min(10, told["maxLength"]))].strip().ljust(told["minLength"], "x")
    if "items" in told:
        return [PATTERNS[told["items"]["pattern"]]] * told.get("minItems", 1)
    if "minItems" in told:
        return [right(get_args(hint)[0])] * told["minItems"]
    if "minimum" in told:
        return told["minimum"]
    if "enum" in told:
        return told["enum"][0]
    return right(hint)


PATTERNS = {
    r"^m_[a-z0-9]{16}$": "m_" + "a" * 16,
    r"^p_[a-z0-9]{16}$": "p_" + "a" * 16,
    r"^w_[a-z0-9]{16}$": "w_" + "a" * 16,
    DEPOSIT_PATTERN: "d_" + "a" * 16,
    r"^[A-Za-z0-9_-]{8,64}$": "a-good-key",
    r"^[0-9a-f]{64}$": "0" * 64,
    r"^[A-Za-z0-9_.:-]+$": "a-ticket-of-a-minute",
    DATE_PATTERN: "1990-05-17",
    PLACE_PATTERN: "US-CO",
    PERIOD_PATTERN: "ever",
    SCOPE_PATTERN: "all",
    STREAM_PATTERN: "lobby",
    TABLE_PATTERN: "t_roulette",
    PACKAGE_PATTERN: "small",
    ITEM_PATTERN: "title_regular",
    REDEMPTION_PATTERN: "r_" + "a" * 16,
    ACTOR_PATTERN: "wallet",
    SETTING_PATTERN: "rake_bp",
    OPERATOR_KEY_PATTERN: "k" * 43,
    NAME_PATTERN: "ann",
    ENTRY_PATTERN: "ABCDEFGHIJ",
    SPOT_PATTERN: "red",
    CLIENT_SEED_PATTERN: "mine",
}
"""Whatever pattern a field has, an example of it stands here, or the test says which is missing."""


@cache
def fields_of(kind: type) -> list[tuple[Any, Any]]:
    hints = get_type_hints(kind)
    return [(field, hints[field.name]) for field in attrs.fields(kind)]


@cache
def tag_key(kind: type) -> str | None:
    """The key that carries the tag, where the class is one of a union."""
    return next((key for union, key in UNIONS.items() if kind in get_args(union)), None)


@cache
def without_none(hint: Any) -> Any:
    """The hint of a value that is there."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint
    kinds = tuple(one for one in get_args(hint) if one is not type(None))
    return kinds[0] if len(kinds) == 1 else Union[kinds]  # noqa: UP007  made at run time


# ── what is wrong with a value ──

UNSEEN = "\x00\x01\x08\x1b\x7f\x9f\u00ad\u061c\u180e\u200b\u200f\u2028\u202e\u2060\u2066\ufeff\ufff9"


def fault_of(hint: Any, value: Any) -> Code | None:
    """What is wrong with a value of this type, its own bounds apart."""
    if value is None and type(None) in get_args(hint):
        return None
    bare = without_none(hint)
    if get_origin(bare) in (Union, types.UnionType):
        return _fault_of_one_of(bare, value)
    if get_origin(bare) is tuple:
        return _fault_of_array(get_args(bare)[0], value)
    if attrs.has(bare):
        return fault_of_class(bare, value) if type(value) is dict else Code.WRONG_TYPE
    return _fault_of_word(bare, value)


def _fault_of_word(bare: Any, value: Any) -> Code | None:
    if issubclass(bare, Enum):
        known = {member.value for member in bare}
        return Code.WRONG_TYPE if type(value) is not str else None if value in known else Code.OUT_OF_BOUNDS
    if type(value) is not bare:
        return Code.WRONG_TYPE
    if bare is str:
        return Code.BAD_TEXT if any(letter in UNSEEN for letter in value) else None
    return Code.OUT_OF_BOUNDS if bare is int and abs(value) > WHOLE_MAX else None


def _fault_of_one_of(union: Any, value: Any) -> Code | None:
    kinds = get_args(union)
    if type(value) is not dict:
        return Code.WRONG_TYPE
    tag = value.get(tag_key(kinds[0]))
    kind = next((one for one in kinds if type(tag) is str and tag_of(one) == tag), None)
    return Code.UNKNOWN_COMMAND if kind is None else fault_of_class(kind, value)


def _fault_of_array(inner: Any, value: Any) -> Code | None:
    if type(value) is not list:
        return Code.WRONG_TYPE
    return next((fault for fault in (fault_of(inner, one) for one in value) if fault is not None), None)


def fault_of_class(kind: type, value: dict[str, Any]) -> Code | None:
    """Its fields in their order, then what is too much, then the bounds in their order."""
    fields = fields_of(kind)
    for field, hint in fields:
        if field.name not in value:
            if field.default is attrs.NOTHING:
                return Code.MISSING_FIELD
        elif fault := fault_of(hint, value[field.name]):
            return fault
    if set(value) - {field.name for field, _hint in fields} - {tag_key(kind)}:
        return Code.EXTRA_FIELD
    given = (field for field, _hint in fields if field.name in value)
    return Code.OUT_OF_BOUNDS if any(not within(field.metadata, value[field.name]) for field in given) else None


def within(told: Any, value: Any) -> bool:
    """Whether a value of the right type is within the bounds of its field."""
    if value is None:
        return True
    size = len(value) if isinstance(value, str | list) else 0
    shape, each = told.get("pattern"), told.get("items", {}).get("pattern")
    return (
        ("minimum" not in told or told["minimum"] <= value <= told["maximum"])
        and ("enum" not in told or value in told["enum"])
        and ("minLength" not in told or told["minLength"] <= size <= told["maxLength"])
        and ("maxItems" not in told or told.get("minItems", 0) <= size <= told["maxItems"])
        and (not shape or re.fullmatch(shape, value) is not None)
        and (not each or all(re.fullmatch(each, one) for one in value))
    )


# ── everything that is wrong ──


@attrs.frozen
class Case:
    """A payload, and what it is answered with."""

    payload: bytes
    code: Code


WRONG_VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2, 1.0, 0.5, -0.0, 1e3, 1e300, WHOLE_MAX, WHOLE_MAX + 1, -WHOLE_MAX - 1, 2**63 - 1, 2**63, 2**64 - 1, "", "5", "true", "null",
    "\x00", "a\x01b", "\u202eabc", "a\u200bb", "a\u2066b", "\ufeffx", "x" * 4_000, "'; DROP TABLE journal; --", "<script>alert(1)</script>", "../../etc/passwd",
    "%00", "${7*7}", "{{7*7}}", "m_", "p_" + "A" * 16, "m_" + "a" * 17, "\u0430nn", "e\u0301", "\u00e9", [], [None], [1], [[]], ["a"] * 100, {}, {"a": 1},
    {"type": "ping"}, {"currency": "USD", "minor": 1, "more": 1}, {"currency": "EUR", "minor": 1}, {"currency": "USD", "minor": "1"},
]  # fmt: skip
NOT_JSON = ["NaN", "Infinity", "-Infinity", "01", "+1", "0x10", "1.", ".5", "1e", "'a'", "undefined", "tru", "{", "[", '"', "1,", '"\\x"', '"\\ud800"', '"\\udc00x"']
"""No JSON at all: refused before anybody looks at what it should have been."""
BEYOND = ["1e400", "-1e400", "9" * 5_000]
"""JSON, and no number that anybody keeps."""
MARK = "@@here@@"


class Payloads:
    """The cases of one message. root: the class of the whole frame; good: a right one of it, as plain values; inside: where in it the command is."""

    def __init__(self, root: type, good: dict[str, Any], seed: str, not_an_object: Code = Code.MALFORMED) -> None:
        self._root = root
        self._good = good
        self._text = dumps(good)
        self._random = Random(seed)
        self._not_an_object = not_an_object
        self._paths = list(places(good))
        self._command = [path for path in self._paths if path[0] == "command" and len(path) > 1]

    def cases(self, count: int) -> Iterator[Case]:
        """So many that differ in more than their ref."""
        seen = set[bytes]()
        for case in self._all():
            name = re.sub(rb'"ref":\d+', b"", case.payload)
            if name not in seen:
                seen.add(name)
                yield case
                if len(seen) == count:
                    return

    def _all(self) -> Iterator[Case]:
        yield from self._of_frames()
        for path in self._paths:
            yield from self._at(path)
        chances = (self._changed, self._changed, self._changed, self._changed_twice, self._more, self._twice, self._cut, self._spoilt)
        while True:
            case = self._random.choice(chances)()
            if case is not None:
                yield case

    # ── one fault ──

    def judged(self, value: Any) -> Case | None:
        """A whole frame as it is, where something is wrong with it."""
        code = fault_of_class(self._root, value) if type(value) is dict else self._not_an_object
        payload = dumps(value).encode()
        if len(payload) > FRAME_MAX or (payload.count(b"{") + payload.count(b"[") > LEVELS_MAX and depth(value) > LEVELS_MAX):
            code = Code.MALFORMED
        return None if code is None else Case(payload, code)

    def _at(self, path: tuple[Any, ...]) -> Iterator[Case]:
        tried = [self.judged(put(self._good, path, value)) for value in (PUT_AWAY, *WRONG_VALUES)]
        yield from (case for case in tried if case is not None)
        yield from (Case(self._raw(path, raw), Code.MALFORMED) for raw in (*NOT_JSON, *BEYOND))

    def _raw(self, path: tuple[Any, ...], raw: str) -> bytes:
        return dumps(put(self._good, path, MARK)).replace(dumps(MARK), raw).encode()

    def _of_frames(self) -> Iterator[Case]:
        text, raw = self._text, self._text.encode()
        broken: list[bytes] = [
            b"", b" ", b"nul", raw + raw, raw + b",", b"\xef\xbb\xbf" + raw, b"\xff" + raw, text.encode("utf-16"), text.encode("utf-16-be"), text.encode("utf-32"),
            raw + b" " * 20_000, b"[" * 100_000, b'{"a":' * 20 + b"1" + b"}" * 20, raw.replace(b":", b":\xc3\x28", 1), raw.replace(b"{", b"{,", 1),
            raw.replace(b'"', b"'"), raw + b"\x00", b'"' + b"x" * 2**20 + b'"', (text + "\ud800").encode("utf-8", "surrogatepass"),
        ]  # fmt: skip
        yield from (Case(one, Code.MALFORMED) for one in broken)
        yield from (Case(one, self._not_an_object) for one in (b"null", b"7", b'"x"', b"[]", b"true", b"[" + raw + b"]"))

    # ── by chance ──

    def value(self) -> Any:
        """Any at all."""
        chance = self._random
        kind = chance.randrange(8)
        if kind == 0:
            return chance.choice(WRONG_VALUES)
        if kind == 1:
            return chance.randrange(-(10**15), 10**15)
        if kind == 2:
            return round(chance.uniform(-1e6, 1e6), 3) + 0.5
        if kind == 3:
            return self.word() + chance.choice(UNSEEN) + self.word()
        if kind == 4:
            return {self.word(): chance.randrange(9)}
        if kind == 5:
            return [self.word()] * chance.randrange(1, 5)
        return self.word() if kind == 6 else str(chance.randrange(10**9))

    def word(self) -> str:
        letters = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789 _-.:/<>'&é漢\u0430😀"
        return "".join(self._random.choice(letters) for _ in range(self._random.randrange(1, 24)))

    def _somewhere(self) -> tuple[Any, ...]:
        return self._random.choice(self._command or self._paths)

    def _changed(self) -> Case | None:
        return self.judged(put(self._good, self._somewhere(), self.value()))

    def _changed_twice(self) -> Case | None:
        once = put(self._good, self._somewhere(), self.value())
        path = self._random.choice(list(places(once)))
        return self.judged(put(once, path, self.value()))

    def _more(self) -> Case | None:
        """A key that nobody asked for, in one of the objects."""
        path = self._random.choice(self._objects())
        return self.judged(put(self._good, (*path, self.word()), self.value()))

    def _twice(self) -> Case | None:
        """A key of an object twice, the second time with any value."""
        path = self._random.choice(self._objects())
        inner = at(self._good, path)
        value = self.value()
        if not inner or depth(value) > 2 or len(dumps(value)) > 1_000:
            return None
        key = self._random.choice(list(inner))
        doubled = f"{dumps(inner)[:-1]},{dumps(key)}:{dumps(value)}}}"
        return Case((dumps(put(self._good, path, MARK)).replace(dumps(MARK), doubled) if path else doubled).encode(), Code.DUPLICATE_KEY)

    def _objects(self) -> list[tuple[Any, ...]]:
        return [(), *(path for path in self._paths if isinstance(at(self._good, path), dict))]

    def _cut(self) -> Case:
        """The beginning of a message."""
        raw = self._text.encode()
        return Case(raw[: self._random.randrange(1, len(raw))], Code.MALFORMED)

    def _spoilt(self) -> Case:
        """A byte where none of its kind can be: control characters stand escaped in JSON, and these others never begin or go on here."""
        raw, place = self._text.encode(), self._random.randrange(len(self._text))
        return Case(raw[:place] + bytes([self._random.choice((0, 1, 7, 8, 11, 27, 0x80, 0xBF, 0xC0, 0xF5, 0xFE, 0xFF))]) + raw[place:], Code.MALFORMED)


PUT_AWAY = object()


def dumps(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a plain value where another could stand."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from places(one, (*path, key))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at this place, or with none."""
    if not path:
        return new
    changed = copy.copy(value)
    if new is PUT_AWAY and len(path) == 1:
        del changed[path[0]]
    else:
        changed[path[0]] = put(value[path[0]] if len(path) > 1 else None, path[1:], new)
    return changed


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


__all__ = ["Case", "Payloads", "fault_of_class", "members", "right"]
