"""Blackjack: seven seats against the dealer. The order of the cards is fixed by the round's seed before the first bet; plays decide who gets which.

The table is a fold: bets and plays in, cards out. So a restart deals the same cards again."""

from __future__ import annotations

from collections.abc import Sequence

from actors.tables.cards import OneHand, dealer_draws, is_blackjack, may, total, won
from actors.tables.rules import Ended, Locked, Placed, Played, Source, Stake, Step, Times
from protocol.refusals import Code, Refused, refused
from protocol.tables import BlackjackBet, BlackjackHands, HandMove, TableKind, TableLimit
from protocol.tables.blackjack import BlackjackSeat, Hand

TURN_MS = 15_000
"""Who does not play in time stands."""


class Blackjack:
    """The table."""

    kind = TableKind.BLACKJACK
    return_bp = 9_943
    times = Times(bets=10_000, show=2_500, pause=5_000, idle=False)
    personal = False

    def refuse(self, bet: BlackjackBet, others: Sequence[Placed]) -> Refused | None:
        taken = [one for one in others if isinstance(one.bet, BlackjackBet) and one.bet.seat == bet.seat]
        return refused(Code.SEAT_TAKEN) if taken else None

    def cover(self, bet: BlackjackBet, _limit: TableLimit) -> int:
        return bet.minor * 3 // 2

    def begin(self, locked: Locked) -> Hands:
        return Hands(locked)

    def past(self, _source: Source) -> None:
        return None


class Seat:
    """A bet with its hands; stakes by hand, the doubles after."""

    def __init__(self, placed: Placed) -> None:
        assert isinstance(placed.bet, BlackjackBet)
        self.placed = placed
        self.number = placed.bet.seat
        self.minor = placed.bet.minor
        self.hands: list[OneHand] = [OneHand(())]
        self.stakes: list[list[Stake]] = [[placed.stakes[0]]]

    @property
    def player(self) -> str:
        return self.placed.player

    def put_up(self, hand: int, stake: Stake, *, split: bool) -> None:
        if split:
            self.stakes.append([stake])
        else:
            self.stakes[hand].append(stake)

    def won(self, dealer: tuple[str, ...]) -> dict[str, int]:
        """Of each hold."""
        return {
            stake.hold_id: won(hand, dealer, stake.minor) for hand, stakes in zip(self.hands, self.stakes, strict=True) for stake in stakes
        }


