"""The ledger: who has how much, and who may do what with it. Knows nothing of matches, clocks or SQL.

Callers check (wallet/check.py), apply, then journal; if the journal fails, this ledger is thrown away and rebuilt. A draft is what a group
would change; `apply` takes a checked draft over and cannot fail."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from protocol.limits import LimitKind
from protocol.money import Currency
from wallet.accounts import currency_of, may_be_negative, player_of
from wallet.holders import NOBODY, Holder, Rules, Usage, UsageKey, used_at
from wallet.transfers import Expect, Hold


class HoldState(Enum):
    """A hold is open, then ends exactly once."""

    OPEN = "open"
    CAPTURED = "captured"
    RELEASED = "released"


class DepositState(Enum):
    """A deposit is expected, then comes in or never does."""

    EXPECTED = "expected"
    CREDITED = "credited"
    DROPPED = "dropped"


class Account:
    """posted: what the books say. held: set aside. available = posted - held. version counts changes from 1."""

    __slots__ = ("held", "name", "posted", "version")

    def __init__(self, name: str, posted: int = 0, held: int = 0, version: int = 0) -> None:
        self.name = name
        self.posted = posted
        self.held = held
        self.version = version

    @property
    def available(self) -> int:
        return self.posted - self.held


class HeldMoney(NamedTuple):
    """A hold: what it took from which bucket, where it stands, since when. A hold for no match is a withdrawal."""

    hold: Hold
    takes: tuple[tuple[str, int], ...]
    state: HoldState
    at_ms: int = 0

    @property
    def is_stake(self) -> bool:
        return self.hold.match_id != ""


class Deposit(NamedTuple):
    """A deposit: what was expected, since when, where it stands, how much of it went back to the payer, and how often that changed."""

    expect: Expect
    at_ms: int
    state: DepositState
    credited_ms: int = 0
    taken_back: int = 0
    changes: int = 0


class Draft:
    """What a group would change, on top of a ledger that it does not touch. at_ms is the time of its row in the journal."""

    __slots__ = ("accounts", "at_ms", "deposits", "holders", "holds", "ledger", "rules", "uses")

    def __init__(self, ledger: Ledger, at_ms: int) -> None:
        self.ledger = ledger
        self.at_ms = at_ms
        self.accounts: dict[str, tuple[int, int]] = {}
        self.holds: dict[str, HeldMoney] = {}
        self.deposits: dict[str, Deposit] = {}
        self.holders: dict[str, Holder] = {}
        self.uses: list[tuple[UsageKey, int, int]] = []
        self.rules: Rules | None = None

    def balance(self, account: str) -> tuple[int, int]:
        """(posted, held) as this draft has it."""
        mine = self.accounts.get(account)
        if mine is not None:
            return mine
        kept = self.ledger.accounts.get(account)
        return (kept.posted, kept.held) if kept is not None else (0, 0)

    def available(self, account: str) -> int:
        posted, held = self.balance(account)
        return posted - held

    def hold(self, hold_id: str) -> HeldMoney | None:
        return self.holds.get(hold_id) or self.ledger.holds.get(hold_id)

    def deposit(self, deposit_id: str) -> Deposit | None:
        return self.deposits.get(deposit_id) or self.ledger.deposits.get(deposit_id)

    def deposits_of(self, player: str) -> Iterator[Deposit]:
        """All that the player ever began, as this draft has them."""
        mine = self.ledger.deposits_of.get(player, ())
        yield from (self.deposits.get(one) or self.ledger.deposits[one] for one in mine)
        yield from (one for key, one in self.deposits.items() if key not in mine and one.expect.player == player)

    def holder(self, player: str) -> Holder:
        return self.holders.get(player) or self.ledger.holders.get(player) or NOBODY

    def used(self, key: UsageKey, since_ms: int) -> int:
        """How much was used of something since a moment, this group included."""
        mine = sum(minor for other, at_ms, minor in self.uses if other == key and at_ms >= since_ms)
        return used_at(self.ledger.usage.get(key), since_ms) + mine

    def open_stakes(self, player: str, currency: Currency) -> int:
        """What the player has staked in matches that have not ended, in minor units."""
        open_now = dict(self.ledger.open_of.get(player, {}))
        open_now.update({hold_id: money for hold_id, money in self.holds.items() if money.hold.player == player})
        return sum(
            money.hold.minor
            for money in open_now.values()
            if money.state is HoldState.OPEN and money.is_stake and money.hold.currency is currency
        )

    def move(self, account: str, posted: int = 0, held: int = 0) -> None:
        before = self.balance(account)
        self.accounts[account] = (before[0] + posted, before[1] + held)

    def use(self, player: str, currency: Currency, kind: LimitKind, minor: int, at_ms: int | None = None) -> None:
        """Counts towards a limit, at the time of this group or of an older one."""
        self.uses.append(((player, currency, kind), self.at_ms if at_ms is None else at_ms, minor))


class Ledger:
    """All accounts, all holds, all deposits, all who hold an account, and how many commands touched each player."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.holds: dict[str, HeldMoney] = {}
        self.open_of: dict[str, dict[str, HeldMoney]] = {}
        self.deposits: dict[str, Deposit] = {}
        self.deposits_of: dict[str, list[str]] = {}
        self.holders: dict[str, Holder] = {}
        self.usage: dict[UsageKey, Usage] = {}
        self.rules = Rules()
        self.owing: set[str] = set()
        self.versions: dict[str, int] = {}

    def account(self, name: str) -> Account:
        return self.accounts.get(name) or Account(name)

    def open_holds(self, player: str) -> Iterator[HeldMoney]:
        return iter(self.open_of.get(player, {}).values())

    def totals(self) -> dict[str, int]:
        """Sum of all accounts by currency: zero, always."""
        sums: dict[str, int] = {}
        for account in self.accounts.values():
            currency = currency_of(account.name).value
            sums[currency] = sums.get(currency, 0) + account.posted
        return sums


