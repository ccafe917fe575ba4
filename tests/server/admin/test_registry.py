"""The registry of verbs: every command once, every field typed, and the pages made from it as they are."""

from __future__ import annotations

import attrs
import pytest

from protocol.admin import AdminCommand
from protocol.admin.operators import Role
from protocol.admin.page import operators_page
from protocol.admin.registry import ALL, GROUPS, HELP, ROLES, VERBS, Verb
from protocol.converter import members, tag_of
from server.admin.client import AdminRefused
from server.admin.commands import admin, made
from tests.kit.process import ROOT


def name(verb: Verb) -> str:
    return verb.typed


def test_every_command_can_be_typed_and_no_two_verbs_are_the_same() -> None:
    assert {verb.command for verb in VERBS} == set(members(AdminCommand))
    assert len({verb.words for verb in VERBS}) == len(VERBS)


def test_a_verb_of_two_words_hangs_in_a_group_that_says_what_it_is() -> None:
    assert {verb.words[0] for verb in VERBS if len(verb.words) == 2} == set(GROUPS)


@pytest.mark.parametrize("verb", VERBS, ids=name)
def test_every_field_is_typed_fixed_or_explained(verb: Verb) -> None:
    fields = {field.name for field in attrs.fields(verb.command)}
    assert set(verb.given) | set(verb.fixed) <= fields
    assert {field for field in fields if field not in verb.fixed and field not in HELP} == set()


@pytest.mark.parametrize("verb", VERBS, ids=name)
def test_what_changes_something_says_why_and_is_not_for_everybody(verb: Verb) -> None:
    fields = {field.name for field in attrs.fields(verb.command)}
    reading = verb.command.tag.startswith(("list_", "read_", "show_", "find_", "inspect_", "audit_"))
    assert reading or fields & {"reason", "outcome", "words", "name"}, "no reason"
    assert reading or verb.roles != ALL
    assert Role.ROOT in verb.roles


def test_verbs_of_one_command_are_for_the_same_roles() -> None:
    assert all(ROLES[verb.command.tag] == verb.roles for verb in VERBS)


def test_what_is_obeyed_without_the_trail_touches_neither_money_nor_people() -> None:
    assert {verb.command.__module__.rpartition(".")[2] for verb in VERBS if verb.machine} == {"house", "tables"}
    assert {verb.typed for verb in VERBS if verb.machine and verb.command.__module__.endswith("tables")} == {"tables"}


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("wallet", "adjust"), {"player_id": "bob", "minor": 5, "currency": "USD", "reason": "a good reason"}, "player_id"),
        (("wallet", "adjust"), {"player_id": "p_" + "a" * 16, "minor": 10**12, "currency": "USD", "reason": "a good reason"}, "minor"),
        (("drain",), {"reason": ""}, "reason"),
        (("operators", "add"), {"name": "Bob", "role": "root", "key": "k" * 43, "reason": "new here"}, "name"),
    ],
)
def test_what_cannot_be_is_one_line_that_names_the_field(words: tuple[str, ...], typed: dict[str, object], said: str) -> None:
    verb = next(verb for verb in VERBS if verb.words == words)
    with pytest.raises(AdminRefused, match=said):
        made(verb, typed)


def test_the_page_for_operators_is_current() -> None:
    assert (ROOT / "docs" / "operators.md").read_text(encoding="utf-8") == operators_page()


def test_the_command_line_knows_every_verb() -> None:
    for verb in VERBS:
        app = admin
        for word in verb.words:
            app = app[word]
        assert app is not None
    assert {tag_of(verb.command) for verb in VERBS} == set(ROLES)
