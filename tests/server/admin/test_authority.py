"""A1: who is refused at the admin socket, and how. A real server on PostgreSQL; every refusal leaves the house and its trail as they were."""

from __future__ import annotations

import json
import random
import socket
import stat
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.admin import signed_text
from protocol.admin.house import ChangeSetting, Drain, ListErrors, ListSettings, ReadTree, RestartActor
from protocol.admin.matches import ListDisputes, VoidMatch
from protocol.admin.money import AdjustBalance, AuditBooks
from protocol.admin.operators import AddOperator, ApproveProposal, ListOperators, ListProposals, ReadTrail, RevokeOperator, Role
from protocol.admin.people import ShowPlayer
from protocol.admin.tables import CloseTable
from protocol.codec import command_text
from protocol.money import Currency
from server.admin.authority import ROOT_GONE_MS, always_needs_two
from server.admin.keys import bytes_of, public_of, sign, text_of
from server.admin.socket import admin_path
from tests.kit.operator import Speaker, hired, owner, two_roots
from tests.kit.process import ServerProcess, server_process
from tests.server.admin.test_trail import WHY, Told

LINES = 100_000


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        one.start(WAGERUP_ALONE_DOLLARS="100", **two_roots(one))
        yield one


def raw(request: dict[str, Any]) -> bytes:
    return json.dumps(request).encode()


READ = ListDisputes()
OTHER = Ed25519PrivateKey.generate()


def flipped(signature: str, place: int) -> str:
    raw_signature = bytearray(bytes_of(signature) or b"")
    raw_signature[place] ^= 1
    return text_of(bytes(raw_signature))


def over(one: Speaker, words: bytes) -> dict[str, Any]:
    """A line whose signature covers something else."""
    return {**one.line(READ), "signature": sign(one.key, words)}


def without(one: Speaker, field: str) -> bytes:
    return raw({name: value for name, value in one.line(READ).items() if name != field})


