"""What operators do about matches and what players said of each other, on the actors themselves. Nobody goes around a mailbox."""

from __future__ import annotations

import base64
from typing import Any, cast, get_args

import attrs

from actors.event_log import EventLog
from actors.integrity.actor import LookNow
from actors.ladder.actor import Message as LadderMessage
from actors.ladder.actor import StrikeResult
from actors.lobby import Matches
from actors.match.life import ENDED
from actors.match.messages import GiveVerdict, ReadMatch, SayForHouse, StopMatch
from actors.match.record import fact_of
from actors.match.state import fold
from actors.match.view import view_of
from actors.ref import Ref
from protocol.admin import AdminBody
from protocol.admin.matches import (
    DecideDispute,
    Dispute,
    Disputes,
    ImageBytes,
    ListDisputes,
    ListMatches,
    LiveMatch,
    LiveMatches,
    MatchCommand,
    MatchStory,
    ReadImage,
    ShowMatch,
    Side,
    StrikeOff,
    TellMatch,
    VoidMatch,
)
from protocol.admin.people import CloseFlag, CloseReport, Flags, ListFlags, ListReports, Reports
from protocol.envelope import Accepted
from protocol.events import MatchEvent, MatchView
from protocol.events.match import Phase
from protocol.refusals import Code, refused
from server.admin.asker import Asker
from server.admin.records import PostgresOperatorRecords

REPLY_SECONDS = 10.0
COUNT_AGAIN_SECONDS = 600.0
LISTED = 500
SEATS: dict[Side, int | None] = {Side.CREATOR: 0, Side.OPPONENT: 1, Side.NOBODY: None}

Reporting = ListReports | CloseReport | ListFlags | CloseFlag


@attrs.frozen
class MatchRoomPorts:
    """What this room needs of the house."""

    matches: Matches
    facts: EventLog
    ladder: Ref[LadderMessage]
    integrity: Ref[LookNow]
    records: PostgresOperatorRecords


class MatchRoom:
    """Matches, disputes, reports, flags."""

    commands = (*get_args(MatchCommand), *get_args(Reporting))

    def __init__(self, ports: MatchRoomPorts) -> None:
        self._ports = ports

    async def obey(self, asker: Asker, command: MatchCommand | Reporting) -> AdminBody:
        records = self._ports.records
        match command:
            case ListMatches():
                live = [view for view in await self._views() if view.phase not in ENDED]
                return LiveMatches(tuple(map(_live, live[:LISTED])))
            case ListDisputes():
                found = [_dispute(view) for view in await self._views() if view.phase is Phase.DISPUTED]
                return Disputes(tuple(sorted(found, key=lambda one: one.deadline_ms)))
            case ShowMatch(match_id=match_id):
                return await self._story(match_id)
            case DecideDispute():
                verdict = GiveVerdict(asker.name, SEATS[command.winner], command.reason, SEATS[command.strike])
                return await self._to_match(command.match_id, verdict)
            case TellMatch(match_id=match_id, words=words):
                return await self._to_match(match_id, SayForHouse(asker.key("say"), words))
            case VoidMatch():
                return await self._to_match(command.match_id, StopMatch(asker.name, command.reason))
            case StrikeOff():
                strike = StrikeResult(command.match_id, asker.name, command.reason)
                return await self._ports.ladder.ask(strike, seconds=COUNT_AGAIN_SECONDS)
            case ReadImage(sha256=sha256):
                image = await records.image(sha256)
                return refused(Code.NO_SUCH_IMAGE) if image is None else ImageBytes(image[0], base64.b64encode(image[1]).decode())
            case ListReports():
                return Reports(tuple(await records.reports()))
            case CloseReport():
                return _done(await records.close_report(command.number, asker.name, command.outcome))
            case ListFlags():
                await self._ports.integrity.ask(LookNow(), seconds=REPLY_SECONDS)
                return Flags(tuple(await records.flags()))
            case CloseFlag():
                return _done(await records.close_flag(command.number, asker.name, command.outcome))

    async def _to_match(self, match_id: str, message: GiveVerdict | StopMatch | SayForHouse) -> AdminBody:
        return await self._ask(match_id, message) or refused(Code.NO_SUCH_MATCH)

    async def _ask(self, match_id: str, message: ReadMatch | GiveVerdict | StopMatch | SayForHouse) -> Any:
        match = self._ports.matches.find(match_id)
        return None if match is None else await match.ask(message, seconds=REPLY_SECONDS)

    async def _views(self) -> list[MatchView]:
        """Of all matches that have an actor, what waits longest first; who does not answer is left out: `actor show` tells why."""
        found: list[MatchView] = []
        for match_id in self._ports.matches:
            view = cast("MatchView | None", await self._ask(match_id, ReadMatch()))
            if view is not None:
                found.append(view)
        return sorted(found, key=lambda view: view.deadline_ms or 2**53)

    async def _story(self, match_id: str) -> AdminBody:
        """As its actor has it; of a match that has none any more, as its facts say."""
        state, facts = None, list[MatchEvent]()
        for record in await self._ports.facts.events(match_id):
            fact = fact_of(record)
            state = fold(state, fact, match_id).state
            facts.append(fact)
        if state is None:
            return refused(Code.NO_SUCH_MATCH)
        view = cast("MatchView | None", await self._ask(match_id, ReadMatch())) or view_of(state)
        return MatchStory(view, tuple(facts), tuple(await self._ports.records.strikes(state.players)))


def _done(found: bool) -> AdminBody:  # noqa: FBT001  the answer of a question
    return Accepted() if found else refused(Code.NOTHING_OPEN)


def _live(view: MatchView) -> LiveMatch:
    offer = view.offer
    stake = offer.stake
    more = (stake.minor, stake.currency.value, view.ply, view.deadline_ms)
    return LiveMatch(offer.match_id, offer.options.tag, view.phase.value, view.names, *more)


def _dispute(view: MatchView) -> Dispute:
    offer, dispute = view.offer, view.dispute
    assert dispute is not None
    stake = offer.stake
    more = (len(dispute.evidence), dispute.appeal)
    return Dispute(offer.match_id, offer.options.tag, view.names, stake.minor, stake.currency.value, view.deadline_ms or 0, dispute.reason, *more)
