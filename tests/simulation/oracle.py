"""The oracle: what must be true of the books and of what clients saw. Written from the specification; imports nothing of ours.

It is given plain values: journal rows as (seq, command id, outcome, ops), postings, facts as dictionaries, and each client's log."""

from __future__ import annotations

from typing import Any

POSTED = 0
WON = {"finished", "conceded", "forfeited", "decided"}
BUCKET = {"USD": "cash", "GC": "coins"}
RULES = {"law", "limit", "loosen", "exclude", "spend_time", "account"}
"""What moves no money: read by the oracle of limits."""
NOT_RATED = {"no_show", "abandoned", "aborted", "voided", "voided_by_operator"}


class Violation(AssertionError):
    """A promise was broken."""


class Books:
    """A ledger of the oracle's own: a dictionary of balances and one of holds."""

    def __init__(self) -> None:
        self.posted: dict[str, int] = {}
        self.held: dict[str, int] = {}
        self.holds: dict[str, tuple[str, int, str]] = {}
        self.ended: set[str] = set()
        self.commits: set[str] = set()
        self.deposits: dict[str, tuple[str, str, int, int]] = {}
        self.credited: set[str] = set()

    def apply(self, op: list[Any]) -> None:
        kind = op[0]
        if kind == "transfer":
            _, source, target, minor = op
            self.posted[source] = self.posted.get(source, 0) - minor
            self.posted[target] = self.posted.get(target, 0) + minor
        elif kind == "hold":
            _, hold, player, currency, minor, match, _deadline = op
            self._hold(hold, f"player:{player}:{currency}:{BUCKET[currency]}", minor, match)
        elif kind == "withdraw":
            _, hold, player, currency, minor, _cooling = op
            self._hold(hold, f"player:{player}:{currency}:{BUCKET[currency]}", minor, "")
        elif kind in ("capture", "release"):
            self._end(op)
        elif kind == "commit":
            if op[1] in self.commits:
                raise Violation(f"{op[1]} was committed to twice")
            self.commits.add(op[1])
        elif kind in ("expect", "credit", "drop", "take_back"):
            self._deposit(op)
        elif kind not in RULES:
            raise Violation(f"what is {kind}?")

    def _hold(self, hold: str, account: str, minor: int, match: str) -> None:
        if hold in self.holds or hold in self.ended:
            raise Violation(f"hold {hold} was made twice")
        self.holds[hold] = (account, minor, match)
        self.held[account] = self.held.get(account, 0) + minor

    def _deposit(self, op: list[Any]) -> None:
        """Comes in once, whole; what goes back to the payer comes from what is there, and the rest is owed."""
        if op[0] == "expect":
            _, deposit, player, currency, minor = op
            self.deposits[deposit] = (player, currency, minor, 0)
            return
        player, currency, minor, back = self.deposits[op[1]]
        account, owed, world = f"player:{player}:{currency}:cash", f"receivable:{player}:{currency}", f"outside:stripe:{currency}"
        if op[0] == "credit":
            if op[1] in self.credited:
                raise Violation(f"{op[1]} came in twice")
            self.credited.add(op[1])
            self._move(world, account, minor)
        elif op[0] == "take_back":
            if op[1] not in self.credited or back != op[2] or not 0 <= op[3] <= minor:
                raise Violation(f"of {op[1]} {back} had gone back, not {op[2]} and then {op[3]}")
            self.deposits[op[1]] = (player, currency, minor, op[3])
            more = op[3] - op[2]
            part = min(more, self.posted.get(account, 0) - self.held.get(account, 0))
            self._move(account, world, part)
            self._move(owed, world, more - part)

    def _move(self, source: str, target: str, minor: int) -> None:
        self.posted[source] = self.posted.get(source, 0) - minor
        self.posted[target] = self.posted.get(target, 0) + minor

    def repay(self) -> None:
        """Who owes pays first, out of whatever came in."""
        for owed in [account for account, posted in self.posted.items() if account.startswith("receivable:") and posted < 0]:
            _, player, currency = owed.split(":")
            account = f"player:{player}:{currency}:cash"
            part = min(-self.posted[owed], self.posted.get(account, 0) - self.held.get(account, 0))
            if part > 0:
                self._move(account, owed, part)

    def _end(self, op: list[Any]) -> None:
        hold = op[1]
        if hold in self.ended:
            raise Violation(f"hold {hold} ended twice")
        if hold not in self.holds:
            raise Violation(f"hold {hold} ended and never was")
        account, minor, _match = self.holds.pop(hold)
        self.ended.add(hold)
        self.held[account] -= minor
        if op[0] == "capture":
            self.posted[account] = self.posted.get(account, 0) - op[3]
            self.posted[op[2]] = self.posted.get(op[2], 0) + op[3]

    def check(self, seq: int) -> None:
        for account, posted in self.posted.items():
            if account.startswith("receivable:") and posted > 0:
                raise Violation(f"after row {seq} the house owes {account} {posted}")
            if not account.startswith(("outside:", "receivable:")) and posted - self.held.get(account, 0) < 0:
                raise Violation(f"after row {seq} {account} has {posted}, {self.held.get(account, 0)} of it held")
        for account, held in self.held.items():
            if held < 0 or self.posted.get(account, 0) < held:
                raise Violation(f"after row {seq} {account} has {held} held of {self.posted.get(account, 0)}")


