"""The room: the actor of one table. It takes bets, locks, shows what was drawn, pays, and begins again, on the server's clock.

Whatever comes in together is dealt with together, each player's messages in their order. A crash loses nothing: the next life reads its round
back from the books (actors/tables/round.py); who is there and what was said is remembered outside (actors/tables/memory.py)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import attrs
import trio

from actors.clock import Clock
from actors.mailbox import Envelope, Mailbox
from actors.outgoing import Watcher
from actors.tables.catalogue import Limits, Room, published
from actors.tables.chains import Chains
from actors.tables.curve import Flight
from actors.tables.memory import RESULTS_KEPT, RoomMemory
from actors.tables.own_seeds import OwnSeeds
from actors.tables.round import Round, RoundPorts, bet_view
from actors.tables.rules import Ended, Step
from actors.tables.seeds import SeedKey
from actors.tables.shoe import Hands
from actors.wallet import Wallet
from actors.words import clean
from protocol.commands import CashOut, Command, PlaceBet, PlayHand, ReadFairness, RotateSeeds, SayAtTable, TakeBetBack
from protocol.envelope import Accepted, Body, Fairness, From, Watching
from protocol.events import BetsPlaced, GuestsChanged, PlayerCashedOut, PlayShown, RoundOpened, RoundSettled, TableSaid, TableView
from protocol.ids import table_stream
from protocol.refusals import Code, Refused, refused
from protocol.tables import BetResult, ChainView, Guest, RoundResult, Stage, TableCard, TableLimit
from wallet.journal import DatabaseAway

MAILBOX_SIZE = 8_192
BATCH_MESSAGES_MAX = 512
GATHER_MS, GUESTS_MS = 150, 1_000
"""Bets are shown together, so often; comings and goings less often: a full room is told of each a thousand times."""
CARD_RESULTS = 8


# ── What may be said to it ───────────────────────────────────────────────────


@attrs.frozen
class FromGuest:
    """A command of a player who is who they say; answered with a reply body. heard: when the session read it, on Trio's clock."""

    player: str
    name: str
    command: Command
    heard: float


@attrs.frozen
class WatchTable:
    """Follow the table; answered with Watching."""

    watcher: Watcher
    player: str
    name: str


@attrs.frozen
class UnwatchTable:
    """Follow it no more."""

    watcher: Watcher


@attrs.frozen
class TakeBetsBack:
    """A player may not play any more: what they have on a round that is not locked goes back; answered when it has."""

    player: str


Message = FromGuest | WatchTable | UnwatchTable | TakeBetsBack


@attrs.frozen
class RoomPorts:
    """What a room needs of the house. say keeps a line before it is shown. pace: 1 as published; less for tests and demonstrations."""

    wallet: Wallet
    clock: Clock
    key: SeedKey
    salt: Callable[[], str]
    names: Callable[[Sequence[str]], Awaitable[Mapping[str, str]]]
    say: Callable[[str, TableSaid], Awaitable[None]]
    lines: Callable[[str, int], Awaitable[Sequence[TableSaid]]]
    report: Callable[[TableCard], None]
    pace: float = 1.0
    limits: Callable[[str], Limits] = published


