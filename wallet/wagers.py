"""Wagers: what a round needs to be in the books. A bet and its stake are one group; the bank sets aside what it may have to pay in the same
breath, so no bet is taken that cannot be paid. What a round is drawn from was committed to before; rounds and nonces have no gaps."""

from __future__ import annotations

from protocol.limits import LimitKind
from protocol.money import AMOUNT_MINOR_MAX, Currency
from wallet import deeds, lots
from wallet.accounts import currency_of, house, payout_account
from wallet.ledger import Draft
from wallet.outcomes import Outcome
from wallet.records import Bet, HeldMoney, HoldState, Round, Seeds
from wallet.table_transfers import Commit, Lock, Pay, Play, Rotate, Wager

PAY_MINOR_MAX = 2 * AMOUNT_MINOR_MAX
SPENT_SHOWN = 10


def seed_name(player: str, table: str, number: int) -> str:
    """Under which name a personal seed is committed to."""
    return f"{player}@{table}/{number}"


def commit(draft: Draft, op: Commit) -> Outcome:
    if draft.commit(op.name) is not None:
        return Outcome.ALREADY_COMMITTED
    draft.commits[op.name] = op.digest
    return Outcome.POSTED


def rotate(draft: Draft, op: Rotate) -> Outcome:
    """The next seed has been committed to, and no open bet is drawn from the last one: that one may be shown from now on."""
    seeds = draft.seeds_of(op.player, op.table) or Seeds(0, "")
    if op.number != seeds.number + 1:
        return Outcome.STALE_PLAY
    if any(_is_at(money, op.table) for money in draft.open_now(op.player)):
        return Outcome.OPEN_BETS
    if draft.commit(seed_name(op.player, op.table, op.number)) is None:
        return Outcome.NOT_COMMITTED
    spent = ((seeds.number, seeds.client_seed, seeds.nonce), *seeds.spent)[:SPENT_SHOWN] if seeds.number else ()
    draft.seeds[op.player, op.table] = Seeds(op.number, op.client_seed, spent=spent)
    return Outcome.POSTED


def wager(draft: Draft, op: Wager) -> Outcome:
    money = draft.hold(op.hold_id)
    if money is None:
        return Outcome.NO_SUCH_HOLD
    if money.state is not HoldState.OPEN or money.bet is not None:
        return Outcome.HOLD_ENDED
    if not 0 <= op.cover <= PAY_MINOR_MAX:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    if not _takes_bets(draft, op, money.hold.player):
        return Outcome.ROUND_CLOSED
    bank = house("bank", money.hold.currency)
    if draft.available(bank) < op.cover:
        return Outcome.BANK_SHORT
    bet = Bet(op, bank)
    if op.personal:
        seeds = draft.seeds_of(money.hold.player, op.table)
        if seeds is None:
            return Outcome.NOT_COMMITTED
        bet = Bet(op, bank, seed_name(money.hold.player, op.table, seeds.number), seeds.client_seed, seeds.nonce + 1)
        draft.seeds[money.hold.player, op.table] = seeds._replace(nonce=seeds.nonce + 1)

    if op.cover:
        draft.move(bank, held=op.cover)
    draft.holds[op.hold_id] = money._replace(bet=bet)
    return Outcome.POSTED


def _takes_bets(draft: Draft, op: Wager, player: str) -> bool:
    """A round takes bets until it is locked; then only more from those who are in it."""
    now = draft.round(op.table).number
    if op.round == now:
        return any(_is_at(money, op.table, now) for money in draft.open_now(player))
    return op.round == now + 1


def _is_at(money: HeldMoney, table: str, number: int | None = None) -> bool:
    return money.bet is not None and money.bet.wager.table == table and number in (None, money.bet.wager.round)


def uncover(draft: Draft, money: HeldMoney) -> None:
    """The bet has ended: the bank has its own back."""
    if money.bet is not None and money.bet.wager.cover:
        draft.move(money.bet.bank, held=-money.bet.wager.cover)


def lock(draft: Draft, op: Lock) -> Outcome:
    if op.round != draft.round(op.table).number + 1:
        return Outcome.ROUND_CLOSED
    draft.rounds[op.table] = Round(op.round)
    return Outcome.POSTED


def play(draft: Draft, op: Play) -> Outcome:
    now = draft.round(op.table)
    if op.round != now.number:
        return Outcome.ROUND_CLOSED
    if op.after != len(now.plays):
        return Outcome.STALE_PLAY
    draft.rounds[op.table] = now._replace(plays=(*now.plays, op.choice))
    return Outcome.POSTED


def pay(draft: Draft, op: Pay) -> Outcome:
    if not 0 < op.minor <= PAY_MINOR_MAX:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    money = draft.hold(op.hold_id)
    if money is None or money.hold.player != op.player:
        return Outcome.NO_SUCH_HOLD
    if money.state is not HoldState.CAPTURED:
        return Outcome.HOLD_ENDED
    hold = money.hold
    if currency_of(op.source) is not hold.currency:
        return Outcome.CURRENCY_MISMATCH
    if draft.available(op.source) < op.minor:
        return Outcome.INSUFFICIENT_FUNDS

    draft.move(op.source, posted=-op.minor)
    if hold.currency is Currency.SC:
        lots.pay(draft, money, op.minor)
    else:
        draft.move(payout_account(hold.player, hold.currency), posted=op.minor)
    draft.use(hold.player, hold.currency, LimitKind.LOSS, -op.minor)
    deeds.paid(draft, money, op.minor)
    return Outcome.POSTED
