"""The instruments: each figure moves when what it counts happens (O6), and /metrics is for Prometheus alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import trio
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actors.crashes import crash_of
from actors.dead_letters import DeadLetter
from actors.mailbox import Mailbox
from actors.supervisor import ChildSpec, Restart, Supervisor
from actors.switchboard import Switchboard
from protocol.commands import CreateMatch, JoinMatch, PlaceBet, ReadProfile
from protocol.games import Darts501Options
from protocol.money import Amount, Currency
from protocol.tables import CrashBet
from server.instruments import Instruments, Sources
from server.measured import Commits
from server.metrics_routes import MetricsRoutes
from server.trouble import Trouble
from server.watchman import Watchman
from tests.kit.clock import VirtualClock
from wallet.journal import CommitUnknown, DatabaseAway


class Slow:
    """Takes a message and does not let go of it; or does."""

    def __init__(self, release: trio.Event) -> None:
        self._release = release

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        while True:
            envelope = await mailbox.take()
            if envelope.message == "crash":
                raise RuntimeError("as told")
            await self._release.wait()
            envelope.answer(None)

    def statistics(self) -> dict[str, object]:
        return {}


def instruments_of(watchman: Watchman) -> Instruments:
    return Instruments(Sources(dict, dict, dict, dict, lambda: watchman.seen.kinds), watchman)


async def house(nursery: trio.Nursery, release: trio.Event) -> Supervisor:
    root = Supervisor("house", ChildSpec("wallet", lambda: Slow(release), mailbox_size=4), ChildSpec("matches", lambda: Supervisor("matches", intensity=50)), intensity=50)

    async def run(task_status: trio.TaskStatus[None]) -> None:
        await root.run(ready=task_status.started)

    await nursery.start(run)
    return root


async def test_a_mailbox_that_does_not_move_grows_older_until_it_moves(autojump_clock: Any) -> None:
    release = trio.Event()
    async with trio.open_nursery() as nursery:
        root = await house(nursery, release)
        watchman = Watchman(lambda: root)
        watchman.look()
        assert watchman.stuck_seconds == 0
        for _ in range(3):
            root.ref("wallet").tell("hold on")
        await trio.sleep(1)
        watchman.look()
        await trio.sleep(30)
        watchman.look()
        assert (watchman.stuck_actor, watchman.stuck_seconds) == ("wallet", pytest.approx(30))
        assert watchman.seen.kinds["wallet"].waiting == 2
        assert watchman.seen.kinds["wallet"].fullest == 0.5
        release.set()
        await trio.sleep(1)
        watchman.look()
        assert watchman.stuck_seconds == 0
        nursery.cancel_scope.cancel()


async def test_actors_that_started_at_run_time_are_one_kind_and_who_is_odd_is_shown(autojump_clock: Any) -> None:
    release = trio.Event()
    async with trio.open_nursery() as nursery:
        root = await house(nursery, release)
        matches = root.children()[1].actor
        assert isinstance(matches, Supervisor)
        for number in range(5):
            await matches.start(ChildSpec(f"m_{number}", lambda: Slow(release), Restart.TRANSIENT))
        matches.ref("m_3").tell("crash")
        await trio.sleep(1)
        watchman = Watchman(lambda: root)
        watchman.look()
        assert (watchman.seen.kinds["matches"].actors, watchman.seen.kinds["matches"].restarts) == (5, 2)  # the message came twice
        assert [place.child.spec.name for place in watchman.seen.shown] == ["wallet", "matches", "m_3"]
        assert watchman.seen.total == 7
        nursery.cancel_scope.cancel()


async def test_a_pass_of_the_loop_over_fifty_milliseconds_is_a_stall() -> None:
    instruments = instruments_of(Watchman(lambda: Supervisor("empty")))
    trio.lowlevel.add_instrument(instruments.loop)
    try:
        await trio.sleep(0.01)
        before = instruments.loop.stalls
        time.sleep(0.06)  # the test's own: whoever blocks the loop is what is counted
        await trio.sleep(0.01)
        assert instruments.loop.stalls == before + 1
        assert instruments.loop.worst >= 0.06
    finally:
        trio.lowlevel.remove_instrument(instruments.loop)


@pytest.mark.parametrize(("error", "unresolved"), [(CommitUnknown("gone"), 1), (DatabaseAway("away"), 0)])
def test_a_commit_that_fails_is_counted_until_a_take_over_tells(error: Exception, unresolved: int) -> None:
    commits, seen = Commits(), list[float]()
    commits.observe = seen.append
    with pytest.raises(type(error)), commits.one():
        raise error
    assert (commits.unresolved, commits.away, seen) == (unresolved, 1, [])
    with commits.take_over():
        pass
    assert (commits.unresolved, commits.away) == (0, 0)
    with commits.one():
        pass
    assert len(seen) == 1


async def test_what_goes_wrong_is_counted_and_the_last_is_read_first() -> None:
    trouble = Trouble(VirtualClock())
    trouble.crashed(crash_of("m_x", RuntimeError("one")))
    trouble.parked(DeadLetter("m_x", "message", "two"))
    trouble.bug(ValueError("three"), "create_match")
    trouble.caught(ValueError("four"))
    trouble.alarm("checkout", "five")
    assert [line.what for line in trouble.lines()] == ["checkout", "connection failed", "bug", "dead letter", "actor crashed"]
    assert dict(trouble.counts) == dict.fromkeys(["checkout", "connection failed", "bug", "dead letter", "actor crashed"], 1)


# ── who may read them ──


def client(token: str | None, peer: str = "127.0.0.1") -> TestClient:
    return TestClient(Starlette(routes=MetricsRoutes(lambda: b"wagerup_ready 1\n", token).routes()), client=(peer, 5))


@pytest.mark.parametrize(
    ("token", "peer", "headers", "status"),
    [
        (None, "127.0.0.1", {}, 200),
        (None, "10.0.0.7", {}, 404),
        (None, "127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}, 404),
        (None, "127.0.0.1", {"Forwarded": "for=10.0.0.7"}, 404),
        ("t" * 32, "127.0.0.1", {}, 404),
        ("t" * 32, "10.0.0.7", {"Authorization": "Bearer " + "t" * 32}, 200),
        ("t" * 32, "10.0.0.7", {"Authorization": "Bearer " + "u" * 32}, 404),
        ("t" * 32, "10.0.0.7", {"Authorization": "t" * 32}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_for_who_bears_the_token(token: str | None, peer: str, headers: dict[str, str], status: int) -> None:
    assert client(token, peer).get("/metrics", headers=headers).status_code == status


# ── the switchboard ──

STAKE = Amount(Currency.USD, 100)
BEGIN = (CreateMatch("a-key-00", Darts501Options(1), STAKE), JoinMatch("m_" + "a" * 16), PlaceBet(CrashBet(100, None), Currency.GC, "t_crash", 1, "a-key-00"))


def test_a_house_that_drains_begins_nothing_and_lets_everything_else_go_on() -> None:
    board = Switchboard()
    assert [board.refusal(command) for command in BEGIN] == [None] * 3
    board.draining = "a new version"
    refusals = [board.refusal(command) for command in BEGIN]
    assert [one.code.value if one else None for one in refusals] == ["DRAINING"] * 3
    assert all(one is not None and one.retryable for one in refusals)
    assert board.refusal(ReadProfile("p_" + "a" * 16)) is None


def test_a_table_that_is_closed_says_why_and_the_others_take_bets() -> None:
    board = Switchboard(closed={"t_dice": "being looked at"})
    assert board.refusal(BEGIN[2]) is None
    board.closed = {"t_crash": "being looked at"}
    refusal = board.refusal(BEGIN[2])
    assert refusal is not None
    assert (refusal.code.value, refusal.message) == ("TABLE_CLOSED", "This table takes no bets just now: being looked at")
