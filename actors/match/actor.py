"""The match actor: the loop around the pure match. It decides in the order of its mailbox, writes facts to the event log, and only then
shows them: numbered pushes to everybody who watches.

Two points touch money, seating and settling, with ids derived from the match; whatever was under way at a crash is done again under the
same id. Its timers are deadlines in the facts, so they survive restarts."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import attrs
import trio

from actors.clock import Clock, trio_deadline
from actors.event_log import EventLog
from actors.games.catalogue import game_of
from actors.history import History
from actors.mailbox import Envelope, Mailbox
from actors.match import decide, disputes, stakes
from actors.match.audience import Audience
from actors.match.decide import Facts
from actors.match.life import ENDED
from actors.match.notes import notes_of
from actors.match.obey import Known, obey
from actors.match.record import fact_of, record_of
from actors.match.state import Folded, MatchState, fold
from actors.match.view import is_known_to, live_of, may_be_watched, may_take, offer_of, row_of, view_of
from actors.outgoing import Encoded, Watcher, push
from actors.people.note import Note
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.commands import (
    AddEvidence,
    CancelMatch,
    Command,
    CreateMatch,
    JoinMatch,
    OfferRematch,
    ReactInMatch,
)
from protocol.envelope import Accepted, Body, From, MatchCreated, Watching
from protocol.events import (
    EvidenceImage,
    LiveMatch,
    MatchCancelled,
    MatchEvent,
    MatchLeft,
    MatchOffered,
    MatchSettled,
    MatchView,
    Offer,
    PlayerSeated,
    Reacted,
    SeatingRefused,
    SeatingStarted,
)
from protocol.events.match import Phase
from protocol.ids import MatchId, match_stream
from protocol.refusals import Code, Refused, refused
from wallet.failpoints import failpoint

MAILBOX_SIZE = 256
LINGER_SECONDS = 5.0
REACTIONS, REACTIONS_SECONDS = 4, 6.0
_INDEXED = (MatchOffered, PlayerSeated, MatchCancelled, MatchSettled)


@attrs.frozen
class Terms:
    """What the house adds to every offer, fixed in it when it is made."""

    rake_bp: int = 500
    turn_seconds: int = 300
    confirm_seconds: int = 120
    dispute_seconds: int = 48 * 3600
    ready_seconds: int = 900
    evidence_seconds: int = 24 * 3600
    appeal_seconds: int = 12 * 3600
    away_seconds: int = 120


# ── What may be said to it ───────────────────────────────────────────────────


@attrs.frozen
class FromPlayer:
    """A command of a player who is who they say; answered with a reply body. rating: theirs in the game that they offer, and whether the house is
    sure of it, where it is known. reserved_for: the only player who may take the offer."""

    player: str
    name: str
    command: Command
    rating: int | None = None
    provisional: bool = True
    reserved_for: str | None = None


@attrs.frozen
class WatchMatch:
    """Follow the match; answered with Watching. A player's watching is their presence. late: as a spectator."""

    watcher: Watcher
    player: str
    since: int | None = None
    late: bool = False


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
    """An operator decides the dispute: for a seat, or for nobody, perhaps with a strike. Answered with a reply body."""

    operator: str
    winner: int | None
    reason: str
    strike: int | None = None


@attrs.frozen
class StopMatch:
    """An operator stops the match: both stakes go back. Answered with a reply body."""

    operator: str
    reason: str


@attrs.frozen
class SayForHouse:
    """An operator says a word in the chat; answered with a reply body. key: the same one is not said twice."""

    key: str
    words: str


Message = ReadMatch | GiveVerdict | StopMatch | SayForHouse | FromPlayer | WatchMatch | UnwatchMatch | ReportToLobby


@attrs.frozen
class Standing:
    """How a match stands, told to the lobby whenever it changes."""

    match_id: str
    offer: Offer | None
    left: MatchLeft
    players: tuple[str, ...]
    live: bool
    watchable: LiveMatch | None = None


