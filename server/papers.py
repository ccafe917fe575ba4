"""Papers: a player's statement as CSV and as PDF, and everything that the house keeps of them as JSON. Pure: from values to bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import attrs

from protocol.events.wallet import Cause, StatementLine

HEADS = ("time (UTC)", "line", "what", "match or table", "currency", "available", "held", "available after", "held after")
"""The column "available" adds up to what is available, "held" to what is held: each line says how it changed them."""
WIDTHS_MM = (35, 14, 50, 42, 17, 26, 24, 29, 26)
WORDS: dict[Cause, str] = {
    Cause.GRANT: "Given",
    Cause.HOLD: "Held",
    Cause.RELEASE: "Released",
    Cause.CAPTURE: "Lost, from what was held",
    Cause.PAYOUT: "Won",
    Cause.DEPOSIT: "Deposit",
    Cause.TAKEN_BACK: "Deposit taken back",
    Cause.WITHDRAWAL: "Withdrawal held",
    Cause.WITHDRAWN: "Withdrawn, from what was held",
    Cause.WITHDRAWAL_FAILED: "Withdrawal returned",
    Cause.MODE: "Mode",
    Cause.LAPSED: "Lapsed",
    Cause.REDEMPTION: "Redemption held",
    Cause.REDEEMED: "Redeemed, from what was held",
    Cause.REDEMPTION_DENIED: "Redemption returned",
    Cause.PRIZE: "Prize",
    Cause.PURCHASE: "Bought",
    Cause.ADJUSTMENT: "Put right by the house",
}


@attrs.frozen
class Statement:
    """Lines, the newest first. before: by which number those that are older are asked for; none when there are none."""

    lines: Sequence[StatementLine]
    before: int | None = None

    @property
    def rest(self) -> str | None:
        """What is said where it does not hold all."""
        return None if self.before is None else f"There are older lines: statement.csv?before={self.before}"


def words_of(line: StatementLine) -> str:
    """What a line was; a dispute that was won gives back what it had taken."""
    return "Deposit given back" if line.cause is Cause.TAKEN_BACK and line.minor > 0 else WORDS[line.cause]


def amount(minor: int) -> str:
    """No float on the way: 1234 is 12.34."""
    return grouped(minor).replace(",", "")


def grouped(minor: int) -> str:
    """As people read it: 123456 is 1,234.56."""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100:,}.{abs(minor) % 100:02d}"


def rows_of(lines: Sequence[StatementLine], shown: Callable[[int], str] = amount) -> list[tuple[str, ...]]:
    """One row a line, as HEADS says; amounts in whole and hundredths, the sign before."""
    return [
        (
            moment(line.at_ms),
            str(line.seq),
            words_of(line),
            line.match_id or line.table or "",
            line.currency.value,
            *map(shown, (line.minor, line.held_minor, line.available, line.held)),
        )
        for line in lines
    ]


def moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def statement_csv(statement: Statement) -> bytes:
    """UTF-8, a comma between, a row of heads, and a last row that says so when there are older lines; nothing in it begins like a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADS)
    writer.writerows(rows_of(statement.lines))
    if statement.rest is not None:
        writer.writerow(("", "", statement.rest, *[""] * (len(HEADS) - 3)))
    return text.getvalue().encode()


def statement_pdf(statement: Statement, player: str, made_ms: int, name: str = "") -> bytes:
    """A4 across, a table that repeats its heads on every page, each page with its number."""
    from fpdf import FPDF  # a quarter of a second of every start, for what few ask for
    from fpdf.enums import XPos, YPos

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-12)
            self.set_font("Helvetica", "", 8)
            self.cell(0, 6, f"{player}, page {self.page_no()} of {{nb}}", align="R")

    pdf = Paper(orientation="landscape", format="A4")
    pdf.set_title("Wager Up: statement")
    pdf.set_creation_date(datetime.fromtimestamp(made_ms / 1000, UTC))
    pdf.set_auto_page_break(auto=True, margin=15)
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 16)
    pdf.cell(0, 9, "Wager Up: statement", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("Helvetica", "", 9)
    for words in heading(statement, player, made_ms, name):
        pdf.cell(0, 5, in_latin(words), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(2)
    aligns = ("LEFT", "RIGHT", "LEFT", "LEFT", "LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT")
    with pdf.table(col_widths=WIDTHS_MM, text_align=aligns, line_height=5.5, borders_layout="HORIZONTAL_LINES") as table:
        for row in (HEADS, *rows_of(statement.lines, grouped)):
            table.row(row)
    return bytes(pdf.output())


def heading(statement: Statement, player: str, made_ms: int, name: str) -> list[str]:
    """Whose it is, of which time, and what is not in it."""
    lines = statement.lines
    period = f"from {moment(lines[-1].at_ms)} to {moment(lines[0].at_ms)} UTC" if lines else "no lines yet"
    said = [f"{name}, account {player}. Made {moment(made_ms)} UTC.", f"{len(lines)} lines, the newest first, {period}."]
    return said if statement.rest is None else [*said, statement.rest]


def in_latin(words: str) -> str:
    """What the fonts that every reader has can show; the account says whose it is all the same."""
    return words.encode("latin-1", "replace").decode("latin-1")
