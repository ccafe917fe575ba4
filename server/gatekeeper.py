"""The gatekeeper: decides who passes the gate, and says so to the wallet, which asks before every stake. The date of birth stays here; the
wallet is told an age that was reached, a place, and the versions that were accepted.

It also knows where each player was last seen, and brings the wallet up to date before anything that depends on it: whoever stakes from two
places stakes, each time, from the place that asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import attrs
import trio

from actors.clock import Clock
from actors.line import Caller
from actors.turns import Turns
from actors.wallet import Wallet
from protocol.commands import PassGate
from protocol.envelope import Accepted, Body
from protocol.limits import PERIOD_MS
from protocol.refusals import Code, refused
from server.house_rules import HouseRules
from server.particulars import Kept, KeptLimit, Known, Particulars, birth_hash, person_hash, reached
from wallet.gate_transfers import Admit, Exclude, SetLimit
from wallet.holders import Admission
from wallet.views import Standing

NOWHERE = "??"
"""Where a proxy of ours should have said where the caller is, and did not: no rule names it, so it is closed."""
WHEREABOUTS_MAX = 100_000
"""So many players are known to be where they were; of one more, the one longest unseen is asked again."""
WHOLE_SECONDS_MAX = 20.0
"""For so long what must be done whole goes on when the connection that asked for it ends."""


@attrs.frozen
class GatePorts:
    """What the gatekeeper needs of the house. recall takes a player out of every queue, and gives back what is not matched yet. places_told: whether
    a proxy of ours says where callers are; then what they say themselves opens nothing."""

    wallet: Wallet
    particulars: Particulars
    clock: Clock
    key: bytes = attrs.field(repr=False)
    recall: Callable[[str], Awaitable[None]]
    places_told: bool = False


class Gatekeeper:
    """The gate of one house."""

    def __init__(self, ports: GatePorts, rules: HouseRules) -> None:
        self._ports = ports
        self.rules = rules
        self._seen: OrderedDict[str, str | None] = OrderedDict()
        self._turns = Turns()

    # ── who comes, from where ──

    def is_here(self, player: str, caller: Caller) -> bool:
        """Whether the wallet knows this player to be where this caller is."""
        return player in self._seen and self._seen[player] == self._place_of(caller)

    async def arrived(self, player: str, caller: Caller) -> None:
        """Who travels is elsewhere, who has a birthday is older, who excluded or limited themself under an account that they left is so under this
        one. Raises when that cannot be known: then nothing may be staked yet."""
        async with self._turns.of(player):
            known = await self._ports.particulars.known(player)
            await self._follow(player, await self._ports.particulars.kept(self._persons(known)))
            standing = await self._ports.wallet.standing(player)
            if standing.holder.admission is not None:
                await self._move(player, self._place_of(caller), known.born)
            self._saw(player, caller)

    def _place_of(self, caller: Caller) -> str | None:
        """Nothing where it is for the player to say."""
        return caller.place or (NOWHERE if self._ports.places_told else None)

    def _saw(self, player: str, caller: Caller) -> None:
        self._seen[player] = self._place_of(caller)
        self._seen.move_to_end(player)
        if len(self._seen) > WHEREABOUTS_MAX:
            self._seen.popitem(last=False)

    async def _follow(self, player: str, kept: Kept) -> None:
        """What is remembered of a person holds for their account; limits once, for they may be changed here like any others."""
        holder = (await self._ports.wallet.standing(player)).holder
        if kept.excluded_until_ms > max(self._ports.clock.now_ms(), holder.excluded_until_ms):
            await self._exclude(player, kept.excluded_until_ms)
        if holder.admission is None:
            for one in kept.limits:
                limit = SetLimit(player, one.currency, one.kind, one.period, one.most)
                await self._ports.wallet.post(f"kept:{player}/{one.currency.value}/{one.kind.value}/{one.period.value}", limit)

    # ── the gate ──

    async def pass_gate(self, player: str, command: PassGate, caller: Caller) -> Body:
        """Refuses children, strangers' birthdays and old documents; a closed place may be declared, and then says so at every stake."""
        try:
            age = reached(command.born, self._today())
        except ValueError:
            return refused(Code.OUT_OF_BOUNDS, "There is no such day.", path="$.command.born")
        if (command.terms, command.privacy) != (self.rules.terms, self.rules.privacy):
            return refused(Code.TERMS_CHANGED)
        if not await self._is_birthday(player, command.born):
            return refused(Code.NOT_YOUR_BIRTHDAY)
        place = self._place_of(caller) or command.place
        versions = {"terms": command.terms, "privacy": command.privacy}
        await self._ports.particulars.accept(player, versions, place, self._ports.clock.now_ms(), declared=caller.place is None)
        async with self._turns.of(player):
            await self._admit(player, lambda _before: Admission(place, age, command.terms, command.privacy))
            self._saw(player, caller)
        if age == 0:
            return refused(Code.UNDER_AGE)
        standing = await self._ports.wallet.standing(player)
        code = {"PLACE_CLOSED": Code.PLACE_CLOSED, "UNDER_AGE": Code.UNDER_AGE}.get(standing.may_stake.name if standing.may_stake else "")
        return refused(code) if code else Accepted()

    async def _is_birthday(self, player: str, born: str) -> bool:
        """The one that was told first, on this account and on every one that this person had before. This account's is compared first: another one
        must not be what is remembered of a person of whom nothing is remembered yet."""
        particulars = self._ports.particulars
        known = await particulars.known(player)
        if known.born not in (None, born):
            return False
        return await particulars.tell_birth(self._persons(known), birth_hash(self._ports.key, born)) and (
            await particulars.tell_born(player, born, self._ports.clock.now_ms()) == born
        )

    async def _move(self, player: str, place: str | None, born: str | None) -> None:
        def moved(before: Admission | None) -> Admission | None:
            if before is None:
                return None
            return before._replace(place=place or before.place, age=before.age if born is None else reached(born, self._today()))

        await self._admit(player, moved)

    async def _admit(self, player: str, change: Callable[[Admission | None], Admission | None]) -> None:
        """Compared and set: the id says which change of the holder it is, so that going there and back again is three, and pressing twice one."""
        wallet = self._ports.wallet
        while True:
            holder = (await wallet.standing(player)).holder
            admission = change(holder.admission)
            if admission is None or admission == holder.admission:
                return
            if (await wallet.post(f"admit:{player}/{holder.changes}", Admit(player, *admission))).done:
                return

    # ── who stays away ──

    async def exclude(self, player: str, until_ms: int) -> None:
        """For whoever this person will be here later first, so that nothing that fails after it can lose it; then in the wallet and the queues.
        Whoever asks and is gone at once is excluded all the same. Raises TooSlowError."""
        with trio.fail_after(WHOLE_SECONDS_MAX, shield=True):
            known = await self._ports.particulars.known(player)
            await self._ports.particulars.exclude(self._persons(known), until_ms)
            await self._exclude(player, until_ms)

    async def _exclude(self, player: str, until_ms: int) -> None:
        await self._ports.wallet.post(f"exclude:{player}/{until_ms}", Exclude(player, until_ms))
        await self._ports.recall(player)

    async def recall(self, player: str) -> None:
        """Out of every queue: of who was frozen, or leaves."""
        await self._ports.recall(player)

    async def left(self, player: str, standing: Standing) -> None:
        """What must outlive an account that was closed, before it is forgotten whose it was: birthday, exclusion, limits; and of a limit that was
        used, that nobody begins it anew by coming back."""
        particulars, known = self._ports.particulars, await self._ports.particulars.known(player)
        persons = self._persons(known)
        limits = [one for one in standing.limits if one.most is not None]
        used = max((PERIOD_MS[one.period] for one in limits if one.used > 0), default=0)
        until_ms = max(standing.holder.excluded_until_ms, self._ports.clock.now_ms() + used if used else 0)
        if known.born is not None:
            await particulars.tell_birth(persons, birth_hash(self._ports.key, known.born))
        if until_ms:
            await particulars.exclude(persons, until_ms)
        await particulars.keep_limits(persons, [KeptLimit(one.currency, one.kind, one.period, one.most or 0) for one in limits])

    # ── ──

    def _today(self) -> date:
        """The later of the world's days is over last: nobody is a day too young by our clock, nor old too soon."""
        return (datetime.fromtimestamp(self._ports.clock.now_ms() / 1000, UTC) - timedelta(hours=12)).date()

    def _persons(self, known: Known) -> list[bytes]:
        return [person_hash(self._ports.key, subject) for subject in known.subjects]
