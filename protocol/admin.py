"""The operators' messages: the same three shapes as the players', on a socket of their own."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.admin_coins import CoinBody, CoinCommand
from protocol.commands.people import Offence
from protocol.envelope import Accepted
from protocol.events import MatchEvent, MatchView
from protocol.fields import INT_MAX, text, whole
from protocol.ids import MATCH_PATTERN, PLAYER_PATTERN, WITHDRAWAL_PATTERN
from protocol.people import Person
from protocol.refusals import Refused


@attrs.frozen
class ListDisputes:
    """Every match in dispute, the oldest deadline first; answered with disputes."""

    tag: ClassVar[str] = "list_disputes"


@attrs.frozen
class ShowMatch:
    """One match with all its facts, chat included; answered with match_story."""

    tag: ClassVar[str] = "show_match"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)


@attrs.frozen
class DecideDispute:
    """The verdict: the winner's seat (0 the creator, 1 the other), or nothing for a void match; both players read the reason. strike: the seat that
    claimed what was not so. It may be appealed once; the verdict after that is final."""

    tag: ClassVar[str] = "decide_dispute"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    winner: int | None = whole(0, 1)
    reason: str = text(10, 500)
    strike: int | None = whole(0, 1, default=None)


@attrs.frozen
class VoidMatch:
    """Stop a match that is not settled: both stakes go back, no rake; both players read the reason."""

    tag: ClassVar[str] = "void_match"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    reason: str = text(10, 500)


@attrs.frozen
class StrikeOff:
    """Take a settled match off the ladders, which are counted again without it. The money stays where it is."""

    tag: ClassVar[str] = "strike_off"
    match_id: str = text(18, 18, pattern=MATCH_PATTERN)
    reason: str = text(10, 500)


@attrs.frozen
class ReadImage:
    """An image of evidence, by its hash; answered with image."""

    tag: ClassVar[str] = "read_image"
    sha256: str = text(64, 64, pattern=r"^[0-9a-f]{64}$")


@attrs.frozen
class ListReports:
    """What players reported and nobody has closed, the oldest first; answered with reports."""

    tag: ClassVar[str] = "list_reports"


@attrs.frozen
class CloseReport:
    """A report has been looked at, and what came of it."""

    tag: ClassVar[str] = "close_report"
    number: int = whole(1)
    outcome: str = text(3, 500)


@attrs.frozen
class ListFlags:
    """What looks odd and nobody has closed, the oldest first, after looking once more; answered with flags."""

    tag: ClassVar[str] = "list_flags"


@attrs.frozen
class CloseFlag:
    """A flag has been looked at, and what came of it."""

    tag: ClassVar[str] = "close_flag"
    number: int = whole(1)
    outcome: str = text(3, 500)


@attrs.frozen
class ListWithdrawals:
    """Withdrawals that wait for an operator, the oldest first; answered with withdrawals."""

    tag: ClassVar[str] = "list_withdrawals"


@attrs.frozen
class DecideWithdrawal:
    """Let a withdrawal go, or deny it: then the money is free again, and the player reads the reason."""

    tag: ClassVar[str] = "decide_withdrawal"
    withdrawal_id: str = text(18, 18, pattern=WITHDRAWAL_PATTERN)
    approve: bool  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds
    reason: str = text(3, 500)


@attrs.frozen
class SetAccountState:
    """Freeze an account, or open it again; closing is its player's own. A player who owes stays frozen."""

    tag: ClassVar[str] = "set_account_state"
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    frozen: bool  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds
    reason: str = text(3, 500)


@attrs.frozen
class ListTroubles:
    """Events of Stripe's that fit nothing of ours, the newest first; answered with troubles."""

    tag: ClassVar[str] = "list_troubles"


AdminCommand = (
    CoinCommand
    | ListDisputes
    | ShowMatch
    | DecideDispute
    | VoidMatch
    | StrikeOff
    | ReadImage
    | ListReports
    | CloseReport
    | ListFlags
    | CloseFlag
    | ListWithdrawals
    | DecideWithdrawal
    | SetAccountState
    | ListTroubles
)


@attrs.frozen
class Dispute:
    """A match in dispute: who plays what for how much, why, until when a verdict is due (ms since 1970), how many times evidence was shown, and
    the words of an appeal, where there is one."""

    match_id: str
    game: str
    names: tuple[str, ...]
    stake_minor: int
    currency: str
    deadline_ms: int
    reason: str
    evidence: int
    appeal: str | None


@attrs.frozen
class Disputes:
    """The queue."""

    tag: ClassVar[str] = "disputes"
    disputes: tuple[Dispute, ...]


@attrs.frozen
class MatchStory:
    """A match and everything that happened in it, in order; strikes: how many each player has, by seat."""

    tag: ClassVar[str] = "match_story"
    match: MatchView
    facts: tuple[MatchEvent, ...]
    strikes: tuple[int, ...]


@attrs.frozen
class ImageBytes:
    """An image, in base64."""

    tag: ClassVar[str] = "image"
    media_type: str
    base64: str


@attrs.frozen
class Report:
    """What a player reported; strikes: how many the reported player has."""

    number: int
    at_ms: int
    reporter: Person
    player: Person
    offence: Offence
    match_id: str | None
    words: str
    strikes: int


@attrs.frozen
class Reports:
    """The queue of reports."""

    tag: ClassVar[str] = "reports"
    reports: tuple[Report, ...]


@attrs.frozen
class FlagRaised:
    """What looked odd: the pattern, who, the evidence in words, and the matches behind it."""

    number: int
    at_ms: int
    kind: str
    players: tuple[Person, ...]
    evidence: str
    matches: tuple[str, ...]


@attrs.frozen
class Flags:
    """The queue of flags."""

    tag: ClassVar[str] = "flags"
    flags: tuple[FlagRaised, ...]


@attrs.frozen
class WaitingWithdrawal:
    """A withdrawal in review: who wants how much, since when, and what they paid in and were paid out before, in minor units."""

    withdrawal_id: str
    at_ms: int
    player: Person
    currency: str
    minor: int
    paid_in_minor: int
    paid_out_minor: int


@attrs.frozen
class WaitingWithdrawals:
    """The queue of withdrawals."""

    tag: ClassVar[str] = "withdrawals"
    withdrawals: tuple[WaitingWithdrawal, ...]


@attrs.frozen
class Trouble:
    """An event of Stripe's that was kept and not acted upon, and why."""

    event_id: str
    at_ms: int
    kind: str
    object_id: str
    words: str


@attrs.frozen
class Troubles:
    """What a person has to look at."""

    tag: ClassVar[str] = "troubles"
    troubles: tuple[Trouble, ...]


AdminBody = CoinBody | Disputes | MatchStory | ImageBytes | Reports | Flags | WaitingWithdrawals | Troubles | Accepted | Refused


@attrs.frozen
class AdminRequest:
    """{"ref": …, "command": {…}}"""

    ref: int = whole(0, INT_MAX)
    command: AdminCommand  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds


@attrs.frozen
class AdminReply:
    """{"ref": …, "reply": {…}}"""

    ref: int | None
    reply: AdminBody
