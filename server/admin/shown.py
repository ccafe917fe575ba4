"""Replies as a person reads them in a terminal: lists as tables, files as lines. What a field is, its name says."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

Reply = dict[str, Any]
NOT_SHOWN = ("type", "at_ms", "board", "turn", "deadline_ms")
TITLES = {
    "disputes": "Disputes, the oldest deadline first",
    "matches": "Matches, what is due first",
    "reports": "Reports, the oldest first",
    "flags": "Flags, the oldest first",
    "players": "Players, the newest first",
    "sessions": "Sign-ins, the newest first",
    "withdrawals": "Withdrawals in review, the oldest first",
    "deposits": "Deposits under way, the oldest first",
    "redemptions": "Redemptions that wait, the oldest first",
    "entries": "Open codes, the oldest first",
    "troubles": "Troubles, the newest first",
    "receivables": "Receivables, the most first",
    "letters": "Dead letters, the newest first",
    "errors": "Errors, the newest first",
    "settings": "Settings that can be changed live",
    "operators": "Operators",
    "proposals": "Proposals, the oldest first",
    "trail": "Trail, the newest first",
    "tree": "The tree",
    "tables": "Tables",
    "backups": "Backups, the newest first",
    "player_statement": "Statement, the newest line first",
}
RED = "bold #d4002b"


def show(console: Console, reply: Reply) -> None:
    """Prints a reply."""
    special = SPECIAL.get(reply["type"])
    if special is not None:
        special(console, reply)
        return
    for name, value in reply.items():
        if isinstance(value, list):
            _table(console, TITLES.get(reply["type"], name) if name not in ("banks",) else "Banks", value)  # pyright: ignore[reportUnknownArgumentType]
        elif name != "type" and value:
            console.print(f"{name.replace('_', ' ')}: {_cell(name, value, reply)}", highlight=False)


def _table(console: Console, title: str, rows: list[Any]) -> None:
    if not rows:
        console.print(f"No {title.partition(',')[0].lower()}.", highlight=False)
        return
    table = Table(title=title, title_justify="left", header_style="bold", expand=False)
    said = [name for name in rows[0] if any(row.get(name) not in (None, "", []) for row in rows)]
    heads = [name for name in said if name != "currency" or not _has_money(rows[0])]
    for place, head in enumerate(heads):
        figures = head.endswith("minor") or head in ("waiting", "size", "restarts", "number", "value")
        table.add_column(_head(head), overflow="fold", no_wrap=place == 0, justify="right" if figures else "left")
    for row in rows:
        table.add_row(*(Text(_cell(head, row.get(head), row)) for head in heads))
    console.print(table)


def _has_money(row: Reply) -> bool:
    return any(name.endswith("minor") for name in row)


def _head(name: str) -> str:
    return "when" if name == "at_ms" else name.removesuffix("_ms").removesuffix("_minor").removesuffix("_id").replace("_", " ")


def _cell(name: str, value: Any, row: Reply) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith("_ms"):
        return time(value)
    if name.endswith("minor"):
        return money(value, row.get("currency", "SC" if "redemption_id" in row else "USD"))
    if name == "command":
        return _command(json.loads(value))
    if isinstance(value, dict):
        return _object(value)  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, list):
        return "\n".join(_cell(name, one, row) for one in value)  # pyright: ignore[reportUnknownVariableType]
    return str(value)


def _object(value: Reply) -> str:
    if "player_id" in value:
        return f"{value['name']} {value['player_id']}"
    if "win_most" in value:
        least, most, win = (money(value[name], value["currency"]) for name in ("least", "most", "win_most"))
        return f"{least} to {most}, wins {win}"
    return json.dumps(value, ensure_ascii=False)


def _command(command: Reply) -> str:
    """A command of the trail: its tag, and what it says."""
    said = [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in command.items() if name != "type" and value is not None]
    return " ".join([command["type"], *said])


def money(minor: int, currency: str) -> str:
    return f"{minor / 100:,.2f} {currency}"


def time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%SZ") if 0 < ms < 253_402_300_800_000 else "for good" if ms else ""


# ── what has a shape of its own ──────────────────────────────────────────────


def _story(console: Console, story: Reply) -> None:
    view = story["match"]
    stake = view["offer"]["stake"]
    facts = f"{view['offer']['options']['game']}  {view['phase']}  {money(stake['minor'], stake['currency'])} each"
    console.print(f"{view['offer']['match_id']}  {facts}", highlight=False)
    for seat, name in enumerate(view["names"]):
        struck = f", strikes: {story['strikes'][seat]}" if story["strikes"][seat] else ""
        console.print(f"  seat {seat}  {name}  ({view['players'][seat]}{struck})", highlight=False)
    for version, fact in enumerate(story["facts"], 1):
        console.print(fact_line(version, fact), highlight=False, soft_wrap=True, markup=False)


def fact_line(version: int, fact: Reply) -> str:
    """A fact of a match in a line."""
    words = {key: value for key, value in fact.items() if key not in NOT_SHOWN and value not in (None, [])}
    return f"{version:>5}  {time(fact['at_ms'])}  {fact['type']:<20} {json.dumps(words, ensure_ascii=False)}"


def _file(console: Console, file: Reply) -> None:
    player = file["player"]
    console.print(f"[bold]{player['name']}[/]  {player['player_id']}  since {time(file['since_ms'])}", highlight=False)
    lines = {
        "account": file["state"] + (", online" if file["online"] else ""),
        "place": file["place"] or "not said yet",
        "excluded until": time(file["excluded_ms"]),
        "owes": money(file["owed_minor"], "USD") if file["owed_minor"] else "",
        "sign-ins": file["sign_ins"] or "",
        "strikes": file["strikes"] or "",
        "matches": " ".join(file["live_matches"]),
        "same device": ", ".join(f"{one['name']} {one['player_id']}" for one in file["same_device"]),
    }
    for head, words in lines.items():
        if words:
            console.print(f"  {head:<15} {words}", highlight=False, markup=False)
    for one in file["balances"]:
        both = f"{money(one['available'], one['currency']):>18} available  {money(one['held'], one['currency']):>16} held"
        console.print(f"  {one['currency']:<15} {both}", highlight=False)
    for one in file["limits"]:
        most = "none" if one["most"] is None else f"{one['most']:,}"
        console.print(f"  limit           {one['kind']} a {one['period']} in {one['currency']}: {one['used']:,} of {most}", highlight=False)
    for note in file["notes"]:
        console.print(f"  note            {time(note['at_ms'])} {note['operator']}: {note['words']}", highlight=False, markup=False)


def _actor(console: Console, file: Reply) -> None:
    row = file["actor"]
    console.print(f"[bold]{row['path']}[/]  {row['state']}  {row['waiting']}/{row['size']} waiting  {row['restarts']} restarts", highlight=False)
    for fact in file["facts"]:
        console.print(f"  {fact['name']:<20} {fact['value']}", highlight=False, markup=False)
    if file["trace"]:
        console.print(Text(file["trace"].rstrip(), style="dim"))


def _books(console: Console, books: Reply) -> None:
    for name in ("rows", "accounts", "open_holds", "signed_heads", "trail"):
        console.print(f"{name.replace('_', ' '):<14} {books[name]:>12,}", highlight=False)
    console.print("The books are right." if books["right"] else Text(f"WRONG: {books['wrong']}", style=RED))


def _proposed(console: Console, reply: Reply) -> None:
    words = f"Proposed, not done: another operator has to approve number {reply['number']} until {time(reply['until_ms'])}."
    console.print(words, highlight=False)


def _image(console: Console, reply: Reply) -> None:
    console.print(f"{reply['media_type']}, {len(reply['base64']) * 3 // 4:,} bytes. `dispute evidence` writes it into a folder.", highlight=False)


def _house(console: Console, reply: Reply) -> None:
    console.print(f"{reply['words']}, since {time(reply['since_ms'])}", highlight=False)
    for one in reply["readings"]:
        console.print(f"  {one['name']:<34} {one['value']:>16,.6g}", highlight=False)


def _backup(console: Console, reply: Reply) -> None:
    console.print(f"{reply['path']}: {reply['bytes']:,} bytes, up to row {reply['last_seq']:,} of the journal.", highlight=False, soft_wrap=True)


def _backups(console: Console, reply: Reply) -> None:
    _table(console, TITLES["backups"], [{**one, "bytes": f"{one['bytes']:,}"} for one in reply["backups"]])
    console.print(f"Of the disk's {reply['disk_bytes']:,} bytes {reply['free_bytes']:,} are free.", highlight=False)


SPECIAL: dict[str, Callable[[Console, Reply], None]] = {
    "match_story": _story,
    "player_file": _file,
    "actor": _actor,
    "books": _books,
    "proposed": _proposed,
    "image": _image,
    "house": _house,
    "backup_made": _backup,
    "backups": _backups,
}
