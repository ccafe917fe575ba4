"""A dispute with everything to it, on a real server: evidence with images, an appeal, a strike, and the books exact to the end."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import trio
from PIL import Image

from protocol.commands import (
    AddEvidence,
    AppealVerdict,
    AskAbort,
    ContestMove,
    CreateMatch,
    JoinMatch,
    PlayMove,
    Watch,
)
from protocol.envelope import Accepted, MatchCreated, Watching
from protocol.events import InboxView, MatchSettled, MatchView, MoveContested, NoticeKind, VerdictAppealed, VerdictGiven
from protocol.events.match import Ending
from protocol.games import Darts501Options, Ring, ThrowDart
from protocol.ids import MatchId, match_stream
from protocol.refusals import Code, Refused
from server.player import Account, Player, connected, http, sign_in
from tests.kit.operator import REASON, STAKE, admin, disputed, told
from tests.kit.process import ServerProcess, server_process


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        one.start()
        yield one


def png(side: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), (200, 30, 30)).save(out, "PNG")
    return out.getvalue()


async def upload(account: Account, match_id: str, body: bytes) -> tuple[int, dict[str, str]]:
    status, _headers, answer = await http(account.base, "POST", f"/evidence?match_id={match_id}", raw=body, cookie=account.cookie)
    return status, json.loads(answer)


async def fetch(account: Account, sha256: str) -> tuple[int, dict[str, str], bytes]:
    return await http(account.base, "GET", f"/evidence/{sha256}", cookie=account.cookie)


def test_evidence_is_shown_to_both_and_to_the_operator_and_to_nobody_else(server: ServerProcess, tmp_path: Path) -> None:
    async def story(match_id: str, ann: Player, bob: Player) -> None:
        eve = await sign_in(server.url, "Eve Evidence")
        status, image = await upload(ann.account, match_id, png())
        assert status == 200
        shown = await ann.ask(AddEvidence(match_id, "evidence-1", "The screen says 2-1.", (image["sha256"],)))
        assert isinstance(shown, Accepted)
        assert await ann.ask(AddEvidence(match_id, "evidence-1", "The screen says 2-1.", (image["sha256"],))) == shown

        for account in (ann.account, bob.account):
            status, headers, body = await fetch(account, image["sha256"])
            assert (status, headers["content-type"], headers["x-content-type-options"]) == (200, "image/webp", "nosniff")
            assert "sandbox" in headers["content-security-policy"]
            assert body[:4] == b"RIFF"
        assert (await fetch(eve, image["sha256"]))[0] == 404

        stolen = await bob.ask(AddEvidence(match_id, "evidence-2", "Mine now.", (image["sha256"],)))
        assert isinstance(stolen, Refused)
        assert stolen.code is Code.NO_SUCH_IMAGE

        folder = tmp_path / "case"
        assert "1 shown, 1 images" in admin(server, "dispute", "evidence", match_id, "--to", str(folder)).stdout
        assert "The screen says 2-1." in (folder / "evidence.txt").read_text()
        assert len(list(folder.glob("*.webp"))) == 1

    trio.run(partial(disputed, server, "shown", story))


@pytest.mark.parametrize("body", [b"", b"GIF89a" + b"\0" * 50, b"<svg onload=alert(1)>", png()[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 100])
def test_what_is_no_image_is_not_taken(server: ServerProcess, body: bytes) -> None:
    async def story(match_id: str, ann: Player, _bob: Player) -> None:
        status, answer = await upload(ann.account, match_id, body)
        assert (status, answer["code"]) == (422, "BAD_IMAGE")

    trio.run(partial(disputed, server, f"bad{len(body)}", story))


def test_nobody_uploads_for_a_match_of_others(server: ServerProcess) -> None:
    async def story(match_id: str, _ann: Player, _bob: Player) -> None:
        eve = await sign_in(server.url, "Eve Uploads")
        assert (await upload(eve, match_id, png()))[0] == 404

    trio.run(partial(disputed, server, "others", story))


def test_an_appeal_brings_a_second_verdict_that_is_final_and_a_false_claim_a_strike(server: ServerProcess) -> None:
    async def story(match_id: str, ann: Player, bob: Player) -> None:
        assert admin(server, "dispute", "decide", match_id, "--winner", "creator", "--reason", REASON).returncode == 0
        first = (await told(ann, VerdictGiven))[0]
        assert first.deadline_ms is not None
        winner_appeals = await ann.ask(AppealVerdict(match_id, "I would like even more."))
        assert isinstance(winner_appeals, Refused)

        assert isinstance(await bob.ask(AppealVerdict(match_id, "The video is of another match.")), Accepted)
        await told(ann, VerdictAppealed)
        queue = [one for one in json.loads(admin(server, "disputes", "--json").stdout) if one["match_id"] == match_id]
        assert queue[0]["appeal"] == "The video is of another match."

        done = admin(server, "dispute", "decide", match_id, "--winner", "opponent", "--reason", REASON, "--strike", "creator")
        assert "decided for opponent" in done.stdout
        settled = (await told(ann, MatchSettled))[0]
        assert (settled.ending, settled.paid_minor, settled.rake_minor) == (Ending.DECIDED, (0, 950), 50)
        again = await bob.ask(AppealVerdict(match_id, "And once more, please."))
        assert isinstance(again, Refused)
        assert "strikes: 1" in admin(server, "match", "show", match_id).stdout

        watching = await ann.watch("inbox")
        assert isinstance(watching.snapshot, InboxView)
        kinds = [notice.kind for notice in watching.snapshot.notices]
        assert kinds.count(NoticeKind.STRUCK) == 1
        assert kinds.count(NoticeKind.JUDGED) == 2

    trio.run(partial(disputed, server, "appeal", story))
    assert server.audit()["right"]


def test_an_operator_stops_a_match_and_both_get_their_stake_back(server: ServerProcess) -> None:
    async def story(match_id: str, ann: Player, _bob: Player) -> None:
        assert "void" in admin(server, "match", "void", match_id, "--reason", "The venue lost its power.").stdout
        settled = (await told(ann, MatchSettled))[0]
        assert (settled.ending, settled.paid_minor, settled.rake_minor) == (Ending.VOIDED_BY_OPERATOR, (500, 500), 0)

    trio.run(partial(disputed, server, "void", story))
    assert server.audit()["right"]


def test_a_contested_move_waits_for_an_answer_and_calling_it_off_needs_both(server: ServerProcess) -> None:
    async def story() -> None:
        accounts = [await sign_in(server.url, name) for name in ("Ann Contests", "Bob Contests")]
        async with connected(accounts[0]) as ann, connected(accounts[1]) as bob:
            created = await ann.ask(CreateMatch("contest-key", Darts501Options(1), STAKE))
            assert isinstance(created, MatchCreated)
            match_id = created.match_id
            stream = match_stream(MatchId(match_id))
            await ann.watch(stream)
            await bob.ask(JoinMatch(match_id))
            await bob.ask(Watch(stream))
            await ann.ask(PlayMove(match_id, 0, ThrowDart(20, Ring.TREBLE)))
            assert isinstance(await bob.ask(ContestMove(match_id, 0, "That was a single.")), Accepted)
            await told(ann, MoveContested)
            waits = await ann.ask(PlayMove(match_id, 1, ThrowDart(20, Ring.TREBLE)))
            assert isinstance(waits, Refused)

            assert isinstance(await ann.ask(AskAbort(match_id)), Accepted)
            assert isinstance(await bob.ask(AskAbort(match_id)), Accepted)
            settled = (await told(ann, MatchSettled))[0]
            assert (settled.ending, settled.paid_minor) == (Ending.ABORTED, (500, 500))
            watching = await bob.watch(stream)
            assert isinstance(watching, Watching)
            assert isinstance(watching.snapshot, MatchView)
            assert watching.snapshot.contested is None

    trio.run(story)
