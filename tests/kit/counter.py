"""A whole counter on real parts: a wallet actor on PostgreSQL, the stand-in for Stripe over HTTP, its webhooks through our own listener."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2
import trio

from actors.sessions import Sessions
from actors.supervisor import ChildSpec, Supervisor
from actors.wallet import Wallet
from actors.wallet_actor import MAILBOX_SIZE, WalletActor
from protocol.events.payments import Payment
from protocol.money import Currency
from server.config import Config
from server.counter import Counter, CounterPorts
from server.foundation import SteadyClock
from server.settings import Settings
from server.standins.serving import StripeStandIn
from server.standins.stripe.hooks import signed
from server.stripe_routes import WEBHOOK, StripeRoutes
from tests.kit.edge import edge
from wallet.accounts import bucket
from wallet.database import Database, open_database
from wallet.postgres_journal import PostgresJournal

PLAYER = "p_" + "a" * 16


class MovableClock(SteadyClock):
    """The real time, and as much later as one likes."""

    def __init__(self) -> None:
        super().__init__()
        self.later_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.later_ms


class RealCounter:
    """The counter, what it stands on, and a few words to it."""

    def __init__(
        self, counter: Counter, stand_in: StripeStandIn, wallet: Wallet, database: Database, address: str, clock: MovableClock, changed: dict[str, int], recalled: list[str]
    ) -> None:
        self.counter, self.stand_in, self.wallet, self.database, self.address, self.clock = counter, stand_in, wallet, database, address, clock
        self.changed, self.recalled = changed, recalled
        self.http = httpx2.AsyncClient(timeout=30)

    async def cash(self, player: str = PLAYER) -> int:
        return await self.wallet.available(player, Currency.USD)

    async def posted(self, player: str = PLAYER) -> int:
        rows = await self.database.rows("SELECT posted FROM postings WHERE account = $1 ORDER BY version DESC LIMIT 1", bucket(player, Currency.USD, "cash"))
        return rows[0]["posted"] if rows else 0

    async def open_deposit(self, key: str, minor: int = 5_000, player: str = PLAYER) -> str:
        """The checkout of a fresh deposit."""
        payment = await self.counter.cashier.begin_deposit(player, key, minor)
        assert isinstance(payment, Payment), payment
        row = await self.counter.store.deposit(payment.payment_id)
        assert row is not None
        assert row.session_id is not None, payment
        return row.session_id

    def event(self, kind: str, session: str) -> bytes:
        """An event about a checkout as it is now, which nobody has sent yet."""
        told, self.stand_in.hooks.faults.lost = self.stand_in.hooks.faults.lost, True
        event = self.stand_in.state.happened(kind, self.stand_in.state.get(session, "checkout.session"))
        self.stand_in.hooks.faults.lost = told
        return json.dumps({**event, "lost": False}).encode()

    async def send(self, raw: bytes, header: str | None = None, *, at: int | None = None) -> int:
        """A webhook, signed now unless a header is given: the status that came back."""
        header = signed(self.stand_in.secret, raw, int(time.time()) if at is None else at) if header is None else header
        headers = {"Stripe-Signature": header} if header else {}
        return (await self.http.post(self.address + WEBHOOK, content=raw, headers=headers)).status_code


@asynccontextmanager
async def real_counter(dsn: str, *, webhooks: bool = False, loops: bool = False) -> AsyncIterator[RealCounter]:
    """As long as the block. webhooks: the stand-in sends its own; loops: the reconciler runs by itself."""
    clock, changed = MovableClock(), dict[str, int]()
    async with open_database(dsn) as database, trio.open_nursery() as nursery, AsyncExitStack() as stack:
        spec = ChildSpec("wallet", lambda: WalletActor(PostgresJournal(database), clock, b"k"), mailbox_size=MAILBOX_SIZE)
        house = Supervisor("house", spec)

        async def run(task_status: trio.TaskStatus[None]) -> None:
            await house.run(ready=task_status.started)

        await nursery.start(run)
        stand_in, wallet = StripeStandIn(), Wallet(house.ref("wallet"))
        access = await stand_in.start(nursery, bank_seconds=None)

        recalled: list[str] = []

        async def nothing(_player: str) -> None:
            """Nobody is signed in here."""

        async def recall(player: str) -> None:
            recalled.append(player)

        ports = CounterPorts(
            settings=Settings(Config(cooling_hours=0), changed),
            database=database,
            wallet=wallet,
            clock=clock,
            person_key=b"p" * 32,
            address=lambda: "http://here",
            sessions=Sessions(),
            recall=recall,
            places_told=False,
            left=nothing,
            alarm=lambda _what, _words: None,
        )
        counter = Counter(ports, access)
        if loops:
            nursery.start_soon(counter.reconciler.run)
        listening = await stack.enter_async_context(edge(more=lambda _routes: StripeRoutes(counter.inbound).routes()))
        address = f"http://127.0.0.1:{listening.port}"
        if webhooks:
            stand_in.hooks.endpoint = address + WEBHOOK
        await database.rows(
            "INSERT INTO players (player_id, name, name_key, look_key, created_ms) VALUES ($1, 'Ann', 'ann', 'ann', 1) ON CONFLICT DO NOTHING", PLAYER
        )
        real = RealCounter(counter, stand_in, wallet, database, address, clock, changed, recalled)
        try:
            yield real
        finally:
            await real.http.aclose()
            await counter.stripe.close()
            nursery.cancel_scope.cancel()
