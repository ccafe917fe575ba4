"""I1: for every command at least two thousand bad payloads, made from its own classes, so that a new field gets its cases. Each is refused with a
documented code that says that nothing happened; none is a bug of ours; and what is right is taken."""

from __future__ import annotations

import copy
import itertools
import json
import types
from collections.abc import Callable, Iterator
from enum import Enum
from random import Random
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import pytest

from protocol.admin import AdminCommand
from protocol.admin.coins import ENTRY_PATTERN, REDEMPTION_PATTERN
from protocol.admin.house import ACTOR_PATTERN, SETTING_PATTERN
from protocol.admin.operators import KEY_PATTERN as OPERATOR_KEY_PATTERN
from protocol.admin.operators import NAME_PATTERN
from protocol.codec import CONVERTER, Undecodable, decode_request, explain, parse
from protocol.commands import Command
from protocol.commands.account import DATE_PATTERN, PLACE_PATTERN
from protocol.commands.coins import PACKAGE_PATTERN
from protocol.commands.people import PERIOD_PATTERN, SCOPE_PATTERN
from protocol.commands.shop import ITEM_PATTERN
from protocol.commands.tables import CLIENT_SEED_PATTERN
from protocol.converter import UNIONS, members, tag_of
from protocol.envelope import Request
from protocol.fields import INT_MAX
from protocol.ids import STREAM_PATTERN, TABLE_PATTERN
from protocol.refusals import CATALOGUE, Code, Happened, Refused
from protocol.tables.roulette import SPOT_PATTERN

EACH = 2_000
ABOUT_THE_MESSAGE = {
    Code.MALFORMED, Code.UNKNOWN_COMMAND, Code.MISSING_FIELD, Code.EXTRA_FIELD, Code.DUPLICATE_KEY, Code.WRONG_TYPE, Code.OUT_OF_BOUNDS, Code.BAD_TEXT,
}  # fmt: skip

# ── a right one of each class ──


