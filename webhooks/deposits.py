"""Deposits: begun here, paid at Stripe, credited by what Stripe says of its own checkout, each at most once.

Nothing here keeps state in memory: any step may be done again, by anybody, after any crash. What must happen once has an id in the wallet. Whoever
reads a checkout and books what it says has its turn for both: an older word of Stripe's is never booked after a newer one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import attrs

from actors.clock import Clock
from actors.turns import Turns
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.coins import LotSource, Package
from protocol.events import PaymentChanged
from protocol.events.payments import Payment, PaymentState
from protocol.ids import deposit_id
from protocol.limits import DAY_MS, AccountState
from protocol.money import Currency
from protocol.refusals import Code, Refused, refused
from wallet.failpoints import failpoint
from wallet.outcomes import Outcome
from wallet.records import Deposit, DepositState
from wallet.table_transfers import Grant
from wallet.transfers import Drop, TakeBack
from wallet.views import Standing
from webhooks.deposit_ops import credit_ops, differences, expect_op, name_of
from webhooks.packages import PACKAGES
from webhooks.payments import COMING, DepositRow, PaymentStore, TroubleKind, state_after, state_of
from webhooks.schedule import HOUR_MS, MINUTE_MS, next_look_at_deposit
from webhooks.stripe import Stripe, StripeAway, StripeRefused
from webhooks.stripe_objects import CheckoutSession, Disputed
from webhooks.watching import PaymentWatchers

KEY_LASTS_MS = 20 * 3_600_000
"""Stripe may forget an idempotency key after a day; after this we no longer trust one to name the same checkout."""

BEGUN_MS_MAX = HOUR_MS
"""After this a deposit that never got to Stripe, as far as we know, is given up."""

SWEEPS_LAST_MS = 60 * DAY_MS


class Mismatch(Exception):
    """Stripe's checkout is not the one of our deposit: nothing is credited, a person has to look."""


@attrs.frozen
class DepositPorts:
    """What deposits need of the house. back_to: the address of our own page. playthrough: of given Sweeps Coins, by where a player is. recall: takes
    a player out of every queue, and gives back what is not matched yet."""

    store: PaymentStore
    stripe: Stripe
    wallet: Wallet
    clock: Clock
    watchers: PaymentWatchers
    back_to: Callable[[], str]
    playthrough: Callable[[str | None], int]
    recall: Callable[[str], Awaitable[None]]


