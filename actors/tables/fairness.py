"""Provable fairness in the field's own form, so that verifiers written by others agree. Pure: seeds in, outcomes out.

A server seed is 64 small hexadecimal letters; the commitment is the SHA-256 of that text. Each next 32 bytes are HMAC-SHA256 under the seed's text of
`client_seed:nonce:round`. Four bytes make a fraction, eight fractions a round. An outcome is the whole part of fraction times how many there are.

Nothing here is a float: a fraction is kept as its 32 bits, so that every machine and every language gets the same. The mapping is not exactly even,
for 2^32 is not a multiple of 37 or 52; `bias` says by how much."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import count, islice

SEED = re.compile(r"[0-9a-f]{64}")
BITS = 32
OUTCOMES = 2**BITS
SUITS, RANKS = "♦♥♠♣", ("2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K", "A")


class SeedWrong(ValueError):
    """A server seed is 64 small hexadecimal letters; a client seed has no colon in it."""


def commitment(server_seed: str) -> str:
    """What is published before play: the SHA-256 of the seed's own text, in hexadecimal."""
    if not SEED.fullmatch(server_seed):
        raise SeedWrong("a server seed is 64 small hexadecimal letters")
    return hashlib.sha256(server_seed.encode()).hexdigest()


def draws(server_seed: str, client_seed: str, nonce: int) -> Iterator[int]:
    """Whole numbers of 32 bits, as many as one asks for."""
    if not SEED.fullmatch(server_seed):
        raise SeedWrong("a server seed is 64 small hexadecimal letters")
    if ":" in client_seed or not client_seed:
        raise SeedWrong("a client seed has no colon, and is not empty")
    for turn in count():
        block = hmac.digest(server_seed.encode(), f"{client_seed}:{nonce}:{turn}".encode(), hashlib.sha256)
        for start in range(0, 32, 4):
            yield int.from_bytes(block[start : start + 4], "big")


def pick(draw: int, choices: int) -> int:
    """floor(f · choices) of the fraction f = draw / 2^32."""
    return draw * choices >> BITS


# ── what a table makes of it ─────────────────────────────────────────────────


def dice(server_seed: str, client_seed: str, nonce: int) -> int:
    """0 to 10,000, in hundredths: 10,001 outcomes."""
    return pick(next(draws(server_seed, client_seed, nonce)), 10_001)


def roulette(server_seed: str, client_seed: str, nonce: int) -> int:
    """A pocket of the European wheel, 0 to 36."""
    return pick(next(draws(server_seed, client_seed, nonce)), 37)


def cards(server_seed: str, client_seed: str, nonce: int, many: int) -> tuple[str, ...]:
    """Cards from an endless shoe, in the order in which they are dealt: each of the 52 every time."""
    return tuple(card(pick(draw, 52)) for draw in islice(draws(server_seed, client_seed, nonce), many))


def card(number: int) -> str:
    """0 is the two of diamonds, 51 the ace of clubs: rank by rank, suits in the order of SUITS."""
    return RANKS[number // 4] + SUITS[number % 4]


def plinko(server_seed: str, client_seed: str, nonce: int, rows: int) -> tuple[bool, ...]:
    """The way of the ball, row by row: whether it falls to the right. The bucket is how often it did."""
    return tuple(pick(draw, 2) == 1 for draw in islice(draws(server_seed, client_seed, nonce), rows))


def crash_point(game_hash: str, salt: str) -> int:
    """The multiplier at which the curve ends, in hundredths: at least 1.00, and 1 in 100 rounds is that. From the game's own hash in a chain that was
    published from its end, and a salt that nobody knew when the chain was made."""
    first = int.from_bytes(hmac.digest(game_hash.encode(), salt.encode(), hashlib.sha256)[:4], "big")
    return max(100, 99 * OUTCOMES // (first + 1))


def chain_before(game_hash: str) -> str:
    """The hash that was published before this one: SHA-256 of its text. Walking on, one comes to the published end."""
    return hashlib.sha256(game_hash.encode()).hexdigest()


# ── how even it is ───────────────────────────────────────────────────────────


def bias(choices: int) -> Fraction:
    """By how much the likeliest and the least likely of so many outcomes differ, as a share of an even chance. Zero when 2^32 divides evenly."""
    rest = OUTCOMES % choices
    return Fraction(0) if rest == 0 else Fraction(choices, OUTCOMES)


def chance_of(outcome: int, choices: int) -> Fraction:
    """The exact chance of one outcome: how many of the 2^32 draws lead to it."""
    first = -(-outcome * OUTCOMES // choices)
    after = -(-(outcome + 1) * OUTCOMES // choices)
    return Fraction(after - first, OUTCOMES)
