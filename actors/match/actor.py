"""The match actor: the loop around the pure match. It decides in the order of its mailbox, writes facts to the event log, and only then
shows them: numbered pushes to everybody who watches.

Two points touch money, seating and settling, with ids derived from the match; whatever was under way at a crash is done again under the
same id. Its timers are deadlines in the facts, so they survive restarts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import attrs
import trio

from actors.clock import Clock, trio_deadline
from actors.event_log import EventLog
from actors.event_store import EventRecord
from actors.games.catalogue import game_of
from actors.history import History
from actors.mailbox import Envelope, Mailbox
from actors.match import decide, stakes
from actors.match.audience import Audience
from actors.match.decide import Facts
from actors.match.life import ENDED
from actors.match.state import Folded, MatchState, fold
from actors.match.view import offer_of, row_of, view_of
from actors.outgoing import Encoded, Watcher, push
from actors.wallet import Wallet
from protocol.codec import event_of, event_text
from protocol.commands import (
    AnswerTakeback,
    AskTakeback,
    CancelMatch,
    Command,
    ConcedeMatch,
    ConfirmResult,
    ContestResult,
    CreateMatch,
    JoinMatch,
    PlayMove,
    SayInMatch,
)
from protocol.envelope import Accepted, Body, From, MatchCreated, Watching
from protocol.events import (
    MatchEvent,
    MatchLeft,
    MatchOffered,
    MatchSettled,
    Offer,
    PlayerSeated,
    SeatingRefused,
    SeatingStarted,
)
from protocol.events.match import Phase
from protocol.ids import MatchId, match_stream
from protocol.refusals import Code, Refused, refused
from wallet.failpoints import failpoint

MAILBOX_SIZE = 256
LINGER_SECONDS = 5.0
_INDEXED = (MatchOffered, PlayerSeated, MatchSettled)


@attrs.frozen
class Terms:
    """What the house adds to every offer, fixed in it when it is made."""

    rake_bp: int = 500
    turn_seconds: int = 300
    confirm_seconds: int = 120
    dispute_seconds: int = 48 * 3600


# ── What may be said to it ───────────────────────────────────────────────────


@attrs.frozen
class FromPlayer:
    """A command of a player who is who they say; answered with a reply body."""

    player: str
    name: str
    command: Command


@attrs.frozen
class WatchMatch:
    """Follow the match; answered with Watching. A player's watching is their presence."""

    watcher: Watcher
    player: str
    since: int | None = None


@attrs.frozen
class UnwatchMatch:
    """Follow it no more."""

    watcher: Watcher


@attrs.frozen
class ReportToLobby:
    """Tell the lobby again how you stand."""


@attrs.frozen
class ReadMatch:
    """How do you stand? Answered with a MatchView, or nothing when there is no such match."""


@attrs.frozen
class GiveVerdict:
    """An operator decides the dispute: for a seat, or for nobody. Answered with a reply body."""

    operator: str
    winner: int | None
    reason: str


Message = ReadMatch | GiveVerdict | FromPlayer | WatchMatch | UnwatchMatch | ReportToLobby


@attrs.frozen
class Standing:
    """How a match stands, told to the lobby whenever it changes."""

    match_id: str
    offer: Offer | None
    left: MatchLeft
    players: tuple[str, ...]
    live: bool


@attrs.frozen
class MatchPorts:
    """What a match needs of the house."""

    log: EventLog
    wallet: Wallet
    clock: Clock
    terms: Terms
    report: Callable[[Standing], None]
    gone: Callable[[str], None]
    unreadable: Callable[[str, Exception], None]


