"""The ledger: who has how much, and who may do what with it. Knows nothing of matches, clocks or SQL.

Callers check (wallet/check.py), apply, then journal; if the journal fails, this ledger is thrown away and rebuilt. A draft is what a group
would change; `apply` takes a checked draft over and cannot fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from protocol.limits import DAY_MS
from protocol.money import Currency
from wallet.accounts import currency_of, may_be_negative, player_of
from wallet.holders import NOBODY, Holder, Rules, Usage, UsageKey, UsageKind, minute_of, used_at
from wallet.records import EMPTY_LOCKER, NO_ROUND, Account, Deposit, HeldMoney, HoldState, Locker, Lot, Round, Seeds


class Draft:
    """What a group would change, on top of a ledger that it does not touch. at_ms is the time of its row in the journal."""

    __slots__ = (
        "accounts", "at_ms", "commits", "deeds", "deposits", "holders", "holds", "ledger", "lockers", "lots", "rounds", "rules", "seeds", "sold",
        "uses",
    )  # fmt: skip

    def __init__(self, ledger: Ledger, at_ms: int) -> None:
        self.ledger = ledger
        self.at_ms = at_ms
        self.accounts: dict[str, tuple[int, int]] = {}
        self.holds: dict[str, HeldMoney] = {}
        self.deposits: dict[str, Deposit] = {}
        self.holders: dict[str, Holder] = {}
        self.uses: list[tuple[UsageKey, int, int]] = []
        self.rules: Rules | None = None
        self.lots: dict[str, Lot] = {}
        self.commits: dict[str, str] = {}
        self.rounds: dict[str, Round] = {}
        self.seeds: dict[tuple[str, str], Seeds] = {}
        self.lockers: dict[str, Locker] = {}
        self.sold: dict[str, int] = {}
        self.deeds: list[tuple[str, str]] = []

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

    def lot(self, lot_id: str) -> Lot | None:
        return self.lots.get(lot_id) or self.ledger.lots.get(lot_id)

    def known_lot(self, lot_id: str) -> Lot:
        """A lot that a hold of ours names."""
        return self.lots.get(lot_id) or self.ledger.lots[lot_id]

    def lots_of(self, player: str) -> Iterator[tuple[str, Lot]]:
        """Those with something left, the oldest first."""
        mine = self.ledger.lots_of.get(player, {})
        yield from ((lot_id, self.known_lot(lot_id)) for lot_id in mine)
        yield from ((lot_id, lot) for lot_id, lot in self.lots.items() if lot_id not in self.ledger.lots and lot.grant.player == player)

    def locker(self, player: str) -> Locker:
        return self.lockers.get(player) or self.ledger.lockers.get(player) or EMPTY_LOCKER

    def sold_of(self, item: str) -> int:
        return self.sold.get(item) or self.ledger.sold.get(item, 0)

    def round(self, table: str) -> Round:
        return self.rounds.get(table) or self.ledger.rounds.get(table) or NO_ROUND

    def seeds_of(self, player: str, table: str) -> Seeds | None:
        return self.seeds.get((player, table)) or self.ledger.seeds.get((player, table))

    def commit(self, name: str) -> str | None:
        return self.commits.get(name) or self.ledger.commits.get(name)

    def open_now(self, player: str) -> Iterator[HeldMoney]:
        """The player's open holds, as this draft has them."""
        now = dict(self.ledger.open_of.get(player, {}))
        now.update({hold_id: money for hold_id, money in self.holds.items() if money.hold.player == player})
        return (money for money in now.values() if money.state is HoldState.OPEN)

    def holder(self, player: str) -> Holder:
        return self.holders.get(player) or self.ledger.holders.get(player) or NOBODY

    def used(self, key: UsageKey, since_ms: int) -> int:
        """How much was used of something since a moment, this group included."""
        first = minute_of(since_ms) if self.ledger.rules.law else since_ms
        mine = sum(minor for other, at_ms, minor in self.uses if other == key and at_ms >= first)
        return used_at(self.ledger.usage.get(key), since_ms) + mine

    def open_stakes(self, player: str, currency: Currency) -> int:
        """What the player has staked in matches that have not ended, in minor units."""
        return sum(money.hold.minor for money in self.open_now(player) if money.is_stake and money.hold.currency is currency)

    def move(self, account: str, posted: int = 0, held: int = 0) -> None:
        before = self.balance(account)
        self.accounts[account] = (before[0] + posted, before[1] + held)

    def use(self, player: str, currency: Currency, kind: UsageKind, minor: int, at_ms: int | None = None) -> None:
        """Counts towards a limit, at the time of this group or of an older one."""
        self.uses.append(((player, currency, kind), self.at_ms if at_ms is None else at_ms, minor))


