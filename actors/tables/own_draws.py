"""Dice and plinko: in each round everybody has a draw of their own, from seeds of their own, shown to all at once."""

from __future__ import annotations

from collections.abc import Sequence

from actors.tables import fairness
from actors.tables.rules import Ended, Locked, Placed, Source, Step, Times
from protocol.refusals import Code, Refused, refused
from protocol.tables import DiceBet, DiceDraw, Draw, PersonalDraws, PlinkoBet, PlinkoDraw, Risk, TableKind, TableLimit

DICE_OUTCOMES = 10_001
DICE_CHANCES_MAX = 9_800
"""Beyond that a win would pay hardly more than the stake."""

_EIGHT = {Risk.LOW: (560, 210, 110, 100, 50), Risk.MEDIUM: (1300, 300, 130, 70, 40), Risk.HIGH: (2900, 400, 150, 30, 20)}
_TWELVE = {
    Risk.LOW: (1000, 300, 160, 140, 110, 100, 50),
    Risk.MEDIUM: (3300, 1100, 400, 200, 110, 60, 30),
    Risk.HIGH: (17_000, 2400, 810, 200, 70, 20, 20),
}
_SIXTEEN = {
    Risk.LOW: (1600, 900, 200, 140, 140, 120, 110, 100, 50),
    Risk.MEDIUM: (11_000, 4100, 1000, 500, 300, 150, 100, 50, 30),
    Risk.HIGH: (100_000, 13_000, 2600, 900, 400, 200, 20, 20, 20),
}
_HALVES = {8: _EIGHT, 12: _TWELVE, 16: _SIXTEEN}


def plinko_multipliers(rows: int, risk: Risk) -> tuple[int, ...]:
    """Of each bucket from left to right, in hundredths (rules.md 3.3): the same from both sides."""
    half = _HALVES[rows][risk]
    return (*half, *reversed(half[:-1]))


def dice_chances(bet: DiceBet) -> int:
    """How many of the 10,001 rolls win. A roll equal to the target loses either way."""
    return 10_000 - bet.target if bet.over else bet.target


def dice_multiplier(bet: DiceBet) -> int:
    """In ten-thousandths, rounded down: 99 divided by the chance in per cent."""
    return 99_000_000 // dice_chances(bet)


class Dice:
    """The table."""

    kind = TableKind.DICE
    return_bp = 9_899
    times = Times(bets=6_000, show=2_000, pause=2_500, idle=False)
    personal = True

    def refuse(self, bet: DiceBet, _others: Sequence[Placed]) -> Refused | None:
        if not 1 <= dice_chances(bet) <= DICE_CHANCES_MAX:
            return refused(Code.ILLEGAL_BET, "That would win never, or nearly always.")
        return None

    def cover(self, bet: DiceBet, _limit: TableLimit) -> int:
        return bet.minor * dice_multiplier(bet) // 10_000 - bet.minor

    def begin(self, locked: Locked) -> OwnDraws:
        return OwnDraws(locked)

    def past(self, _source: Source) -> None:
        return None


class Plinko:
    """The table."""

    kind = TableKind.PLINKO
    return_bp = 9_898
    times = Times(bets=6_000, show=4_000, pause=2_500, idle=False)
    personal = True

    def refuse(self, _bet: PlinkoBet, _others: Sequence[Placed]) -> Refused | None:
        return None

    def cover(self, bet: PlinkoBet, _limit: TableLimit) -> int:
        return bet.minor * max(plinko_multipliers(bet.rows, bet.risk)) // 100 - bet.minor

    def begin(self, locked: Locked) -> OwnDraws:
        return OwnDraws(locked)

    def past(self, _source: Source) -> None:
        return None


def draw(placed: Placed) -> Draw:
    """What this bet drew. Fixed with the bet: seeds and nonce stand beside it in the books."""
    own, bet = placed.drawn, placed.bet
    assert own is not None
    if isinstance(bet, DiceBet):
        roll = fairness.dice(own.seed, own.client_seed, own.nonce)
        return DiceDraw(placed.player, roll, own.client_seed, own.number, own.nonce)
    assert isinstance(bet, PlinkoBet)
    path = fairness.plinko(own.seed, own.client_seed, own.nonce, bet.rows)
    bucket = sum(path)
    way, multiplier = "".join("R" if right else "L" for right in path), plinko_multipliers(bet.rows, bet.risk)[bucket]
    return PlinkoDraw(placed.player, way, bucket, multiplier, own.client_seed, own.number, own.nonce)


def won(bet: DiceBet | PlinkoBet, drawn: Draw) -> int:
    """What the bet is paid, its stake included, in minor units, rounded down."""
    if isinstance(bet, DiceBet):
        assert isinstance(drawn, DiceDraw)
        wins = drawn.roll > bet.target if bet.over else drawn.roll < bet.target
        return bet.minor * dice_multiplier(bet) // 10_000 if wins else 0
    assert isinstance(drawn, PlinkoDraw)
    return bet.minor * drawn.multiplier // 100


class OwnDraws:
    """All draws of one round."""

    def __init__(self, locked: Locked) -> None:
        self._in = dict(locked.bets)
        self._draws = {player: draw(placed) for player, placed in self._in.items()}
        self._shown_ms = (locked.now_ms if locked.began_ms is None else locked.began_ms) + locked.show_ms
        self._over = False

    @property
    def open(self) -> bool:
        return False

    def shown(self) -> PersonalDraws:
        return PersonalDraws(tuple(self._draws.values()), self._shown_ms)

    def due_ms(self) -> int | None:
        return None if self._over else self._shown_ms

    def pass_time(self, _now_ms: int) -> Sequence[Step]:
        self._over = True
        return [Ended(player, (won(one.bet, self._draws[player]),)) for player, one in self._in.items() if isinstance(one.bet, DiceBet | PlinkoBet)]

    def done(self, step: Step, _now_ms: int) -> None:
        self._in.pop(step.player, None)