REFUSED: dict[str, tuple[str, Callable[[Speaker], bytes]]] = {
    # the line itself
    "nothing": ("MALFORMED", lambda one: b""),
    "no JSON": ("MALFORMED", lambda one: b"tree"),
    "half an object": ("MALFORMED", lambda one: raw(one.line(READ))[:-1]),
    "a list": ("WRONG_TYPE", lambda one: b"[]"),
    "a number": ("WRONG_TYPE", lambda one: b"7"),
    "not UTF-8": ("MALFORMED", lambda one: b'{"ref":1,"operator":"\xff"}'),
    "too deep": ("MALFORMED", lambda one: b"[" * 40 + b"]" * 40),
    "a key twice": ("DUPLICATE_KEY", lambda one: b'{"ref":1,"ref":2}'),
    "no ref": ("MISSING_FIELD", lambda one: without(one, "ref")),
    "no operator": ("MISSING_FIELD", lambda one: without(one, "operator")),
    "no signature": ("MISSING_FIELD", lambda one: without(one, "signature")),
    "no command": ("MISSING_FIELD", lambda one: without(one, "command")),
    "one field more": ("EXTRA_FIELD", lambda one: raw({**one.line(READ), "role": "root"})),
    "a ref of zero": ("OUT_OF_BOUNDS", lambda one: raw(one.line(READ, ref=0))),
    "a ref below zero": ("OUT_OF_BOUNDS", lambda one: raw(one.line(READ, ref=-1))),
    "a ref that is a text": ("WRONG_TYPE", lambda one: raw({**one.line(READ), "ref": "1"})),
    "a ref that is a fraction": ("WRONG_TYPE", lambda one: raw({**one.line(READ), "ref": 1.5})),
    "an unknown command": ("UNKNOWN_COMMAND", lambda one: raw({**one.line(READ), "command": {"type": "drop_tables"}})),
    "a player's command": ("UNKNOWN_COMMAND", lambda one: raw({**one.line(READ), "command": {"type": "create_match"}})),
    "a command with more": ("EXTRA_FIELD", lambda one: raw({**one.line(READ), "command": {"type": "list_disputes", "all": True}})),
    "a command out of bounds": ("OUT_OF_BOUNDS", lambda one: raw({**one.line(READ), "command": {"type": "void_match", "match_id": "m_x", "reason": "x" * 20}})),
    "a reason that is none": ("OUT_OF_BOUNDS", lambda one: raw({**one.line(READ), "command": {"type": "drain", "reason": ""}})),
    "a reason that nobody can see": ("BAD_TEXT", lambda one: raw({**one.line(READ), "command": {"type": "drain", "reason": "\u202eevil"}})),
    # who speaks
    "a name in capitals": ("OUT_OF_BOUNDS", lambda one: raw({**one.line(READ), "operator": "Root"})),
    "somebody unknown": ("BAD_SIGNATURE", lambda one: raw({**one.line(READ), "operator": "nobody"})),
    "somebody else's name": ("BAD_SIGNATURE", lambda one: raw({**one.line(READ), "operator": "watching"})),
    "another key": ("BAD_SIGNATURE", lambda one: raw({**one.line(READ), "signature": sign(OTHER, b"anything")})),
    "the right words by another key": (
        "BAD_SIGNATURE",
        lambda one: raw({**one.line(READ), "signature": sign(OTHER, signed_text(one.nonce, one.ref, one.name, command_text(READ)))}),
    ),
    "a signature of nothing": ("BAD_SIGNATURE", lambda one: raw({**one.line(READ), "signature": "A" * 86})),
    "a signature that is too short": ("OUT_OF_BOUNDS", lambda one: raw({**one.line(READ), "signature": "A" * 85})),
    "a signature with padding": ("OUT_OF_BOUNDS", lambda one: raw({**one.line(READ), "signature": one.line(READ)["signature"] + "=="})),
    "a signature that is no base64": ("BAD_SIGNATURE", lambda one: raw({**one.line(READ), "signature": "*" * 86})),
    "the first byte changed": ("BAD_SIGNATURE", lambda one: raw({**(line := one.line(READ)), "signature": flipped(line["signature"], 0)})),
    "the last byte changed": ("BAD_SIGNATURE", lambda one: raw({**(line := one.line(READ)), "signature": flipped(line["signature"], 63)})),
    # what was signed
    "another command than was signed": ("BAD_SIGNATURE", lambda one: raw({**one.line(READ), "command": {"type": "list_operators"}})),
    "another ref than was signed": ("BAD_SIGNATURE", lambda one: raw({**one.line(READ), "ref": 900})),
    "the nonce of another connection": ("BAD_SIGNATURE", lambda one: raw(over(one, signed_text("0" * 64, one.ref + 1, one.name, command_text(READ))))),
    "no nonce": ("BAD_SIGNATURE", lambda one: raw(over(one, signed_text("", one.ref + 1, one.name, command_text(READ))))),
    "the command alone": ("BAD_SIGNATURE", lambda one: raw(over(one, command_text(READ)))),
    # what was heard before
    "a ref that was used": ("REPLAYED", lambda one: (one.ask(READ), raw(one.line(READ, ref=one.ref)))[1]),
    "a line said again": ("REPLAYED", lambda one: (line := raw(one.line(READ)), one.say(line), line)[2]),
    "an older ref": ("REPLAYED", lambda one: (one.say(raw(one.line(READ, ref=50))), raw(one.line(READ, ref=49)))[1]),
}


def test_there_are_forty_ways_to_be_refused() -> None:
    assert len(REFUSED) >= 40


@pytest.fixture(scope="module")
def watching(server: ServerProcess) -> Iterator[Speaker]:
    """An observer."""
    with hired(server, "watching", Role.OBSERVER) as one:
        yield one


@pytest.mark.parametrize("name", REFUSED)
def test_refused_and_the_line_is_kept(server: ServerProcess, watching: Speaker, name: str) -> None:
    code, made = REFUSED[name]
    with owner(server) as root:
        reply = root.say(made(root))
        assert (reply["type"], reply.get("code")) == ("refused", code), reply
        root.ref += 1_000
        assert root.ask(ListErrors())["type"] == "errors"


def test_a_line_of_one_connection_says_nothing_on_another(server: ServerProcess) -> None:
    with owner(server) as one, owner(server) as other:
        line = raw(one.line(READ))
        assert other.say(line)["code"] == "BAD_SIGNATURE"
        assert one.say(line)["type"] == "disputes"


def test_the_socket_is_its_owners_alone(server: ServerProcess) -> None:
    assert stat.S_IMODE(admin_path(server.data).stat().st_mode) == 0o600
    keys = list((server.data / "operators").glob("*.key"))
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_a_line_that_never_ends_ends_the_connection(server: ServerProcess) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(20)
        line.connect(str(admin_path(server.data)))
        line.recv(4_096)
        try:
            for _ in range(40):
                line.sendall(b"x" * 1_000)
            assert line.recv(4_096) == b""
        except OSError:
            return  # cut while we were still sending: that is an end, too


