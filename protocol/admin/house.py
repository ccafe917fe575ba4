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
