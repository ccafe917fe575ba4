"""Redemptions: Sweeps Coins for a prize, from who has shown who they are, once an operator has looked. And entries by mail.

The books decide: a hold ends once, so of two operators, or of a crash and a second press, one grant or one denial counts. Our rows follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

import attrs

from actors.clock import Clock
from actors.turns import Turns
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.coins import LotSource
from protocol.ids import redemption_id
from protocol.limits import DAY_MS
from protocol.money import Currency
from protocol.redemptions import EntryCode, IdentityState, Redemption, RedemptionState
from protocol.refusals import Code, Refused, refused
from wallet.accounts import outside, payout_account
from wallet.failpoints import failpoint
from wallet.outcomes import EXISTS, Answer
from wallet.table_transfers import Grant, Redeem
from wallet.transfers import Capture, Release, Transfer
from webhooks.payment_bounds import PaymentBounds
from webhooks.stripe import Stripe

SC, USD = Currency.SC, Currency.USD
REPORTED_MINOR = 600_00
"""From so much a calendar year on, the house reports what it granted (rules.md 5.1; counsel decides)."""
ENTRY_MINOR = 500
ENTRY_DAYS = 60
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@attrs.frozen
class IdentityRow:
    """A player's check at the provider; attempt counts them."""

    player: str
    reference: str
    attempt: int
    state: IdentityState


@attrs.frozen
class RedemptionRow:
    """A redemption of ours."""

    redemption_id: str
    player: str
    minor: int
    state: RedemptionState
    created_ms: int
    why: str | None = None

    def shown(self) -> Redemption:
        return Redemption(self.redemption_id, self.created_ms, self.minor, self.state, self.why)


@attrs.frozen
class EntryRow:
    """A code for an entry by mail."""

    code: str
    player: str
    name: str
    issued_ms: int
    expires_ms: int
    used_ms: int | None = None


class RedemptionStore(Protocol):
    """Where redemptions, checks and codes are kept. Raises DatabaseAway."""

    async def identity(self, player: str) -> IdentityRow | None: ...

    async def keep_identity(self, row: IdentityRow, now_ms: int) -> None: ...

    async def begin(self, row: RedemptionRow) -> RedemptionRow:
        """Keeps a new one; answers with the one that is kept, which may be older."""
        ...

    async def redemption(self, name: str) -> RedemptionRow | None: ...

    async def move(self, name: str, state: RedemptionState, why: str | None, operator: str | None, now_ms: int) -> None: ...

    async def redemptions_of(self, player: str, at_most: int) -> Sequence[RedemptionRow]: ...

    async def granted_since(self, player: str, since_ms: int) -> int: ...

    async def entry(self, code: str) -> EntryRow | None: ...

    async def newest_entry(self, player: str) -> EntryRow | None: ...

    async def issue(self, row: EntryRow) -> None: ...

    async def use_entry(self, code: str, operator: str, now_ms: int) -> None: ...


@attrs.frozen
class RedemptionPorts:
    """What redemptions need of the house. playthrough: of a player's coins, in basis points, by where they are. fresh: chance for codes."""

    store: RedemptionStore
    stripe: Stripe
    wallet: Wallet
    clock: Clock
    back_to: Callable[[], str]
    fresh: Callable[[int], bytes]
    playthrough: Callable[[str | None], int]
    bounds: Callable[[], PaymentBounds]