@attrs.frozen
class MatchPorts:
    """What a match needs of the house."""

    log: EventLog
    wallet: Wallet
    clock: Clock
    terms: Terms
    report: Callable[[Standing], None]
    gone: Callable[[str], None]
    blocked: Callable[[str, str], Awaitable[bool]]
    images: Callable[[str, tuple[str, ...]], Awaitable[tuple[EvidenceImage, ...] | None]]
    note: Callable[[Note], None]
    settled: Callable[[], None]
    rematch: Callable[[MatchState], None]
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
        self._reacted: deque[tuple[float, int]] = deque(maxlen=2 * REACTIONS)

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
                folded = fold(self._state, fact_of(record), self._match_id)
                self._state = folded.state
                self._history.add(record.version, partial(push, self._stream, record.version, folded.shown))
        except Exception as error:
            self._ports.unreadable(self._match_id, error)
            return False
        return True

    def _catch_up(self) -> None:
        """Shows those who watched a life before what they have not seen."""
        if self._state is not None:
            if self._is_private(self._state):
                self._audience.keep_only(self._state.players)
            self._audience.spectators.begin(self._state)
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
        due, envelope = self._due(), None
        with trio.CancelScope(deadline=min(due, self._audience.spectators.next_due())):
            envelope = await mailbox.take()
        self._audience.spectators.advance(trio.current_time())
        if envelope is not None:
            await self._receive(envelope)
            return False
        return trio.current_time() >= due and await self._time_passed()

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
            case WatchMatch(late=True) as message:
                self._watch_late(envelope, message)
            case WatchMatch() as message:
                await self._watch(envelope, message)
            case UnwatchMatch(watcher=watcher):
                self._audience.remove(watcher)
                self._audience.spectators.remove(watcher)
                self._notice_presence()
            case ReportToLobby():
                self._report()
            case ReadMatch():
                envelope.answer(None if self._state is None else self._view(self._state))
            case GiveVerdict() | StopMatch() as message:
                envelope.answer(await self._judge(message))
            case SayForHouse(key=key, words=words):
                state = self._state
                said = refused(Code.NO_SUCH_MATCH) if state is None else decide.say_for_house(state, key, words, self._ports.clock.now_ms())
                envelope.answer(await self._do(said))

    # ── commands ──

    async def _obey(self, message: FromPlayer) -> Body:
        if isinstance(message.command, CreateMatch):
            return await self._offer(message, message.command)
        state = self._state
        if state is None or not self._is_there_for(state, message.player, invited=isinstance(message.command, JoinMatch)):
            return refused(Code.NO_SUCH_MATCH)
        match message.command:
            case JoinMatch():
                return await self._join(state, message)
            case CancelMatch():
                return await self._do(decide.cancel(state, message.player, self._ports.clock.now_ms()))
            case command:
                seat = state.seat_of(message.player)
                return refused(Code.NOT_YOUR_MATCH) if seat is None else await self._obey_seat(state, seat, command)

    async def _obey_seat(self, state: MatchState, seat: int, command: Command) -> Body:
        if isinstance(command, ReactInMatch):
            return self._react(seat, command)
        images = None
        if isinstance(command, AddEvidence):
            images = await self._ports.images(state.players[seat], command.images)
        claim_at = self._audience.claim_at_ms[1 - seat] if len(self._audience.claim_at_ms) == len(state.players) > 1 else None
        answer = await self._do(obey(state, seat, command, Known(self._ports.clock.now_ms(), images, claim_at)))
        if isinstance(command, OfferRematch) and self._must().next_match is not None:
            self._ports.rematch(self._must())  # told again when it is asked again: the next match has a name, and twice is once
        return answer

    async def _judge(self, message: GiveVerdict | StopMatch) -> Body:
        state, now = self._state, self._ports.clock.now_ms()
        if state is None:
            return refused(Code.NO_SUCH_MATCH)
        if isinstance(message, StopMatch):
            return await self._do(disputes.void(state, message.reason, message.operator, now))
        return await self._do(disputes.verdict(state, message.winner, message.reason, message.strike, message.operator, now))

    async def _do(self, facts: Facts | Refused) -> Body:
        """Makes the decision happen; answered with the version that it made."""
        if isinstance(facts, Refused):
            return facts
        await self._happen(facts)
        return Accepted(self._must().version)

    def _react(self, seat: int, command: ReactInMatch) -> Body:
        """Shown to both at once and kept nowhere."""
        now = trio.current_time()
        mine = [at for at, who in self._reacted if who == seat and now - at < REACTIONS_SECONDS]
        if len(mine) >= REACTIONS:
            return refused(Code.TOO_FAST, retry_after_ms=int(1000 * (REACTIONS_SECONDS - (now - mine[0]))))
        self._reacted.append((now, seat))
        self._audience.say(Reacted(seat, command.reaction))
        return Accepted()

    async def _offer(self, message: FromPlayer, command: CreateMatch) -> Body:
        terms, pace = self._ports.terms, game_of(command.options).pace
        offered = MatchOffered(
            self._ports.clock.now_ms(),
            message.player,
            message.name,
            command.options,
            command.stake,
            terms.rake_bp,
            terms.turn_seconds * pace,
            terms.confirm_seconds,
            terms.dispute_seconds,
            command.invite_only,
            command.open_minutes * 60,
            terms.ready_seconds * pace,
            terms.evidence_seconds,
            terms.appeal_seconds,
            terms.away_seconds * pace,
            message.rating,
            message.provisional,
            message.reserved_for,
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
        if await self._ports.blocked(state.players[0], message.player):
            return refused(Code.BLOCKED)
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
            creator_is_here = bool(self._audience.present) and self._audience.present[0]
            wait = state.offer.turn_seconds if creator_is_here else state.offer.ready_seconds
            ready = (creator_is_here, True)
            await self._happen((PlayerSeated(now, state.players[1], state.names[1], None, (), now + wait * 1000, ready),))
            return Accepted(self._must().version)
        short = state.players[answer.op]
        await self._happen((SeatingRefused(now, short, state.attempt),))
        if short == state.players[1]:
            return refusal_for(answer.outcome)
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
        records = tuple(record_of(self._match_id, first + place, fact) for place, fact in enumerate(facts))
        indexed = isinstance(facts[-1], _INDEXED)
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
        if isinstance(facts[-1], MatchSettled):
            self._ports.settled()
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
        if may_be_watched(folded.state):
            self._audience.spectators.take(folded, trio.current_time() + folded.state.game.spectators_late)
        for note in notes_of(folded.state, folded.shown, self._audience.present):
            self._ports.note(note)

    def _must(self) -> MatchState:
        assert self._state is not None
        return self._state

    # ── who looks ──

    async def _watch(self, envelope: Envelope[Message], message: WatchMatch) -> None:
        state = self._state
        if state is None or not self._is_there_for(state, message.player, invited=True):
            envelope.answer(refused(Code.NO_SUCH_MATCH))
            return
        if self._is_private(state) and message.player not in state.players:
            envelope.answer(refused(Code.NOT_YOUR_MATCH))
            return
        stayed = message.watcher in self._audience
        self._audience.add(message.watcher, message.player)
        self._notice_presence()
        missed = self._missed(message.since, stayed=stayed)
        if missed is None:
            envelope.answer(Watching(self._stream, From.SNAPSHOT, state.version, self._view(state)))
        else:
            assert message.since is not None
            envelope.answer(Watching(self._stream, From.RESUMED, message.since))
            for one in (*missed, self._audience.presence()):
                message.watcher.send(one)
        seat = state.seat_of(message.player)
        if seat is not None:
            await self._happen(decide.ready(state, seat, self._ports.clock.now_ms()))

    def _watch_late(self, envelope: Envelope[Message], message: WatchMatch) -> None:
        """For spectators there is always a snapshot: what they missed is late already."""
        spectators = self._audience.spectators
        view = spectators.view()
        if self._state is None or not may_be_watched(self._state) or view is None:
            envelope.answer(refused(Code.NO_SUCH_MATCH))
            return
        spectators.add(message.watcher)
        envelope.answer(Watching(spectators.stream, From.SNAPSHOT, spectators.version, view))

    def _view(self, state: MatchState) -> MatchView:
        return view_of(state, self._audience.present, self._audience.claim_at_ms)

    def _missed(self, since: int | None, *, stayed: bool) -> Sequence[Encoded] | None:
        """What a watcher has not been sent; nothing when that is not known, and a snapshot must do."""
        missed = None if since is None else self._history.since(since)
        # Who watched all along was sent everything: it is on the line already, before the answer.
        return () if stayed and missed is not None else missed

    @staticmethod
    def _is_there_for(state: MatchState, player: str, *, invited: bool) -> bool:
        """Nobody learns by asking that a match exists which is none of theirs. invited: what is asked is what an invitation is for."""
        return is_known_to(state, player) or (invited and may_take(state, player))

    @staticmethod
    def _is_private(state: MatchState) -> bool:
        """An offer is for all to see; a match belongs to its two players."""
        return state.phase not in (Phase.OPEN, Phase.SEATING, Phase.CANCELLED)

    def _notice_presence(self) -> None:
        state = self._state
        if state is not None:
            away_ms = state.offer.away_seconds * 1000
            self._audience.notice(state.players, state.turn, self._ports.clock.now_ms() + away_ms)

    def _report(self) -> None:
        state = self._state
        if state is None:
            return
        offer = offer_of(state) if state.phase is Phase.OPEN else None
        left = MatchLeft.CANCELLED if state.phase is Phase.CANCELLED else MatchLeft.TAKEN
        live = state.phase not in ENDED and state.phase is not Phase.OPEN
        self._ports.report(Standing(self._match_id, offer, left, state.players, live, live_of(state)))

    def statistics(self) -> Mapping[str, object]:
        state = self._state
        return {
            "phase": state.phase.value if state is not None else None,
            "version": self._history.version,
            "watchers": len(self._audience),
        }


def _is_same_offer(offer: MatchOffered, command: CreateMatch) -> bool:
    offered = (offer.options, offer.stake, offer.invite_only, offer.open_seconds)
    return offered == (command.options, command.stake, command.invite_only, command.open_minutes * 60)
