"""The wallet against a model of a hundred lines that knows only dictionaries, under any order of commands, retries and reloads."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from protocol.money import Currency
from wallet.book import Book
from wallet.journal import Row
from wallet.transfers import Capture, Command, Hold, Op, Release, Transfer

PLAYERS = ["p_" + letter * 16 for letter in "abc"]
players, minors, holds = st.sampled_from(PLAYERS), st.integers(-5, 400), st.sampled_from([f"h{n}" for n in range(6)])
PLAY, BANK = "outside:play_money:USD", "house:bank:USD"


def cash(player: str) -> str:
    return f"player:{player}:USD:cash"


class Model:
    """What a wallet is, as simply as can be said."""

    def __init__(self) -> None:
        self.money: dict[str, int] = {}
        self.holds: dict[str, tuple[str, int]] = {}
        self.ended: set[str] = set()
        self.told: dict[str, tuple[tuple[Op, ...], bool]] = {}

    def available(self, account: str) -> int:
        return self.money.get(account, 0) - sum(minor for owner, minor in self.holds.values() if owner == account)

    def do(self, command: str, ops: tuple[Op, ...]) -> str:
        if command in self.told:
            before, posted = self.told[command]
            return "REUSED" if before != ops else "AGAIN" if posted else "NO"
        saved = (dict(self.money), dict(self.holds), set(self.ended))
        posted = all(self.one(op) for op in ops)
        if not posted:
            self.money, self.holds, self.ended = saved
        self.told[command] = (ops, posted)
        return "YES" if posted else "NO"

    def one(self, op: Op) -> bool:
        match op:
            case Transfer(source=source, target=target, minor=minor):
                if minor <= 0 or source == target or (source != PLAY and self.available(source) < minor):
                    return False
                self.money[source] = self.money.get(source, 0) - minor
                self.money[target] = self.money.get(target, 0) + minor
            case Hold(hold_id=name, player=player, minor=minor):
                if minor <= 0 or name in self.holds or name in self.ended or self.available(cash(player)) < minor:
                    return False
                self.holds[name] = (cash(player), minor)
            case Capture(hold_id=name, target=target, minor=minor):
                if name not in self.holds or not 0 < minor <= self.holds[name][1]:
                    return False
                owner, _ = self.holds.pop(name)
                self.ended.add(name)
                self.money[owner] -= minor
                self.money[target] = self.money.get(target, 0) + minor
            case Release(hold_id=name):
                if name not in self.holds:
                    return False
                del self.holds[name]
                self.ended.add(name)
        return True


def some_op() -> st.SearchStrategy[Op]:
    return st.one_of(
        st.builds(Transfer, st.just(PLAY), players.map(cash), minors),
        st.builds(Transfer, players.map(cash), players.map(cash), minors),
        st.builds(Transfer, st.just(BANK), players.map(cash), minors),
        st.builds(Hold, holds, players, st.just(Currency.USD), minors, st.just("m")),
        st.builds(Capture, holds, st.just(BANK), minors),
        st.builds(Release, holds),
    )


class WalletMachine(RuleBasedStateMachine):
    """Any commands in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.book, self.model = Book(), Model()
        self.rows: list[Row] = []

    @rule(command=st.integers(0, 40), ops=st.lists(some_op(), min_size=1, max_size=4))
    def post(self, command: int, ops: list[Op]) -> None:
        entry = self.book.post(Command(f"c{command}", tuple(ops)), 1)
        if entry.row is not None:
            self.rows.append(entry.row)
        said = self.model.do(f"c{command}", tuple(ops))
        expected = {"POSTED": "YES", "EXISTS": "AGAIN", "KEY_REUSED": "REUSED"}.get(entry.answer.outcome.name, "NO")
        assert said == expected, (entry.answer, said)

    @rule()
    def reload(self) -> None:
        self.book = Book()
        self.book.replay(self.rows)

    @invariant()
    def the_same_money(self) -> None:
        for account, kept in self.book.ledger.accounts.items():
            assert kept.posted == self.model.money.get(account, 0)
            assert kept.available == self.model.available(account)
            assert kept.available >= 0 or account == PLAY

    @invariant()
    def nothing_made_or_lost(self) -> None:
        assert set(self.book.ledger.totals().values()) <= {0}


WalletMachine.TestCase.settings = settings(max_examples=200, stateful_step_count=50, deadline=None)
TestWallet = WalletMachine.TestCase
