"""Seeds: every secret that a table draws from, made from one key of the house and a name, so that a restart draws the same. Pure.

A chain is made from its end: each hash is the SHA-256 of the next one's text, and the first, which everybody is shown, commits to all."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

import attrs

from actors.tables.fairness import chain_before, commitment

CHAIN_ROUNDS = 10_000
"""A chain is spent after so many rounds; the next one is committed to while this one is drawn from."""


@attrs.frozen
class SeedKey:
    """The house's own secret. Who has it knows every outcome to come: it is in no journal and no log."""

    key: bytes = attrs.field(repr=False)

    def seed(self, name: str) -> str:
        """The server seed of this name: 64 small hexadecimal letters."""
        return hmac.digest(self.key, f"seed/{name}".encode(), hashlib.sha256).hex()

    def commitment(self, name: str) -> str:
        return commitment(self.seed(name))

    def chain(self, table: str, number: int) -> tuple[str, ...]:
        """The hashes of a chain in the order in which they are drawn from."""
        return _chain(self.seed(chain_name(table, number)), CHAIN_ROUNDS)

    def chain_commitment(self, table: str, number: int) -> str:
        return chain_before(self.chain(table, number)[0])

    def round_hash(self, table: str, number: int) -> str:
        """The hash of a round, counted from 1 over all chains of the table."""
        return self.chain(table, chain_of(number))[(number - 1) % CHAIN_ROUNDS]


@lru_cache(maxsize=16)
def _chain(root: str, rounds: int) -> tuple[str, ...]:
    hashes = [root]
    while len(hashes) < rounds:
        hashes.append(chain_before(hashes[-1]))
    return tuple(reversed(hashes))


def chain_of(number: int) -> int:
    """Which chain a round is drawn from, counted from 1."""
    return (number - 1) // CHAIN_ROUNDS + 1


def chain_name(table: str, number: int) -> str:
    return f"chain:{table}/{number}"


def salt_name(table: str, number: int) -> str:
    """Under which name the salt of a chain stands in the journal, after the chain's commitment."""
    return f"salt:{table}/{number}"
