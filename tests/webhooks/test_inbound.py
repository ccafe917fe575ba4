"""P2 and P4: an event on fifty connections is one credit; what is forged, changed, old, from the future or somebody else's is none."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from server.standins.stripe.hooks import signed
from tests.kit.counter import RealCounter, real_counter
from tests.kit.stripe_world import MemoryPayments
from webhooks.inbound import Inbound, Intake, Pace, TooMany
from webhooks.signature import BadSignature, verify
from webhooks.stripe_events import NotAnEvent, read_event

NOW = 1_790_000_000
SECRETS = ("whsec_new", "whsec_old")
EVENT: dict[str, Any] = {
    "id": "evt_1234567890",
    "object": "event",
    "type": "checkout.session.completed",
    "created": NOW - 5,
    "livemode": False,
    "data": {"object": {"id": "cs_test_1234567890", "object": "checkout.session"}},
}
RAW = json.dumps(EVENT).encode()


def mac(secret: str, at: object = NOW, raw: bytes = RAW) -> str:
    return hmac.digest(secret.encode(), f"{at}.".encode() + raw, hashlib.sha256).hex()


GOOD = {
    "the newest key": f"t={NOW},v1={mac('whsec_new')}",
    "a key that is being rolled over": f"t={NOW},v1={mac('whsec_old')}",
    "two signatures, one ours": f"t={NOW},v1={'0' * 64},v1={mac('whsec_new')}",
    "with a signature of version 0 beside": f"t={NOW},v0=abc,v1={mac('whsec_new')}",
    "299 s ago": f"t={NOW - 299},v1={mac('whsec_new', NOW - 299)}",
    "299 s ahead": f"t={NOW + 299},v1={mac('whsec_new', NOW + 299)}",
    "blanks between": f"t={NOW}, v1={mac('whsec_new')}",
}

BAD: dict[str, str | None] = {
    "no header": None,
    "an empty one": "",
    "no stamp": f"v1={mac('whsec_new')}",
    "no signature": f"t={NOW}",
    "two stamps": f"t={NOW},t={NOW},v1={mac('whsec_new')}",
    "another key": f"t={NOW},v1={mac('whsec_other')}",
    "an empty key": f"t={NOW},v1={mac('')}",
    "the key with a blank": f"t={NOW},v1={mac('whsec_new ')}",
    "the key's name alone": f"t={NOW},v1={mac('whsec_')}",
    "version 0 alone": f"t={NOW},v0={mac('whsec_new')}",
    "version 2 alone": f"t={NOW},v2={mac('whsec_new')}",
    "301 s ago": f"t={NOW - 301},v1={mac('whsec_new', NOW - 301)}",
    "301 s ahead": f"t={NOW + 301},v1={mac('whsec_new', NOW + 301)}",
    "a year ahead": f"t={NOW + 31_536_000},v1={mac('whsec_new', NOW + 31_536_000)}",
    "at 0": f"t=0,v1={mac('whsec_new', 0)}",
    "before 1970": f"t=-1,v1={mac('whsec_new', -1)}",
    "a stamp with a fraction": f"t={NOW}.5,v1={mac('whsec_new', f'{NOW}.5')}",
    "a stamp in another base": f"t=0x{NOW:x},v1={mac('whsec_new', f'0x{NOW:x}')}",
    "a stamp in other figures": f"t=١٧٩,v1={mac('whsec_new')}",
    "another stamp than was signed": f"t={NOW + 1},v1={mac('whsec_new')}",
    "half a signature": f"t={NOW},v1={mac('whsec_new')[:32]}",
    "a longer one": f"t={NOW},v1={mac('whsec_new')}00",
    "in capitals": f"t={NOW},v1={mac('whsec_new').upper()}",
    "one letter changed": f"t={NOW},v1={'0' if mac('whsec_new')[0] != '0' else '1'}{mac('whsec_new')[1:]}",
    "the body's hash alone": f"t={NOW},v1={hashlib.sha256(RAW).hexdigest()}",
    "signed without the stamp": f"t={NOW},v1={hmac.digest(b'whsec_new', RAW, hashlib.sha256).hex()}",
    "signed with SHA-1": f"t={NOW},v1={hmac.digest(b'whsec_new', f'{NOW}.'.encode() + RAW, hashlib.sha1).hex()}",
    "signed with SHA-512": f"t={NOW},v1={hmac.digest(b'whsec_new', f'{NOW}.'.encode() + RAW, hashlib.sha512).hex()}",
    "in base64": f"t={NOW},v1=9Xx0Zm9yZ2Vk",
    "semicolons between": f"t={NOW};v1={mac('whsec_new')}",
    "a header of 3,000 letters": f"t={NOW},v1={mac('whsec_new')}" + ",v1=" + "a" * 3_000,
    "a thousand signatures": f"t={NOW}," + ",".join(f"v1={number:064x}" for number in range(1_000)),
    "a line break": f"t={NOW}\n,v1={mac('whsec_new')}",
    "not a header": "hello",
    "only commas": ",,,,",
    "equals signs": "t==,v1==",
}

AT_ANOTHER_TIME = {"301 s ago", "301 s ahead", "a year ahead", "at 0"}
"""Signed with our key: of all who knock, Stripe alone can do that, so it counts as a clock that is off."""

CHANGED: dict[str, bytes] = {
    "a blank more": RAW + b" ",
    "a line break more": RAW + b"\n",
    "written anew": json.dumps(EVENT, indent=1).encode(),
    "keys in another order": json.dumps(dict(reversed(EVENT.items()))).encode(),
    "another amount": RAW.replace(b"false", b"true "),
    "one byte": RAW.replace(b"cs_test_1", b"cs_test_2"),
    "cut": RAW[:-1],
    "empty": b"",
    "a mark before": b"\xef\xbb\xbf" + RAW,
    "twice": RAW + RAW,
}


@pytest.mark.parametrize("header", GOOD.values(), ids=GOOD)
def test_what_stripe_signed_is_taken(header: str) -> None:
    verify(RAW, header, SECRETS, NOW)


@pytest.mark.parametrize("header", BAD.values(), ids=BAD)
def test_what_it_did_not_sign_is_not(header: str | None) -> None:
    with pytest.raises(BadSignature):
        verify(RAW, header, SECRETS, NOW)


@pytest.mark.parametrize("raw", CHANGED.values(), ids=CHANGED)
def test_what_was_changed_since_is_not(raw: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(raw, GOOD["the newest key"], SECRETS, NOW)


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(event: dict[str, Any]) -> None:
        for step in path[:-1]:
            event = event[step]
        del event[path[-1]]

    return change


def having(value: object, *path: str) -> Callable[[dict[str, Any]], None]:
    def change(event: dict[str, Any]) -> None:
        for step in path[:-1]:
            event = event[step]
        event[path[-1]] = value

    return change


SIGNED_NONSENSE = [
    without("id"), without("type"), without("created"), without("livemode"), without("data"), without("data", "object"),
    having(1, "id"), having("", "id"), having("evt_'; DROP TABLE", "id"), having("x" * 500, "id"), having("evt_\x00aaaaaaa", "id"),
    having(None, "livemode"), having("false", "livemode"), having("now", "created"), having(1.5, "created"), having(True, "created"),
    having([], "data", "object"), having(None, "data", "object"), having("cs_", "data", "object", "id"), having(5, "data", "object", "id"),
    having("../../x", "data", "object", "id"), having({"a": 1}, "account"), having("acct'", "account"), having(7, "type"),
]  # fmt: skip


@pytest.mark.parametrize("change", SIGNED_NONSENSE, ids=range(len(SIGNED_NONSENSE)))
def test_what_is_signed_and_no_event_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    event = json.loads(RAW)
    change(event)
    with pytest.raises(NotAnEvent):
        read_event(json.dumps(event).encode())


def test_what_is_not_json_is_refused() -> None:
    for raw in (b"", b"[]", b"null", b"\xff", b"{", b'"x"', b"[" * 100_000):
        with pytest.raises(NotAnEvent):
            read_event(raw)


class FixedClock:
    """It is always now."""

    def now_ms(self) -> int:
        return NOW * 1000


async def test_nothing_is_kept_of_what_is_refused() -> None:
    store, woken = MemoryPayments(), list[None]()
    inbound = Inbound(store, lambda: SECRETS, FixedClock(), lambda: woken.append(None))
    for name, header in BAD.items():
        assert await inbound.take(RAW, header) is (Intake.WRONG_TIME if name in AT_ANOTHER_TIME else Intake.BAD_SIGNATURE), name
    assert (store.events, woken) == ({}, [])
    assert await inbound.take(RAW, GOOD["the newest key"]) is Intake.KEPT
    assert await inbound.take(RAW, GOOD["the newest key"]) is Intake.KNOWN
    assert list(store.events) == ["evt_1234567890"]


# ── over HTTP, on PostgreSQL ──


async def test_one_event_on_fifty_connections_is_one_credit(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        session = await real.open_deposit("the-key-1")
        real.stand_in.state.pay(session, "4242424242424242")
        raw, statuses, seconds = real.event("checkout.session.completed", session), list[int](), list[float]()

        async def send() -> None:
            began = time.perf_counter()
            statuses.append(await real.send(raw))
            seconds.append(time.perf_counter() - began)

        async with trio.open_nursery() as nursery:
            for _ in range(50):
                nursery.start_soon(send)
        assert statuses == [200] * 50
        kept = await real.database.rows("SELECT count(*) FROM stripe_events")
        assert kept[0][0] == 1, "answered only once it was kept"
        while await real.counter.reconciler.work_off():
            pass
        assert await real.cash() == 5_000
        booked = await real.database.rows("SELECT count(*) FROM journal WHERE command_id LIKE 'credit:%'")
        assert booked[0][0] == 1
        print(f"slowest of fifty: {max(seconds) * 1000:.0f} ms")


async def test_what_stripe_sent_is_forgotten_once_it_is_done_and_old(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        for key in ("the-key-1", "the-key-2"):
            session = await real.open_deposit(key)
            real.stand_in.state.pay(session, "4242424242424242")
            assert await real.send(real.event("checkout.session.completed", session)) == 200
            if key == "the-key-1":
                await real.counter.reconciler.work_off()
        await real.database.rows("UPDATE stripe_events SET done_ms = 1_000 WHERE done_ms IS NOT NULL")
        assert [await real.counter.store.forget_bodies(before) for before in (1_000, 1_001, 2_000)] == [0, 1, 0]
        rows = await real.database.rows("SELECT done_ms, body FROM stripe_events ORDER BY came_ms")
        assert [(row["done_ms"], bool(row["body"])) for row in rows] == [(1_000, False), (None, True)]


FOREIGN = {
    "livemode": lambda session: session.update(livemode=True),
    "amount": lambda session: session.update(amount_total=9_999),
    "currency": lambda session: session.update(currency="eur"),
    "somebody else's deposit": lambda session: session.update(client_reference_id="d_bbbbbbbbbbbbbbbb"),
    "no deposit": lambda session: session.update(client_reference_id=None),
}


@pytest.mark.parametrize("change", FOREIGN.values(), ids=FOREIGN)
async def test_a_paid_checkout_that_is_not_the_one_we_opened_is_put_aside(fresh_database: str, change: Callable[[dict[str, Any]], None]) -> None:
    async with real_counter(fresh_database) as real:
        session = await real.open_deposit("the-key-1")
        real.stand_in.state.pay(session, "4242424242424242")
        change(real.stand_in.state.get(session, "checkout.session"))
        assert await real.send(real.event("checkout.session.completed", session)) == 200
        await real.counter.reconciler.work_off()
        await real.counter.reconciler.look_through()
        assert await real.cash() == 0
        rows = await real.database.rows("SELECT trouble FROM stripe_events")
        assert [bool(row["trouble"]) for row in rows] == [True]


async def test_a_second_checkout_that_names_our_deposit_pays_nothing_in(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        first = await real.open_deposit("the-key-1")
        deposit = real.stand_in.state.get(first, "checkout.session")["client_reference_id"]
        item = {"price_data": {"unit_amount": 5_000, "currency": "usd"}, "quantity": 1}
        other = real.stand_in.state.create_session({"mode": "payment", "line_items": {"0": item}, "client_reference_id": deposit})
        real.stand_in.state.pay(other["id"], "4242424242424242")
        assert await real.send(real.event("checkout.session.completed", other["id"])) == 200
        await real.counter.reconciler.work_off()
        assert await real.cash() == 0


async def test_an_unknown_checkout_and_an_unknown_type_are_kept_and_change_nothing(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        for number, (kind, what) in enumerate([("checkout.session.completed", "checkout.session"), ("customer.created", "customer")]):
            event = {**EVENT, "id": f"evt_000000{number}", "type": kind, "data": {"object": {"id": "cs_test_nobody123", "object": what}}}
            assert await real.send(json.dumps(event).encode()) == 200
        assert await real.counter.reconciler.work_off() == 2
        assert await real.counter.reconciler.work_off() == 0


async def test_the_status_says_what_became_of_it(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        raw = json.dumps({**EVENT, "created": int(time.time())}).encode()
        assert await real.send(raw, "") == 400
        assert await real.send(raw, signed("whsec_wrong", raw, int(time.time()))) == 400
        assert await real.send(raw, at=int(time.time()) - 400) == 400
        assert await real.send(raw, at=int(time.time()) + 400) == 400
        assert await real.send(b"[1]") == 400
        assert await real.send(raw) == 200
        assert (await real.http.get(real.address + "/stripe/webhook")).status_code == 405


def reads(real: RealCounter) -> int:
    return sum(path.startswith("/v1/checkout/sessions/") for _method, path in real.stand_in.api.requests)


async def test_a_thousand_events_about_one_checkout_are_one_look(fresh_database: str) -> None:
    async with real_counter(fresh_database) as real:
        session = await real.open_deposit("the-key-1")
        for _ in range(20):
            await real.send(real.event("checkout.session.completed", session))
        before = reads(real)
        await real.counter.reconciler.work_off()
        assert reads(real) - before == 1


async def test_a_burst_is_taken_in_at_a_pace_and_what_would_wait_too_long_comes_again(autojump_clock: MockClock) -> None:
    pace, turns, sent_away = Pace(25, 100), list[float](), list[int]()
    began = trio.current_time()

    async def one(number: int) -> None:
        try:
            await pace.turn()
            turns.append(trio.current_time() - began)
        except TooMany:
            sent_away.append(number)

    async with trio.open_nursery() as nursery:
        for number in range(1_000):
            nursery.start_soon(one, number)
    assert sum(at == 0.0 for at in turns) in (25, 26)
    assert max(turns) == pytest.approx(5.0)
    assert len(turns) in (525, 526)
    assert len(turns) + len(sent_away) == 1_000
