"""The schema: TypeScript types, JSON Schema and docs/protocol.md, all from the classes. `python -m protocol.schema` writes them; a test
keeps them current."""

# pyright: reportUnknownArgumentType=false
from __future__ import annotations

import inspect
import json
import sys
import types
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from protocol.admin.page import operators_page
from protocol.commands import Command
from protocol.converter import UNIONS, members, tag_of
from protocol.envelope import DEPTH_MAX, FRAME_BYTES_MAX, PROTOCOL_VERSION, Body, Push, Reply, Request
from protocol.events import Event
from protocol.games import Board, GameOptions, Move
from protocol.refusals import CATALOGUE
from protocol.tables import Bet, Draw, Play

ROOT = Path(__file__).parent.parent
UNION_NAMES: dict[Any, str] = {
    union: name
    for name, union in {
        "Command": Command,
        "Event": Event,
        "Body": Body,
        "Move": Move,
        "GameOptions": GameOptions,
        "Board": Board,
        "Bet": Bet,
        "Draw": Draw,
        "Play": Play,
    }.items()
}


def _tags() -> dict[type, str]:
    """Each tagged class and the key that carries its tag."""
    return {kind: key for union, key in UNIONS.items() for kind in members(union)}


TAG_KEYS = _tags()


def all_classes() -> list[type]:
    """Every class and enum that crosses the wire, parents before children."""
    found: dict[type, None] = {}

    def visit(kind: Any) -> None:
        if isinstance(kind, type) and issubclass(kind, Enum):
            found[kind] = None
        elif isinstance(kind, type) and attrs.has(kind) and kind not in found:
            found[kind] = None
            for hint in field_types(kind).values():
                visit(hint)
        for inner in get_args(kind):
            visit(inner)

    for top in (Request, Reply, Push):
        visit(top)
    return list(found)


def field_types(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in attrs.fields(kind)}


# ── TypeScript ───────────────────────────────────────────────────────────────


def typescript() -> str:
    """client-js/src/protocol.gen.ts"""
    blocks = ["// Generated from protocol/ by `python -m protocol.schema`. Do not edit.\n"]
    blocks.append(f"export const PROTOCOL_VERSION = {PROTOCOL_VERSION}\n")
    for kind in all_classes():
        blocks.append(_ts_enum(kind) if issubclass(kind, Enum) else _ts_class(kind))
    for union, name in UNION_NAMES.items():
        blocks.append(f"export type {name} = " + " | ".join(one.__name__ for one in members(union)) + "\n")
    meanings = {code.value: meaning.words for code, meaning in CATALOGUE.items()}
    blocks.append(f"export const REFUSALS: Record<Code, string> = {json.dumps(meanings, indent=2)}\n")
    return "\n".join(blocks)


def _ts_enum(kind: type) -> str:
    values = " | ".join(json.dumps(member.value) for member in kind)  # type: ignore[attr-defined]
    return f"/** {_doc(kind)} */\nexport type {kind.__name__} = {values}\n"


def _ts_class(kind: type) -> str:
    lines = [f"/** {_doc(kind)} */", f"export interface {kind.__name__} {{"]
    if kind in TAG_KEYS:
        lines.append(f"  {TAG_KEYS[kind]}: {json.dumps(tag_of(kind))}")
    for field in attrs.fields(kind):
        optional = "?" if field.default is not attrs.NOTHING and _is_asked(kind) else ""
        lines.append(f"  {field.name}{optional}: {_ts(field_types(kind)[field.name])}")
    if kind is Reply:
        lines = [line.replace("  body:", "  reply:") for line in lines]
    return "\n".join([*lines, "}\n"])


def _is_asked(kind: type) -> bool:
    """Only what a client sends may leave out what has a default."""
    return kind in members(Command) or kind in members(GameOptions) or kind in members(Move) or kind in members(Bet)


def _ts(hint: Any) -> str:
    if hint in UNION_NAMES:
        return UNION_NAMES[hint]
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        bare = _without_none(hint)
        parts = [_ts(bare)] if bare in UNION_NAMES else [_ts(part) for part in get_args(hint) if part is not type(None)]
        return " | ".join([*parts, "null"] if type(None) in get_args(hint) else parts)
    if origin is tuple:
        inner = _ts(get_args(hint)[0])
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    return {int: "number", str: "string", bool: "boolean"}.get(hint) or hint.__name__


def _without_none(hint: Any) -> Any:
    parts = tuple(part for part in get_args(hint) if part is not type(None))
    for union in UNION_NAMES:
        if set(members(union)) == set(parts):
            return union
    return hint


# ── JSON Schema ──────────────────────────────────────────────────────────────


def json_schema() -> dict[str, Any]:
    """docs/protocol.schema.json: what a client sends and what it receives."""
    definitions: dict[str, Any] = {kind.__name__: _schema_of(kind) for kind in all_classes()}
    for union, name in UNION_NAMES.items():
        definitions[name] = {"oneOf": [_ref(one) for one in members(union)]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Wager Up protocol {PROTOCOL_VERSION}",
        "oneOf": [_ref(Request), _ref(Reply), _ref(Push)],
        "$defs": definitions,
    }


