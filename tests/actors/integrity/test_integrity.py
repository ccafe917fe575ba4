"""The integrity actor on a real database: it looks at what is new, flags it once, and knows who shares a device."""

from __future__ import annotations

from typing import Any

import attrs
import trio

from actors.event_store import Settlement
from actors.integrity.actor import IntegrityActor, LookNow
from actors.integrity.postgres_integrity import PostgresIntegrity
from actors.mailbox import Mailbox
from actors.postgres_events import PostgresEvents
from actors.ref import Ref
from protocol.events.match import Ending
from protocol.money import Amount, Currency
from server.admin.records import PostgresOperatorRecords
from server.postgres_accounts import PostgresAccounts
from server.postgres_images import PostgresImages
from tests.kit.clock import VirtualClock
from tests.server.test_leaderboards import NOW, PLAYERS, keep
from wallet.database import Database, open_database

ANN, BOB, CAT = PLAYERS[:3]


def match(number: int, players: tuple[str, str], winner: int, **more: Any) -> Settlement:
    stake = Amount(Currency.USD, 500)
    one = Settlement(f"m_{number:016}", "ten_pin", NOW + number, players, winner, Ending.FINISHED, stake, (0, 0), 40)
    return attrs.evolve(one, **more)


async def flags(database: Database, integrity: Ref[Any]) -> list[tuple[str, set[str]]]:
    await integrity.ask(LookNow(), seconds=30)
    clock = VirtualClock()
    raised = await PostgresOperatorRecords(database, PostgresImages(database), clock).flags()
    return [(flag.kind, {person.player_id for person in flag.players}) for flag in raised]


async def test_what_is_odd_is_flagged_once_with_who_it_is_about(fresh_database: str) -> None:
    traded = [match(number, (ANN, BOB), number % 2) for number in range(8)]
    remarkable = match(20, (ANN, CAT), 0, remark="Ann: a game of 300")
    async with open_database(fresh_database) as database:
        await keep(database, [*traded, remarkable])
        accounts = PostgresAccounts(database)
        for player in (BOB, CAT, ANN):
            await accounts.note_device(player, b"d" * 32 if player != BOB else b"e" * 32, NOW)
        await accounts.note_device(CAT, b"d" * 32, NOW + 5)
        clock = VirtualClock()
        clock.step_ms = NOW + 1_000 - clock.now_ms()
        mailbox: Mailbox[Any] = Mailbox("integrity", 16)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(IntegrityActor(PostgresIntegrity(database), clock).run, mailbox, lambda: None)
            found = await flags(database, Ref(mailbox))
            again = await flags(database, Ref(mailbox))
            nursery.cancel_scope.cancel()
    assert found == again
    assert sorted(found, key=lambda flag: flag[0]) == [
        ("improbable_score", {ANN, CAT}),
        ("same_device", {ANN, CAT}),
        ("win_trading", {ANN, BOB}),
    ]


async def test_a_new_look_after_a_crash_flags_nothing_twice(fresh_database: str) -> None:
    async with open_database(fresh_database) as database:
        await keep(database, [match(20, (ANN, CAT), 0, remark="Ann: a game of 300")])
        store = PostgresIntegrity(database)
        for _life in range(2):
            mailbox: Mailbox[Any] = Mailbox("integrity", 16)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(IntegrityActor(store, VirtualClock()).run, mailbox, lambda: None)
                found = await flags(database, Ref(mailbox))
                nursery.cancel_scope.cancel()
            assert len(found) == 1
        assert await PostgresEvents(database).live_matches() == []
