"""Backups: base and WAL of the embedded database, a logical dump of any other; with them the keys and the signed heads, or they would prove nothing.

A base backup and the archive of WAL behind it can be restored to the end, or to any row of the journal; ARCHITECTURE.md argues the choice."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

import attrs
import trio

from protocol.admin.house_views import Backup, BackupMade, Backups
from protocol.refusals import Code, Refused, refused
from server.config import Config
from wallet.database import Database
from wallet.embedded import SUPERUSER, binaries, plain_environment, socket_folder, unprivileged

BESIDE = ("heads.log", "trail-heads.log")
"""What a backup holds beside the database and the keys."""


AFTER_ALL_WAL = "~"


class BackupWrong(Exception):
    """One line: what could not be done, and why."""


def folder_of(config: Config) -> Path:
    return (config.backups or config.data / "backups").resolve()


def wal_archive(config: Config) -> Path:
    """Where the embedded database puts each segment of its WAL once it is full, or a minute old."""
    return folder_of(config) / "wal"


def archiving(config: Config) -> Sequence[str]:
    """The settings of the embedded database by which its WAL is kept; none where no folder for backups is named."""
    if config.backups is None:
        return ()
    archive = wal_archive(config)
    archive.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A segment is there whole or not at all; one that is there already is never written over.
    command = f"test ! -f '{archive}/%f' && cp %p '{archive}/%f.part' && mv '{archive}/%f.part' '{archive}/%f'"
    return ("archive_mode=on", f"archive_command={command}", "archive_timeout=60")


async def back_up(config: Config, database: Database) -> BackupMade | Refused:
    """A backup while the server serves; what was there before is kept."""
    try:
        made = await trio.to_thread.run_sync(make, config)
    except (BackupWrong, OSError) as error:
        return refused(Code.BACKUP_FAILED, str(error)[:300])
    rows = await database.rows("SELECT last_seq FROM writers WHERE name = 'journal'")
    return BackupMade(str(made), size_of(made), rows[0][0])


def make(config: Config) -> Path:
    """Writes into a folder that bears its number, under another name until it is whole. Raises BackupWrong."""
    folder = folder_of(config)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    newest = next((int(one.name.removeprefix("backup-")) for one in whole(folder)), 0)
    target = folder / f"backup-{newest + 1:06}"
    fresh = folder / f"{target.name}.part"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    try:
        if config.database_url is None:
            _copy_of(config, fresh / "base")
        else:
            _dump(config.database_url, fresh / "wagerup.dump")
        shutil.copytree(config.data / "keys", fresh / "keys")
        for name in BESIDE:
            if (config.data / name).exists():
                shutil.copy2(config.data / name, fresh / name)
    except (BackupWrong, OSError):
        shutil.rmtree(fresh, ignore_errors=True)  # half a backup would only take room
        raise
    fresh.rename(target)
    return target


def _copy_of(config: Config, target: Path) -> None:
    """A copy of all files with the WAL that they need, verified against its manifest."""
    command = ["pg_basebackup", "-h", str(socket_folder(config.data)), "-U", SUPERUSER, "-D", str(target), "-X", "stream", "-c", "fast"]
    run(*command, "--manifest-checksums=SHA256")
    run("pg_verifybackup", "-q", str(target))


def _dump(url: str, target: Path) -> None:
    run("pg_dump", "--format=custom", "--no-owner", f"--file={target}", on=url)


def without_password(url: str) -> tuple[str, str]:
    """An address that may be seen, and the password that stood in it, before the @ or among its parameters."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    user, colon, password = parts.netloc.rpartition("@")[0].partition(":")
    host = parts.netloc.rpartition("@")[2]
    shown = urlencode([(name, value) for name, value in query if name != "password"], quote_via=quote, safe="/")
    netloc = f"{user}@{host}" if user else host
    return urlunsplit(parts._replace(netloc=netloc, query=shown)), unquote(password) if colon else dict(query).get("password", "")


def run(*command: str, on: str | None = None) -> None:
    """One of PostgreSQL's own tools, on the database at an address. Raises BackupWrong with its last words; a password is not among them, and not
    among its arguments either, which everybody on this machine may read."""
    environment = plain_environment()
    if on is not None:
        address, password = without_password(on)
        command = (*command, f"--dbname={address}")
        environment |= {"PGPASSWORD": password} if password else {}
    prefix = [part for part in unprivileged() if part != "as-nobody"]
    done = subprocess.run([*prefix, str(binaries() / command[0]), *command[1:]], capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        words = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BackupWrong(f"{command[0]} failed: {words}")


def whole(folder: Path) -> Sequence[Path]:
    """The backups in a folder that are finished, the newest first."""
    found = folder.glob("backup-*") if folder.is_dir() else ()
    return sorted((one for one in found if one.name.removeprefix("backup-").isdigit()), reverse=True)


def listed(config: Config) -> Backups:
    """The newest first."""
    folder = folder_of(config)
    found = whole(folder)
    disk = shutil.disk_usage(folder if folder.is_dir() else config.data)
    backups = tuple(Backup(one.name, int(one.stat().st_mtime * 1000), size_of(one)) for one in found)
    return Backups(backups, disk.total, disk.free)


def prune(config: Config, keep: int) -> None:
    """Deletes all but the newest so many, and the WAL from before the oldest that is kept; all of it when none is."""
    found = whole(folder_of(config))
    for one in found[keep:]:
        shutil.rmtree(one, ignore_errors=True)
    kept = found[:keep]
    first = _first_segment(kept[-1]) if kept else AFTER_ALL_WAL
    for segment in wal_archive(config).glob("*"):
        if first is not None and segment.name < first:
            segment.unlink(missing_ok=True)


def _first_segment(backup: Path) -> str | None:
    """The first segment of WAL that a base backup needs, as its label says."""
    label = backup / "base" / "backup_label"
    words = label.read_text(encoding="utf-8", errors="replace") if label.exists() else ""
    return words.partition("(file ")[2].partition(")")[0] or None


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


# ── and back ─────────────────────────────────────────────────────────────────


@attrs.frozen
class Target:
    """Where a restore stops: at the end of what there is, or right after the batch that holds a row of the journal."""

    row: int | None = None
    xid: int | None = None


def lay_out(backup: Path, data: Path) -> None:
    """A fresh data folder from a backup of an embedded database. Raises BackupWrong when there is something already."""
    if (data / "postgres").exists():
        raise BackupWrong(f"{data} has a database already: restore into a folder that is not there yet.")
    if not (backup / "base").is_dir():
        raise BackupWrong(f"{backup} holds no base backup.")
    run("pg_verifybackup", "-q", str(backup / "base"))
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copytree(backup / "base", data / "postgres.new")
    shutil.copytree(backup / "keys", data / "keys", dirs_exist_ok=True)
    for name in BESIDE:
        if (backup / name).exists():
            shutil.copy2(backup / name, data / name)
    (data / "postgres.new").rename(data / "postgres")


def recover(data: Path, archive: Path | None, target: Target) -> Sequence[str]:
    """Tells PostgreSQL to replay the archive on its next start, and how far; answers with the settings for that start."""
    if archive is None or not archive.is_dir():
        return ()
    (data / "postgres" / "recovery.signal").touch(mode=0o600)
    settings = [f"restore_command=cp '{archive.resolve()}/%f' %p", "recovery_target_action=promote", "archive_mode=off"]
    if target.xid is not None:
        settings += [f"recovery_target_xid={target.xid}", "recovery_target_inclusive=on"]
    return settings