class Moved(NamedTuple):
    """One account, before and after."""

    before: Account
    after: Account


class Change(NamedTuple):
    """What apply did: the accounts it moved, and the players it touched."""

    moves: tuple[Moved, ...]
    players: tuple[str, ...]


def apply(ledger: Ledger, draft: Draft) -> Change:
    """Takes a checked draft over. Versions go up by one for each account and player touched."""
    assert draft.ledger is ledger
    moves: list[Moved] = []
    players: dict[str, None] = {}
    accounts = ledger.accounts
    for name, (posted, held) in draft.accounts.items():
        assert held >= 0, name
        assert posted - held >= 0 or may_be_negative(name), name
        before = accounts.get(name) or Account(name)
        after = accounts[name] = Account(name, posted, held, before.version + 1)
        moves.append(Moved(before, after))
        player = player_of(name)
        if player is not None:
            players[player] = None
        elif name.startswith("receivable:"):
            _keep_owing(ledger, name, posted)
    for hold_id, money in draft.holds.items():
        _keep_hold(ledger, hold_id, money)
    _keep_what_is_rare(ledger, draft)
    for player in players:
        ledger.versions[player] = ledger.versions.get(player, 0) + 1
    return Change(tuple(moves), tuple(players))


def _keep_hold(ledger: Ledger, hold_id: str, money: HeldMoney) -> None:
    ledger.holds[hold_id] = money
    mine = ledger.open_of.setdefault(money.hold.player, {})
    if money.state is HoldState.OPEN:
        mine[hold_id] = money
    else:
        mine.pop(hold_id, None)


def _keep_owing(ledger: Ledger, account: str, posted: int) -> None:
    assert posted <= 0, account
    player = account.split(":")[1]
    if posted:
        ledger.owing.add(player)
    else:
        ledger.owing.discard(player)


def _keep_what_is_rare(ledger: Ledger, draft: Draft) -> None:
    for key, at_ms, minor in draft.uses:
        usage = ledger.usage.get(key)
        if usage is None:
            usage = ledger.usage[key] = Usage()
        usage.add(at_ms, minor, draft.at_ms)
    for deposit_id, deposit in draft.deposits.items():
        if deposit_id not in ledger.deposits:
            ledger.deposits_of.setdefault(deposit.expect.player, []).append(deposit_id)
        ledger.deposits[deposit_id] = deposit
    ledger.holders.update(draft.holders)
    if draft.rules is not None:
        ledger.rules = draft.rules