class MatchActor:
    """One match."""

    def __init__(self, match_id: str, ports: MatchPorts, audience: Audience) -> None:
        self._match_id = match_id
        self._ports = ports
        self._audience = audience
        self._state: MatchState | None = None
        self._history = History()
        self._stream = match_stream(MatchId(match_id))
        self._timed: tuple[int, float] = (0, 0.0)

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        if not await self._replay():
            self._ports.gone(self._match_id)
            return
        self._catch_up()
        await self._carry_on()
        self._report()
        while not await self._over(mailbox):
            pass
        self._ports.gone(self._match_id)

    # ── start: the facts are the memory ──

    async def _replay(self) -> bool:
        """Folds what is in the log; false when that cannot be read, which is for a person to look at."""
        records = await self._ports.log.events(self._match_id)
        try:
            for record in records:
                folded = fold(self._state, event_of(record.body), self._match_id)
                self._state = folded.state
                self._history.add(record.version, partial(push, self._stream, record.version, folded.shown))
        except Exception as error:
            self._ports.unreadable(self._match_id, error)
            return False
        return True

    def _catch_up(self) -> None:
        """Shows those who watched a life before what they have not seen."""
        if self._state is not None and self._is_private(self._state):
            self._audience.keep_only(self._state.players)
        self._audience.catch_up(self._history)

    async def _carry_on(self) -> None:
        """Finishes what a crash interrupted, under the same ids."""
        state = self._state
        if state is not None and state.phase is Phase.SEATING:
            await self._seat()
        if state is not None and state.phase is Phase.SETTLING:
            await self._settle()

    # ── the loop ──

    async def _over(self, mailbox: Mailbox[Message]) -> bool:
        """One message or one deadline; true when the match is over and nobody looks any more, or when it never was."""
        envelope = None
        with trio.CancelScope(deadline=self._due()):
            envelope = await mailbox.take()
        if envelope is None:
            return await self._time_passed()
        await self._receive(envelope)
        return False

    def _due(self) -> float:
        """When to act without a message, by the clock that cannot step: a stored deadline is translated once, when it is set."""
        state = self._state
        if state is None or (state.phase in ENDED and not self._audience):
            return trio.current_time() + LINGER_SECONDS
        if state.deadline_ms is None:
            return float("inf")
        if self._timed[0] != state.deadline_ms:
            stored = trio_deadline(state.deadline_ms, self._ports.clock)
            # A wall clock that was set back while we were down must not make a turn longer than was agreed.
            agreed = trio.current_time() + decide.time_to_act(state)
            self._timed = (state.deadline_ms, min(stored, agreed))
        return self._timed[1]

    async def _time_passed(self) -> bool:
        state = self._state
        if state is None or state.phase in ENDED:
            return not self._audience
        if state.deadline_ms is not None:
            await self._happen(decide.time_passed(state, max(self._ports.clock.now_ms(), state.deadline_ms)))
        return False

    async def _receive(self, envelope: Envelope[Message]) -> None:
        match envelope.message:
            case FromPlayer() as message:
                envelope.answer(await self._obey(message))
            case WatchMatch() as message:
                self._watch(envelope, message)
            case UnwatchMatch(watcher=watcher):
                self._audience.remove(watcher)
                self._notice_presence()
            case ReportToLobby():
                self._report()
            case ReadMatch():
                envelope.answer(None if self._state is None else view_of(self._state, self._audience.present))
            case GiveVerdict() as message:
                envelope.answer(await self._judge(message))

    # ── commands ──

    async def _obey(self, message: FromPlayer) -> Body:
        if isinstance(message.command, CreateMatch):
            return await self._offer(message, message.command)
        if self._state is None:
            return refused(Code.NO_SUCH_MATCH)
        if isinstance(message.command, JoinMatch):
            return await self._join(self._state, message)
        facts = self._decide(self._state, message)
        if isinstance(facts, Refused):
            return facts
        await self._happen(facts)
        return Accepted(self._state.version)

    async def _judge(self, message: GiveVerdict) -> Body:
        if self._state is None:
            return refused(Code.NO_SUCH_MATCH)
        facts = decide.verdict(self._state, message.winner, message.reason, message.operator, self._ports.clock.now_ms())
        if isinstance(facts, Refused):
            return facts
        await self._happen(facts)
        return Accepted(self._must().version)

    def _decide(self, state: MatchState, message: FromPlayer) -> Facts | Refused:
        now, player = self._ports.clock.now_ms(), message.player
        if isinstance(message.command, CancelMatch):
            return decide.cancel(state, player, now)
        seat = state.seat_of(player)
        if seat is None:
            return refused(Code.NOT_YOUR_MATCH)
        match message.command:
            case PlayMove() as command:
                return decide.play_move(state, seat, command, now)
            case SayInMatch() as command:
                return decide.say(state, player, command, now)
            case AskTakeback() as command:
                return decide.ask_takeback(state, seat, command, now)
            case AnswerTakeback() as command:
                return decide.answer_takeback(state, seat, command, now)
            case ConfirmResult() as command:
                return decide.confirm(state, seat, command, now)
            case ContestResult() as command:
                return decide.contest(state, seat, command, now)
            case ConcedeMatch() as command:
                return decide.concede(state, seat, command, now)
            case _:
                raise AssertionError(f"not a command of a match: {message.command}")

    async def _offer(self, message: FromPlayer, command: CreateMatch) -> Body:
        terms = self._ports.terms
        offered = MatchOffered(
            self._ports.clock.now_ms(),
            message.player,
            message.name,
            command.options,
            command.stake,
            terms.rake_bp,
            terms.turn_seconds * game_of(command.options).pace,
            terms.confirm_seconds,
            terms.dispute_seconds,
            command.invite_only,
        )
        if self._state is None:
            await self._happen((offered,))
        elif not _is_same_offer(self._state.offer, command):
            return refused(Code.KEY_REUSED)
        return MatchCreated(self._match_id)

    async def _join(self, state: MatchState, message: FromPlayer) -> Body:
        if state.players[0] == message.player:
            return refused(Code.OWN_OFFER)
        if state.phase is not Phase.OPEN:
            mine = message.player in state.players
            return Accepted(state.version) if mine else self._seat_is_gone(state)
        started = SeatingStarted(self._ports.clock.now_ms(), message.player, message.name, state.attempt + 1)
        await self._happen((started,))
        return await self._seat()

    def _seat_is_gone(self, state: MatchState) -> Refused:
        return decide.wrong_phase(state) if state.phase is Phase.CANCELLED else refused(Code.ALREADY_TAKEN)

    # ── money ──

    async def _seat(self) -> Body:
        state = self._must()
        failpoint("match.before_seating")
        answer = await self._ports.wallet.post(stakes.seating_id(state), *stakes.seating_ops(state))
        failpoint("match.after_seating")
        now = self._ports.clock.now_ms()
        if answer.done:
            deadline = now + state.offer.turn_seconds * 1000
            await self._happen((PlayerSeated(now, state.players[1], state.names[1], None, (), deadline),))
            return Accepted(self._must().version)
        short = state.players[answer.op]
        await self._happen((SeatingRefused(now, short, state.attempt),))
        if short == state.players[1]:
            return refused(Code.INSUFFICIENT_FUNDS)
        # An offer that its maker cannot cover is no offer.
        await self._happen(decide.cancel(self._must(), state.players[0], now))
        return refused(Code.OPPONENT_CANNOT_COVER)

    async def _settle(self) -> None:
        state = self._must()
        failpoint("match.before_settling")
        answer = await self._ports.wallet.post(stakes.settling_id(state), *stakes.settling_ops(state))
        failpoint("match.after_settling")
        assert answer.done, f"{self._match_id}: {answer}"
        await self._happen((stakes.settled(state, self._ports.clock.now_ms()),))

    # ── facts: durable, then shown ──

    async def _happen(self, facts: Facts | Refused) -> None:
        if isinstance(facts, Refused) or not facts:
            return
        folded = self._fold(facts)
        state, first = folded[-1].state, folded[0].state.version
        records = tuple(
            EventRecord(self._match_id, first + place, fact.at_ms, event_text(fact)) for place, fact in enumerate(facts)
        )
        indexed = isinstance(facts[-1], _INDEXED) or state.phase in ENDED
        failpoint("match.before_facts")
        await self._ports.log.append(records, row_of(state, facts[-1].at_ms) if indexed else None)
        failpoint("match.after_facts")
        before, self._state = self._state, state
        if before is not None and self._is_private(state) and not self._is_private(before):
            self._audience.keep_only(state.players)
        for one in folded:
            self._show(one)
        if before is None or before.phase is not state.phase:
            self._report()
            self._notice_presence()
        if state.phase is Phase.SETTLING:
            await self._settle()

    def _fold(self, facts: tuple[MatchEvent, ...]) -> list[Folded]:
        folded: list[Folded] = []
        state = self._state
        for fact in facts:
            one = fold(state, fact, self._match_id)
            state = one.state
            folded.append(one)
        return folded

    def _show(self, folded: Folded) -> None:
        message = push(self._stream, folded.state.version, folded.shown)
        self._history.add(folded.state.version, message)
        self._audience.show(folded.state.version, message)

    def _must(self) -> MatchState:
        assert self._state is not None
        return self._state

    # ── who looks ──

    def _watch(self, envelope: Envelope[Message], message: WatchMatch) -> None:
        if self._state is None:
            envelope.answer(refused(Code.NO_SUCH_MATCH))
            return
        if self._is_private(self._state) and message.player not in self._state.players:
            envelope.answer(refused(Code.NOT_YOUR_MATCH))
            return
        stayed = message.watcher in self._audience
        self._audience.add(message.watcher, message.player)
        self._notice_presence()
        missed = self._missed(message.since, stayed=stayed)
        if missed is None:
            view = view_of(self._state, self._audience.present)
            envelope.answer(Watching(self._stream, From.SNAPSHOT, self._state.version, view))
            return
        assert message.since is not None
        envelope.answer(Watching(self._stream, From.RESUMED, message.since))
        for one in missed:
            message.watcher.send(one)
        message.watcher.send(self._audience.presence())

    def _missed(self, since: int | None, *, stayed: bool) -> Sequence[Encoded] | None:
        """What a watcher has not been sent; nothing when that is not known, and a snapshot must do."""
        missed = None if since is None else self._history.since(since)
        # Who watched all along was sent everything: it is on the line already, before the answer.
        return () if stayed and missed is not None else missed

    @staticmethod
    def _is_private(state: MatchState) -> bool:
        """An offer is for all to see; a match belongs to its two players."""
        return state.phase not in (Phase.OPEN, Phase.SEATING, Phase.CANCELLED)

    def _notice_presence(self) -> None:
        if self._state is not None:
            self._audience.notice(self._state.players)

    def _report(self) -> None:
        state = self._state
        if state is None:
            return
        offer = offer_of(state) if state.phase is Phase.OPEN else None
        left = MatchLeft.CANCELLED if state.phase is Phase.CANCELLED else MatchLeft.TAKEN
        live = state.phase not in ENDED and state.phase is not Phase.OPEN
        self._ports.report(Standing(self._match_id, offer, left, state.players, live))

    def statistics(self) -> Mapping[str, object]:
        state = self._state
        return {
            "phase": state.phase.value if state is not None else None,
            "version": self._history.version,
            "watchers": len(self._audience),
        }


def _is_same_offer(offer: MatchOffered, command: CreateMatch) -> bool:
    return (offer.options, offer.stake, offer.invite_only) == (command.options, command.stake, command.invite_only)
