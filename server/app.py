"""The whole program, wired on one screen. What starts last stops first: listeners, sessions, the tree, the database.
"""

from __future__ import annotations

import os
import secrets
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from functools import partial

import attrs
import trio
from starlette.requests import Request

from actors.house import House, Limits
from actors.integrity.postgres_integrity import PostgresIntegrity
from actors.ladder.postgres_ladder import PostgresLadder
from actors.line import CLOSE_MOVING, Identity, Line
from actors.people.postgres_people import PostgresPeople
from actors.rates import Allowances
from actors.sessions import Sessions
from actors.tables.seeds import SeedKey
from actors.wallet import Wallet
from server import otel
from server.backup import back_up
from server.config import Config
from server.cookies import Cookies, Tickets
from server.counter import HOUSE_RULES, Counter, CounterPorts
from server.evidence_routes import EvidencePorts, EvidenceRoutes
from server.floors import refuse_old_parts
from server.foundation import SteadyClock, database_server, migrated
from server.from_config import google_of, stripe_of, terms_of
from server.google import Google
from server.google_routes import GooglePorts, GoogleRoutes
from server.guard import Guard
from server.heads import Heads
from server.identities import Identities
from server.lasting_rates import PostgresRates
from server.listener import EdgePorts, Listener
from server.measured import Commits, MeasuredEvents, MeasuredJournal
from server.metrics_routes import MetricsRoutes
from server.operating import EdgeSide, Operating, OperatingPorts
from server.origins import Origins
from server.paper_routes import PaperPorts, PaperRoutes
from server.postgres_accounts import PostgresAccounts
from server.postgres_images import PostgresImages
from server.postgres_papers import PostgresPapers
from server.postgres_tables import PostgresTables
from server.proving import prove
from server.proxies import Proxies
from server.records import PostgresRecords
from server.routes import RoutePorts, Routes
from server.secrets_file import key_in
from server.sign_ins import SignIns
from server.standins.serving import StripeStandIn, start_openid
from server.stripe_routes import WEBHOOK, StripeRoutes
from server.telemetry import about, log
from server.tree import TablePorts, Tree, TreePorts
from server.tuning import leave_no_core, tune
from wallet.database import Database
from wallet.journal import DatabaseAway

BACK_IN_MS = 2_000
GOODBYE_SECONDS_MAX, LAST_BATCH_SECONDS = 8.0, 0.2
EXIT_SECONDS_MAX = 28.0
"""From the signal to the end of the process, whatever happens: platforms kill after 30."""


@attrs.frozen
class Addresses:
    """Where the server listens."""

    http: str
    tcp: tuple[str, int] | None
    panel: str | None
    """The switches of the stand-in for Stripe, where there is one."""


