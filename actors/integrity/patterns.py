"""Patterns over what matches came to: the same two again and again, wins handed to and fro, strong players who give up to weak ones. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import attrs

from actors.event_store import Settlement
from protocol.events.match import Ending

PAIR_MATCHES = 10
PAIR_SHARE = 0.8
TRADED_MATCHES = 8
GIVEN_AWAY = 4
GIVEN_PLIES_MAX = 3
WON = frozenset({Ending.FINISHED, Ending.CONCEDED, Ending.FORFEITED, Ending.DECIDED})


@attrs.frozen
class Flag:
    """Something for an operator to look at. The key says what it is about: the same thing is flagged once."""

    kind: str
    key: str
    players: tuple[str, ...]
    evidence: str
    matches: tuple[str, ...]


def pair_flags(pair: tuple[str, str], between: Sequence[Settlement], played: Mapping[str, int]) -> list[Flag]:
    """What is odd between two players. between: their matches of late, oldest first; played: all matches of each in the same time."""
    return [flag for flag in (_repeated(pair, between, played), _traded(pair, between), _given(pair, between)) if flag is not None]


def _repeated(pair: tuple[str, str], between: Sequence[Settlement], played: Mapping[str, int]) -> Flag | None:
    share = max(len(between) / max(1, played.get(player, 0)) for player in pair)
    if len(between) < PAIR_MATCHES or share < PAIR_SHARE:
        return None
    words = f"{len(between)} matches against each other, {share:.0%} of all that one of them played"
    return _flag("repeated_pair", pair, words, between)


def _traded(pair: tuple[str, str], between: Sequence[Settlement]) -> Flag | None:
    """Wins that go to and fro more regularly than chance would have it."""
    winners = [one.players[one.winner] for one in between if one.winner is not None and one.ending in WON]
    turns = sum(before != after for before, after in pairwise(winners))
    if len(winners) < TRADED_MATCHES or turns < len(winners) - 1 - len(winners) // 8:
        return None
    return _flag("win_trading", pair, f"{len(winners)} wins, the winner changed {turns} times", between)


def _given(pair: tuple[str, str], between: Sequence[Settlement]) -> Flag | None:
    """Matches given away before they were played, by the same player to the same player."""
    given = [one for one in between if one.ending in (Ending.CONCEDED, Ending.FORFEITED) and one.plies <= GIVEN_PLIES_MAX]
    for winner in pair:
        theirs = [one for one in given if one.winner is not None and one.players[one.winner] == winner]
        if len(theirs) >= GIVEN_AWAY:
            return _flag("given_away", pair, f"{len(theirs)} matches given up to {winner} after at most {GIVEN_PLIES_MAX} moves", theirs)
    return None


def score_flag(settlement: Settlement) -> Flag | None:
    """A score that hardly anybody makes."""
    if settlement.remark is None:
        return None
    return Flag("improbable_score", settlement.match_id, settlement.players, settlement.remark, (settlement.match_id,))


def device_flag(pair: tuple[str, str], between: Sequence[Settlement]) -> Flag:
    """Two who played each other, and sign in on the same device."""
    return _flag("same_device", pair, f"both sign in on one device, and played {len(between)} matches against each other", between)


def _flag(kind: str, pair: tuple[str, str], words: str, matches: Sequence[Settlement]) -> Flag:
    one, two = sorted(pair)
    month = f"{matches[-1].at_ms // (30 * 86_400_000)}"
    return Flag(kind, f"{one}/{two}/{month}", (one, two), words, tuple(match.match_id for match in matches[-50:]))
