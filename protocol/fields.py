"""Fields: the bounds of each value, said once. The decoder enforces them, the schema and the page print them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import attrs

INT_MAX = 2**53 - 1
"""The largest whole number that every JSON reader of the world keeps exact."""


class OutOfBounds(ValueError):
    """A value of the right type outside its documented bounds; field is its name."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


def whole(least: int = 0, most: int = INT_MAX, *, default: Any = attrs.NOTHING) -> Any:
    """A whole number, least <= n <= most."""

    def check(_instance: object, field: attrs.Attribute[Any], number: int | None) -> None:
        if number is not None and not least <= number <= most:
            raise OutOfBounds(field.name, f"expected {least} to {most}, got {number}")

    return attrs.field(default=default, validator=check, metadata={"minimum": least, "maximum": most})


def chosen(*numbers: int, default: Any = attrs.NOTHING) -> Any:
    """One of a few whole numbers."""

    def check(_instance: object, field: attrs.Attribute[Any], number: int) -> None:
        if number not in numbers:
            raise OutOfBounds(field.name, f"expected one of {', '.join(map(str, numbers))}, got {number}")

    return attrs.field(default=default, validator=check, metadata={"enum": list(numbers)})


def text(
    least: int = 1, most: int = 200, *, pattern: str | None = None, default: Any = attrs.NOTHING
) -> Any:
    """A string of least to most characters; with a pattern, exactly of that shape."""
    return attrs.field(
        default=default,
        validator=_text_check(least, most, pattern),
        metadata={"minLength": least, "maxLength": most, "pattern": pattern},
    )


def _text_check(least: int, most: int, pattern: str | None) -> Callable[[object, attrs.Attribute[Any], str | None], None]:
    shape = re.compile(pattern) if pattern else None

    def check(_instance: object, field: attrs.Attribute[Any], value: str | None) -> None:
        if value is None:
            return
        if not least <= len(value) <= most:
            raise OutOfBounds(field.name, f"expected {least} to {most} characters, got {len(value)}")
        if shape is not None and not shape.fullmatch(value):
            raise OutOfBounds(field.name, f"expected the shape {shape.pattern}")

    return check


def several(least: int, most: int, *, pattern: str | None = None) -> Any:
    """From least to most of something; with a pattern, strings exactly of that shape."""
    shape = re.compile(pattern) if pattern else None

    def check(_instance: object, field: attrs.Attribute[Any], value: tuple[Any, ...]) -> None:
        if not least <= len(value) <= most:
            raise OutOfBounds(field.name, f"expected {least} to {most} of them, got {len(value)}")
        if shape is not None and not all(shape.fullmatch(one) for one in value):
            raise OutOfBounds(field.name, f"expected the shape {shape.pattern} of each")

    each = {} if pattern is None else {"items": {"type": "string", "pattern": pattern}}
    return attrs.field(validator=check, metadata={"minItems": least, "maxItems": most, **each})


def hashes(most: int) -> Any:
    """At most so many SHA-256 hashes, each 64 small hexadecimal figures; none by default."""
    shape = re.compile(r"^[0-9a-f]{64}$")

    def check(_instance: object, field: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
        if len(value) > most or not all(shape.fullmatch(one) for one in value):
            raise OutOfBounds(field.name, f"expected at most {most} hashes of the shape {shape.pattern}")

    return attrs.field(default=(), validator=check, metadata={"maxItems": most, "items": {"type": "string", "pattern": shape.pattern}})
