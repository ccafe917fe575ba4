"""Stakes: the two points at which a match meets money. Ids are derived from the match, so that doing it again changes nothing."""

from __future__ import annotations

import attrs

from actors.match.state import MatchState
from protocol.events import MatchSettled
from protocol.events.match import Ending
from protocol.money import Amount, Currency, rake_of
from wallet.accounts import house, payout_account
from wallet.causes import hold_id
from wallet.table_transfers import Pay
from wallet.transfers import Capture, Hold, Op, Release, Transfer


@attrs.frozen
class Payout:
    """What an ending does with the stakes: to the winner less the house's rake, or back to both without."""

    winner_takes: bool
    rake: bool


_WON, _BACK = Payout(winner_takes=True, rake=True), Payout(winner_takes=False, rake=False)

PAYS: dict[Ending, Payout] = {
    Ending.FINISHED: _WON,
    Ending.CONCEDED: _WON,
    Ending.FORFEITED: _WON,
    Ending.DECIDED: _WON,
    Ending.TIED: _BACK,
    Ending.NO_SHOW: _BACK,
    Ending.ABANDONED: _BACK,
    Ending.ABORTED: _BACK,
    Ending.VOIDED: _BACK,
    Ending.VOIDED_BY_OPERATOR: _BACK,
}
"""Who is paid what, and whether a rake is taken. A rake is for a match that was played to a winner, never for one that was not."""


def pays_minor(stake: Amount, rake_bp: int) -> int:
    """What the winner gets: both stakes less the rake."""
    pot = 2 * stake.minor
    return pot - rake_of(pot, rake_bp)


def seating_id(state: MatchState) -> str:
    return f"seat:{state.match_id}/{state.attempt}"


def seating_ops(state: MatchState) -> tuple[Op, ...]:
    """Both stakes held, or neither; op n is the stake of seat n."""
    stake = state.offer.stake
    return tuple(
        Hold(hold_id(state.match_id, seat, state.attempt), player, stake.currency, stake.minor, state.match_id)
        for seat, player in enumerate(state.players)
    )


def settling_id(state: MatchState) -> str:
    return f"settle:{state.match_id}"


def settling_ops(state: MatchState) -> tuple[Op, ...]:
    """With a winner: both stakes to escrow, the prize to the winner, the rake to the house. Without: both stakes go back."""
    assert state.ending is not None
    assert PAYS[state.ending].winner_takes is (state.winner is not None), f"{state.match_id}: {state.ending} for {state.winner}"
    holds = [hold_id(state.match_id, seat, state.attempt) for seat in (0, 1)]
    if state.winner is None:
        return tuple(Release(hold) for hold in holds)
    stake = state.offer.stake
    escrow = house("escrow", stake.currency)
    prize = pays_minor(stake, state.offer.rake_bp)
    rake = 2 * stake.minor - prize
    # Captures before payouts: escrow must never be overdrawn, not even for one line inside one group.
    captures = tuple(Capture(hold, escrow, stake.minor) for hold in holds)
    payout = _prize(state.players[state.winner], holds[state.winner], stake, prize)
    rakes = (Transfer(escrow, house("rake", stake.currency), rake),) if rake else ()
    return (*captures, payout, *rakes)


def _prize(player: str, hold: str, stake: Amount, prize: int) -> Op:
    """Sweeps Coins know what they were won with."""
    escrow = house("escrow", stake.currency)
    if stake.currency is Currency.SC:
        return Pay(hold, player, escrow, prize)
    return Transfer(escrow, payout_account(player, stake.currency), prize)


def settled(state: MatchState, now: int) -> MatchSettled:
    """The fact that says what the ops did."""
    assert state.ending is not None
    stake, winner = state.offer.stake, state.winner
    if winner is None:
        return MatchSettled(now, state.ending, None, (stake.minor, stake.minor), 0)
    prize = pays_minor(stake, state.offer.rake_bp)
    paid = (prize, 0) if winner == 0 else (0, prize)
    return MatchSettled(now, state.ending, winner, paid, 2 * stake.minor - prize)
