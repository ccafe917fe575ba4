"""Ladders, histories, replays, reports, flags and corrections, read from a real database behind a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import trio

from protocol.commands import (
    ConcedeMatch,
    CreateMatch,
    JoinMatch,
    ListLive,
    ListPeople,
    OfferRematch,
    ReadHistory,
    ReadLeaderboard,
    ReadProfile,
    ReadReplay,
    ReportPlayer,
    SayInMatch,
    SetRelation,
    Watch,
)
from protocol.commands.people import Offence, Ranking, Relation
from protocol.envelope import Accepted, LiveList, MatchCreated
from protocol.events import ChatSaid, MatchSettled
from protocol.games import Darts501Options, GameOptions, HorseOptions
from protocol.ids import MatchId, match_stream
from protocol.money import Amount, Currency
from protocol.people import History, Leaderboard, PeopleList, Profile, Replay
from protocol.refusals import Code, Refused
from server.player import Player, connected, sign_in
from tests.kit.operator import admin, told
from tests.kit.process import ServerProcess, server_process

ONE = Amount(Currency.USD, 100)
COUNTED_SECONDS = 20


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        one.start()
        yield one


def story(server: ServerProcess, *names: str) -> Any:
    """Runs a story with these players connected."""

    def run(tell: Any) -> None:
        async def main() -> None:
            async with trio.open_nursery() as nursery:
                players: list[Player] = []

                async def hold(name: str, task_status: trio.TaskStatus[Player]) -> None:
                    async with connected(await sign_in(server.url, name)) as player:
                        task_status.started(player)
                        await trio.sleep_forever()

                for name in names:
                    players.append(await nursery.start(hold, name))
                await tell(*players)
                nursery.cancel_scope.cancel()

        trio.run(main)

    return run


async def beat(winner: Player, loser: Player, key: str, options: GameOptions | None = None, *, invite_only: bool = False) -> str:
    """One match that the loser concedes."""
    created = await winner.ask(CreateMatch(f"{key}-offer-key", options or Darts501Options(1), ONE, invite_only))
    assert isinstance(created, MatchCreated)
    stream = match_stream(MatchId(created.match_id))
    await winner.watch(stream)
    assert isinstance(await loser.ask(JoinMatch(created.match_id)), Accepted)
    await loser.ask(ConcedeMatch(created.match_id))
    await told(winner, MatchSettled)
    return created.match_id


async def board(player: Player, by: Ranking, scope: str = "horse", after: str | None = None) -> Leaderboard:
    answer = await player.ask(ReadLeaderboard(scope, "ever", by, after))
    assert isinstance(answer, Leaderboard)
    return answer


async def counted(player: Player, matches: int) -> None:
    """Until the ladder has counted so many matches of this player."""
    with trio.fail_after(COUNTED_SECONDS):
        while True:
            answer = await player.ask(ReadProfile(player.account.player_id))
            assert isinstance(answer, Profile)
            if answer.records and answer.records[0].played >= matches:
                return
            await trio.sleep(0.1)


def test_equal_values_share_a_rank_and_the_next_one_is_left_out(server: ServerProcess) -> None:
    async def tell(ann: Player, bob: Player, cat: Player, dan: Player) -> None:
        for place, (winner, loser) in enumerate([(ann, bob), (ann, cat), (bob, cat), (cat, dan), (dan, cat)]):
            await beat(winner, loser, f"rank-{place}", HorseOptions())
        await counted(cat, 4)
        await counted(dan, 2)
        page = await board(dan, Ranking.WINS)
        assert [(rank.rank, rank.value) for rank in page.ranks] == [(1, 2), (2, 1), (2, 1), (2, 1)]
        assert page.mine is not None
        assert (page.mine.rank, page.mine.won, page.mine.lost) == (2, 1, 1)
        rest = await board(dan, Ranking.WINS, after=page.ranks[1].person.player_id)
        assert [(rank.rank, rank.person.name) for rank in rest.ranks] == [(2, page.ranks[2].person.name), (2, page.ranks[3].person.name)]
        earnings = await board(ann, Ranking.EARNINGS)
        assert [(rank.rank, rank.value) for rank in earnings.ranks] == [(1, 180), (2, -10), (2, -10), (4, -210)]
        assert (await board(ann, Ranking.RATING)).ranks == ()

    story(server, "Ann Rank", "Bob Rank", "Cat Rank", "Dan Rank")(tell)


def test_a_result_that_an_operator_strikes_off_is_gone_from_every_ladder_and_the_money_stays(server: ServerProcess) -> None:
    async def tell(ann: Player, bob: Player) -> None:
        kept = await beat(ann, bob, "struck-1")
        struck = await beat(bob, ann, "struck-2")
        await counted(ann, 2)
        done = admin(server, "match", "strike-off", struck, "--reason", "Handed over on purpose.")
        assert done.returncode == 0, done.stderr
        profile = await ann.ask(ReadProfile(ann.account.player_id))
        assert isinstance(profile, Profile)
        assert {(one.played, one.won) for one in profile.records} == {(1, 1)}
        history = await ann.ask(ReadHistory(ann.account.player_id))
        assert isinstance(history, History)
        assert [match.match_id for match in history.matches] == [struck, kept]
        assert "NO_SUCH_MATCH" in admin(server, "match", "strike-off", "m_aaaaaaaaaaaaaaaa", "--reason", "There is none.").stderr

    story(server, "Ann Struck", "Bob Struck")(tell)
    assert server.audit()["right"]


def test_a_replay_is_for_everybody_and_what_was_said_for_the_players(server: ServerProcess) -> None:
    async def tell(ann: Player, bob: Player, eve: Player) -> None:
        created = await ann.ask(CreateMatch("replayed-offer", Darts501Options(1), ONE))
        assert isinstance(created, MatchCreated)
        match = created.match_id
        await bob.ask(JoinMatch(match))
        early = await eve.ask(ReadReplay(match))
        assert isinstance(early, Refused)
        assert early.code is Code.WRONG_PHASE
        await ann.watch(match_stream(MatchId(match)))
        await ann.ask(SayInMatch(match, "chat-key-1", "what a shit day"))
        await bob.ask(ConcedeMatch(match))
        await told(ann, MatchSettled)
        for player, lines in ((ann, ["what a **** day"]), (eve, [])):
            replay = await player.ask(ReadReplay(match))
            assert isinstance(replay, Replay)
            assert [fact.words for fact in replay.facts if isinstance(fact, ChatSaid)] == lines
            assert replay.names == ("Ann Replay", "Bob Replay")
        private = await beat(ann, bob, "replay-private", invite_only=True)
        hidden = await eve.ask(ReadReplay(private))
        assert isinstance(hidden, Refused)
        assert hidden.code is Code.NO_SUCH_MATCH

    story(server, "Ann Replay", "Bob Replay", "Eve Replay")(tell)


def test_others_watch_a_match_late_and_never_one_by_invitation(server: ServerProcess) -> None:
    async def tell(ann: Player, bob: Player, eve: Player) -> None:
        created = await ann.ask(CreateMatch("watched-offer", Darts501Options(1), ONE))
        hidden = await ann.ask(CreateMatch("hidden-offer", Darts501Options(1), ONE, invite_only=True))
        assert isinstance(created, MatchCreated)
        assert isinstance(hidden, MatchCreated)
        for match in (created.match_id, hidden.match_id):
            await bob.ask(JoinMatch(match))
        refused = await eve.ask(Watch(f"spectate:{hidden.match_id}"))
        assert isinstance(refused, Refused)
        live = await eve.ask(ListLive())
        assert isinstance(live, LiveList)
        assert created.match_id in [one.match_id for one in live.matches]
        assert hidden.match_id not in [one.match_id for one in live.matches]
        watching = await eve.watch(f"spectate:{created.match_id}")
        assert watching.snapshot is not None
        for match in (created.match_id, hidden.match_id):
            await bob.ask(ConcedeMatch(match))

    story(server, "Ann Watched", "Bob Watched", "Eve Watches")(tell)


def test_reports_and_flags_wait_for_an_operator_and_are_closed_once(server: ServerProcess) -> None:
    async def tell(ann: Player, bob: Player) -> None:
        bobs = bob.account.player_id
        for _ in range(2):
            assert isinstance(await ann.ask(ReportPlayer(bobs, Offence.CHEATING, "Counts badly on purpose.")), Accepted)
        unknown = await ann.ask(ReportPlayer("p_" + "q" * 16, Offence.OTHER, "nobody"))
        assert isinstance(unknown, Refused)
        assert unknown.code is Code.NO_SUCH_PLAYER
        queue = [one for one in json.loads(admin(server, "reports", "--json").stdout) if one["player"]["name"] == "Bob Flag"]
        assert len(queue) == 1
        number = str(queue[0]["number"])
        assert admin(server, "reports", "close", number, "--outcome", "Warned.").returncode == 0
        assert "NOTHING_OPEN" in admin(server, "reports", "close", number, "--outcome", "Warned.").stderr

        for place in range(4):
            await beat(ann, bob, f"given-{place}")
        flags = [one for one in json.loads(admin(server, "flags", "--json").stdout) if one["players"][0]["name"].endswith("Flag")]
        assert [flag["kind"] for flag in flags] == ["given_away"]
        assert len(flags[0]["matches"]) == 4
        assert "given_away" in admin(server, "flags").stdout
        assert admin(server, "flags", "close", str(flags[0]["number"]), "--outcome", "Friends at practice.").returncode == 0

    story(server, "Ann Flag", "Bob Flag")(tell)


def test_relations_are_listed_and_a_rematch_finds_its_match(server: ServerProcess) -> None:
    async def tell(ann: Player, bob: Player) -> None:
        bobs = bob.account.player_id
        for relation in (Relation.FOLLOW, Relation.MUTE):
            assert isinstance(await ann.ask(SetRelation(bobs, relation, wanted=True)), Accepted)
        people = await ann.ask(ListPeople())
        assert isinstance(people, PeopleList)
        assert ([one.name for one in people.follows], [one.name for one in people.mutes]) == (["Bob Again"], ["Bob Again"])
        match = await beat(ann, bob, "again-1")
        await ann.ask(OfferRematch(match))
        assert isinstance(await bob.ask(OfferRematch(match)), Accepted)
        view = (await ann.watch(match_stream(MatchId(match)))).snapshot
        assert view is not None
        following = view.next_match  # type: ignore[union-attr]
        with trio.fail_after(COUNTED_SECONDS):
            while isinstance(await ann.ask(Watch(f"match:{following}")), Refused):
                await trio.sleep(0.05)
        await bob.ask(ConcedeMatch(str(following)))

    story(server, "Ann Again", "Bob Again")(tell)
