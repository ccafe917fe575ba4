"""The desk: what operators may do, on the actors themselves. No operator goes around a mailbox; what is only read is read past them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, Protocol, cast

import attrs

from actors.event_log import EventLog
from actors.integrity.actor import LookNow
from actors.ladder.actor import Message as LadderMessage
from actors.ladder.actor import StrikeResult
from actors.lobby import Matches
from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.match.actor import GiveVerdict, ReadMatch, StopMatch
from actors.match.record import fact_of
from actors.match.state import fold
from actors.match.view import view_of
from actors.ref import AskTimeout, Ref
from protocol.admin import (
    AdminBody,
    AdminCommand,
    CloseFlag,
    CloseReport,
    DecideDispute,
    Dispute,
    Disputes,
    FlagRaised,
    Flags,
    ImageBytes,
    ListDisputes,
    ListFlags,
    ListReports,
    MatchStory,
    ReadImage,
    Report,
    Reports,
    ShowMatch,
    StrikeOff,
    VoidMatch,
)
from protocol.admin_coins import AcceptEntry, DecideRedemption, ListEntries, ListRedemptions
from protocol.envelope import Accepted
from protocol.events import MatchEvent, MatchView
from protocol.events.match import Phase
from protocol.refusals import Code, refused
from server.operator_coins import OperatorCoins
from server.operator_payments import OperatorPayments
from server.telemetry import log
from wallet.journal import DatabaseAway

REPLY_SECONDS = 10.0
COUNT_AGAIN_SECONDS = 600.0


class OperatorRecords(Protocol):
    """What operators read and close."""

    async def reports(self) -> Sequence[Report]: ...

    async def close_report(self, number: int, operator: str, outcome: str) -> bool: ...

    async def flags(self) -> Sequence[FlagRaised]: ...

    async def close_flag(self, number: int, operator: str, outcome: str) -> bool: ...

    async def strikes(self, players: Sequence[str]) -> Sequence[int]: ...

    async def image(self, sha256: str) -> tuple[str, bytes] | None: ...


@attrs.frozen
class DeskPorts:
    """What the desk needs of the house."""

    matches: Matches
    facts: EventLog
    ladder: Ref[LadderMessage]
    integrity: Ref[LookNow]
    records: OperatorRecords
    payments: OperatorPayments
    coins: OperatorCoins


class AdminDesk:
    """Every command is written down with who gave it, before it acts."""

    def __init__(self, ports: DeskPorts) -> None:
        self._ports = ports

    async def obey(self, operator: str, command: AdminCommand) -> AdminBody:
        log().info("operator", operator=operator, command=command)
        try:
            return await self._obey(operator, command)
        except (ActorDead, ActorCrashed, MailboxFull, DatabaseAway):
            return refused(Code.UNAVAILABLE)
        except AskTimeout:
            return refused(Code.UNKNOWN_OUTCOME)

    async def _obey(self, operator: str, command: AdminCommand) -> AdminBody:
        records = self._ports.records
        match command:
            case ListDisputes():
                return Disputes(tuple(sorted(await self._disputes(), key=lambda one: one.deadline_ms)))
            case ShowMatch(match_id=match_id):
                return await self._story(match_id)
            case DecideDispute():
                return await self._to_match(command.match_id, GiveVerdict(operator, command.winner, command.reason, command.strike))
            case VoidMatch():
                return await self._to_match(command.match_id, StopMatch(operator, command.reason))
            case StrikeOff():
                strike = StrikeResult(command.match_id, operator, command.reason)
                return await self._ports.ladder.ask(strike, seconds=COUNT_AGAIN_SECONDS)
            case ReadImage(sha256=sha256):
                image = await records.image(sha256)
                return refused(Code.NO_SUCH_IMAGE) if image is None else ImageBytes(image[0], base64.b64encode(image[1]).decode())
            case ListReports():
                return Reports(tuple(await records.reports()))
            case CloseReport():
                return _done(await records.close_report(command.number, operator, command.outcome))
            case ListFlags():
                await self._ports.integrity.ask(LookNow(), seconds=REPLY_SECONDS)
                return Flags(tuple(await records.flags()))
            case CloseFlag():
                return _done(await records.close_flag(command.number, operator, command.outcome))
            case ListRedemptions() | DecideRedemption() | ListEntries() | AcceptEntry():
                return await self._ports.coins.obey(operator, command)
            case payment:
                return await self._ports.payments.obey(operator, payment)

    async def _to_match(self, match_id: str, message: GiveVerdict | StopMatch) -> AdminBody:
        return await self._ask(match_id, message) or refused(Code.NO_SUCH_MATCH)

    async def _ask(self, match_id: str, message: ReadMatch | GiveVerdict | StopMatch) -> Any:
        match = self._ports.matches.find(match_id)
        return None if match is None else await match.ask(message, seconds=REPLY_SECONDS)

    async def _disputes(self) -> Sequence[Dispute]:
        found: list[Dispute] = []
        for match_id in self._ports.matches:
            view = cast("MatchView | None", await self._ask(match_id, ReadMatch()))
            if view is not None and view.phase is Phase.DISPUTED:
                found.append(_dispute(view))
        return found

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


def _dispute(view: MatchView) -> Dispute:
    offer, dispute = view.offer, view.dispute
    assert dispute is not None
    stake = offer.stake
    more = (len(dispute.evidence), dispute.appeal)
    return Dispute(offer.match_id, offer.options.tag, view.names, stake.minor, stake.currency.value, view.deadline_ms or 0, dispute.reason, *more)