class Redemptions:
    """Coins that leave the house, and a way for them to come in."""

    def __init__(self, ports: RedemptionPorts) -> None:
        self._ports = ports
        self._turns = Turns()

    @property
    def least_minor(self) -> int:
        return self._ports.bounds().redeem_least_minor

    @property
    def day_most(self) -> int:
        return self._ports.bounds().redeem_day_minor

    # ── who somebody is ──

    async def identity(self, player: str) -> IdentityState:
        """As the provider says now; what is verified stays so. Raises StripeAway, StripeRefused."""
        row = await self._ports.store.identity(player)
        if row is None:
            return IdentityState.NONE
        if row.state is IdentityState.VERIFIED:
            return row.state
        status, did_not_do, _url = await self._ports.stripe.identity(row.reference)
        state = _identity_of(status, did_not_do=did_not_do)
        if state is not row.state:
            await self._ports.store.keep_identity(attrs.evolve(row, state=state), self._ports.clock.now_ms())
        return state

    async def identity_link(self, player: str) -> str | Refused:
        """Where they show it: the page of the check that is open, or of a new one. Raises StripeAway, StripeRefused."""
        ports = self._ports
        row = await ports.store.identity(player)
        if row is not None and row.state is not IdentityState.VERIFIED:
            status, _did_not_do, url = await ports.stripe.identity(row.reference)
            if status == "requires_input" and url is not None:
                return url
        elif row is not None:
            return refused(Code.NOTHING_ASKED, "The house knows who you are already.")
        attempt = 1 if row is None else row.attempt + 1
        reference, url = await ports.stripe.begin_identity(player, attempt, ports.back_to())
        await ports.store.keep_identity(IdentityRow(player, reference, attempt, IdentityState.PENDING), ports.clock.now_ms())
        return url

    # ── asked by a player ──

    async def redeem(self, player: str, key: str, minor: int) -> Redemption | Refused:
        ports, name = self._ports, redemption_id(player, key)
        if minor < self.least_minor:
            return refused(Code.BELOW_THRESHOLD)
        if await self.identity(player) is not IdentityState.VERIFIED:
            return refused(Code.IDENTITY_NEEDED)
        row = await ports.store.begin(RedemptionRow(name, player, minor, RedemptionState.ASKED, ports.clock.now_ms()))
        failpoint("redemption.begun")
        if row.minor != minor:
            return refused(Code.KEY_REUSED)
        if row.state is RedemptionState.ASKED:
            answer = await self._hold(row)
            if not answer.done:
                await self._move(row, RedemptionState.REFUSED, answer.outcome.name, None)
                return refusal_for(answer.outcome)
        kept = await ports.store.redemption(name)
        assert kept is not None
        return kept.shown()

    async def _hold(self, row: RedemptionRow) -> Answer:
        """Once: what was held under an older bound of the house stays held."""
        if await self._ports.wallet.posted(f"redeem:{row.redemption_id}"):
            return EXISTS
        op = Redeem(row.redemption_id, row.player, row.minor, self.day_most)
        return await self._ports.wallet.post(f"redeem:{row.redemption_id}", op)

    async def year_minor(self, player: str) -> int:
        """What was granted since New Year, UTC."""
        now = datetime.fromtimestamp(self._ports.clock.now_ms() / 1000, UTC)
        return await self._ports.store.granted_since(player, int(datetime(now.year, 1, 1, tzinfo=UTC).timestamp() * 1000))

    async def of_player(self, player: str) -> Sequence[RedemptionRow]:
        return await self._ports.store.redemptions_of(player, 50)

    # ── decided by an operator ──

    async def decide(self, name: str, operator: str, *, grant: bool, reason: str) -> Refused | None:
        row = await self._ports.store.redemption(name)
        if row is None or row.state is not RedemptionState.ASKED:
            return refused(Code.NOTHING_OPEN)
        held = await self._hold(row)  # a crash may have come between our row and the hold
        if not held.done:
            await self._move(row, RedemptionState.REFUSED, held.outcome.name, operator)
            return refusal_for(held.outcome)
        answer = await (self._grant(row) if grant else self._ports.wallet.post(f"deny:{name}", Release(name)))
        failpoint("redemption.decided")
        if not answer.done:  # it was decided otherwise before, and our row had not heard of it
            granted = f"grant:{name}" in await self._ports.wallet.posted(f"grant:{name}")
            await self._move(row, RedemptionState.GRANTED if granted else RedemptionState.DENIED, None, operator)
            return refused(Code.NOTHING_OPEN)
        await self._move(row, RedemptionState.GRANTED if grant else RedemptionState.DENIED, reason, operator)
        return None

    async def _grant(self, row: RedemptionRow) -> Answer:
        """The one command in which two currencies meet: the coins end where they came from, the prize comes from where prizes do."""
        coins = Capture(row.redemption_id, outside("sweepstakes", SC), row.minor)
        prize = Transfer(outside("prizes", USD), payout_account(row.player, USD), row.minor)
        return await self._ports.wallet.post(f"grant:{row.redemption_id}", coins, prize)

    async def _move(self, row: RedemptionRow, state: RedemptionState, why: str | None, operator: str | None) -> None:
        await self._ports.store.move(row.redemption_id, state, why, operator, self._ports.clock.now_ms())

    # ── entries by mail ──

    async def entry_code(self, player: str, name: str) -> EntryCode | Refused:
        """The open one, or a new one; not before a day after the last was issued. One at a time for each player: two at once would both be the
        first."""
        async with self._turns.of(player):
            return await self._entry_code(player, name)

    async def _entry_code(self, player: str, name: str) -> EntryCode | Refused:
        ports, now = self._ports, self._ports.clock.now_ms()
        outcome = await ports.wallet.may_be_given(player, SC)
        if outcome is not None:
            return refusal_for(outcome)
        newest = await ports.store.newest_entry(player)
        if newest is not None and newest.used_ms is None and newest.expires_ms > now:
            return EntryCode(newest.code, newest.expires_ms)
        if newest is not None and newest.issued_ms > now - DAY_MS:
            return refused(Code.TOO_EARLY, "A new code can be had a day after the last.")
        number = int.from_bytes(ports.fresh(10), "big")
        code = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(10))
        await ports.store.issue(EntryRow(code, player, name, now, now + ENTRY_DAYS * DAY_MS))
        return EntryCode(code, now + ENTRY_DAYS * DAY_MS)

    async def open_entry(self, player: str) -> EntryCode | None:
        row = await self._ports.store.newest_entry(player)
        if row is None or row.used_ms is not None or row.expires_ms <= self._ports.clock.now_ms():
            return None
        return EntryCode(row.code, row.expires_ms)

    async def accept_entry(self, code: str, name: str, operator: str) -> Refused | None:
        """A card came. Once: the code is the id of the lot."""
        ports, now = self._ports, self._ports.clock.now_ms()
        row = await ports.store.entry(code)
        if row is None:
            return refused(Code.NOTHING_OPEN)
        if row.used_ms is not None:
            return refused(Code.ENTRY_USED)
        if row.expires_ms <= now:
            return refused(Code.ENTRY_EXPIRED)
        if " ".join(name.split()).casefold() != row.name.casefold():
            return refused(Code.WRONG_NAME, "The name on the card is not the one of the account.")
        outcome = await ports.wallet.may_be_given(row.player, SC)
        if outcome is not None:
            return refusal_for(outcome)
        admission = (await ports.wallet.standing(row.player)).holder.admission
        bp = ports.playthrough(admission.place if admission else None)
        lot = Grant(f"entry:{code}", row.player, ENTRY_MINOR, bp, row.issued_ms + 2 * ENTRY_DAYS * DAY_MS, LotSource.MAIL)
        answer = await ports.wallet.post(f"entry:{code}", lot)
        if not answer.done:
            return refusal_for(answer.outcome)
        await ports.store.use_entry(code, operator, now)
        return None


def _identity_of(status: str, *, did_not_do: bool) -> IdentityState:
    if status == "verified":
        return IdentityState.VERIFIED
    return IdentityState.FAILED if did_not_do or status == "canceled" else IdentityState.PENDING