def right(kind: Any) -> Any:
    """A plain value that the class takes."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    if isinstance(kind, type) and attrs.has(kind):
        made = {field.name: right_field(field, hint) for field, hint in fields_of(kind)}
        key = next((UNIONS[union] for union in UNIONS if kind in get_args(union)), None)
        return {key: tag_of(kind), **made} if key else made
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = [one for one in args if one is not type(None)]
        return right(inner[0])
    if origin is tuple:
        return []
    return {int: 1, str: "a word", bool: True}[kind]


def fields_of(kind: type) -> list[tuple[Any, Any]]:
    hints = get_type_hints(kind)
    return [(field, hints[field.name]) for field in attrs.fields(kind)]


def right_field(field: Any, hint: Any) -> Any:
    told = field.metadata
    if told.get("pattern"):
        return PATTERNS[told["pattern"]]
    if "minLength" in told:
        return ("word " * 120)[: max(told["minLength"], min(10, told["maxLength"]))].strip().ljust(told["minLength"], "x")
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

# ── and everything that is wrong with it ──

WRONG_VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2, 1.0, 0.5, -0.0, 1e3, 1e300, INT_MAX, INT_MAX + 1, -INT_MAX - 1, 2**63, 2**64, 10**40, "", "5", "true", "null", "\x00",
    "a\x01b", "\u202eabc", "a\u200bb", "a\u2066b", "\ud800", "\ufeffx", "x" * 4_000, "'; DROP TABLE journal; --", "<script>alert(1)</script>",
    "../../etc/passwd", "%00", "${7*7}", "{{7*7}}", "m_", "p_" + "A" * 16, "m_" + "a" * 17, "\u0430nn", "e\u0301", "\u00e9", [], [None], [1], [[]], ["a"] * 100,
    {}, {"a": 1}, {"type": "ping"}, {"currency": "USD", "minor": 1, "more": 1}, {"currency": "EUR", "minor": 1}, {"currency": "USD", "minor": "1"},
]  # fmt: skip
RAW_VALUES = ["NaN", "Infinity", "-Infinity", "1e400", "01", "+1", "0x10", "9" * 5_000, "'a'", "undefined", "{", "[", '"', "[" * 20 + "]" * 20, "1,", '"\\x"']
RAW_FRAMES: list[Callable[[str], str | bytes]] = [
    lambda text: text[:-1],
    lambda text: text + text,
    lambda text: "\ufeff" + text,
    lambda text: b"\xff" + text.encode(),
    lambda text: text.encode().replace(b":", b":\xc3\x28", 1),
    lambda text: text.encode("utf-16"),
    lambda text: "[" + text + "]",
    lambda text: text + " " * 20_000,
    lambda text: "[" * 100_000,
    lambda text: text.replace('{"ref":7', '{"ref":7,"ref":7', 1),
    lambda text: text.replace('"command":{', '"command":{"type":"ping",', 1),
    lambda text: text.replace('"ref":7,', "", 1),
    lambda text: text.replace('"ref":7', '"ref":-1', 1),
    lambda text: text.replace('"ref":7', '"ref":"7"', 1),
    lambda text: text.replace('"ref":7', '"ref":9007199254740992', 1),
    lambda text: text.replace('"command":{', '"command":[{', 1) + "]",
    lambda text: text.replace('"type":"', '"type":" ', 1),
    lambda text: text.replace('"type":"', '"Type":"', 1),
    lambda text: text.replace('"ref"', '"__proto__":{},"ref"', 1),
    lambda _text: "",
    lambda _text: "null",
    lambda _text: '"x"',
]
MARK = "@@here@@"


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a plain value where another could stand."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from places(one, (*path, key))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    changed = copy.deepcopy(value)
    target = changed
    for step in path[:-1]:
        target = target[step]
    if new is PUT_AWAY:
        del target[path[-1]]
    else:
        target[path[-1]] = new
    return changed


PUT_AWAY = object()


def bad(kind: type, seed: str) -> Iterator[str | bytes]:
    """Payloads made of a right one: each place with each wrong value, each key gone, one more, twice; then two faults at once, by chance."""
    good = right(kind)
    frame = {"ref": 7, "command": good}
    text = json.dumps(frame, separators=(",", ":"))
    yield from (change(text) for change in RAW_FRAMES)
    spots = list(places(good))
    for path in spots:
        yield written(put(good, path, PUT_AWAY))
        yield from (written(put(good, path, value)) for value in WRONG_VALUES)
        yield from (written(put(good, path, MARK)).replace(json.dumps(MARK), raw) for raw in RAW_VALUES)
    containers = [(), *(path for path in spots if isinstance(at(good, path), dict))]
    for path in containers:
        for extra in ("extra", "", "type ", "__class__", "minor ", "\u0000"):
            yield written(put(good, (*path, extra), 1))
        yield twice(good, path)
    random = Random(seed)
    while True:
        changed = good
        for _ in range(2):
            path = random.choice(list(places(changed)) or [("type",)])
            changed = put(changed, path, random.choice(WRONG_VALUES))
            if not isinstance(changed, dict):
                break
        yield written(changed).replace('"ref":7', f'"ref":{random.randrange(10**6)}', 1)


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def written(command: Any) -> str:
    return json.dumps({"ref": 7, "command": command}, separators=(",", ":"))


def twice(good: Any, path: tuple[Any, ...]) -> str:
    """A key of an object twice, with the same value."""
    inner = at(good, path)
    key = next(iter(inner), None)
    if key is None:
        return "{"
    text = json.dumps(inner, separators=(",", ":"))
    doubled = text[:-1] + "," + json.dumps(key) + ":" + json.dumps(inner[key], separators=(",", ":")) + "}"
    return written(good).replace(text, doubled, 1)


@pytest.mark.parametrize("kind", members(Command), ids=tag_of)
def test_what_is_wrong_is_refused_with_a_documented_code(kind: type) -> None:
    refused, taken = set[str | bytes](), 0
    for payload in bad(kind, tag_of(kind)):
        answer = decode_request(payload)
        if isinstance(answer, Undecodable):
            refusal = answer.refusal
            assert refusal.code in ABOUT_THE_MESSAGE, (payload, refusal)
            assert refusal.may_have_happened is Happened.NO
            assert refusal.code in CATALOGUE
            assert refusal.message
            refused.add(payload)
        else:
            # Among so many values some are right by chance; then the value is one that the classes write back as it was.
            assert isinstance(answer, Request)
            taken += 1
        if len(refused) >= EACH or taken > 20 * EACH:
            break
    few = len(attrs.fields(kind)) == 0
    assert len(refused) >= EACH or few, (len(refused), taken)


@pytest.mark.parametrize("kind", members(Command), ids=tag_of)
def test_what_is_right_is_taken(kind: type) -> None:
    answer = decode_request(written(right(kind)))
    assert isinstance(answer, Request), answer
    assert isinstance(answer.command, kind)


@pytest.mark.parametrize("kind", members(AdminCommand), ids=tag_of)
def test_operators_are_held_to_the_same(kind: type) -> None:
    for payload in itertools.islice(bad(kind, tag_of(kind)), EACH // 4):
        parsed = parse(payload)
        answer = parsed if isinstance(parsed, Refused) else structured(parsed)
        assert answer is None or answer.code in ABOUT_THE_MESSAGE, payload


def structured(parsed: Any) -> Refused | None:
    """The refusal, where it is no command of an operator's."""
    try:
        CONVERTER.structure(parsed["command"], AdminCommand)  # type: ignore[arg-type]
    except Exception as error:
        return explain(error)
    return None
