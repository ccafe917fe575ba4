"""Bets in the books: what the wallet is asked for a bet, a play, a payment. Ids say round and player: asking again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actors.tables.rules import Drawn, Ended, Placed, Played, Stake
from actors.tables.seeds import SeedKey
from protocol.codec import bet_of, bet_text
from protocol.money import Currency
from wallet.accounts import house
from wallet.causes import table_hold_id
from wallet.records import HeldMoney
from wallet.table_transfers import Pay, Play, Wager
from wallet.transfers import Capture, Hold, Op, Release


def bank(currency: Currency) -> str:
    return house("bank", currency)


def bet_id(table: str, number: int, player: str, key: str) -> str:
    return f"bet:{table}/{number}/{player}/{key}"


def bet_ops(table: str, number: int, placed: Placed, before: Placed | None, *, personal: bool) -> tuple[Op, ...]:
    """The stake held, the bet beside it; the bet before goes back in the same breath."""
    (stake,) = placed.stakes
    back = () if before is None else tuple(Release(one.hold_id) for one in before.stakes)
    hold = Hold(stake.hold_id, placed.player, placed.currency, stake.minor, f"{table}/{number}")
    return (*back, hold, Wager(stake.hold_id, table, number, bet_text(placed.bet), stake.cover, personal))


def hold_for(table: str, number: int, player: str, key: str) -> str:
    return table_hold_id(table, number, player, key)


def lock_id(table: str, number: int) -> str:
    return f"lock:{table}/{number}"


def play_id(table: str, number: int, played: Played, refused: int) -> str:
    """refused: how often the wallet said no in this round; a no is remembered under its id, and what was too dear may be paid for later."""
    return f"play:{table}/{number}/{played.after}/{played.words}/{refused}"


def play_ops(table: str, number: int, placed: Placed, played: Played) -> tuple[Op, ...]:
    """The play, and before it what is put up for it: a card is not dealt to who cannot pay for it."""
    more, play = played.more, Play(table, number, played.after, played.words)
    if more is None:
        return (play,)
    hold = Hold(more.hold_id, placed.player, placed.currency, more.minor, f"{table}/{number}")
    return hold, Wager(more.hold_id, table, number, f"{played.after} {played.words}", more.cover, personal=False), play


def settle_id(table: str, number: int, player: str) -> str:
    return f"settle:{table}/{number}/{player}"


def settle_ops(placed: Placed, ended: Ended) -> tuple[Op, ...]:
    """Each part of the bet to the bank, and out of it what that part won; or all of it back."""
    if ended.back:
        return tuple(Release(stake.hold_id) for stake in placed.stakes)
    account = bank(placed.currency)
    ops: list[Op] = [Capture(stake.hold_id, account, stake.minor) for stake in placed.stakes]
    ops += [Pay(stake.hold_id, placed.player, account, won) for stake, won in zip(placed.stakes, ended.won, strict=True) if won]
    return tuple(ops)


# ── and back: what the books say of a round that was interrupted ─────────────


def placed_of(money: Iterable[HeldMoney], key: SeedKey, names: Mapping[str, str]) -> dict[str, Placed]:
    """The bets of one round by player: the bet itself, then what was put up for plays in their order."""
    by_player: dict[str, list[HeldMoney]] = {}
    for one in money:
        by_player.setdefault(one.hold.player, []).append(one)
    return {player: _placed(player, parts, key, names.get(player, "A player")) for player, parts in by_player.items()}


def _placed(player: str, parts: list[HeldMoney], key: SeedKey, name: str) -> Placed:
    first = next(one for one in parts if _choice(one).startswith("{"))
    more = sorted((one for one in parts if one is not first), key=lambda one: int(_choice(one).split(" ")[0]))
    stakes = tuple(Stake(one.hold.hold_id, one.hold.minor, _cover(one)) for one in (first, *more))
    return Placed(player, name, first.hold.currency, bet_of(_choice(first)), stakes, drawn_of(first, key))


def _choice(money: HeldMoney) -> str:
    assert money.bet is not None
    return money.bet.wager.choice


def _cover(money: HeldMoney) -> int:
    assert money.bet is not None
    return money.bet.wager.cover


def drawn_of(money: HeldMoney, key: SeedKey) -> Drawn | None:
    bet = money.bet
    if bet is None or not bet.seed:
        return None
    return Drawn(key.seed(bet.seed), bet.client_seed, int(bet.seed.rsplit("/", 1)[1]), bet.nonce)
