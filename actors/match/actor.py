"""The match actor: the loop around the pure match. It decides in the order of its mailbox; what it decided goes into the chronicle, which keeps it
before it shows it.

Two points touch money, seating and settling, with ids derived from the match; whatever was under way at a crash is done again under the
same id. Its timers are deadlines in the facts, so they survive restarts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import trio

from actors.clock import trio_deadline
from actors.mailbox import Envelope, Mailbox
from actors.match import decide, disputes, stakes
from actors.match.audience import Audience
from actors.match.chronicle import Chronicle
from actors.match.decide import Facts
from actors.match.life import ENDED
from actors.match.messages import FromPlayer, GiveVerdict, Message, ReadMatch, ReportToLobby, SayForHouse, StopMatch, UnwatchMatch, WatchMatch
from actors.match.obey import Known, obey
from actors.match.ports import MatchPorts
from actors.match.state import MatchState
from actors.match.terms import is_same_offer, offered
from actors.match.view import is_there_for
from actors.wallet_refusals import refusal_for
from protocol.commands import AddEvidence, CancelMatch, Command, CreateMatch, JoinMatch, OfferRematch, ReactInMatch
from protocol.envelope import Accepted, Body, MatchCreated
from protocol.events import PlayerSeated, Reacted, SeatingRefused, SeatingStarted
from protocol.events.match import Phase
from protocol.refusals import Code, Refused, refused
from wallet.failpoints import failpoint

MAILBOX_SIZE = 256
LINGER_SECONDS = 5.0
REACTIONS, REACTIONS_SECONDS = 4, 6.0


class MatchActor:
    """One match."""

    def __init__(self, match_id: str, ports: MatchPorts, audience: Audience) -> None:
        self._match_id = match_id
        self._ports = ports
        self._audience = audience
        self._chronicle = Chronicle(match_id, ports, audience)
        self._timed: tuple[int, float] = (0, 0.0)
        self._reacted: deque[tuple[float, int]] = deque(maxlen=2 * REACTIONS)

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        if not await self._chronicle.replay():
            self._ports.gone(self._match_id)
            return
        self._chronicle.catch_up()
        await self._carry_on()
        self._chronicle.report()
        while not await self._over(mailbox):
            pass
        self._ports.gone(self._match_id)

    async def _carry_on(self) -> None:
        """Finishes what a crash interrupted, under the same ids."""
        state = self._chronicle.state
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
        state = self._chronicle.state
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
        state = self._chronicle.state
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
                self._chronicle.watch_late(envelope, message)
            case WatchMatch() as message:
                await self._watch(envelope, message)
            case UnwatchMatch(watcher=watcher):
                self._chronicle.unwatch(watcher)
            case ReportToLobby():
                self._chronicle.report()
            case ReadMatch():
                envelope.answer(self._chronicle.view())
            case GiveVerdict() | StopMatch() as message:
                envelope.answer(await self._judge(message))
            case SayForHouse(key=key, words=words):
                state = self._chronicle.state
                said = refused(Code.NO_SUCH_MATCH) if state is None else decide.say_for_house(state, key, words, self._ports.clock.now_ms())
                envelope.answer(await self._do(said))

    async def _watch(self, envelope: Envelope[Message], message: WatchMatch) -> None:
        """A player's watching is their presence: the first time, they are ready."""
        if self._chronicle.watch(envelope, message):
            state = self._must()
            seat = state.seat_of(message.player)
            if seat is not None:
                await self._happen(decide.ready(state, seat, self._ports.clock.now_ms()))

    # ── commands ──

    async def _obey(self, message: FromPlayer) -> Body:
        if isinstance(message.command, CreateMatch):
            return await self._offer(message, message.command)
        state = self._chronicle.state
        if state is None or not is_there_for(state, message.player, invited=isinstance(message.command, JoinMatch)):
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
        state, now = self._chronicle.state, self._ports.clock.now_ms()
        if state is None:
            return refused(Code.NO_SUCH_MATCH)
        if isinstance(message, StopMatch):
            return await self._do(disputes.void(state, message.reason, message.operator, now))
        return await self._do(disputes.verdict(state, message.winner, message.reason, message.strike, message.operator, now))

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
        if self._chronicle.state is None:
            await self._happen((offered(self._ports.terms, message, command, self._ports.clock.now_ms()),))
        elif not is_same_offer(self._chronicle.state.offer, command):
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

    async def _do(self, facts: Facts | Refused) -> Body:
        """Makes the decision happen; answered with the version that it made."""
        if isinstance(facts, Refused):
            return facts
        await self._happen(facts)
        return Accepted(self._must().version)

    async def _happen(self, facts: Facts | Refused) -> None:
        if isinstance(facts, Refused) or not facts:
            return
        state = await self._chronicle.write(facts)
        if state.phase is Phase.SETTLING:
            await self._settle()

    def _must(self) -> MatchState:
        assert self._chronicle.state is not None
        return self._chronicle.state

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

    def statistics(self) -> Mapping[str, object]:
        return self._chronicle.statistics()
