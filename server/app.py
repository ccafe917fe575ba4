"""The whole program, wired on one screen. What starts last stops first: listeners, sessions, the tree, the database.

Only this file owns the real clock."""

from __future__ import annotations

import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from functools import partial

import attrs
import trio

from actors.dead_letters import DeadLetters
from actors.integrity.postgres_integrity import PostgresIntegrity
from actors.ladder.postgres_ladder import PostgresLadder
from actors.line import CLOSE_MOVING, Identity, Line
from actors.match.actor import Terms
from actors.people.postgres_people import PostgresPeople
from actors.postgres_events import PostgresEvents
from actors.session import House, Limits, Sessions
from server import trouble
from server.admin import admin_path, serve_admin
from server.admin_desk import AdminDesk, DeskPorts
from server.config import Config
from server.cookies import Cookies, Tickets
from server.evidence_routes import EvidencePorts, EvidenceRoutes
from server.google import Client, Google
from server.google_routes import GooglePorts, GoogleRoutes
from server.guard import Guard
from server.heads import Heads
from server.identities import Identities
from server.listener import EdgePorts, Listener
from server.operator_records import PostgresOperatorRecords
from server.origins import Origins
from server.postgres_accounts import PostgresAccounts
from server.postgres_images import PostgresImages
from server.records import PostgresRecords
from server.routes import RoutePorts, Routes
from server.secrets_file import key_in
from server.standins.serving import start_openid
from server.telemetry import log
from server.tree import Tree, TreePorts
from server.tuning import tune
from wallet.database import Database, open_database, refuse_weak
from wallet.embedded import locked, running
from wallet.journal import DatabaseAway
from wallet.migrate import migrate
from wallet.postgres_journal import PostgresJournal

BACK_IN_MS = 2_000
GOODBYE_SECONDS = 1.0


