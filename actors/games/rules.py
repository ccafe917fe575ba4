"""What a game is: a pure value machine. Options start it, moves carry it on, and it alone says whose turn it is and who has won."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

import attrs

from protocol.games import Board, Move, Result
from protocol.refusals import Code

S = TypeVar("S")
T = TypeVar("T")


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
    pace: int
    """The time to move and to be there, as a multiple of the house's."""

    spectators_late: int
    """How many seconds after the players spectators see it."""

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

    def contradiction(self, state: Any) -> str | None:
        """What the players say against each other, when both cannot be right: a dispute, in which nobody can move."""
        ...

    def lapse(self, state: Any) -> Played[Any] | None:
        """What the end of the time to move does by the rules of this game; nothing where it forfeits the match."""
        ...


class OneScorer:
    """A game in which each move is said by the one who makes it, in front of the other: nothing lapses into a score, nothing contradicts."""

    pace = 1
    spectators_late = 10

    def contradiction(self, state: Any) -> str | None:
        return None

    def lapse(self, state: Any) -> Played[Any] | None:
        return None


ENDED = Illegal(Code.ILLEGAL_MOVE, "The match is over.")


def other(seat: int) -> int:
    return 1 - seat


def put(pair: tuple[T, T], seat: int, value: T) -> tuple[T, T]:
    """The pair with this seat's value."""
    return (value, pair[1]) if seat == 0 else (pair[0], value)


def ahead(mine: int, theirs: int) -> int | None:
    """The seat with more, or nobody."""
    return None if mine == theirs else 0 if mine > theirs else 1


def illegal(message: str) -> Illegal:
    return Illegal(Code.ILLEGAL_MOVE, message)


def not_your_turn() -> Illegal:
    return Illegal(Code.NOT_YOUR_TURN, "It is your opponent's turn.")


def wrong_game(game: str) -> Illegal:
    return Illegal(Code.WRONG_GAME, f"This is not a move of {game}.")
