"""The recall: takes a player out of every queue, and gives back what they have staked where nobody has taken it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from actors.house import Rooms
from actors.lobby import Message as LobbyMessage
from actors.lobby import TakeOffersBack
from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.matchmaker.actor import Message as MatchmakerMessage
from actors.matchmaker.actor import StopSeek
from actors.ref import AskTimeout, Ref
from actors.tables.actor import TakeBetsBack

ANSWER_SECONDS = 2.0


@attrs.frozen
class Recall:
    """Whoever of them does not answer finds the player refused by the wallet, later."""

    lobby: Callable[[], Ref[LobbyMessage]]
    matchmaker: Callable[[], Ref[MatchmakerMessage]]
    rooms: Rooms

    async def __call__(self, player: str) -> None:
        """Returns once the bets are back; what was offered and sought goes at once, too."""
        _tell(self.matchmaker(), StopSeek(player))
        _tell(self.lobby(), TakeOffersBack(player))
        for table in tuple(self.rooms):
            room = self.rooms.find(table)
            if room is not None:
                await _ask(room, TakeBetsBack(player))


async def _ask(ref: Ref[Any], message: object) -> None:
    try:
        await ref.ask(message, seconds=ANSWER_SECONDS)
    except (ActorDead, ActorCrashed, MailboxFull, AskTimeout):
        return


def _tell(ref: Ref[Any], message: object) -> None:
    try:
        ref.tell(message)
    except (ActorDead, MailboxFull):
        return
