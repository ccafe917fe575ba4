"""Withdrawals: a hold first, then a transfer to the player's account at Stripe, then a payout to their bank. The hold is captured when the money
has arrived, released when it came back; each exactly once, by ids in the wallet."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import trio

from actors.clock import Clock
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.events import PaymentChanged, PayoutsReady
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
from webhooks.stripe import Payout, Stripe, StripeAway, StripeRefused
from webhooks.watching import PaymentWatchers

DAY_MS, HOUR_MS = 86_400_000, 3_600_000


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
        self._turns: dict[str, trio.Lock] = {}

    # ── where to ──

    async def payout_link(self, player: str) -> str | Refused:
        """The page at Stripe where a player says to which account they are paid out."""
        ports = self._ports
        try:
            known = await ports.store.payout_account(player)
            account = known[0] if known else await ports.stripe.create_account(player)
            if known is None:
                await ports.store.keep_payout_account(player, account, ports.clock.now_ms(), ready=False)
            return await ports.stripe.account_link(account, ports.back_to())
        except (StripeAway, StripeRefused):
            return refused(Code.PAYMENTS_AWAY, retry_after_ms=2_000)

    async def look_at_account(self, account: str) -> None:
        player = await self._ports.store.player_paid_at(account)
        if player is None:
            raise Mismatch(f"{account} is nobody's payout account")
        ready = await self._ports.stripe.payouts_enabled(account)
        before = await self._ports.store.payout_account(player)
        await self._ports.store.keep_payout_account(player, account, self._ports.clock.now_ms(), ready=ready)
        if before is None or before[1] is not ready:
            self._ports.watchers.tell(player, PayoutsReady(ready))

    # ── begun by a player ──

    async def begin(self, player: str, key: str, minor: int) -> Payment | Refused:
        """The withdrawal of this key: as it stands when it was begun before, else stored and held; an operator looks first at a large one.

        One at a time for each player: two at once would both be small."""
        turn = self._turns.setdefault(player, trio.Lock())
        try:
            async with turn:
                return await self._begin(player, key, minor)
        finally:
            if not turn.locked():  # it was not handed on to anybody
                self._turns.pop(player, None)

    async def _begin(self, player: str, key: str, minor: int) -> Payment | Refused:
        ports = self._ports
        name, now = withdrawal_id(player, key), ports.clock.now_ms()
        account = await self._ready_account(player)
        if account is None:
            return refused(Code.PAYOUTS_NOT_SET_UP)
        lately = await ports.store.withdrawn_since(player, now - DAY_MS)
        state = PaymentState.REVIEW if lately + minor >= ports.bounds().review_minor else PaymentState.BEGUN
        row = await ports.store.begin_withdrawal(WithdrawalRow(name, player, Currency.USD, minor, state, now, account))
        failpoint("withdrawal.begun")
        if row.minor != minor:
            return refused(Code.KEY_REUSED)
        refusal = await self._hold(row)
        if refusal is not None:
            return refusal
        ports.watchers.tell(player, PaymentChanged(row.shown()))
        ports.wake()
        return row.shown()

    async def _ready_account(self, player: str) -> str | None:
        """Where a player is paid out, asked of Stripe again when we do not know it to be ready: its event may have been lost."""
        known = await self._ports.store.payout_account(player)
        if known is not None and not known[1]:
            try:
                await self.look_at_account(known[0])
            except (StripeAway, StripeRefused):
                return None
            known = await self._ports.store.payout_account(player)
        return known[0] if known is not None and known[1] else None

    async def _hold(self, row: WithdrawalRow) -> Refused | None:
        if row.state not in (PaymentState.REVIEW, PaymentState.BEGUN):
            return None
        hold = Withdraw(row.withdrawal_id, row.player, row.currency, row.minor, self._ports.bounds().cooling_hours * HOUR_MS)
        answer = await self._ports.wallet.post(f"withdraw:{row.withdrawal_id}", hold)
        failpoint("withdrawal.held")
        if answer.done:
            return None
        await self._move(attrs.evolve(row, state=PaymentState.REFUSED, why=answer.outcome.name))
        return refusal_for(answer.outcome)

    # ── on its way ──

    async def advance(self, row: WithdrawalRow) -> None:
        """The next step of a withdrawal that is under way. Raises StripeAway: then it is tried again, under the same names."""
        if row.state is PaymentState.REVIEW or await self._hold(row) is not None:
            return
        try:
            if row.transfer_id is None and await self._is_stopped(row):
                await self._undo(row, "account_frozen")
                return
            if row.payout_id is None:
                row = await self._send(row)
            await self._settle(row, await self._ports.stripe.read_payout(str(row.payout_id), row.destination))
        except StripeRefused as error:
            kept = await self._ports.store.withdrawal(row.withdrawal_id)
            await self._undo(kept or row, error.code)

    async def _is_stopped(self, row: WithdrawalRow) -> bool:
        """A deposit was taken back, or the account frozen, while this one waited, and nothing has left us yet: then nothing leaves."""
        standing = await self._ports.wallet.standing(row.player)
        free = standing.holder.state is not AccountState.FROZEN and standing.owed_minor == 0
        return not free and await self._ports.stripe.transfer_of(row.withdrawal_id) is None

    async def _send(self, row: WithdrawalRow) -> WithdrawalRow:
        stripe, money = self._ports.stripe, (row.minor, row.currency.value, row.destination)
        if row.transfer_id is None:
            row = await self._move(attrs.evolve(row, transfer_id=await stripe.transfer(row.withdrawal_id, *money), state=PaymentState.PROCESSING))
        failpoint("withdrawal.transferred")
        payout = await stripe.payout(row.withdrawal_id, *money)
        failpoint("withdrawal.paid_out")
        return await self._move(attrs.evolve(row, payout_id=payout, state=PaymentState.PROCESSING))

    async def look_at_payout(self, payout_id: str) -> None:
        row = await self._ports.store.withdrawal_paid_by(payout_id)
        if row is None:
            raise Mismatch(f"{payout_id} is for no withdrawal of ours")
        await self._settle(row, await self._ports.stripe.read_payout(payout_id, row.destination))

    async def _settle(self, row: WithdrawalRow, payout: Payout) -> None:
        if payout.status == "paid":
            capture = Capture(row.withdrawal_id, outside("stripe", row.currency), row.minor)
            answer = await self._ports.wallet.post(f"paid:{row.withdrawal_id}", capture)
            failpoint("withdrawal.captured")
            if answer.done:
                await self._move(attrs.evolve(row, state=PaymentState.PAID))
        elif payout.status in ("failed", "canceled"):
            await self._undo(row, payout.failure or payout.status)

    async def _undo(self, row: WithdrawalRow, why: str) -> None:
        """The money comes back to us first, then to the player: from the hold, or, when a bank sent back what had arrived, as a transfer."""
        if row.transfer_id is not None:
            await self._ports.stripe.reverse(row.transfer_id)
        answer = await self._ports.wallet.post(f"unpaid:{row.withdrawal_id}", Release(row.withdrawal_id))
        if answer.outcome is Outcome.HOLD_ENDED:
            back = Transfer(outside("stripe", row.currency), grant_account(row.player, row.currency), row.minor)
            await self._ports.wallet.post(f"returned:{row.withdrawal_id}", back)
        failpoint("withdrawal.undone")
        await self._move(attrs.evolve(row, state=PaymentState.FAILED, why=why))

    # ── decided by an operator ──

    async def decide(self, name: str, operator: str, *, approve: bool, reason: str) -> Refused | Payment:
        """An operator lets a withdrawal go, or denies it: then the money is free again. The first decision counts."""
        store, state = self._ports.store, PaymentState.BEGUN if approve else PaymentState.DENIED
        why, now = None if approve else reason, self._ports.clock.now_ms()
        if not await store.decide_withdrawal(name, state, why, operator, now):
            return refused(Code.NOTHING_OPEN)
        failpoint("withdrawal.decided")
        row = await store.withdrawal(name)
        assert row is not None, name
        if not approve:
            await self.free(row)
        self._ports.watchers.tell(row.player, PaymentChanged(row.shown()))
        self._ports.wake()
        return row.shown()

    async def free(self, row: WithdrawalRow) -> None:
        """What was denied is the player's again; doing it once more changes nothing."""
        await self._ports.wallet.post(f"unpaid:{row.withdrawal_id}", Release(row.withdrawal_id))

    async def free_denied(self, since_ms: int) -> None:
        """Those whose decision was kept, and the server gone before the money was free."""
        for row in await self._ports.store.denied_since(since_ms):
            await self.free(row)

    async def _move(self, row: WithdrawalRow) -> WithdrawalRow:
        kept = await self._ports.store.move_withdrawal(row, self._ports.clock.now_ms())
        self._ports.watchers.tell(row.player, PaymentChanged(kept.shown()))
        return kept
