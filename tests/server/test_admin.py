"""The admin socket, with a real server: a dispute is seen, decided, settled exactly once; and who is refused."""

from __future__ import annotations

import json
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import trio

from protocol.commands import AcceptVerdict, ContestResult, CreateMatch, JoinMatch, PlayMove, Watch
from protocol.envelope import MatchCreated
from protocol.events import MatchSettled, VerdictGiven
from protocol.games import ReportScore, SportsSeriesOptions
from protocol.ids import MatchId, match_stream
from protocol.money import Amount, Currency
from server.admin import admin_path
from server.player import Player, connected, sign_in
from tests.kit.process import ROOT, ServerProcess, server_process

STAKE = Amount(Currency.USD, 500)
REASON = "The video shows 2-1 for the creator."


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        one.start()
        yield one


def admin(server: ServerProcess, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server.cli", "admin", *words, "--data", str(server.data)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def disputes(server: ServerProcess) -> list[dict[str, Any]]:
    return json.loads(admin(server, "disputes", "--json").stdout)


async def disputed(server: ServerProcess, key: str, then: Any) -> None:
    """A match whose players contradict each other; then what the test wants of it."""
    accounts = [await sign_in(server.url, f"{name} {key}") for name in ("Ann", "Bob")]
    async with connected(accounts[0]) as ann, connected(accounts[1]) as bob:
        created = await ann.ask(CreateMatch(f"key-{key}-0000", SportsSeriesOptions(best_of=1), STAKE))
        assert isinstance(created, MatchCreated)
        match_id = created.match_id
        await bob.ask(JoinMatch(match_id))
        await ann.ask(PlayMove(match_id, 0, ReportScore(1, 2, 1)))
        await bob.ask(PlayMove(match_id, 1, ReportScore(1, 2, 1)))
        await ann.ask(Watch(match_stream(MatchId(match_id))))
        await then(match_id, ann, bob)


async def told(player: Player, *kinds: type[Any]) -> list[Any]:
    """The next events of these kinds, in order."""
    found: list[Any] = []
    while len(found) < len(kinds):
        event = (await player.push()).event
        if isinstance(event, kinds[len(found)]):
            found.append(event)
    return found


@pytest.mark.parametrize(("winner", "paid", "rake"), [("creator", (950, 0), 50), ("opponent", (0, 950), 50), ("nobody", (500, 500), 0)])
def test_a_verdict_settles_the_stakes_once_and_both_read_why(server: ServerProcess, winner: str, paid: tuple[int, int], rake: int) -> None:
    async def story(match_id: str, ann: Player, bob: Player) -> None:
        queue = [one for one in disputes(server) if one["match_id"] == match_id]
        assert queue[0]["reason"] == "Game 1: 2-1 says one, 1-2 the other."
        assert "reports_contradicted" in admin(server, "dispute", "show", match_id).stdout

        for _ in range(2):
            done = admin(server, "dispute", "decide", match_id, "--winner", winner, "--reason", REASON)
            assert done.returncode == 0, done.stderr
        for player in (ann, bob):
            await player.ask(AcceptVerdict(match_id))
        verdict, settled = await told(ann, VerdictGiven, MatchSettled)
        assert verdict.reason == REASON
        assert (settled.paid_minor, settled.rake_minor) == (paid, rake)
        assert match_id not in [one["match_id"] for one in disputes(server)]

    trio.run(partial(disputed, server, winner, story))
    assert server.audit()["right"]


def test_another_verdict_is_refused_while_the_first_may_be_appealed(server: ServerProcess) -> None:
    async def story(match_id: str, _ann: Player, _bob: Player) -> None:
        assert admin(server, "dispute", "decide", match_id, "--winner", "creator", "--reason", REASON).returncode == 0
        other = admin(server, "dispute", "decide", match_id, "--winner", "opponent", "--reason", REASON)
        assert other.returncode == 2
        assert other.stderr.startswith("wagerup: WRONG_PHASE")

    trio.run(partial(disputed, server, "final", story))


def test_a_match_that_is_not_in_dispute_cannot_be_decided(server: ServerProcess) -> None:
    async def story() -> None:
        account = await sign_in(server.url, "Cat")
        async with connected(account) as cat:
            created = await cat.ask(CreateMatch("key-cat-00000", SportsSeriesOptions(), STAKE))
            assert isinstance(created, MatchCreated)
            await cat.ask(ContestResult(created.match_id, "not so"))
            done = admin(server, "dispute", "decide", created.match_id, "--winner", "nobody", "--reason", REASON)
            assert "WRONG_PHASE" in done.stderr

    trio.run(story)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dispute", "show", "m_short"), "match_id"),
        (("dispute", "show", "m_aaaaaaaaaaaaaaaa"), "NO_SUCH_MATCH"),
        (("dispute", "decide", "m_aaaaaaaaaaaaaaaa", "--winner", "nobody", "--reason", "short"), "reason"),
    ],
)
def test_what_cannot_be_done_is_one_line(server: ServerProcess, words: tuple[str, ...], said: str) -> None:
    done = admin(server, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_without_a_server_it_says_so(tmp_path: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "server.cli", "admin", "disputes", "--data", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert "No server answers" in done.stderr


def test_only_its_owner_may_open_the_socket(server: ServerProcess) -> None:
    assert stat.S_IMODE(admin_path(server.data).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"", "MALFORMED"),
        (b"nonsense", "MALFORMED"),
        (b"[]", "WRONG_TYPE"),
        (b'{"ref":1}', "MISSING_FIELD"),
        (b'{"ref":1,"command":{"type":"drop_tables"}}', "UNKNOWN_COMMAND"),
        (b'{"ref":1,"command":{"type":"list_disputes","all":true}}', "EXTRA_FIELD"),
        (b'{"ref":1,"ref":2,"command":{"type":"list_disputes"}}', "DUPLICATE_KEY"),
        (b'{"ref":1,"command":{"type":"decide_dispute","match_id":"m_aaaaaaaaaaaaaaaa","winner":2,"reason":"because I say so"}}', "OUT_OF_BOUNDS"),
        (b'{"ref":1,"command":{"type":"show_match","match_id":"\xff"}}', "MALFORMED"),
    ],
)
def test_bad_lines_are_refused_and_the_line_is_kept(server: ServerProcess, line: bytes, code: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as desk:
        desk.settimeout(10)
        desk.connect(str(admin_path(server.data)))
        replies = desk.makefile("rb")
        desk.sendall(line + b"\n")
        assert json.loads(replies.readline())["reply"]["code"] == code
        desk.sendall(b'{"ref":9,"command":{"type":"list_disputes"}}\n')
        assert json.loads(replies.readline())["reply"]["type"] == "disputes"
