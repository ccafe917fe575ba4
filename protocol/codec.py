"""The codec: bytes to Request or refusal, Reply and Push to bytes. Strict in what it takes; every no has a code and a path.

Order of checks: size, UTF-8, JSON, depth, duplicate keys, then the classes. Knows nothing of sockets."""

from __future__ import annotations

import json
from typing import Any, cast

import attrs
import msgspec
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError

from protocol.admin import AdminCommand
from protocol.commands import Command
from protocol.converter import BadText, UnknownTag, WrongType, json_name, make_converter
from protocol.envelope import DEPTH_MAX, FRAME_BYTES_MAX, Body, Push, Reply, Request
from protocol.events import Event, MatchEvent
from protocol.fields import INT_MAX, OutOfBounds
from protocol.refusals import Code, Refused, refused
from protocol.tables import Bet

CONVERTER = make_converter()
_read = msgspec.json.Decoder().decode
_write = msgspec.json.Encoder().encode


@attrs.frozen
class Undecodable:
    """A message that is no request: the refusal, and the ref where one could be read."""

    ref: int | None
    refusal: Refused


class DuplicateKey(ValueError):
    """A key stands twice in one object."""


def decode_request(raw: bytes | str) -> Request | Undecodable:
    """One text frame or line as a request, or the documented refusal. Never raises."""
    parsed = parse(raw)
    if isinstance(parsed, Refused):
        return Undecodable(None, parsed)
    if type(parsed) is not dict:
        return Undecodable(None, refused(Code.MALFORMED, f"Expected one object, got {json_name(parsed)}."))
    try:
        return CONVERTER.structure(parsed, Request)
    except Exception as error:  # every way in which structuring can fail is the peer's fault, and says so
        return Undecodable(_ref_of(cast("dict[str, Any]", parsed)), explain(error))


def parse(raw: bytes | str) -> Any | Refused:
    """JSON as plain values; size, depth and duplicate keys checked."""
    text = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    if len(text) > FRAME_BYTES_MAX:
        return refused(Code.MALFORMED, f"Longer than {FRAME_BYTES_MAX} bytes.")
    if _too_deep(text):
        return refused(Code.MALFORMED, f"Nested deeper than {DEPTH_MAX} levels.")
    try:
        value = _read(text)
        if text.count(b":") != _keys(value):
            # A colon inside a string, or a key that stands twice: the slow reader tells which.
            json.loads(text, object_pairs_hook=_no_duplicates)
    except DuplicateKey as error:
        return refused(Code.DUPLICATE_KEY, str(error))
    except (ValueError, RecursionError) as error:
        return refused(Code.MALFORMED, f"Not JSON: {_first_line(error)}.")
    return value


def encode_reply(ref: int | None, body: Body) -> bytes:
    return _write({"ref": ref, "reply": _plain(body, Body)})


def encode_push(stream: str, version: int, event: Event) -> bytes:
    return _write({"stream": stream, "version": version, "event": _plain(event, Event)})


def encode_request(request: Request) -> bytes:
    """For clients of ours: bots, benches, tests."""
    return _write({"ref": request.ref, "command": _plain(request.command, Command)})


def decode_from_server(raw: bytes | str) -> Reply | Push:
    """For clients of ours. Raises on anything that is neither."""
    value = _read(raw)
    if "stream" in value:
        return CONVERTER.structure(value, Push)
    return Reply(value["ref"], CONVERTER.structure(value["reply"], cast("Any", Body)))


def event_text(event: MatchEvent) -> bytes:
    """A fact as the event log keeps it."""
    return _write(_plain(event, MatchEvent))


def event_of(text: bytes) -> MatchEvent:
    """A fact read back. What we wrote ourselves must be readable: anything else is a bug, and raises."""
    return cast("MatchEvent", CONVERTER.structure(_read(text), cast("Any", MatchEvent)))