class Deposits:
    """Money that comes in."""

    def __init__(self, ports: DepositPorts) -> None:
        self._ports = ports
        self.turns = Turns()

    # ── begun by a player ──

    async def begin(self, player: str, key: str, minor: int, package: str | None = None) -> Payment | Refused:
        """The deposit of this key, or the payment of a package: as it stands when it was begun before, else stored, counted, and opened at
        Stripe."""
        name = deposit_id(player, key)
        async with self.turns.of(name):
            return await self._begin(name, player, minor, package)

    async def _begin(self, name: str, player: str, minor: int, package: str | None) -> Payment | Refused:
        ports, now = self._ports, self._ports.clock.now_ms()
        fresh = DepositRow(name, player, Currency.USD, minor, PaymentState.BEGUN, now, package=package, next_ms=now + BEGUN_MS_MAX)
        row = await ports.store.begin_deposit(fresh)
        failpoint("deposit.begun")
        if (row.minor, row.package) != (minor, package):
            return refused(Code.KEY_REUSED)
        if row.state is not PaymentState.BEGUN:
            return row.shown()
        answer = await ports.wallet.post(f"expect:{name}", expect_op(row))
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
        """At most one checkout: the deposit's id is its key, and a key that Stripe may have forgotten is not used again. Nor is one opened that the
        books have given up, though nobody came to write it down here: another one may have its room by now."""
        ports = self._ports
        booked = await ports.wallet.deposit(row.deposit_id)
        is_dropped = booked is not None and booked.state is DepositState.DROPPED
        if is_dropped or ports.clock.now_ms() - row.created_ms > KEY_LASTS_MS:
            return await self._give_up(row, PaymentState.EXPIRED, None)
        session = await ports.stripe.create_session(row.deposit_id, row.minor, row.currency.value, ports.back_to(), name_of(row))
        failpoint("deposit.opened")
        return await self._move(attrs.evolve(row, state=PaymentState.OPEN, session_id=session.session_id, url=session.url))

    async def _give_up(self, row: DepositRow, state: PaymentState, why: str | None) -> DepositRow:
        if await self._ports.wallet.deposit(row.deposit_id) is not None:  # asked too early, the no would be remembered
            await self._ports.wallet.post(f"drop:{row.deposit_id}", Drop(row.deposit_id))
        return await self._move(attrs.evolve(row, state=state, why=why))

    # ── stopped ──

    async def stop(self, player: str) -> None:
        """Whatever this player has begun to pay and has not paid can be paid no longer. Raises StripeAway; doing it again changes nothing."""
        for row in await self._ports.store.coming_deposits(player):
            async with self.turns.of(row.deposit_id):  # behind whoever is just opening it
                kept = await self._ports.store.deposit(row.deposit_id)
                if kept is not None and kept.state in (PaymentState.BEGUN, PaymentState.OPEN):
                    await self._stop(kept)

    async def drop(self, player: str, name: str) -> Refused | None:
        """One of this player's that they do not want to pay any more."""
        async with self.turns.of(name):
            row = await self._ports.store.deposit(name)
            if row is None or row.player != player or row.state not in (PaymentState.BEGUN, PaymentState.OPEN):
                return refused(Code.NOTHING_OPEN)
            await self._stop(row)
            return None

    async def _stop(self, row: DepositRow) -> None:
        if row.session_id is None:
            await self._give_up(row, PaymentState.EXPIRED, None)
            return
        await self._expire(row.session_id)
        await self.look_at_session(row.session_id)

    async def _expire(self, session_id: str) -> None:
        """What cannot be expired was paid, or is over: the next look at it says which."""
        try:
            await self._ports.stripe.expire_session(session_id, self._ports.clock.now_ms() // MINUTE_MS)
        except StripeRefused:
            return

    async def stop_whoever_may_not_pay(self, player: str) -> None:
        """As they stand in the books now: who excluded themself, is frozen or gone has no checkout open."""
        standing = await self.standing(player)
        if standing.may_deposit in (Outcome.SELF_EXCLUDED, Outcome.ACCOUNT_FROZEN, Outcome.ACCOUNT_CLOSED):
            await self.stop(player)

    async def standing(self, player: str) -> Standing:
        return await self._ports.wallet.standing(player)

    # ── what Stripe says ──

    async def look_at_session(self, session_id: str, events: tuple[str, ...] = ()) -> None:
        """Asks Stripe how the checkout stands, and does what follows. Raises StripeAway, StripeRefused, Mismatch."""
        async with self.turns.of(session_id):
            await self._settle(await self._ports.stripe.session(session_id), events)

    async def look_at_payment(self, payment_intent: str, events: tuple[str, ...] = ()) -> None:
        row = await self._ports.store.deposit_paid_by(payment_intent)
        session_id = row.session_id if row is not None else await self._ports.stripe.session_paid_by(payment_intent)
        if session_id is None:
            raise Mismatch(f"{payment_intent} belongs to no checkout")
        await self.look_at_session(session_id, events)

    async def look_after(self, row: DepositRow) -> None:
        """One that is due. One that never got as far as Stripe, as far as Stripe told us, is given up."""
        store, now = self._ports.store, self._ports.clock.now_ms()
        # Said before it is looked at: one that cannot be read does not stay in front of the others.
        await store.look_at_deposit_again(row.deposit_id, now + HOUR_MS)
        if row.session_id is not None:
            await self.look_at_session(row.session_id)
            return
        async with self.turns.of(row.deposit_id):
            kept = await store.deposit(row.deposit_id)
            assert kept is not None, row.deposit_id
            if kept.state is PaymentState.BEGUN and now - kept.created_ms >= BEGUN_MS_MAX:
                kept = await self._give_up(kept, PaymentState.EXPIRED, None)
            await self._look_again(kept, unsettled=False)

    async def _settle(self, session: CheckoutSession, events: tuple[str, ...]) -> None:
        """Brings the deposit to where its checkout is. Doing it again changes nothing."""
        row = await self._row_of(session)
        state = state_of(session.status, session.payment_status, session.intent_status)
        row = attrs.evolve(row, session_id=session.session_id, payment_intent=session.payment_intent, url=row.url or session.url)
        disputes: list[Disputed] = []
        match state:
            case PaymentState.PAID:
                # All is read before anything is booked: what is booked last marks the events as done.
                disputes = await self._disputes(session)
                row = await self._come_in(row, session, disputes, events)
            case PaymentState.EXPIRED | PaymentState.FAILED:
                if row.state in COMING:
                    row = await self._give_up(row, state, "the bank said no" if state is PaymentState.FAILED else None)
            case PaymentState.OPEN if row.state not in COMING:
                await self._expire(session.session_id)
            case _:
                row = await self._move(attrs.evolve(row, state=state))
        await self._look_again(row, unsettled=any(not one.settled for one in disputes))

    async def _disputes(self, session: CheckoutSession) -> list[Disputed]:
        if not session.disputed or session.payment_intent is None:
            return []
        return await self._ports.stripe.disputes_of(session.payment_intent)

    async def _look_again(self, row: DepositRow, *, unsettled: bool) -> None:
        at = next_look_at_deposit(row, self._ports.clock.now_ms(), unsettled=unsettled)
        if at != row.next_ms:
            await self._ports.store.look_at_deposit_again(row.deposit_id, at)

    async def _row_of(self, session: CheckoutSession) -> DepositRow:
        """Our own intent decides what may come of a checkout: amount, currency, whose it is."""
        row = await self._ports.store.deposit(session.deposit_id) if session.deposit_id else None
        if row is None:
            raise Mismatch(f"{session.session_id} is for no deposit of ours")
        if wrong := differences(row, session, livemode=self._ports.stripe.access.livemode):
            raise Mismatch(f"{session.session_id} differs from {row.deposit_id} in {', '.join(wrong)}")
        return row

    async def _come_in(self, row: DepositRow, session: CheckoutSession, disputes: list[Disputed], events: tuple[str, ...]) -> DepositRow:
        taken = [one for one in disputes if one.takes]
        returned = min(row.minor, session.refunded_minor + sum(one.minor for one in taken))
        is_all = returned == 0 and row.package is None
        await self._credit(row, events if is_all else ())
        await self._return_to(row, returned, disputed=bool(taken), events=events)
        if row.state is PaymentState.DISPUTED and not taken:
            await self._tell_won(row)
        state = state_after(row.minor, returned, disputed=bool(taken))
        return await self._move(attrs.evolve(row, state=state, returned_minor=returned, why=None))

    async def _tell_won(self, row: DepositRow) -> None:
        """The money is theirs again; whether they may play again is a person's to say. Theirs by the books: accounts may have been joined since."""
        player = (await self._booked(row)).expect.player
        standing = await self.standing(player)
        if standing.holder.state is AccountState.FROZEN:
            words = f"the dispute is over and {player} is still frozen: look, and thaw the account"
            await self._ports.store.note_trouble(row.deposit_id, TroubleKind.WON, player, self._ports.clock.now_ms(), words)

    async def _credit(self, row: DepositRow, events: tuple[str, ...]) -> None:
        answer = await self._ports.wallet.post(f"credit:{row.deposit_id}", *credit_ops(row), events=events)
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

    async def _return_to(self, row: DepositRow, returned: int, *, disputed: bool, events: tuple[str, ...]) -> None:
        """The books' own word counts for how much went back before: a crash between the two would leave ours behind."""
        wallet, now = self._ports.wallet, await self._booked(row)
        if now.taken_back == returned:
            return
        # Due before it is booked: whoever dies in between comes back to it, though its event is done.
        await self._ports.store.look_at_deposit_again(row.deposit_id, self._ports.clock.now_ms())
        while now.taken_back != returned:
            freeze = disputed and returned > now.taken_back
            step = TakeBack(row.deposit_id, now.taken_back, returned, freeze)
            answer = await wallet.post(f"back:{row.deposit_id}/{now.changes}/{returned}", step, events=events)
            failpoint("deposit.taken_back")
            if not answer.done and answer.outcome is not Outcome.DEPOSIT_CHANGED:
                raise Mismatch(f"{row.deposit_id} cannot go from {now.taken_back} back to {returned}: {answer.outcome.name}")
            if freeze and answer.done:
                await self._ports.recall(now.expect.player)
            now = await self._booked(row)

    async def _booked(self, row: DepositRow) -> Deposit:
        booked = await self._ports.wallet.deposit(row.deposit_id)
        assert booked is not None, row.deposit_id
        assert booked.state is DepositState.CREDITED, row.deposit_id
        return booked

    async def _move(self, row: DepositRow) -> DepositRow:
        """Keeps it, and tells whoever looks, when anything changed."""
        before = await self._ports.store.deposit(row.deposit_id)
        if before == row:
            return row
        kept = await self._ports.store.move_deposit(row, self._ports.clock.now_ms())
        if before is None or before.shown() != kept.shown():
            self._ports.watchers.tell(row.player, PaymentChanged(kept.shown()))
        return kept
