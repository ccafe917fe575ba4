"""An opponent on a thread of its own: takes an offer through the real socket, plays it, and lets a test see the match as it stands."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import trio

from actors.games.sample import next_move
from protocol.commands import ConfirmResult, JoinMatch, PlayMove
from protocol.envelope import From
from protocol.events import MatchView
from protocol.events.lobby import LobbyView
from protocol.events.match import Phase
from protocol.ids import LOBBY, MatchId, match_stream
from server.player import Player, connected, sign_in

SKILL = 0.95
ENDED = (Phase.SETTLED, Phase.VOIDED, Phase.ABANDONED)


class Opponent:
    """Plays seat 1 of the first offer that `maker` makes."""

    def __init__(self, base: str, name: str, maker: str) -> None:
        self._base, self._name, self._maker = base, name, maker
        self._changed = threading.Condition()
        self._view: MatchView | None = None
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def wait(self, until: Callable[[MatchView], bool], seconds: float = 30) -> MatchView:
        """The match, once it is so."""
        with self._changed:
            found = self._changed.wait_for(lambda: self._failed or (self._view is not None and until(self._view)), seconds)
            if self._failed is not None:
                raise self._failed
            assert found, self._view
            assert self._view is not None
            return self._view

    def _run(self) -> None:
        try:
            trio.run(self._play)
        except BaseException as error:
            with self._changed:
                self._failed = error
                self._changed.notify_all()

    async def _play(self) -> None:
        account = await sign_in(self._base, self._name)
        async with connected(account) as player:
            match_id = await self._offer(player)
            answer = await player.ask(JoinMatch(match_id))
            assert getattr(answer, "tag", "") == "accepted", answer
            chance = random.Random(self._name)
            while (view := await self._look(player, match_id)).phase not in ENDED:
                if not await self._act(player, match_id, view, chance.random):
                    await player.push()

    async def _offer(self, player: Player) -> str:
        while True:
            view = (await player.watch(LOBBY)).snapshot
            assert isinstance(view, LobbyView)
            for offer in view.offers:
                if offer.creator_name == self._maker:
                    return offer.match_id
            await player.push()

    async def _look(self, player: Player, match_id: str) -> MatchView:
        watching = await player.watch(match_stream(MatchId(match_id)))
        assert watching.began is From.SNAPSHOT
        assert isinstance(watching.snapshot, MatchView)
        with self._changed:
            self._view = watching.snapshot
            self._changed.notify_all()
        return watching.snapshot

    async def _act(self, player: Player, match_id: str, view: MatchView, chance: Callable[[], float]) -> bool:
        if view.phase is Phase.CONFIRMING and not view.confirmed[1]:
            await player.ask(ConfirmResult(match_id))
            return True
        if view.phase is not Phase.LIVE or view.board is None:
            return False
        # Where both act at once, the browser goes first: then nobody's move is stale.
        if 0 in view.turn:
            return False
        move = next_move(view.board, view.turn, 1, SKILL, chance)
        if move is None:
            return False
        await player.ask(PlayMove(match_id, view.ply, move))
        return True
