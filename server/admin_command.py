"""`wagerup admin`: what an operator types, on the admin socket of a data folder."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from protocol.admin import AdminCommand, DecideDispute, ListDisputes, ShowMatch
from protocol.codec import CONVERTER
from protocol.fields import OutOfBounds
from server.admin import admin_path

SECONDS_MAX = 30.0
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
    for head in ("match", "game", "players", "stake", "verdict due", "why"):
        table.add_column(head, overflow="fold")
    for one in queue:
        stake, due = _money(one["stake_minor"], one["currency"]), _time(one["deadline_ms"])
        table.add_row(one["match_id"], one["game"], " v ".join(one["names"]), stake, due, one["reason"])
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
        print(f"  seat {seat}  {name}  ({view['players'][seat]})")
    for version, fact in enumerate(story["facts"], 1):
        words = {key: value for key, value in fact.items() if key not in NOT_SHOWN and value not in (None, [])}
        print(f"{version:>5}  {_time(fact['at_ms'])}  {fact['type']:<20} {json.dumps(words, ensure_ascii=False)}")


def decide(data: Path, match_id: str, winner: str, reason: str) -> None:
    """Gives the verdict."""
    seats = {"creator": 0, "opponent": 1, "nobody": None}
    ask(data, _made(lambda: DecideDispute(match_id, seats[winner], reason)))
    print(f"{match_id}: decided for {winner}. The stakes are settled, and both players see the reason.")


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
