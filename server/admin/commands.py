"""`wagerup admin`: a command line for every verb of the registry, made from it, and the few that are more than one question."""

from __future__ import annotations

import base64
import inspect
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, Optional, cast, get_args, get_type_hints

import attrs
from cyclopts import App, Parameter
from rich.console import Console

from protocol.admin import AdminCommand
from protocol.admin.matches import ReadImage, ShowMatch
from protocol.admin.registry import GROUPS, HELP, VERBS, Verb
from protocol.codec import CONVERTER, explain
from server.admin.client import AdminRefused, Conversation, who
from server.admin.keys import public_of, read_key, write_key
from server.admin.shown import fact_line, show
from server.options import AsJson, Data, config_of

Name = Annotated[str | None, Parameter(name="--operator", help="Who speaks (else who the key's file is named after).")]
Key = Annotated[Path | None, Parameter(name="--key-file", help="The operator's key (else the only one in the data folder, or WAGERUP_OPERATOR_KEY).")]
OVER = ("settled", "voided", "cancelled", "abandoned")

admin = App(name="admin", help="Operate a running server over its admin socket. Without a command: a prompt.", help_epilogue="")
groups = {name: App(name=name, help=words) for name, words in GROUPS.items()}
for _app in groups.values():
    admin.command(_app)


class Desk:
    """Who asks, and the conversation that is open, if one is: the prompt holds one for all its lines."""

    held: Conversation | None = None

    @classmethod
    @contextmanager
    def conversation(cls, data: Path | None, operator: str | None, key: Path | None) -> Iterator[Conversation]:
        if cls.held is not None:
            yield cls.held
            return
        named = os.environ.get("WAGERUP_OPERATOR_KEY")
        with Conversation(who(config_of(data=data).data, operator, key or (Path(named) if named else None))) as one:
            yield one


def console() -> Console:
    """Wide enough for an id and a sentence where nobody looks."""
    return Console(soft_wrap=False, width=None if sys.stdout.isatty() else 200)


# ── a function for each verb ─────────────────────────────────────────────────


def made(verb: Verb, typed: dict[str, Any]) -> AdminCommand:
    """A command from what was typed; what is out of bounds is one line. Raises AdminRefused."""
    fields = {**verb.fixed, **typed}
    if isinstance(fields.get("code"), str):
        fields["code"] = fields["code"].upper()
    try:
        return CONVERTER.structure({"type": verb.command.tag, **fields}, cast("Any", AdminCommand))
    except Exception as error:
        refusal = explain(error, "command")
        field = (refusal.path or "").rpartition(".")[2]
        raise AdminRefused(f"{field}: {refusal.message}") from error


def ask(verb: Verb, typed: dict[str, Any], data: Path | None, operator: str | None, key: Path | None, *, as_json: bool) -> None:
    """One question, and its answer in print."""
    command = made(verb, typed)
    with Desk.conversation(data, operator, key) as line:
        reply = line.ask(command)
    if as_json:
        print(json.dumps(plain_of(reply), indent=2, ensure_ascii=False))
    elif reply["type"] == "accepted":
        print(verb.said.format(**{**verb.fixed, **typed}) if verb.said else "Done.")
    else:
        show(console(), reply)


def plain_of(reply: dict[str, Any]) -> Any:
    """What a script wants: of a list the list, of everything else all of it."""
    lists: list[Any] = [value for name, value in reply.items() if name != "type" and isinstance(value, list)]
    return lists[0] if len(lists) == 1 and len(reply) == 2 else reply


def function_of(verb: Verb) -> Callable[..., None]:
    """What the command line calls: its parameters are the command's fields."""

    def call(*args: Any, **kwargs: Any) -> None:
        bound = signature.bind(*args, **kwargs).arguments
        rest = [bound.pop(name, None) for name in ("data", "operator", "key_file")]
        as_json = bool(bound.pop("json", False))
        ask(verb, bound, rest[0], rest[1], rest[2], as_json=as_json)

    parameters = _parameters(verb)
    signature = inspect.Signature(parameters)
    call.__signature__ = signature  # type: ignore[attr-defined]
    call.__annotations__ = {one.name: one.annotation for one in parameters}
    call.__doc__ = verb.help
    return call


def _parameters(verb: Verb) -> list[inspect.Parameter]:
    hints = get_type_hints(verb.command)
    fields = {field.name: field for field in attrs.fields(verb.command) if field.name not in verb.fixed}
    names = [*verb.given, *(name for name in fields if name not in verb.given)]
    found = [_parameter(fields[name], hints[name], given=name in verb.given) for name in names]
    options: tuple[tuple[str, Any, Any], ...] = (("data", Data, None), ("operator", Name, None), ("key_file", Key, None), ("json", AsJson, False))
    return [*found, *(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=value, annotation=kind) for name, kind, value in options)]


