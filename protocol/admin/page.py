"""docs/operators.md, from the registry: what may be typed, by whom, and what it means."""

from __future__ import annotations

from pathlib import Path

import attrs

from protocol.admin.operators import Role
from protocol.admin.registry import GROUPS, VERBS, Verb

INTRO = Path(__file__).with_name("operators_intro.md")
MORE = {
    "top": "A live screen: the tree, mailboxes, restarts, rates, latency, holds, the database, the last errors.",
    "key NAME [--to FILE]": "Make an operator's key, and print its public half. Asks nobody.",
    "match watch MATCH-ID": "Follow a match, fact by fact, until it is over.",
    "dispute evidence MATCH-ID --to FOLDER": "Write what both players have shown into a folder.",
}


def operators_page() -> str:
    """The whole page."""
    parts = [INTRO.read_text(encoding="utf-8").rstrip(), "", "## Commands", ""]
    heads = ["command", *(role.value for role in Role), "what it does"]
    parts += ["| " + " | ".join(heads) + " |", "| " + " | ".join(["---"] * len(heads)) + " |"]
    parts += [_row(verb) for verb in VERBS]
    parts += ["", "And, each made of several of these, or of none:", ""]
    parts += [f"- `wagerup admin {typed}`: {words}" for typed, words in MORE.items()]
    parts += ["", "The first word of those that have two:", ""]
    parts += [f"- `{name}`: {words}" for name, words in GROUPS.items()]
    return "\n".join(parts) + "\n"


def _row(verb: Verb) -> str:
    ticks = ["✓" if role in verb.roles else "" for role in Role]
    return "| " + " | ".join([f"`{usage(verb)}`", *ticks, verb.help]) + " |"


def usage(verb: Verb) -> str:
    """As it is typed: what is given in capitals, what may be left out in brackets."""
    words = [verb.typed, *(name.upper().replace("_", "-") for name in verb.given)]
    for field in attrs.fields(verb.command):
        if field.name in verb.given or field.name in verb.fixed:
            continue
        option = f"--{field.name.replace('_', '-')} …"
        words.append(option if field.default is attrs.NOTHING else f"[{option}]")
    return " ".join(words)
