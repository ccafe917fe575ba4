"""Rates: how often each command may be sent, by an account and from an address. One number a bucket, the generic cell rate algorithm: the
moment at which the bucket would be full again. Time is an argument; the caller's clock must not step."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address

import attrs


@attrs.frozen
class Rate:
    """So many at once, and so many in so many seconds, evenly."""

    count: int
    seconds: float

    @property
    def interval(self) -> float:
        return self.seconds / self.count


def take(full_at: float, now: float, rate: Rate) -> tuple[float, float]:
    """One token: when the bucket is full again, and 0; or as it was, and how many seconds to wait."""
    after = max(full_at, now) + rate.interval
    wait = after - now - rate.seconds
    return (after, 0.0) if wait <= 1e-9 else (full_at, wait)


ADDRESS_FACTOR = 20
"""So many people may sit behind one address."""
PLAY, TALK, READ, OFFER, RARE = Rate(400, 20), Rate(40, 20), Rate(200, 20), Rate(60, 60), Rate(20, 60)
MONEY, GATE = Rate(10, 600), Rate(20, 3_600)

RATES: Mapping[str, Rate] = {
    "authenticate": RARE,
    "ping": READ,
    "watch": READ,
    "unwatch": READ,
    "create_match": OFFER,
    "cancel_match": OFFER,
    "join_match": OFFER,
    "seek_opponent": OFFER,
    "stop_seeking": OFFER,
    "offer_rematch": OFFER,
    "list_matches": READ,
    "list_live": READ,
    "list_pools": READ,
    "play_move": PLAY,
    "ask_takeback": TALK,
    "answer_takeback": TALK,
    "say_in_match": TALK,
    "react_in_match": TALK,
    "confirm_result": TALK,
    "contest_result": TALK,
    "contest_move": TALK,
    "answer_contest": TALK,
    "drop_contest": TALK,
    "add_evidence": TALK,
    "accept_verdict": TALK,
    "appeal_verdict": TALK,
    "concede_match": TALK,
    "claim_forfeit": TALK,
    "ask_abort": TALK,
    "decline_abort": TALK,
    "read_profile": READ,
    "read_history": READ,
    "read_replay": READ,
    "read_leaderboard": READ,
    "set_relation": TALK,
    "list_people": READ,
    "report_player": RARE,
    "mark_read": READ,
    "read_statement": READ,
    "read_account": READ,
    "pass_gate": GATE,
    "set_play_limit": RARE,
    "confirm_play_limit": RARE,
    "take_break": RARE,
    "exclude_self": RARE,
    "close_account": GATE,
    "begin_deposit": MONEY,
    "set_up_payouts": MONEY,
    "begin_withdrawal": MONEY,
    "list_tables": READ,
    "place_bet": PLAY,
    "take_bet_back": PLAY,
    "cash_out": PLAY,
    "play_hand": PLAY,
    "say_at_table": TALK,
    "read_fairness": READ,
    "rotate_seeds": OFFER,
    "set_mode": OFFER,
    "read_coins": READ,
    "claim_daily": RARE,
    "request_coins": RARE,
    "buy_coins": MONEY,
    "read_redemptions": READ,
    "verify_identity": MONEY,
    "redeem_coins": MONEY,
    "ask_entry_code": RARE,
    "read_shop": READ,
    "buy_item": OFFER,
    "wear_item": OFFER,
    "give_item": RARE,
    "read_looks": READ,
    "read_challenges": READ,
    "claim_reward": OFFER,
}
"""Every command, by its tag."""

LASTING = frozenset(tag for tag, rate in RATES.items() if rate in (MONEY, GATE))
"""Those whose count survives a restart of the server: money, and who one is."""

BUCKETS_MAX = 200_000


def address_key(address: str) -> str:
    """Who counts as one neighbour: an IPv4 address, or the /64 that an IPv6 customer has all of."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else parsed.exploded[:19]
    return address


class Allowances:
    """All buckets of this process. factor: how much more than in the table, for load generators."""

    def __init__(self, factor: float = 1.0) -> None:
        self.factor = factor
        self._full_at: dict[tuple[str, str], float] = {}

    def take(self, tag: str, player: str | None, address: str, now: float) -> float:
        """Takes one for the account and one for the address, both or neither; answers with the seconds to wait, 0 when taken."""
        rate = self._scaled(RATES[tag], 1)
        buckets = [((f"@{address_key(address)}", tag), self._scaled(RATES[tag], ADDRESS_FACTOR))]
        if player is not None:
            buckets.append(((player, tag), rate))
        taken = [(key, *take(self._full_at.get(key, 0.0), now, rate)) for key, rate in buckets]
        wait = max(seconds for _key, _full_at, seconds in taken)
        if wait == 0.0:
            for key, full_at, _seconds in taken:
                self._full_at[key] = full_at
            if len(self._full_at) > BUCKETS_MAX:
                self._forget(now)
        return wait

    def _scaled(self, rate: Rate, by: int) -> Rate:
        return Rate(max(1, int(rate.count * by * self.factor)), rate.seconds)

    def _forget(self, now: float) -> None:
        """Full buckets say nothing; when that is not enough, the oldest go."""
        self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}
        while len(self._full_at) > BUCKETS_MAX:
            del self._full_at[next(iter(self._full_at))]

    def statistics(self) -> Mapping[str, object]:
        return {"buckets": len(self._full_at), "buckets_max": BUCKETS_MAX, "when_full": "the oldest are forgotten"}
