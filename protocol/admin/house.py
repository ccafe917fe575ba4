"""What operators may ask about the machine: its actors, what crashed, how it does, what can be set while it runs, drain, backup, a word to all."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.fields import text, whole

ACTOR_PATTERN = r"^[a-z0-9_ ]{1,40}$"
SETTING_PATTERN = r"^[a-z_]{3,40}$"


class LogLevel(Enum):
    """What is written to the log: this, and what is graver."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


# ── commands ──


@attrs.frozen
class ReadHouse:
    """How the house does now: what `wagerup admin top` shows; answered with house."""

    tag: ClassVar[str] = "read_house"


@attrs.frozen
class ReadTree:
    """The supervision tree: every actor with its state, mailbox and restarts, at most so many of one kind; answered with tree."""

    tag: ClassVar[str] = "read_tree"
    most: int = whole(1, 10_000, default=20)


@attrs.frozen
class ShowActor:
    """One actor, by its name (`wallet`, `t_crash`, a match's id): what it says of itself, and the trace of its last crash; answered with actor."""

    tag: ClassVar[str] = "show_actor"
    name: str = text(1, 40, pattern=ACTOR_PATTERN)


@attrs.frozen
class RestartActor:
    """Stop an actor and start it again from what is durable, with whom its supervisor restarts together with it. What waits in its mailbox stays."""

    tag: ClassVar[str] = "restart_actor"
    name: str = text(1, 40, pattern=ACTOR_PATTERN)
    reason: str = text(3, 500)


@attrs.frozen
class ListLetters:
    """Messages that crashed their actor twice and were parked, the newest first; answered with letters."""

    tag: ClassVar[str] = "list_letters"


@attrs.frozen
class ListErrors:
    """What went wrong last, the newest first: crashes, bugs, alarms; answered with errors."""

    tag: ClassVar[str] = "list_errors"


@attrs.frozen
class ListSettings:
    """What can be changed while the house runs, and how it stands; answered with settings."""

    tag: ClassVar[str] = "list_settings"


@attrs.frozen
class ChangeSetting:
    """Change a setting, at once and until it is changed again, restarts included. Without a value: back to what the environment says."""

    tag: ClassVar[str] = "change_setting"
    name: str = text(3, 40, pattern=SETTING_PATTERN)
    reason: str = text(3, 500)
    value: int | None = whole(0, default=None)


@attrs.frozen
class SetLogLevel:
    """What is written to the log from now on, until the next start."""

    tag: ClassVar[str] = "set_log_level"
    level: LogLevel
    reason: str = text(3, 500)


@attrs.frozen
class Announce:
    """A word to everybody who is here, and to who comes within so many minutes. No words: take it back."""

    tag: ClassVar[str] = "announce"
    words: str = text(0, 200)
    minutes: int = whole(1, 1_440, default=30)


@attrs.frozen
class Drain:
    """Begin nothing new: no offers, no seats, no bets, no sign of readiness to the load balancer. What is in play goes on."""

    tag: ClassVar[str] = "drain"
    reason: str = text(3, 200)


@attrs.frozen
class Undrain:
    """Begin new matches and take bets again."""

    tag: ClassVar[str] = "undrain"
    reason: str = text(3, 200)


@attrs.frozen
class BackUp:
    """Make a backup now, into the backup folder of the server; answered with backup_made."""

    tag: ClassVar[str] = "back_up"
    reason: str = text(3, 500)


@attrs.frozen
class ListBackups:
    """The backups in the backup folder of the server, the newest first, and how much room its disk has; answered with backups."""

    tag: ClassVar[str] = "list_backups"


@attrs.frozen
class PruneBackups:
    """Delete all backups but the newest so many, and the WAL that none of those needs; answered with backups."""

    tag: ClassVar[str] = "prune_backups"
    keep: int = whole(0, 1_000)
    reason: str = text(3, 500)


# ── bodies ──


@attrs.frozen
class ActorRow:
    """An actor: where it hangs, its state (or its supervisor's strategy), how many messages wait of how many that may, how often it was restarted,
    and the words of its last crash."""

    path: str
    state: str
    waiting: int
    size: int
    restarts: int
    crash: str


@attrs.frozen
class ActorTree:
    """The tree, top down; hidden: how many actors are not listed."""

    tag: ClassVar[str] = "tree"
    actors: tuple[ActorRow, ...]
    hidden: int


@attrs.frozen
class Fact:
    """A name and what stands under it."""

    name: str
    value: str


@attrs.frozen
class ActorFile:
    """One actor, and the trace of its last crash."""

    tag: ClassVar[str] = "actor"
    actor: ActorRow
    facts: tuple[Fact, ...]
    trace: str


@attrs.frozen
class Letter:
    """A parked message: whose it was, of what kind, and what it did. What it said may be personal, and is not shown."""

    at_ms: int
    actor: str
    kind: str
    error: str


@attrs.frozen
class Letters:
    """The dead letters."""

    tag: ClassVar[str] = "letters"
    letters: tuple[Letter, ...]


@attrs.frozen
class ErrorLine:
    """Something that went wrong: when, what, whose, in words."""

    at_ms: int
    what: str
    whose: str
    words: str


@attrs.frozen
class Errors:
    """What went wrong last."""

    tag: ClassVar[str] = "errors"
    errors: tuple[ErrorLine, ...]


@attrs.frozen
class Setting:
    """A setting: how it stands, what the environment says, its bounds, and what it means."""

    name: str
    value: int
    configured: int
    least: int
    most: int
    words: str


@attrs.frozen
class SettingList:
    """What can be changed live."""

    tag: ClassVar[str] = "settings"
    settings: tuple[Setting, ...]


@attrs.frozen
class BackupMade:
    """Where the backup is, how many bytes it has, and up to which row of the journal it goes."""

    tag: ClassVar[str] = "backup_made"
    path: str
    bytes: int
    last_seq: int


@attrs.frozen
class Backup:
    """A backup: its name, when it was made, how many bytes it has."""

    name: str
    at_ms: int
    bytes: int


@attrs.frozen
class Backups:
    """The backups of a house, and of the disk that they are on: bytes in all, bytes that are free."""

    tag: ClassVar[str] = "backups"
    backups: tuple[Backup, ...]
    disk_bytes: int
    free_bytes: int


@attrs.frozen
class Reading:
    """A figure of the instruments, by the name it has at /metrics."""

    name: str
    value: float


@attrs.frozen
class Histogram:
    """How many measurements were at most so many seconds: bounds and counts beside each other; the last count has no bound."""

    name: str
    bounds: tuple[float, ...]
    counts: tuple[int, ...]


@attrs.frozen
class HouseState:
    """How the house does. Readings only ever grow or are as of now; whoever asks twice can tell rates. hidden: actors that are not listed."""

    tag: ClassVar[str] = "house"
    at_ms: int
    since_ms: int
    words: str
    actors: tuple[ActorRow, ...]
    hidden: int
    readings: tuple[Reading, ...]
    histograms: tuple[Histogram, ...]
    errors: tuple[ErrorLine, ...]


HouseCommand = (
    ReadHouse
    | ReadTree
    | ShowActor
    | RestartActor
    | ListLetters
    | ListErrors
    | ListSettings
    | ChangeSetting
    | SetLogLevel
    | Announce
    | Drain
    | Undrain
    | BackUp
    | ListBackups
    | PruneBackups
)
HouseBody = HouseState | ActorTree | ActorFile | Letters | Errors | SettingList | BackupMade | Backups
