"""The account desk in memory: the real desk and gatekeeper, on a wallet in memory, with a cashier who only notes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import trio

from actors.looks import LooksWatchers
from actors.outgoing import Watcher
from actors.rates import Rate, take
from actors.wallet import Wallet
from protocol.envelope import Body, From, Watching
from protocol.events import PaymentsView
from protocol.events.payments import Payment, PaymentKind, PaymentState
from protocol.ids import PAYMENTS, deposit_id, withdrawal_id
from protocol.money import Currency
from protocol.redemptions import EntryCode, IdentityState, Redemption
from protocol.refusals import Code, Refused, refused
from server.account_desk import AccountDesk, AccountPorts, Cashier
from server.coin_desk import CoinDesk
from server.counter import HOUSE_RULES
from server.gatekeeper import Gatekeeper, GatePorts
from server.house_rules import HouseRules
from server.particulars import Kept, KeptLimit, Known
from server.shop_desk import ShopDesk
from tests.kit.clock import VirtualClock
from wallet.journal import DatabaseAway
from webhooks.packages import PACKAGES
from webhooks.payment_bounds import PaymentBounds
from webhooks.redemptions import RedemptionRow


class MemoryRates:
    """Lasting rates that do not last."""

    def __init__(self) -> None:
        self._full_at: dict[str, float] = {}

    async def take(self, buckets: Sequence[tuple[str, Rate]], now_ms: int) -> int:
        taken = {key: take(self._full_at.get(key, 0.0), now_ms / 1000, rate) for key, rate in buckets}
        wait = max(seconds for _full_at, seconds in taken.values())
        if wait == 0:
            self._full_at.update({key: full_at for key, (full_at, _wait) in taken.items()})
        return int(wait * 1000) + 1 if wait else 0


class MemoryParticulars:
    """What is known of people, in dictionaries. subject: the same for who has the same name but for the figures at its end."""

    def __init__(self) -> None:
        self.dates: dict[str, str] = {}
        self.accepted: list[tuple[str, dict[str, int], str, bool]] = []
        self.persons: dict[str, tuple[str, ...]] = {}
        self.excluded: dict[bytes, int] = {}
        self.births: dict[bytes, bytes] = {}
        self.limits: dict[bytes, tuple[KeptLimit, ...]] = {}
        self.gone: list[str] = []
        self.away = False
        self.slow = 0.0
        """How many seconds it takes to look somebody up."""

    async def known(self, player: str) -> Known:
        if self.away:
            raise DatabaseAway("it is away")
        await trio.sleep(self.slow)
        return Known(self.dates.get(player), self.persons.get(player, ()))

    async def tell_born(self, player: str, born: str, now_ms: int) -> str:
        return self.dates.setdefault(player, born)

    async def accept(self, player: str, versions: dict[str, int], place: str, now_ms: int, *, declared: bool) -> None:
        self.accepted.append((player, versions, place, declared))

    async def forget(self, player: str, name: str) -> None:
        self.gone.append(player)
        self.dates.pop(player, None)
        self.persons.pop(player, None)

    async def kept(self, persons: Sequence[bytes]) -> Kept:
        until_ms = max((self.excluded.get(person, 0) for person in persons), default=0)
        return Kept(until_ms, tuple(limit for person in persons for limit in self.limits.get(person, ())))

    async def exclude(self, persons: Sequence[bytes], until_ms: int) -> None:
        self.excluded.update({person: max(until_ms, self.excluded.get(person, 0)) for person in persons})

    async def keep_limits(self, persons: Sequence[bytes], limits: Sequence[KeptLimit]) -> None:
        self.limits.update(dict.fromkeys(persons, tuple(limits)))

    async def tell_birth(self, persons: Sequence[bytes], birth: bytes) -> bool:
        return all(self.births.setdefault(person, birth) == birth for person in persons)


class MemoryCashier:
    """Takes every deposit, and pays out nothing before payouts are set up."""

    bounds = PaymentBounds

    def __init__(self) -> None:
        self.begun: dict[str, Payment] = {}

    async def begin_deposit(self, player: str, key: str, minor: int) -> Payment | Refused:
        name = deposit_id(player, key)
        return self.begun.setdefault(name, Payment(name, PaymentKind.DEPOSIT, Currency.USD, minor, PaymentState.OPEN, 1, "http://x"))

    async def drop_deposit(self, player: str, payment_id: str) -> Refused | None:
        return refused(Code.NOTHING_OPEN)

    async def begin_withdrawal(self, player: str, key: str, minor: int) -> Payment | Refused:
        name = withdrawal_id(player, key)
        if minor > 10_000:
            return refused(Code.PAYOUTS_NOT_SET_UP)
        return self.begun.setdefault(name, Payment(name, PaymentKind.WITHDRAWAL, Currency.USD, minor, PaymentState.BEGUN, 1))

    async def buy(self, player: str, key: str, package: str) -> Payment | Refused:
        return await self.begin_deposit(player, key, PACKAGES[package].cents) if package in PACKAGES else refused(Code.NO_SUCH_PACKAGE)

    async def payout_link(self, player: str) -> str | Refused:
        return "http://x"

    async def watch(self, player: str, watcher: Watcher) -> Body:
        return Watching(PAYMENTS, From.SNAPSHOT, 0, PaymentsView((), False))

    def unwatch(self, player: str, watcher: Watcher) -> None:
        """Nobody is told anything."""


class MemoryRedeeming:
    """Knows nobody yet, and has one code for everybody."""

    least_minor, day_most = 10_000, 500_000

    async def identity(self, player: str) -> IdentityState:
        return IdentityState.NONE

    async def identity_link(self, player: str) -> str | Refused:
        return "http://x"

    async def redeem(self, player: str, key: str, minor: int) -> Redemption | Refused:
        return refused(Code.IDENTITY_NEEDED)

    async def year_minor(self, player: str) -> int:
        return 0

    async def of_player(self, player: str) -> tuple[RedemptionRow, ...]:
        return ()

    async def entry_code(self, player: str, name: str) -> EntryCode | Refused:
        return EntryCode("ABCDEFGHIJ", 1)

    async def open_entry(self, player: str) -> EntryCode | None:
        return None


async def nobody_plays(_player: str) -> None:
    """There is no queue here."""


class MemoryDesk(AccountDesk):
    """The desk, and what it stands on. minutes: for how long each player has been here."""

    def __init__(
        self,
        wallet: Wallet,
        clock: VirtualClock,
        rules: HouseRules = HOUSE_RULES,
        recall: Callable[[str], Awaitable[None]] = nobody_plays,
        *,
        places_told: bool = False,
        cashier: Cashier | None = None,
    ) -> None:
        self.particulars = MemoryParticulars()
        self.left: list[str] = []
        self.minutes: dict[str, int] = {}
        self.looks = LooksWatchers()
        self.friends: set[frozenset[str]] = set()

        async def left(player: str) -> None:
            self.left.append(player)

        self.gatekeeper = Gatekeeper(GatePorts(wallet, self.particulars, clock, b"k" * 32, recall, places_told), rules)
        ports = AccountPorts(
            wallet=wallet,
            gatekeeper=self.gatekeeper,
            particulars=self.particulars,
            cashier=cashier or MemoryCashier(),
            coins=CoinDesk(wallet, clock, MemoryRedeeming()),
            shop=ShopDesk(wallet, clock, self.looks, self._friends),
            rates=MemoryRates(),
            clock=clock,
            left=left,
            minutes_here=lambda player: self.minutes.get(player, 0),
            loosen_hours=lambda: 24,
        )
        super().__init__(ports)

    async def _friends(self, one: str, other: str) -> bool:
        return frozenset((one, other)) in self.friends
