"""The supervision tree on one screen: who is there, who starts whom, who restarts with whom.

    wager up           one_for_one
    ├─ wallet          permanent: the one writer of money
    ├─ event log       permanent: the one writer of facts
    ├─ ladder          permanent: the one who counts what matches came to
    ├─ people          permanent: inboxes, and what players say of each other
    ├─ integrity       permanent: looks for what looks odd, for operators
    ├─ tables          one_for_one, each room permanent
    └─ play            rest_for_one: without its matches a lobby is wrong, not the other way round
       ├─ matches      one_for_one, each match transient
       ├─ lobby
       └─ matchmaker   seats who seek and who want another

Ports come from outside: a real server and the simulator build the same tree."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import attrs

from actors import event_log, lobby, wallet, wallet_actor
from actors.clock import Clock
from actors.dead_letters import DeadLetters
from actors.event_log import EventLog, EventLogActor
from actors.event_store import EventStore
from actors.house import Rooms
from actors.integrity import actor as integrity
from actors.integrity.actor import IntegrityActor, LookNow
from actors.integrity.store import IntegrityStore
from actors.ladder import actor as ladder
from actors.ladder.actor import LadderActor, MatchCounts, Moved
from actors.ladder.store import LadderStore
from actors.lobby import LobbyActor, LobbyMemory, Matches
from actors.match.actor import MAILBOX_SIZE as MATCH_MAILBOX_SIZE
from actors.match.actor import MatchActor
from actors.match.agreements import rematch_key
from actors.match.audience import Audience
from actors.match.messages import Message as MatchMessage
from actors.match.messages import Standing
from actors.match.ports import MatchPorts
from actors.match.state import MatchState
from actors.match.terms import Terms
from actors.matchmaker import actor as matchmaker
from actors.matchmaker.actor import MatchmakerActor, MatchmakerMemory, SeatPair
from actors.patience import Patience
from actors.people import actor as people
from actors.people.actor import InboxWatchers, PeopleActor, Show, Tell
from actors.people.note import Note
from actors.people.store import PeopleStore
from actors.recall import Recall
from actors.ref import Ref
from actors.registry import Registry
from actors.supervisor import ChildSpec, Crash, Restart, Strategy, Supervisor
from actors.tables import actor as tables
from actors.tables.actor import RoomActor, RoomPorts
from actors.tables.catalogue import ROOMS, Room, published
from actors.tables.catalogue import Limits as TableLimits
from actors.tables.memory import RoomMemory
from actors.tables.seeds import SeedKey
from actors.wallet import Wallet
from actors.wallet_actor import WalletActor, Watchers
from protocol.events import RatingChanged, TableSaid
from protocol.tables import TableCard
from wallet.chain import SignedHead
from wallet.journal import Journal

CORE_RESTARTS, CORE_SECONDS = 20, 60.0
MATCH_RESTARTS, MATCH_SECONDS = 500, 10.0


@attrs.frozen
class TablePorts:
    """What the rooms of the tables need beside the wallet: the key of their seeds, fresh salts, names, what was said; and their pace."""

    key: SeedKey
    salt: Callable[[], str]
    names: Callable[[Sequence[str]], Awaitable[Mapping[str, str]]]
    say: Callable[[str, TableSaid], Awaitable[None]]
    lines: Callable[[str, int], Awaitable[Sequence[TableSaid]]]
    pace: float = 1.0
    limits: Callable[[str], TableLimits] = published


@attrs.frozen
class TreePorts:
    """What the tree needs of the world."""

    journal: Journal
    store: EventStore
    ladder: LadderStore
    people: PeopleStore
    integrity: IntegrityStore
    clock: Clock
    chain_key: bytes
    keep_head: Callable[[SignedHead], None]
    terms: Callable[[], Terms]
    on_crash: Callable[[Crash], None]
    on_unreadable: Callable[[str, Exception], None]
    dead_letters: DeadLetters
    tables: TablePorts


class Tree:
    """The actors, and the addresses by which others know them."""

    def __init__(self, ports: TreePorts) -> None:
        self._ports = ports
        self._wallet_patience, patience = Patience(), Patience()
        self.matches: Matches = Registry()
        self.rooms: Rooms = Registry()
        self._room_memories = {table: RoomMemory(table) for table in ROOMS}
        self._cards: dict[str, TableCard] = {}
        self.root = Supervisor(
            "wager up",
            ChildSpec("wallet", self._wallet_actor, mailbox_size=wallet_actor.MAILBOX_SIZE),
            ChildSpec("event log", lambda: EventLogActor(ports.store, patience), mailbox_size=event_log.MAILBOX_SIZE),
            ChildSpec("ladder", lambda: LadderActor(ports.ladder, ports.clock, self._moved), mailbox_size=ladder.MAILBOX_SIZE),
            ChildSpec("people", lambda: PeopleActor(ports.people, ports.clock, self._inboxes), mailbox_size=people.MAILBOX_SIZE),
            ChildSpec("integrity", lambda: IntegrityActor(ports.integrity, ports.clock), mailbox_size=integrity.MAILBOX_SIZE),
            ChildSpec("tables", self._tables, mailbox_size=1),
            ChildSpec("play", self._play, mailbox_size=1),
            intensity=CORE_RESTARTS,
            period_seconds=CORE_SECONDS,
            dead_letters=ports.dead_letters,
            on_crash=ports.on_crash,
        )
        self._watchers: Watchers = {}
        self._audiences: dict[str, Audience] = {}
        self._inboxes: InboxWatchers = {}
        self._lobby_memory = LobbyMemory()
        self._seekers = MatchmakerMemory()
        self._lobby_ref: Ref[lobby.Message] | None = None
        self._matchmaker_ref: Ref[matchmaker.Message] | None = None
        self.wallet: Ref[wallet.Message] = self.root.ref("wallet")
        self.log = EventLog(self.root.ref("event log"))
        self.ladder: Ref[ladder.Message] = self.root.ref("ladder")
        self.people: Ref[people.Message] = self.root.ref("people")
        self.integrity: Ref[LookNow] = self.root.ref("integrity")
        self.recall = Recall(lambda: self.lobby, lambda: self.matchmaker, self.rooms)

    def _wallet_actor(self) -> WalletActor:
        ports = self._ports
        return WalletActor(ports.journal, ports.clock, ports.chain_key, ports.keep_head, self._watchers, self._wallet_patience)

    # ── tables ──

    def _tables(self) -> Supervisor:
        for old in self.rooms:
            self.rooms.unregister(old)
        supervisor = Supervisor(
            "tables",
            *(self._room(room) for room in ROOMS.values()),
            intensity=CORE_RESTARTS,
            period_seconds=CORE_SECONDS,
            dead_letters=self._ports.dead_letters,
            on_crash=self._ports.on_crash,
        )
        for table in ROOMS:
            self.rooms.register(table, supervisor.ref(table))
        return supervisor

    def _room(self, room: Room) -> ChildSpec[Any]:
        house, wallet = self._ports.tables, Wallet(self.wallet)
        ports = RoomPorts(
            wallet, self._ports.clock, house.key, house.salt, house.names, house.say, house.lines, self._note_card, house.pace, house.limits
        )
        memory = self._room_memories[room.table]
        return ChildSpec(room.table, lambda: RoomActor(room, ports, memory), mailbox_size=tables.MAILBOX_SIZE)

    def _note_card(self, card: TableCard) -> None:
        self._cards[card.table] = card

    def cards(self) -> tuple[TableCard, ...]:
        """The tables of the house as they reported last."""
        return tuple(self._cards[table] for table in ROOMS if table in self._cards)

    # ── play ──

    def _play(self) -> Supervisor:
        play = Supervisor(
            "play",
            ChildSpec("matches", self._matches, mailbox_size=1),
            ChildSpec("lobby", self._lobby_actor, mailbox_size=lobby.MAILBOX_SIZE),
            ChildSpec("matchmaker", self._matchmaker_actor, mailbox_size=matchmaker.MAILBOX_SIZE),
            strategy=Strategy.REST_FOR_ONE,
            intensity=CORE_RESTARTS,
            period_seconds=CORE_SECONDS,
            dead_letters=self._ports.dead_letters,
            on_crash=self._ports.on_crash,
        )
        self._lobby_ref, self._matchmaker_ref = play.ref("lobby"), play.ref("matchmaker")
        return play

    def _matches(self) -> Supervisor:
        for old in self.matches:
            self.matches.unregister(old)
        self._match_supervisor = Supervisor(
            "matches",
            intensity=MATCH_RESTARTS,
            period_seconds=MATCH_SECONDS,
            dead_letters=self._ports.dead_letters,
            on_crash=self._ports.on_crash,
        )
        return self._match_supervisor

    def _lobby_actor(self) -> LobbyActor:
        return LobbyActor(self.matches, self._start_match, self._live_matches, self._lobby_memory)

    def _matchmaker_actor(self) -> MatchmakerActor:
        return MatchmakerActor(lambda: self.lobby, self.matches, self._ports.clock, self._seekers)

    async def _live_matches(self) -> Sequence[str]:
        return await self._ports.store.live_matches()

    async def _start_match(self, match_id: str) -> Ref[MatchMessage]:
        audience = self._audiences.setdefault(match_id, Audience(match_id))
        ports = MatchPorts(
            log=self.log,
            wallet=Wallet(self.wallet),
            clock=self._ports.clock,
            terms=self._ports.terms(),
            report=self._report,
            gone=self._gone,
            blocked=self._ports.people.blocked,
            images=self._ports.people.images,
            note=self._note,
            settled=self._settled,
            rematch=self._rematch,
            unreadable=self._ports.on_unreadable,
        )
        spec: ChildSpec[MatchMessage] = ChildSpec(
            match_id,
            lambda: MatchActor(match_id, ports, audience),
            Restart.TRANSIENT,
            mailbox_size=MATCH_MAILBOX_SIZE,
        )
        return await self._match_supervisor.start(spec)

    def _gone(self, match_id: str) -> None:
        self.matches.unregister(match_id)
        self._audiences.pop(match_id, None)

    # ── what matches say to others: nothing waits for it ──

    def _report(self, standing: Standing) -> None:
        """A lobby that is restarting asks again."""
        self.lobby.mention(standing)

    def _settled(self) -> None:
        """The ladder reads what was settled where it is durable; it is only told that there is something."""
        self.ladder.mention(MatchCounts())

    def _note(self, note: Note) -> None:
        self.people.mention(Tell(note))

    def _moved(self, moved: Moved) -> None:
        settlement, before, after = moved.settlement, moved.before.skill, moved.after.skill
        event = RatingChanged(settlement.match_id, settlement.game, before.rating, after.rating, after.deviation, after.provisional)
        self.people.mention(Show(settlement.players[moved.seat], event))

    def _rematch(self, state: MatchState) -> None:
        """The seats change sides: who took the offer makes the next."""
        one, two = reversed(state.players), reversed(state.names)
        offer, key = state.offer, rematch_key(state.match_id)
        self.matchmaker.mention(SeatPair(tuple(one), tuple(two), key, offer.options, offer.stake, offer.invite_only))  # type: ignore[arg-type]

    # ── addresses ──

    @property
    def matchmaker(self) -> Ref[matchmaker.Message]:
        assert self._matchmaker_ref is not None, "not started"
        return self._matchmaker_ref

    def is_online(self, player: str) -> bool:
        return player in self._lobby_memory.online

    @property
    def lobby(self) -> Ref[lobby.Message]:
        assert self._lobby_ref is not None, "not started"
        return self._lobby_ref
