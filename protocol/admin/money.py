"""What operators may ask about money: statements, adjustments, the queues of payments, what is owed, the proof of the books."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.envelope import StatementLine
from protocol.fields import INT_MAX, text, whole
from protocol.ids import PLAYER_PATTERN, WITHDRAWAL_PATTERN
from protocol.money import AMOUNT_MINOR_MAX, Currency
from protocol.people import Person

# ── commands ──


@attrs.frozen
class ReadPlayerStatement:
    """A player's statement, the newest line first, 50 lines from before a line on; answered with player_statement."""

    tag: ClassVar[str] = "read_player_statement"
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    before: int | None = whole(1, INT_MAX, default=None)


@attrs.frozen
class AdjustBalance:
    """Give a player so many minor units out of the owner's account, or take them back (a negative number); the player reads the reason. Both
    sides are journalled in one entry. Sweeps Coins are never moved by hand."""

    tag: ClassVar[str] = "adjust_balance"
    currency: Currency
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    minor: int = whole(-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)
    reason: str = text(10, 500)


@attrs.frozen
class ListReceivables:
    """Who owes the house money that was taken back from us, the most first; answered with receivables."""

    tag: ClassVar[str] = "list_receivables"


@attrs.frozen
class ListDeposits:
    """Deposits that are under way, the oldest first; answered with deposits."""

    tag: ClassVar[str] = "list_deposits"


@attrs.frozen
class ListWithdrawals:
    """Withdrawals that wait for an operator, the oldest first; answered with withdrawals."""

    tag: ClassVar[str] = "list_withdrawals"


@attrs.frozen
class DecideWithdrawal:
    """Let a withdrawal go, or deny it: then the money is free again, and the player reads the reason."""

    tag: ClassVar[str] = "decide_withdrawal"
    approve: bool
    withdrawal_id: str = text(18, 18, pattern=WITHDRAWAL_PATTERN)
    reason: str = text(3, 500)


@attrs.frozen
class ListTroubles:
    """Events of Stripe's that fit nothing of ours, and payments that do not go on by themselves, the newest first; answered with troubles."""

    tag: ClassVar[str] = "list_troubles"


@attrs.frozen
class CloseTrouble:
    """A person has looked at an event, or at a checkout, that fits nothing of ours, and what came of it. The other troubles end when what they are
    about goes on."""

    tag: ClassVar[str] = "close_trouble"
    subject: str = text(3, 200)
    outcome: str = text(3, 500)


@attrs.frozen
class AuditBooks:
    """Prove the books now, from the first row of the journal on, and the trail of operators with them; answered with books."""

    tag: ClassVar[str] = "audit_books"


# ── bodies ──


@attrs.frozen
class PlayerStatement:
    """Lines of a statement; more: whether there are older ones."""

    tag: ClassVar[str] = "player_statement"
    lines: tuple[StatementLine, ...]
    more: bool


@attrs.frozen
class Receivable:
    """What a player owes, in minor units."""

    player: Person
    currency: Currency
    owed_minor: int


@attrs.frozen
class Receivables:
    """Who owes what."""

    tag: ClassVar[str] = "receivables"
    receivables: tuple[Receivable, ...]


@attrs.frozen
class WaitingDeposit:
    """A deposit that is neither paid nor over."""

    deposit_id: str
    at_ms: int
    player: Person
    currency: str
    minor: int
    state: str


@attrs.frozen
class WaitingDeposits:
    """The queue of deposits."""

    tag: ClassVar[str] = "deposits"
    deposits: tuple[WaitingDeposit, ...]


@attrs.frozen
class WaitingWithdrawal:
    """A withdrawal in review: who wants how much, since when, and what they paid in and were paid out before, in minor units."""

    withdrawal_id: str
    at_ms: int
    player: Person
    currency: str
    minor: int
    paid_in_minor: int
    paid_out_minor: int


@attrs.frozen
class WaitingWithdrawals:
    """The queue of withdrawals."""

    tag: ClassVar[str] = "withdrawals"
    withdrawals: tuple[WaitingWithdrawal, ...]


@attrs.frozen
class Trouble:
    """An event of Stripe's that was kept and not acted upon, or a payment (then there is no event) that waits for a person, and why."""

    event_id: str
    at_ms: int
    kind: str
    object_id: str
    words: str


@attrs.frozen
class Troubles:
    """What a person has to look at."""

    tag: ClassVar[str] = "troubles"
    troubles: tuple[Trouble, ...]


@attrs.frozen
class Books:
    """What the audit found: right, or the first thing that is wrong and where; and how much was looked at."""

    tag: ClassVar[str] = "books"
    right: bool
    wrong: str | None
    rows: int
    accounts: int
    open_holds: int
    signed_heads: int
    trail: int


MoneyCommand = (
    ReadPlayerStatement
    | AdjustBalance
    | ListReceivables
    | ListDeposits
    | ListWithdrawals
    | DecideWithdrawal
    | ListTroubles
    | CloseTrouble
    | AuditBooks
)
MoneyBody = PlayerStatement | Receivables | WaitingDeposits | WaitingWithdrawals | Troubles | Books
