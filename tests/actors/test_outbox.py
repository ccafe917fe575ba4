"""What goes out on one connection: in order, in one write, and to nobody who does not read."""

from __future__ import annotations

import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from actors.house import Limits
from actors.line import CLOSE_TOO_SLOW
from actors.outbox import Outbox
from actors.outgoing import Encoded
from tests.kit.lines import MemoryLine


async def test_what_came_together_is_written_together_in_its_order() -> None:
    line = MemoryLine()
    outbox = Outbox(line, Limits())
    outbox.send(Encoded(b"one"))
    outbox.send(Encoded(b"two"))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(outbox.write_for_ever, nursery.cancel_scope)
        await wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()

    assert (list(line.outbox), outbox.share) == ([b"one", b"two"], 0)


async def test_a_goodbye_comes_after_what_waits_and_nothing_comes_after_it() -> None:
    line = MemoryLine()
    outbox = Outbox(line, Limits())
    outbox.send(Encoded(b"one"))
    outbox.close(1012, "server moving")
    outbox.send(Encoded(b"two"))

    async with trio.open_nursery() as nursery:
        await outbox.write_for_ever(nursery.cancel_scope)

    assert (list(line.outbox), line.closed) == ([b"one"], (1012, "server moving"))


async def test_who_does_not_read_is_closed_and_counted_until_the_line_took_it(autojump_clock: MockClock) -> None:
    line = MemoryLine()
    line.read_seconds = 10
    outbox = Outbox(line, Limits(outbox_bytes_max=100))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(outbox.write_for_ever, nursery.cancel_scope)
        outbox.send(Encoded(b"x" * 60))
        await trio.sleep(1)
        on_its_way = outbox.share
        outbox.send(Encoded(b"y" * 60))

    assert on_its_way > 0.5
    assert ([one[:1] for one in line.outbox], line.closed) == ([b"x"], (CLOSE_TOO_SLOW, "too slow"))