def check_books(rows: list[tuple[int, str, int, list[list[Any]]]], postings: list[tuple[str, int, int, int, int]]) -> Books:
    """Every row in order, each command once, never below zero, nothing made or lost; the cache says the same."""
    books, seen = Books(), set[str]()
    for place, (seq, command, outcome, ops) in enumerate(rows, 1):
        if seq != place:
            raise Violation(f"row {place} has number {seq}")
        if command in seen:
            raise Violation(f"command {command} was done twice")
        seen.add(command)
        if outcome == POSTED:
            for op in ops:
                books.apply(op)
            books.repay()
            books.check(seq)
    for currency in BUCKET:
        total = sum(posted for account, posted in books.posted.items() if currency in account.split(":"))
        if total != 0:
            raise Violation(f"the books add up to {total} {currency}")
    last = {account: (posted, held) for account, _version, _seq, posted, held in postings}
    for account, (posted, held) in last.items():
        if (books.posted.get(account, 0), books.held.get(account, 0)) != (posted, held):
            raise Violation(f"{account}: the cache says {posted} and {held}, the rows {books.posted.get(account, 0)} and {books.held.get(account, 0)}")
    return books


def check_matches(books: Books, facts: dict[str, list[dict[str, Any]]]) -> None:
    """Each settled match paid what it said, from exactly its two stakes; each match that ended holds nothing any more."""
    open_holds: dict[str, int] = {}
    for _account, _minor, match in books.holds.values():
        open_holds[match] = open_holds.get(match, 0) + 1
    for match, story in facts.items():
        stake = story[0]["stake"]["minor"]
        for fact in story:
            if fact["type"] == "match_settled":
                paid, rake = sum(fact["paid_minor"]), fact["rake_minor"]
                if paid + rake != 2 * stake:
                    raise Violation(f"{match}: {paid} paid and {rake} raked of two stakes of {stake}")
                if (fact["winner"] is not None) != (fact["ending"] in WON):
                    raise Violation(f"{match}: {fact['ending']} with {fact['winner']} as its winner")
                expected = 2 * stake * story[0]["rake_bp"] // 10_000 if fact["winner"] is not None else 0
                if rake != expected:
                    raise Violation(f"{match}: a rake of {rake}, agreed was {expected}")
                if open_holds.get(match):
                    raise Violation(f"{match} is settled and still holds money")
        seats = sum(fact["type"] == "player_seated" for fact in story)
        ends = sum(fact["type"] in ("match_settled", "match_cancelled") for fact in story)
        if seats > 1 or ends > 1:
            raise Violation(f"{match} was seated {seats} times and ended {ends} times")
        plies = [fact["ply"] for fact in story if fact["type"] in ("move_played", "turn_lapsed", "move_taken_back", "match_replayed")]
        if plies != list(range(len(plies))):
            raise Violation(f"{match}: plies {plies}")


def check_quiet(books: Books, facts: dict[str, list[dict[str, Any]]], direct: set[str]) -> None:
    """After the last fault everything resolves: no match is stuck between its ends, no hold outlives its match, escrow is empty."""
    for match, story in facts.items():
        kinds = {fact["type"] for fact in story}
        if "player_seated" in kinds and "match_settled" not in kinds:
            raise Violation(f"{match} is stuck after {story[-1]['type']}")
        if story[-1]["type"] == "seating_started":
            raise Violation(f"{match} is stuck in seating")
    for hold, (_account, _minor, match) in books.holds.items():
        if match not in direct:
            raise Violation(f"hold {hold} outlived {match}")
    for account, posted in books.posted.items():
        if account.startswith("house:escrow") and posted != 0:
            raise Violation(f"{account} keeps {posted}")


