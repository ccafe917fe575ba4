"""Skins: every hole is worth one, and all that was carried; only a sole low score takes it.

Most skins win. What is carried after the last hole is played off by sudden death, or split. Source: club and tour rule sheets; there is no
R&A rule."""

from __future__ import annotations

from actors.games.golf.card import BothCard, CardedRound, lower, shown
from actors.games.rules import ahead, put
from protocol.games import GolfSkinsOptions, Result, SkinsBoard, Tie


class Skins(BothCard):
    """The rules."""

    tag = "golf_skins"
    name = "Skins"
    category = "golf"
    summary = "The sole low score takes the hole and all that was carried."
    how_to_play = (
        "Every hole is worth one skin. The lower score takes it, with all skins carried before; a tied hole carries on. Most skins win. If skins "
        "are still carried after the last hole and could decide it, or you are level, you play on until a hole is won, or split."
    )
    source = "Club and tour rule sheets (the Rules of Golf do not know skins)"
    options = GolfSkinsOptions

    def start(self, options: GolfSkinsOptions) -> CardedRound:
        return CardedRound(options.holes, options.tie)

    def calls(self, before: CardedRound, after: CardedRound) -> tuple[str, ...]:
        skins, carry = count(after)
        won = sum(skins) - sum(count(before)[0])
        return (f"{won} skin{'s' if won > 1 else ''}" if won else f"{carry} carried",)

    def board(self, state: CardedRound) -> SkinsBoard:
        skins, carried = count(state)
        return SkinsBoard(state.holes, self.hole(state), shown(state.played), skins, carried, max(0, state.holes - len(state.played)))

    def result(self, state: CardedRound) -> Result | None:
        if len(state.played) < state.holes:
            return None
        (mine, theirs), carried = count(state)
        settled = abs(mine - theirs) > carried
        if settled or state.tie is not Tie.EXTRA:
            return Result(ahead(mine, theirs), f"{max(mine, theirs)}-{min(mine, theirs)} skins")
        return None


SKINS = Skins()


def count(state: CardedRound) -> tuple[tuple[int, int], int]:
    """Skins by seat, and what is carried. In sudden death no new skins are added, except one to play for while all are level."""
    skins, carried = (0, 0), 0
    for place, hole in enumerate(state.played):
        if place < state.holes:
            carried += 1
        elif not carried:
            carried = 1
        winner = lower(*hole)
        if winner is not None:
            skins, carried = put(skins, winner, skins[winner] + carried), 0
    return skins, carried
