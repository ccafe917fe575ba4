"""`wagerup admin`: what an operator types, on the admin socket of a data folder."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from protocol.admin import (
    AdminCommand,
    CloseFlag,
    CloseReport,
    DecideDispute,
    DecideWithdrawal,
    ListDisputes,
    ListFlags,
    ListReports,
    ListTroubles,
    ListWithdrawals,
    ReadImage,
    SetAccountState,
    ShowMatch,
    StrikeOff,
    VoidMatch,
)
from protocol.admin_coins import AcceptEntry, DecideRedemption, ListEntries, ListRedemptions
from protocol.codec import CONVERTER
from protocol.fields import OutOfBounds
from server.admin import admin_path

SECONDS_MAX = 30.0
WITHDRAWAL_SUMS = ("minor", "paid_in_minor", "paid_out_minor")
NOT_SHOWN = ("type", "at_ms", "board", "turn", "deadline_ms")


class AdminRefused(Exception):
    """The house said no, or there is no house: one line."""


def ask(data: Path, command: AdminCommand) -> dict[str, Any]:
    """One command, one reply. Raises AdminRefused."""
    plain = CONVERTER.unstructure(command, unstructure_as=AdminCommand)
    path = admin_path(data)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(SECONDS_MAX)
        try:
            line.connect(str(path))
            line.sendall(json.dumps({"ref": 1, "command": plain}).encode() + b"\n")
            received = line.makefile("rb").readline()
        except OSError as error:
            raise AdminRefused(f"No server answers at {path}: {error.strerror or error}. Is it up, and is --data right?") from error
    if not received:
        raise AdminRefused("The server hung up: only its own user and root may speak to it.")
    reply: dict[str, Any] = json.loads(received)["reply"]
    if reply["type"] == "refused":
        raise AdminRefused(f"{reply['code']}: {reply['message']}")
    return reply


def disputes(data: Path, *, as_json: bool) -> None:
    """Prints the queue."""
    queue: list[dict[str, Any]] = ask(data, ListDisputes())["disputes"]
    if as_json:
        print(json.dumps(queue, indent=2, ensure_ascii=False))
        return
    if not queue:
        print("No disputes.")
        return
    table = Table(title="Disputes, the oldest deadline first", title_justify="left")
    for head in ("match", "game", "players", "stake", "verdict due", "shown", "why"):
        table.add_column(head, overflow="fold")
    for one in queue:
        stake, due = _money(one["stake_minor"], one["currency"]), _time(one["deadline_ms"])
        why = one["reason"] if one["appeal"] is None else f"APPEAL: {one['appeal']}"
        table.add_row(one["match_id"], one["game"], " v ".join(one["names"]), stake, due, str(one["evidence"]), why)
    Console().print(table)


def show(data: Path, match_id: str, *, as_json: bool) -> None:
    """Prints a match, fact by fact."""
    story = ask(data, _made(lambda: ShowMatch(match_id)))
    if as_json:
        print(json.dumps(story, indent=2, ensure_ascii=False))
        return
    view = story["match"]
    stake = view["offer"]["stake"]
    print(f"{match_id}  {view['offer']['options']['game']}  {view['phase']}  {_money(stake['minor'], stake['currency'])} each")
    for seat, name in enumerate(view["names"]):
        struck = f", strikes: {story['strikes'][seat]}" if story["strikes"][seat] else ""
        print(f"  seat {seat}  {name}  ({view['players'][seat]}{struck})")
    for version, fact in enumerate(story["facts"], 1):
        words = {key: value for key, value in fact.items() if key not in NOT_SHOWN and value not in (None, [])}
        print(f"{version:>5}  {_time(fact['at_ms'])}  {fact['type']:<20} {json.dumps(words, ensure_ascii=False)}")


def decide(data: Path, match_id: str, winner: str, reason: str, strike: str | None) -> None:
    """Gives the verdict."""
    seats: dict[str | None, int | None] = {"creator": 0, "opponent": 1, "nobody": None, None: None}
    ask(data, _made(lambda: DecideDispute(match_id, seats[winner], reason, seats[strike])))
    view = ask(data, ShowMatch(match_id))["match"]
    if view["phase"] == "judged":
        print(f"{match_id}: decided for {winner}. Both players see the reason, and may appeal until {_time(view['deadline_ms'])}.")
    else:
        print(f"{match_id}: decided for {winner}, for good. The stakes are settled, and both players see the reason.")


def evidence(data: Path, match_id: str, folder: Path) -> None:
    """Writes everything that was shown in a dispute into a folder: the notes, and the images."""
    story = ask(data, _made(lambda: ShowMatch(match_id)))
    shown = [fact for fact in story["facts"] if fact["type"] == "evidence_added"]
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    for number, fact in enumerate(shown, 1):
        name = story["match"]["names"][fact["seat"]]
        files = [f"{number}-{place}-{image['sha256'][:12]}.webp" for place, image in enumerate(fact["images"], 1)]
        for file, image in zip(files, fact["images"], strict=True):
            (folder / file).write_bytes(base64.b64decode(ask(data, ReadImage(image["sha256"]))["base64"]))
        lines += [f"{number}. {_time(fact['at_ms'])}  {name}", f"   {fact['note']}", *(f"   {file}" for file in files), ""]
    (folder / "evidence.txt").write_text("\n".join(lines) or "Nothing was shown.\n", encoding="utf-8")
    print(f"{len(shown)} shown, {sum(len(fact['images']) for fact in shown)} images, in {folder}.")


def void(data: Path, match_id: str, reason: str) -> None:
    """Stops a match."""
    ask(data, _made(lambda: VoidMatch(match_id, reason)))
    print(f"{match_id}: void. Both stakes went back, and both players see the reason.")


def strike_off(data: Path, match_id: str, reason: str) -> None:
    """Takes a result off the ladders."""
    ask(data, _made(lambda: StrikeOff(match_id, reason)))
    print(f"{match_id}: off the ladders, which were counted again without it. The money stays where it is.")


def reports(data: Path, *, as_json: bool) -> None:
    """Prints what players reported."""
    queue: list[dict[str, Any]] = ask(data, ListReports())["reports"]
    rows = [_report_row(one) for one in queue]
    _print_queue("Reports, the oldest first", ("no.", "when", "player", "strikes", "for", "by", "words", "match"), rows, queue, as_json=as_json)


def close_report(data: Path, number: int, outcome: str) -> None:
    ask(data, _made(lambda: CloseReport(number, outcome)))
    print(f"Report {number} is closed.")


def flags(data: Path, *, as_json: bool) -> None:
    """Prints what looks odd."""
    queue: list[dict[str, Any]] = ask(data, ListFlags())["flags"]
    rows = [_flag_row(one) for one in queue]
    _print_queue("Flags, the oldest first", ("no.", "when", "pattern", "players", "evidence", "last matches"), rows, queue, as_json=as_json)


def close_flag(data: Path, number: int, outcome: str) -> None:
    ask(data, _made(lambda: CloseFlag(number, outcome)))
    print(f"Flag {number} is closed.")


def withdrawals(data: Path, *, as_json: bool) -> None:
    """Prints the withdrawals that wait for an operator."""
    queue: list[dict[str, Any]] = ask(data, ListWithdrawals())["withdrawals"]
    rows = [
        (one["withdrawal_id"], _time(one["at_ms"]), one["player"]["name"], *(_money(one[key], one["currency"]) for key in WITHDRAWAL_SUMS))
        for one in queue
    ]
    heads = ("withdrawal", "since", "player", "wants", "paid in", "paid out before")
    _print_queue("Withdrawals in review, the oldest first", heads, rows, queue, as_json=as_json)


def decide_withdrawal(data: Path, withdrawal: str, reason: str, *, approve: bool) -> None:
    ask(data, _made(lambda: DecideWithdrawal(withdrawal, approve, reason)))
    print(f"{withdrawal}: approved, it is on its way." if approve else f"{withdrawal}: denied, the money is free again. The player reads why.")


def set_account(data: Path, player: str, reason: str, *, frozen: bool) -> None:
    ask(data, _made(lambda: SetAccountState(player, frozen, reason)))
    print(f"{player}: {'frozen' if frozen else 'open'}.")


def redemptions(data: Path, *, as_json: bool) -> None:
    """Prints the redemptions that wait for an operator."""
    queue: list[dict[str, Any]] = ask(data, ListRedemptions())["redemptions"]
    sums = ("minor", "granted_minor", "year_minor")
    rows = [(one["redemption_id"], _time(one["at_ms"]), one["player"]["name"], *(_money(one[key], "SC") for key in sums)) for one in queue]
    heads = ("redemption", "since", "player", "wants", "granted before", "this year")
    _print_queue("Redemptions that wait, the oldest first", heads, rows, queue, as_json=as_json)


def decide_redemption(data: Path, redemption: str, reason: str, *, grant: bool) -> None:
    ask(data, _made(lambda: DecideRedemption(grant, redemption, reason)))
    print(f"{redemption}: granted, the prize is in the wallet." if grant else f"{redemption}: denied, the coins are back. The player reads why.")


def entries(data: Path, *, as_json: bool) -> None:
    """Prints the codes for entries by mail that are open."""
    queue: list[dict[str, Any]] = ask(data, ListEntries())["entries"]
    rows = [(one["code"], _time(one["at_ms"]), _time(one["expires_ms"]), one["player"]["name"]) for one in queue]
    _print_queue("Open codes, the oldest first", ("code", "since", "until", "name that must be on the card"), rows, queue, as_json=as_json)


def accept_entry(data: Path, code: str, name: str) -> None:
    ask(data, _made(lambda: AcceptEntry(code.upper(), name)))
    print(f"{code.upper()}: the player has their Sweeps Coins.")


def troubles(data: Path, *, as_json: bool) -> None:
    """Prints the events of Stripe's that fit nothing of ours."""
    queue: list[dict[str, Any]] = ask(data, ListTroubles())["troubles"]
    rows = [(_time(one["at_ms"]), one["event_id"], one["kind"], one["object_id"], one["words"]) for one in queue]
    _print_queue("Troubles, the newest first", ("when", "event", "type", "about", "why"), rows, queue, as_json=as_json)