def check_acknowledged(rows: list[tuple[int, str, int, list[list[Any]]]], acknowledged: list[tuple[str, str, list[list[Any]]]]) -> None:
    """What was answered is in the journal, with that outcome and that body; the same id never got two different answers."""
    kept = {command: (outcome & 0xFF, ops) for _seq, command, outcome, ops in rows}
    for command, answer, ops in acknowledged:
        if command not in kept:
            raise Violation(f"{command} was answered {answer} and is not in the journal")
        outcome, body = kept[command]
        if answer == "KEY_REUSED":
            if body == ops:
                raise Violation(f"{command} was refused as reused, with the same body")
            continue
        if body != ops:
            raise Violation(f"{command} was answered {answer}, but another body is in the journal")
        if (outcome == POSTED) != (answer in ("POSTED", "EXISTS")):
            raise Violation(f"{command} was answered {answer}, the journal says {outcome}")


def check_client(name: str, log: list[tuple[str, int, dict[str, Any]]], facts: dict[str, list[dict[str, Any]]]) -> None:
    """What a client saw of a match: no gap, no duplicate, and nothing that is not durable; over all its connections."""
    at: dict[str, int] = {}
    for stream, version, event in log:
        if not stream.startswith("match:"):
            continue
        if event["type"] == "snapshot":
            at[stream] = version
            continue
        if version != at[stream] + 1:
            raise Violation(f"{name} saw version {version} of {stream} after {at[stream]}")
        at[stream] = version
        story = facts.get(stream[6:], [])
        if version > len(story):
            raise Violation(f"{name} saw version {version} of {stream}, which is not durable")
        if story[version - 1]["type"] != event["type"] or story[version - 1]["at_ms"] != event["at_ms"]:
            raise Violation(f"{name} saw {event['type']} as version {version} of {stream}, durable is {story[version - 1]['type']}")


def check_wallet_pushes(name: str, log: list[tuple[str, int, dict[str, Any]]], postings: list[tuple[str, int, int, int, int]]) -> None:
    """Every wallet that a client was shown is one that the books really had."""
    real = {(posted, held) for account, _version, _seq, posted, held in postings if account == f"player:{name}:USD:cash"} | {(0, 0)}
    for stream, version, event in log:
        if stream == "wallet":
            shown = next(balance for balance in event["balances"] if balance["currency"] == "USD")
            if (shown["total"], shown["held"]) not in real:
                raise Violation(f"{name} was shown {shown} at version {version}, which is not durable")


def check_disputes(facts: dict[str, list[dict[str, Any]]]) -> None:
    """At most one appeal and two verdicts a match, the last one followed; a match with a dispute pays nobody before its verdict."""
    for match, story in facts.items():
        verdicts = [fact for fact in story if fact["type"] == "verdict_given"]
        appeals = sum(fact["type"] == "verdict_appealed" for fact in story)
        if appeals > 1 or len(verdicts) > 1 + appeals:
            raise Violation(f"{match}: {len(verdicts)} verdicts and {appeals} appeals")
        settled = [fact for fact in story if fact["type"] == "match_settled"]
        if settled and settled[0]["ending"] == "decided" and settled[0]["winner"] != verdicts[-1]["winner"]:
            raise Violation(f"{match} was decided for {verdicts[-1]['winner']} and paid {settled[0]['winner']}")
        disputed = [fact["type"] for fact in story if fact["type"] in ("result_contested", "contest_rejected", "reports_contradicted")]
        if disputed and settled and settled[0]["ending"] in ("finished", "tied", "forfeited"):
            raise Violation(f"{match} was in dispute and ended as {settled[0]['ending']}")


def check_ladder(facts: dict[str, list[dict[str, Any]]], played: dict[tuple[str, str], int], won: dict[tuple[str, str], int]) -> None:
    """Each match that says something about skill is counted once for each of its players on its game's ladder, and nothing else is."""
    count: dict[tuple[str, str], int] = {}
    wins: dict[tuple[str, str], int] = {}
    for story in facts.values():
        settled = next((fact for fact in story if fact["type"] == "match_settled"), None)
        if settled is None or settled["ending"] in NOT_RATED:
            continue
        seated = next(fact for fact in story if fact["type"] == "player_seated")
        for seat, player in enumerate((story[0]["creator"], seated["player_id"])):
            place = (story[0]["options"]["game"], player)
            count[place] = count.get(place, 0) + 1
            wins[place] = wins.get(place, 0) + (settled["winner"] == seat)
    if count != played or wins != won:
        raise Violation(f"the ladder counted {sum(played.values())} places of {sum(count.values())}, {sum(won.values())} wins of {sum(wins.values())}")


def check_crashes(words: list[str]) -> None:
    """Actors die of what was done to them, and of nothing else."""
    if words:
        raise Violation(f"{len(words)} actors died of something of their own, such as {sorted(set(words))[:5]}")