class Ledger:
    """All accounts, holds, deposits and lots, all who hold an account, what was committed to, where the rounds of the tables stand and which bets
    are open on them, and how many commands touched each player."""

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
        self.lots: dict[str, Lot] = {}
        self.lots_of: dict[str, dict[str, None]] = {}
        self.commits: dict[str, str] = {}
        self.rounds: dict[str, Round] = {}
        self.seeds: dict[tuple[str, str], Seeds] = {}
        self.bets: dict[str, dict[str, HeldMoney]] = {}
        self.lockers: dict[str, Locker] = {}
        self.sold: dict[str, int] = {}
        self.deeds: dict[tuple[str, str], dict[int, int]] = {}
        self.versions: dict[str, int] = {}

    def account(self, name: str) -> Account:
        return self.accounts.get(name) or Account(name)

    def deeds_since(self, player: str, deed: str, since_day: int) -> int:
        """How often a player did something since a day."""
        return sum(count for day, count in self.deeds.get((player, deed), {}).items() if day >= since_day)

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
    """What apply did: the accounts it moved, the players whose wallet looks different, and those who stand differently: may play or not, owe."""

    moves: tuple[Moved, ...]
    players: tuple[str, ...]
    standings: tuple[str, ...] = ()


def apply(ledger: Ledger, draft: Draft) -> Change:
    """Takes a checked draft over. Versions go up by one for each account and player touched."""
    assert draft.ledger is ledger
    moves: list[Moved] = []
    players: dict[str, None] = {}
    standings: dict[str, None] = dict.fromkeys(draft.holders)
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
            standings[name.split(":")[1]] = None
    for hold_id, money in draft.holds.items():
        _keep_hold(ledger, hold_id, money)
    for player, deed in draft.deeds:
        days, day = ledger.deeds.setdefault((player, deed), {}), draft.at_ms // DAY_MS
        days[day] = days.get(day, 0) + 1
    for lot_id, lot in draft.lots.items():
        _keep_lot(ledger, lot_id, lot)
    for player, holder in draft.holders.items():
        if holder.mode is not ledger.holders.get(player, NOBODY).mode:
            players[player] = None
        ledger.holders[player] = holder
    _keep_what_is_rare(ledger, draft)
    for player in players:
        ledger.versions[player] = ledger.versions.get(player, 0) + 1
    return Change(tuple(moves), tuple(players), tuple(standings))


def _keep_hold(ledger: Ledger, hold_id: str, money: HeldMoney) -> None:
    ledger.holds[hold_id] = money
    mine = ledger.open_of.setdefault(money.hold.player, {})
    if money.state is HoldState.OPEN:
        mine[hold_id] = money
    else:
        mine.pop(hold_id, None)
    if money.bet is not None:
        bets = ledger.bets.setdefault(money.bet.wager.table, {})
        if money.state is HoldState.OPEN:
            bets[hold_id] = money
        else:
            bets.pop(hold_id, None)


def _keep_owing(ledger: Ledger, account: str, posted: int) -> None:
    assert posted <= 0, account
    player = account.split(":")[1]
    if posted:
        ledger.owing.add(player)
    else:
        ledger.owing.discard(player)


def _keep_what_is_rare(ledger: Ledger, draft: Draft) -> None:
    ledger.commits.update(draft.commits)
    ledger.rounds.update(draft.rounds)
    ledger.seeds.update(draft.seeds)
    ledger.lockers.update(draft.lockers)
    ledger.sold.update(draft.sold)
    for key, at_ms, minor in draft.uses:
        usage = ledger.usage.get(key)
        if usage is None:
            usage = ledger.usage[key] = Usage()
        usage.add(at_ms, minor, draft.at_ms, ledger.rules.law)
    for deposit_id, deposit in draft.deposits.items():
        before = ledger.deposits.get(deposit_id)
        if before is not None and before.expect.player != deposit.expect.player:  # its player's account was joined with another
            ledger.deposits_of[before.expect.player].remove(deposit_id)
        if before is None or before.expect.player != deposit.expect.player:
            ledger.deposits_of.setdefault(deposit.expect.player, []).append(deposit_id)
        ledger.deposits[deposit_id] = deposit
    if draft.rules is not None:
        ledger.rules = draft.rules


def _keep_lot(ledger: Ledger, lot_id: str, lot: Lot) -> None:
    ledger.lots[lot_id] = lot
    mine = ledger.lots_of.setdefault(lot.grant.player, {})
    if lot.left:
        mine[lot_id] = None
    elif lot_id in mine:
        del mine[lot_id]
