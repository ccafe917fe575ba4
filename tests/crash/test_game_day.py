"""Game day: six things go wrong on a real server, and an operator finds and mends each through `wagerup admin` alone. The trail is printed at the end.

The disk is a small one of its own, so that it can be full."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import trio

from protocol.commands import ContestResult, CreateMatch, JoinMatch, PlayMove, SayInMatch, Watch
from protocol.envelope import Accepted, MatchCreated, Watching
from protocol.events import WalletView
from protocol.games import Darts501Options, ReportScore, SportsSeriesOptions
from protocol.ids import WALLET
from protocol.money import Amount, Currency
from protocol.refusals import Refused
from server.player import Account, ConnectionLost, connected, sign_in
from tests.kit.process import ROOT, ServerProcess, wagerup
from wallet.embedded import socket_folder

pytestmark = [pytest.mark.crash, pytest.mark.timeout(300)]
DISK_MIB = 220
STAKE = Amount(Currency.USD, 500)


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of its own, in a namespace where that needs no rights (see the test)."""
    folder = Path(tempfile.mkdtemp(prefix="wagerup-day-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        shutil.rmtree(socket_folder(folder), ignore_errors=True)
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def may_mount() -> bool:
    """Whether we may have a file system of our own without more ado."""
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True).returncode != 0:
            return False
        return subprocess.run(["umount", folder], capture_output=True).returncode == 0


class Day:
    """A server, its operator, and what they see."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.drill = server.data / "drill"

    def admin(self, *words: str) -> str:
        done = wagerup("admin", *words, data=self.server.data, timeout=120)
        assert done.returncode == 0, (words, done.stderr, (self.server.data / "server.log").read_text()[-1_500:])
        return done.stdout

    def told(self, *words: str) -> Any:
        return json.loads(self.admin(*words, "--json"))

    def reading(self, name: str) -> float:
        return next(one["value"] for one in self.told("house")["readings"] if one["name"] == name)

    def see(self, what: Callable[[], bool], words: str) -> None:
        until = time.monotonic() + 60
        while not what():
            assert time.monotonic() < until, f"never seen: {words}"
            time.sleep(0.3)

    def errors(self) -> list[tuple[str, str]]:
        return [(one["what"], one["whose"]) for one in self.told("errors")]

    def stakes(self, account: Account, key: str) -> str:
        """Offers a match; what came of it."""

        async def story() -> str:
            try:
                async with connected(account) as player:
                    answer = await player.ask(CreateMatch(f"key-{key}-0000", Darts501Options(1), STAKE))
            except (ConnectionLost, OSError, trio.TooSlowError):
                return "no answer"
            return answer.code.value if isinstance(answer, Refused) else "made"

        return trio.run(story)


def wallet_crash(day: Day, ann: Account) -> None:
    day.drill.write_text("wallet.prepared 1")
    day.stakes(ann, "crash")
    day.see(lambda: ("actor crashed", "wallet") in day.errors(), "the wallet's crash")
    assert "PlantedFault" in day.admin("actor", "show", "wallet")
    assert day.told("actor", "show", "wallet")["actor"]["state"] == "running"
    day.admin("actor", "restart", "wallet", "--reason", "game day: it crashed once, start it afresh")
    assert day.told("audit")["right"]
    day.see(lambda: day.stakes(ann, f"after-{time.monotonic_ns()}") == "made", "a stake after the crash")


async def _match(ann: Account, bob: Account, key: str) -> str:
    async with connected(ann) as one, connected(bob) as two:
        created = await one.ask(CreateMatch(f"key-{key}-0000", SportsSeriesOptions(best_of=1), STAKE))
        assert isinstance(created, MatchCreated), created
        assert isinstance(await two.ask(JoinMatch(created.match_id)), Accepted)
    return created.match_id


def poison(day: Day, ann: Account, bob: Account) -> None:
    match_id = trio.run(_match, ann, bob, "poison")
    day.drill.write_text("match.before_facts 2")

    async def story() -> None:
        async with connected(ann) as one:
            answer = await one.ask(SayInMatch(match_id, "key-poison-line", "what a game"))
            assert isinstance(answer, Refused), answer

    trio.run(story)
    day.see(lambda: any(letter["actor"] == match_id for letter in day.told("letters")), "the dead letter")
    assert ("dead letter", match_id) in day.errors()
    assert day.told("actor", "show", match_id)["actor"]["state"] == "running"
    day.admin("match", "tell", match_id, "One line of your chat was lost. Your match goes on.")
    assert "One line of your chat" in day.admin("match", "show", match_id)
    day.admin("match", "void", match_id, "--reason", "game day: a fault of ours, both stakes back")


def full_disk(day: Day, ann: Account) -> None:
    """An old backup fills the disk that the database is on."""
    old = day.server.data / "backups" / "backup-000001"
    old.mkdir(parents=True)
    subprocess.run(["sh", "-c", f"cat /dev/zero > {old}/base.tar 2>/dev/null"], check=False)
    # What is left of the last segments of WAL is written full, too.
    day.see(lambda: day.stakes(ann, f"full-{time.monotonic_ns()}") in ("UNAVAILABLE", "UNKNOWN_OUTCOME", "no answer", "INTERNAL"), "a refusal for want of room")
    day.see(lambda: day.reading("wagerup_database_up") == 0 or day.told("backup")["free_bytes"] < 2**20, "the disk is full")
    assert "backup-000001" in day.admin("backup")
    day.admin("backup", "prune", "--keep", "0", "--reason", "game day: the disk is full of old backups")
    day.see(lambda: day.reading("wagerup_database_up") == 1, "the database is back")
    day.see(lambda: day.stakes(ann, f"room-{time.monotonic_ns()}") == "made", "a stake once there is room")


def database_restart(day: Day, ann: Account) -> None:
    """Somebody kills the database, hard."""
    pid = int((day.server.data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    day.stakes(ann, "restart")
    day.see(lambda: day.stakes(ann, f"back-{time.monotonic_ns()}") == "made", "a stake after the restart")
    assert day.reading("wagerup_database_up") == 1
    assert day.told("audit")["right"]


def stuck_match(day: Day, ann: Account, bob: Account) -> None:
    """Nobody moves, the time for a turn is a day, and both stakes are held."""
    match_id = trio.run(_match, ann, bob, "stuck")
    (found,) = [one for one in day.told("matches") if one["match_id"] == match_id]
    assert found["phase"] == "live"
    file = day.told("player", "show", ann.player_id)
    assert match_id in file["live_matches"]
    day.admin("player", "note", ann.player_id, "wrote that the opponent is gone")
    day.admin("match", "void", match_id, "--reason", "game day: the opponent is gone for good")
    assert match_id not in [one["match_id"] for one in day.told("matches")]


def disputed_match(day: Day, ann: Account, bob: Account) -> None:
    match_id = trio.run(_match, ann, bob, "disputed")

    async def story() -> None:
        async with connected(ann) as one, connected(bob) as two:
            await one.ask(PlayMove(match_id, 0, ReportScore(1, 2, 1)))
            await two.ask(PlayMove(match_id, 1, ReportScore(1, 2, 1)))
            await one.ask(ContestResult(match_id, "that is not so"))

    trio.run(story)
    assert match_id in [one["match_id"] for one in day.told("disputes")]
    day.admin("dispute", "decide", match_id, "--winner", "opponent", "--reason", "game day: the video shows 2-1 for the opponent")
    assert match_id not in [one["match_id"] for one in day.told("disputes")]


async def held(account: Account) -> int:
    async with connected(account) as player:
        watching = await player.ask(Watch(WALLET))
    assert isinstance(watching, Watching)
    assert isinstance(watching.snapshot, WalletView)
    return next(one.held for one in watching.snapshot.balances if one.currency is Currency.USD)


def the_whole_day(data: Path) -> str:
    server = ServerProcess(data)
    try:
        server.start(WAGERUP_DRILL=str(data / "drill"), WAGERUP_TURN_SECONDS="86400", WAGERUP_READY_SECONDS="86400", WAGERUP_AWAY_SECONDS="86400")
        day = Day(server)
        ann, bob = trio.run(sign_in, server.url, "Ann Day"), trio.run(sign_in, server.url, "Bob Day")
        wallet_crash(day, ann)
        poison(day, ann, bob)
        full_disk(day, ann)
        database_restart(day, ann)
        stuck_match(day, ann, bob)
        disputed_match(day, ann, bob)
        books = day.told("audit")
        assert (books["right"], books["wrong"]) == (True, None)
        trail = day.admin("trail", "--most", "500")
        top = day.admin("top", "--looks", "1", "--every", "0.2")
        assert "Last errors" in top
        return f"{trail}\n{top}"
    finally:
        server.close()


def test_six_things_go_wrong_and_an_operator_mends_each(capsys: pytest.CaptureFixture[str]) -> None:
    if os.environ.get("WAGERUP_GAME_DAY") != "inside" and not may_mount():
        # A disk of one's own without rights: the same test as root of a namespace of its own.
        inside = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "crash", __file__]
        command = ["unshare", "--user", "--map-root-user", "--mount", *inside]
        assert subprocess.run(command, cwd=ROOT, env={**os.environ, "WAGERUP_GAME_DAY": "inside"}).returncode == 0
        return
    with small_disk() as data:
        printed = the_whole_day(data)
    with capsys.disabled():
        print(printed)
    for command in ("restart_actor", "tell_match", "void_match", "prune_backups", "add_note", "decide_dispute"):
        assert f"{command} " in printed, command
