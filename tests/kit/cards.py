"""Typed cards in tests: what a card comes to, or where and why it is refused."""

from __future__ import annotations

from actors.games.figures import figures
from actors.games.scorecard import ScoredCard, score_card


def scored(tag: str, *lines: str) -> ScoredCard:
    return score_card(tag, "\n".join(lines))


def result_of(tag: str, *lines: str) -> tuple[int | None, str] | None:
    """(winner, words), or nothing while it is not over. Every move must be legal."""
    card = scored(tag, *lines)
    assert card.illegal is None, card.illegal
    return None if card.result is None else (card.result.winner, card.result.words)


def refused(tag: str, *lines: str) -> str:
    """Why the last word of a card is illegal; all before it must be legal."""
    card = scored(tag, *lines)
    assert card.illegal is not None, card.lines[-1]
    word, why = card.illegal
    assert word.text == " ".join(lines).split()[-1], card.illegal
    return why


def score_of(tag: str, *lines: str) -> tuple[str, str]:
    """The figures after the last move."""
    card = scored(tag, *lines)
    assert card.illegal is None, card.illegal
    return figures(card.lines[-1].board)


def calls_of(tag: str, *lines: str) -> tuple[str, ...]:
    """What was called at the last move."""
    return scored(tag, *lines).lines[-1].calls
