"""The chronicle of a match: what happened, durable and then shown. Facts go to the event log and only then, numbered, to everybody who watches; the
lobby is told how the match stands, and players who look elsewhere what concerns them. It knows nothing of how things are decided, or of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import trio

from actors.history import History
from actors.mailbox import Envelope
from actors.match.audience import Audience
from actors.match.decide import Facts
from actors.match.messages import Message, WatchMatch
from actors.match.notes import notes_of
from actors.match.ports import MatchPorts
from actors.match.record import fact_of, record_of
from actors.match.state import Folded, MatchState, fold
from actors.match.view import is_private, is_there_for, may_be_watched, row_of, standing_of, view_of
from actors.outgoing import Encoded, Watcher, push
from protocol.envelope import From, Watching
from protocol.events import MatchCancelled, MatchOffered, MatchSettled, MatchView, PlayerSeated
from protocol.ids import MatchId, match_stream
from protocol.refusals import Code, refused
from wallet.failpoints import failpoint

_INDEXED = (MatchOffered, PlayerSeated, MatchCancelled, MatchSettled)


class Chronicle:
    """Of one match, in one life of its actor. state: nothing while there is no such match."""

    def __init__(self, match_id: str, ports: MatchPorts, audience: Audience) -> None:
        self._match_id = match_id
        self._ports = ports
        self._audience = audience
        self._history = History()
        self._stream = match_stream(MatchId(match_id))
        self.state: MatchState | None = None

    # ── start: the facts are the memory ──

    async def replay(self) -> bool:
        """Folds what is in the log; false when that cannot be read, which is for a person to look at."""
        records = await self._ports.log.events(self._match_id)
        try:
            for record in records:
                folded = fold(self.state, fact_of(record), self._match_id)
                self.state = folded.state
                self._history.add(record.version, partial(push, self._stream, record.version, folded.shown))
        except Exception as error:
            self._ports.unreadable(self._match_id, error)
            return False
        return True

    def catch_up(self) -> None:
        """Shows those who watched a life before what they have not seen."""
        if self.state is not None:
            if is_private(self.state):
                self._audience.keep_only(self.state.players)
            self._audience.spectators.begin(self.state)
        self._audience.catch_up(self._history)

    # ── facts: durable, then shown ──

    async def write(self, facts: Facts) -> MatchState:
        """Facts that nobody knows yet: kept first. Answered with how the match stands then."""
        folded = self._fold(facts)
        state, first = folded[-1].state, folded[0].state.version
        records = tuple(record_of(self._match_id, first + place, fact) for place, fact in enumerate(facts))
        indexed = isinstance(facts[-1], _INDEXED)
        failpoint("match.before_facts")
        await self._ports.log.append(records, row_of(state, facts[-1].at_ms) if indexed else None)
        failpoint("match.after_facts")
        before, self.state = self.state, state
        if before is not None and is_private(state) and not is_private(before):
            self._audience.keep_only(state.players)
        for one in folded:
            self._show(one)
        if before is None or before.phase is not state.phase:
            self.report()
        self._notice_presence()
        if isinstance(facts[-1], MatchSettled):
            self._ports.settled()
        return state

    def _fold(self, facts: Facts) -> list[Folded]:
        folded: list[Folded] = []
        state = self.state
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

    # ── who looks ──

    def watch(self, envelope: Envelope[Message], message: WatchMatch) -> bool:
        """From where they were, or the whole of it; false when they may not look."""
        state = self.state
        if state is None or not is_there_for(state, message.player, invited=True):
            envelope.answer(refused(Code.NO_SUCH_MATCH))
            return False
        if is_private(state) and message.player not in state.players:
            envelope.answer(refused(Code.NOT_YOUR_MATCH))
            return False
        stayed = message.watcher in self._audience
        self._audience.add(message.watcher, message.player)
        self._notice_presence()
        missed = self._missed(message.since, stayed=stayed)
        if missed is None:
            envelope.answer(Watching(self._stream, From.SNAPSHOT, state.version, self.view()))
        else:
            assert message.since is not None
            envelope.answer(Watching(self._stream, From.RESUMED, message.since))
            for one in (*missed, self._audience.presence()):
                message.watcher.send(one)
        return True

    def watch_late(self, envelope: Envelope[Message], message: WatchMatch) -> None:
        """For spectators there is always a snapshot: what they missed is late already."""
        spectators = self._audience.spectators
        view = spectators.view()
        if self.state is None or not may_be_watched(self.state) or view is None:
            envelope.answer(refused(Code.NO_SUCH_MATCH))
            return
        spectators.add(message.watcher)
        envelope.answer(Watching(spectators.stream, From.SNAPSHOT, spectators.version, view))

    def unwatch(self, watcher: Watcher) -> None:
        self._audience.remove(watcher)
        self._audience.spectators.remove(watcher)
        self._notice_presence()

    def _missed(self, since: int | None, *, stayed: bool) -> Sequence[Encoded] | None:
        """What a watcher has not been sent; nothing when that is not known, and a snapshot must do."""
        missed = None if since is None else self._history.since(since)
        # Who watched all along was sent everything: it is on the line already, before the answer.
        return () if stayed and missed is not None else missed

    def view(self) -> MatchView | None:
        """The whole of it, with who is here."""
        return None if self.state is None else view_of(self.state, self._audience.present, self._audience.claim_at_ms)

    def _notice_presence(self) -> None:
        state = self.state
        if state is not None:
            away_ms = state.offer.away_seconds * 1000
            self._audience.notice(state.players, state.turn, self._ports.clock.now_ms() + away_ms)

    def report(self) -> None:
        """To the lobby: how the match stands."""
        if self.state is not None:
            self._ports.report(standing_of(self.state))

    def statistics(self) -> Mapping[str, object]:
        state = self.state
        return {
            "phase": state.phase.value if state is not None else None,
            "version": self._history.version,
            "watchers": len(self._audience),
        }
