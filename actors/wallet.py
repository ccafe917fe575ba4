"""The wallet: one actor takes every hold, capture and release in order. Nobody else moves money.

It drains its mailbox (a capped batch), checks and applies each in memory, journals the batch in one round trip, and only then answers.
While one batch is being committed the next is prepared; what is prepared is shown to nobody. On anything but a clean commit the actor
crashes: its memory goes with it, the supervisor starts a new one, which raises the epoch and reloads, and the messages in hand are asked
again under their ids. Nothing is ever undone by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import trio

from actors.clock import Clock
from actors.mailbox import Envelope, Mailbox, MailboxFull
from actors.outgoing import Encoded, Watcher, push
from actors.ref import AskTimeout, Ref
from protocol.envelope import From, Watching
from protocol.events.wallet import WalletChanged, WalletView
from protocol.ids import WALLET
from protocol.money import Currency
from wallet.accounts import currency_of, player_of
from wallet.book import Book, BooksWrong
from wallet.causes import cause_of, match_in
from wallet.chain import SignedHead, sign
from wallet.failpoints import failpoint
from wallet.journal import DatabaseAway, Journal, Posting, Row
from wallet.ledger import Change
from wallet.outcomes import Answer
from wallet.transfers import Command, Op, Release
from wallet.views import balance_of, wallet_of

BATCH_MESSAGES_MAX = 512
MAILBOX_SIZE = 8_192
REPLAY_ROWS = 5_000
HEAD_ROWS = 1_000
HEAD_SECONDS = 1.0
EXPIRY_SECONDS = 30.0
REPLY_SECONDS = 5.0
AWAY_SECONDS_MAX = 2.0

# ── What may be said to it ───────────────────────────────────────────────────


@attrs.frozen
class Post:
    """Do this, all of it or none; answered with an Answer once it is durable."""

    command: Command


@attrs.frozen
class WatchWallet:
    """Follow a player's wallet; answered with Watching."""

    player: str
    watcher: Watcher
    since: int | None = None


@attrs.frozen
class UnwatchWallet:
    """Follow it no more."""

    player: str
    watcher: Watcher


@attrs.frozen
class ReadAvailable:
    """How much a player could stake; answered with minor units."""

    player: str
    currency: Currency


@attrs.frozen
class ExpireHolds:
    """Release the holds whose deadline is over: a message in the same queue as everything else."""


Message = Post | WatchWallet | UnwatchWallet | ReadAvailable | ExpireHolds


class Wallet:
    """What everybody else holds of the wallet; nobody builds its messages by hand."""

    def __init__(self, ref: Ref[Message]) -> None:
        self.ref = ref

    async def post(self, command_id: str, *ops: Op) -> Answer:
        """Asks until there is an answer: the id makes a repetition harmless, giving up would leave it unknown."""
        pause = 0.05
        while True:
            try:
                return await self.ref.ask(Post(Command(command_id, ops)), seconds=REPLY_SECONDS)
            except (MailboxFull, AskTimeout):
                await trio.sleep(pause)
                pause = min(2 * pause, 2.0)

    async def available(self, player: str, currency: Currency) -> int:
        """Raises what ask raises: nothing hangs on this answer but advice."""
        return await self.ref.ask(ReadAvailable(player, currency), seconds=REPLY_SECONDS)


# ── The actor ────────────────────────────────────────────────────────────────


Watchers = dict[str, dict[Watcher, None]]


class Batch:
    """What one batch will write, and what it will say once that is durable."""

    __slots__ = ("answers", "envelopes", "head", "last_seq", "postings", "prev_seq", "pushes", "rows")

    def __init__(self, envelopes: list[Envelope[Message]], book: Book) -> None:
        self.envelopes = envelopes
        self.prev_seq = book.last_seq
        self.last_seq = book.last_seq
        self.head = book.head
        self.rows: list[Row] = []
        self.postings: list[Posting] = []
        self.answers: list[tuple[Envelope[Message], object]] = []
        self.pushes: list[tuple[tuple[Watcher, ...], Encoded]] = []


def _keep_nowhere(_head: SignedHead) -> None:
    """Signed heads are not kept."""


