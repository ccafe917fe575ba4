"""A run: one seed, played until everybody is done, healed of all faults, quiet, and judged. `simulate(seed)` does the same again for the same seed."""

from __future__ import annotations

import trio
import trio._core._run as trio_run
from trio.testing import MockClock

from actors.supervisor import leaves
from tests.simulation import oracle
from tests.simulation.bank import Bank
from tests.simulation.judge import Report, judge
from tests.simulation.people import People
from tests.simulation.troubles import Troubles
from tests.simulation.world import Options, World
from wallet.failpoints import at_failpoints

VIRTUAL_SECONDS_MAX = 6_000.0
QUIET_STEP_SECONDS, QUIET_STEPS_MAX = 500, 30
BANK_HOURS, BANK_HOUR_SECONDS = 27, 130


class Run:
    """A world with its people and its troubles, from its first moment to its quiet end."""

    def __init__(self, seed: int, options: Options) -> None:
        self.world = World(seed, options)
        self.people = People(self.world)
        self.troubles = Troubles(self.world, self.people.players)
        self.seconds = 0.0

    async def play(self) -> None:
        seconds = VIRTUAL_SECONDS_MAX + (BANK_HOURS * BANK_HOUR_SECONDS if self.world.bank is not None else 0)
        with trio.move_on_after(seconds) as whole, at_failpoints(self.troubles.come_past):
            await self._play()
        if whole.cancelled_caught:
            raise oracle.Violation("it does not come to rest")
        self.seconds = trio.current_time()

    async def _play(self) -> None:
        world, bank = self.world, self.world.bank
        async with trio.open_nursery() as nursery:
            nursery.start_soon(world.serve_for_ever)
            if bank is not None:
                nursery.start_soon(bank.deliver_for_ever)
                nursery.start_soon(bank.banks_for_ever)
                nursery.start_soon(bank.operate_for_ever, self.people.thaw)
            async with trio.open_nursery() as beside:
                beside.start_soon(self.troubles.happen)
                beside.start_soon(self.people.operate)
                await self.people.live()
                beside.cancel_scope.cancel()
            world.heal()
            await self._come_to_rest()
            nursery.cancel_scope.cancel()

    # ── rest ──

    async def _come_to_rest(self) -> None:
        """Players end what they are in, on good lines."""
        async with trio.open_nursery() as resting:
            for player in self.people.players:
                resting.start_soon(player.rest)
            await self._quiet()
            if self.world.bank is not None:
                await self._settle_up(self.world.bank)
            resting.cancel_scope.cancel()

    async def _quiet(self) -> None:
        """Until the last deadline of the last match is over: a game that one has left lasts as long as its reports lapse, one by one."""
        for _ in range(QUIET_STEPS_MAX):
            await trio.sleep(QUIET_STEP_SECONDS)
            if all(match.ended or match.opponent is None for match in self.world.disk.matches.values()) and self._all_counted():
                return

    def _all_counted(self) -> bool:
        left = [seq for seq, one in self.world.disk.settlements if seq > self.world.disk.ladder.seq and one.match_id not in self.world.disk.struck]
        return not left

    async def _settle_up(self, bank: Bank) -> None:
        """What was open at Stripe is over; a day and more passes, in which the house looks again at whatever nobody told it of."""
        for hour in range(BANK_HOURS):
            self.world.clock.step_ms += 3_600_000
            await trio.sleep(BANK_HOUR_SECONDS)
            if hour > BANK_HOURS - 2 and not bank.is_quiet():
                raise oracle.Violation(f"payments do not come to rest: {bank.unsettled()}")


def played(seed: int, options: Options) -> Run:
    """The run, once it is quiet; not judged yet."""

    async def main() -> Run:
        run = Run(seed, options)
        await run.play()
        return run

    assert hasattr(trio_run, "_ALLOW_DETERMINISTIC_SCHEDULING"), "this Trio cannot be made deterministic"
    before = trio_run._ALLOW_DETERMINISTIC_SCHEDULING
    trio_run._ALLOW_DETERMINISTIC_SCHEDULING = True
    trio_run._r.seed(seed)
    try:
        return trio.run(main, clock=MockClock(autojump_threshold=0))
    finally:
        trio_run._ALLOW_DETERMINISTIC_SCHEDULING = before


def simulate(seed: int, options: Options | None = None) -> Report:
    """One run of one seed, judged. Raises oracle.Violation with what went wrong; the same seed does the same again."""
    options = options or Options()
    try:
        run = played(seed, options)
        return judge(seed, run.world, run.people, run.seconds)
    except BaseException as error:
        violations = [leaf for leaf in leaves(error) if isinstance(leaf, oracle.Violation)]
        if violations:
            raise oracle.Violation(f"seed {seed}, {options}: {violations[0]}") from error
        raise
