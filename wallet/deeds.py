"""Deeds: what players did, counted by day from the journal's own rows, so that a replay counts the same. Challenges are measured by them."""

from __future__ import annotations

from protocol.limits import DAY_MS
from wallet.ledger import Draft
from wallet.records import HeldMoney

ROUND, ROUND_WON, MATCH, MATCH_WON = "round", "round_won", "match", "match_won"
"""A round at a table in which a bet of theirs was settled, and one that paid more than the stake; a match for a stake, and one won."""


def settled(draft: Draft, money: HeldMoney) -> None:
    """A stake was captured. What was doubled or split is part of the bet that it belongs to."""
    player = money.hold.player
    if money.bet is None:
        draft.deeds.append((player, MATCH))
    elif money.bet.wager.choice.startswith("{"):
        draft.deeds.append((player, ROUND))
        draft.deeds.append((player, f"{ROUND}:{money.bet.wager.table}"))


def paid(draft: Draft, money: HeldMoney, minor: int) -> None:
    """A captured stake won something."""
    if money.bet is None:
        draft.deeds.append((money.hold.player, MATCH_WON))
    elif minor > money.hold.minor and money.bet.wager.choice.startswith("{"):
        draft.deeds.append((money.hold.player, ROUND_WON))


def day_of(at_ms: int) -> int:
    return at_ms // DAY_MS
