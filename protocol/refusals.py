"""Refusals: the closed list of answers that say no. Each tells whether trying again can help and whether the thing may have happened."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs


class Happened(Enum):
    """Whether what was asked may have happened all the same."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


@attrs.frozen
class Meaning:
    """What a code says, for the catalogue in docs/protocol.md."""

    words: str
    retryable: bool = False
    happened: Happened = Happened.NO


class Code(Enum):
    """The closed list of codes."""

    # The message itself
    MALFORMED = "MALFORMED"
    UNKNOWN_COMMAND = "UNKNOWN_COMMAND"
    MISSING_FIELD = "MISSING_FIELD"
    EXTRA_FIELD = "EXTRA_FIELD"
    DUPLICATE_KEY = "DUPLICATE_KEY"
    WRONG_TYPE = "WRONG_TYPE"
    OUT_OF_BOUNDS = "OUT_OF_BOUNDS"
    BAD_TEXT = "BAD_TEXT"
    # Who asks, and how often
    NOT_SIGNED_IN = "NOT_SIGNED_IN"
    BAD_TICKET = "BAD_TICKET"
    TOO_MANY_IN_FLIGHT = "TOO_MANY_IN_FLIGHT"
    TOO_FAST = "TOO_FAST"
    # The match
    NO_SUCH_MATCH = "NO_SUCH_MATCH"
    KEY_REUSED = "KEY_REUSED"
    NOT_YOUR_MATCH = "NOT_YOUR_MATCH"
    OWN_OFFER = "OWN_OFFER"
    ALREADY_TAKEN = "ALREADY_TAKEN"
    WRONG_PHASE = "WRONG_PHASE"
    NOT_YOUR_TURN = "NOT_YOUR_TURN"
    STALE_PLY = "STALE_PLY"
    ILLEGAL_MOVE = "ILLEGAL_MOVE"
    WRONG_GAME = "WRONG_GAME"
    NOTHING_TO_TAKE_BACK = "NOTHING_TO_TAKE_BACK"
    NOTHING_TO_CONTEST = "NOTHING_TO_CONTEST"
    EVIDENCE_CLOSED = "EVIDENCE_CLOSED"
    NO_SUCH_IMAGE = "NO_SUCH_IMAGE"
    BAD_IMAGE = "BAD_IMAGE"
    NOT_GONE = "NOT_GONE"
    TOO_MANY_MATCHES = "TOO_MANY_MATCHES"
    SEEKING_ELSEWHERE = "SEEKING_ELSEWHERE"
    # People
    NO_SUCH_PLAYER = "NO_SUCH_PLAYER"
    NOT_WITH_YOURSELF = "NOT_WITH_YOURSELF"
    NOTHING_OPEN = "NOTHING_OPEN"
    BLOCKED = "BLOCKED"
    # The money
    INSUFFICIENT_FUNDS = "INSUFFICIENT_FUNDS"
    OPPONENT_CANNOT_COVER = "OPPONENT_CANNOT_COVER"
    CURRENCY_NOT_OPEN = "CURRENCY_NOT_OPEN"
    # The Tables
    NO_SUCH_TABLE = "NO_SUCH_TABLE"
    WRONG_CURRENCY_MODE = "WRONG_CURRENCY_MODE"
    OPEN_BETS = "OPEN_BETS"
    ROUND_CLOSED = "ROUND_CLOSED"
    ILLEGAL_BET = "ILLEGAL_BET"
    BET_TOO_SMALL = "BET_TOO_SMALL"
    BET_TOO_LARGE = "BET_TOO_LARGE"
    BANK_SHORT = "BANK_SHORT"
    SEAT_TAKEN = "SEAT_TAKEN"
    NO_BET = "NO_BET"
    BET_FIXED = "BET_FIXED"
    TOO_LATE = "TOO_LATE"
    STALE_PLAY = "STALE_PLAY"
    SEEDS_NOT_SET = "SEEDS_NOT_SET"
    BELOW_THRESHOLD = "BELOW_THRESHOLD"
    IDENTITY_NEEDED = "IDENTITY_NEEDED"
    DAY_FULL = "DAY_FULL"
    NO_SUCH_PACKAGE = "NO_SUCH_PACKAGE"
    NO_SUCH_ITEM = "NO_SUCH_ITEM"
    ALREADY_OWNED = "ALREADY_OWNED"
    SOLD_OUT = "SOLD_OUT"
    NOT_OWNED = "NOT_OWNED"
    NOT_GIVABLE = "NOT_GIVABLE"
    NOT_FRIENDS = "NOT_FRIENDS"
    NO_SUCH_CHALLENGE = "NO_SUCH_CHALLENGE"
    NOT_DONE_YET = "NOT_DONE_YET"
    ENTRY_USED = "ENTRY_USED"
    ENTRY_EXPIRED = "ENTRY_EXPIRED"
    # Who may play, and how much
    GATE_NOT_PASSED = "GATE_NOT_PASSED"
    TERMS_CHANGED = "TERMS_CHANGED"
    PLACE_CLOSED = "PLACE_CLOSED"
    UNDER_AGE = "UNDER_AGE"
    NOT_YOUR_BIRTHDAY = "NOT_YOUR_BIRTHDAY"
    SELF_EXCLUDED = "SELF_EXCLUDED"
    LIMIT_REACHED = "LIMIT_REACHED"
    TOO_EARLY = "TOO_EARLY"
    NOTHING_ASKED = "NOTHING_ASKED"
    ACCOUNT_FROZEN = "ACCOUNT_FROZEN"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"
    MONEY_LEFT = "MONEY_LEFT"
    WRONG_NAME = "WRONG_NAME"
    STILL_COOLING = "STILL_COOLING"
    PAYOUTS_NOT_SET_UP = "PAYOUTS_NOT_SET_UP"
    PAYMENTS_AWAY = "PAYMENTS_AWAY"
    # Operators
    BAD_SIGNATURE = "BAD_SIGNATURE"
    REPLAYED = "REPLAYED"
    ROLE_NEEDED = "ROLE_NEEDED"
    ANOTHER_OPERATOR = "ANOTHER_OPERATOR"
    LAST_ROOT = "LAST_ROOT"
    NO_SUCH_ACTOR = "NO_SUCH_ACTOR"
    NO_SUCH_SETTING = "NO_SUCH_SETTING"
    LIMIT_LOOSER = "LIMIT_LOOSER"
    BACKUP_FAILED = "BACKUP_FAILED"
    # The house
    DRAINING = "DRAINING"
    TABLE_CLOSED = "TABLE_CLOSED"
    BUSY = "BUSY"
    UNAVAILABLE = "UNAVAILABLE"
    UNKNOWN_OUTCOME = "UNKNOWN_OUTCOME"
    INTERNAL = "INTERNAL"


