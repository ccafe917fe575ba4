"""The converter: classes to plain JSON values and back, strictly. One place knows how unions are tagged and what a string may hold."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, cast, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.strategies import configure_tagged_union

from protocol.admin import AdminBody, AdminCommand
from protocol.commands import Command
from protocol.envelope import Body, View
from protocol.events import Event, MatchEvent
from protocol.fields import INT_MAX
from protocol.games import Board, GameOptions, Move
from protocol.tables import Bet, Draw, Play

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")
"""Control characters, lone surrogates, zero-width and direction marks: nothing that a reader cannot see."""


class WrongType(TypeError):
    """Another JSON type than documented."""


class BadText(ValueError):
    """Characters that nobody can see."""


class UnknownTag(ValueError):
    """No member of the union has this tag."""


_JSON_NAMES: dict[Any, str] = {
    bool: "boolean",
    int: "whole number",
    float: "fraction",
    str: "string",
    dict: "object",
    list: "array",
    type(None): "null",
}


def json_name(value: object) -> str:
    return _JSON_NAMES.get(type(value), type(value).__name__)


def _strict_int(value: object, _type: object) -> int:
    if type(value) is not int:
        raise WrongType(f"expected whole number, got {json_name(value)}")
    if not -INT_MAX <= value <= INT_MAX:
        raise ValueError("a whole number beyond 2^53 - 1")
    return value


def _strict_str(value: object, _type: object) -> str:
    if type(value) is not str:
        raise WrongType(f"expected string, got {json_name(value)}")
    if UNSEEN.search(value):
        raise BadText("control, direction or half characters")
    return value


def _strict_bool(value: object, _type: object) -> bool:
    if type(value) is not bool:
        raise WrongType(f"expected boolean, got {json_name(value)}")
    return value


def _strict_enum(value: object, kind: type[Enum]) -> Enum:
    if type(value) is not str:
        raise WrongType(f"expected string, got {json_name(value)}")
    try:
        return kind(value)
    except ValueError:
        raise ValueError("expected one of " + ", ".join(str(member.value) for member in kind)) from None


def tag_of(kind: type) -> str:
    return kind.tag  # type: ignore[attr-defined,no-any-return]


UNIONS: dict[Any, str] = {
    Bet: "type",
    Draw: "type",
    Play: "type",
    Move: "type",
    GameOptions: "game",
    Board: "game",
    View: "type",
    MatchEvent: "type",
    Event: "type",
    Body: "type",
    Command: "type",
    AdminCommand: "type",
    AdminBody: "type",
}
"""Every tagged union of the protocol, innermost first, and the key that carries the tag."""


def make_converter() -> Converter:
    """A converter that coerces nothing and ignores nothing."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook(int, _strict_int)
    converter.register_structure_hook(str, _strict_str)
    converter.register_structure_hook(bool, _strict_bool)
    converter.register_structure_hook_func(lambda kind: isinstance(kind, type) and issubclass(kind, Enum), _strict_enum)
    converter.register_structure_hook_factory(_is_array, _strict_array)
    for union, key in UNIONS.items():
        configure_tagged_union(union, converter, tag_name=key, tag_generator=tag_of)
        _guard_tag(converter, union, key)
    return converter


def _is_array(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _strict_array(kind: Any, converter: Converter) -> Any:
    """An array is an array; cattrs alone would take the letters of a string, and the keys of an object."""
    inner = homogenous_tuple_structure_factory(kind, converter)

    def structure(value: object, kind: Any) -> Any:
        if type(value) is not list:
            raise WrongType(f"expected array, got {json_name(value)}")
        return inner(cast("Any", value), kind)

    return structure


def _guard_tag(converter: Converter, union: Any, key: str) -> None:
    """A missing, unknown or unhashable tag is the peer's fault, said as such; cattrs alone would raise KeyError."""
    inner = converter.get_structure_hook(union)
    tags = {tag_of(kind) for kind in get_args(union)}

    def structure(value: Any, kind: Any) -> Any:
        if type(value) is not dict:
            raise WrongType(f"expected object, got {json_name(value)}")
        tag = cast("dict[str, Any]", value).get(key)
        if type(tag) is not str or tag not in tags:
            raise UnknownTag(f'"{key}" must be one of ' + ", ".join(sorted(tags)))
        return inner(cast("Any", value), kind)

    def structure_or_none(value: Any, kind: Any) -> Any:
        return None if value is None else structure(value, kind)

    unstructure = converter.get_unstructure_hook(union)
    converter.register_structure_hook(union, structure)
    converter.register_structure_hook(union | None, structure_or_none)
    converter.register_unstructure_hook(union | None, lambda value: None if value is None else unstructure(value))


def members(union: Any) -> tuple[type, ...]:
    """The classes of a union, in the order in which it names them."""
    return tuple(kind for kind in get_args(union) if attrs.has(kind))
