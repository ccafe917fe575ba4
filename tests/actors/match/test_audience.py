"""The audience: nobody misses a fact over a crash of the match, nobody is shown one twice."""

from __future__ import annotations

import json

import pytest

from actors.history import History
from actors.match.audience import Audience
from actors.outgoing import Encoded, push
from protocol.events import ChatSaid

STREAM = "match:m_aaaaaaaaaaaaaaaa"


class Someone:
    """A watcher who keeps what they were sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []

    def send(self, message: Encoded) -> None:
        pushed = json.loads(message.text)
        self.sent.append((pushed["stream"].split(":")[0], pushed["version"]))


def said(version: int) -> Encoded:
    return push(STREAM, version, ChatSaid(0, "p_" + "a" * 16, f"key-key-{version}", "hello"))


def history_to(version: int) -> History:
    history = History()
    for one in range(1, version + 1):
        history.add(one, said(one))
    return history


@pytest.fixture
def audience() -> Audience:
    return Audience("m_aaaaaaaaaaaaaaaa")


def test_all_who_watch_are_shown_a_push(audience: Audience) -> None:
    ann, bob = Someone(), Someone()
    audience.add(ann, "ann")
    audience.add(bob, "bob")
    audience.show(1, said(1))
    assert ann.sent == bob.sent == [("match", 1)]


@pytest.mark.parametrize(("shown", "durable", "missed"), [(3, 3, []), (3, 4, [4]), (1, 4, [2, 3, 4])])
def test_a_new_life_of_the_match_shows_what_the_old_one_did_not(audience: Audience, shown: int, durable: int, missed: list[int]) -> None:
    ann = Someone()
    audience.add(ann, "ann")
    for version in range(1, shown + 1):
        audience.show(version, said(version))
    ann.sent.clear()

    audience.catch_up(history_to(durable))
    audience.catch_up(history_to(durable))

    assert ann.sent == [("match", version) for version in missed]


def test_who_is_shown_out_hears_no_more(audience: Audience) -> None:
    ann, eve = Someone(), Someone()
    audience.add(ann, "ann")
    audience.add(eve, "eve")
    audience.keep_only(("ann", "bob"))
    audience.show(1, said(1))
    assert (len(ann.sent), len(eve.sent)) == (1, 0)


def test_presence_is_said_once_for_each_change(audience: Audience) -> None:
    ann, bob = Someone(), Someone()
    audience.add(ann, "ann")
    audience.notice(("ann", "bob"), (), 0)
    audience.notice(("ann", "bob"), (), 0)
    audience.add(bob, "bob")
    audience.notice(("ann", "bob"), (), 0)
    audience.remove(bob)
    audience.notice(("ann", "bob"), (), 0)
    assert ann.sent == [("presence", 1), ("presence", 2), ("presence", 3)]
    assert audience.present == (True, False)


def test_a_player_who_is_gone_on_their_turn_may_be_claimed_against_from_a_time_that_does_not_move(audience: Audience) -> None:
    ann, bob = Someone(), Someone()
    audience.add(ann, "ann")
    audience.add(bob, "bob")
    audience.notice(("ann", "bob"), (1,), 500)
    assert audience.claim_at_ms == (None, None)
    audience.remove(bob)
    audience.notice(("ann", "bob"), (1,), 700)
    audience.notice(("ann", "bob"), (1,), 900)
    assert audience.claim_at_ms == (None, 700)


def test_who_comes_back_or_has_no_turn_cannot_be_claimed_against(audience: Audience) -> None:
    bob = Someone()
    audience.notice(("ann", "bob"), (1,), 700)
    audience.notice(("ann", "bob"), (0,), 800)
    assert audience.claim_at_ms == (800, None)
    audience.add(bob, "ann")
    audience.notice(("ann", "bob"), (0,), 900)
    assert audience.claim_at_ms == (None, None)