_RETRY, _UNSURE = True, Happened.UNKNOWN

CATALOGUE: dict[Code, Meaning] = {
    Code.MALFORMED: Meaning("Not one JSON object in UTF-8 (half a surrogate pair is none) of at most 16 KiB and 16 levels."),
    Code.UNKNOWN_COMMAND: Meaning("No command has this type."),
    Code.MISSING_FIELD: Meaning("A field that the command needs is not there; path names it."),
    Code.EXTRA_FIELD: Meaning("A field that the command does not know; path names its place."),
    Code.DUPLICATE_KEY: Meaning("A key stands twice in one object."),
    Code.WRONG_TYPE: Meaning("A value of another JSON type than documented; numbers are whole numbers, never strings."),
    Code.OUT_OF_BOUNDS: Meaning("A value of the right type outside its bounds or of the wrong shape."),
    Code.BAD_TEXT: Meaning("A text with control characters or invisible direction marks."),
    Code.NOT_SIGNED_IN: Meaning("The connection belongs to nobody: sign in first, or send authenticate."),
    Code.BAD_TICKET: Meaning("The ticket is forged, used or older than a minute: fetch a new one."),
    Code.TOO_MANY_IN_FLIGHT: Meaning("More commands are waiting for their answer than one connection may have.", _RETRY),
    Code.TOO_FAST: Meaning("More of these in a short time than the house takes; wait retry_after_ms.", _RETRY),
    Code.NO_SUCH_MATCH: Meaning("There is no match with this id, or none that you may know of."),
    Code.KEY_REUSED: Meaning("This key was used before for something else; the first use stands."),
    Code.NOT_YOUR_MATCH: Meaning("Only the two players of a match may do this."),
    Code.OWN_OFFER: Meaning("Nobody plays against themself."),
    Code.ALREADY_TAKEN: Meaning("Somebody else took the seat first. Your money was not touched."),
    Code.WRONG_PHASE: Meaning("The match is at a point of its life where this cannot be done."),
    Code.NOT_YOUR_TURN: Meaning("It is the opponent's turn."),
    Code.STALE_PLY: Meaning("The ply is not the next one: something happened that you had not seen. Resume, then decide."),
    Code.ILLEGAL_MOVE: Meaning("The rules of the game do not allow this move now; message says which rule."),
    Code.WRONG_GAME: Meaning("The move belongs to another game."),
    Code.NOTHING_TO_TAKE_BACK: Meaning("There is no move to take back, or it was declined, or nobody asked."),
    Code.NOTHING_TO_CONTEST: Meaning("There is no such move of your opponent's to contest, or it was answered already."),
    Code.EVIDENCE_CLOSED: Meaning("The time to show evidence is over, or you have shown as much as one player may."),
    Code.NO_SUCH_IMAGE: Meaning("A hash names no image that you uploaded. Upload it first, with POST /evidence."),
    Code.BAD_IMAGE: Meaning("Not a PNG, JPEG or WebP image, or too large."),
    Code.NOT_GONE: Meaning("Your opponent is here, or it is not their turn, or they have not been gone for long enough."),
    Code.SEEKING_ELSEWHERE: Meaning("You are looking for an opponent on another connection now."),
    Code.NO_SUCH_PLAYER: Meaning("There is no player with this id."),
    Code.NOT_WITH_YOURSELF: Meaning("Nobody follows, blocks, mutes or reports themself."),
    Code.NOTHING_OPEN: Meaning("There is nothing open under this number: it was closed already, or never was."),
    Code.BLOCKED: Meaning("One of you has blocked the other: you are not matched."),
    Code.TOO_MANY_MATCHES: Meaning("You have as many open and live matches as one player may have."),
    Code.INSUFFICIENT_FUNDS: Meaning("Less is available in your wallet than this needs; holds are not available."),
    Code.OPPONENT_CANNOT_COVER: Meaning("The other player can no longer cover the stake. Your money was not touched."),
    Code.CURRENCY_NOT_OPEN: Meaning("This is not played in this currency."),
    Code.NO_SUCH_TABLE: Meaning("There is no table with this id."),
    Code.WRONG_CURRENCY_MODE: Meaning("You play with the other coin now, here or on another device. Nothing was taken; switch first (set_mode)."),
    Code.OPEN_BETS: Meaning("A bet of yours is open: that can be done when it has ended."),
    Code.ROUND_CLOSED: Meaning("This round takes no bets any more, or not yet. Nothing was taken."),
    Code.ILLEGAL_BET: Meaning("There is no such bet at this table; message says why."),
    Code.BET_TOO_SMALL: Meaning("Less than the table takes."),
    Code.BET_TOO_LARGE: Meaning("More than the table takes, or it could win more than the table pays."),
    Code.BANK_SHORT: Meaning("The bank could not pay all bets if this one won, too. Nothing was taken."),
    Code.SEAT_TAKEN: Meaning("Somebody else sits there, or you sit elsewhere."),
    Code.NO_BET: Meaning("You have no bet in this round."),
    Code.BET_FIXED: Meaning("At this table the draw is fixed with the bet: it can be neither changed nor taken back."),
    Code.TOO_LATE: Meaning("The curve had ended when we heard you, or you were out already."),
    Code.STALE_PLAY: Meaning("Something was played that you had not seen. Look, then decide."),
    Code.SEEDS_NOT_SET: Meaning("This table draws from your own seeds: choose a client seed first (rotate_seeds)."),
    Code.BELOW_THRESHOLD: Meaning("Fewer Sweeps Coins than one may redeem at once."),
    Code.IDENTITY_NEEDED: Meaning("Before a redemption: show once who you are (verify_identity)."),
    Code.DAY_FULL: Meaning("More than one may redeem in a day. Nothing was held; try again tomorrow, or with less."),
    Code.NO_SUCH_PACKAGE: Meaning("There is no package of this name."),
    Code.NO_SUCH_ITEM: Meaning("There is no such thing, or it is not to be bought, or not for this slot."),
    Code.ALREADY_OWNED: Meaning("Who would get it has it already. Nothing was taken."),
    Code.SOLD_OUT: Meaning("All of this edition are sold. Nothing was taken."),
    Code.NOT_OWNED: Meaning("That is not yours."),
    Code.NOT_GIVABLE: Meaning("Only what was bought can be given, and to somebody else."),
    Code.NOT_FRIENDS: Meaning("Gifts go to friends: somebody whom you follow, and who follows you."),
    Code.NO_SUCH_CHALLENGE: Meaning("There is no challenge of this name."),
    Code.NOT_DONE_YET: Meaning("The challenge is not done yet."),
    Code.ENTRY_USED: Meaning("This code was used for an entry already."),
    Code.ENTRY_EXPIRED: Meaning("The time of this code is over; nothing was given."),
    Code.GATE_NOT_PASSED: Meaning("Before any stake: say when you were born and where you are, and accept the terms (pass_gate)."),
    Code.TERMS_CHANGED: Meaning("The terms or the privacy notice changed: read and accept them (pass_gate)."),
    Code.PLACE_CLOSED: Meaning("This may not be played where you are. Withdrawals stay open."),
    Code.UNDER_AGE: Meaning("You are not old enough for this where you are."),
    Code.NOT_YOUR_BIRTHDAY: Meaning("You told us another date of birth before. If that one was wrong, write to us."),
    Code.SELF_EXCLUDED: Meaning("You are on a break or have excluded yourself. Nothing shortens that. Withdrawals stay open."),
    Code.LIMIT_REACHED: Meaning("This would go beyond a limit that you have set for yourself."),
    Code.TOO_EARLY: Meaning("A looser limit can be confirmed a day after it was asked for."),
    Code.NOTHING_ASKED: Meaning("No looser limit was asked for."),
    Code.ACCOUNT_FROZEN: Meaning("The account is frozen: a payment was taken back, or an operator is looking into something. Write to us."),
    Code.ACCOUNT_CLOSED: Meaning("The account is closed."),
    Code.MONEY_LEFT: Meaning("There is still money in the account, on its way, or owed: an account closes empty."),
    Code.WRONG_NAME: Meaning("To close the account, give its name exactly as it is."),
    Code.STILL_COOLING: Meaning("Of what is available, too much was paid in lately: deposits can be withdrawn a day after they came."),
    Code.PAYOUTS_NOT_SET_UP: Meaning("Say first to which account you are paid out (set_up_payouts)."),
    Code.PAYMENTS_AWAY: Meaning("Stripe does not answer. Nothing was taken; try again with the same key.", _RETRY),
    Code.BAD_SIGNATURE: Meaning("No operator of this name signed this for this connection: the name, the key, the nonce or the ref is another."),
    Code.REPLAYED: Meaning("The ref is not higher than the last one on this connection."),
    Code.ROLE_NEEDED: Meaning("Your role may not ask for this; message says which may."),
    Code.ANOTHER_OPERATOR: Meaning("Who proposed a command cannot approve it: another operator has to."),
    Code.LAST_ROOT: Meaning("Without this one, nobody could let operators in or out any more."),
    Code.NO_SUCH_ACTOR: Meaning("No actor of this name runs; tree lists them."),
    Code.NO_SUCH_SETTING: Meaning("There is no such setting that can be changed live; settings lists them."),
    Code.LIMIT_LOOSER: Meaning("That would loosen a limit: only its player may, and it takes a day."),
    Code.BACKUP_FAILED: Meaning("The backup was not made; message says why. What was there before is kept."),
    Code.DRAINING: Meaning("The house begins nothing new just now: it is about to restart. Nothing was taken; try again in a moment.", _RETRY),
    Code.TABLE_CLOSED: Meaning("This table takes no bets just now; message says why. Nothing was taken."),
    Code.BUSY: Meaning("A queue in the house is full. Nothing happened; try again after retry_after_ms.", _RETRY),
    Code.UNAVAILABLE: Meaning("The part that would answer is restarting. Nothing happened; try again.", _RETRY),
    Code.UNKNOWN_OUTCOME: Meaning("No answer in time: it may have happened. Ask again with the same key or ply.", _RETRY, _UNSURE),
    Code.INTERNAL: Meaning("Our bug; it is on record under the reference in message.", happened=_UNSURE),
}


@attrs.frozen
class Refused:
    """No, and why. path: where in the message; retry_after_ms: not before so many ms."""

    tag: ClassVar[str] = "refused"
    code: Code
    message: str
    retryable: bool = False
    may_have_happened: Happened = Happened.NO
    path: str | None = None
    retry_after_ms: int | None = None


def refused(code: Code, message: str | None = None, *, path: str | None = None, retry_after_ms: int | None = None) -> Refused:
    """A refusal with what the catalogue says of its code."""
    meaning = CATALOGUE[code]
    return Refused(code, message or meaning.words, meaning.retryable, meaning.happened, path, retry_after_ms)