# ── roles ──

MAY: dict[Role, set[str]] = {
    Role.OBSERVER: {"tree", "disputes", "trail", "operators"},
    Role.SUPPORT: {"tree", "disputes", "trail", "operators", "player", "void", "table"},
    Role.TREASURY: {"tree", "disputes", "trail", "operators", "player", "adjust"},
    Role.ROOT: {"tree", "disputes", "trail", "operators", "player", "void", "table", "adjust", "add", "revoke", "drain", "setting", "restart"},
}
PLAYER = "p_" + "a" * 16
TRIED = {
    "tree": ReadTree(),
    "disputes": READ,
    "trail": ReadTrail(),
    "operators": ListOperators(),
    "player": ShowPlayer(PLAYER),
    "void": VoidMatch("m_" + "a" * 16, "because the test says so"),
    "table": CloseTable("t_nowhere", "because the test says so"),
    "adjust": AdjustBalance(Currency.GC, PLAYER, 100, "because the test says so"),
    "add": AddOperator(Role.OBSERVER, "another", public_of(OTHER), "because the test says so"),
    "revoke": RevokeOperator("another", "because the test says so"),
    "drain": Drain("because the test says so"),
    "setting": ChangeSetting("no_such_setting", "because the test says so", 1),
    "restart": RestartActor("nobody", "because the test says so"),
}


@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_is_its_own(server: ServerProcess, role: Role) -> None:
    with hired(server, f"as-{role.value}", role) as one:
        replies = {name: one.ask(command) for name, command in TRIED.items() if name != "drain" or role is not Role.ROOT}
    may = {name for name, reply in replies.items() if reply.get("code") != "ROLE_NEEDED"}
    assert may == MAY[role] - {"drain"}


def test_who_is_revoked_is_refused_on_the_connection_that_is_open(server: ServerProcess) -> None:
    with hired(server, "leaving", Role.SUPPORT) as leaving, owner(server) as root:
        assert leaving.ask(READ)["type"] == "disputes"
        assert root.ask(RevokeOperator("leaving", "has left the house"))["type"] == "accepted"
        assert leaving.ask(READ)["code"] == "BAD_SIGNATURE"


def test_the_last_root_cannot_be_revoked_nor_made_less(tmp_path: Any) -> None:
    with server_process() as alone:
        alone.start()
        with owner(alone) as root:
            assert root.ask(RevokeOperator(root.name, "who needs a root"))["code"] == "LAST_ROOT"
            assert root.ask(AddOperator(Role.OBSERVER, root.name, public_of(root.key), "less is more"))["code"] == "LAST_ROOT"


# ── one, or two ──


def test_above_the_limit_it_takes_two_and_not_the_same_one(server: ServerProcess) -> None:
    with hired(server, "till-one", Role.TREASURY) as one, hired(server, "till-two", Role.TREASURY) as two, hired(server, "helper", Role.SUPPORT) as helper:
        small, large = (AdjustBalance(Currency.USD, PLAYER, minor, "a complaint was right") for minor in (10_000, -10_001))
        assert one.ask(small)["code"] == "NO_SUCH_PLAYER"
        proposed = one.ask(large)
        assert proposed["type"] == "proposed"
        number = proposed["number"]
        assert number in [waiting["number"] for waiting in two.ask(ListProposals())["proposals"]]
        assert one.ask(ApproveProposal(number, "I think so, too"))["code"] == "ANOTHER_OPERATOR"
        assert helper.ask(ApproveProposal(number, "looks fine"))["code"] == "ROLE_NEEDED"
        assert two.ask(ApproveProposal(number, "looks fine"))["code"] == "NO_SUCH_PLAYER"  # it acted: and there is no such player


def test_what_would_let_one_pass_for_two_takes_two(server: ServerProcess) -> None:
    with hired(server, "second-root", Role.ROOT) as second, owner(server) as root:
        pet = AddOperator(Role.TREASURY, "my-pet", public_of(OTHER), "to approve what I propose")
        assert root.ask(pet)["type"] == "proposed"
        assert root.ask(ChangeSetting("alone_dollars", "to be alone", 1_000_000))["type"] == "proposed"
        number = root.ask(pet)["number"]
        assert second.ask(ApproveProposal(number, "let us see"))["type"] == "accepted"
        assert second.ask(RevokeOperator("my-pet", "not after all"))["type"] == "accepted"


