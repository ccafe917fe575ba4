"""P4 over HTTP, through the real listener: every forgery has its exact answer, and nothing of it is kept."""

from __future__ import annotations

import json

import trio
from starlette.routing import Route

from server.stripe_routes import WEBHOOK, StripeRoutes
from tests.kit.edge import Edge, edge, exchange
from tests.kit.stripe_world import MemoryPayments
from tests.webhooks.test_inbound import AT_ANOTHER_TIME, BAD, CHANGED, EVENT, GOOD, NOW, RAW, SECRETS, SIGNED_NONSENSE, FixedClock, mac
from webhooks.inbound import Inbound, Intake

Said = tuple[int, str | None]
NOT_SIGNED, NO_EVENT = (400, "BAD_SIGNATURE"), (400, "MALFORMED")
OTHERWISE: dict[str, Said] = {f"header: {name}": said for name, said in {
    "a line break": (400, None), "a thousand signatures": (431, None), "a stamp in other figures": (400, None),
}.items()}  # fmt: skip
"""Headers that no HTTP server lets through to anybody."""


def signed(raw: bytes) -> str:
    return f"t={NOW},v1={mac('whsec_new', raw=raw)}"


def forgeries() -> dict[str, tuple[bytes, str | None, Said]]:
    found = {name: (RAW, header, OTHERWISE.get(name, NOT_SIGNED)) for name, header in ((f"header: {name}", one) for name, one in BAD.items())}
    found |= {f"body: {name}": (raw, GOOD["the newest key"], NOT_SIGNED) for name, raw in CHANGED.items()}
    for number, change in enumerate(SIGNED_NONSENSE):
        event = json.loads(RAW)
        change(event)
        raw = json.dumps(event).encode()
        found[f"signed nonsense {number}"] = (raw, signed(raw), NO_EVENT)
    for raw in (b"[]", b"null", b"\xff", b"{", b'"x"', b"[" * 100_000):
        found[f"signed, and no object: {raw[:5]!r}"] = (raw, signed(raw), NO_EVENT)
    return found


async def post(listening: Edge, raw: bytes, header: str | None, *more: str, length: int | None = None) -> Said:
    """The bytes themselves: no client library between that would mend what is wrong."""
    lines = [f"POST {WEBHOOK} HTTP/1.1", "Host: x", "Connection: close", f"Content-Length: {len(raw) if length is None else length}", *more]
    lines += [] if header is None else [f"Stripe-Signature: {header}"]
    async with await trio.open_tcp_stream("127.0.0.1", listening.port) as stream:
        answer = await exchange(stream, "\r\n".join(lines).encode() + b"\r\n\r\n" + raw)
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), json.loads(body).get("code") if body.startswith(b"{") else None


class Door:
    """The intake, and where it keeps what it lets in."""

    def __init__(self) -> None:
        self.store = MemoryPayments()
        self.inbound = Inbound(self.store, lambda: SECRETS, FixedClock(), lambda: None)

    def routes(self) -> list[Route]:
        return StripeRoutes(self.inbound).routes()


async def test_every_forgery_is_refused_with_its_exact_code_and_nothing_of_it_is_kept() -> None:
    door, cases = Door(), forgeries()
    assert len(cases) >= 60
    async with edge(more=lambda _routes: door.routes()) as listening:
        said = {name: await post(listening, raw, header) for name, (raw, header, _said) in cases.items()}
        assert said == {name: expected for name, (_raw, _header, expected) in cases.items()}
        assert door.store.events == {}
        assert await post(listening, RAW, GOOD["the newest key"]) == (200, None)
    assert list(door.store.events) == [EVENT["id"]]
    assert door.inbound.counts[Intake.WRONG_TIME] == len(AT_ANOTHER_TIME)


async def test_a_huge_body_is_refused_before_it_is_read_and_one_that_does_not_say_so_too() -> None:
    door = Door()
    huge = json.dumps({**EVENT, "padding": "x" * 300_000}).encode()
    async with edge(more=lambda _routes: door.routes()) as listening:
        assert await post(listening, b"", signed(huge), length=len(huge)) == (413, "TOO_LARGE")
        async with await trio.open_tcp_stream("127.0.0.1", listening.port) as stream:
            head = f"POST {WEBHOOK} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nStripe-Signature: {signed(huge)}\r\n\r\n"
            answer = await exchange(stream, head.encode() + f"{len(huge):x}\r\n".encode() + huge + b"\r\n0\r\n\r\n")
        assert answer.split(b" ", 2)[1] == b"413"
    assert door.store.events == {}


async def test_strangers_do_not_use_up_stripes_turns() -> None:
    """A thousand calls at once that nobody signed, and one of Stripe's among them is taken like any other."""
    door, came = Door(), list[Intake]()

    async def knock(raw: bytes, header: str) -> None:
        came.append(await door.inbound.take(raw, header))

    async with trio.open_nursery() as nursery:
        for _ in range(1_000):
            nursery.start_soon(knock, b"x", "t=1,v1=0")
        nursery.start_soon(knock, RAW, GOOD["the newest key"])
    assert (came.count(Intake.BAD_SIGNATURE), came.count(Intake.KEPT)) == (1_000, 1)


async def test_it_is_answered_only_once_it_is_durable() -> None:
    """P2 through the real listener: fifty connections, a database that takes its time."""
    door, here, committed, answers = Door(), trio.Event(), trio.Event(), list[int]()
    take_in, waiting = door.store.take_in, 0

    async def slowly(*args: object) -> bool:
        nonlocal waiting
        waiting += 1
        if waiting == 50:
            here.set()
        await committed.wait()
        return await take_in(*args)  # type: ignore[arg-type]

    door.store.take_in = slowly  # type: ignore[method-assign]
    async with edge(more=lambda _routes: door.routes()) as listening:

        async def send() -> None:
            answers.append((await post(listening, RAW, GOOD["the newest key"]))[0])

        async with trio.open_nursery() as nursery:
            for _ in range(50):
                nursery.start_soon(send)
            await here.wait()
            assert answers == []
            committed.set()
    assert answers == [200] * 50
    assert list(door.store.events) == [EVENT["id"]]
