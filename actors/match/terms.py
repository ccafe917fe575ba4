"""Terms: what the house adds to every offer, fixed in it when it is made."""

from __future__ import annotations

import attrs

from actors.games.catalogue import game_of
from actors.match.messages import FromPlayer
from protocol.commands import CreateMatch
from protocol.events import MatchOffered


@attrs.frozen
class Terms:
    """In seconds, and the share that the house takes."""

    rake_bp: int = 500
    turn_seconds: int = 300
    confirm_seconds: int = 120
    dispute_seconds: int = 48 * 3600
    ready_seconds: int = 900
    evidence_seconds: int = 24 * 3600
    appeal_seconds: int = 12 * 3600
    away_seconds: int = 120


def offered(terms: Terms, message: FromPlayer, command: CreateMatch, now: int) -> MatchOffered:
    """The offer that a player makes under these terms. A game with a slower pace gives its players more time to move."""
    pace = game_of(command.options).pace
    return MatchOffered(
        now,
        message.player,
        message.name,
        command.options,
        command.stake,
        terms.rake_bp,
        terms.turn_seconds * pace,
        terms.confirm_seconds,
        terms.dispute_seconds,
        command.invite_only,
        command.open_minutes * 60,
        terms.ready_seconds * pace,
        terms.evidence_seconds,
        terms.appeal_seconds,
        terms.away_seconds * pace,
        message.rating,
        message.provisional,
        message.reserved_for,
    )


def is_same_offer(offer: MatchOffered, command: CreateMatch) -> bool:
    """Whether the command asks for the offer that is there: then it was made already."""
    made = (offer.options, offer.stake, offer.invite_only, offer.open_seconds)
    return made == (command.options, command.stake, command.invite_only, command.open_minutes * 60)
