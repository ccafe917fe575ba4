"""Papers: a player's statement as CSV and as PDF, and everything that the house keeps of them as JSON. Pure: from values to bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

import attrs

from protocol.events.wallet import Cause, StatementLine

HEADS = ("time (UTC)", "line", "what", "match or table", "currency", "amount", "available after", "held after")
WIDTHS_MM = (38, 16, 34, 44, 18, 26, 30, 26)
WORDS: dict[Cause, str] = {
    Cause.GRANT: "Given",
    Cause.HOLD: "Held",
    Cause.RELEASE: "Released",
    Cause.CAPTURE: "Lost",
    Cause.PAYOUT: "Won",
    Cause.DEPOSIT: "Deposit",
    Cause.TAKEN_BACK: "Deposit taken back",
    Cause.WITHDRAWAL: "Withdrawal held",
    Cause.WITHDRAWN: "Withdrawn",
    Cause.WITHDRAWAL_FAILED: "Withdrawal returned",
    Cause.MODE: "Mode",
    Cause.LAPSED: "Lapsed",
    Cause.REDEMPTION: "Redemption held",
    Cause.REDEEMED: "Redeemed",
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


def rows_of(lines: Sequence[StatementLine]) -> list[tuple[str, ...]]:
    """One row a line, as HEADS says; amounts in whole and hundredths, the sign before."""
    return [
        (
            datetime.fromtimestamp(line.at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S"),
            str(line.seq),
            WORDS[line.cause],
            line.match_id or line.table or "",
            line.currency.value,
            amount(line.minor),
            amount(line.available),
            amount(line.held),
        )
        for line in lines
    ]


def amount(minor: int) -> str:
    """No float on the way: 1234 is 12.34."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def statement_csv(statement: Statement) -> bytes:
    """UTF-8, a comma between, a row of heads, and a last row that says so when there are older lines; nothing in it begins like a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADS)
    writer.writerows(rows_of(statement.lines))
    if statement.rest is not None:
        writer.writerow(("", "", statement.rest, *[""] * (len(HEADS) - 3)))
    return text.getvalue().encode()


def statement_pdf(statement: Statement, player: str, made_ms: int) -> bytes:
    """A4 across, a table that repeats its heads on every page."""
    from fpdf import FPDF  # a quarter of a second of every start, for what few ask for
    from fpdf.enums import XPos, YPos

    pdf = FPDF(orientation="landscape", format="A4")
    pdf.set_title("Wager Up: statement")
    pdf.set_creation_date(datetime.fromtimestamp(made_ms / 1000, UTC))
    pdf.set_auto_page_break(auto=True, margin=15)
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 16)
    pdf.cell(0, 9, "Wager Up: statement", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("Helvetica", "", 9)
    made = datetime.fromtimestamp(made_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    pdf.cell(0, 6, f"Account {player}, {len(statement.lines)} lines, the newest first. Made {made} UTC.", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if statement.rest is not None:
        pdf.cell(0, 6, statement.rest, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(2)
    aligns = ("LEFT", "RIGHT", "LEFT", "LEFT", "LEFT", "RIGHT", "RIGHT", "RIGHT")
    with pdf.table(col_widths=WIDTHS_MM, text_align=aligns, line_height=5.5, borders_layout="HORIZONTAL_LINES") as table:
        for row in (HEADS, *rows_of(statement.lines)):
            table.row(row)
    return bytes(pdf.output())
