"""Chains: the hash chains that one table draws from. The end of a chain is in the journal before the first bet that it governs, then its salt;
the next chain is committed to while this one is drawn from, so none is ever used up unannounced."""

from __future__ import annotations

from collections.abc import Callable

from actors.tables.rules import Source
from actors.tables.seeds import CHAIN_ROUNDS, SeedKey, chain_name, chain_of, salt_name
from actors.wallet import Wallet
from protocol.tables import ChainView
from wallet.table_transfers import Commit


class KeyChanged(Exception):
    """The key of the house gives another chain than the one that was committed to: the old key is needed."""


class Chains:
    """Of one table."""

    def __init__(self, table: str, wallet: Wallet, key: SeedKey, salt: Callable[[], str]) -> None:
        self._table = table
        self._wallet = wallet
        self._key = key
        self._salt = salt
        self._salts: dict[int, str] = {}

    async def prepare(self, number: int) -> None:
        """Before bets on a round are taken: its chain and the one after it stand in the journal, each with its salt."""
        for chain in (chain_of(number), chain_of(number) + 1):
            if chain not in self._salts:
                await self._commit(chain)

    async def recall(self, number: int) -> None:
        """The salt of the chain of an older round."""
        chain = chain_of(number)
        salt = await self._wallet.commit(salt_name(self._table, chain))
        if salt is not None:
            self._salts[chain] = salt

    async def _commit(self, chain: int) -> None:
        name, end = chain_name(self._table, chain), self._key.chain_commitment(self._table, chain)
        await self._wallet.post(f"commit:{name}", Commit(name, end))
        if await self._wallet.commit(name) != end:
            raise KeyChanged(f"{name}: committed to with another key; set the old one back")
        salt = await self._wallet.commit(salt_name(self._table, chain))
        if salt is None:
            salt = self._salt()  # nobody knew it when the chain was made: it comes after the commitment
            answer = await self._wallet.post(f"commit:{salt_name(self._table, chain)}", Commit(salt_name(self._table, chain), salt))
            assert answer.done, answer
        self._salts[chain] = salt

    def source(self, number: int) -> Source | None:
        salt = self._salts.get(chain_of(number))
        return None if salt is None else Source(self._key.round_hash(self._table, number), salt, number)

    def view(self, number: int) -> ChainView:
        chain = chain_of(number)
        first = (chain - 1) * CHAIN_ROUNDS + 1
        end = self._key.chain_commitment(self._table, chain)
        return ChainView(chain_name(self._table, chain), end, self._salts[chain], first, CHAIN_ROUNDS)