def bet_text(bet: Bet) -> str:
    """A bet as the journal keeps it: whole numbers and words of ours."""
    return _write(_plain(bet, Bet)).decode()


def bet_of(text: str) -> Bet:
    """A bet read back. Raises on anything that bet_text did not write."""
    return cast("Bet", CONVERTER.structure(_read(text.encode()), cast("Any", Bet)))


def command_text(command: AdminCommand) -> bytes:
    """An operator's command as it is signed, and as the trail keeps it: the keys of every object in order, no spaces."""
    return msgspec.json.encode(_plain(command, AdminCommand), order="sorted")


def command_of(text: bytes) -> AdminCommand:
    """A command read back from the trail. Raises on what this code does not know."""
    return cast("AdminCommand", CONVERTER.structure(_read(text), cast("Any", AdminCommand)))


def _plain(value: Any, union: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", CONVERTER.unstructure(value, unstructure_as=union))


def _ref_of(parsed: dict[str, Any]) -> int | None:
    ref = parsed.get("ref")
    return ref if type(ref) is int and 0 <= ref <= INT_MAX else None


def _too_deep(text: bytes) -> bool:
    if text.count(b"{") + text.count(b"[") <= DEPTH_MAX:
        return False
    depth, in_string, escaped = 0, False, False
    for byte in text:
        if in_string:
            in_string = escaped or byte != 0x22
            escaped = byte == 0x5C and not escaped
        elif byte == 0x22:
            in_string = True
        elif byte in b"{[":
            depth += 1
            if depth > DEPTH_MAX:
                return True
        elif byte in b"}]":
            depth -= 1
    return False


def _keys(value: Any) -> int:
    if type(value) is dict:
        return len(value) + sum(map(_keys, value.values()))  # type: ignore[arg-type]
    if type(value) is list:
        return sum(map(_keys, value))  # type: ignore[arg-type]
    return 0


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen = dict(pairs)
    if len(seen) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DuplicateKey(f"The key {json.dumps(twice)[:60]} stands twice in one object.")
    return seen


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0][:120].rstrip(".") if str(error) else type(error).__name__


# ── What was wrong, and where ────────────────────────────────────────────────


def explain(error: BaseException, path: str = "$") -> Refused:
    """The first fault found, as a refusal with its path."""
    match error:
        case ClassValidationError():
            inner, note = _first_noted(error)
            if isinstance(inner, KeyError):
                return refused(Code.MISSING_FIELD, f"Missing: {inner.args[0]}.", path=f"{path}.{inner.args[0]}")
            return explain(inner, f"{path}.{note}" if note else path)
        case IterableValidationError():
            inner, note = _first_noted(error)
            return explain(inner, f"{path}[{note}]")
        case ForbiddenExtraKeysError():
            extra = sorted(map(str, error.extra_fields))[0][:60]
            return refused(Code.EXTRA_FIELD, f"Unknown field {json.dumps(extra)}.", path=path)
        case UnknownTag():
            return refused(Code.UNKNOWN_COMMAND, f"{error}."[:300], path=path)
        case WrongType() | TypeError():
            return refused(Code.WRONG_TYPE, _sentence(error), path=path)
        case BadText():
            return refused(Code.BAD_TEXT, path=path)
        case OutOfBounds():
            return refused(Code.OUT_OF_BOUNDS, _sentence(error), path=f"{path}.{error.field}")
        case ValueError():
            return refused(Code.OUT_OF_BOUNDS, _sentence(error), path=path)
        case _:
            return refused(Code.WRONG_TYPE, "Not of the documented shape.", path=path)


def _sentence(error: BaseException) -> str:
    words = _first_line(error)
    return words[:1].upper() + words[1:] + "." if words else "Not of the documented shape."


def _first_noted(error: ClassValidationError | IterableValidationError) -> tuple[BaseException, str]:
    noted, other = error.group_exceptions()
    if noted:
        inner, note = noted[0]
        return inner, str(getattr(note, "name", getattr(note, "index", "")))
    return other[0], ""