def _report_row(one: dict[str, Any]) -> tuple[str, ...]:
    who = (one["player"]["name"], str(one["strikes"]), one["offence"], one["reporter"]["name"])
    return (str(one["number"]), _time(one["at_ms"]), *who, one["words"], one["match_id"] or "")


def _flag_row(one: dict[str, Any]) -> tuple[str, ...]:
    players = " and ".join(player["name"] for player in one["players"])
    return (str(one["number"]), _time(one["at_ms"]), one["kind"], players, one["evidence"], " ".join(one["matches"][-3:]))


def _print_queue(title: str, heads: tuple[str, ...], rows: list[tuple[str, ...]], queue: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(queue, indent=2, ensure_ascii=False))
        return
    if not rows:
        print(f"No {title.partition(',')[0].lower()}.")
        return
    table = Table(title=title, title_justify="left")
    for place, head in enumerate(heads):
        table.add_column(head, overflow="fold", no_wrap=place == 0)  # the first is what one types next
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _made(make: Callable[[], AdminCommand]) -> AdminCommand:
    """A command from what was typed; what is out of bounds is one line."""
    try:
        return make()
    except OutOfBounds as error:
        raise AdminRefused(f"{error.field}: {error}.") from error


def _money(minor: int, currency: str) -> str:
    return f"{minor / 100:,.2f} {currency}"


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
