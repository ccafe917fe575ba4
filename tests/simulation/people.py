"""The people of a world: players on bad lines, direct users of the wallet, payers, careful players, and an operator. Whoever asks without an answer asks
again; what they were told is written down for the judge."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import trio

from actors.ladder.actor import StrikeResult
from actors.line import Identity
from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.match.messages import GiveVerdict, ReadMatch, StopMatch
from actors.ref import AskTimeout
from actors.wallet import Post
from protocol.events.match import Phase
from protocol.limits import AccountState
from protocol.money import Currency
from server.tree import Tree
from tests.simulation.bank import Payer
from tests.simulation.careful import Careful
from tests.simulation.player import SimPlayer
from tests.simulation.world import World
from wallet.gate_transfers import SetAccount
from wallet.outcomes import Answer
from wallet.transfers import Capture, Hold, Op, Release, Transfer, body_of
from wallet.transfers import Command as WalletCommand

NO_ANSWER = (MailboxFull, AskTimeout, ActorDead, ActorCrashed)


class People:
    """Everybody in one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._random = world.random
        self.acknowledged: list[tuple[str, str, list[list[Any]]]] = []
        self.direct: set[str] = set()
        self._thaws = 0
        self.players = [self._player(number) for number in range(world.options.players)]

    def _player(self, number: int) -> SimPlayer:
        player = "p_" + "".join("abcdefghij"[int(figure)] for figure in f"{number:016d}")
        identity = Identity(bytes([number]) * 32, player, f"Player {number}")
        return SimPlayer(identity, Random(self._random.random()), self._world.connect, self._world.note)

    async def live(self) -> None:
        """Until all who came to play are done."""
        options = self._world.options
        async with trio.open_nursery() as busy:
            for player in self.players:
                busy.start_soon(self._bounded, player)
            for number in range(options.direct_users):
                busy.start_soon(self._use_wallet, number)
            for number in range(options.payers):
                busy.start_soon(self._payer(number).live, options.rounds_each)
            for number in range(options.careful):
                busy.start_soon(self._careful(number).live)

    async def _bounded(self, player: SimPlayer) -> None:
        """A player that found nobody to play with goes home after a quarter of an hour."""
        with trio.move_on_after(900):
            await player.live(self._world.options.matches_each)

    # ── direct users of the wallet ──

    async def _use_wallet(self, number: int) -> None:
        """Holds, captures, releases and transfers under ids that are now and then repeated, with the same or another body."""
        random, player = Random(self._random.random()), f"p_direct{number:010d}"
        account = f"player:{player}:USD:cash"
        done: list[tuple[str, tuple[Op, ...]]] = []
        holds: list[str] = []
        await self._post(f"fund/{number}", (Transfer("outside:play_money:USD", account, 2_000),))
        for place in range(self._world.options.direct_ops):
            command, ops = f"direct/{number}/{place}", self._some_ops(random, player, account, place, holds)
            if done and random.random() < 0.1:
                command, ops = random.choice(done)
            elif done and random.random() < 0.05:
                command = random.choice(done)[0]
            await self._post(command, ops)
            done.append((command, ops))

    def _some_ops(self, random: Random, player: str, account: str, place: int, holds: list[str]) -> tuple[Op, ...]:
        draw = random.random()
        if draw < 0.45 or not holds:
            hold = random.choice(holds) if holds and random.random() < 0.1 else f"direct-{player}/{place}"
            holds.append(hold)
            self.direct.add(f"direct-{player}")
            return (Hold(hold, player, Currency.USD, random.randint(1, 900), f"direct-{player}"),)
        if draw < 0.65:
            return (Capture(random.choice(holds), "house:bank:USD", random.randint(1, 900)),)
        if draw < 0.9:
            return (Release(random.choice(holds)),)
        if draw < 0.95:
            return (Transfer("house:bank:USD", account, random.randint(1, 500)), Release(random.choice(holds)))
        return (Transfer(account, "house:bank:USD", random.randint(1, 1_500)),)

    async def _post(self, command: str, ops: tuple[Op, ...]) -> None:
        """Until there is an answer: the id makes it safe."""
        while True:
            if self._world.house is not None:
                try:
                    answer: Answer = await self._world.house.wallet.ask(Post(WalletCommand(command, ops)), seconds=3)
                except NO_ANSWER:
                    pass
                else:
                    self.acknowledged.append((command, answer.outcome.name, json.loads(body_of(ops))))
                    return
            await trio.sleep(self._random.uniform(0.05, 0.5))

    # ── payers and careful players ──

    def _payer(self, number: int) -> Payer:
        assert self._world.bank is not None
        player = f"p_payer{number:011d}"
        self.direct.add(f"payer-{player}")
        return Payer(player, Random(self._random.random()), self._world.bank, self._post)

    def _careful(self, number: int) -> Careful:
        player = f"p_careful{number:09d}"
        self.direct.add(f"careful-{player}")
        return Careful(player, Random(self._random.random()), self._post)

    async def thaw(self) -> None:
        self._thaws += 1
        player = f"p_payer{self._random.randrange(self._world.options.payers):011d}"
        await self._post(f"thaw/{self._thaws}", (SetAccount(player, AccountState.OPEN),))

    # ── the operator ──

    async def operate(self) -> None:
        """Decides most disputes, stops a match now and then, takes a result off the ladders; asks again when there was no answer."""
        while True:
            await trio.sleep(self._random.uniform(10, 60))
            if self._world.tree is not None and self._world.house is not None:
                await self._operate_once(self._world.tree)

    async def _operate_once(self, tree: Tree) -> None:
        for match in tree.matches:
            ref = tree.matches.find(match)
            try:
                view = None if ref is None else await ref.ask(ReadMatch(), seconds=5)
                if ref is None or view is None:
                    continue
                if view.phase is Phase.DISPUTED and self._random.random() < 0.5:
                    await ref.ask(self._verdict(), seconds=5)
                elif view.phase is Phase.LIVE and self._random.random() < 0.01:
                    await ref.ask(StopMatch("operator", "stopped by the simulator"), seconds=5)
            except NO_ANSWER:
                continue
        settled = [one.match_id for _seq, one in self._world.disk.settlements if one.match_id not in self._world.disk.struck]
        if settled and self._random.random() < 0.05:
            try:
                await tree.ladder.ask(StrikeResult(self._random.choice(settled), "operator", "struck by the simulator"), seconds=30)
            except NO_ANSWER:
                return

    def _verdict(self) -> GiveVerdict:
        winner = self._random.choice((0, 1, None))
        return GiveVerdict("operator", winner, "decided by the simulator", self._random.choice((None, None, 0, 1)))
