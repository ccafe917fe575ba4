"""The lobby: what it shows, and what it only counts."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
import trio

from actors.lobby import Arrived, LobbyActor, LobbyMemory, WatchLobby
from actors.mailbox import Mailbox
from actors.match.messages import Standing
from actors.outgoing import Encoded
from actors.ref import Ref
from actors.registry import Registry
from protocol.events import LobbyView, MatchLeft, Offer
from protocol.games import Darts501Options
from protocol.money import Amount, Currency

OFFER = Offer("m_" + "a" * 16, "p_" + "a" * 16, "Ann", Darts501Options(), Amount(Currency.USD, 500), 500, 950, 1)


class Onlooker:
    """Keeps the pushes of the lobby."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def send(self, message: Encoded) -> None:
        self.events.append(json.loads(message.text)["event"])


@pytest.mark.parametrize("invite_only", [False, True])
async def test_an_offer_by_invitation_is_counted_and_not_shown(invite_only: bool, autojump_clock: Any) -> None:
    async def none_live() -> list[str]:
        return []

    async def nobody(match_id: str) -> Any:
        raise AssertionError(match_id)

    mailbox: Mailbox[Any] = Mailbox("lobby", 16)
    lobby = LobbyActor(Registry(), nobody, none_live, LobbyMemory())
    ref, onlooker = Ref(mailbox), Onlooker()
    offer = attrs.evolve(OFFER, invite_only=invite_only)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lobby.run, mailbox, lambda: None)
        ref.tell(Arrived("p_" + "b" * 16))
        await ref.ask(WatchLobby(onlooker), seconds=1)
        ref.tell(Standing(offer.match_id, offer, MatchLeft.TAKEN, (offer.creator,), live=False))
        view = (await ref.ask(WatchLobby(onlooker), seconds=1)).snapshot
        ref.tell(Standing(offer.match_id, None, MatchLeft.TAKEN, (offer.creator, "p_" + "b" * 16), live=True))
        after = (await ref.ask(WatchLobby(onlooker), seconds=1)).snapshot
        nursery.cancel_scope.cancel()

    assert isinstance(view, LobbyView)
    assert list(view.offers) == ([] if invite_only else [offer])
    assert [event["type"] for event in onlooker.events] == ([] if invite_only else ["offer_opened", "offer_closed"])
    assert (view.matches_live, after.matches_live) == (0, 1)