class RoomActor:
    """One table."""

    def __init__(self, room: Room, ports: RoomPorts, memory: RoomMemory) -> None:
        self._room = room
        self._rules = room.rules
        self._ports = ports
        self._memory = memory
        self._chains = None if room.rules.personal else Chains(room.table, ports.wallet, ports.key, ports.salt)
        self._seeds = OwnSeeds(room.table, ports.wallet, ports.key, self._now_ms) if room.rules.personal else None
        self._base = (ports.clock.now_ms(), trio.current_time())
        show_ms = self._paced(room.rules.times.show)
        self._round_ports = RoundPorts(
            ports.wallet, ports.key, self._now_ms, show_ms, ports.names, self._shown, lambda: ports.limits(room.table)
        )
        self._round = Round(room, 0, None, self._round_ports)
        self._stage = Stage.BETTING
        self._due_ms: int | None = None
        self._news: dict[str, None] = {}
        self._gather_ms: int | None = None
        self._guests_ms: int | None = None
        self._rounds = 0

    def _now_ms(self, at: float | None = None) -> int:
        """The time of day by the clock that cannot step, as of the beginning of this life."""
        began_ms, began = self._base
        return began_ms + round(((trio.current_time() if at is None else at) - began) * 1000)

    def _paced(self, ms: int) -> int:
        return round(ms * self._ports.pace)

    def _from_now(self, ms: int) -> int:
        return self._now_ms() + self._paced(ms)

    # ── life ──

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        # Ready before anything is asked: the wallet could crash now, and would not be restarted while its supervisor still waits for us.
        ready()
        if not self._memory.chat:
            self._memory.chat.extend(await self._ports.lines(self._room.table, self._memory.chat.maxlen or 0))
        await self._resume()
        while True:
            envelopes = await self._next(mailbox)
            async with trio.open_nursery() as nursery:
                for mine in by_player(envelopes):
                    nursery.start_soon(self._receive_all, mine)
            await self._pass_time()

    async def _next(self, mailbox: Mailbox[Message]) -> list[Envelope[Message]]:
        """What came in, or nothing when something is due first."""
        playing = self._round.playing
        dues = [self._due_ms, self._gather_ms, self._guests_ms, None if playing is None else playing.due_ms()]
        due = min((due for due in dues if due is not None), default=None)
        deadline = float("inf") if due is None else trio.current_time() + max(0, due - self._now_ms()) / 1000
        with trio.CancelScope(deadline=deadline):
            return await mailbox.take_batch(BATCH_MESSAGES_MAX)
        return []

    async def _resume(self) -> None:
        """Where the books say that the table stands: in the middle of a round, or before the next one."""
        books = await self._ports.wallet.table(self._room.table)
        newest, remembered = books.round.number, self._memory.locked
        in_play = any(money.bet is not None and money.bet.wager.round == newest for money in books.bets)
        await self._recall(newest)
        await self._begin(newest if in_play else newest + 1)
        await self._round.resume(remembered[1] if remembered is not None and remembered[0] == newest else None)
        if self._round.playing is not None:
            await self._play()
        else:
            self._open()

    async def _recall(self, newest: int) -> None:
        """The strip of results, where nobody remembers it: from the chain itself."""
        if self._chains is None or self._memory.results or not newest:
            return
        for number in range(max(1, newest - RESULTS_KEPT + 1), newest):
            await self._chains.recall(number)
            source = self._chains.source(number)
            play = None if source is None else self._rules.past(source)
            if source is not None and play is not None:
                self._memory.results.append(RoundResult(number, 0, play, source.seed))

    # ── a round ──

    async def _begin(self, number: int) -> None:
        if self._chains is not None:
            await self._chains.prepare(number)
        source = None if self._chains is None else self._chains.source(number)
        self._round = Round(self._room, number, source, self._round_ports)

    def _open(self) -> None:
        self._stage, self._due_ms, self._news = Stage.BETTING, None, {}
        self._count_down()
        self._memory.show(RoundOpened(self._round.number, self._due_ms))
        self._report()

    @property
    def _wanted(self) -> bool:
        """Whether there is anybody to draw for."""
        return bool(self._round.placed) or (self._rules.times.idle and len(self._memory) > 0)

    def _count_down(self) -> None:
        if self._stage is Stage.BETTING and self._due_ms is None and self._wanted:
            self._due_ms = self._from_now(self._rules.times.bets)

    async def _pass_time(self) -> None:
        now = self._now_ms()
        if self._gather_ms is not None and self._gather_ms <= now:
            self._show_news()
        if self._guests_ms is not None and self._guests_ms <= now:
            self._show_guests()
        if self._stage is Stage.PLAYING:
            if await self._round.pass_time():
                self._settled()
        elif self._due_ms is not None and self._due_ms <= now:
            await (self._lock() if self._stage is Stage.BETTING else self._next_round())

    async def _lock(self) -> None:
        self._show_news()
        if not self._wanted:
            self._open()
            return
        await self._round.lock()
        self._memory.locked = (self._round.number, self._now_ms())
        await self._play()

    async def _play(self) -> None:
        self._stage, self._due_ms, self._rounds = Stage.PLAYING, None, self._rounds + 1
        self._show_play()
        self._report()
        await self._pass_time()

    def _show_play(self) -> None:
        now, playing = self._round, self._round.playing
        assert playing is not None
        due = None if isinstance(playing, Flight) else playing.due_ms()  # when a curve ends is nobody's to know
        self._memory.show(PlayShown(now.number, playing.shown(), now.shown_seed, due))

    def _shown(self, step: Step, result: BetResult | None) -> None:
        """It is in the books: everybody may see it."""
        if not isinstance(step, Ended):
            self._show_play()
        elif step.at is not None and result is not None:
            self._memory.show(PlayerCashedOut(self._round.number, step.player, step.at, result.paid))

    def _settled(self) -> None:
        now = self._round
        assert now.playing is not None
        result = RoundResult(now.number, self._now_ms(), now.playing.shown(), now.shown_seed)
        self._memory.results.append(result)
        self._stage, self._due_ms = Stage.SETTLED, self._from_now(self._rules.times.pause)
        self._memory.show(RoundSettled(result, tuple(now.results.values()), self._due_ms))
        self._report()

    async def _next_round(self) -> None:
        await self._begin(self._round.number + 1)
        self._open()

    # ── who says what ──

    async def _receive_all(self, envelopes: list[Envelope[Message]]) -> None:
        for envelope in envelopes:
            match envelope.message:
                case FromGuest() as message:
                    envelope.answer(await self._obey(message))
                case WatchTable(watcher=watcher, player=player, name=name):
                    self._memory.add(watcher, Guest(player, name))
                    self._somebody_came_or_went()
                    envelope.answer(Watching(table_stream(self._room.table), From.SNAPSHOT, self._memory.version, self._view()))
                case UnwatchTable(watcher=watcher):
                    self._memory.remove(watcher)
                    self._somebody_came_or_went()
                case TakeBetsBack(player=player):
                    envelope.answer(self._news_of(player, await self._round.take_back(player)))

    async def _obey(self, message: FromGuest) -> Body:
        match message.command:
            case PlaceBet() as command:
                return self._news_of(message.player, await self._round.bet(message.player, message.name, command))
            case TakeBetBack(round=number):
                if number != self._round.number:
                    return refused(Code.ROUND_CLOSED)
                return self._news_of(message.player, await self._round.take_back(message.player))
            case CashOut(round=number):
                return await self._cash_out(message, number)
            case PlayHand() as command:
                return await self._play_hand(message.player, command)
            case SayAtTable(words=words):
                return await self._say(message, words)
            case RotateSeeds(number=number, client_seed=client_seed):
                return await self._rotate(message.player, number, client_seed)
            case ReadFairness():
                return await self._fairness(message.player)
            case command:
                raise AssertionError(f"not for a table: {command}")

    async def _cash_out(self, message: FromGuest, number: int) -> Body:
        playing = self._round.playing
        if playing is None or number != self._round.number:
            return refused(Code.ROUND_CLOSED)
        if not isinstance(playing, Flight):
            return refused(Code.ILLEGAL_BET, "There is no curve at this table.")
        step = playing.cash_out(message.player, self._now_ms(message.heard))
        return step if isinstance(step, Refused) else await self._round.take(step) or Accepted()

    async def _play_hand(self, player: str, command: PlayHand) -> Body:
        playing = self._round.playing
        if playing is None or command.round != self._round.number:
            return refused(Code.ROUND_CLOSED)
        if not isinstance(playing, Hands):
            return refused(Code.ILLEGAL_BET, "There are no hands at this table.")
        step = playing.play(player, command.move, command.plays)
        return step if isinstance(step, Refused) else await self._round.take(step) or Accepted()

    async def _rotate(self, player: str, number: int, client_seed: str) -> Body:
        if self._seeds is None:
            return refused(Code.ILLEGAL_BET, "This table draws from one chain for all.")
        return await self._seeds.rotate(player, number, client_seed)

    async def _fairness(self, player: str) -> Body:
        seeds = None if self._seeds is None else await self._seeds.view(player)
        return Fairness(self._room.table, self._chain_view(), seeds)

    async def _say(self, message: FromGuest, words: str) -> Body:
        line = TableSaid(self._now_ms(), message.player, message.name, clean(words))
        try:
            await self._ports.say(self._room.table, line)
        except DatabaseAway:
            return refused(Code.UNAVAILABLE, retry_after_ms=1000)
        self._memory.chat.append(line)
        self._memory.show(line)
        return Accepted()

    # ── news are gathered up ──

    def _news_of(self, player: str, answer: Body) -> Body:
        if not isinstance(answer, Refused):
            self._news[player] = None
            self._count_down()
            self._gather_soon()
        return answer

    def _gather_soon(self) -> None:
        if self._gather_ms is None:
            self._gather_ms = self._now_ms() + GATHER_MS

    def _show_news(self) -> None:
        self._gather_ms = None
        if self._news:
            placed = self._round.placed
            bets = tuple(bet_view(placed[player]) for player in self._news if player in placed)
            gone = tuple(player for player in self._news if player not in placed)
            self._news = {}
            self._memory.show(BetsPlaced(self._round.number, bets, gone, self._due_ms))
            self._report()

    def _somebody_came_or_went(self) -> None:
        waited = self._due_ms is None
        self._count_down()
        if waited and self._due_ms is not None and self._stage is Stage.BETTING:
            self._memory.show(RoundOpened(self._round.number, self._due_ms))
        if self._guests_ms is None:
            self._guests_ms = self._now_ms() + GUESTS_MS

    def _show_guests(self) -> None:
        self._guests_ms = None
        self._memory.show(GuestsChanged(len(self._memory), self._memory.guests()))
        self._report()

    # ── what is seen of it ──

    @property
    def _limits(self) -> tuple[TableLimit, ...]:
        return tuple(self._ports.limits(self._room.table).values())

    def _chain_view(self) -> ChainView | None:
        return None if self._chains is None else self._chains.view(self._round.number)

    def _view(self) -> TableView:
        now = self._round
        return TableView(
            table=self._room.table,
            kind=self._rules.kind,
            return_bp=self._rules.return_bp,
            limits=self._limits,
            round=now.number,
            stage=self._stage,
            due_ms=self._due_ms,
            bets=tuple(map(bet_view, now.placed.values())),
            play=None if now.playing is None else now.playing.shown(),
            last=tuple(reversed(self._memory.results)),
            watching=len(self._memory),
            guests=self._memory.guests(),
            chat=tuple(self._memory.chat),
            chain=self._chain_view(),
        )

    def _report(self) -> None:
        rules, memory = self._rules, self._memory
        last = tuple(short(result) for result in reversed(list(memory.results)[-CARD_RESULTS:]))
        card = TableCard(
            self._room.table, rules.kind, self._stage, len(memory), len(self._round.placed), rules.return_bp, self._limits, last
        )
        self._ports.report(card)

    def statistics(self) -> Mapping[str, object]:
        now = self._round
        return {"round": now.number, "stage": self._stage.value, "bets": len(now.placed), "watching": len(self._memory), "rounds": self._rounds}


def by_player(envelopes: Sequence[Envelope[Message]]) -> list[list[Envelope[Message]]]:
    """What came in together, by who said it; a connection that comes and goes is one, too."""
    mine: dict[object, list[Envelope[Message]]] = {}
    for envelope in envelopes:
        message = envelope.message
        mine.setdefault(message.player if isinstance(message, FromGuest | TakeBetsBack) else message.watcher, []).append(envelope)
    return list(mine.values())


def short(result: RoundResult) -> str:
    """A result in a word, for the list of tables."""
    play = result.play
    match play.tag:
        case "crash_flight":
            point = play.crashed_at or 100  # type: ignore[union-attr]
            return f"{point // 100}.{point % 100:02d}x"
        case "roulette_spin":
            return str(play.pocket)  # type: ignore[union-attr]
        case "blackjack_hands":
            return str(play.dealer_total)  # type: ignore[union-attr]
        case _:
            return str(len(play.draws))  # type: ignore[union-attr]