class WalletActor:
    """The loop around the book."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        chain_key: bytes,
        keep_head: Callable[[SignedHead], None] = _keep_nowhere,
        watchers: Watchers | None = None,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._chain_key = chain_key
        self._keep_head = keep_head
        self._book = Book()
        self._epoch = 0
        # Who watches is not money: it outlives a crash, so that open sockets hear of what comes after it.
        self._watchers: Watchers = {} if watchers is None else watchers
        self._commit_turn = trio.Semaphore(1)
        self._head_seq = 0
        self._head_time = 0.0
        self._batches = 0
        self._rows = 0

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        await self._load()
        ready()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._expire_for_ever, Ref(mailbox))
            while True:
                await mailbox.wait_for_one()
                batch = self._prepare(mailbox.take_batch_nowait(BATCH_MESSAGES_MAX))
                failpoint("wallet.prepared")
                # At most one batch is on its way and one is ready; strictly in order.
                await self._commit_turn.acquire()
                nursery.start_soon(self._commit, mailbox, batch)

    # ── start: only what is durable counts ──

    async def _load(self) -> None:
        pause = 0.05
        while True:
            try:
                await self._reload()
                return
            except DatabaseAway:
                await trio.sleep(pause)
                pause = min(2 * pause, AWAY_SECONDS_MAX)

    async def _reload(self) -> None:
        writer = await self._journal.take_over()
        book = Book()
        while rows := await self._journal.rows(book.last_seq, REPLAY_ROWS):
            book.replay(rows)
            await trio.lowlevel.checkpoint()
        if (book.last_seq, book.head) != (writer.last_seq, writer.head):
            raise BooksWrong(f"the journal ends at row {book.last_seq}, the writer row says {writer.last_seq}")
        book.compare(await self._journal.balances())
        self._book, self._epoch, self._head_seq = book, writer.epoch, book.last_seq

    # ── prepare: plain and synchronous ──

    def _prepare(self, envelopes: list[Envelope[Message]]) -> Batch:
        batch = Batch(envelopes, self._book)
        now = self._clock.now_ms()
        for envelope in envelopes:
            match envelope.message:
                case Post(command=command):
                    batch.answers.append((envelope, self._post(batch, command, now)))
                case ReadAvailable(player=player, currency=currency):
                    batch.answers.append((envelope, balance_of(self._book.ledger, player, currency).available))
                case WatchWallet():
                    batch.answers.append((envelope, self._watch(envelope.message)))
                case UnwatchWallet(player=player, watcher=watcher):
                    self._unwatch(player, watcher)
                case ExpireHolds():
                    self._expire(batch, now)
        batch.last_seq, batch.head = self._book.last_seq, self._book.head
        return batch

    def _post(self, batch: Batch, command: Command, now: int) -> Answer:
        entry = self._book.post(command, now)
        if entry.row is not None:
            batch.rows.append(entry.row)
            batch.postings.extend(entry.postings)
        if entry.change is not None:
            self._tell_watchers(batch, command, entry.change)
        return entry.answer

    def _tell_watchers(self, batch: Batch, command: Command, change: Change) -> None:
        for player in change.players:
            watchers = self._watchers.get(player)
            if watchers:
                mine = [moved for moved in change.moves if player_of(moved.after.name) == player]
                available = sum(moved.after.available - moved.before.available for moved in mine)
                posted = sum(moved.after.posted - moved.before.posted for moved in mine)
                event = WalletChanged(
                    cause_of(command.ops, player),
                    match_in(command.ops),
                    currency_of(mine[0].after.name),
                    available or posted,
                    self._view(player),
                )
                batch.pushes.append((tuple(watchers), push(WALLET, self._book.ledger.versions[player], event)))

    def _view(self, player: str) -> WalletView:
        return wallet_of(self._book.ledger, player)

    def _watch(self, message: WatchWallet) -> Watching:
        self._watchers.setdefault(message.player, {})[message.watcher] = None
        version = self._book.ledger.versions.get(message.player, 0)
        if message.since == version:
            return Watching(WALLET, From.RESUMED, version)
        return Watching(WALLET, From.SNAPSHOT, version, self._view(message.player))

    def _unwatch(self, player: str, watcher: Watcher) -> None:
        watchers = self._watchers.get(player, {})
        watchers.pop(watcher, None)
        if not watchers:
            self._watchers.pop(player, None)

    def _expire(self, batch: Batch, now: int) -> None:
        over = [
            money.hold.hold_id
            for holds in self._book.ledger.open_of.values()
            for money in holds.values()
            if 0 < money.hold.deadline_ms <= now
        ]
        for hold_id in over:
            self._post(batch, Command(f"expire:{hold_id}", (Release(hold_id),)), now)

    # ── commit, then speak ──

    async def _commit(self, mailbox: Mailbox[Message], batch: Batch) -> None:
        if batch.rows:
            await self._journal.append(self._epoch, batch.prev_seq, batch.rows, batch.postings)
            self._batches += 1
            self._rows += len(batch.rows)
            self._sign_head(batch)
            failpoint("wallet.before_answers")
        for envelope, value in batch.answers:
            envelope.answer(value)
        failpoint("wallet.after_answers")
        for watchers, message in batch.pushes:
            for watcher in watchers:
                watcher.send(message)
        mailbox.release(batch.envelopes)
        self._commit_turn.release()

    def _sign_head(self, batch: Batch) -> None:
        now = trio.current_time()
        if batch.last_seq - self._head_seq >= HEAD_ROWS or now - self._head_time >= HEAD_SECONDS:
            self._head_seq, self._head_time = batch.last_seq, now
            self._keep_head(sign(self._chain_key, batch.last_seq, batch.head))

    async def _expire_for_ever(self, self_ref: Ref[Message]) -> None:
        while True:
            await trio.sleep(EXPIRY_SECONDS)
            self_ref.tell(ExpireHolds())

    def statistics(self) -> Mapping[str, object]:
        return {
            "epoch": self._epoch,
            "last_seq": self._book.last_seq,
            "accounts": len(self._book.ledger.accounts),
            "open_holds": sum(map(len, self._book.ledger.open_of.values())),
            "batches": self._batches,
            "rows": self._rows,
            "watched": len(self._watchers),
        }

