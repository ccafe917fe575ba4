"""European roulette: one zero, 37 pockets, no en prison. A spot is a name, the pockets it covers, and from how many there are, what it pays."""

from __future__ import annotations

from collections.abc import Sequence

from actors.tables.fairness import roulette
from actors.tables.rules import Ended, Locked, Placed, Source, Step, Times
from protocol.refusals import Code, Refused, refused
from protocol.tables import RouletteBet, RouletteSpin, TableKind, TableLimit

POCKETS = range(37)
RED = frozenset((1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36))


def _spots() -> dict[str, frozenset[int]]:
    """Every bet that there is, by name."""
    rows = [(low, low + 1, low + 2) for low in range(1, 37, 3)]
    inside: list[tuple[int, ...]] = [(pocket,) for pocket in POCKETS]
    inside += [(0, 1), (0, 2), (0, 3), (0, 1, 2), (0, 2, 3), (0, 1, 2, 3)]
    inside += [(low, low + 1) for row in rows for low in row[:2]]
    inside += [(low, low + 3) for row in rows[:-1] for low in row]
    inside += rows
    inside += [(low, low + 1, low + 3, low + 4) for row in rows[:-1] for low in row[:2]]
    inside += [(*row, *(pocket + 3 for pocket in row)) for row in rows[:-1]]
    named = {"-".join(map(str, pockets)): frozenset(pockets) for pockets in inside}
    for number in (1, 2, 3):
        named[f"dozen-{number}"] = frozenset(range(12 * number - 11, 12 * number + 1))
        named[f"column-{number}"] = frozenset(range(number, 37, 3))
    numbers = frozenset(range(1, 37))
    odd = frozenset(range(1, 37, 2))
    return named | {
        "red": RED, "black": numbers - RED, "odd": odd, "even": numbers - odd, "low": frozenset(range(1, 19)), "high": frozenset(range(19, 37)),
    }  # fmt: skip


SPOTS = _spots()


def pays(spot: str) -> int:
    """To one: 36 shared by the pockets, less the stake."""
    return 36 // len(SPOTS[spot]) - 1


def won(bet: RouletteBet, pocket: int) -> int:
    """What the chips come to, stakes of the winning ones included, in minor units."""
    return sum(chip.minor * (pays(chip.spot) + 1) for chip in bet.chips if pocket in SPOTS[chip.spot])


class Roulette:
    """The table."""

    kind = TableKind.ROULETTE
    return_bp = 9_730
    times = Times(bets=15_000, show=7_000, pause=4_000, idle=True)
    personal = False

    def refuse(self, bet: RouletteBet, _others: Sequence[Placed]) -> Refused | None:
        for chip in bet.chips:
            if chip.spot not in SPOTS:
                return refused(Code.ILLEGAL_BET, f"There is no spot {chip.spot}.")
        if len({chip.spot for chip in bet.chips}) < len(bet.chips):
            return refused(Code.ILLEGAL_BET, "Each spot once: put more on it instead.")
        return None

    def cover(self, bet: RouletteBet, _limit: TableLimit) -> int:
        staked = sum(chip.minor for chip in bet.chips)
        return max(0, *(won(bet, pocket) - staked for pocket in POCKETS))

    def begin(self, locked: Locked) -> Spin:
        return Spin(locked)

    def past(self, source: Source) -> RouletteSpin:
        return RouletteSpin(roulette(source.seed, source.salt, source.number), 0)


class Spin:
    """One spin. The pocket is known at the lock; everybody is paid when the ball lies in it."""

    def __init__(self, locked: Locked) -> None:
        source = locked.source
        assert source is not None
        self.pocket = roulette(source.seed, source.salt, source.number)
        self.stops_ms = (locked.now_ms if locked.began_ms is None else locked.began_ms) + locked.show_ms
        self._in = dict(locked.bets)
        self._over = False

    @property
    def open(self) -> bool:
        return False

    def shown(self) -> RouletteSpin:
        return RouletteSpin(self.pocket, self.stops_ms)

    def due_ms(self) -> int | None:
        return None if self._over else self.stops_ms

    def pass_time(self, _now_ms: int) -> Sequence[Step]:
        self._over = True
        return [Ended(bet.player, (won(bet.bet, self.pocket),)) for bet in self._in.values() if isinstance(bet.bet, RouletteBet)]

    def done(self, step: Step, _now_ms: int) -> None:
        self._in.pop(step.player, None)
