"""`wagerup admin`: what an operator may type."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from server import admin_command
from server.options import AsJson, Data, config_of

Reason = Annotated[str, Parameter(help="Both players read it.")]
Outcome = Annotated[str, Parameter(help="What came of it, for the record.")]

admin = App(name="admin", help="Operate a running server, over its admin socket (its own user and root only).")
dispute = App(name="dispute", help="One match in dispute.")
match_app = App(name="match", help="One match: show it, stop it, take its result off the ladders.")
reports = App(name="reports", help="What players reported.")
flags = App(name="flags", help="What looks odd. A flag is for a person to judge; nothing is done by itself.")
withdrawals_app = App(name="withdrawals", help="Withdrawals that wait for an operator.")
redemptions_app = App(name="redemptions", help="Redemptions of Sweeps Coins that wait for an operator.")
entries_app = App(name="entries", help="Entries that come by mail.")
account = App(name="account", help="One player's account.")
for part in (dispute, match_app, reports, flags, withdrawals_app, redemptions_app, entries_app, account):
    admin.command(part)


@admin.command
def disputes(*, data: Data = None, json: AsJson = False) -> None:
    """List the matches in dispute, the oldest deadline first."""
    admin_command.disputes(config_of(data=data).data, as_json=json)


@dispute.command(name="show")
def show_dispute(match: str, *, data: Data = None, json: AsJson = False) -> None:
    """Show a match with everything that happened in it: moves, reports, chat, the reason it is contested."""
    admin_command.show(config_of(data=data).data, match, as_json=json)


@dispute.command(name="decide")
def decide_dispute(
    match: str,
    *,
    winner: Annotated[Literal["creator", "opponent", "nobody"], Parameter(help="nobody: the match is void, both stakes go back, no fee.")],
    reason: Reason,
    strike: Annotated[Literal["creator", "opponent"] | None, Parameter(help="Who claimed what was not so gets a strike.")] = None,
    data: Data = None,
) -> None:
    """Give the verdict. Who lost by it may appeal once; the verdict after that is final, and settles the stakes at once."""
    admin_command.decide(config_of(data=data).data, match, winner, reason, strike)


@dispute.command(name="evidence")
def dispute_evidence(match: str, *, to: Annotated[Path, Parameter(help="The folder to write into.")], data: Data = None) -> None:
    """Write what both players have shown into a folder: their notes, and the images."""
    admin_command.evidence(config_of(data=data).data, match, to)


@match_app.command(name="show")
def show_match(match: str, *, data: Data = None, json: AsJson = False) -> None:
    """Show any match, live or long over, with everything that happened in it."""
    admin_command.show(config_of(data=data).data, match, as_json=json)


@match_app.command(name="void")
def void_match(match: str, *, reason: Reason, data: Data = None) -> None:
    """Stop a match that is not settled: both stakes go back, without a fee."""
    admin_command.void(config_of(data=data).data, match, reason)


@match_app.command(name="strike-off")
def strike_off_match(match: str, *, reason: Reason, data: Data = None) -> None:
    """Take a settled match off the ladders, which are counted again without it. The money stays where it is."""
    admin_command.strike_off(config_of(data=data).data, match, reason)


@reports.default
def list_reports(*, data: Data = None, json: AsJson = False) -> None:
    """List what players reported and nobody has closed."""
    admin_command.reports(config_of(data=data).data, as_json=json)


@reports.command(name="close")
def close_report(number: int, *, outcome: Outcome, data: Data = None) -> None:
    """Close a report, with what came of it."""
    admin_command.close_report(config_of(data=data).data, number, outcome)


@flags.default
def list_flags(*, data: Data = None, json: AsJson = False) -> None:
    """List what looks odd: repeated pairs, traded or given-away wins, improbable scores, one device for two."""
    admin_command.flags(config_of(data=data).data, as_json=json)


@flags.command(name="close")
def close_flag(number: int, *, outcome: Outcome, data: Data = None) -> None:
    """Close a flag, with what came of it."""
    admin_command.close_flag(config_of(data=data).data, number, outcome)


@withdrawals_app.default
def list_withdrawals(*, data: Data = None, json: AsJson = False) -> None:
    """List the withdrawals in review, with what each player paid in and was paid out before."""
    admin_command.withdrawals(config_of(data=data).data, as_json=json)


@withdrawals_app.command(name="approve")
def approve_withdrawal(withdrawal: str, *, reason: Outcome = "approved", data: Data = None) -> None:
    """Let a withdrawal go: it is transferred and paid out at once."""
    admin_command.decide_withdrawal(config_of(data=data).data, withdrawal, reason, approve=True)


@withdrawals_app.command(name="deny")
def deny_withdrawal(withdrawal: str, *, reason: Annotated[str, Parameter(help="The player reads it.")], data: Data = None) -> None:
    """Deny a withdrawal: the money is free again."""
    admin_command.decide_withdrawal(config_of(data=data).data, withdrawal, reason, approve=False)


@account.command(name="freeze")
def freeze_account(player: str, *, reason: Outcome, data: Data = None) -> None:
    """Freeze an account: no stake, no deposit, no withdrawal. Matches that are live are played to their end."""
    admin_command.set_account(config_of(data=data).data, player, reason, frozen=True)


@account.command(name="open")
def open_account(player: str, *, reason: Outcome, data: Data = None) -> None:
    """Open a frozen account again. Who owes stays frozen; an exclusion is not shortened."""
    admin_command.set_account(config_of(data=data).data, player, reason, frozen=False)


@admin.command
def troubles(*, data: Data = None, json: AsJson = False) -> None:
    """List the events of Stripe's that fit nothing of ours: kept, and not acted upon."""
    admin_command.troubles(config_of(data=data).data, as_json=json)


@redemptions_app.default
def list_redemptions(*, data: Data = None, json: AsJson = False) -> None:
    """List the redemptions that wait, with what each player was granted before and this year."""
    admin_command.redemptions(config_of(data=data).data, as_json=json)


@redemptions_app.command(name="grant")
def grant_redemption(redemption: str, *, reason: Outcome = "granted", data: Data = None) -> None:
    """Grant a redemption: the Sweeps Coins are exchanged for a prize of as many dollars in the player's wallet."""
    admin_command.decide_redemption(config_of(data=data).data, redemption, reason, grant=True)


@redemptions_app.command(name="deny")
def deny_redemption(redemption: str, *, reason: Annotated[str, Parameter(help="The player reads it.")], data: Data = None) -> None:
    """Deny a redemption: the coins are back."""
    admin_command.decide_redemption(config_of(data=data).data, redemption, reason, grant=False)


@entries_app.default
def list_entries(*, data: Data = None, json: AsJson = False) -> None:
    """List the codes for entries by mail that are open, and the name that must be on each card."""
    admin_command.entries(config_of(data=data).data, as_json=json)


@entries_app.command(name="accept")
def accept_entry(code: str, *, name: Annotated[str, Parameter(help="As it stands on the card.")], data: Data = None) -> None:
    """A card came: its player is given their Sweeps Coins, once."""
    admin_command.accept_entry(config_of(data=data).data, code, name)
