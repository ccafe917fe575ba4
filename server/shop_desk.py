"""The shop desk: what is bought, given and worn; and everybody who looks on is shown it at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actors.clock import Clock
from actors.line import Identity
from actors.looks import LooksWatchers
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.commands import BuyItem, ClaimReward, GiveItem, ReadChallenges, ReadLooks, ReadShop, WearItem
from protocol.envelope import Accepted, Body
from protocol.events import LooksChanged
from protocol.refusals import Code, refused
from protocol.shop import Looks, LooksList, OwnedItem, ShopItem, ShopView, Slot, WornItem
from server.challenges import Challenges
from server.wardrobe import WARES, Ware
from wallet.item_transfers import BuyThing, GiveThing, Things, WearThing
from wallet.records import Locker

AtShop = ReadShop | BuyItem | WearItem | GiveItem | ReadLooks | ReadChallenges | ClaimReward


class ShopDesk:
    """Part of the desk. friends: whether two players follow each other."""

    def __init__(
        self, wallet: Wallet, clock: Clock, watchers: LooksWatchers, friends: Callable[[str, str], Awaitable[bool]]
    ) -> None:
        self._wallet = wallet
        self._clock = clock
        self._challenges = Challenges(wallet, clock)
        self._watchers = watchers
        self._friends = friends

    async def obey(self, me: Identity, command: AtShop) -> Body:
        player = me.player
        match command:
            case ReadShop():
                return await self._view(player)
            case ReadChallenges():
                return await self._challenges.view(player)
            case ClaimReward(challenge=challenge):
                return await self._challenges.claim(player, challenge)
            case ReadLooks(players=players):
                lockers = await self._wallet.lockers(players)
                return LooksList(tuple(Looks(one, worn_of(locker)) for one, locker in zip(players, lockers, strict=True)))
            case BuyItem(item=item, key=key):
                ware = WARES.get(item)
                if ware is None or ware.price is None:
                    return refused(Code.NO_SUCH_ITEM)
                if (await self._wallet.standing(player)).holder.excluded_until_ms > self._clock.now_ms():
                    return refused(Code.SELF_EXCLUDED)
                return await self._post(f"buy:{player}/{key}", BuyThing(player, item, ware.price, ware.edition))
            case WearItem():
                return await self._wear(player, command)
            case GiveItem(item=item, player_id=target, key=key):
                if item not in WARES:
                    return refused(Code.NO_SUCH_ITEM)
                if not await self._friends(player, target):
                    return refused(Code.NOT_FRIENDS)
                given = await self._post(f"give:{player}/{key}", GiveThing(player, target, item))
                if isinstance(given, Accepted):
                    await self._show(player)
                return given

    async def _post(self, command_id: str, op: Things) -> Body:
        answer = await self._wallet.post(command_id, op)
        return Accepted() if answer.done else refusal_for(answer.outcome)

    async def _wear(self, player: str, command: WearItem) -> Body:
        ware = WARES.get(command.item) if command.item else None
        if command.item and (ware is None or ware.slot is not command.slot):
            return refused(Code.NO_SUCH_ITEM)
        answer = await self._post(f"wear:{player}/{command.key}", WearThing(player, command.slot.value, command.item or ""))
        if isinstance(answer, Accepted):
            await self._show(player)
        return answer

    async def _show(self, player: str) -> None:
        (locker,) = await self._wallet.lockers((player,))
        self._watchers.show(LooksChanged(player, worn_of(locker)))

    async def _view(self, player: str) -> ShopView:
        (locker,) = await self._wallet.lockers((player,))
        sold = await self._wallet.sold(tuple(ware.item for ware in WARES.values() if ware.edition))
        owned = tuple(OwnedItem(item, bought) for item, bought in locker.owned.items())
        return ShopView(tuple(_item(ware, sold.get(ware.item, 0)) for ware in WARES.values()), owned, worn_of(locker))


def _item(ware: Ware, sold: int) -> ShopItem:
    bound = ware.edition or None
    return ShopItem(ware.item, ware.slot, ware.name, ware.price, bound, None if bound is None else bound - sold)


def worn_of(locker: Locker) -> tuple[WornItem, ...]:
    return tuple(WornItem(Slot(slot), item) for slot, item in sorted(locker.worn.items()))
