"""What a game is: a pure value machine. Options start it, moves carry it on, and it alone says whose turn it is and who has won."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

import attrs

from protocol.games import Board, Move, Result
from protocol.refusals import Code

S = TypeVar("S")


@attrs.frozen
class Played(Generic[S]):
    """The state after a legal move, and what a caller would say of it."""

    state: S
    calls: tuple[str, ...] = ()


@attrs.frozen
class Illegal:
    """Why the rules refuse a move: NOT_YOUR_TURN, ILLEGAL_MOVE or WRONG_GAME, and the rule in words."""

    code: Code
    message: str


class Game(Protocol):
    """The rules of one game. All functions are pure and total: a move by anybody at any time gets an answer, never an exception."""

    tag: str
    name: str
    category: str
    summary: str
    how_to_play: str
    source: str
    options: type[Any]

    def start(self, options: Any) -> Any:
        """The state before the first move."""
        ...

    def play(self, state: Any, seat: int, move: Move) -> Played[Any] | Illegal:
        """The move of a seat (0 the creator, 1 the other) on a state."""
        ...

    def turn(self, state: Any) -> tuple[int, ...]:
        """The seats that may move now; none when it is over."""
        ...

    def board(self, state: Any) -> Board:
        """What the scoreboard shows."""
        ...

    def result(self, state: Any) -> Result | None:
        """Who has won, once it is over."""
        ...


ENDED = Illegal(Code.ILLEGAL_MOVE, "The match is over.")


def not_your_turn() -> Illegal:
    return Illegal(Code.NOT_YOUR_TURN, "It is your opponent's turn.")


def wrong_game(game: str) -> Illegal:
    return Illegal(Code.WRONG_GAME, f"This is not a move of {game}.")
