"""Make whole, checked copies of the store beside its writers.

A copy is taken page by page out of one snapshot, checked, synced and renamed: what has the name of
a copy is one.
"""

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from records.errors import StoreError
from store.backup.manifest import BackupManifest, examine_backup, make_manifest_name
from store.db.connection import (
    SQLITE_ERRORS,
    explain_sqlite_error,
    open_connection,
    refuse_foreign_file,
)

# copied in one step, 4 MB: Ctrl-C takes effect between two of them
BACKUP_STEP_PAGES: Final = 1_024
BACKUP_FOLDER: Final = "backups"
"""Of the copies that nobody wished elsewhere; it lies beside the store."""
_LOCK: Final = ".lock"
_PART: Final = ".part.db"
SQLITE_FILE_SUFFIXES: Final = ("-journal", "-wal", "-shm")
"""What SQLite may put beside a file."""

OnBackupProgress = Callable[[int, int], object]
"""Hears how many pages are left, and of how many."""


def back_up_store(
    path: Path, folder: Path, name: str, at: str, on_progress: OnBackupProgress | None = None
) -> BackupManifest:
    """Copy a store into a folder under a name; another copy into the same folder is waited for.

    Writers go on meanwhile. StoreError says what is in the way; a copy of that name is replaced by
    a whole one or stays.
    """
    if not path.exists():
        raise StoreError(
            "{path}: there is no store yet; `jianwen crawl` or `jianwen import` makes one",
            path=path,
        )
    try:
        with closing(open_connection(path, "ro")) as connection:
            refuse_foreign_file(connection, path)
            return back_up_connection(connection, path, folder, name, at, on_progress)
    except SQLITE_ERRORS as error:
        raise explain_sqlite_error(error, path) from error


def back_up_connection(
    connection: sqlite3.Connection,
    path: Path,
    folder: Path,
    name: str,
    at: str,
    on_progress: OnBackupProgress | None = None,
) -> BackupManifest:
    """Do the same from a connection that is open already."""
    with _locked(folder):
        part = folder / _PART
        try:
            _discard(part)
            write_snapshot(connection, path, part, on_progress)
            made = examine_backup(part, name, at)
            # better no line than that of the copy before
            (folder / make_manifest_name(name)).unlink(missing_ok=True)
            part.replace(folder / name)
            _write(
                folder / make_manifest_name(name),
                json.dumps(asdict(made), ensure_ascii=False) + "\n",
            )
            sync_folder(folder)
        except OSError as error:
            raise StoreError(
                "{path}: cannot write the copy ({error}); the copies before it are whole",
                path=folder / name,
                error=error.strerror,
            ) from error
        finally:
            with suppress(OSError):
                _discard(part)
        return made


def write_snapshot(
    connection: sqlite3.Connection,
    path: Path,
    part: Path,
    on_progress: OnBackupProgress | None = None,
) -> None:
    """Write a snapshot of a store into a new file and sync it.

    The transaction keeps the snapshot over all steps: without it each commit of a writer would
    begin the copy again. In a write-ahead log a reader stops no writer; the log is merely not
    emptied meanwhile.
    """
    try:
        need = _size(connection)
        _require_room(part.parent, need)
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")  # a half copy is thrown away, not rolled back
            copy.execute("PRAGMA synchronous = OFF")  # synced once below
            connection.execute("BEGIN")
            try:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                connection.backup(
                    copy,
                    pages=BACKUP_STEP_PAGES,
                    progress=lambda _, left, all_: on_progress and on_progress(left, all_),
                )
            finally:
                connection.execute("ROLLBACK")
            # a copy with a write-ahead log would get files beside it from every reader
            copy.execute("PRAGMA journal_mode = DELETE")
    except SQLITE_ERRORS as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_IOERR,
        ):
            raise StoreError(
                "{folder}: cannot write a copy of {size}: the disk is full or failing ({error});"
                " make room and run again",
                folder=part.parent,
                size=_format_megabytes(need),
                error=error,
            ) from error
        raise explain_sqlite_error(error, path) from error
    with part.open("rb") as file:
        os.fsync(file.fileno())


def _require_room(folder: Path, need: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < need:
        raise StoreError(
            "{folder}: no room for a copy: {need} are needed, {free} are free; make room and run"
            " again",
            folder=folder,
            need=_format_megabytes(need),
            free=_format_megabytes(free),
        )


def remove_backup(folder: Path, name: str) -> None:
    """Remove a copy and the manifest beside it."""
    for path in (folder / name, folder / make_manifest_name(name)):
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, so that the working file has one writer.

    What a killed one left is overwritten.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(
            "{folder}: cannot keep copies here ({error}); name another folder or mend its"
            " permissions",
            folder=folder,
            error=error.strerror,
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _discard(part: Path) -> None:
    for suffix in ("", *SQLITE_FILE_SUFFIXES):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def _size(connection: sqlite3.Connection) -> int:
    """Give the bytes of the whole store: much of it may still lie in the write-ahead log."""
    pages, size = (
        connection.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size")
    )
    return int(pages) * int(size)


def _format_megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
