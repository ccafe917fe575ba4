"""Own seeds: at dice and plinko each player draws from a server seed that was committed to and a client seed that they chose after that. When they
rotate, the old server seed is shown, and the next one takes its place."""

from __future__ import annotations

from collections.abc import Callable

from actors.tables.seeds import SeedKey
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.envelope import Accepted, Body
from protocol.refusals import Code, refused
from protocol.tables import SeedsView, SpentSeeds
from wallet.outcomes import Outcome
from wallet.records import Seeds
from wallet.table_transfers import Commit, Rotate
from wallet.wagers import seed_name

NONE_YET = Seeds(0, "")


class OwnSeeds:
    """Of one table, for all players."""

    def __init__(self, table: str, wallet: Wallet, key: SeedKey, now_ms: Callable[[], int]) -> None:
        self._table = table
        self._wallet = wallet
        self._key = key
        self._now_ms = now_ms

    async def view(self, player: str) -> SeedsView:
        """What the player draws from; the next seed is in the journal before its commitment is shown."""
        seeds = await self._wallet.seeds(player, self._table) or NONE_YET
        following = self._name(player, seeds.number + 1)
        await self._wallet.post(f"commit:{following}", Commit(following, self._key.commitment(following)))
        own = seeds.number > 0
        return SeedsView(
            number=seeds.number,
            commitment=self._key.commitment(self._name(player, seeds.number)) if own else None,
            client_seed=seeds.client_seed if own else None,
            bets=seeds.nonce,
            next_commitment=self._key.commitment(following),
            spent=tuple(self._spent(player, *one) for one in seeds.spent),
        )

    async def rotate(self, player: str, number: int, client_seed: str) -> Body:
        seeds = await self._wallet.seeds(player, self._table) or NONE_YET
        if number == seeds.number and client_seed == seeds.client_seed:
            return Accepted()
        # Never the same id twice: that one could not be done once, because a bet was open, does not stand against doing it later.
        attempt = f"rotate:{player}@{self._table}/{number}/{self._now_ms()}"
        answer = await self._wallet.post(attempt, Rotate(player, self._table, number, client_seed))
        if answer.outcome is Outcome.NOT_COMMITTED:
            return refused(Code.SEEDS_NOT_SET, "Read first what the next seed is committed to (read_fairness).")
        return Accepted() if answer.done else refusal_for(answer.outcome)

    def _spent(self, player: str, number: int, client_seed: str, bets: int) -> SpentSeeds:
        name = self._name(player, number)
        return SpentSeeds(number, self._key.seed(name), self._key.commitment(name), client_seed, bets)

    def _name(self, player: str, number: int) -> str:
        return seed_name(player, self._table, number)
