"""The wallet: one actor takes every hold, capture and release in order. Nobody else moves money.

It drains its mailbox (a capped batch), checks and applies each in memory, journals the batch in one round trip, and only then answers.
While one batch is being committed the next is prepared; what is prepared is shown to nobody. On anything but a clean commit the actor
crashes: its memory goes with it, the supervisor starts a new one, which raises the epoch and reloads, and the messages in hand are asked
again under their ids. Nothing is ever undone by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import trio

from actors.clock import Clock
from actors.mailbox import Envelope, Mailbox
from actors.outgoing import Encoded, Watcher, push
from actors.patience import Patience
from actors.ref import Ref
from actors.wallet import (
    ExpireHolds,
    MayBeGiven,
    MayStake,
    Message,
    MinutePassed,
    Post,
    Question,
    ReadAvailable,
    ReadBanks,
    ReadCommit,
    ReadDeeds,
    ReadDeposit,
    ReadLockers,
    ReadNets,
    ReadOwed,
    ReadPosted,
    ReadRules,
    ReadSeeds,
    ReadSold,
    ReadStanding,
    ReadTable,
    ReadWallet,
    ReadWithdrawable,
    TableBooks,
    UnwatchWallet,
    WatchWallet,
)
from protocol.envelope import From, Watching
from protocol.events.session import Net, StandingChanged
from protocol.events.wallet import WalletChanged, WalletView
from protocol.ids import SESSION, WALLET
from protocol.limits import LimitKind
from protocol.money import Currency
from wallet.accounts import currency_of, house, player_of
from wallet.book import Book, BooksWrong
from wallet.broken import Broken
from wallet.causes import cause_of, match_in, table_in
from wallet.chain import SignedHead, sign
from wallet.failpoints import failpoint
from wallet.gate import refuse_grant, refuse_stake
from wallet.gate_transfers import SpendTime
from wallet.journal import DatabaseAway, Journal, Mark, Posting, Row
from wallet.ledger import Change, Draft
from wallet.outcomes import POSTED, Answer
from wallet.payments import withdrawable
from wallet.records import EMPTY_LOCKER, NO_ROUND
from wallet.table_transfers import Lapse
from wallet.transfers import Command, Release
from wallet.views import balance_of, standing_of, wallet_of

BATCH_MESSAGES_MAX = 512
MAILBOX_SIZE = 8_192
REPLAY_ROWS = 5_000
HEAD_ROWS = 1_000
HEAD_SECONDS = 1.0
EXPIRY_SECONDS = 30.0
AWAY_SECONDS_MAX = 2.0

Watchers = dict[str, dict[Watcher, None]]


class Batch:
    """What one batch will write, and what it will say once that is durable."""

    __slots__ = ("answers", "envelopes", "head", "last_seq", "marks", "postings", "prev_seq", "pushes", "rows")

    def __init__(self, envelopes: list[Envelope[Message]], book: Book) -> None:
        self.envelopes = envelopes
        self.prev_seq = book.last_seq
        self.last_seq = book.last_seq
        self.head = book.head
        self.rows: list[Row] = []
        self.postings: list[Posting] = []
        self.marks: list[Mark] = []
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
        patience: Patience | None = None,
    ) -> None:
        self._patience = patience or Patience()
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
        self._durable = (0, b"")
        self._batches = 0
        self._rows = 0

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        await self._patience.wait()
        await self._load()
        ready()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._expire_for_ever, Ref(mailbox))
            nursery.start_soon(self._sign_for_ever)
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
        self._book, self._epoch = book, writer.epoch
        self._durable = (book.last_seq, book.head)

    # ── prepare: plain and synchronous ──

    def _prepare(self, envelopes: list[Envelope[Message]]) -> Batch:
        batch = Batch(envelopes, self._book)
        now = self._clock.now_ms()
        for envelope in envelopes:
            match envelope.message:
                case Post(command=command, events=events):
                    answer = self._post(batch, command, now)
                    batch.answers.append((envelope, answer))
                    batch.marks.extend(Mark(event, now) for event in events if answer is POSTED)
                case WatchWallet():
                    batch.answers.append((envelope, self._watch(envelope.message)))
                case UnwatchWallet(player=player, watcher=watcher):
                    self._unwatch(player, watcher)
                case ExpireHolds():
                    self._expire(batch, now)
                case MinutePassed(players=players, minute=minute):
                    self._spend_time(batch, players, minute, now)
                case question:
                    batch.answers.append((envelope, self._answer(question, now)))
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
                event = self._changed(command, change, player)
                batch.pushes.append((tuple(watchers), push(WALLET, self._book.ledger.versions[player], event)))
        for player in change.standings:
            watchers = self._watchers.get(player)
            if watchers:
                batch.pushes.append((tuple(watchers), push(SESSION, 2, StandingChanged())))

    def _changed(self, command: Command, change: Change, player: str) -> WalletChanged:
        view, mine = self._view(player), [moved for moved in change.moves if player_of(moved.after.name) == player]
        available = sum(moved.after.available - moved.before.available for moved in mine)
        posted = sum(moved.after.posted - moved.before.posted for moved in mine)
        currency = currency_of(mine[0].after.name) if mine else view.mode
        ops = command.ops
        return WalletChanged(cause_of(ops, player), match_in(ops), table_in(ops), currency, available or posted, view)

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

    def _answer(self, question: Question, now: int) -> object:
        """What is only read: of the book as this batch leaves it, said once that is durable."""
        ledger = self._book.ledger
        match question:
            case ReadAvailable(player=player, currency=currency):
                return balance_of(ledger, player, currency).available
            case MayStake(player=player, amount=amount):
                return refuse_stake(Draft(ledger, now), player, amount.currency, amount.minor)
            case ReadWallet(player=player):
                return self._view(player)
            case ReadOwed():
                return {name: -one.posted for name, one in ledger.accounts.items() if one.posted < 0 and name.startswith("receivable:")}
            case ReadBanks():
                return tuple((currency, ledger.account(house("bank", currency))) for currency in (Currency.GC, Currency.SC))
            case ReadStanding(player=player):
                return standing_of(ledger, player, now)
            case ReadWithdrawable(player=player, cooling_ms=cooling_ms):
                return withdrawable(Draft(ledger, now), player, Currency.USD, cooling_ms)
            case ReadDeposit(deposit_id=deposit_id):
                return ledger.deposits.get(deposit_id)
            case ReadRules():
                return ledger.rules
            case ReadNets(player=player, since_ms=since_ms):
                draft = Draft(ledger, now)
                nets = (Net(currency, -draft.used((player, currency, LimitKind.LOSS), since_ms)) for currency in Currency)
                return tuple(net for net in nets if net.minor)
            case ReadTable(table=table):
                return TableBooks(ledger.rounds.get(table, NO_ROUND), tuple(ledger.bets.get(table, {}).values()))
            case ReadCommit(name=name):
                return ledger.commits.get(name)
            case ReadSeeds(player=player, table=table):
                return ledger.seeds.get((player, table))
            case MayBeGiven(player=player, currency=currency):
                return refuse_grant(Draft(ledger, now), player, currency)
            case ReadLockers(players=players):
                return tuple(ledger.lockers.get(player, EMPTY_LOCKER) for player in players)
            case ReadDeeds(player=player, asked=asked):
                return tuple(ledger.deeds_since(player, deed, since) for deed, since in asked)
            case ReadSold(items=items):
                return {item: ledger.sold.get(item, 0) for item in items}
            case ReadPosted(command_ids=command_ids):
                return frozenset(one for one in command_ids if self._book.is_posted(one))

    def _spend_time(self, batch: Batch, players: tuple[str, ...], minute: str, now: int) -> None:
        holders = self._book.ledger.holders
        for player in players:
            holder = holders.get(player)
            if holder is not None and any(kind is LimitKind.SESSION for _currency, kind, _period in holder.limits):
                self._post(batch, Command(f"time:{player}/{minute}", (SpendTime(player, Currency.USD, 1),)), now)

    def _expire(self, batch: Batch, now: int) -> None:
        ledger = self._book.ledger
        holds = [money.hold for holds in ledger.open_of.values() for money in holds.values() if 0 < money.hold.deadline_ms <= now]
        for hold in holds:
            self._post(batch, Command(f"expire:{hold.hold_id}", (Release(hold.hold_id),)), now)
        for lot_id in [lot_id for lots in ledger.lots_of.values() for lot_id in lots]:
            lot = ledger.lots[lot_id]
            if lot.grant.expires_ms <= now and lot.available:
                self._post(batch, Command(f"lapse:{lot_id}/{lot.left}/{lot.held}", (Lapse(lot_id),)), now)

    # ── commit, then speak ──

    async def _commit(self, mailbox: Mailbox[Message], batch: Batch) -> None:
        if batch.rows:
            await self._append(batch)
            self._batches += 1
            self._rows += len(batch.rows)
            self._note_head(batch.last_seq, batch.head)
            failpoint("wallet.before_answers")
        for envelope, value in batch.answers:
            envelope.answer(value)
        failpoint("wallet.after_answers")
        for watchers, message in batch.pushes:
            for watcher in watchers:
                watcher.send(message)
        mailbox.release(batch.envelopes)
        self._commit_turn.release()

    async def _append(self, batch: Batch) -> None:
        try:
            await self._journal.append(self._epoch, batch.prev_seq, batch.rows, batch.postings, batch.marks)
        except Broken:
            self._patience.failed()
            raise
        self._patience.succeeded()

    def _note_head(self, seq: int, head: bytes) -> None:
        """It is durable: it may be signed, now or when the second is over."""
        self._durable = (seq, head)
        if seq - self._head_seq >= HEAD_ROWS:
            self._sign_head()

    def _sign_head(self) -> None:
        seq, head = self._durable
        if seq <= self._head_seq:
            return
        try:
            self._keep_head(sign(self._chain_key, seq, head))
        except OSError:
            return  # no room outside just now: it is tried again, and until then the lag shows
        self._head_seq = seq

    async def _sign_for_ever(self) -> None:
        while True:
            await trio.sleep(HEAD_SECONDS)
            self._sign_head()

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
            "unsigned_rows": self._book.last_seq - self._head_seq,
        }

