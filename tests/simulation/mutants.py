"""Planted bugs: each is the code made wrong in one place. The simulator must notice every one of them (S6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import attrs

from actors import event_log, history, wallet_actor
from actors.ladder import actor as ladder_actor
from actors.ladder import standing
from actors.match import actor as match_actor
from actors.match import audience, chronicle, disputes, stakes
from actors.match import state as match_state
from protocol.events import MatchSettled
from protocol.events.match import Ending
from server import tree
from tests.kit import disk, disk_people
from wallet import book, ledger, records
from wallet import check as checks
from wallet.accounts import stake_accounts
from wallet.journal import CommitUnknown, DatabaseAway
from wallet.lots import Stake
from wallet.outcomes import POSTED, Outcome
from wallet.transfers import Capture, Hold, Release, Transfer

Mutant = Callable[[], Any]


@contextmanager
def reply_before_durable() -> Iterator[None]:
    """The wallet answers, then writes."""
    honest = wallet_actor.WalletActor._commit

    async def commit(self: Any, box: Any, batch: Any) -> None:
        for envelope, value in batch.answers:
            envelope.answer(value)
        await honest(self, box, batch)

    with patch.object(wallet_actor.WalletActor, "_commit", commit):
        yield


@contextmanager
def memory_kept_after_unknown() -> Iterator[None]:
    """A commit without an answer is taken for one that failed, and the wallet goes on with what it has in memory."""
    honest = disk.DiskJournal.append

    async def append(self: Any, *args: Any) -> None:
        try:
            await honest(self, *args)
        except (CommitUnknown, DatabaseAway):
            return

    with patch.object(disk.DiskJournal, "append", append):
        yield


@contextmanager
def keys_forgotten_on_restart() -> Iterator[None]:
    """After a reload the wallet does not know what it answered before."""
    honest = wallet_actor.WalletActor._reload

    async def reload(self: Any) -> None:
        await honest(self)
        self._book.answers.clear()

    with patch.object(wallet_actor.WalletActor, "_reload", reload):
        yield


@contextmanager
def same_key_other_body() -> Iterator[None]:
    """A reused id is answered as before, whatever it asks now."""

    class Careless(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            before = super().get(key, default)
            return None if before is None else (_Anything(before[0]), before[1])

    class _Anything(bytes):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = bytes.__hash__

    honest = book.Book.__init__

    def init(self: Any) -> None:
        honest(self)
        self.answers = Careless()

    with patch.object(book.Book, "__init__", init):
        yield


@contextmanager
def holds_not_counted() -> Iterator[None]:
    """Held money can be held again."""
    honest = checks._take

    def take(draft: Any, op: Hold) -> Any:
        taken, (account,) = honest(draft, op), stake_accounts(op.player, op.currency)
        return taken if taken is not None or draft.balance(account)[0] < op.minor else Stake(((account, op.minor),), ())

    with patch.object(checks, "_take", take), _no_asserts_in_apply():
        yield


@contextmanager
def _no_asserts_in_apply() -> Iterator[None]:
    """Takes the second line of defence away, so that the oracle is the one to notice."""

    def apply(book_: Any, draft: Any) -> Any:
        moves = []
        for name, (posted, held) in draft.accounts.items():
            before = book_.accounts.get(name) or records.Account(name)
            book_.accounts[name] = records.Account(name, posted, held, before.version + 1)
            moves.append(ledger.Moved(before, book_.accounts[name]))
        for hold_id, money in draft.holds.items():
            ledger._keep_hold(book_, hold_id, money)
        players = {player: None for name in draft.accounts if (player := ledger.player_of(name))}
        for player in players:
            book_.versions[player] = book_.versions.get(player, 0) + 1
        return ledger.Change(tuple(moves), tuple(players))

    with patch.object(book, "apply", apply):
        yield


def _check(kind: type, wrong: Callable[..., Outcome]) -> Any:
    return patch.dict(checks._CHECKS, {kind: wrong})


@contextmanager
def release_after_capture() -> Iterator[None]:
    """A hold that ended may be released once more."""

    def release(draft: Any, op: Release) -> Outcome:
        money = draft.hold(op.hold_id)
        if money is None:
            return Outcome.NO_SUCH_HOLD
        if money.state is records.HoldState.RELEASED:
            return Outcome.HOLD_ENDED
        draft.holds[op.hold_id] = money._replace(state=records.HoldState.RELEASED)
        return Outcome.POSTED

    with _check(Release, release), _no_asserts_in_apply():
        yield


@contextmanager
def capture_keeps_the_hold() -> Iterator[None]:
    """A capture takes the money and leaves it held."""

    def capture(draft: Any, op: Capture) -> Outcome:
        money = draft.hold(op.hold_id)
        if money is None or money.state is not records.HoldState.OPEN or not 0 < op.minor <= money.hold.minor:
            return Outcome.HOLD_ENDED
        draft.move(money.takes[0][0], posted=-op.minor)
        draft.move(op.target, posted=op.minor)
        draft.holds[op.hold_id] = money._replace(state=records.HoldState.CAPTURED)
        return Outcome.POSTED

    with _check(Capture, capture), _no_asserts_in_apply():
        yield


@contextmanager
def capture_above_hold() -> Iterator[None]:
    """More can be captured than was held."""
    honest = checks._capture

    def capture(draft: Any, op: Capture) -> Outcome:
        outcome = honest(draft, op)
        if outcome is not Outcome.CAPTURE_ABOVE_HOLD:
            return outcome
        money = draft.hold(op.hold_id)
        draft.move(money.takes[0][0], posted=-op.minor, held=-money.hold.minor)
        draft.move(op.target, posted=op.minor)
        draft.holds[op.hold_id] = money._replace(state=records.HoldState.CAPTURED)
        return Outcome.POSTED

    with _check(Capture, capture), _no_asserts_in_apply():
        yield


@contextmanager
def overdraft() -> Iterator[None]:
    """A transfer may go below zero."""

    def transfer(draft: Any, op: Transfer) -> Outcome:
        draft.move(op.source, posted=-op.minor)
        draft.move(op.target, posted=op.minor)
        return Outcome.POSTED

    with _check(Transfer, transfer), _no_asserts_in_apply():
        yield


@contextmanager
def one_leg_dropped() -> Iterator[None]:
    """A transfer that is paid and not taken."""

    def transfer(draft: Any, op: Transfer) -> Outcome:
        posted, held = draft.balance(op.source)
        if posted - held < op.minor and not op.source.startswith("outside:"):
            return Outcome.INSUFFICIENT_FUNDS
        draft.move(op.target, posted=op.minor)
        return Outcome.POSTED

    with _check(Transfer, transfer), _no_asserts_in_apply():
        yield


@contextmanager
def hold_made_twice() -> Iterator[None]:
    """A hold id is taken again when its first hold has ended."""
    honest = checks._hold

    def hold(draft: Any, op: Hold) -> Outcome:
        before = draft.hold(op.hold_id)
        if before is not None and before.state is not records.HoldState.OPEN:
            draft.ledger.holds.pop(op.hold_id, None)
        return honest(draft, op)

    with _check(Hold, hold):
        yield


@contextmanager
def group_half_posted() -> Iterator[None]:
    """Of a linked group that is refused, what came before the refusal is kept, and the sender is told yes."""

    def check(book_: Any, command: Any, at_ms: int) -> Any:
        draft = ledger.Draft(book_, at_ms)
        for op in command.ops:
            if checks._CHECKS[type(op)](draft, op) is not Outcome.POSTED:
                break
        return POSTED, draft

    with patch.object(book, "check", check):
        yield


@contextmanager
def fence_skipped() -> Iterator[None]:
    """Storage takes rows from a writer that was replaced."""

    class Unfenced(disk.Disk):
        pass

    honest = disk.Disk.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        honest(self, *args, **kwargs)
        self.fence = False

    async def take_over(self: Any) -> Any:
        await self._storage.reach()  # does not wait until the old transaction is decided
        return self._storage.disk.journal

    with patch.object(disk.Disk, "__init__", init), patch.object(disk.DiskJournal, "take_over", take_over):
        yield


@contextmanager
def fact_shown_before_durable() -> Iterator[None]:
    """A match shows what happened, then writes it down."""

    async def append(self: Any, records: Any, match: Any = None) -> None:
        self.ref.tell(event_log.Append(records, match))

    with patch.object(event_log.EventLog, "append", append):
        yield


@contextmanager
def told_again_on_the_same_line() -> Iterator[None]:
    """Who resumes on a line that watches already is sent what is on that line already."""

    def missed(self: Any, since: int | None, *, stayed: bool) -> Any:
        return None if since is None else self._history.since(since)

    with patch.object(chronicle.Chronicle, "_missed", missed):
        yield


@contextmanager
def resume_off_by_one() -> Iterator[None]:
    """A watcher who resumes gets the last push that they saw once more."""
    honest = history.History.since

    def since(self: Any, version: int) -> Any:
        return honest(self, version - 1)

    with patch.object(history.History, "since", since):
        yield


@contextmanager
def rake_taken_on_a_tie() -> Iterator[None]:
    """A match that nobody won says that the house took its share."""
    honest = stakes.settled

    def settled(state: Any, now: int) -> MatchSettled:
        fact = honest(state, now)
        return fact if fact.winner is not None else attrs.evolve(fact, rake_minor=1)

    with patch.object(stakes, "settled", settled):
        yield


@contextmanager
def settled_without_money() -> Iterator[None]:
    """A match says that it is settled, and never asks the wallet."""

    async def settle(self: Any) -> None:
        state = self._must()
        await self._happen((stakes.settled(state, self._ports.clock.now_ms()),))

    with patch.object(match_actor.MatchActor, "_settle", settle):
        yield


@contextmanager
def seating_forgotten_at_a_crash() -> Iterator[None]:
    """A match that was seating or settling when the server ended does not go on with it."""

    async def carry_on(self: Any) -> None:
        return

    with patch.object(match_actor.MatchActor, "_carry_on", carry_on):
        yield


@contextmanager
def durable_but_not_shown() -> Iterator[None]:
    """What became durable just before a crash of the match is never shown to those who watched."""

    def catch_up(self: Any, history: Any) -> None:
        pass

    with patch.object(audience.Audience, "catch_up", catch_up):
        yield


@contextmanager
def timers_lost_at_a_restart() -> Iterator[None]:
    """A stored deadline does not wake anybody."""

    def due(self: Any) -> float:
        return float("inf")

    with patch.object(match_actor.MatchActor, "_due", due):
        yield


@contextmanager
def appeals_without_end() -> Iterator[None]:
    """Every verdict may be appealed, also the one after an appeal."""
    honest = disputes.verdict

    def verdict(match: Any, *args: Any) -> Any:
        facts = honest(match, *args)
        if isinstance(facts, tuple) and facts:
            return (attrs.evolve(facts[0], deadline_ms=facts[0].at_ms + 1_000_000),)
        return facts

    with patch.object(disputes, "verdict", verdict):
        yield


@contextmanager
def verdict_upside_down() -> Iterator[None]:
    """Who lost by the verdict is paid."""
    honest = match_state._decided

    def decided(match: Any, verdict: Any) -> Any:
        after = honest(match, verdict)
        return after if after.winner is None else attrs.evolve(after, winner=1 - after.winner)

    with patch.object(match_state, "_decided", decided):
        yield


@contextmanager
def no_shows_on_the_ladder() -> Iterator[None]:
    """A match that was never played says something about skill."""
    with patch.object(standing, "COUNTED", standing.COUNTED | {Ending.NO_SHOW}):
        yield


@contextmanager
def ladder_asleep() -> Iterator[None]:
    """Nobody tells the ladder, and it does not look by itself."""
    with patch.object(ladder_actor, "LOOK_SECONDS", float("inf")), patch.object(tree.Tree, "_settled", lambda _self: None):
        yield


@contextmanager
def ladder_counts_beside_its_position() -> Iterator[None]:
    """Rows and position are written apart: what is between them when it crashes is counted twice."""

    async def count(self: Any, before: Any, seq: int, _old: Any, standings: Any) -> None:
        kept = self._storage.disk
        kept.standings.setdefault(before.generation, {}).update(standings)
        await self._storage.commit("ladder", lambda: setattr(kept, "ladder", attrs.evolve(before, seq=seq)))

    with patch.object(disk_people.DiskLadder, "count", count):
        yield


MUTANTS: tuple[Mutant, ...] = (
    reply_before_durable,
    memory_kept_after_unknown,
    keys_forgotten_on_restart,
    same_key_other_body,
    holds_not_counted,
    release_after_capture,
    capture_keeps_the_hold,
    capture_above_hold,
    overdraft,
    one_leg_dropped,
    group_half_posted,
    fence_skipped,
    fact_shown_before_durable,
    told_again_on_the_same_line,
    resume_off_by_one,
    rake_taken_on_a_tie,
    settled_without_money,
    seating_forgotten_at_a_crash,
    durable_but_not_shown,
    timers_lost_at_a_restart,
    hold_made_twice,
    appeals_without_end,
    verdict_upside_down,
    no_shows_on_the_ladder,
    ladder_asleep,
    ladder_counts_beside_its_position,
)
