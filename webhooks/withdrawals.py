"""Withdrawals: a hold first, then a transfer to the player's account at Stripe, then a payout to their bank. The hold is captured when the money
has arrived, released when it came back; each exactly once, by ids in the wallet.

Nothing is sent for what the books do not hold, and nothing any more once we have written that it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import attrs

from actors.clock import Clock
from actors.turns import Turns
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.events import PaymentChanged
from protocol.events.payments import Payment, PaymentState
from protocol.ids import withdrawal_id
from protocol.limits import AccountState
from protocol.money import Currency
from protocol.refusals import Code, Refused, refused
from wallet.accounts import grant_account, outside
from wallet.failpoints import failpoint
from wallet.outcomes import Outcome
from wallet.transfers import Capture, Release, Transfer, Withdraw
from webhooks.deposits import Mismatch
from webhooks.payment_bounds import PaymentBounds
from webhooks.payments import PaymentStore, WithdrawalRow
from webhooks.payout_accounts import PayoutAccounts
from webhooks.schedule import DAY_MS, HOUR_MS, ON_ITS_WAY_MS, next_look_at_withdrawal
from webhooks.stripe import Stripe, StripeRefused
from webhooks.stripe_objects import Payout
from webhooks.watching import PaymentWatchers


class CreateRefused(Exception):
    """Stripe would not make a transfer or a payout: the one refusal after which a withdrawal is taken back. That something of it could not be
    read says nothing about where the money is."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def creating() -> Iterator[None]:
    try:
        yield
    except StripeRefused as refusal:
        raise CreateRefused(refusal.code) from refusal


@attrs.frozen
class WithdrawalPorts:
    """What withdrawals need of the house."""

    store: PaymentStore
    stripe: Stripe
    wallet: Wallet
    clock: Clock
    watchers: PaymentWatchers
    back_to: Callable[[], str]
    bounds: Callable[[], PaymentBounds]
    wake: Callable[[], None]


