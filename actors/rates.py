"""Rates: how often each command may be sent, by an account and from an address. One number a bucket, the generic cell rate algorithm: the
moment at which the bucket would be full again. Time is an argument; the caller's clock must not step."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from itertools import islice

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
    "drop_deposit": RARE,
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

FOR_STRANGERS = frozenset({"authenticate", "ping"})
"""What a connection that belongs to nobody may ask for; everything else is refused to it before it costs a bucket."""

BUCKETS_MAX = 200_000
SWEPT_AT_ONCE = 4


def address_key(address: str) -> str:
    """Who counts as one neighbour: an IPv4 address, or the /64 that an IPv6 customer has all of."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else parsed.exploded[:19]
    return address


Key = tuple[str, str]


class Buckets:
    """At most so many, each the moment at which it would be full again. What is full says nothing and is swept away a few at a time, so that no
    take costs more than another one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._full_at: OrderedDict[Key, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._full_at)

    def take(self, wanted: Mapping[Key, Rate], now: float) -> float:
        """One from each, or from none; answers with the seconds to wait, 0 when taken."""
        taken = {key: take(self._full_at.get(key, 0.0), now, rate) for key, rate in wanted.items()}
        wait = max(seconds for _full_at, seconds in taken.values())
        if wait == 0.0:
            for key, (full_at, _seconds) in taken.items():
                self._full_at[key] = full_at
                self._full_at.move_to_end(key)
            self._sweep(now)
        return wait

    def _sweep(self, now: float) -> None:
        """Looks at a few that nobody touched or looked at for longest. Where there is no room, of these the fullest go."""
        for key in sorted(islice(self._full_at, SWEPT_AT_ONCE), key=self._full_at.__getitem__):
            if self._full_at[key] <= now or len(self) > self._most:
                del self._full_at[key]
            else:
                self._full_at.move_to_end(key)


class Allowances:
    """All buckets of this process, in three rooms: what anybody may spend who opens a connection, what is of money or of who one is, and the rest. So
    no crowd makes us forget who has spent what elsewhere. factor: how much more than in the table, for load generators."""

    def __init__(self, factor: float = 1.0) -> None:
        self.factor = factor
        self._strangers, self._rare, self._common = Buckets(BUCKETS_MAX), Buckets(BUCKETS_MAX), Buckets(BUCKETS_MAX)

    def take(self, tag: str, player: str | None, address: str, now: float) -> float:
        """Takes one for the account and one for the address, both or neither; answers with the seconds to wait, 0 when taken."""
        if player is None and tag not in FOR_STRANGERS:
            return 0.0
        wanted = {(f"@{address_key(address)}", tag): self._scaled(RATES[tag], ADDRESS_FACTOR)}
        if player is not None:
            wanted[player, tag] = self._scaled(RATES[tag], 1)
        return self._room(tag).take(wanted, now)

    def _room(self, tag: str) -> Buckets:
        if tag in FOR_STRANGERS:
            return self._strangers
        return self._rare if tag in LASTING else self._common

    def _scaled(self, rate: Rate, by: int) -> Rate:
        return Rate(max(1, int(rate.count * by * self.factor)), rate.seconds)

    def statistics(self) -> Mapping[str, object]:
        rooms = {"strangers": self._strangers, "rare": self._rare, "common": self._common}
        counts = {f"buckets_{name}": len(room) for name, room in rooms.items()}
        return {**counts, "buckets_max": BUCKETS_MAX, "when_full": "the fullest of the oldest are forgotten"}
