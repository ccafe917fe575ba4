"""A house whose rules are journalled, as a real one's are, and the words most used to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio

from actors.sessions import Sessions
from protocol.commands import CreateMatch, PassGate
from protocol.games import Darts501Options
from protocol.money import Amount, Currency
from server.house_rules import journal_rules
from tests.kit.guest import Guest
from tests.kit.house import TestHouse, house_of
from wallet.accounts import grant_account, outside
from wallet.transfers import Transfer

DAY = 86_400
FIVE = Amount(Currency.USD, 500)
GATE = PassGate("1990-05-17", "US-CO", 1, 1)


@asynccontextmanager
async def gated_house() -> AsyncIterator[tuple[TestHouse, Sessions, trio.Nursery]]:
    """For as long as the block."""
    async with trio.open_nursery() as nursery:
        house = await house_of(nursery)
        await journal_rules(house.desk._ports.wallet, house.desk.gatekeeper.rules)
        yield house, Sessions(), nursery
        nursery.cancel_scope.cancel()


async def told(guest: Guest, command: Any) -> str:
    """The code of a refusal, or what kind of answer came."""
    answer = await guest.ask(command)
    return answer.get("code", answer["type"])


def offer(number: int = 1, stake: Amount = FIVE) -> CreateMatch:
    return CreateMatch(f"a-match-{number:04}", Darts501Options(1), stake)


async def empty(house: TestHouse, guest: Guest) -> None:
    """The play money of the day goes back, so that the account may be closed."""
    take = Transfer(grant_account(guest.player, Currency.USD), outside("play_money", Currency.USD), 10_000)
    assert (await house.desk._ports.wallet.post(f"empty:{guest.player}", take)).done
