"""Records: a fact as it is kept, and back. What was said is kept beside the fact that it was said, so that it can be forgotten in its time."""

from __future__ import annotations

import attrs

from actors.event_store import EventRecord
from protocol.codec import event_of, event_text
from protocol.events import ChatSaid, MatchEvent


def record_of(match_id: str, version: int, fact: MatchEvent) -> EventRecord:
    if isinstance(fact, ChatSaid):
        return EventRecord(match_id, version, fact.at_ms, event_text(attrs.evolve(fact, words="")), fact.words)
    return EventRecord(match_id, version, fact.at_ms, event_text(fact))


def fact_of(record: EventRecord) -> MatchEvent:
    """The fact; a line whose time is over has no words."""
    fact = event_of(record.body)
    if isinstance(fact, ChatSaid) and record.words is not None:
        return attrs.evolve(fact, words=record.words)
    return fact