def _ref(kind: type) -> dict[str, str]:
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _schema_of(kind: type) -> dict[str, Any]:
    if issubclass(kind, Enum):
        return {"description": _doc(kind), "enum": [member.value for member in kind]}
    properties: dict[str, Any] = {}
    if kind in TAG_KEYS:
        properties[TAG_KEYS[kind]] = {"const": tag_of(kind)}
    required = list(properties)
    for field in attrs.fields(kind):
        name = "reply" if kind is Reply and field.name == "body" else field.name
        bounds = {key: value for key, value in field.metadata.items() if value is not None}
        properties[name] = {**_schema(field_types(kind)[field.name]), **bounds}
        if field.default is attrs.NOTHING:
            required.append(name)
    return {
        "description": _doc(kind),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _schema(hint: Any) -> dict[str, Any]:
    if hint in UNION_NAMES:
        return {"$ref": f"#/$defs/{UNION_NAMES[hint]}"}
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        bare = _without_none(hint)
        parts = [bare] if bare in UNION_NAMES else [part for part in get_args(hint) if part is not type(None)]
        inner = [_schema(part) for part in parts]
        if len(inner) == 1 and "type" in inner[0]:
            return {"type": [inner[0]["type"], "null"]}
        return {"oneOf": [*inner, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    plain = {int: "integer", str: "string", bool: "boolean"}.get(hint)
    return {"type": plain} if plain else _ref(hint)


# ── The page ─────────────────────────────────────────────────────────────────


def page() -> str:
    """docs/protocol.md"""
    intro = (Path(__file__).parent / "protocol_intro.md").read_text(encoding="utf-8")
    parts = [intro.format(frame=FRAME_BYTES_MAX, depth=DEPTH_MAX, version=PROTOCOL_VERSION)]
    parts.append("## Commands\n")
    parts += [_section(kind) for kind in members(Command)]
    parts.append("## Replies\n")
    parts += [_section(kind) for kind in members(Body)]
    parts.append("## Events\n")
    parts += [_section(kind) for kind in members(Event)]
    shown = {*members(Command), *members(Body), *members(Event)}
    parts.append("## Values\n")
    parts += [_section(kind) for kind in all_classes() if kind not in shown and kind not in (Request, Reply, Push)]
    parts.append("## Refusals\n\n| code | meaning | try again? | may it have happened? |\n| --- | --- | --- | --- |")
    parts += [
        f"| `{code.value}` | {meaning.words} | {'yes' if meaning.retryable else 'no'} | {meaning.happened.value} |"
        for code, meaning in CATALOGUE.items()
    ]
    return "\n".join(parts) + "\n"


def _section(kind: type) -> str:
    if issubclass(kind, Enum):
        values = ", ".join(f"`{member.value}`" for member in kind)
        return f"### {kind.__name__}\n\n{_doc(kind)} One of {values}.\n"
    title = f"`{tag_of(kind)}`" if kind in TAG_KEYS else kind.__name__
    lines = [f"### {title}\n", f"{_doc(kind)}\n"]
    fields = attrs.fields(kind)
    if fields:
        lines += ["| field | type | bounds |", "| --- | --- | --- |"]
        lines += [f"| `{field.name}` | {_type_words(kind, field)} | {_bounds_words(field)} |" for field in fields]
        lines.append("")
    return "\n".join(lines)


def _type_words(kind: type, field: attrs.Attribute[Any]) -> str:
    return _ts(field_types(kind)[field.name]).replace("|", "or").replace("number", "whole number")


def _bounds_words(field: attrs.Attribute[Any]) -> str:
    meta = dict(field.metadata)
    words: list[str] = []
    if "minimum" in meta:
        words.append(f"{meta['minimum']} to {meta['maximum']}")
    if "enum" in meta:
        words.append("one of " + ", ".join(map(str, meta["enum"])))
    if "minLength" in meta:
        words.append(f"{meta['minLength']} to {meta['maxLength']} characters")
    if "maxItems" in meta:
        words.append(f"{meta.get('minItems', 0)} to {meta['maxItems']} of them")
    if "items" in meta:
        words.append("each `" + meta["items"]["pattern"] + "`")
    if meta.get("pattern"):
        words.append("`" + meta["pattern"].replace("|", "\\|") + "`")
    if field.default is not attrs.NOTHING:
        words.append("optional")
    return "; ".join(words)


def _doc(kind: type) -> str:
    return " ".join((inspect.getdoc(kind) or "").split())


OUTPUTS = {
    "client-js/src/protocol.gen.ts": typescript,
    "docs/protocol.schema.json": lambda: json.dumps(json_schema(), indent=1) + "\n",
    "docs/protocol.md": page,
    "docs/operators.md": operators_page,
}


def main(root: Path = ROOT) -> None:
    """Writes all of them."""
    for name, make in OUTPUTS.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(), encoding="utf-8")
        print(f"wrote {name}", file=sys.stderr)


if __name__ == "__main__":
    main()