class Hands:
    """One round."""

    def __init__(self, locked: Locked) -> None:
        assert locked.source is not None
        self._source: Source = locked.source
        self._show_ms = locked.show_ms
        self._seats = sorted((Seat(bet) for bet in locked.bets.values()), key=lambda seat: seat.number)
        self._dealt = 0
        self._plays = 0
        self._over = False
        for seat in self._seats:
            seat.hands[0] = OneHand((self._card(),))
        self._dealer: tuple[str, ...] = (self._card(),)
        for seat in self._seats:
            seat.hands[0] = OneHand((*seat.hands[0].cards, self._card()))
        self._hole = self._card()
        self._turn_ms = locked.now_ms + TURN_MS
        self._ends_ms: int | None = None
        kept = {bet.player: list(bet.stakes[1:]) for bet in locked.bets.values()}
        for words in locked.plays:
            number, move = words.split(" ")
            seat = next(seat for seat in self._seats if seat.number == int(number))
            more = kept[seat.player].pop(0) if move in ("double", "split") else None
            self._play(seat, HandMove(move), more)
        self._go_on(locked.now_ms)

    def _card(self) -> str:
        self._dealt += 1
        return self._source.card(self._dealt - 1)

    # ── whose turn it is ──

    def _turn(self) -> tuple[Seat, int] | None:
        if self._dealer_has_blackjack:
            return None
        return next(((seat, place) for seat in self._seats for place, hand in enumerate(seat.hands) if not hand.done), None)

    @property
    def _dealer_has_blackjack(self) -> bool:
        """The dealer looks at the hole card under an ace or a ten."""
        return is_blackjack((self._dealer[0], self._hole), split=False)

    def _go_on(self, now_ms: int) -> None:
        """The next turn begins; after the last the dealer draws, if anybody still stands against them."""
        if self._turn() is not None:
            self._turn_ms = now_ms + TURN_MS
        elif self._ends_ms is None:
            self._dealer = (self._dealer[0], self._hole)
            while self._anybody_against_the_dealer() and dealer_draws(self._dealer):
                self._dealer = (*self._dealer, self._card())
            self._ends_ms = now_ms + self._show_ms

    def _anybody_against_the_dealer(self) -> bool:
        hands = [hand for seat in self._seats for hand in seat.hands]
        return any(total(hand.cards).points <= 21 and not is_blackjack(hand.cards, split=hand.split) for hand in hands)

    # ── what is shown ──

    @property
    def open(self) -> bool:
        return self._ends_ms is None

    def shown(self) -> BlackjackHands:
        turn = self._turn()
        seats = tuple(BlackjackSeat(seat.number, seat.player, self._hands(seat, turn)) for seat in self._seats)
        return BlackjackHands(
            seats, self._dealer, total(self._dealer).points, self._plays, turn[0].number if turn else None, turn[1] if turn else None
        )

    def _hands(self, seat: Seat, turn: tuple[Seat, int] | None) -> tuple[Hand, ...]:
        return tuple(self._hand(seat, place, turn) for place in range(len(seat.hands)))

    def _hand(self, seat: Seat, place: int, turn: tuple[Seat, int] | None) -> Hand:
        hand = seat.hands[place]
        points_, soft = total(hand.cards)
        moves = may(hand, len(seat.hands)) if turn == (seat, place) else ()
        minor = sum(stake.minor for stake in seat.stakes[place])
        return Hand(hand.cards, points_, soft, minor, hand.doubled, is_blackjack(hand.cards, split=hand.split), hand.done, moves)

    # ── what happens ──

    def due_ms(self) -> int | None:
        if self._over:
            return None
        return self._turn_ms if self._ends_ms is None else self._ends_ms

    def pass_time(self, _now_ms: int) -> Sequence[Step]:
        turn = self._turn()
        if self._ends_ms is None:
            assert turn is not None
            return [Played(turn[0].player, self._plays, f"{turn[0].number} stand")]
        self._over = True
        return [self._end(seat) for seat in self._seats]

    def _end(self, seat: Seat) -> Ended:
        paid = seat.won(self._dealer)
        return Ended(seat.player, tuple(paid[stake.hold_id] for stake in seat.placed.stakes))

    def play(self, player: str, move: HandMove, plays: int) -> Step | Refused:
        seat = next((seat for seat in self._seats if seat.player == player), None)
        if seat is None:
            return refused(Code.NO_BET)
        if plays != self._plays:
            return refused(Code.STALE_PLAY)
        turn = self._turn()
        if turn is None or turn[0] is not seat:
            return refused(Code.NOT_YOUR_TURN)
        if move not in may(seat.hands[turn[1]], len(seat.hands)):
            return refused(Code.ILLEGAL_MOVE, f"This hand cannot {move.value}.")
        hold = seat.placed.stakes[0].hold_id.rsplit("/", 1)[0] + f"/x{self._plays}"
        more = Stake(hold, seat.minor, seat.minor) if move in (HandMove.DOUBLE, HandMove.SPLIT) else None
        return Played(player, self._plays, f"{seat.number} {move.value}", more)

    def done(self, step: Step, now_ms: int) -> None:
        if isinstance(step, Played):
            number, move = step.words.split(" ")
            seat = next(seat for seat in self._seats if seat.number == int(number))
            if step.more is not None:
                seat.placed = add_stake(seat.placed, step.more)
            self._play(seat, HandMove(move), step.more)
            self._go_on(now_ms)

    def _play(self, seat: Seat, move: HandMove, more: Stake | None) -> None:
        self._plays += 1
        turn = self._turn()
        assert turn is not None
        place = turn[1]
        hand = seat.hands[place]
        if more is not None:
            seat.put_up(place, more, split=move is HandMove.SPLIT)
        match move:
            case HandMove.STAND:
                seat.hands[place] = hand._replace(stood=True)
            case HandMove.HIT:
                seat.hands[place] = hand._replace(cards=(*hand.cards, self._card()))
            case HandMove.DOUBLE:
                seat.hands[place] = hand._replace(cards=(*hand.cards, self._card()), doubled=True)
            case HandMove.SPLIT:
                first, second = hand.cards
                seat.hands = [OneHand((first, self._card()), split=True), OneHand((second, self._card()), split=True)]


def add_stake(placed: Placed, more: Stake) -> Placed:
    return Placed(placed.player, placed.name, placed.currency, placed.bet, (*placed.stakes, more), placed.drawn)
