"""A score card from a file that a person typed: options, then words of moves, scored by the rules up to the result or the first illegal one.

    # a comment
    legs = 3
    A: T20 T20 T20
    B: 20 5 1
    time

A is the creator, B the opponent. `name = value` lines at the top are options. Without A or B a line belongs to whose turn it is. A line `time`
says that the time to move ran out. Where both act at once (golf, video games) each player's line may hold many holes or games."""

from __future__ import annotations

import re
from collections import deque
from typing import Any, cast

import attrs

from actors.games.catalogue import GAMES
from actors.games.rules import Game, Illegal, Played
from actors.games.typed import NOTATIONS
from protocol.codec import CONVERTER, explain
from protocol.fields import OutOfBounds
from protocol.games import Board, GameOptions, Move, Result
from protocol.refusals import Refused

SEATS = "AB"
TIME = "time"
WORDS_MAX = 20_000


class CardUnreadable(ValueError):
    """The file cannot be read as a card of this game: the line, and what is wrong with it."""


@attrs.frozen
class Word:
    """One word of the file: its line, whose it is (nothing: whose turn it is), and the word."""

    line: int
    seat: int | None
    text: str


@attrs.frozen
class Line:
    """One move scored: the calls and the board after it."""

    line: int
    seat: int | None
    word: str
    calls: tuple[str, ...]
    board: Board


@attrs.frozen
class ScoredCard:
    """All that was legal, and how it ended: with a result, a contradiction, the first illegal word and why, or not yet."""

    options: GameOptions
    lines: tuple[Line, ...]
    result: Result | None
    contradiction: str | None
    illegal: tuple[Word, str] | None


def score_card(tag: str, text: str) -> ScoredCard:
    """Scores a card. Raises CardUnreadable for what is no card, KeyError for no game of ours."""
    game = GAMES[tag]
    options, words = _read(tag, text)
    return _Scoring(game, options, words).run()


def _read(tag: str, text: str) -> tuple[GameOptions, deque[Word]]:
    values: dict[str, Any] = {}
    words: deque[Word] = deque()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition("#")[0].strip()
        option = re.fullmatch(r"([a-z_]+)\s*=\s*(\S+)", line)
        if option is not None:
            values[option[1]] = _value(option[2])
        elif line:
            words.extend(_words(number, line))
    if len(words) > WORDS_MAX:
        raise CardUnreadable(f"More than {WORDS_MAX} moves.")
    return _options(tag, values), words


def _value(text: str) -> int | bool | str:
    if re.fullmatch(r"-?\d{1,9}", text):
        return int(text)
    return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)


def _words(number: int, line: str) -> list[Word]:
    found = re.fullmatch(r"(?:([ABab])\s*:)?\s*(.*)", line)
    assert found is not None
    seat = SEATS.index(found[1].upper()) if found[1] else None
    return [Word(number, seat, text) for text in found[2].split()]


def _options(tag: str, values: dict[str, Any]) -> GameOptions:
    try:
        return cast("GameOptions", CONVERTER.structure({"game": tag, **values}, cast("Any", GameOptions)))
    except Exception as error:
        refusal: Refused = explain(error, "options")
        raise CardUnreadable(f"{refusal.path or 'options'}: {refusal.message}") from error


class _Scoring:
    """One card under way."""

    def __init__(self, game: Game, options: GameOptions, words: deque[Word]) -> None:
        self.game = game
        self.options = options
        self.words = words
        self.state = game.start(options)
        self.lines: list[Line] = []
        self._at_once = len(game.turn(self.state)) > 1

    def run(self) -> ScoredCard:
        illegal: tuple[Word, str] | None = None
        while self.words and illegal is None:
            illegal = self._next()
        return ScoredCard(
            self.options, tuple(self.lines), self.game.result(self.state), self.game.contradiction(self.state), illegal
        )

    def _next(self) -> tuple[Word, str] | None:
        word = self._take()
        played, seat = self._play(word)
        if isinstance(played, str):
            return word, played
        self.state = played.state
        self.lines.append(Line(word.line, seat, word.text, played.calls, self.game.board(self.state)))
        return None

    def _take(self) -> Word:
        """In the order of the file; where both act at once, the first word of somebody who is due."""
        if self._at_once:
            turn = self.game.turn(self.state)
            for word in self.words:
                if word.seat is None or word.seat in turn:
                    self.words.remove(word)
                    return word
        return self.words.popleft()

    def _play(self, word: Word) -> tuple[Played[Any] | str, int | None]:
        if word.text.lower() == TIME:
            return self.game.lapse(self.state) or "The time running out forfeits or abandons the match: there is no score of it.", None
        turn = self.game.turn(self.state)
        if word.seat is None and len(turn) > 1:
            raise CardUnreadable(f"Line {word.line}: both may play: begin it with A: or B:.")
        seat = word.seat if word.seat is not None else turn[0] if turn else 0
        move = self._move(word, seat)
        played = self.game.play(self.state, seat, move)
        return (played.message if isinstance(played, Illegal) else played), seat

    def _move(self, word: Word, seat: int) -> Move:
        notation = NOTATIONS[self.game.tag]
        try:
            return notation.read(word.text, self.game.board(self.state), seat)
        except OutOfBounds as error:
            raise CardUnreadable(f"Line {word.line}: {word.text}: {error.field}: {error}.") from error
        except (ValueError, KeyError) as error:
            raise CardUnreadable(f"Line {word.line}: {word.text!r} is no move of {self.game.name}. It is written: {notation.words}.") from error
