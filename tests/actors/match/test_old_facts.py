"""Facts are kept for ever: those that an older version wrote are read as they were meant."""

from __future__ import annotations

import json

from actors.event_store import EventRecord
from actors.match.record import fact_of
from actors.match.state import MatchState, fold
from protocol.events.match import Ending, Phase

MATCH = "m_" + "a" * 16
OFFER = {
    "type": "match_offered", "at_ms": 0, "creator": "p_" + "a" * 16, "creator_name": "Ann", "options": {"game": "darts_501", "legs": 1},
    "stake": {"currency": "USD", "minor": 500}, "rake_bp": 500, "turn_seconds": 300, "confirm_seconds": 120, "dispute_seconds": 172800,
    "invite_only": False,
}  # fmt: skip
SEATING = {"type": "seating_started", "at_ms": 1, "player_id": "p_" + "b" * 16, "name": "Bob", "attempt": 1}
SEATED = {"type": "player_seated", "at_ms": 2, "player_id": "p_" + "b" * 16, "name": "Bob", "board": None, "turn": [], "deadline_ms": 300000}
SAID = {"type": "chat_said", "at_ms": 3, "player_id": "p_" + "a" * 16, "key": "chat-key-1", "words": "good luck"}
CONTRADICTED = {"type": "reports_contradicted", "at_ms": 4, "reason": "two stories", "deadline_ms": 99}
VERDICT = {"type": "verdict_given", "at_ms": 5, "winner": 1, "reason": "seen on video", "operator": "root"}
SETTLED = {"type": "match_settled", "at_ms": 6, "ending": "decided", "winner": 1, "paid_minor": [0, 950], "rake_minor": 50}


def story(*facts: dict[str, object]) -> MatchState:
    state = None
    for version, fact in enumerate(facts, 1):
        state = fold(state, fact_of(EventRecord(MATCH, version, 0, json.dumps(fact).encode())), MATCH).state
    assert state is not None
    return state


def test_both_were_there_before_being_there_was_a_fact() -> None:
    state = story(OFFER, SEATING, SEATED)
    assert (state.phase, state.ready, state.offer.open_seconds) == (Phase.LIVE, (True, True), 86_400)


def test_words_that_stand_in_the_fact_are_read_from_it() -> None:
    assert story(OFFER, SEATING, SEATED, SAID).chat[0].words == "good luck"


def test_a_verdict_from_before_appeals_was_final() -> None:
    state = story(OFFER, SEATING, SEATED, CONTRADICTED, VERDICT, SETTLED)
    assert (state.phase, state.ending, state.winner, state.paid_minor) == (Phase.SETTLED, Ending.DECIDED, 1, (0, 950))
