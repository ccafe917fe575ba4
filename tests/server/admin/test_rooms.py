"""What operators do, seen from both sides: the desk says done, and the player on a real socket has it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
import trio

from protocol.admin.house import (
    Announce,
    BackUp,
    ChangeSetting,
    Drain,
    ListBackups,
    LogLevel,
    PruneBackups,
    RestartActor,
    SetLogLevel,
    ShowActor,
    Undrain,
)
from protocol.admin.matches import ListMatches, ShowMatch, TellMatch
from protocol.admin.money import AdjustBalance, AuditBooks, ListReceivables, ReadPlayerStatement
from protocol.admin.people import (
    AddNote,
    EndSessions,
    ExcludePlayer,
    FindPlayers,
    ListSessions,
    MergePlayers,
    SetAccountState,
    ShowPlayer,
    TightenLimit,
)
from protocol.admin.tables import CloseTable, FillBank, InspectTables, OpenTable, SetTableLimits
from protocol.commands import ClaimDaily, ConcedeMatch, CreateMatch, JoinMatch, ListTables, PlaceBet, Watch
from protocol.envelope import Body, MatchCreated, TableList, Watching
from protocol.events import Announced, ChatSaid, SessionEnded, TableView, WalletChanged, WalletView
from protocol.events.wallet import Cause
from protocol.games import Darts501Options
from protocol.ids import WALLET, MatchId, match_stream, table_stream
from protocol.limits import LimitKind, LimitPeriod
from protocol.money import Amount, Currency
from protocol.refusals import Refused
from protocol.tables import CrashBet
from server.player import Player, connected, sign_in
from tests.kit.operator import Speaker, owner
from tests.kit.process import ServerProcess, server_process

USD, GC = Currency.USD, Currency.GC
STAKE = Amount(USD, 500)
WHY = "because the test says so"


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        one.start()
        yield one


@pytest.fixture
def root(server: ServerProcess) -> Iterator[Speaker]:
    with owner(server) as one:
        yield one


def done(reply: dict[str, Any]) -> None:
    assert reply["type"] == "accepted", reply


async def until(player: Player, kind: type[Any]) -> Any:
    with trio.fail_after(20):
        while True:
            event = (await player.push()).event
            if isinstance(event, kind):
                return event


def code(body: Body) -> str:
    return body.code.value if isinstance(body, Refused) else "done"


async def dollars(player: Player) -> tuple[int, int]:
    watching = await player.ask(Watch(WALLET))
    assert isinstance(watching, Watching)
    assert isinstance(watching.snapshot, WalletView)
    found = next(one for one in watching.snapshot.balances if one.currency is USD)
    return found.available, found.held


def played(server: ServerProcess, story: Callable[[], Any]) -> Any:
    return trio.run(story)


# ── one player ──


def test_a_player_is_found_shown_and_written_about(server: ServerProcess, root: Speaker) -> None:
    async def story() -> None:
        account = await sign_in(server.url, "Ann_100 File")
        async with connected(account):
            (found,) = root.ask(FindPlayers("n_100"))["players"]
            assert (found["player"]["player_id"], found["state"], found["online"]) == (account.player_id, "open", True)
            done(root.ask(AddNote(account.player_id, "called about a lost match")))
            file = root.ask(ShowPlayer(account.player_id))
            assert file["notes"][0]["words"] == "called about a lost match"
            assert (file["state"], file["place"], file["sign_ins"], file["live_matches"]) == ("open", "US-CO", 1, [])
            assert {one["currency"]: one["available"] for one in file["balances"]}["USD"] == 10_000
            assert len(root.ask(ListSessions(account.player_id))["sessions"]) == 1

    played(server, story)


def test_an_adjustment_is_journalled_on_both_sides_and_the_player_reads_of_it(server: ServerProcess, root: Speaker) -> None:
    async def story() -> None:
        account = await sign_in(server.url, "Ann Adjust")
        async with connected(account) as player:
            assert await dollars(player) == (10_000, 0)
            done(root.ask(AdjustBalance(USD, account.player_id, 700, "the bet of Tuesday was ours to pay")))
            changed = await until(player, WalletChanged)
            assert (changed.cause, changed.minor) == (Cause.ADJUSTMENT, 700)
            done(root.ask(AdjustBalance(USD, account.player_id, -200, "seven was too much after all")))
            assert await dollars(player) == (10_500, 0)
            assert root.ask(AdjustBalance(USD, account.player_id, -50_000, "more than there is in it"))["code"] == "INSUFFICIENT_FUNDS"
            assert root.ask(AdjustBalance(Currency.SC, account.player_id, 100, "some sweeps coins for them"))["code"] == "CURRENCY_NOT_OPEN"
            lines = root.ask(ReadPlayerStatement(account.player_id))["lines"]
            assert [(one["cause"], one["minor"]) for one in lines[:2]] == [("adjustment", -200), ("adjustment", 700)]
            assert root.ask(ListReceivables())["receivables"] == []

    played(server, story)
    assert root.ask(AuditBooks())["right"]


def test_a_limit_is_tightened_and_never_loosened(server: ServerProcess, root: Speaker) -> None:
    async def story() -> None:
        account = await sign_in(server.url, "Ann Limit")
        async with connected(account) as player:
            day = (LimitKind.STAKE, LimitPeriod.DAY, USD, account.player_id)
            done(root.ask(TightenLimit(*day, 600, WHY)))
            done(root.ask(TightenLimit(*day, 400, WHY)))
            assert root.ask(TightenLimit(*day, 500, WHY))["code"] == "LIMIT_LOOSER"
            assert code(await player.ask(CreateMatch("key-limit-000", Darts501Options(1), STAKE))) == "LIMIT_REACHED"
            assert root.ask(ShowPlayer(account.player_id))["limits"][0]["most"] == 400
            time = (LimitKind.SESSION, LimitPeriod.DAY)
            done(root.ask(TightenLimit(*time, USD, account.player_id, 60, WHY)))
            for currency in Currency:  # time has no currency: in whosever name it is asked for, it is the same limit
                assert root.ask(TightenLimit(*time, currency, account.player_id, 90, WHY))["code"] == "LIMIT_LOOSER"

    played(server, story)


def test_who_is_excluded_frozen_or_signed_out_is_so_at_once(server: ServerProcess, root: Speaker) -> None:
    async def story() -> None:
        account = await sign_in(server.url, "Ann Out")
        async with connected(account) as player:
            done(root.ask(SetAccountState(True, account.player_id, WHY)))
            assert code(await player.ask(CreateMatch("key-out-0000", Darts501Options(1), STAKE))) == "ACCOUNT_FROZEN"
            done(root.ask(SetAccountState(False, account.player_id, WHY)))
            done(root.ask(ExcludePlayer(account.player_id, 30, WHY)))
            assert code(await player.ask(CreateMatch("key-out-0001", Darts501Options(1), STAKE))) == "SELF_EXCLUDED"
            done(root.ask(EndSessions(account.player_id, WHY)))
            await until(player, SessionEnded)

    played(server, story)


def test_two_accounts_of_one_person_become_one(server: ServerProcess, root: Speaker) -> None:
    async def story() -> None:
        keeper, duplicate = await sign_in(server.url, "Ann Keeps"), await sign_in(server.url, "Ann Twice")
        async with connected(duplicate) as twice:
            created = await twice.ask(CreateMatch("key-merge-000", Darts501Options(1), STAKE))
            assert isinstance(created, MatchCreated)
        async with connected(keeper) as player:
            await player.ask(JoinMatch(created.match_id))
            held = root.ask(MergePlayers(duplicate.player_id, keeper.player_id, WHY))
            assert held["code"] == "MONEY_LEFT"

    async def merged() -> None:
        keeper, duplicate = await sign_in(server.url, "Bob Keeps"), await sign_in(server.url, "Bob Twice")
        async with connected(duplicate) as twice:
            await dollars(twice)
        done(root.ask(MergePlayers(duplicate.player_id, keeper.player_id, WHY)))
        async with connected(keeper) as player:
            assert await dollars(player) == (20_000, 0)
        file = root.ask(ShowPlayer(duplicate.player_id))
        assert (file["state"], file["sign_ins"]) == ("closed", 0)
        assert root.ask(MergePlayers(keeper.player_id, keeper.player_id, WHY))["code"] == "NO_SUCH_PLAYER"

    async def held_back() -> None:
        """What kept the duplicate from playing keeps the one that is left."""
        keeper, duplicate = await sign_in(server.url, "Cid Keeps"), await sign_in(server.url, "Cid Twice")
        day = (LimitKind.STAKE, LimitPeriod.DAY, USD)
        async with connected(keeper) as player, connected(duplicate) as twice:
            await dollars(twice)
            done(root.ask(TightenLimit(*day, keeper.player_id, 900, WHY)))
            done(root.ask(TightenLimit(*day, duplicate.player_id, 400, WHY)))
            done(root.ask(TightenLimit(LimitKind.LOSS, LimitPeriod.WEEK, USD, duplicate.player_id, 70, WHY)))
            done(root.ask(MergePlayers(duplicate.player_id, keeper.player_id, WHY)))
            limits = root.ask(ShowPlayer(keeper.player_id))["limits"]
            assert {(one["kind"], one["most"]) for one in limits} == {("stake", 400), ("loss", 70)}
            assert code(await player.ask(CreateMatch("key-merge-001", Darts501Options(1), STAKE))) == "LIMIT_REACHED"
        keeper, duplicate = await sign_in(server.url, "Dan Keeps"), await sign_in(server.url, "Dan Twice")
        async with connected(keeper) as player, connected(duplicate) as twice:
            await dollars(twice)
            done(root.ask(ExcludePlayer(duplicate.player_id, 30, WHY)))
            done(root.ask(MergePlayers(duplicate.player_id, keeper.player_id, WHY)))
            assert code(await player.ask(CreateMatch("key-merge-002", Darts501Options(1), STAKE))) == "SELF_EXCLUDED"

    async def used() -> None:
        """What the duplicate used of a limit is used."""
        keeper, duplicate, other = [await sign_in(server.url, name) for name in ("Eve Keeps", "Eve Twice", "Zed Other")]
        day = (LimitKind.STAKE, LimitPeriod.DAY, USD)
        async with connected(keeper) as player, connected(duplicate) as twice, connected(other) as opponent:
            await dollars(twice)
            done(root.ask(TightenLimit(*day, duplicate.player_id, 900, WHY)))
            created = await twice.ask(CreateMatch("key-merge-003", Darts501Options(1), STAKE))
            assert isinstance(created, MatchCreated)
            await opponent.ask(JoinMatch(created.match_id))
            await twice.ask(ConcedeMatch(created.match_id))
            while (await dollars(twice))[1]:
                await trio.sleep(0.05)
            done(root.ask(MergePlayers(duplicate.player_id, keeper.player_id, WHY)))
            assert code(await player.ask(CreateMatch("key-merge-004", Darts501Options(1), STAKE))) == "LIMIT_REACHED"

    async def frozen() -> None:
        """Whoever is frozen is looked at first."""
        keeper, duplicate = await sign_in(server.url, "Fay Keeps"), await sign_in(server.url, "Fay Twice")
        async with connected(duplicate) as twice:
            await dollars(twice)
            done(root.ask(SetAccountState(True, duplicate.player_id, WHY)))
            assert root.ask(MergePlayers(duplicate.player_id, keeper.player_id, WHY))["code"] == "ACCOUNT_FROZEN"
            assert await dollars(twice) == (10_000, 0)

    played(server, story)
    played(server, merged)
    played(server, held_back)
    played(server, used)
    played(server, frozen)
    assert root.ask(AuditBooks())["right"]


# ── matches ──


def test_a_word_of_the_house_is_read_by_both_and_said_once(server: ServerProcess, root: Speaker) -> None:
    async def story() -> None:
        ann, bob = await sign_in(server.url, "Ann Word"), await sign_in(server.url, "Bob Word")
        async with connected(ann) as one, connected(bob) as two:
            created = await one.ask(CreateMatch("key-word-0000", Darts501Options(1), STAKE))
            assert isinstance(created, MatchCreated)
            await two.ask(JoinMatch(created.match_id))
            for player in (one, two):
                await player.ask(Watch(match_stream(MatchId(created.match_id))))
            done(root.ask(TellMatch(created.match_id, "We look into your line. Play on.")))
            for player in (one, two):
                said = await until(player, ChatSaid)
                assert (said.player_id, said.words) == ("house", "We look into your line. Play on.")
            live = {match["match_id"]: match for match in root.ask(ListMatches())["matches"]}[created.match_id]
            assert (live["phase"], live["names"], live["stake_minor"]) == ("live", ["Ann Word", "Bob Word"], 500)
            assert [fact["type"] for fact in root.ask(ShowMatch(created.match_id))["facts"]].count("chat_said") == 1

    played(server, story)


# ── the house ──


def test_everybody_hears_an_announcement_also_who_comes_later(server: ServerProcess, root: Speaker) -> None:
    async def story() -> None:
        account = await sign_in(server.url, "Ann Hears")
        async with connected(account) as player:
            done(root.ask(Announce("We restart at ten.", 5)))
            assert (await until(player, Announced)).words == "We restart at ten."
        async with connected(account) as later:
            assert (await until(later, Announced)).words == "We restart at ten."
            done(root.ask(Announce("", 1)))
            assert (await until(later, Announced)).words == ""

    played(server, story)


def test_a_house_that_drains_is_not_ready_and_begins_nothing_until_it_is_open_again(server: ServerProcess, root: Speaker) -> None:

    async def story() -> None:
        account = await sign_in(server.url, "Ann Drains")
        async with connected(account) as player:
            done(root.ask(Drain("a new version")))
            assert httpx2.get(server.url + "/readyz", timeout=20).status_code == 503
            assert httpx2.get(server.url + "/healthz", timeout=20).status_code == 200
            assert code(await player.ask(CreateMatch("key-drain-00", Darts501Options(1), STAKE))) == "DRAINING"
            done(root.ask(Undrain("not today")))
            assert code(await player.ask(CreateMatch("key-drain-00", Darts501Options(1), STAKE))) == "done"
            assert httpx2.get(server.url + "/readyz", timeout=20).status_code == 200

    played(server, story)


def test_a_setting_acts_on_the_next_offer_and_not_on_those_before(server: ServerProcess, root: Speaker) -> None:
    async def story() -> None:
        account = await sign_in(server.url, "Ann Rake")
        async with connected(account) as player:
            rakes: list[int] = []
            for number, rake in enumerate((None, 100, None)):
                done(root.ask(ChangeSetting("rake_bp", WHY, rake)))
                created = await player.ask(CreateMatch(f"key-rake-{number:04}", Darts501Options(1), STAKE))
                assert isinstance(created, MatchCreated)
                rakes.append(root.ask(ShowMatch(created.match_id))["match"]["offer"]["rake_bp"])
            assert rakes == [500, 100, 500]

    played(server, story)
    assert root.ask(ChangeSetting("rake_bp", WHY, 5_001))["code"] == "OUT_OF_BOUNDS"
    assert root.ask(ChangeSetting("port", WHY, 1))["code"] == "NO_SUCH_SETTING"


def test_an_actor_is_shown_and_started_again(server: ServerProcess, root: Speaker) -> None:
    before = root.ask(ShowActor("t_crash"))["actor"]["restarts"]
    done(root.ask(RestartActor("t_crash", WHY)))
    assert root.ask(ShowActor("t_crash"))["actor"]["restarts"] == before + 1
    done(root.ask(RestartActor("tables", WHY)))
    assert root.ask(ShowActor("nobody"))["code"] == "NO_SUCH_ACTOR"
    assert root.ask(RestartActor("nobody", WHY))["code"] == "NO_SUCH_ACTOR"
    for level in (LogLevel.ERROR, LogLevel.INFO):
        done(root.ask(SetLogLevel(level, WHY)))


def test_backups_are_made_listed_and_pruned_while_it_serves(server: ServerProcess, root: Speaker) -> None:
    for number in (1, 2):
        made = root.ask(BackUp(WHY))
        assert made["path"].endswith(f"backup-{number:06}"), made
        assert (made["bytes"] > 1_000_000, made["last_seq"] > 0) == (True, True)
    listed = root.ask(ListBackups())
    assert [one["name"] for one in listed["backups"]] == ["backup-000002", "backup-000001"]
    assert 0 < listed["free_bytes"] < listed["disk_bytes"]
    assert [one["name"] for one in root.ask(PruneBackups(1, WHY))["backups"]] == ["backup-000002"]


def test_a_line_of_the_log_says_whom_it_is_about_and_nothing_secret(server: ServerProcess, root: Speaker) -> None:
    async def story() -> str:
        account = await sign_in(server.url, "Ann Logged")
        async with connected(account):
            root.ask(ShowPlayer(account.player_id))
        return account.cookie.partition("=")[2]

    cookie = trio.run(story)
    lines = [json.loads(line) for line in (server.data / "server.log").read_text().splitlines() if line.startswith("{")]
    operators = [line for line in lines if line["event"] == "operator"]
    assert operators
    assert {"operator", "number", "command", "timestamp", "level"} <= set(operators[-1])
    assert cookie not in (server.data / "server.log").read_text()


# ── the tables ──


def test_a_closed_table_says_why_and_limits_are_narrowed_for_the_next_bet(server: ServerProcess, root: Speaker) -> None:
    async def story() -> None:
        account = await sign_in(server.url, "Ann Table")
        async with connected(account) as player:
            await player.ask(ClaimDaily())

            async def bet(minor: int, key: str) -> str:
                watching = await player.ask(Watch(table_stream("t_crash")))
                assert isinstance(watching, Watching)
                assert isinstance(watching.snapshot, TableView)
                answer = await player.ask(PlaceBet(CrashBet(minor, 200), GC, "t_crash", watching.snapshot.round, key))
                return answer.message if isinstance(answer, Refused) and answer.code.value == "TABLE_CLOSED" else code(answer)

            done(root.ask(CloseTable("t_crash", "the curve is being looked at")))
            assert "the curve is being looked at" in await bet(100, "key-closed-00")
            shown = {one["table"]: one["closed"] for one in root.ask(InspectTables())["tables"]}
            assert (shown["t_crash"], shown["t_dice"]) == ("the curve is being looked at", None)
            done(root.ask(OpenTable("t_crash", WHY)))
            done(root.ask(SetTableLimits(GC, "t_crash", 200, 300, 10_000, WHY)))
            assert await bet(100, "key-small-000") == "BET_TOO_SMALL"
            assert await bet(400, "key-large-000") == "BET_TOO_LARGE"
            assert await bet(250, "key-right-000") == "done"
            cards = await player.ask(ListTables())
            assert isinstance(cards, TableList)

    played(server, story)
    assert root.ask(SetTableLimits(GC, "t_crash", 1, 300, 10_000, WHY))["code"] == "OUT_OF_BOUNDS"
    assert root.ask(CloseTable("t_nowhere", WHY))["code"] == "NO_SUCH_TABLE"


def test_a_bank_is_filled_with_more_than_one_transfer_may_move(server: ServerProcess, root: Speaker) -> None:
    def bank() -> int:
        return next(one["minor"] for one in root.ask(InspectTables())["banks"] if one["currency"] == "GC")

    before = bank()
    done(root.ask(FillBank(GC, 2_500_000_001, "the house was generous this week")))
    assert bank() == before + 2_500_000_001
    assert root.ask(FillBank(USD, 100, "dollars are not played here"))["code"] == "CURRENCY_NOT_OPEN"
    assert root.ask(FillBank(Currency.SC, 100_001, "above what one may do alone"))["type"] == "proposed"
