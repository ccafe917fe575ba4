"""What operators may ask about people: what players reported, what looks odd, one player's file, and what is done about it."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.commands.people import Offence
from protocol.events.wallet import Balance
from protocol.fields import text, whole
from protocol.ids import PLAYER_PATTERN
from protocol.limits import AccountState, LimitKind, LimitPeriod
from protocol.money import AMOUNT_MINOR_MAX, Currency
from protocol.people import Person

# ── commands ──


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
class FindPlayers:
    """Players whose name or id holds these letters, the newest first; answered with players."""

    tag: ClassVar[str] = "find_players"
    words: str = text(2, 40)


@attrs.frozen
class ShowPlayer:
    """Everything the house knows that an operator needs: state, wallet, limits, sign-ins, notes; answered with player_file."""

    tag: ClassVar[str] = "show_player"
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)


@attrs.frozen
class SetAccountState:
    """Freeze an account, or open it again; closing is its player's own. A player who owes stays frozen."""

    tag: ClassVar[str] = "set_account_state"
    frozen: bool
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    reason: str = text(3, 500)


@attrs.frozen
class ListSessions:
    """Where a player is signed in; answered with sessions."""

    tag: ClassVar[str] = "list_sessions"
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)


@attrs.frozen
class EndSessions:
    """Sign a player out everywhere; their open connections end at once."""

    tag: ClassVar[str] = "end_sessions"
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    reason: str = text(3, 500)


@attrs.frozen
class TightenLimit:
    """Set a limit for a player, in minor units (session: minutes): at once, and only if it is tighter than what they have. What loosens is the
    player's own, and takes a day."""

    tag: ClassVar[str] = "tighten_limit"
    kind: LimitKind
    period: LimitPeriod
    currency: Currency
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    most: int = whole(0, AMOUNT_MINOR_MAX)
    reason: str = text(3, 500)


@attrs.frozen
class ExcludePlayer:
    """Exclude a player for so many days, as if they had done it themself. Nothing shortens it, and no command of ours either."""

    tag: ClassVar[str] = "exclude_player"
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    days: int = whole(1, 36_500)
    reason: str = text(3, 500)


@attrs.frozen
class AddNote:
    """Write something down about a player, for other operators. The player does not see it, but has a right to ask for it."""

    tag: ClassVar[str] = "add_note"
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    words: str = text(3, 500)


@attrs.frozen
class MergePlayers:
    """Two accounts of one person become one: dollars and Gold Coins of the duplicate go to the one that is kept, its sign-ins lead there, and it is
    closed. Refused while anything is held, owed or on its way. Sweeps Coins never move: they lapse."""

    tag: ClassVar[str] = "merge_players"
    duplicate_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    reason: str = text(3, 500)


# ── bodies ──


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
class FoundPlayer:
    """A player in a list: state is open, frozen or closed."""

    player: Person
    since_ms: int
    state: AccountState
    online: bool


@attrs.frozen
class FoundPlayers:
    """Who was found, at most 50."""

    tag: ClassVar[str] = "players"
    players: tuple[FoundPlayer, ...]


@attrs.frozen
class Note:
    """What an operator wrote down."""

    at_ms: int
    operator: str
    words: str


@attrs.frozen
class PlayerLimit:
    """A limit, and how much of it is used; minor units, or minutes."""

    kind: LimitKind
    period: LimitPeriod
    currency: Currency
    most: int | None
    used: int


@attrs.frozen
class PlayerFile:
    """A player as an operator sees them. place: where they said they are; excluded_ms: until when; owed_minor: what they owe, in cents."""

    tag: ClassVar[str] = "player_file"
    player: Person
    since_ms: int
    online: bool
    state: AccountState
    place: str
    excluded_ms: int
    owed_minor: int
    balances: tuple[Balance, ...]
    limits: tuple[PlayerLimit, ...]
    live_matches: tuple[str, ...]
    sign_ins: int
    same_device: tuple[Person, ...]
    strikes: int
    notes: tuple[Note, ...]


@attrs.frozen
class SignIn:
    """One sign-in: from when, last seen when, on what."""

    number: str
    at_ms: int
    seen_ms: int
    agent: str


@attrs.frozen
class SignIns:
    """Where a player is signed in."""

    tag: ClassVar[str] = "sessions"
    sessions: tuple[SignIn, ...]


PeopleCommand = (
    ListReports
    | CloseReport
    | ListFlags
    | CloseFlag
    | FindPlayers
    | ShowPlayer
    | SetAccountState
    | ListSessions
    | EndSessions
    | TightenLimit
    | ExcludePlayer
    | AddNote
    | MergePlayers
)
PeopleBody = Reports | Flags | FoundPlayers | PlayerFile | SignIns
