"""A simulated player: wants to play, is on a bad line, repeats what it got no answer to, and writes down all it saw."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import attrs
import trio

from actors.games.catalogue import ALL
from actors.games.sample import next_move
from actors.line import Identity, LineClosed
from protocol.codec import CONVERTER, encode_request
from protocol.commands import (
    AcceptVerdict,
    AddEvidence,
    AnswerContest,
    AnswerTakeback,
    AppealVerdict,
    AskAbort,
    AskTakeback,
    CancelMatch,
    ClaimForfeit,
    Command,
    ConcedeMatch,
    ConfirmResult,
    ContestMove,
    ContestResult,
    CreateMatch,
    DeclineAbort,
    DropContest,
    JoinMatch,
    OfferRematch,
    PlayMove,
    SayInMatch,
    SeekOpponent,
    StopSeeking,
    Watch,
)
from protocol.envelope import Request
from protocol.games import Board, ConcedeHole, GameOptions, GolfBoard, GolfMatchPlayOptions, ReportScore, RollBall, TenPinBoard, TenPinOptions, Tie
from protocol.money import Amount, Currency
from tests.kit.lines import MemoryLine

PATIENCE_SECONDS = 20.0


class Lost(Exception):
    """The line is gone, or no answer came."""


@attrs.define
class Log:
    """(stream, version, event) in the order in which they were seen; a snapshot is an event of type snapshot."""

    seen: list[tuple[str, int, dict[str, Any]]] = attrs.Factory(list)


class SimPlayer:
    """One player over many connections."""

    def __init__(self, identity: Identity, random: Random, connect: Callable[[Identity], MemoryLine], note: Callable[[str], None]) -> None:
        self.identity = identity
        self.random = random
        self.log = Log()
        self.busy = True
        self._connect = connect
        self._note = note
        self._ref = 0
        self._line = MemoryLine()
        self._line.cut()
        self._versions: dict[str, int] = {}
        self._views: dict[str, dict[str, Any]] = {}
        self._offers: dict[str, dict[str, Any]] = {}
        self._mine: str | None = None
        self._found: str | None = None
        self._key = 0

    # ── life ──

    async def live(self, matches: int) -> None:
        """Plays so many matches, then rests."""
        while matches > 0:
            try:
                await self._ensure_line()
                if self._mine is None:
                    await self._find()
                elif await self._play_on():
                    self._mine = None
                    matches -= 1
            except Lost:
                await trio.sleep(self.random.uniform(0.1, 3.0))
        self.busy = False

    async def rest(self) -> None:
        """With a good line, plays what it is in to its end, and confirms what waits for it, until nothing moves any more."""
        while True:
            try:
                await self._ensure_line()
                if self._mine is not None and await self._play_on():
                    self._mine = None
            except Lost:
                pass
            await trio.sleep(10.0 if self._mine is None else 1.0)

    async def _ensure_line(self) -> None:
        if self._line.closed is None:
            return
        self._line = self._connect(self.identity)
        for stream in ["wallet", "lobby", *([f"match:{self._mine}"] if self._mine else [])]:
            await self._watch(stream)

    async def _watch(self, stream: str) -> None:
        since = self._versions.get(stream) if stream.startswith("match:") else None
        answer = await self._ask(Watch(stream, since))
        if answer["type"] != "watching":
            self._views.pop(stream, None)
            return
        if answer["snapshot"] is not None:
            self._take_snapshot(stream, answer)

    def _take_snapshot(self, stream: str, answer: dict[str, Any]) -> None:
        view = answer["snapshot"]
        self._versions[stream] = answer["version"]
        self.log.seen.append((stream, answer["version"], {**view, "type": "snapshot"}))
        if stream == "lobby":
            self._offers = {offer["match_id"]: offer for offer in view["offers"]}
        else:
            self._views[stream] = view

    # ── talking ──

    async def _ask(self, command: Command, *, repeat: int = 3) -> dict[str, Any]:
        """Asks, and asks again on UNKNOWN or UNAVAILABLE; twice for good measure, sometimes."""
        for _attempt in range(repeat):
            ref = self._ref = self._ref + 1
            wire = encode_request(Request(ref, command))
            self._line.say(wire)
            if self.random.random() < 0.03:
                self._note("client duplicates")
                self._line.say(wire)
            answer = await self._wait_reply(ref)
            if answer.get("code") not in ("UNKNOWN_OUTCOME", "UNAVAILABLE", "BUSY", "TOO_FAST", "TOO_MANY_IN_FLIGHT"):
                return answer
            await trio.sleep(self.random.uniform(0.2, 1.5))
        raise Lost

    async def _wait_reply(self, ref: int) -> dict[str, Any]:
        with trio.move_on_after(PATIENCE_SECONDS):
            while True:
                message = await self._hear()
                if message.get("ref") == ref:
                    return message["reply"]
        self._line.cut()
        raise Lost

    async def _hear(self) -> dict[str, Any]:
        """The next message; pushes are taken into the log and the view."""
        try:
            message: dict[str, Any] = json.loads(await self._line.heard())
        except LineClosed:
            raise Lost from None
        if "stream" in message:
            self._take_push(message)
        return message

    def _take_push(self, push: dict[str, Any]) -> None:
        stream, version, event = push["stream"], push["version"], push["event"]
        if stream == "wallet":
            self.log.seen.append((stream, version, event["wallet"]))
        elif stream == "lobby":
            if event["type"] == "offer_opened":
                self._offers[event["offer"]["match_id"]] = event["offer"]
            else:
                self._offers.pop(event["match_id"], None)
        elif stream == "quick":
            self._found = event["match_id"] if event["type"] == "opponent_found" else "" if event["type"] == "seek_ended" else self._found
        elif stream in self._versions and stream.startswith("match:"):
            self.log.seen.append((stream, version, event))
            self._versions[stream] = version
            self._fold(stream, event)

    def _fold(self, stream: str, event: dict[str, Any]) -> None:
        view = self._views[stream]
        match event["type"]:
            case "player_seated":
                view.update(phase="live", board=event["board"], turn=event["turn"], players=[view["offer"]["creator"], event["player_id"]], ply=0)
            case "move_played":
                view.update(board=event["board"], turn=event["turn"], ply=event["ply"] + 1, confirmed=[event["seat"] == 0, event["seat"] == 1])
            case "player_ready":
                view["ready"][event["seat"]] = True
            case "abort_asked":
                view.update(abort=event["seat"])
            case "abort_declined":
                view.update(abort=None)
            case "move_contested":
                view.update(contested=event, turn=[])
            case "contest_dropped":
                view.update(contested=None, turn=event["turn"])
            case "match_replayed":
                view.update(phase="live", board=event["board"], turn=event["turn"], ply=event["ply"] + 1, confirmed=[False, False], result=None)
            case "contest_rejected":
                view.update(phase="disputed", contested=None)
            case "verdict_given":
                final = event["deadline_ms"] is None
                accepted = [final or event["winner"] == 0, final or event["winner"] == 1]
                view.update(phase="settling" if final else "judged", accepted=accepted)
            case "verdict_appealed":
                view.update(phase="disputed", appealed=True)
            case "rematch_agreed":
                view.update(next_match=event["match_id"])
            case "takeback_asked":
                view.update(takeback=event["seat"])
            case "takeback_declined":
                view.update(takeback=None)
            case "move_taken_back":
                view.update(phase="live", board=event["board"], turn=event["turn"], ply=event["ply"] + 1, confirmed=[False, False], takeback=None, contested=None)
            case "turn_lapsed":
                view.update(board=event["board"], turn=event["turn"], ply=event["ply"] + 1, confirmed=[False, False])
            case "reports_contradicted":
                view.update(phase="disputed", turn=[])
            case "result_reached":
                view.update(phase="confirming", turn=[])
            case "result_contested":
                view.update(phase="disputed")
            case "match_cancelled":
                view.update(phase="cancelled")
            case "match_conceded" | "match_forfeited" | "match_abandoned" | "match_voided" | "match_aborted" | "player_no_show":
                view.update(phase="settling", turn=[])
            case "match_settled":
                view.update(phase="settled")
            case "seating_refused":
                view.update(phase="open")

    # ── playing ──

    async def _find(self) -> None:
        if self.random.random() < 0.15:
            await self._seek()
            return
        others = [match for match, offer in self._offers.items() if offer["creator"] != self.identity.player]
        if others and self.random.random() < 0.7:
            match = self.random.choice(others)
            self._offers.pop(match)
            answer = await self._ask(JoinMatch(match))
            if answer["type"] == "accepted":
                await self._enter(match)
            return
        self._key += 1
        key = f"{self.identity.player[-8:]}-{self._key:08d}"
        answer = await self._ask(CreateMatch(key, self._options(), Amount(Currency.USD, self.random.randint(1, 900))))
        if answer["type"] == "match_created":
            await self._enter(answer["match_id"])

    async def _seek(self) -> None:
        """Lets the house find somebody; whoever is left alone for long stops looking."""
        self._found = None
        answer = await self._ask(SeekOpponent(TenPinOptions(Tie.SPLIT), Amount(Currency.USD, 100)))
        if answer["type"] != "accepted":
            return
        with trio.move_on_after(30):
            while self._found is None:
                await self._hear()
        if self._found is None:
            await self._ask(StopSeeking())
        if isinstance(self._found, str) and self._found:
            await self._enter(self._found)

    def _options(self) -> GameOptions:
        """Often a quick game, so that money moves often; else any of the eighteen."""
        quick = (TenPinOptions(Tie.SPLIT), TenPinOptions(Tie.EXTRA), GolfMatchPlayOptions(9, Tie.SPLIT), GolfMatchPlayOptions(9, Tie.EXTRA))
        return self.random.choice(quick) if self.random.random() < 0.6 else self.random.choice(ALL).options()

    async def _enter(self, match: str) -> None:
        self._mine = match
        await self._watch(f"match:{match}")

    async def _play_on(self) -> bool:
        """One step of the match; true when it is over for us."""
        assert self._mine is not None
        match, stream = self._mine, f"match:{self._mine}"
        view = self._views.get(stream)
        if view is None or view["phase"] in ("settled", "cancelled", "abandoned", "voided"):
            return not await self._again(match, view)
        me = self.identity.player
        if view["phase"] == "open" and self.random.random() < 0.02:
            await self._ask(CancelMatch(match))
        if self.random.random() < 0.02:
            self._key += 1
            await self._ask(SayInMatch(match, f"{me[-8:]}-chat-{self._key:06d}", "hello"))
        seat = view["players"].index(me) if me in view["players"] else 0
        if await self._disagree(match, view, seat):
            pass
        elif view["phase"] in ("live", "confirming") and view.get("takeback") == 1 - seat:
            view["takeback"] = None
            await self._ask(AnswerTakeback(match, view["ply"], self.random.random() < 0.7))
        elif view["phase"] in ("live", "confirming") and self.random.random() < 0.01:
            await self._ask(AskTakeback(match, view["ply"]))
        elif view["phase"] == "live" and seat in view["turn"]:
            await self._move(match, view, seat)
        elif view["phase"] == "confirming" and not view["confirmed"][seat]:
            await self._ask(ContestResult(match, "not so") if self.random.random() < 0.08 else ConfirmResult(match))
            view["confirmed"][seat] = True
        else:
            await self._listen(stream)
        return False

    async def _disagree(self, match: str, view: dict[str, Any], seat: int) -> bool:
        """What one does when players do not agree, or one wants to stop; true when it did something."""
        phase, draw, contested = view["phase"], self.random.random(), view.get("contested")
        if phase == "live" and contested is not None:
            mine = contested["seat"] == seat
            view["contested"] = None
            if mine and draw < 0.2:
                await self._ask(DropContest(match))
            elif not mine and draw < 0.8:
                await self._ask(AnswerContest(match, draw < 0.5))
            else:
                await self._listen(f"match:{match}")
            return True
        if phase == "live" and draw < 0.01 and view["ply"] > 0:
            await self._ask(ContestMove(match, view["ply"] - 1, "that was not so"))
            return True
        if phase in ("live", "confirming", "disputed") and (view.get("abort") == 1 - seat or draw < 0.004):
            view["abort"] = None
            await self._ask(AskAbort(match) if draw < 0.5 else DeclineAbort(match))
            return True
        if phase == "live" and draw < 0.05 and seat not in view["turn"]:
            await self._ask(ClaimForfeit(match))
            return False
        return await self._dispute(match, view, seat, draw)

    async def _dispute(self, match: str, view: dict[str, Any], seat: int, draw: float) -> bool:
        if view["phase"] == "disputed" and draw < 0.3:
            self._key += 1
            await self._ask(AddEvidence(match, f"evidence-{self._key:06d}", "look here", ("ab" * 32,)))
            return False
        verdict = (view.get("dispute") or {}).get("verdict") or {}
        accepted = view.get("accepted") or verdict.get("accepted") or [False, False]
        if view["phase"] == "judged" and not accepted[seat] and draw < 0.7:
            view["accepted"] = [True, True]
            await self._ask(AppealVerdict(match, "this was not so at all") if draw < 0.3 else AcceptVerdict(match))
            return True
        return False

    async def _again(self, match: str, view: dict[str, Any] | None) -> bool:
        """Sometimes both want another; true when they play it."""
        me = self.identity.player
        if view is None or view["phase"] == "cancelled" or me not in view["players"] or len(view["players"]) < 2 or self.random.random() < 0.6:
            return False
        await self._ask(OfferRematch(match))
        await self._listen(f"match:{match}")
        if view.get("next_match") is None:
            return False
        await trio.sleep(1)
        await self._enter(view["next_match"])
        return True

    async def _move(self, match: str, view: dict[str, Any], seat: int) -> None:
        if self.random.random() < 0.02:
            await self._ask(ConcedeMatch(match))
            view["turn"] = []
            return
        board: Any = CONVERTER.structure(view["board"], Board)  # type: ignore[arg-type]
        ply = view["ply"]
        answer = await self._ask(PlayMove(match, ply, self._some_move(board, view["turn"], seat)))
        if answer["type"] == "refused" and answer["code"] == "STALE_PLY":
            self._versions.pop(f"match:{match}", None)
            await self._watch(f"match:{match}")
        elif view["ply"] == ply:
            view["turn"] = [other for other in view["turn"] if other != seat]

    def _some_move(self, board: Any, turn: list[int], seat: int) -> Any:
        """Quick games: holes are often conceded, pins fall well. A report is a lie now and then."""
        if isinstance(board, TenPinBoard):
            return RollBall(board.standing if self.random.random() < 0.7 else self.random.randint(0, board.standing))
        if isinstance(board, GolfBoard) and self.random.random() < 0.5:
            return ConcedeHole(board.hole)
        move = next_move(board, tuple(turn), seat, 0.9, self.random.random)
        if isinstance(move, ReportScore) and self.random.random() < 0.1:
            return attrs.evolve(move, mine=move.mine + 1)
        return move

    async def _listen(self, stream: str) -> None:
        """Waits for something to happen; looks again when nothing does for long."""
        with trio.move_on_after(self.random.uniform(5, 60)):
            while True:
                message = await self._hear()
                if message.get("stream") == stream:
                    return
        await self._watch(stream)
