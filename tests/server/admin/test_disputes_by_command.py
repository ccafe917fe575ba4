"""Disputes by `wagerup admin`, with a real server: seen, decided, settled exactly once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import trio

from protocol.commands import AcceptVerdict, ContestResult, CreateMatch
from protocol.envelope import MatchCreated
from protocol.events import MatchSettled, VerdictGiven
from protocol.games import SportsSeriesOptions
from server.player import Player, connected, sign_in
from tests.kit.operator import REASON, STAKE, admin, disputed, disputes, told
from tests.kit.process import ROOT, ServerProcess, server_process


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        one.start()
        yield one



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