def test_who_revokes_the_other_root_is_not_alone_for_a_week() -> None:
    told = Told()
    told.say(AddOperator(Role.ROOT, "bob", public_of(OTHER), WHY))
    pet = AddOperator(Role.TREASURY, "pet", public_of(OTHER), WHY)
    assert always_needs_two(told.standing, pet, 10_000)
    told.say(RevokeOperator("bob", WHY))
    assert told.standing.roots() == 1
    assert always_needs_two(told.standing, pet, ROOT_GONE_MS)
    assert always_needs_two(told.standing, ChangeSetting("alone_dollars", WHY, 10**6), ROOT_GONE_MS)
    assert not always_needs_two(told.standing, pet, told.standing.root_left_ms + ROOT_GONE_MS + 1)
    assert not always_needs_two(Told().standing, pet, 0)


# ── the trail ──


def test_every_command_is_on_the_trail_with_who_and_what_came_of_it(server: ServerProcess) -> None:
    with hired(server, "careful", Role.ROOT) as one:
        one.ask(ListSettings())
        one.ask(ListSettings())
        one.ask(ChangeSetting("rake_bp", "the fee is to be 4 %", 9_999))
        one.ask(RestartActor("ladder", "to see it come back"))
        lines = [line for line in one.ask(ReadTrail())["lines"] if line["operator"] == "careful"]
    told = [(json.loads(line["command"])["type"], line["outcome"]) for line in reversed(lines)]
    assert told == [("list_settings", "done"), ("change_setting", "proposed"), ("restart_actor", "done"), ("read_trail", None)]


def test_what_operators_set_outlives_the_process_and_the_books_and_the_trail_are_right() -> None:
    with server_process() as one:
        one.start()
        with owner(one) as root:
            assert root.ask(ChangeSetting("rake_bp", "the fee is to be 4 %", 400))["type"] == "accepted"
            assert root.ask(CloseTable("t_crash", "being looked at"))["type"] == "accepted"
        one.kill()
        one.start()
        with owner(one) as root:
            settings = {setting["name"]: setting["value"] for setting in root.ask(ListSettings())["settings"]}
            assert settings["rake_bp"] == 400
            books = root.ask(AuditBooks())
        assert (books["right"], books["wrong"]) == (True, None)
        assert books["trail"] >= 4


# ── lines at random ──


def hostile(chance: random.Random, one: Speaker) -> bytes:
    """A line that means no good: noise, or a good line with something wrong about it. Never one that may act."""
    kind = chance.randrange(6)
    if kind == 0:
        return bytes(chance.choice(b'{}[]":,\\ntruefalsenull0123456789abc \xff\x00') for _ in range(chance.randrange(60))).replace(b"\n", b" ")
    good = {"ref": chance.choice([0, 1, -1, 2**53, 2**64, 1.5, None, "1"]), "operator": chance.choice(["root", "Root", "", "nobody", 7, None, "a" * 99])}
    good["signature"] = chance.choice(["", "A" * 86, "=" * 86, 5, None, "é" * 86])
    good["command"] = chance.choice([{"type": "drain", "reason": "x" * 5}, {"type": chance.choice(["", "x", 5])}, [], None, {"type": "read_tree", "most": chance.choice([0, -1, 10**9, "x"])}])
    text = json.dumps({name: value for name, value in good.items() if chance.random() > 0.1}).encode()
    if kind == 1:
        place = chance.randrange(len(text))
        text = text[:place] + bytes([chance.randrange(256)]).replace(b"\n", b"\r") + text[place + 1 :]
    return text.replace(b"\n", b" ")


def test_a_hundred_thousand_lines_at_random_change_nothing(server: ServerProcess) -> None:
    chance, codes = random.Random(20261122), set[str]()
    with owner(server) as root, owner(server) as one:
        before = root.ask(ReadTrail(None, 1))["lines"][0]["number"]
        for _ in range(LINES // 500):
            one.send(b"".join(hostile(chance, one) + b"\n" for _ in range(500)))
            for _ in range(500):
                reply = one.read()["reply"]
                assert reply["type"] == "refused", reply
                codes.add(reply["code"])
        assert one.ask(ListErrors())["type"] == "errors"
        lines = root.ask(ReadTrail(None, 20))["lines"]
        assert [json.loads(line["command"])["type"] for line in lines if line["number"] > before + 1] == ["read_trail", "list_errors"]
    assert "INTERNAL" not in codes
    assert {"MALFORMED", "WRONG_TYPE", "OUT_OF_BOUNDS", "MISSING_FIELD", "UNKNOWN_COMMAND"} <= codes
