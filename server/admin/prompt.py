"""The prompt: the same commands as on the command line, one connection for all of them, with completion and a history."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
from cyclopts import App
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory

from protocol.admin.registry import GROUPS, VERBS, Verb
from server.admin.client import AdminRefused

LEAVE = ("exit", "quit")
MORE = ("top", "match watch", "dispute evidence", "help", *LEAVE)


class Words(Completer):
    """Completes the words of a verb, then its options."""

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002  their signature
        before = document.text_before_cursor.lstrip()
        words = before.split(" ")
        for choice, meaning in choices(words):
            if choice.startswith(words[-1]):
                yield Completion(choice, start_position=-len(words[-1]), display_meta=meaning)


def choices(words: list[str]) -> list[tuple[str, str]]:
    """What may stand where the last of these words stands, and what it means."""
    typed = [verb.typed for verb in VERBS] + list(MORE)
    if len(words) == 1:
        return sorted({(one.split()[0], _meaning(one.split()[0])) for one in typed})
    second = sorted({(one.split()[1], _meaning(one)) for one in typed if " " in one and one.split()[0] == words[0]})
    verb = next((verb for verb in VERBS if list(verb.words) == words[: len(verb.words)] and len(words) > len(verb.words)), None)
    if verb is None or (len(words) == 2 and second):
        return second
    return [(f"--{name.replace('_', '-')}", "") for name in _options(verb)]


def _meaning(typed: str) -> str:
    verb = next((verb for verb in VERBS if verb.typed == typed), None)
    return GROUPS.get(typed, "") if verb is None else verb.help.partition(".")[0]


def _options(verb: Verb) -> list[str]:
    names = [field.name for field in attrs.fields(verb.command)]
    return [*(name for name in names if name not in verb.given and name not in verb.fixed), "json"]


def run_prompt(app: App, data: Path) -> None:
    """Until exit, or the end of input. A command that is refused is a line, and the prompt goes on."""
    session: PromptSession[str] = PromptSession(history=_history(data), completer=Words(), complete_while_typing=True)
    print("Wager Up. Tab completes, `help` lists what there is, `exit` leaves.")
    while True:
        try:
            line = session.prompt("wagerup> ").strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if line in LEAVE:
            return
        if line:
            run_line(app, line)


def run_line(app: App, line: str) -> None:
    """One line, as the command line would take it."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        print(f"wagerup: {error}")
        return
    if words[0] in ("help", "?"):
        words = [*words[1:], "--help"]
    try:
        app(words, result_action="return_value", exit_on_error=False)
    except AdminRefused as error:
        print(f"wagerup: {error}")
    except KeyboardInterrupt:
        print()
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "cyclopts":
            raise  # what was mistyped cyclopts has said already


def _history(data: Path) -> Any:
    """For this data folder, and for its owner's eyes."""
    path = data / "operators" / "history"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_APPEND, 0o600))
    return FileHistory(str(path))
