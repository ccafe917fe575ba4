"""Commands: everything a player may ask, one file a subject. Imperative; a class is a message, its docstring the manual."""

from protocol.commands.lobby import CancelMatch, CreateMatch, JoinMatch, ListMatches
from protocol.commands.match import AnswerTakeback, AskTakeback, ConcedeMatch, ConfirmResult, ContestResult, PlayMove, SayInMatch
from protocol.commands.session import Authenticate, Ping, Unwatch, Watch
from protocol.commands.wallet import ReadStatement

Command = (
    Authenticate
    | Ping
    | Watch
    | Unwatch
    | CreateMatch
    | CancelMatch
    | JoinMatch
    | ListMatches
    | PlayMove
    | AskTakeback
    | AnswerTakeback
    | SayInMatch
    | ConfirmResult
    | ContestResult
    | ConcedeMatch
    | ReadStatement
)

__all__ = [
    "AnswerTakeback",
    "AskTakeback",
    "Authenticate",
    "CancelMatch",
    "Command",
    "ConcedeMatch",
    "ConfirmResult",
    "ContestResult",
    "CreateMatch",
    "JoinMatch",
    "ListMatches",
    "Ping",
    "PlayMove",
    "ReadStatement",
    "SayInMatch",
    "Unwatch",
    "Watch",
]