class Server:
    """A server that runs: its tree, its sessions, its listener."""

    def __init__(self, config: Config, database: Database) -> None:
        self.config = config
        self._database = database
        self._clock = SteadyClock()
        self._accounts = PostgresAccounts(database)
        self.sessions = Sessions()
        self.sign_ins = SignIns(self._accounts, self.sessions, self._clock)
        self._ready = False
        journal, events = Commits(), Commits()
        self.operating = Operating(
            OperatingPorts(config, database, self._clock, lambda: self.tree, self.sessions, lambda: self._ready, journal, events)
        )
        store = self._store = MeasuredEvents(database, events)
        self.tree = Tree(self._tree_ports(database, store, MeasuredJournal(database, journal)))
        self.guard = Guard(self.operating.trouble.caught)
        self._limits = Limits(
            commands_per_second=config.commands_per_second, commands_at_once=3 * config.commands_per_second
        )
        self._keys = config.secrets or (key_in(config.data / "keys", "cookies"),)
        self._tickets = Tickets(self._keys)
        self._origins = Origins(config.origins)
        self._proxies = Proxies(config.trusted_proxies, config.place_header)
        self._rates = PostgresRates(database)
        self._allowances = Allowances(config.commands_per_second / Config().commands_per_second)
        self._address = config.origins[0] if config.origins else ""
        self._images = PostgresImages(database)

    # ── the edge: built once the tree runs, and Google and Stripe, or their stand-ins, are known ──

    async def _open(self, edge: trio.Nursery) -> Listener:
        config = self.config
        google = google_of(config) or Google(await start_openid(edge))
        self._stand_in = None if config.stripe_key else StripeStandIn()
        access = await self._stand_in.start(edge) if self._stand_in else stripe_of(config)
        self.counter = Counter(self._counter_ports(), access)
        await edge.start(self.counter.run)
        return Listener(self._edge_ports(google), self.guard)

    def _edge_ports(self, google: Google) -> EdgePorts:
        config, database = self.config, self._database
        cookies = Cookies(self._keys, secure=config.production)
        routes = Routes(self._route_ports(cookies))
        records = PostgresRecords(database, self._store, self._clock, self.tree.is_online)
        self._house = self._make_house(records)
        more = (
            GoogleRoutes(self._google_ports(google, Identities(database), cookies, routes)),
            EvidenceRoutes(EvidencePorts(self._images, routes.identify, routes.refuse_origin, self._clock)),
            StripeRoutes(self.counter.inbound),
            MetricsRoutes(self.operating.instruments.page, config.metrics_token),
            PaperRoutes(PaperPorts(routes.identify, PostgresPapers(database), self._clock)),
        )
        app = routes.app(*(route for one in more for route in one.routes()))
        who = (self._serve, routes.identify, self._origins, self._proxies)
        return EdgePorts(app, *who, config.production, routes.turnstile.wait)  # type: ignore[arg-type]

    # ── ports ──

    def _counter_ports(self) -> CounterPorts:
        return CounterPorts(
            settings=self.operating.settings,
            database=self._database,
            wallet=Wallet(self.tree.wallet),
            clock=self._clock,
            person_key=key_in(self.config.data / "keys", "persons").encode(),
            address=lambda: self._address,
            sessions=self.sessions,
            recall=self.tree.recall,
            places_told=self.config.place_header is not None,
            left=self.sign_ins.forget,
            alarm=self.operating.trouble.alarm,
        )

    def _tree_ports(self, database: Database, store: MeasuredEvents, journal: MeasuredJournal) -> TreePorts:
        config, operating = self.config, self.operating
        return TreePorts(
            journal=journal,
            store=store,
            ladder=PostgresLadder(database),
            people=PostgresPeople(database),
            integrity=PostgresIntegrity(database),
            clock=self._clock,
            chain_key=key_in(config.data / "keys", "chain").encode(),
            keep_head=Heads(config.data / "heads.log").keep,
            terms=lambda: terms_of(operating.settings.now()),
            on_crash=operating.trouble.crashed,
            on_unreadable=operating.trouble.unreadable,
            dead_letters=operating.letters,
            tables=self._table_ports(database),
        )

    def _table_ports(self, database: Database) -> TablePorts:
        config, store = self.config, PostgresTables(database)
        key = SeedKey(config.seed_key.encode() if config.seed_key else key_in(config.data / "keys", "seeds").encode())
        return TablePorts(
            key=key,
            salt=lambda: config.table_salt or secrets.token_hex(32),
            names=store.names,
            say=store.say,
            lines=store.lines,
            pace=config.table_pace / 100,
            limits=self.operating.table_limits,
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
            rates=self._rates,
            proxies=self._proxies,
            on_bug=self.operating.trouble.bug,
            contact=self.config.contact,
            documents={"terms": HOUSE_RULES.terms, "privacy": HOUSE_RULES.privacy},
        )

    def _google_ports(self, google: Google, identities: Identities, cookies: Cookies, routes: Routes) -> GooglePorts:
        def takes_newcomers(request: Request) -> bool:
            peer = request.client.host if request.client else "gone"
            return HOUSE_RULES.takes_newcomers(self._proxies.caller(peer, request.headers.getlist).place, self._clock.now_ms())

        who = (identities, cookies, routes.open_session, routes.end)
        return GooglePorts(lambda: google, *who, self._clock, self.config.origins, takes_newcomers)

    def _make_house(self, records: PostgresRecords) -> House:
        return House(
            wallet=self.tree.wallet,
            lobby=lambda: self.tree.lobby,
            matchmaker=lambda: self.tree.matchmaker,
            people=self.tree.people,
            matches=self.tree.matches,
            rooms=self.tree.rooms,
            cards=self.tree.cards,
            records=records,
            desk=self.counter.desk,
            looks=self.counter.looks,
            allowances=self._allowances,
            redeem=self._redeem,
            clock=self._clock,
            limits=self._limits,
            production=self.config.production,
            on_bug=self.operating.trouble.bug,
            on_answer=self.operating.answered,
            board=self.operating.board,
        )

    def _edge_side(self) -> EdgeSide:
        return EdgeSide(
            counter=self.counter,
            accounts=self._accounts,
            images=self._images,
            limits=self._limits,
            allowances=self._allowances,
            guard=self.guard,
            left=self.sign_ins.end_all,
            back_up=partial(back_up, self.config, self._database),
            prove=partial(prove, self.config, self._database),
        )

    def _redeem(self, ticket: str) -> Identity | None:
        holder = self._tickets.redeem(ticket)
        assert holder is None or isinstance(holder, Identity)
        return holder

    async def _serve(self, line: Line, identity: Identity | None) -> None:
        about(player=identity.player if identity else None, connection=self.sessions.served + 1)
        await self.sessions.serve(line, identity, self._house)

    def _readiness(self) -> tuple[bool, str]:
        """Not while it drains: the load balancer sends newcomers elsewhere, or holds them back; nor while nothing could be kept."""
        if self.operating.is_away():
            return False, "the database is away"
        return self._ready and self.operating.board.draining is None, self.operating.words()

    # ── life ──

    async def run(self, announce: Callable[[Addresses], None]) -> None:
        """Until cancelled or told to end by a signal."""
        async with trio.open_nursery() as house:
            await self.operating.begin()
            await house.start(self._run_tree)
            # Listening to signals before anybody is told that we are ready: from then on we end well.
            with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
                async with trio.open_nursery() as edge:
                    self.listener = await self._open(edge)
                    addresses = await self._listen(edge)
                    edge.start_soon(self.sessions.beat_for_ever, self._limits)
                    edge.start_soon(self._forget_chat_for_ever)
                    edge.start_soon(self.sign_ins.watch_for_ever)
                    await self.operating.serve(self._edge_side(), edge)
                    self._ready = True
                    announce(addresses)
                    await anext(aiter(signals))
                    exit_by_then()
                    with trio.CancelScope() as patient:
                        edge.start_soon(_hurry, signals, patient)
                        await self._say_goodbye()
                    edge.cancel_scope.cancel()
                house.cancel_scope.cancel()

    async def _forget_chat_for_ever(self) -> None:
        """What was said is forgotten in its time; that it was said stays in the record of the match."""
        while True:
            try:
                before_ms = self._clock.now_ms() - self.operating.settings.now().chat_days * 86_400_000
                gone = await self._store.forget_chat(before_ms) + await PostgresTables(self._database).forget(before_ms)
            except DatabaseAway:
                gone = 0
            if gone:
                log().info("chat forgotten", lines=gone)
            await trio.sleep(3_600)

    async def _say_goodbye(self) -> None:
        """Nothing new begins; what was asked is answered; everybody is told when to come back. Live matches are in the event log already."""
        self._ready = False
        self.operating.drain("the house restarts")
        await self.listener.stop_listening()
        self.sessions.move_all(BACK_IN_MS, CLOSE_MOVING)
        with trio.move_on_after(GOODBYE_SECONDS_MAX):
            while len(self.sessions):
                await trio.sleep(0.05)
        await trio.sleep(LAST_BATCH_SECONDS)

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
        shown = "localhost" if config.host in ("127.0.0.1", "0.0.0.0") else config.host  # noqa: S104  a name to show  # nosec B104
        self._address = self._address or f"http://{shown}:{port}"
        if self._stand_in is not None:
            self._stand_in.hooks.endpoint = f"http://127.0.0.1:{port}{WEBHOOK}"
        return Addresses(f"http://{shown}:{port}", tcp, self._stand_in.address if self._stand_in else None)


async def _hurry(signals: AsyncIterator[int], patient: trio.CancelScope) -> None:
    """Whoever asks twice does not want to wait for goodbyes. It is as safe: what is not durable was never shown."""
    await anext(signals)
    patient.cancel()


def exit_by_then() -> None:
    """A shutdown that hangs is a crash, and crashes are survived."""
    timer = threading.Timer(EXIT_SECONDS_MAX, os._exit, (75,))
    timer.daemon = True
    timer.start()


async def serve(config: Config, dsn: str, announce: Callable[[Addresses], None]) -> None:
    """The server on this database, until a signal."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(migrated(dsn))
        await Server(config, database).run(announce)


def run(config: Config, announce: Callable[[Addresses], None]) -> None:
    """Starts the database if it is ours, serves, and stops both."""
    refuse_old_parts()
    tune()
    leave_no_core()
    tracer = otel.install(config)
    try:
        with database_server(config) as dsn:
            trio.run(partial(serve, config, dsn, announce))
    finally:
        if tracer is not None:
            tracer.close()


