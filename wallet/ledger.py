"""The ledger: who has how much. Knows nothing of matches, clocks or SQL. Callers check, apply, then journal; if the journal fails, this
ledger is thrown away and rebuilt.

`check` is a flat cascade of refusals over a draft of the accounts it touches; `apply` takes a checked draft over and cannot fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from protocol.money import AMOUNT_MINOR_MAX
from wallet.accounts import currency_of, may_be_negative, player_of, stake_accounts
from wallet.outcomes import POSTED, Answer, Outcome
from wallet.transfers import OPS_MAX, Capture, Command, Hold, Op, Release, Transfer

BALANCE_MINOR_MAX = 10**13
"""No balance beyond a hundred thousand million dollars: far below 2^53."""


class HoldState(Enum):
    """A hold is open, then ends exactly once."""

    OPEN = "open"
    CAPTURED = "captured"
    RELEASED = "released"


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
    """A hold: what it took from which bucket, and where it stands."""

    hold: Hold
    takes: tuple[tuple[str, int], ...]
    state: HoldState


class Draft:
    """What a group would change: balances and holds, on top of a ledger that it does not touch."""

    __slots__ = ("accounts", "holds", "ledger")

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.accounts: dict[str, tuple[int, int]] = {}
        self.holds: dict[str, HeldMoney] = {}

    def balance(self, account: str) -> tuple[int, int]:
        """(posted, held) as this draft has it."""
        mine = self.accounts.get(account)
        if mine is not None:
            return mine
        kept = self.ledger.accounts.get(account)
        return (kept.posted, kept.held) if kept is not None else (0, 0)

    def hold(self, hold_id: str) -> HeldMoney | None:
        return self.holds.get(hold_id) or self.ledger.holds.get(hold_id)

    def move(self, account: str, posted: int = 0, held: int = 0) -> None:
        before = self.balance(account)
        self.accounts[account] = (before[0] + posted, before[1] + held)


class Ledger:
    """All accounts, all holds, and how many commands touched each player."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.holds: dict[str, HeldMoney] = {}
        self.open_of: dict[str, dict[str, HeldMoney]] = {}
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


# ── check: refuse first ──────────────────────────────────────────────────────


def check(ledger: Ledger, command: Command) -> tuple[Answer, Draft]:
    """Whether the group may be posted, op by op on a draft; the ledger is not touched."""
    assert 0 < len(command.ops) <= OPS_MAX, command.id
    draft = Draft(ledger)
    for place, op in enumerate(command.ops):
        outcome = _CHECKS[type(op)](draft, op)
        if outcome is not Outcome.POSTED:
            return Answer(outcome, place), draft
    return POSTED, draft


def _transfer(draft: Draft, op: Transfer) -> Outcome:
    if not 0 < op.minor <= AMOUNT_MINOR_MAX * 2:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    if op.source == op.target:
        return Outcome.SAME_ACCOUNT
    if currency_of(op.source) is not currency_of(op.target):
        return Outcome.CURRENCY_MISMATCH
    posted, held = draft.balance(op.source)
    if posted - held < op.minor and not may_be_negative(op.source):
        return Outcome.INSUFFICIENT_FUNDS
    if draft.balance(op.target)[0] + op.minor > BALANCE_MINOR_MAX:
        return Outcome.BALANCE_CAP

    draft.move(op.source, posted=-op.minor)
    draft.move(op.target, posted=op.minor)
    return Outcome.POSTED


def _hold(draft: Draft, op: Hold) -> Outcome:
    if not 0 < op.minor <= AMOUNT_MINOR_MAX:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    if draft.hold(op.hold_id) is not None:
        return Outcome.HOLD_EXISTS
    takes = _take(draft, stake_accounts(op.player, op.currency), op.minor)
    if takes is None:
        return Outcome.INSUFFICIENT_FUNDS

    for account, minor in takes:
        draft.move(account, held=minor)
    draft.holds[op.hold_id] = HeldMoney(op, takes, HoldState.OPEN)
    return Outcome.POSTED


def _take(draft: Draft, accounts: tuple[str, ...], minor: int) -> tuple[tuple[str, int], ...] | None:
    """So much of each bucket, in order, until it is enough; nothing when it is not."""
    takes: list[tuple[str, int]] = []
    for account in accounts:
        posted, held = draft.balance(account)
        part = min(minor, posted - held)
        if part > 0:
            takes.append((account, part))
            minor -= part
    return tuple(takes) if minor == 0 else None


def _capture(draft: Draft, op: Capture) -> Outcome:
    if op.minor <= 0:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    money = draft.hold(op.hold_id)
    if money is None:
        return Outcome.NO_SUCH_HOLD
    if money.state is not HoldState.OPEN:
        return Outcome.HOLD_ENDED
    if op.minor > money.hold.minor:
        return Outcome.CAPTURE_ABOVE_HOLD
    if currency_of(op.target) is not money.hold.currency:
        return Outcome.CURRENCY_MISMATCH
    if draft.balance(op.target)[0] + op.minor > BALANCE_MINOR_MAX:
        return Outcome.BALANCE_CAP

    left = op.minor
    for account, minor in money.takes:
        part = min(left, minor)
        draft.move(account, posted=-part, held=-minor)
        left -= part
    draft.move(op.target, posted=op.minor)
    draft.holds[op.hold_id] = money._replace(state=HoldState.CAPTURED)
    return Outcome.POSTED


def _release(draft: Draft, op: Release) -> Outcome:
    money = draft.hold(op.hold_id)
    if money is None:
        return Outcome.NO_SUCH_HOLD
    if money.state is not HoldState.OPEN:
        return Outcome.HOLD_ENDED

    for account, minor in money.takes:
        draft.move(account, held=-minor)
    draft.holds[op.hold_id] = money._replace(state=HoldState.RELEASED)
    return Outcome.POSTED


_CHECKS: dict[type[Op], Callable[..., Outcome]] = {
    Transfer: _transfer,
    Hold: _hold,
    Capture: _capture,
    Release: _release,
}

# ── apply: cannot fail ───────────────────────────────────────────────────────


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
    for hold_id, money in draft.holds.items():
        _keep_hold(ledger, hold_id, money)
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
