"""The terminal tools in a real terminal: the live screen and the prompt, on a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.admin.prompt import choices
from server.admin.top import Look, between, quantile, rate
from tests.kit.process import ServerProcess, server_process
from tests.kit.terminal import terminal


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        one.start()
        yield one


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24)])
def test_the_live_screen_fits_and_leaves_on_q(server: ServerProcess, columns: int, rows: int) -> None:
    with terminal("admin", "top", "--data", str(server.data), "--every", "0.2", columns=columns, rows=rows) as screen:
        text = screen.shows("Last errors")
        for words in ("takes bets", "database up", "players", "commands", "p50 / p99", "stuck mailbox", "wallet", "running"):
            assert words in text, words
        assert "Traceback" not in text
        screen.type("q")
        assert screen.wait() == 0


def test_the_prompt_completes_answers_refuses_and_remembers(server: ServerProcess) -> None:
    with terminal("admin", "--data", str(server.data), columns=140, rows=50) as screen:
        screen.shows("wagerup>")
        screen.type("operators\r")
        screen.shows("the environment")
        screen.type("match show m_aaaaaaaaaaaaaaaa\r")
        screen.shows("NO_SUCH_MATCH")
        screen.type("wallet adj")
        screen.shows("Give a player")
        screen.type("\t")
        screen.shows("wallet adjust")
        screen.type(" p_x\r")
        screen.shows("requires an argument")
        screen.type("help drain\r")
        screen.shows("Begin nothing new")
        screen.type("say 'what\r")
        screen.shows("No closing quotation")
        screen.type("exit\r")
        assert screen.wait() == 0
    history = (server.data / "operators" / "history").read_text()
    assert "+match show m_aaaaaaaaaaaaaaaa" in history


def test_what_may_be_typed_next_is_known() -> None:
    assert {"match", "drain", "exit", "top"} <= {word for word, _meaning in choices([""])}
    assert {word for word, _meaning in choices(["dispute", ""])} == {"show", "decide", "evidence"}
    assert {word for word, _meaning in choices(["wallet", "adjust", "--"])} == {"--reason", "--json"}
    assert choices(["nonsense", ""]) == []


# ── two looks, and what lies between them ──


def look(at: float, rows: float, counts: list[int]) -> Look:
    return Look(at, {"readings": [{"name": "rows", "value": rows}], "histograms": [{"name": "h", "bounds": [0.001, 0.01, 0.1], "counts": counts}]})


def test_a_rate_and_a_quantile_are_of_what_happened_between_two_looks() -> None:
    before, now = look(10.0, 100, [100, 0, 0, 0]), look(12.0, 150, [190, 9, 1, 0])
    assert rate(before, now, "rows") == 25
    bounds, counted = between(before, now, "h")
    assert counted == [90, 9, 1, 0]
    assert [quantile(bounds, counted, share) for share in (0.5, 0.95, 0.995)] == [0.001, 0.01, 0.1]
    assert quantile(bounds, [0, 0, 0, 0], 0.5) is None
    assert quantile(bounds, [0, 0, 0, 3], 0.5) == float("inf")
