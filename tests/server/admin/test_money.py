"""Troubles: what a person has looked at is closed, and what goes on by itself is not closed by a word."""

from __future__ import annotations

from protocol.admin.money import CloseTrouble, ListTroubles, Troubles
from protocol.envelope import Accepted
from protocol.refusals import Refused
from server.admin.asker import Asker
from server.admin.money import MoneyRoom, MoneyRoomPorts
from tests.kit.counter import RealCounter, real_counter
from webhooks.payments import TroubleKind

ASKER = Asker("Ann", 1)


def money_room(real: RealCounter) -> MoneyRoom:
    ports = MoneyRoomPorts(real.database, real.counter.cashier.withdrawals, real.wallet, real.clock, lambda: None)  # type: ignore[arg-type,return-value]
    return MoneyRoom(ports)


async def test_a_trouble_that_was_looked_at_is_closed_and_does_not_come_back(fresh_database: str) -> None:
    """The event, and the checkout that the listing finds. What was paid stays where it is."""
    async with real_counter(fresh_database) as real:
        session = await real.open_deposit("the-key-1")
        real.stand_in.state.pay(session, "4242424242424242")
        real.stand_in.state.get(session, "checkout.session")["amount_total"] = 9_999
        assert await real.send(real.event("checkout.session.completed", session)) == 200
        await real.counter.reconciler.work_off()
        await real.counter.reconciler.look_through()
        room = money_room(real)
        listed = await room.obey(ASKER, ListTroubles())
        subjects = [one.event_id or one.object_id for one in listed.troubles]  # type: ignore[union-attr]
        assert len(subjects) == 2
        assert [await room.obey(ASKER, CloseTrouble(subject, "refunded by hand")) for subject in subjects] == [Accepted()] * 2
        for subject in (*subjects, "evt_of_nobody"):
            again = await room.obey(ASKER, CloseTrouble(subject, "once more"))
            assert (type(again), again.code.value) == (Refused, "NOTHING_OPEN")  # type: ignore[union-attr]
        await real.counter.reconciler.look_through()
        assert await room.obey(ASKER, ListTroubles()) == Troubles(())
        assert await real.cash() == 0


async def test_a_withdrawal_that_is_stuck_is_not_closed_by_a_word(fresh_database: str) -> None:
    """Its line goes when it goes on: closed by hand, nobody would hear of it again."""
    async with real_counter(fresh_database) as real:
        await real.counter.store.note_trouble("w_0123456789abcdef", TroubleKind.STUCK, None, 1, "balance_insufficient")
        room = money_room(real)
        assert isinstance(await room.obey(ASKER, CloseTrouble("w_0123456789abcdef", "seen")), Refused)
        assert len((await room.obey(ASKER, ListTroubles())).troubles) == 1  # type: ignore[union-attr]
