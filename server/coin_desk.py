"""The coin desk: what players are given, and what they redeem. Every gift has an id that says its day, so that no press gives it twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from actors.clock import Clock
from actors.line import Identity
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.coins import CoinsView, Gift, LotSource
from protocol.commands import AskEntryCode, ClaimDaily, ReadCoins, ReadRedemptions, RedeemCoins, RequestCoins, VerifyIdentity
from protocol.envelope import Accepted, Body
from protocol.limits import DAY_MS
from protocol.money import Currency
from protocol.redemptions import EntryCode, IdentityLink, IdentityState, Redemption, RedemptionsView
from protocol.refusals import Code, Refused, refused
from server.bank import MINT
from server.places import playthrough_bp
from wallet.accounts import grant_account, outside
from wallet.table_transfers import Grant
from wallet.transfers import Op, Transfer
from webhooks.packages import PACKAGES
from webhooks.redemptions import ENTRY_MINOR, REPORTED_MINOR, RedemptionRow
from webhooks.stripe import StripeAway, StripeRefused

GC, SC = Currency.GC, Currency.SC
AtCoinDesk = ReadCoins | ClaimDaily | RequestCoins | ReadRedemptions | VerifyIdentity | RedeemCoins | AskEntryCode
DAILY = {GC: 500_000, SC: 100}
"""5,000.00 Gold Coins and 1.00 Sweeps Coin a day."""
REQUEST_SC = 100
EXPIRES_DAYS = 60


class Redeeming(Protocol):
    """Where coins leave the house, and codes for the free way in come from."""

    @property
    def least_minor(self) -> int: ...

    @property
    def day_most(self) -> int: ...

    async def identity(self, player: str) -> IdentityState: ...

    async def identity_link(self, player: str) -> str | Refused: ...

    async def redeem(self, player: str, key: str, minor: int) -> Redemption | Refused: ...

    async def year_minor(self, player: str) -> int: ...

    async def of_player(self, player: str) -> Sequence[RedemptionRow]: ...

    async def entry_code(self, player: str, name: str) -> EntryCode | Refused: ...

    async def open_entry(self, player: str) -> EntryCode | None: ...


class CoinDesk:
    """Gifts of the house, and redemptions."""

    def __init__(self, wallet: Wallet, clock: Clock, redeeming: Redeeming) -> None:
        self._wallet = wallet
        self._clock = clock
        self._redeeming = redeeming

    async def obey(self, me: Identity, command: AtCoinDesk) -> Body:
        """A provider that does not answer costs nothing."""
        player = me.player
        try:
            match command:
                case ReadCoins():
                    return await self.view(player)
                case ClaimDaily():
                    return await self.claim_daily(player)
                case RequestCoins():
                    return await self.request(player)
                case ReadRedemptions():
                    return await self._redemptions(player)
                case VerifyIdentity():
                    link = await self._redeeming.identity_link(player)
                    return link if isinstance(link, Refused) else IdentityLink(link)
                case RedeemCoins(key=key, minor=minor):
                    redeemed = await self._redeeming.redeem(player, key, minor)
                    return redeemed if isinstance(redeemed, Refused) else Accepted()
                case AskEntryCode():
                    code = await self._redeeming.entry_code(player, me.name)
                    return code if isinstance(code, Refused) else await self._redemptions(player)
        except (StripeAway, StripeRefused):
            return refused(Code.PAYMENTS_AWAY, retry_after_ms=2_000)

    async def _redemptions(self, player: str) -> RedemptionsView:
        desk, year = self._redeeming, await self._redeeming.year_minor(player)
        try:
            identity = await desk.identity(player)
        except (StripeAway, StripeRefused):
            identity = IdentityState.PENDING
        rows = tuple(row.shown() for row in await desk.of_player(player))
        entry = await desk.open_entry(player)
        return RedemptionsView(identity, desk.least_minor, desk.day_most, year, year >= REPORTED_MINOR, rows, entry, ENTRY_MINOR)

    async def view(self, player: str) -> CoinsView:
        ids = {currency: self._daily_id(player, currency) for currency in DAILY}
        posted = await self._wallet.posted(*ids.values(), self._request_id(player))
        daily = [await self._gift(player, currency, minor, ids[currency] in posted) for currency, minor in DAILY.items()]
        request = await self._gift(player, SC, REQUEST_SC, self._request_id(player) in posted)
        return CoinsView(tuple(daily), request, tuple(PACKAGES.values()), playthrough_bp(await self._place(player)), EXPIRES_DAYS)

    async def claim_daily(self, player: str) -> Body:
        """What may be given is; where Sweeps Coins may not, Gold Coins still are."""
        answers = [
            await self._give(player, self._daily_id(player, currency), currency, minor, LotSource.DAILY) for currency, minor in DAILY.items()
        ]
        return next((answer for answer in answers if isinstance(answer, Accepted)), answers[0])

    async def request(self, player: str) -> Body:
        return await self._give(player, self._request_id(player), SC, REQUEST_SC, LotSource.REQUEST)

    async def _give(self, player: str, command_id: str, currency: Currency, minor: int, source: LotSource) -> Body:
        # Asked before: a refusal would be remembered under the id of the day.
        outcome = await self._wallet.may_be_given(player, currency)
        if outcome is not None:
            return refusal_for(outcome)
        answer = await self._wallet.post(command_id, await self._op(player, command_id, currency, minor, source))
        return Accepted() if answer.done else refusal_for(answer.outcome)

    async def _op(self, player: str, name: str, currency: Currency, minor: int, source: LotSource) -> Op:
        if currency is GC:
            return Transfer(outside(MINT[GC], GC), grant_account(player, GC), minor)
        return Grant(name, player, minor, playthrough_bp(await self._place(player)), (self._day() + EXPIRES_DAYS) * DAY_MS, source)

    async def _gift(self, player: str, currency: Currency, minor: int, given: bool) -> Gift:  # noqa: FBT001  one of four facts
        outcome = await self._wallet.may_be_given(player, currency)
        tomorrow = (self._day() + 1) * DAY_MS
        return Gift(currency, minor, tomorrow if given else None, None if outcome is None else refusal_for(outcome).code.value)

    async def _place(self, player: str) -> str | None:
        admission = (await self._wallet.standing(player)).holder.admission
        return admission.place if admission else None

    def _day(self) -> int:
        return self._clock.now_ms() // DAY_MS

    def _daily_id(self, player: str, currency: Currency) -> str:
        return f"daily:{currency.value}/{player}/{self._day()}"

    def _request_id(self, player: str) -> str:
        return f"request:{player}/{self._day()}"
