"""I1: for every command at least two thousand different bad payloads, made from its own classes, so that a new field gets its cases. Each is said on a
player's own line to a house in memory, in the middle of a match, and refused with exactly the code that was decided when it was made; none is a bug of
ours; and the house is as it was before: its journal, its facts, its books. What is right is taken."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections import Counter
from typing import Any

import pytest
from trio.testing import MockClock

from actors.house import Limits
from actors.wallet import Wallet
from protocol.admin import AdminCommand, AdminRequest
from protocol.codec import CONVERTER, decode_request, explain, parse
from protocol.commands import Command
from protocol.converter import members, tag_of
from protocol.envelope import Request
from protocol.refusals import CATALOGUE, Code, Happened, Refused
from tests.kit.guest import identity_of
from tests.kit.lines import MemoryLine
from tests.kit.payloads import Payloads, dumps, fault_of_class, right
from tests.server.test_access import PEOPLE, Scene, scene

EACH, EACH_OF_OPERATORS, AT_ONCE = 2_000, 500, 100
AT_LEAST = {Code.MALFORMED, Code.UNKNOWN_COMMAND, Code.MISSING_FIELD, Code.EXTRA_FIELD, Code.DUPLICATE_KEY, Code.WRONG_TYPE, Code.OUT_OF_BOUNDS}


def framed(kind: type) -> dict[str, object]:
    return {"ref": 7, "command": right(kind)}


def in_a_line(kind: type) -> dict[str, object]:
    return {"command": right(kind), "ref": 7, "operator": "root", "signature": "A" * 86}


async def state_of(one: Scene) -> str:
    """A hash over everything that the house keeps, and over what the wallet knows of everybody here."""
    wallet = Wallet(one.house.tree.wallet)
    people = [await wallet.standing(identity_of(name).player) for name in PEOPLE]
    return hashlib.sha256(repr((one.house.disk, people)).encode()).hexdigest()


async def answer_on(line: MemoryLine) -> dict[str, Any]:
    """The next answer; what is pushed is let go by."""
    while True:
        message: dict[str, Any] = json.loads(await line.heard())
        if "reply" in message:
            return message["reply"]


@pytest.mark.parametrize("kind", members(Command), ids=tag_of)
async def test_what_is_wrong_is_refused_with_the_very_code_and_changes_nothing(kind: type, autojump_clock: MockClock) -> None:
    codes = Counter[str]()
    async with scene(Limits(commands_at_once=2 * EACH)) as one:
        line = MemoryLine()
        one.nursery.start_soon(one.sessions.serve, line, identity_of("owner"), one.house.house)
        before, rows = await state_of(one), len(one.house.disk.rows)
        autojump_clock.autojump_threshold = math.inf  # no round is dealt at the tables meanwhile
        cases = Payloads(Request, framed(kind), tag_of(kind)).cases(EACH)
        while some := tuple(itertools.islice(cases, AT_ONCE)):
            for case in some:
                line.say(case.payload)
            for case in some:
                reply = await answer_on(line)
                assert (reply["type"], reply.get("code"), reply.get("may_have_happened")) == ("refused", case.code.value, Happened.NO.value), (case, reply)
                assert reply["message"]
                codes[reply["code"]] += 1
        autojump_clock.autojump_threshold = 0
        assert (await state_of(one), len(one.house.disk.rows)) == (before, rows)
        assert one.house.crashes == []
    assert codes.total() == EACH
    assert {code.value for code in AT_LEAST} <= set(codes) <= {code.value for code in CATALOGUE}


async def test_a_hash_over_the_house_sees_what_changes_it(autojump_clock: MockClock) -> None:
    async with scene() as one:
        before = await state_of(one)
        assert await state_of(one) == before
        await one.offer("something-new")
        assert await state_of(one) != before


@pytest.mark.parametrize("kind", members(Command), ids=tag_of)
def test_what_is_right_is_taken(kind: type) -> None:
    good = framed(kind)
    answer = decode_request(dumps(good))
    assert fault_of_class(Request, good) is None
    assert isinstance(answer, Request), answer
    assert isinstance(answer.command, kind)


@pytest.mark.parametrize("kind", members(AdminCommand), ids=tag_of)
def test_operators_are_held_to_the_same(kind: type) -> None:
    for case in Payloads(AdminRequest, in_a_line(kind), tag_of(kind), Code.WRONG_TYPE).cases(EACH_OF_OPERATORS):
        parsed = parse(case.payload)
        refusal = parsed if isinstance(parsed, Refused) else refused_by_the_classes(parsed)
        assert refusal is not None, case
        assert refusal.code is case.code, (case, refusal)


def refused_by_the_classes(parsed: object) -> Refused | None:
    """The refusal, where it is no request of an operator's."""
    try:
        CONVERTER.structure(parsed, AdminRequest)
    except Exception as error:
        return explain(error)
    return None
