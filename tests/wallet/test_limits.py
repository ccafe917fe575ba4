"""L1: no order of stakes, deposits, wins, refunds, restarts and jumps of the clock gets past a limit, by one cent. Against a model that keeps
every fact in a list and adds it up anew each time."""

from __future__ import annotations

from random import Random

import attrs
import pytest

from protocol.limits import DAY_MS, PERIOD_MS, LimitKind, LimitPeriod
from protocol.money import Currency
from wallet.accounts import house, outside, payout_account, stake_accounts
from wallet.book import Book
from wallet.journal import Row
from wallet.transfers import Capture, Command, Credit, Drop, Expect, Hold, Op, Release, SetLimit, Transfer

MINUTE = 60_000
START = 1_700_000_000_000 // MINUTE * MINUTE
PLAYERS = ["p_" + letter * 16 for letter in "abcd"]
CURRENCIES = (Currency.USD, Currency.GC)
KINDS = (LimitKind.STAKE, LimitKind.LOSS, LimitKind.DEPOSIT)


@attrs.define
class Fact:
    """Something that counts: who, in what, since when, how much, and how it stands."""

    player: str
    currency: Currency
    kind: str
    at_ms: int
    minor: int
    state: str = "open"


@attrs.define
class Model:
    """Every fact, in one list."""

    facts: list[Fact] = attrs.Factory(list)
    limits: dict[tuple[str, Currency, LimitKind, LimitPeriod], int] = attrs.Factory(dict)

    def used(self, player: str, currency: Currency, kind: LimitKind, since: int) -> int:
        mine = [one for one in self.facts if (one.player, one.currency) == (player, currency)]
        stakes = [one for one in mine if one.kind == "stake"]
        if kind is LimitKind.STAKE:
            return sum(one.minor for one in stakes if one.state != "released" and one.at_ms >= since)
        if kind is LimitKind.DEPOSIT:
            return sum(one.minor for one in mine if one.kind == "deposit" and one.state != "dropped" and one.at_ms >= since)
        moved = sum(one.minor for one in mine if one.kind in ("lost", "won") and one.at_ms >= since)
        return moved + sum(one.minor for one in stakes if one.state == "open")

    def over(self, player: str, currency: Currency, kind: LimitKind, minor: int, now: int) -> bool:
        return any(
            self.used(player, currency, kind, (now - PERIOD_MS[period]) // MINUTE * MINUTE) + minor > most
            for period in LimitPeriod
            if (most := self.limits.get((player, currency, kind, period))) is not None
        )


class Attempts:
    """A book and a model, side by side, under one stream of chance."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.book, self.model, self.rows = Book(), Model(), list[Row]()
        self.now, self.count = START, 0
        self.holds: dict[str, Fact] = {}
        self.deposits: dict[str, Fact] = {}
        self.told: dict[str, int] = {}
        for player in PLAYERS:
            for currency in CURRENCIES:
                self.post(Transfer(outside("play_money", currency), stake_accounts(player, currency)[0], 10**8))
                for kind in KINDS:
                    for period in LimitPeriod:
                        if self.random.random() < 0.7:
                            most = self.random.randrange(500, 20_000)
                            self.model.limits[player, currency, kind, period] = most
                            self.post(SetLimit(player, currency, kind, period, most))

    def post(self, *ops: Op) -> str:
        self.count += 1
        entry = self.book.post(Command(f"c{self.count}", ops), self.now)
        assert entry.row is not None
        self.rows.append(entry.row)
        outcome = entry.answer.outcome.name
        self.told[outcome] = self.told.get(outcome, 0) + 1
        return outcome

    def step(self) -> None:
        random = self.random
        if random.random() < 0.2:
            self.now += random.choice((MINUTE, 10 * MINUTE, 60 * MINUTE, DAY_MS, 8 * DAY_MS, -MINUTE, -60 * MINUTE))
            self.forget()
        if random.random() < 0.0005:
            self.book = Book()
            self.book.replay(self.rows)
        getattr(self, random.choice(("stake", "stake", "stake", "end", "end", "pay_in", "pay_in", "give_up", "tighten")))()

    def forget(self) -> None:
        """The model drops what no period reaches any more, to stay quick."""
        old = self.now - 40 * DAY_MS
        self.model.facts = [one for one in self.model.facts if one.at_ms > old or (one.kind == "stake" and one.state == "open")]

    def stake(self) -> None:
        player, currency, minor = self.random.choice(PLAYERS), self.random.choice(CURRENCIES), self.random.randrange(1, 3_000)
        hold = f"m_{self.count}/0"
        over = any(self.model.over(player, currency, kind, minor, self.now) for kind in (LimitKind.STAKE, LimitKind.LOSS))
        outcome = self.post(Hold(hold, player, currency, minor, f"m_{self.count}"))
        assert outcome == ("LIMIT_REACHED" if over else "POSTED"), (player, minor)
        if outcome == "POSTED":
            fact = self.holds[hold] = Fact(player, currency, "stake", self.now, minor)
            self.model.facts.append(fact)

    def end(self) -> None:
        if not self.holds:
            return
        hold = self.random.choice(list(self.holds))
        fact = self.holds.pop(hold)
        escrow = house("escrow", fact.currency)
        match self.random.randrange(3):
            case 0:
                assert self.post(Release(hold)) == "POSTED"
                fact.state = "released"
            case 1:
                assert self.post(Capture(hold, escrow, fact.minor)) == "POSTED"
                self._lost(fact)
            case _:
                prize = Transfer(escrow, payout_account(fact.player, fact.currency), fact.minor)
                assert self.post(Capture(hold, escrow, fact.minor), prize) == "POSTED"
                self._lost(fact)
                self.model.facts.append(Fact(fact.player, fact.currency, "won", self.now, -fact.minor))

    def _lost(self, fact: Fact) -> None:
        fact.state = "captured"
        self.model.facts.append(Fact(fact.player, fact.currency, "lost", self.now, fact.minor))

    def pay_in(self) -> None:
        player, currency, minor = self.random.choice(PLAYERS), self.random.choice(CURRENCIES), self.random.randrange(1, 3_000)
        over = self.model.over(player, currency, LimitKind.DEPOSIT, minor, self.now)
        deposit = f"d_{self.count}"
        outcome = self.post(Expect(deposit, player, currency, minor))
        assert outcome == ("LIMIT_REACHED" if over else "POSTED"), (player, minor)
        if outcome == "POSTED":
            fact = self.deposits[deposit] = Fact(player, currency, "deposit", self.now, minor)
            self.model.facts.append(fact)

    def give_up(self) -> None:
        if self.deposits:
            deposit = self.random.choice(list(self.deposits))
            fact = self.deposits.pop(deposit)
            if self.random.random() < 0.5:
                assert self.post(Credit(deposit)) == "POSTED"
            else:
                assert self.post(Drop(deposit)) == "POSTED"
                fact.state = "dropped"

    def tighten(self) -> None:
        """Lower acts at once; higher does not act, however often it is asked for."""
        key = self.random.choice(list(self.model.limits))
        most = self.random.randrange(500, 20_000)
        assert self.post(SetLimit(*key, most)) == "POSTED"
        self.model.limits[key] = min(most, self.model.limits[key])


def attempt(seeds: range, steps: int) -> dict[str, int]:
    told: dict[str, int] = {}
    for seed in seeds:
        attempts = Attempts(seed)
        for _ in range(steps):
            attempts.step()
        for outcome, count in attempts.told.items():
            told[outcome] = told.get(outcome, 0) + count
    return told


def test_fifty_thousand_attempts_do_not_overshoot_by_a_cent() -> None:
    told = attempt(range(25), 2_000)
    assert told["LIMIT_REACHED"] > 10_000
    assert told["POSTED"] > 10_000


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_a_million_attempts_do_not_overshoot_by_a_cent() -> None:
    told = attempt(range(1_000, 1_560), 2_000)
    assert sum(told.values()) > 1_000_000
    print(told)
