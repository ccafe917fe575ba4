"""The oracle of payments: what Stripe holds and what the books say must be the same once all is quiet, and never the books more. Written from the
specification; imports nothing of ours. It is given Stripe's objects as Stripe writes them, and journal rows as plain values."""

from __future__ import annotations

from typing import Any

Row = tuple[int, str, int, list[list[Any]]]
POSTED = 0


class Unpaid(AssertionError):
    """Money that is not there, or is not theirs."""


class Payments:
    """What the journal says became of each deposit and withdrawal."""

    def __init__(self, rows: list[Row]) -> None:
        self.credited_at: dict[str, int] = {}
        self.minor: dict[str, int] = {}
        self.back: dict[str, int] = {}
        self.held: dict[str, int] = {}
        self.state: dict[str, str] = {}
        for seq, command, outcome, ops in rows:
            if outcome == POSTED:
                for op in ops:
                    self._read(seq, command, op)

    def count(self) -> dict[str, int]:
        ends = list(self.state.values())
        return {"credited": len(self.credited_at), "went back": len(self.back), **{end: ends.count(end) for end in ("paid", "free")}}

    def _read(self, seq: int, command: str, op: list[Any]) -> None:
        match op:
            case ["expect", deposit, _player, _currency, minor]:
                self.minor[deposit] = minor
            case ["credit", deposit]:
                if deposit in self.credited_at:
                    raise Unpaid(f"{deposit} came in twice")
                self.credited_at[deposit] = seq
            case ["take_back", deposit, _before, after, _freeze]:
                self.back[deposit] = after
            case ["withdraw", hold, _player, _currency, minor, _cooling]:
                self.held[hold], self.state[hold] = minor, "held"
            case ["capture", hold, _target, minor] if hold in self.held:
                if minor != self.held[hold]:
                    raise Unpaid(f"{hold} was held as {self.held[hold]} and captured as {minor}")
                self._ends(hold, "held", "paid")
            case ["release", hold] if hold in self.held:
                self._ends(hold, "held", "free")
            case ["transfer", source, _target, minor] if source.startswith("outside:stripe") and command.startswith("returned:"):
                hold = command.removeprefix("returned:")
                if minor != self.held[hold]:
                    raise Unpaid(f"{hold} was paid out as {self.held[hold]} and came back as {minor}")
                self._ends(hold, "paid", "free")
            case _:
                return

    def _ends(self, hold: str, before: str, after: str) -> None:
        if self.state[hold] != before:
            raise Unpaid(f"{hold} became {after} and was {self.state[hold]}")
        self.state[hold] = after


def check_deposits(payments: Payments, objects: dict[str, dict[str, Any]], paid_from: dict[str, int]) -> None:
    """Each checkout is credited once, when it was paid and not before, and for what Stripe still holds of it."""
    sessions = [one for one in objects.values() if one["object"] == "checkout.session"]
    names = [one["client_reference_id"] for one in sessions]
    if len(set(names)) != len(names):
        raise Unpaid("a deposit has two checkouts")
    for session in sessions:
        name = session["client_reference_id"]
        if session["payment_status"] != "paid":
            if name in payments.credited_at:
                raise Unpaid(f"{name} was credited and never paid")
            continue
        if name not in payments.credited_at:
            raise Unpaid(f"{name} was paid and never credited")
        if payments.credited_at[name] <= paid_from[name]:
            raise Unpaid(f"{name} was credited in row {payments.credited_at[name]}, before it was paid after row {paid_from[name]}")
        if payments.minor[name] != session["amount_total"]:
            raise Unpaid(f"{name} was credited with {payments.minor[name]}, paid were {session['amount_total']}")
        charge = next(one for one in objects.values() if one["object"] == "charge" and one["payment_intent"] == session["payment_intent"])
        taken = [one for one in objects.values() if one["object"] == "dispute" and one["charge"] == charge["id"] and one["status"] != "won"]
        gone = min(session["amount_total"], charge["amount_refunded"] + sum(one["amount"] for one in taken))
        if payments.back.get(name, 0) != gone:
            raise Unpaid(f"of {name} {gone} went back to the payer, the books say {payments.back.get(name, 0)}")
    for name in payments.credited_at:
        if name not in names:
            raise Unpaid(f"{name} was credited, and has no checkout")


def check_withdrawals(payments: Payments, objects: dict[str, dict[str, Any]]) -> None:
    """Money left Stripe once for each withdrawal that the books call paid, and for no other; nothing is held for ever."""
    left: dict[str, int] = {}
    for payout in (one for one in objects.values() if one["object"] == "payout"):
        if payout["automatic"]:
            raise Unpaid(f"{payout['id']} was paid out by itself")
        if payout["status"] in ("paid", "pending"):
            name = payout["metadata"]["withdrawal_id"]
            left[name] = left.get(name, 0) + payout["amount"]
    for name, state in payments.state.items():
        sent = left.pop(name, 0)
        if state == "held":
            raise Unpaid(f"{name} is held for ever")
        if sent != (payments.held[name] if state == "paid" else 0):
            raise Unpaid(f"{name} is {state} in the books, and {sent} of {payments.held[name]} reached the bank")
    if left:
        raise Unpaid(f"{left} reached banks for no withdrawal of ours")
    for transfer in (one for one in objects.values() if one["object"] == "transfer"):
        if not transfer["reversed"] and payments.state.get(transfer["transfer_group"]) != "paid":
            raise Unpaid(f"{transfer['id']} left us for {transfer['transfer_group']}, which the books do not call paid")
