"""`wagerup verify`: an outcome computed again from its seeds, by anybody, without a server."""

from __future__ import annotations

from collections.abc import Callable

from actors.tables.fairness import bias, cards, commitment, crash_point, dice, plinko, roulette


def _dice(server: str, client: str, nonce: int, _many: int) -> str:
    rolled = dice(server, client, nonce)
    return f"{rolled // 100}.{rolled % 100:02d}"


def _roulette(server: str, client: str, nonce: int, _many: int) -> str:
    return str(roulette(server, client, nonce))


def _cards(server: str, client: str, nonce: int, many: int) -> str:
    return " ".join(cards(server, client, nonce, many))


def _plinko(server: str, client: str, nonce: int, many: int) -> str:
    way = plinko(server, client, nonce, many)
    return f"{''.join('R' if right else 'L' for right in way)}, bucket {sum(way)}"


def _crash(server: str, client: str, _nonce: int, _many: int) -> str:
    at = crash_point(server, client)
    return f"{at // 100}.{at % 100:02d}x"


TABLES: dict[str, tuple[Callable[[str, str, int, int], str], int, int]] = {
    "dice": (_dice, 1, 10_001),
    "roulette": (_roulette, 1, 37),
    "cards": (_cards, 8, 52),
    "plinko": (_plinko, 16, 2),
    "crash": (_crash, 1, 1),
}
"""What is computed, how many draws of it by default, and among how many outcomes each is."""


def verified(table: str, server: str, client: str, nonce: int, many: int | None) -> str:
    """The outcome, the commitment to compare with, and how even the mapping is, as lines. Raises SeedWrong."""
    work, usual, choices = TABLES[table]
    outcome = work(server, client, nonce, many or usual)
    uneven = bias(choices)
    words = "even" if uneven == 0 else f"uneven by {float(uneven):.1e} of an even chance"
    return f"outcome     {outcome}\ncommitment  {commitment(server)}\nmapping     {words}"
