"""What operators are answered about the machine."""

from __future__ import annotations

from typing import ClassVar

import attrs


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


HouseBody = HouseState | ActorTree | ActorFile | Letters | Errors | SettingList | BackupMade | Backups
