"""Check-outs: how to finish from a score with the darts in hand, as a player would be told. Found by search, fewest darts first, then the
kindest doubles; nothing is looked up from a printed chart."""

from __future__ import annotations

from functools import lru_cache

_TREBLES = {f"T{number}": 3 * number for number in range(20, 0, -1)}
_SINGLES = {str(number): number for number in range(20, 0, -1)}
_BULLS = {"Bull": 50, "25": 25}
_DOUBLES = {f"D{number}": 2 * number for number in (20, 16, 18, 12, 8, 10, 4, 14, 6, 2, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1)}
_FINISHES = {**_DOUBLES, "Bull": 50}
_SETUPS = {**_TREBLES, **_SINGLES, **_BULLS}
_KINDNESS = {name: place for place, name in enumerate(_FINISHES)}


@lru_cache(maxsize=1024)
def checkout(left: int, darts: int) -> tuple[str, ...]:
    """Beds to throw at, the last a double or the bull; nothing when it cannot be done."""
    for needed in range(1, darts + 1):
        ways = _ways(left, needed)
        if ways:
            return min(ways, key=_effort)
    return ()


def _ways(left: int, darts: int) -> list[tuple[str, ...]]:
    if darts == 1:
        return [(name,) for name, value in _FINISHES.items() if value == left]
    ways: list[tuple[str, ...]] = []
    for name, value in _SETUPS.items():
        if value < left:
            ways.extend((name, *rest) for rest in _ways(left - value, darts - 1))
    return ways


def _effort(way: tuple[str, ...]) -> tuple[int, int, int]:
    """Fewer trebles and bulls first, then the kinder double, then higher setups."""
    hard = sum(name[0] == "T" or name == "Bull" for name in way[:-1])
    setup = sum(_SETUPS[name] for name in way[:-1])
    return (hard + 2 * (way[-1] == "Bull"), _KINDNESS[way[-1]], -setup)
