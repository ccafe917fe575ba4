"""The house's own rules: versions of its documents and what each place allows, and how the wallet's journal is brought up to them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import attrs

from actors.wallet import Wallet
from protocol.limits import PlaceState
from protocol.money import Currency
from server.places import PlaceRule
from wallet.gate_transfers import SetLaw, SetPlace, SetTerms
from wallet.holders import NEWEST_LAW, Rules
from wallet.transfers import OPS_MAX, Op


@attrs.frozen
class HouseRules:
    """What the house asks for: versions of its documents, and what each place allows."""

    terms: int
    privacy: int
    places: Sequence[PlaceRule]

    def takes_newcomers(self, place: str | None, now_ms: int) -> bool:
        """Whether anything at all may be played where somebody is; where nobody says it, the gate asks later."""
        if place is None:
            return True
        newest: dict[Currency, PlaceRule] = {}
        for rule in sorted(self.places, key=lambda one: one.from_ms):
            if rule.place == place and rule.from_ms <= now_ms:
                newest[rule.currency] = rule
        return any(rule.state is not PlaceState.CLOSED for rule in newest.values())

    def state_in(self, place: str, now_ms: int) -> tuple[PlaceState, int]:
        """What a place allows today in games of skill for real money, and from which age."""
        lines = [one for one in self.places if one.place == place and one.currency is Currency.USD and one.from_ms <= now_ms]
        newest = max(lines, key=lambda one: one.from_ms, default=None)
        return (newest.state, newest.age) if newest else (PlaceState.CLOSED, 18)


async def journal_rules(wallet: Wallet, rules: HouseRules) -> int:
    """Brings the wallet's rules to those of this configuration: what differs is written into the journal, once. How many commands it took."""
    changes = missing(await wallet.rules(), rules)
    for start in range(0, len(changes), OPS_MAX):
        ops = changes[start : start + OPS_MAX]
        # The id says what changes after what: the same step is taken once, and again after another one in between.
        answer = await wallet.post(f"rules:{hashlib.sha256(repr((await wallet.rules(), ops)).encode()).hexdigest()[:32]}", *ops)
        assert answer.done, answer
    return -(-len(changes) // OPS_MAX)


def missing(now: Rules, wanted: HouseRules) -> list[Op]:
    """What has to be said so that the wallet's rules are the wanted ones. A line that the house no longer has is closed: the journal forgets none."""
    ops: list[Op] = [SetLaw(NEWEST_LAW)] if now.law < NEWEST_LAW else []
    if (now.terms, now.privacy) != (wanted.terms, wanted.privacy):
        ops.append(SetTerms(wanted.terms, wanted.privacy))
    for rule in wanted.places:
        known = [line for line in now.places.get((rule.currency, rule.place), ()) if line.from_ms == rule.from_ms]
        if not known or (known[-1].state, known[-1].age) != (rule.state, rule.age):
            ops.append(SetPlace(rule.currency, rule.place, rule.from_ms, rule.state, rule.age))
    named = {(rule.currency, rule.place, rule.from_ms) for rule in wanted.places}
    for (currency, place), lines in now.places.items():
        newest = {line.from_ms: line for line in lines}
        ops.extend(
            SetPlace(currency, place, from_ms, PlaceState.CLOSED, line.age)
            for from_ms, line in newest.items()
            if (currency, place, from_ms) not in named and line.state is not PlaceState.CLOSED
        )
    return ops
