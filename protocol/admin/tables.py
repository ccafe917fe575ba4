"""What operators may ask about the tables: which are open, what they take, what their bank holds."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import text, whole
from protocol.ids import TABLE_PATTERN
from protocol.money import AMOUNT_MINOR_MAX, Currency
from protocol.tables import TableLimit

BANK_FILL_MAX = 100 * AMOUNT_MINOR_MAX

# ── commands ──


@attrs.frozen
class InspectTables:
    """Every table with its stage, guests, bets and limits, and the banks; answered with tables."""

    tag: ClassVar[str] = "inspect_tables"


@attrs.frozen
class CloseTable:
    """Take no more bets at a table; the round in play is played to its end and paid. Who bets reads why."""

    tag: ClassVar[str] = "close_table"
    table: str = text(5, 18, pattern=TABLE_PATTERN)
    reason: str = text(3, 200)


@attrs.frozen
class OpenTable:
    """Take bets at a table again."""

    tag: ClassVar[str] = "open_table"
    table: str = text(5, 18, pattern=TABLE_PATTERN)
    reason: str = text(3, 200)


@attrs.frozen
class SetTableLimits:
    """What a table takes in a currency from the next bet on, in minor units: the least and the most of a bet, and what one bet may win. Never more
    than the house publishes."""

    tag: ClassVar[str] = "set_table_limits"
    currency: Currency
    table: str = text(5, 18, pattern=TABLE_PATTERN)
    least: int = whole(1, AMOUNT_MINOR_MAX)
    most: int = whole(1, AMOUNT_MINOR_MAX)
    win_most: int = whole(1, AMOUNT_MINOR_MAX)
    reason: str = text(3, 500)


@attrs.frozen
class FillBank:
    """Put so many minor units more into the bank of the tables."""

    tag: ClassVar[str] = "fill_bank"
    currency: Currency
    minor: int = whole(1, BANK_FILL_MAX)
    reason: str = text(10, 500)


# ── bodies ──


@attrs.frozen
class InspectedTable:
    """A table as an operator sees it. closed: why, where it is."""

    table: str
    stage: str
    guests: int
    bets: int
    closed: str | None
    limits: tuple[TableLimit, ...]


@attrs.frozen
class Bank:
    """The bank of the tables in a currency: what it has, and what of it is set aside for open bets."""

    currency: Currency
    minor: int
    held_minor: int


@attrs.frozen
class InspectedTables:
    """The tables and their banks."""

    tag: ClassVar[str] = "tables"
    tables: tuple[InspectedTable, ...]
    banks: tuple[Bank, ...]


TableCommand = InspectTables | CloseTable | OpenTable | SetTableLimits | FillBank
"""What is said about tables."""
