"""The event log: one actor writes the facts of all matches, a batch at a time, and answers when they are durable.

Group commit as in the wallet: what waits in the mailbox goes in one round trip. A fact that is redelivered after a crash may be in the
store already; then it is answered, not written twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import trio

from actors.event_store import EventRecord, EventStore, MatchRow
from actors.mailbox import Envelope, Mailbox, MailboxFull
from actors.patience import Patience
from actors.ref import AskTimeout, Ref
from wallet.broken import Broken
from wallet.journal import BadRow, DatabaseAway

BATCH_MESSAGES_MAX = 512
MAILBOX_SIZE = 8_192
REPLY_SECONDS = 10.0
AWAY_SECONDS_MAX = 2.0


@attrs.frozen
class Append:
    """Keep these facts of one match; answered with None once they are durable."""

    records: tuple[EventRecord, ...]
    match: MatchRow | None = None


@attrs.frozen
class ReadEvents:
    """All facts of a match, after everything that was said before this."""

    match_id: str


Message = Append | ReadEvents


class EventLog:
    """What the matches hold of it."""

    def __init__(self, ref: Ref[Message]) -> None:
        self.ref = ref

    async def append(self, records: tuple[EventRecord, ...], match: MatchRow | None = None) -> None:
        """Returns when the facts are durable. A timeout ends the wait, not the work: the caller cannot go on, and crashes."""
        message = Append(records, match)
        while True:
            try:
                await self.ref.ask(message, seconds=REPLY_SECONDS)
                return
            except MailboxFull:
                await trio.sleep(0.05)

    async def events(self, match_id: str) -> Sequence[EventRecord]:
        while True:
            try:
                return await self.ref.ask(ReadEvents(match_id), seconds=REPLY_SECONDS)
            except (MailboxFull, AskTimeout):
                await trio.sleep(0.05)


class EventLogActor:
    """The loop around the store."""

    def __init__(self, store: EventStore, patience: Patience | None = None) -> None:
        self._store = store
        self._patience = patience or Patience()
        self._epoch = 0
        self._last_seq = 0
        self._commit_turn = trio.Semaphore(1)
        self._batches = 0
        self._records = 0

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        await self._patience.wait()
        await self._take_over()
        ready()
        async with trio.open_nursery() as nursery:
            while True:
                await mailbox.wait_for_one()
                await self._commit_turn.acquire()
                envelopes = mailbox.take_batch_nowait(BATCH_MESSAGES_MAX)
                nursery.start_soon(self._commit, nursery, mailbox, envelopes)

    async def _take_over(self) -> None:
        pause = 0.05
        while True:
            try:
                writer = await self._store.take_over()
            except DatabaseAway:
                await trio.sleep(pause)
                pause = min(2 * pause, AWAY_SECONDS_MAX)
            else:
                self._epoch, self._last_seq = writer.epoch, writer.last_seq
                return

    async def _commit(
        self, nursery: trio.Nursery, mailbox: Mailbox[Message], envelopes: list[Envelope[Message]]
    ) -> None:
        appends: list[tuple[Envelope[Message], Append]] = []
        reads: list[tuple[Envelope[Message], ReadEvents]] = []
        for envelope in envelopes:
            match envelope.message:
                case Append() as message:
                    appends.append((envelope, message))
                case ReadEvents() as message:
                    reads.append((envelope, message))
        await self._write([message for envelope, message in appends if not await self._is_kept(envelope, message)])
        for envelope, _message in appends:
            envelope.answer(None)
        mailbox.release([envelope for envelope, _message in appends])
        self._commit_turn.release()
        for envelope, message in reads:
            nursery.start_soon(self._read, mailbox, envelope, message)

    async def _write(self, messages: list[Append]) -> None:
        records = [record for message in messages for record in message.records]
        if not records:
            return
        matches = {message.match.match_id: message.match for message in messages if message.match is not None}
        try:
            await self._store.append(self._epoch, self._last_seq, records, tuple(matches.values()))
        except Broken:
            self._patience.failed()
            raise
        self._patience.succeeded()
        self._last_seq += len(records)
        self._batches += 1
        self._records += len(records)

    async def _is_kept(self, envelope: Envelope[Message], message: Append) -> bool:
        """Whether a redelivered fact reached the store before the crash."""
        if not envelope.redelivered:
            return False
        first = message.records[0]
        kept = [record for record in await self._store.events(first.match_id) if record.version == first.version]
        if kept and kept[0].body != first.body:
            raise BadRow(f"{first.match_id} has another version {first.version}: two actors for one match?")
        return bool(kept)

    async def _read(self, mailbox: Mailbox[Message], envelope: Envelope[Message], message: ReadEvents) -> None:
        envelope.answer(await self._store.events(message.match_id))
        mailbox.release([envelope])

    def statistics(self) -> Mapping[str, object]:
        return {"epoch": self._epoch, "last_seq": self._last_seq, "batches": self._batches, "records": self._records}