class Withdrawals:
    """Money that goes out."""

    def __init__(self, ports: WithdrawalPorts) -> None:
        self._ports = ports
        self._turns = Turns()
        self.accounts = PayoutAccounts(ports.store, ports.stripe, ports.clock, ports.watchers, ports.back_to)

    # ── begun by a player ──

    async def begin(self, player: str, key: str, minor: int) -> Payment | Refused:
        """The withdrawal of this key: as it stands when it was begun before, else stored and held; an operator looks first at a large one.

        One at a time for each player: two at once would both be small."""
        async with self._turns.of(player):
            return await self._begin(player, key, minor)

    async def _begin(self, player: str, key: str, minor: int) -> Payment | Refused:
        ports = self._ports
        name, now, bounds = withdrawal_id(player, key), ports.clock.now_ms(), ports.bounds()
        account = await self.accounts.ready_account(player)
        if account is None:
            return refused(Code.PAYOUTS_NOT_SET_UP)
        lately = await ports.store.withdrawn_since(player, now - DAY_MS)
        state = PaymentState.REVIEW if lately + minor >= bounds.review_minor else PaymentState.BEGUN
        due = None if state is PaymentState.REVIEW else now
        fresh = WithdrawalRow(name, player, Currency.USD, minor, state, now, account, cooling_ms=bounds.cooling_hours * HOUR_MS, next_ms=due)
        row = await ports.store.begin_withdrawal(fresh)
        failpoint("withdrawal.begun")
        if row.minor != minor:
            return refused(Code.KEY_REUSED)
        async with self._turns.of(name):
            refusal = await self._hold(row)
        if refusal is not None:
            return refusal
        ports.watchers.tell(player, PaymentChanged(row.shown()))
        ports.wake()
        return row.shown()

    async def _hold(self, row: WithdrawalRow) -> Refused | None:
        """Holds it, as it was asked for. That the books know it under another cooling time (rows of before it was kept say none) is no refusal:
        whether it is held is asked before anything is sent."""
        if row.state not in (PaymentState.REVIEW, PaymentState.BEGUN) or row.undoing is not None:
            return None
        cooling = self._ports.bounds().cooling_hours * HOUR_MS if row.cooling_ms is None else row.cooling_ms
        hold = Withdraw(row.withdrawal_id, row.player, row.currency, row.minor, cooling)
        answer = await self._ports.wallet.post(f"withdraw:{row.withdrawal_id}", hold)
        failpoint("withdrawal.held")
        if answer.done or answer.outcome is Outcome.KEY_REUSED:
            return None
        await self._move(attrs.evolve(row, state=PaymentState.REFUSED, why=answer.outcome.name))
        return refusal_for(answer.outcome)

    async def _is_held(self, row: WithdrawalRow) -> bool:
        """The books' own word."""
        view = await self._ports.wallet.view(row.player)
        return any(hold.hold_id == row.withdrawal_id for hold in view.holds)

    # ── on its way ──

    async def advance(self, name: str) -> None:
        """The next step of a withdrawal that is due. Raises StripeAway: then it is tried again, under the same names; and StripeRefused,
        Mismatch: then a person has to look, and nothing was undone."""
        store, clock = self._ports.store, self._ports.clock
        async with self._turns.of(name):
            row = await self._kept(name)
            # Said before it is tried: one that cannot go on does not stay in front of the others.
            at = next_look_at_withdrawal(row, clock.now_ms()) or clock.now_ms() + ON_ITS_WAY_MS[0]
            await store.look_at_withdrawal_again(name, at)
            await self._go_on(row)
            kept = await self._kept(name)
            await store.look_at_withdrawal_again(name, next_look_at_withdrawal(kept, clock.now_ms()))

    async def _kept(self, name: str) -> WithdrawalRow:
        row = await self._ports.store.withdrawal(name)
        assert row is not None, name
        return row

    async def _go_on(self, row: WithdrawalRow) -> None:
        match row.state:
            case PaymentState.DENIED | PaymentState.REFUSED:
                await self._free(row)
            case PaymentState.BEGUN | PaymentState.PROCESSING | PaymentState.PAID:
                if row.undoing is not None:
                    await self._undo(row)
                else:
                    await self._follow(row)
            case _:
                return

    async def _follow(self, row: WithdrawalRow) -> None:
        sent = row if row.payout_id is not None else await self._send(row)
        if sent is not None and sent.payout_id is not None:
            await self._settle(sent, await self._ports.stripe.read_payout(sent.payout_id, sent.destination))

    async def _send(self, row: WithdrawalRow) -> WithdrawalRow | None:
        """On the way to the bank; nothing when it must not go, or was refused."""
        if await self._hold(row) is not None:
            return None
        if not await self._is_held(row):
            await self._not_held(row)
            return None
        transfer = row.transfer_id or await self._ports.stripe.transfer_of(row.withdrawal_id)
        if transfer is None and await self._is_stopped(row.player):
            await self._take_back(row, "account_frozen")
            return None
        try:
            row = await self._transferred(row, transfer)
            return await self._paid_out(row)
        except CreateRefused as refusal:
            await self.accounts.doubt(row.player, row.destination)
            await self._take_back(await self._kept(row.withdrawal_id), refusal.code)
            return None

    async def _is_stopped(self, player: str) -> bool:
        """A deposit was taken back, or the account frozen, while this one waited, and nothing has left us yet: then nothing leaves."""
        standing = await self._ports.wallet.standing(player)
        return standing.holder.state is AccountState.FROZEN or standing.owed_minor != 0

    async def _transferred(self, row: WithdrawalRow, transfer: str | None) -> WithdrawalRow:
        if row.transfer_id is not None:
            return row
        if transfer is None:
            with creating():
                transfer = await self._ports.stripe.create_transfer(row.withdrawal_id, row.minor, row.currency.value, row.destination)
        row = await self._move(attrs.evolve(row, transfer_id=transfer, state=PaymentState.PROCESSING))
        failpoint("withdrawal.transferred")
        return row

    async def _paid_out(self, row: WithdrawalRow) -> WithdrawalRow:
        payout = await self._ports.stripe.payout_of(row.withdrawal_id, row.destination)
        if payout is None:
            with creating():
                payout = await self._ports.stripe.create_payout(row.withdrawal_id, row.minor, row.currency.value, row.destination)
        failpoint("withdrawal.paid_out")
        return await self._move(attrs.evolve(row, payout_id=payout, state=PaymentState.PROCESSING))

    async def look_at_payout(self, payout_id: str, account: str | None) -> None:
        """account: on which the event says it happened."""
        row = await self._ports.store.withdrawal_paid_by(payout_id)
        if row is None:
            raise Mismatch(f"{payout_id} is for no withdrawal of ours")
        if account != row.destination:
            raise Mismatch(f"{payout_id} was made on {row.destination}, not on {account}")
        async with self._turns.of(row.withdrawal_id):
            kept = await self._kept(row.withdrawal_id)
            payout = await self._ports.stripe.read_payout(payout_id, kept.destination)
            if kept.undoing is None:
                await self._settle(kept, payout)
            elif payout.status == "paid":
                raise Mismatch(f"{payout_id} was paid out after {kept.withdrawal_id} was taken back")

    async def _settle(self, row: WithdrawalRow, payout: Payout) -> None:
        if payout.status == "paid":
            capture = Capture(row.withdrawal_id, outside("stripe", row.currency), row.minor)
            answer = await self._ports.wallet.post(f"paid:{row.withdrawal_id}", capture)
            failpoint("withdrawal.captured")
            if not answer.done:
                raise Mismatch(f"{row.withdrawal_id} was paid out and nothing is held for it: {answer.outcome.name}")
            if row.state is not PaymentState.PAID:
                await self._move(attrs.evolve(row, state=PaymentState.PAID))
        elif payout.status in ("failed", "canceled"):
            await self._take_back(row, payout.failure or payout.status)

    # ── taken back ──

    async def _take_back(self, row: WithdrawalRow, why: str) -> None:
        """Written first: whoever dies in the middle takes back again, and never sends again."""
        row = await self._move(attrs.evolve(row, undoing=why))
        failpoint("withdrawal.undoing")
        await self._undo(row)

    async def _undo(self, row: WithdrawalRow) -> None:
        """The money comes back to us first, then to the player: from the hold, or, when a bank sent back what had arrived, as a transfer. What
        Stripe does not give back stays held: that is for a person to see."""
        wallet, stripe, name = self._ports.wallet, self._ports.stripe, row.withdrawal_id
        transfer = row.transfer_id or await stripe.transfer_of(name)
        if transfer is not None:
            await stripe.reverse(transfer, self._ports.clock.now_ms() // HOUR_MS)
        await wallet.post(f"unpaid:{name}", Release(name))
        if await wallet.posted(f"paid:{name}"):
            back = Transfer(outside("stripe", row.currency), grant_account(row.player, row.currency), row.minor)
            await wallet.post(f"returned:{name}", back)
        failpoint("withdrawal.undone")
        await self._move(attrs.evolve(row, state=PaymentState.FAILED, why=row.undoing))

    async def _not_held(self, row: WithdrawalRow) -> None:
        """Nothing of it is held, so nothing leaves: the row follows the books. What left and is not held is taken back."""
        wallet, name = self._ports.wallet, row.withdrawal_id
        if await wallet.posted(f"paid:{name}"):
            await self._move(attrs.evolve(row, state=PaymentState.PAID))
        elif await wallet.posted(f"withdraw:{name}"):
            await self._take_back(row, "not_held")
        else:
            await self._move(attrs.evolve(row, state=PaymentState.REFUSED, why="not_held"))

    # ── decided by an operator ──

    async def decide(self, name: str, operator: str, *, approve: bool, reason: str) -> Refused | Payment:
        """An operator lets a withdrawal go, or denies it: then the money is free again. The first decision counts."""
        store, state = self._ports.store, PaymentState.BEGUN if approve else PaymentState.DENIED
        why, now = None if approve else reason, self._ports.clock.now_ms()
        if not await store.decide_withdrawal(name, state, why, operator, now):
            return refused(Code.NOTHING_OPEN)
        failpoint("withdrawal.decided")
        row = await self._kept(name)
        if not approve:
            await self._free(row)
        self._ports.watchers.tell(row.player, PaymentChanged(row.shown()))
        self._ports.wake()
        return row.shown()

    async def _free(self, row: WithdrawalRow) -> None:
        """What was denied, or refused, is the player's again; doing it once more changes nothing."""
        if await self._is_held(row):
            await self._ports.wallet.post(f"unpaid:{row.withdrawal_id}", Release(row.withdrawal_id))

    async def _move(self, row: WithdrawalRow) -> WithdrawalRow:
        kept = await self._ports.store.move_withdrawal(row, self._ports.clock.now_ms())
        self._ports.watchers.tell(row.player, PaymentChanged(kept.shown()))
        return kept
