"""K1: the server kills itself at each failpoint, on a real durable PostgreSQL, in the middle of a match for money; then plays on.

The players keep their own log of what was answered. After the restart they ask again what was not, under the same keys, and all must add up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import trio

from protocol.commands import Command, ConfirmResult, CreateMatch, JoinMatch, PlayMove, SayInMatch
from protocol.envelope import Accepted, Body, MatchCreated
from protocol.events import MatchView, WalletView
from protocol.events.match import Phase
from protocol.games import ConcedeHole, GolfMatchPlayOptions, Tie
from protocol.ids import WALLET, MatchId, match_stream
from protocol.money import Amount, Currency
from protocol.refusals import Refused
from server.player import Account, ConnectionLost, connected, sign_in
from tests.kit.process import ServerProcess, server_process
from wallet.failpoints import FAILPOINTS

pytestmark = pytest.mark.crash
STAKE = 700
NTH = {"wallet.prepared": 75, "wallet.after_answers": 75} | {
    f"match.{when}_{what}": 1 for when in ("before", "after") for what in ("seating", "settling")
}
"""The how-many-eth time counts; a house that starts has asked its wallet many things before anybody plays."""


@pytest.fixture
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        yield one


class Story:
    """Ann and Bob play nine holes that Ann concedes until she has lost; whoever gets no answer asks again after the restart."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.answered: list[tuple[str, Command, Body]] = []
        self.restarts = 0

    async def told(self, account: Account, command: Command) -> Body:
        """Asks until there is an answer, over as many lives of the server as it takes."""
        for _attempt in range(20):
            try:
                async with connected(account) as player:
                    body = await player.ask(command)
                if not (isinstance(body, Refused) and body.retryable):
                    self.answered.append((account.name, command, body))
                    return body
            except (ConnectionLost, OSError, trio.TooSlowError):
                await self.back_up()
        raise AssertionError(f"no answer to {command}")

    async def back_up(self) -> None:
        """The server died at its failpoint: start it again, without one."""
        with trio.move_on_after(2):
            while not self.server.dead:
                await trio.sleep(0.02)
        if self.server.dead:
            self.restarts += 1
            await trio.to_thread.run_sync(self.server.start)

    async def view(self, account: Account, match: str) -> MatchView:
        async with connected(account) as player:
            view = (await player.watch(match_stream(MatchId(match)))).snapshot
        assert isinstance(view, MatchView)
        return view

    async def wallet(self, account: Account) -> tuple[int, int]:
        async with connected(account) as player:
            view = (await player.watch(WALLET)).snapshot
        assert isinstance(view, WalletView)
        return view.balances[0].available, view.balances[0].held

    async def play(self) -> None:
        ann, bob = await self.signed_in("Ann"), await self.signed_in("Bob")
        created = await self.told(ann, CreateMatch("one-match-key", GolfMatchPlayOptions(9, Tie.SPLIT), Amount(Currency.USD, STAKE)))
        assert isinstance(created, MatchCreated)
        match = created.match_id
        assert isinstance(await self.told(bob, JoinMatch(match)), Accepted)
        for ply in range(5):
            assert isinstance(await self.told(ann, PlayMove(match, ply, ConcedeHole(ply + 1))), Accepted)
            assert isinstance(await self.told(bob, SayInMatch(match, f"chat-key-{ply}", "thank you")), Accepted)
        assert isinstance(await self.told(bob, ConfirmResult(match)), Accepted)
        await self.check(ann, bob, match)

    async def signed_in(self, name: str) -> Account:
        while True:
            try:
                account = await sign_in(self.server.url, name)
                # The day's play money comes with the first connection: nobody can stake before it is there.
                while (await self.wallet(account))[0] == 0:
                    await trio.sleep(0.02)
            except (OSError, ValueError, ConnectionLost, trio.TooSlowError):
                await self.back_up()
            else:
                return account

    async def check(self, ann: Account, bob: Account, match: str) -> None:
        with trio.fail_after(30):
            while (view := await self.checked_view(bob, match)).phase is not Phase.SETTLED:
                await trio.sleep(0.05)
        assert (view.paid_minor, view.rake_minor, view.ply) == ((0, 1330), 70, 5)
        assert [line.words for line in view.chat] == ["thank you"] * 5
        assert (await self.checked_wallet(ann), await self.checked_wallet(bob)) == ((9_300, 0), (10_630, 0))

    async def checked_wallet(self, account: Account) -> tuple[int, int]:
        while True:
            try:
                return await self.wallet(account)
            except (ConnectionLost, OSError, trio.TooSlowError, ValueError):
                await self.back_up()

    async def checked_view(self, account: Account, match: str) -> MatchView:
        while True:
            try:
                return await self.view(account, match)
            except (ConnectionLost, OSError, trio.TooSlowError, ValueError):
                await self.back_up()


@pytest.mark.parametrize("failpoint", FAILPOINTS)
def test_nothing_is_lost_or_done_twice_when_it_dies_at(failpoint: str, server: ServerProcess) -> None:
    if failpoint.startswith(("wallet.", "journal.")):
        server.start()  # the first start of a house journals its rules; it is not to die of that
        server.terminate()
    server.start(WAGERUP_FAILPOINT=f"{failpoint}:{NTH.get(failpoint, 3)}")
    story = Story(server)

    trio.run(story.play)

    assert story.restarts == 1, "it was to die once"
    findings = server.audit()
    assert findings["right"], findings
    assert set(findings["totals"].values()) == {0}


def test_it_plays_on_from_the_same_score_after_kill_minus_nine(server: ServerProcess) -> None:
    server.start()
    story = Story(server)

    async def half() -> tuple[Account, Account, str]:
        ann, bob = await story.signed_in("Ann"), await story.signed_in("Bob")
        created = await story.told(ann, CreateMatch("one-match-key", GolfMatchPlayOptions(9, Tie.SPLIT), Amount(Currency.USD, STAKE)))
        assert isinstance(created, MatchCreated)
        await story.told(bob, JoinMatch(created.match_id))
        for ply in range(3):
            await story.told(ann, PlayMove(created.match_id, ply, ConcedeHole(ply + 1)))
        return ann, bob, created.match_id

    ann, bob, match = trio.run(half)
    server.kill()
    server.start()

    view = trio.run(story.view, ann, match)
    assert (view.ply, view.phase, view.board.lead) == (3, Phase.LIVE, -3)  # type: ignore[union-attr]
    assert trio.run(story.wallet, bob) == (9_300, 700)
    assert server.audit()["right"]


def test_it_ends_well_when_it_is_asked_to(server: ServerProcess) -> None:
    server.start()
    assert server.terminate() == 0
    assert server.audit()["right"]
