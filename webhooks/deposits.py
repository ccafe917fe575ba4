"""Deposits: begun here, paid at Stripe, credited by what Stripe says of its own checkout, each at most once.

Nothing here keeps state in memory: any step may be done again, by anybody, after any crash. What must happen once has an id in the wallet."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from actors.clock import Clock
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.coins import LotSource, Package
from protocol.events import PaymentChanged
from protocol.events.payments import Payment, PaymentState
from protocol.ids import deposit_id
from protocol.limits import DAY_MS
from protocol.money import Currency
from protocol.refusals import Code, Refused, refused
from wallet.accounts import grant_account, outside
from wallet.failpoints import failpoint
from wallet.outcomes import Outcome
from wallet.records import Deposit, DepositState
from wallet.table_transfers import Grant, Sell
from wallet.transfers import Credit, Drop, Expect, Op, TakeBack, Transfer
from webhooks.packages import PACKAGES
from webhooks.payments import WAITING, DepositRow, PaymentStore, state_after, state_of
from webhooks.stripe import CheckoutSession, Stripe, StripeAway, StripeRefused
from webhooks.watching import PaymentWatchers

KEY_LASTS_MS = 20 * 3_600_000
"""Stripe may forget an idempotency key after a day; after this we no longer trust one to name the same checkout."""

SWEEPS_LAST_MS = 60 * DAY_MS


class Mismatch(Exception):
    """Stripe's checkout is not the one of our deposit: nothing is credited, a person has to look."""


@attrs.frozen
class DepositPorts:
    """What deposits need of the house. back_to: the address of our own page. playthrough: of given Sweeps Coins, by where a player is."""

    store: PaymentStore
    stripe: Stripe
    wallet: Wallet
    clock: Clock
    watchers: PaymentWatchers
    back_to: Callable[[], str]
    playthrough: Callable[[str | None], int]