def _parameter(field: attrs.Attribute[Any], hint: Any, *, given: bool) -> inspect.Parameter:
    kind, default = _typed(hint), inspect.Parameter.empty
    if field.default is not attrs.NOTHING:
        default = field.default.value if isinstance(field.default, Enum) else field.default
    if field.name == "value":
        default, kind = inspect.Parameter.empty, int
    annotation = Annotated[kind, Parameter(help=HELP.get(field.name, ""), allow_leading_hyphen=kind is int)]
    place = inspect.Parameter.POSITIONAL_OR_KEYWORD if given else inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(field.name, place, default=default, annotation=annotation)


def _typed(hint: Any) -> Any:
    """What a person types for a field: the words of an enum, else a number or a text."""
    either: Any = Optional
    if inspect.isclass(hint) and issubclass(hint, Enum):
        return Literal[tuple(member.value for member in hint)]
    if NoneType in get_args(hint):
        (inner,) = (one for one in get_args(hint) if one is not NoneType)
        return either[_typed(inner)]
    return hint


for _verb in VERBS:
    _function = function_of(_verb)
    if len(_verb.words) == 2:
        groups[_verb.words[0]].command(_function, name=_verb.words[1])
    elif _verb.words[0] in groups:
        groups[_verb.words[0]].default(_function)
    else:
        admin.command(_function, name=_verb.words[0])


# ── what is more than one question ───────────────────────────────────────────


@groups["dispute"].command(name="evidence")
def dispute_evidence(
    match: str,
    *,
    to: Annotated[Path, Parameter(help="The folder to write into.")],
    data: Data = None,
    operator: Name = None,
    key_file: Key = None,
) -> None:
    """Write what both players have shown into a folder: their notes, and the images."""
    with Desk.conversation(data, operator, key_file) as line:
        story = line.ask(made(_verb_of(ShowMatch), {"match_id": match}))
        shown = [fact for fact in story["facts"] if fact["type"] == "evidence_added"]
        to.mkdir(parents=True, exist_ok=True)
        lines: list[str] = []
        for number, fact in enumerate(shown, 1):
            files = [f"{number}-{place}-{image['sha256'][:12]}.webp" for place, image in enumerate(fact["images"], 1)]
            for file, image in zip(files, fact["images"], strict=True):
                (to / file).write_bytes(base64.b64decode(line.ask(ReadImage(image["sha256"]))["base64"]))
            lines += [f"{number}. {story['match']['names'][fact['seat']]}", f"   {fact['note']}", *(f"   {file}" for file in files), ""]
    (to / "evidence.txt").write_text("\n".join(lines) or "Nothing was shown.\n", encoding="utf-8")
    print(f"{len(shown)} shown, {sum(len(fact['images']) for fact in shown)} images, in {to}.")


@groups["match"].command(name="watch")
def watch_match(match: str, *, data: Data = None, operator: Name = None, key_file: Key = None) -> None:
    """Follow a match, fact by fact, until it is over or Ctrl-C."""
    seen = 0
    with Desk.conversation(data, operator, key_file) as line:
        while True:
            story = line.ask(made(_verb_of(ShowMatch), {"match_id": match}))
            for version, fact in enumerate(story["facts"][seen:], seen + 1):
                print(fact_line(version, fact), flush=True)
            seen = len(story["facts"])
            if story["match"]["phase"] in OVER:
                return
            time.sleep(1)


@admin.command
def key(name: str, *, to: Annotated[Path | None, Parameter(help="The file to write (NAME.key).")] = None) -> None:
    """Make an operator's key in a file that only its owner may read, and print the public half, which `operators add` takes."""
    path = to or Path(f"{name}.key")
    try:
        write_key(path)
    except FileExistsError as error:
        raise AdminRefused(f"{path} is there already: a key is never written over.") from error
    print(public_of(read_key(path)))


@admin.command
def top(
    *,
    data: Data = None,
    operator: Name = None,
    key_file: Key = None,
    every: Annotated[float, Parameter(help="Seconds between two looks.")] = 1.0,
    looks: Annotated[int | None, Parameter(help="So many looks, then end (for scripts); else until q or Ctrl-C.")] = None,
) -> None:
    """A live screen: the tree, mailboxes, restarts, rates, latency, holds, the database, the last errors."""
    from server.admin.top import run_top

    with Desk.conversation(data, operator, key_file) as line:
        run_top(line, every, looks)


@admin.default
def prompt(*, data: Data = None, operator: Name = None, key_file: Key = None) -> None:
    """Open a prompt with completion, history and help."""
    from server.admin.prompt import run_prompt

    with Desk.conversation(data, operator, key_file) as line:
        Desk.held = line
        try:
            run_prompt(admin, config_of(data=data).data)
        finally:
            Desk.held = None


def _verb_of(command: type[Any]) -> Verb:
    return next(verb for verb in VERBS if verb.command is command)
