"""Spectators: the same facts, later, without what is said."""

from __future__ import annotations

import json
from typing import Any

from actors.match.spectators import Spectators
from actors.match.state import Folded, fold
from actors.outgoing import Encoded
from protocol.events import ChatSaid
from protocol.games import Darts501Options
from tests.actors.match.test_takeback import ANN, MATCH, TREBLE_20, live, thrown

STATE = live(Darts501Options(1))


class Onlooker:
    def __init__(self) -> None:
        self.seen: list[tuple[int, str]] = []

    def send(self, message: Encoded) -> None:
        push: dict[str, Any] = json.loads(message.text)
        self.seen.append((push["version"], push["event"]["type"]))


def folded_move() -> Folded:
    after = thrown(STATE, TREBLE_20)
    return Folded(after, fold(None, STATE.offer, MATCH).shown)


def watched() -> tuple[Spectators, Onlooker]:
    spectators, onlooker = Spectators(MATCH), Onlooker()
    spectators.begin(STATE)
    spectators.add(onlooker)
    return spectators, onlooker


def test_nothing_is_seen_before_its_time() -> None:
    spectators, onlooker = watched()
    spectators.take(folded_move(), due=10)
    spectators.advance(9.9)
    view = spectators.view()
    assert onlooker.seen == []
    assert view is not None
    assert view.ply == 0
    spectators.advance(10)
    view = spectators.view()
    assert [version for version, _kind in onlooker.seen] == [1]
    assert view is not None
    assert view.ply == 1


def test_what_is_said_is_not_for_spectators_and_leaves_no_gap() -> None:
    spectators, onlooker = watched()
    said = fold(STATE, ChatSaid(5, ANN, "chat-key-1", "psst"), MATCH)
    spectators.take(said, due=1)
    spectators.take(folded_move(), due=2)
    spectators.advance(3)
    view = spectators.view()
    assert [version for version, _kind in onlooker.seen] == [1]
    assert view is not None
    assert view.chat == ()


def test_an_actor_wakes_for_spectators_only_when_there_are_some() -> None:
    spectators, onlooker = watched()
    spectators.take(folded_move(), due=10)
    assert spectators.next_due() == 10
    spectators.remove(onlooker)
    assert spectators.next_due() == float("inf")


def test_who_comes_before_the_first_delay_is_over_sees_how_it_began() -> None:
    spectators = Spectators(MATCH)
    spectators.take(Folded(STATE, STATE.offer), due=10)
    view = spectators.view()
    assert view is not None
    assert view.phase is STATE.phase
