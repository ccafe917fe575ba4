"""The account desk: what players see to themselves, each command by whom it concerns: the gatekeeper, the wallet, the cashier."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import attrs
import trio

from actors.clock import Clock
from actors.house import AtDesk
from actors.line import Caller, Identity
from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.outgoing import Watcher
from actors.rates import ADDRESS_FACTOR, LASTING, RATES, address_key
from actors.ref import AskTimeout
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.account import AccountView, PaymentBegun, PayoutLink, Place, PlayLimit
from protocol.commands import (
    BeginDeposit,
    BeginWithdrawal,
    BuyCoins,
    BuyItem,
    ClaimReward,
    CloseAccount,
    ConfirmPlayLimit,
    DropDeposit,
    ExcludeSelf,
    GiveItem,
    PassGate,
    ReadAccount,
    ReadChallenges,
    ReadLooks,
    ReadShop,
    SetPlayLimit,
    SetUpPayouts,
    TakeBreak,
    WearItem,
)
from protocol.envelope import Accepted, Body
from protocol.events.payments import Payment
from protocol.limits import DAY_MS, LimitKind, months_later
from protocol.money import Currency
from protocol.refusals import Code, Refused, refused
from server.coin_desk import CoinDesk
from server.gatekeeper import NOWHERE, WHOLE_SECONDS_MAX, Gatekeeper
from server.lasting_rates import LastingRates
from server.particulars import Particulars
from server.places import name_of
from server.shop_desk import ShopDesk
from wallet.gate_transfers import Leave, Loosen, SetLimit, SpendTime
from wallet.holders import FOREVER_MS
from wallet.outcomes import Answer
from wallet.transfers import Op
from webhooks.payment_bounds import PaymentBounds

HOUR_MS = 3_600_000
LOOSEN_LAPSE_MS = 7 * DAY_MS
"""Who does not confirm a looser limit within a week from when they may does not want it."""


class Cashier(Protocol):
    """Money from outside and back."""

    bounds: Callable[[], PaymentBounds]

    async def begin_deposit(self, player: str, key: str, minor: int) -> Payment | Refused: ...

    async def drop_deposit(self, player: str, payment_id: str) -> Refused | None: ...

    async def begin_withdrawal(self, player: str, key: str, minor: int) -> Payment | Refused: ...

    async def buy(self, player: str, key: str, package: str) -> Payment | Refused: ...

    async def payout_link(self, player: str) -> str | Refused: ...

    async def watch(self, player: str, watcher: Watcher) -> Body: ...

    def unwatch(self, player: str, watcher: Watcher) -> None: ...


@attrs.frozen
class AccountPorts:
    """What the desk needs of the house."""

    wallet: Wallet
    gatekeeper: Gatekeeper
    particulars: Particulars
    cashier: Cashier
    coins: CoinDesk
    shop: ShopDesk
    rates: LastingRates
    clock: Clock
    left: Callable[[str], Awaitable[None]]
    """Forgets every sign-in of a player who left, and ends its connections."""
    minutes_here: Callable[[str], int]
    """For how long a player has been here, this time."""
    loosen_hours: Callable[[], int]
    """How long a looser limit waits for its confirmation."""


class AccountDesk:
    """The Desk port of a session."""

    def __init__(self, ports: AccountPorts) -> None:
        self._ports = ports
        self._presses = 0

    async def obey(self, me: Identity, command: AtDesk, caller: Caller) -> Body:
        try:
            wait_ms = await self._wait_ms(me, command, caller)
            return refused(Code.TOO_FAST, retry_after_ms=wait_ms) if wait_ms else await self._obey(me, command, caller)
        except (ActorDead, ActorCrashed, MailboxFull):
            return refused(Code.UNAVAILABLE, retry_after_ms=500)
        except (AskTimeout, trio.TooSlowError):
            return refused(Code.UNKNOWN_OUTCOME)

    async def _wait_ms(self, me: Identity, command: AtDesk, caller: Caller) -> int:
        if command.tag not in LASTING:
            return 0
        rate = RATES[command.tag]
        crowd = attrs.evolve(rate, count=rate.count * ADDRESS_FACTOR)
        buckets = ((f"{command.tag}/{me.player}", rate), (f"{command.tag}/@{address_key(caller.address)}", crowd))
        return await self._ports.rates.take(buckets, self._ports.clock.now_ms())

    async def _obey(self, me: Identity, command: AtDesk, caller: Caller) -> Body:
        ports, player = self._ports, me.player
        match command:
            case ReadAccount():
                return await self._account(player, caller)
            case PassGate():
                return await ports.gatekeeper.pass_gate(player, command, caller)
            case SetPlayLimit():
                return await self._limit(player, command)
            case ConfirmPlayLimit():
                loosen = Loosen(player, command.currency, command.kind, command.period, self._loosen_ms(), LOOSEN_LAPSE_MS)
                return await self._post(player, loosen)
            case TakeBreak(hours=hours):
                return await self._exclude(player, ports.clock.now_ms() + hours * HOUR_MS)
            case ExcludeSelf(months=months):
                return await self._exclude(player, FOREVER_MS if months is None else months_later(ports.clock.now_ms(), months))
            case CloseAccount(name=name):
                if name != me.name:
                    return refused(Code.WRONG_NAME)
                with trio.fail_after(WHOLE_SECONDS_MAX, shield=True):  # who asks for it and is gone at once is forgotten all the same
                    return await self._close(player)
            case BeginDeposit(key=key, minor=minor):
                return _begun(await ports.cashier.begin_deposit(player, key, minor))
            case DropDeposit(payment_id=payment_id):
                return await ports.cashier.drop_deposit(player, payment_id) or Accepted()
            case BuyCoins(key=key, package=package):
                return _begun(await ports.cashier.buy(player, key, package))
            case BeginWithdrawal(key=key, minor=minor):
                return _begun(await ports.cashier.begin_withdrawal(player, key, minor))
            case SetUpPayouts():
                link = await ports.cashier.payout_link(player)
                return link if isinstance(link, Refused) else PayoutLink(link)
            case ReadShop() | BuyItem() | WearItem() | GiveItem() | ReadLooks() | ReadChallenges() | ClaimReward():
                return await ports.shop.obey(me, command)
            case about_coins:
                return await ports.coins.obey(me, about_coins)

    async def _post(self, player: str, *ops: Op) -> Body:
        return _said(await self._ports.wallet.post(self._fresh_id(player), *ops))

    async def _limit(self, player: str, command: SetPlayLimit) -> Body:
        """Minutes are counted for those alone who limit them: with the first such limit, what they have been here already counts."""
        limit = SetLimit(player, command.currency, command.kind, command.period, command.most)
        counted = (await self._ports.wallet.standing(player)).limits
        minutes = self._ports.minutes_here(player)
        if command.kind is not LimitKind.SESSION or not minutes or any(one.kind is LimitKind.SESSION for one in counted):
            return await self._post(player, limit)
        return await self._post(player, limit, SpendTime(player, Currency.USD, minutes))

    def _loosen_ms(self) -> int:
        return self._ports.loosen_hours() * HOUR_MS

    def _fresh_id(self, player: str) -> str:
        """A name of its own for every press: a refusal is remembered under its name, and the next press may be answered otherwise."""
        self._presses += 1
        return f"desk:{player}/{self._ports.clock.now_ms()}/{self._presses}"

    async def _exclude(self, player: str, until_ms: int) -> Body:
        await self._ports.gatekeeper.exclude(player, until_ms)
        return Accepted()

    async def _close(self, player: str) -> Body:
        """First the books, then what outlives the account, then what we know of the person, then the sign-ins: each may be done again after a
        crash, and until the third is done the person still comes to this account."""
        standing = await self._ports.wallet.standing(player)
        answer = await self._ports.wallet.post(self._fresh_id(player), Leave(player))
        if not answer.done:
            return refusal_for(answer.outcome)
        await self._ports.gatekeeper.recall(player)
        await self._ports.gatekeeper.left(player, standing)
        await self._ports.particulars.forget(player, f"Gone {player[2:12]}")
        await self._ports.left(player)
        return Accepted()

    async def _account(self, player: str, caller: Caller) -> AccountView:
        ports = self._ports
        standing = await ports.wallet.standing(player)
        holder, rules = standing.holder, ports.gatekeeper.rules
        admission, now, bounds = holder.admission, ports.clock.now_ms(), ports.cashier.bounds()
        may = [None if outcome is None else refusal_for(outcome).code.value for outcome in (standing.may_stake, standing.may_deposit)]
        return AccountView(
            state=holder.state,
            may_stake=may[0],
            may_deposit=may[1],
            excluded_until_ms=holder.excluded_until_ms if holder.excluded_until_ms > now else None,
            born_known=(await ports.particulars.known(player)).born is not None,
            place=admission.place if admission and admission.place != NOWHERE else None,
            place_by_header=caller.place,
            terms=admission.terms if admission else None,
            privacy=admission.privacy if admission else None,
            terms_now=rules.terms,
            privacy_now=rules.privacy,
            owed_minor=standing.owed_minor,
            withdrawable_minor=await ports.wallet.withdrawable(player, bounds.cooling_hours * HOUR_MS),
            cooling_hours=bounds.cooling_hours,
            loosen_hours=ports.loosen_hours(),
            review_minor=bounds.review_minor,
            limits=tuple(self._shown(limit) for limit in standing.limits),
            places=self._places(),
        )

    def _shown(self, limit: PlayLimit) -> PlayLimit:
        """What was asked for may be confirmed after the house's wait, and is forgotten when nobody does."""
        if limit.asked_ms is None:
            return limit
        may_confirm_ms = limit.asked_ms + self._loosen_ms()
        if self._ports.clock.now_ms() > may_confirm_ms + LOOSEN_LAPSE_MS:
            return attrs.evolve(limit, asked=None, asked_ms=None)
        return attrs.evolve(limit, may_confirm_ms=may_confirm_ms)

    def _places(self) -> tuple[Place, ...]:
        rules, now = self._ports.gatekeeper.rules, self._ports.clock.now_ms()
        states = {code: rules.state_in(code, now) for code in dict.fromkeys(rule.place for rule in rules.places)}
        return tuple(Place(code, name_of(code), age, state) for code, (state, age) in states.items())

    # ── the others of the port ──

    async def arrived(self, me: Identity, caller: Caller) -> None:
        await self._ports.gatekeeper.arrived(me.player, caller)

    def is_here(self, me: Identity, caller: Caller) -> bool:
        return self._ports.gatekeeper.is_here(me.player, caller)

    async def watch(self, player: str, watcher: Watcher) -> Body:
        return await self._ports.cashier.watch(player, watcher)

    def unwatch(self, player: str, watcher: Watcher) -> None:
        self._ports.cashier.unwatch(player, watcher)


def _begun(payment: Payment | Refused) -> Body:
    return payment if isinstance(payment, Refused) else PaymentBegun(payment)


def _said(answer: Answer) -> Body:
    return Accepted() if answer.done else refusal_for(answer.outcome)