class Deposits:
    """Money that comes in."""

    def __init__(self, ports: DepositPorts) -> None:
        self._ports = ports

    # ── begun by a player ──

    async def begin(self, player: str, key: str, minor: int, package: str | None = None) -> Payment | Refused:
        """The deposit of this key, or the payment of a package: as it stands when it was begun before, else stored, counted, and opened at
        Stripe."""
        ports = self._ports
        name, now = deposit_id(player, key), ports.clock.now_ms()
        row = await ports.store.begin_deposit(DepositRow(name, player, Currency.USD, minor, PaymentState.BEGUN, now, package=package))
        failpoint("deposit.begun")
        if (row.minor, row.package) != (minor, package):
            return refused(Code.KEY_REUSED)
        if row.state is not PaymentState.BEGUN:
            return row.shown()
        answer = await ports.wallet.post(f"expect:{name}", Expect(name, player, row.currency, minor))
        failpoint("deposit.expected")
        if not answer.done:
            await self._move(attrs.evolve(row, state=PaymentState.REFUSED, why=answer.outcome.name))
            return refusal_for(answer.outcome)
        try:
            return (await self._open(row)).shown()
        except StripeAway:
            return refused(Code.PAYMENTS_AWAY, retry_after_ms=2_000)
        except StripeRefused as error:
            return (await self._give_up(row, PaymentState.FAILED, error.code)).shown()

    async def _open(self, row: DepositRow) -> DepositRow:
        """At most one checkout: the deposit's id is its key, and a key that Stripe may have forgotten is not used again."""
        ports = self._ports
        if ports.clock.now_ms() - row.created_ms > KEY_LASTS_MS:
            return await self._give_up(row, PaymentState.EXPIRED, None)
        session = await ports.stripe.create_session(row.deposit_id, row.minor, row.currency.value, ports.back_to(), _name_of(row))
        failpoint("deposit.opened")
        return await self._move(attrs.evolve(row, state=PaymentState.OPEN, session_id=session.session_id, url=session.url))

    async def give_up(self, row: DepositRow) -> None:
        """A deposit that never got as far as Stripe, as far as Stripe knows."""
        await self._give_up(row, PaymentState.EXPIRED, None)

    async def _give_up(self, row: DepositRow, state: PaymentState, why: str | None) -> DepositRow:
        await self._ports.wallet.post(f"drop:{row.deposit_id}", Drop(row.deposit_id))
        return await self._move(attrs.evolve(row, state=state, why=why))

    # ── what Stripe says ──

    async def look_at_session(self, session_id: str, events: tuple[str, ...] = ()) -> None:
        """Asks Stripe how the checkout stands, and does what follows. Raises StripeAway, StripeRefused, Mismatch."""
        await self.settle(await self._ports.stripe.session(session_id), events)

    async def look_at_payment(self, payment_intent: str, events: tuple[str, ...] = ()) -> None:
        row = await self._ports.store.deposit_paid_by(payment_intent)
        session_id = row.session_id if row is not None else await self._ports.stripe.session_paid_by(payment_intent)
        if session_id is None:
            raise Mismatch(f"{payment_intent} belongs to no checkout")
        await self.look_at_session(session_id, events)

    async def settle(self, session: CheckoutSession, events: tuple[str, ...] = ()) -> None:
        """Brings the deposit to where its checkout is. Doing it again changes nothing."""
        row = await self._row_of(session)
        state = state_of(session.status, session.payment_status, session.intent_status)
        known = attrs.evolve(row, session_id=session.session_id, payment_intent=session.payment_intent)
        match state:
            case PaymentState.PAID:
                await self._credit(known, events)
                await self._take_back(known, session, events)
            case PaymentState.EXPIRED | PaymentState.FAILED:
                if row.state in WAITING:
                    await self._give_up(known, state, "the bank said no" if state is PaymentState.FAILED else None)
            case _:
                if row.state is not state:
                    await self._move(attrs.evolve(known, state=state))

    async def _row_of(self, session: CheckoutSession) -> DepositRow:
        """Our own intent decides what may come of a checkout: amount, currency, whose it is."""
        row = await self._ports.store.deposit(session.deposit_id) if session.deposit_id else None
        if row is None:
            raise Mismatch(f"{session.session_id} is for no deposit of ours")
        differs = {
            "checkout": row.session_id not in (None, session.session_id),
            "amount": row.minor != session.minor,
            "currency": row.currency.value != session.currency,
            "livemode": session.livemode is not self._ports.stripe.access.livemode,
        }
        wrong = [name for name, is_wrong in differs.items() if is_wrong]
        if wrong:
            raise Mismatch(f"{session.session_id} differs from {row.deposit_id} in {', '.join(wrong)}")
        return row

    async def _credit(self, row: DepositRow, events: tuple[str, ...]) -> None:
        answer = await self._ports.wallet.post(f"credit:{row.deposit_id}", *_credit_ops(row), events=events)
        if not answer.done and answer.outcome is not Outcome.DEPOSIT_ENDED:
            raise Mismatch(f"{row.deposit_id} is paid and the books do not expect it: {answer.outcome.name}")
        if row.package is not None:
            await self._give_sweeps(row, PACKAGES[row.package])
        failpoint("deposit.credited")

    async def _give_sweeps(self, row: DepositRow, package: Package) -> None:
        """What comes with a package for nothing, where Sweeps Coins may be given; where not, the Gold Coins were what was bought."""
        wallet = self._ports.wallet
        admission = (await wallet.standing(row.player)).holder.admission
        bp = self._ports.playthrough(admission.place if admission else None)
        lot = Grant(f"package:{row.deposit_id}", row.player, package.sweeps, bp, row.created_ms + SWEEPS_LAST_MS, LotSource.PACKAGE)
        await wallet.post(f"package:{row.deposit_id}", lot)

    async def _take_back(self, row: DepositRow, session: CheckoutSession, events: tuple[str, ...]) -> None:
        disputes = []
        if session.disputed and session.payment_intent:
            disputes = [one for one in await self._ports.stripe.disputes_of(session.payment_intent) if one.takes]
        returned = min(row.minor, session.refunded_minor + sum(one.minor for one in disputes))
        await self._return_to(row, returned, disputed=bool(disputes), events=events)
        state = state_after(row.minor, returned, disputed=bool(disputes))
        await self._move(attrs.evolve(row, state=state, returned_minor=returned, why=None))

    async def _return_to(self, row: DepositRow, returned: int, *, disputed: bool, events: tuple[str, ...]) -> None:
        """The books' own word counts for how much went back before: a crash between the two would leave ours behind."""
        wallet = self._ports.wallet
        while (now := await self._booked(row)).taken_back != returned:
            step = TakeBack(row.deposit_id, now.taken_back, returned, freeze=disputed and returned > now.taken_back)
            answer = await wallet.post(f"back:{row.deposit_id}/{now.changes}", step, events=events)
            failpoint("deposit.taken_back")
            if answer.outcome not in (Outcome.POSTED, Outcome.EXISTS, Outcome.KEY_REUSED, Outcome.DEPOSIT_CHANGED):
                raise Mismatch(f"{row.deposit_id} cannot go from {now.taken_back} back to {returned}: {answer.outcome.name}")

    async def _booked(self, row: DepositRow) -> Deposit:
        booked = await self._ports.wallet.deposit(row.deposit_id)
        assert booked is not None, row.deposit_id
        assert booked.state is DepositState.CREDITED, row.deposit_id
        return booked

    async def _move(self, row: DepositRow) -> DepositRow:
        """Keeps it, and tells whoever looks, when anything changed."""
        before = await self._ports.store.deposit(row.deposit_id)
        kept = await self._ports.store.move_deposit(row, self._ports.clock.now_ms())
        if before is None or before.shown() != kept.shown():
            self._ports.watchers.tell(row.player, PaymentChanged(kept.shown()))
        return kept


def _credit_ops(row: DepositRow) -> tuple[Op, ...]:
    if row.package is None:
        return (Credit(row.deposit_id),)
    gold = Transfer(outside("coins", Currency.GC), grant_account(row.player, Currency.GC), PACKAGES[row.package].gold)
    return (Sell(row.deposit_id), gold)


def _name_of(row: DepositRow) -> str:
    """What stands on the checkout page."""
    return "Deposit at Wager Up" if row.package is None else f"{PACKAGES[row.package].gold // 100:,} Gold Coins at Wager Up"
