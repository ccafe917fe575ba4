"""The registry: names to addresses, each kind of name its own type."""

from __future__ import annotations

from typing import NewType

import pytest

from actors.mailbox import Mailbox
from actors.ref import Ref
from actors.registry import Registry

TableId = NewType("TableId", str)


def ref(name: str) -> Ref[int]:
    return Ref(Mailbox(name, 1))


def test_who_is_not_there_is_none() -> None:
    registry: Registry[TableId, int] = Registry()
    assert registry.find(TableId("t")) is None


def test_two_of_one_name_is_our_bug() -> None:
    registry: Registry[TableId, int] = Registry()
    registry.register(TableId("t"), ref("t"))
    with pytest.raises(AssertionError, match="registered twice"):
        registry.register(TableId("t"), ref("t"))


def test_who_leaves_twice_is_gone() -> None:
    registry: Registry[TableId, int] = Registry()
    registry.register(TableId("t"), ref("t"))
    registry.unregister(TableId("t"))
    registry.unregister(TableId("t"))
    assert (len(registry), registry.statistics()) == (0, {"registered": 0})


def test_it_can_be_walked_while_actors_leave() -> None:
    registry: Registry[TableId, int] = Registry()
    for name in "abc":
        registry.register(TableId(name), ref(name))
    for key in registry:
        registry.unregister(key)
    assert len(registry) == 0
