"""The counter: everything between the wallet and the world outside, wired on one screen: the gate, Stripe, the cashier, the account desk."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Awaitable, Callable
from functools import partial

import attrs
import trio

from actors.clock import Clock
from actors.looks import LooksWatchers
from actors.mailbox import ActorDead, MailboxFull
from actors.sessions import Sessions
from actors.wallet import MinutePassed, Wallet
from protocol.limits import DAY_MS
from server.account_desk import AccountDesk, AccountPorts
from server.bank import fund_banks
from server.coin_desk import CoinDesk
from server.gatekeeper import Gatekeeper, GatePorts
from server.house_rules import HouseRules, journal_rules
from server.lasting_rates import PostgresRates
from server.places import PRIVACY_VERSION, RULES, TERMS_VERSION, playthrough_bp
from server.postgres_particulars import PostgresParticulars
from server.settings import Settings
from server.shop_desk import ShopDesk
from server.telemetry import log
from wallet.database import Database
from wallet.journal import DatabaseAway
from webhooks.cashier import Cashier
from webhooks.deposits import DepositPorts, Deposits
from webhooks.inbound import Inbound
from webhooks.payment_bounds import PaymentBounds
from webhooks.postgres_payments import PostgresPayments
from webhooks.postgres_redemptions import PostgresRedemptions
from webhooks.reconcile import Reconciler
from webhooks.redemptions import RedemptionPorts, Redemptions
from webhooks.stripe import Stripe, StripeAccess
from webhooks.watching import PaymentWatchers
from webhooks.withdrawals import WithdrawalPorts, Withdrawals

EVENT_BODY_DAYS = 30
"""For so long it can be looked up what Stripe sent."""
HOUSE_RULES = HouseRules(TERMS_VERSION, PRIVACY_VERSION, RULES)


@attrs.frozen
class CounterPorts:
    """What the counter needs of the house."""

    settings: Settings
    database: Database
    wallet: Wallet
    clock: Clock
    person_key: bytes
    address: Callable[[], str]
    sessions: Sessions
    recall: Callable[[str], Awaitable[None]]
    places_told: bool
    left: Callable[[str], Awaitable[None]]
    alarm: Callable[[str, str], None]


class Counter:
    """Built once the tree runs and Stripe, or its stand-in, is known."""

    def __init__(self, ports: CounterPorts, access: StripeAccess) -> None:
        clock, wallet = ports.clock, ports.wallet

        def bounds() -> PaymentBounds:
            now = ports.settings.now()
            return PaymentBounds(now.cooling_hours, now.review_dollars * 100, now.redeem_least * 100, now.redeem_day * 100)

        self._ports = ports
        self.stripe = Stripe(access)
        self.looks = LooksWatchers()
        store, watchers = PostgresPayments(ports.database), PaymentWatchers()
        deposits = Deposits(DepositPorts(store, self.stripe, wallet, clock, watchers, ports.address, playthrough_bp, ports.recall))
        withdrawals = Withdrawals(
            WithdrawalPorts(
                store=store,
                stripe=self.stripe,
                wallet=wallet,
                clock=clock,
                watchers=watchers,
                back_to=ports.address,
                bounds=bounds,
                wake=self._wake,
            )
        )
        self.store = store
        self.cashier = Cashier(store, deposits, withdrawals, watchers, bounds)
        self.reconciler = Reconciler(store, self.stripe, self.cashier, clock, ports.alarm)
        self.inbound = Inbound(store, lambda: access.secrets, clock, self._wake)
        self._rates = PostgresRates(ports.database)
        self.redemptions = Redemptions(
            RedemptionPorts(
                store=PostgresRedemptions(ports.database),
                stripe=self.stripe,
                wallet=wallet,
                clock=clock,
                back_to=ports.address,
                fresh=secrets.token_bytes,
                playthrough=playthrough_bp,
                bounds=bounds,
            )
        )
        particulars = PostgresParticulars(ports.database)
        gate = GatePorts(wallet, particulars, clock, ports.person_key, self._recall, ports.places_told)
        self.gatekeeper = Gatekeeper(gate, HOUSE_RULES)
        coins = CoinDesk(wallet, clock, self.redemptions)
        shop = ShopDesk(wallet, clock, self.looks, partial(friends, ports.database))
        self.desk = AccountDesk(
            AccountPorts(
                wallet=wallet,
                gatekeeper=self.gatekeeper,
                particulars=particulars,
                cashier=self.cashier,
                coins=coins,
                shop=shop,
                rates=self._rates,
                clock=clock,
                left=ports.left,
                minutes_here=ports.sessions.minutes_here,
                loosen_hours=lambda: ports.settings.now().loosen_hours,
            )
        )

    async def _recall(self, player: str) -> None:
        """Out of every queue here, and no checkout of theirs can be paid any longer."""
        await self._ports.recall(player)
        await self.cashier.stop_deposits(player)

    def _wake(self) -> None:
        self.reconciler.wake()

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Until cancelled. Started once the wallet knows this house's rules: nobody stakes before."""
        commands = await journal_rules(self._ports.wallet, self.gatekeeper.rules)
        if commands:
            log().info("house rules journalled", commands=commands)
        await fund_banks(self._ports.wallet)
        task_status.started()
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self.reconciler.run)
                nursery.start_soon(count_minutes_for_ever, self._ports.sessions, self._ports.wallet, secrets.token_hex(8))
                nursery.start_soon(self._forget_for_ever)
        finally:
            await self.stripe.close()

    async def _forget_for_ever(self) -> None:
        while True:
            now = self._ports.clock.now_ms()
            try:
                await self._rates.forget(now)
                await self.store.forget_bodies(now - EVENT_BODY_DAYS * DAY_MS)
            except DatabaseAway:
                pass
            await trio.sleep(3_600)


async def count_minutes_for_ever(sessions: Sessions, wallet: Wallet, life: str) -> None:
    """A minute counts for whoever was here in it; for those alone who limit their time. life: a name that this process alone has; the clock may be
    set back at a restart, and then a minute of the day comes twice."""
    for number in itertools.count(1):
        await trio.sleep(60)
        try:
            wallet.ref.tell(MinutePassed(sessions.present_within(60), f"{life}/{number}"))
        except (MailboxFull, ActorDead):
            continue


async def friends(database: Database, one: str, other: str) -> bool:
    """Each follows the other."""
    query = "SELECT count(*) FROM relations WHERE relation = 'follow' AND (player_id, other_id) IN (($1, $2), ($2, $1))"
    return (await database.rows(query, one, other))[0][0] == 2
