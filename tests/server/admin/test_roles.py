"""I3, for operators: every command times four roles, each cell declared here and asked of a real server; what is nobody's at the socket is refused for every
command; and players' commands are no operator's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.admin import AdminCommand, signed_text
from protocol.admin.operators import RevokeOperator, Role
from protocol.codec import CONVERTER, encode_request
from protocol.commands import Command
from protocol.converter import members, tag_of
from protocol.envelope import Request
from server.admin.keys import sign
from tests.kit.operator import Speaker, hired, owner, two_roots
from tests.kit.payloads import right
from tests.kit.process import ServerProcess, server_process
from tests.server.test_access import ACCESS, NO_SUCH, YES

EVERYBODY, ROOT = set(Role), {Role.ROOT}
SUPPORT, TREASURY, DESK = ROOT | {Role.SUPPORT}, ROOT | {Role.TREASURY}, ROOT | {Role.SUPPORT, Role.TREASURY}
MAY: dict[str, set[Role]] = {
    # the machine
    "read_house": EVERYBODY, "read_tree": EVERYBODY, "show_actor": EVERYBODY, "list_letters": EVERYBODY, "list_errors": EVERYBODY, "list_settings": EVERYBODY,
    "list_backups": EVERYBODY, "restart_actor": ROOT, "change_setting": ROOT, "set_log_level": ROOT, "drain": ROOT, "undrain": ROOT, "back_up": ROOT,
    "prune_backups": ROOT, "announce": SUPPORT,
    # matches
    "list_matches": EVERYBODY, "list_disputes": EVERYBODY, "show_match": DESK, "read_image": DESK, "tell_match": SUPPORT, "void_match": SUPPORT,
    "strike_off": SUPPORT, "decide_dispute": SUPPORT,
    # people
    "list_reports": DESK, "list_flags": DESK, "find_players": DESK, "show_player": DESK, "add_note": DESK, "set_account_state": DESK, "close_report": SUPPORT,
    "close_flag": SUPPORT, "list_sessions": SUPPORT, "end_sessions": SUPPORT, "tighten_limit": SUPPORT, "exclude_player": SUPPORT, "merge_players": ROOT,
    # money
    "audit_books": EVERYBODY, "read_player_statement": DESK, "list_receivables": DESK, "list_deposits": DESK, "list_withdrawals": DESK, "list_troubles": DESK, "close_trouble": DESK,
    "list_redemptions": DESK, "list_entries": DESK, "accept_entry": DESK, "adjust_balance": TREASURY, "decide_withdrawal": TREASURY,
    "decide_redemption": TREASURY,
    # tables
    "inspect_tables": EVERYBODY, "close_table": SUPPORT, "open_table": SUPPORT, "set_table_limits": TREASURY, "fill_bank": TREASURY,
    # operators
    "list_operators": EVERYBODY, "list_proposals": EVERYBODY, "read_trail": EVERYBODY, "approve_proposal": DESK, "decline_proposal": DESK, "add_operator": ROOT,
    "revoke_operator": ROOT,
}  # fmt: skip
"""Who may ask what; written by hand, not read from the registry."""
KINDS = members(AdminCommand)
LAST = ("drain", "undrain")
"""Asked after all others, so that the house is open meanwhile, and at the end again."""
AS_OPERATOR = {"read-only admin": Role.OBSERVER, "admin": Role.ROOT}


def test_every_command_has_a_row() -> None:
    assert set(MAY) == {tag_of(kind) for kind in KINDS}
    assert all(Role.ROOT in roles for roles in MAY.values())


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        one.start(**two_roots(one))
        yield one


def a_right_one(kind: type) -> AdminCommand:
    made: Any = CONVERTER.structure(right(kind), AdminCommand)  # type: ignore[arg-type]
    return made


@pytest.mark.parametrize("role", Role)
def test_each_cell_is_as_declared(server: ServerProcess, role: Role) -> None:
    kinds = sorted(KINDS, key=lambda kind: LAST.index(kind.tag) if kind.tag in LAST else -1)
    with hired(server, f"is-{role.value}", role) as one:
        replies = {tag_of(kind): one.ask(a_right_one(kind)) for kind in kinds}
    assert {tag for tag, reply in replies.items() if reply.get("code") != "ROLE_NEEDED"} == {tag for tag, roles in MAY.items() if role in roles}
    assert [tag for tag, reply in replies.items() if reply.get("code") in ("INTERNAL", "UNKNOWN_COMMAND", "BAD_SIGNATURE")] == []


def test_who_is_nobody_at_the_socket_may_ask_nothing(server: ServerProcess) -> None:
    """Somebody unknown, an operator's name with another key, and one who was let go while connected."""
    key = Ed25519PrivateKey.generate()
    with ExitStack() as stack:
        gone = stack.enter_context(hired(server, "was-root", Role.ROOT))
        root = stack.enter_context(owner(server))
        assert root.ask(RevokeOperator("was-root", "has left the house"))["type"] in ("accepted", "proposed")
        nobodies = [gone, *(stack.enter_context(Speaker(server.data, name, key)) for name in ("nobody", root.name))]
        found = {(one.name, tag_of(kind)): one.ask(a_right_one(kind))["code"] for one in nobodies for kind in KINDS}
    assert set(found.values()) == {"BAD_SIGNATURE"}


@pytest.mark.parametrize("caller", AS_OPERATOR)
def test_what_is_a_players_is_no_operators(server: ServerProcess, caller: str) -> None:
    with hired(server, caller.replace(" ", "-"), AS_OPERATOR[caller]) as one:
        found = {tag_of(kind): said(one, make(NO_SUCH)) for kind, (make, _cells) in ACCESS.items()}
    assert found == {tag_of(kind): cells[caller] for kind, (_make, cells) in ACCESS.items()}


def said(one: Speaker, command: Command) -> str:
    """A player's command in an operator's line, properly signed."""
    one.ref += 1
    plain = json.loads(encode_request(Request(1, command)))["command"]
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    signature = sign(one.key, signed_text(one.nonce, one.ref, one.name, text))
    return one.say(json.dumps({"ref": one.ref, "operator": one.name, "signature": signature, "command": plain}).encode()).get("code", YES)