class WallClock:
    """The real time."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


@attrs.frozen
class Addresses:
    """Where the server listens."""

    http: str
    tcp: tuple[str, int] | None


@contextmanager
def database_server(config: Config) -> Iterator[str]:
    """The DSN of the database: the one that was set, or an embedded server that lives as long as the block."""
    with ExitStack() as stack:
        stack.enter_context(locked(config.data))
        if config.database_url is not None:
            yield config.database_url
        else:
            yield stack.enter_context(running(config.data)).dsn


@asynccontextmanager
async def migrated(dsn: str, *, allow_unsafe: bool = False) -> AsyncIterator[Database]:
    """The database with the schema of this code, opened as the role that may not rewrite the books."""
    async with open_database(dsn, as_app=False) as owner:
        await refuse_weak(owner, allow_unsafe=allow_unsafe)
        applied = await migrate(owner)
    if applied:
        log().info("schema migrated", migrations=applied)
    async with open_database(dsn) as database:
        yield database



class Server:
    """A server that runs: its tree, its sessions, its listener."""

    def __init__(self, config: Config, database: Database) -> None:
        self.config = config
        self._database = database
        self._clock = WallClock()
        self._accounts = PostgresAccounts(database)
        store = self._store = PostgresEvents(database)
        self.tree = Tree(self._tree_ports(database, store))
        self.sessions = Sessions()
        self.guard = Guard(trouble.caught)
        self._limits = Limits(
            commands_per_second=config.commands_per_second, commands_at_once=3 * config.commands_per_second
        )
        keys = config.secrets or (key_in(config.data / "keys", "cookies"),)
        self._tickets = Tickets(keys)
        self._origins = Origins(config.origins)
        self._ready = False
        cookies = Cookies(keys, secure=config.production)
        routes = Routes(self._route_ports(cookies))
        self._house = self._make_house(PostgresRecords(database, store, self._clock, self.tree.is_online))
        self._images = PostgresImages(database)
        self._google: Google | None = _google(config)
        google = GoogleRoutes(self._google_ports(Identities(database), cookies, routes))
        evidence = EvidenceRoutes(EvidencePorts(self._images, routes.identify, routes.refuse_origin, self._clock))
        edge = EdgePorts(routes.app(*evidence.routes(), *google.routes()), self._serve, routes.identify, self._origins)  # type: ignore[arg-type]
        self.listener = Listener(edge, self.guard)

    # ── ports ──

    def _tree_ports(self, database: Database, store: PostgresEvents) -> TreePorts:
        config = self.config
        return TreePorts(
            journal=PostgresJournal(database),
            store=store,
            ladder=PostgresLadder(database),
            people=PostgresPeople(database),
            integrity=PostgresIntegrity(database),
            clock=self._clock,
            chain_key=key_in(config.data / "keys", "chain").encode(),
            keep_head=Heads(config.data / "heads.log").keep,
            terms=_terms(config),
            on_crash=trouble.crashed,
            on_unreadable=trouble.unreadable,
            dead_letters=DeadLetters(trouble.parked),
        )

    def _route_ports(self, cookies: Cookies) -> RoutePorts:
        return RoutePorts(
            accounts=self._accounts,
            cookies=cookies,
            tickets=self._tickets,
            origins=self._origins,
            clock=self._clock,
            production=self.config.production,
            stand_in=self.config.google_client_id is None,
            ready=self._readiness,
            session_ended=self.sessions.end,
        )

    def _google_ports(self, identities: Identities, cookies: Cookies, routes: Routes) -> GooglePorts:
        def google() -> Google:
            assert self._google is not None, "not started"
            return self._google

        address = self.config.origins[0] if self.config.origins else None
        return GooglePorts(google, identities, cookies, routes.open_session, self._clock, address)

    def _make_house(self, records: PostgresRecords) -> House:
        return House(
            wallet=self.tree.wallet,
            lobby=lambda: self.tree.lobby,
            matchmaker=lambda: self.tree.matchmaker,
            people=self.tree.people,
            matches=self.tree.matches,
            records=records,
            redeem=self._redeem,
            clock=self._clock,
            limits=self._limits,
            production=self.config.production,
            on_bug=trouble.bug,
        )

    def _desk_ports(self) -> DeskPorts:
        tree, records = self.tree, PostgresOperatorRecords(self._database, self._images, self._clock)
        return DeskPorts(tree.matches, tree.log, tree.ladder, tree.integrity, records)

    def _redeem(self, ticket: str) -> Identity | None:
        holder = self._tickets.redeem(ticket)
        assert holder is None or isinstance(holder, Identity)
        return holder

    async def _serve(self, line: Line, identity: Identity | None) -> None:
        await self.sessions.serve(line, identity, self._house)

    def _readiness(self) -> tuple[bool, str]:
        return (True, "takes bets") if self._ready else (False, "starting or stopping")

    # ── life ──

    async def run(self, announce: Callable[[Addresses], None]) -> None:
        """Until cancelled or told to end by a signal."""
        async with trio.open_nursery() as house:
            await house.start(self._run_tree)
            # Listening to signals before anybody is told that we are ready: from then on we end well.
            with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
                async with trio.open_nursery() as edge:
                    if self._google is None:
                        self._google = Google(await start_openid(edge))
                    addresses = await self._listen(edge)
                    edge.start_soon(self.sessions.beat_for_ever, self._limits)
                    edge.start_soon(self._forget_chat_for_ever)
                    await edge.start(serve_admin, admin_path(self.config.data), AdminDesk(self._desk_ports()))
                    self._ready = True
                    announce(addresses)
                    await anext(aiter(signals))
                    await self._say_goodbye()
                    edge.cancel_scope.cancel()
                house.cancel_scope.cancel()

    async def _forget_chat_for_ever(self) -> None:
        """What was said is forgotten in its time; that it was said stays in the record of the match."""
        while True:
            try:
                gone = await self._store.forget_chat(self._clock.now_ms() - self.config.chat_days * 86_400_000)
            except DatabaseAway:
                gone = 0
            if gone:
                log().info("chat forgotten", lines=gone)
            await trio.sleep(3_600)

    async def _say_goodbye(self) -> None:
        """No new bets; everybody is told when to come back."""
        self._ready = False
        self.sessions.move_all(BACK_IN_MS, CLOSE_MOVING)
        await trio.sleep(GOODBYE_SECONDS)

    async def _run_tree(self, task_status: trio.TaskStatus[None]) -> None:
        await self.tree.root.run(ready=task_status.started)

    async def _listen(self, edge: trio.Nursery) -> Addresses:
        config = self.config
        http = await trio.open_tcp_listeners(config.port, host=config.host)
        edge.start_soon(self.listener.serve_http, http)
        tcp = None
        if config.tcp_port:
            lines = await trio.open_tcp_listeners(config.tcp_port, host=config.host)
            edge.start_soon(self.listener.serve_tcp, lines)
            tcp = (config.host, int(lines[0].socket.getsockname()[1]))
        port = int(http[0].socket.getsockname()[1])
        shown = "localhost" if config.host in ("127.0.0.1", "0.0.0.0") else config.host  # noqa: S104
        return Addresses(f"http://{shown}:{port}", tcp)


def _google(config: Config) -> Google | None:
    """Google itself, where it is set up; else its stand-in is started."""
    if config.google_client_id is None or config.google_client_secret is None:
        return None
    return Google(Client(config.google_discovery_url, config.google_client_id, config.google_client_secret))


def _terms(config: Config) -> Terms:
    return Terms(
        config.rake_bp,
        config.turn_seconds,
        config.confirm_seconds,
        config.dispute_hours * 3600,
        config.ready_seconds,
        config.evidence_hours * 3600,
        config.appeal_hours * 3600,
        config.away_seconds,
    )


async def serve(config: Config, dsn: str, announce: Callable[[Addresses], None]) -> None:
    """The server on this database, until a signal."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(migrated(dsn))
        await Server(config, database).run(announce)


def run(config: Config, announce: Callable[[Addresses], None]) -> None:
    """Starts the database if it is ours, serves, and stops both."""
    tune()
    with database_server(config) as dsn:
        trio.run(partial(serve, config, dsn, announce))


