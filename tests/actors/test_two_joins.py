"""Two players take the same seat at once: exactly one is seated, the other is refused with their money untouched, and the books are exact."""

from __future__ import annotations

from random import Random

import trio
from trio.testing import MockClock

from actors.lobby import Create
from actors.match.messages import FromPlayer
from actors.wallet import Post
from protocol.commands import AskAbort, CreateMatch, JoinMatch
from protocol.envelope import Accepted, Body, MatchCreated
from protocol.games import Darts501Options
from protocol.money import Amount, Currency
from protocol.refusals import Code, Refused
from tests.kit.guest import identity_of
from tests.kit.house import TestHouse, house_of
from wallet.transfers import Command, Transfer

RACES = 10_000
ONE = Amount(Currency.USD, 100)


async def race(home: TestHouse, number: int, random: Random) -> None:
    maker, *takers = (identity_of(name) for name in ("ann", "bob", "cat"))
    create = CreateMatch(f"race-{number:08}", Darts501Options(1), ONE)
    created = await home.tree.lobby.ask(Create(FromPlayer(maker.player, maker.name, create)), seconds=10)
    assert isinstance(created, MatchCreated)
    ref = home.tree.matches.find(created.match_id)
    assert ref is not None
    answers: dict[str, Body] = {}

    async def join(player: str, name: str) -> None:
        if random.random() < 0.5:
            await trio.sleep(random.choice((0, 0.0004, 0.0006)))
        answers[player] = await ref.ask(FromPlayer(player, name, JoinMatch(created.match_id)), seconds=10)

    random.shuffle(takers)
    async with trio.open_nursery() as nursery:
        for taker in takers:
            nursery.start_soon(join, taker.player, taker.name)
    seated = [player for player, answer in answers.items() if isinstance(answer, Accepted)]
    refused = [answer.code for answer in answers.values() if isinstance(answer, Refused)]
    assert (len(seated), refused) == (1, [Code.ALREADY_TAKEN])
    for player in (maker.player, seated[0]):
        await ref.ask(FromPlayer(player, player, AskAbort(created.match_id)), seconds=10)


async def races(count: int, seed: int) -> None:
    random = Random(seed)
    async with trio.open_nursery() as nursery:
        home = await house_of(nursery)
        for name in ("ann", "bob", "cat"):
            account = f"player:{identity_of(name).player}:USD:cash"
            await home.tree.wallet.ask(Post(Command(f"fund/{name}", (Transfer("outside:play_money:USD", account, 300),))), seconds=10)
        for number in range(count):
            await race(home, number, random)
        balances = {posting.account: (posting.posted, posting.held) for posting in home.disk.postings}
        assert {balance for account, balance in balances.items() if account.startswith("player:")} == {(300, 0)}
        assert sum(posted for posted, _held in balances.values()) == 0
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_exactly_one_of_two_who_join_at_once_is_seated_ten_thousand_times(autojump_clock: MockClock) -> None:
    await races(RACES, seed=1)
