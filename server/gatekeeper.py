"""The gatekeeper: decides who passes the gate, and says so to the wallet, which asks before every stake. The date of birth stays here; the
wallet is told an age that was reached, a place, and the versions that were accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import attrs

from actors.clock import Clock
from actors.line import Caller
from actors.wallet import Wallet
from protocol.commands import PassGate
from protocol.envelope import Accepted, Body
from protocol.limits import PlaceState
from protocol.money import Currency
from protocol.refusals import Code, refused
from server.particulars import Particulars, person_hash, reached
from server.places import PlaceRule
from wallet.holders import Admission, Rules
from wallet.transfers import OPS_MAX, Admit, Exclude, Op, SetPlace, SetTerms

DAY_MS = 86_400_000


@attrs.frozen
class HouseRules:
    """What the house asks for: versions of its documents, and what each place allows."""

    terms: int
    privacy: int
    places: Sequence[PlaceRule]


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
    """What has to be said so that the wallet's rules are the wanted ones."""
    ops: list[Op] = []
    if (now.terms, now.privacy) != (wanted.terms, wanted.privacy):
        ops.append(SetTerms(wanted.terms, wanted.privacy))
    for rule in wanted.places:
        known = [line for line in now.places.get((rule.currency, rule.place), ()) if line.from_ms == rule.from_ms]
        if not known or (known[-1].state, known[-1].age) != (rule.state, rule.age):
            ops.append(SetPlace(rule.currency, rule.place, rule.from_ms, rule.state, rule.age))
    return ops


class Gatekeeper:
    """The gate of one house."""

    def __init__(self, wallet: Wallet, particulars: Particulars, clock: Clock, key: bytes, rules: HouseRules) -> None:
        self._wallet = wallet
        self._particulars = particulars
        self._clock = clock
        self._key = key
        self.rules = rules

    async def pass_gate(self, player: str, command: PassGate, caller: Caller) -> Body:
        """Refuses children, strangers' birthdays and old documents; a closed place may be declared, and then says so at every stake."""
        now = self._clock.now_ms()
        try:
            age = reached(command.born, self._today())
        except ValueError:
            return refused(Code.OUT_OF_BOUNDS, "There is no such day.", path="$.command.born")
        if (command.terms, command.privacy) != (self.rules.terms, self.rules.privacy):
            return refused(Code.TERMS_CHANGED)
        if await self._particulars.tell_born(player, command.born, now) != command.born:
            return refused(Code.NOT_YOUR_BIRTHDAY)
        place = caller.place or command.place
        versions = {"terms": command.terms, "privacy": command.privacy}
        await self._particulars.accept(player, versions, place, now, declared=caller.place is None)
        await self._admit(player, Admission(place, age, command.terms, command.privacy))
        if age == 0:
            return refused(Code.UNDER_AGE)
        standing = await self._wallet.standing(player)
        code = {"PLACE_CLOSED": Code.PLACE_CLOSED, "UNDER_AGE": Code.UNDER_AGE}.get(standing.may_stake.name if standing.may_stake else "")
        return refused(code) if code else Accepted()

    async def arrived(self, player: str, caller: Caller) -> None:
        """Who travels is elsewhere, who has a birthday is older, who excluded themself under another account is excluded under this one."""
        admission = (await self._wallet.standing(player)).holder.admission
        if admission is not None:
            born = await self._particulars.born(player)
            age = admission.age if born is None else reached(born, self._today())
            await self._admit(player, admission._replace(place=caller.place or admission.place, age=age), before=admission)
        until = max([await self._particulars.excluded_until(self._person(one)) for one in await self._particulars.subjects(player)], default=0)
        if until > self._clock.now_ms():
            await self.exclude(player, until)

    async def exclude(self, player: str, until_ms: int) -> None:
        """In the wallet, and for whoever this person will be here later."""
        await self._wallet.post(f"exclude:{player}/{until_ms}", Exclude(player, until_ms))
        for subject in await self._particulars.subjects(player):
            await self._particulars.exclude(self._person(subject), until_ms)

    async def _admit(self, player: str, admission: Admission, before: Any = None) -> None:
        if before is None:
            before = (await self._wallet.standing(player)).holder.admission
        if admission != before:
            # Named by what it changes: going there and back again is three steps, pressing twice is one.
            step = hashlib.sha256(repr((before, admission, self._clock.now_ms() // 1000)).encode()).hexdigest()[:24]
            await self._wallet.post(f"admit:{player}/{step}", Admit(player, *admission))

    def state_in(self, place: str) -> tuple[PlaceState, int]:
        """What a place allows today in games of skill for real money, and from which age."""
        now = self._clock.now_ms()
        lines = [one for one in self.rules.places if one.place == place and one.currency is Currency.USD and one.from_ms <= now]
        newest = max(lines, key=lambda one: one.from_ms, default=None)
        return (newest.state, newest.age) if newest else (PlaceState.CLOSED, 18)

    def _today(self) -> Any:
        """The later of the world's days is over last: nobody is a day too young by our clock, nor old too soon."""
        return datetime.fromtimestamp((self._clock.now_ms() - 12 * 3_600_000) / 1000, UTC).date()

    def _person(self, subject: str) -> bytes:
        return person_hash(self._key, subject)
