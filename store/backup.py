"""Make whole, checked copies of the store beside its writers.

A copy is taken page by page out of one snapshot, checked, synced and renamed: what has the name of a copy is one.
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

from records.limits import BACKUP_PAGES
from records.verdict import StoreError
from store.database import FAULTS, connect, explain, refuse_foreign
from store.manifest import Manifest, beside, examine

FOLDER: Final = "backups"
"""Of the copies that nobody wished elsewhere; it lies beside the store."""
_LOCK: Final = ".lock"
_PART: Final = ".part.db"
BESIDE: Final = ("-journal", "-wal", "-shm")
"""What SQLite may put beside a file."""

Progress = Callable[[int, int], object]
"""Hears how many pages are left, and of how many."""


def copy_store(path: Path, folder: Path, name: str, at: str, progress: Progress | None = None) -> Manifest:
    """Copy a store into a folder under a name; another copy into the same folder is waited for.

    Writers go on meanwhile. StoreError says what is in the way; a copy of that name is replaced by a whole one or stays.
    """
    if not path.exists():
        raise StoreError(f"{path}: there is no store yet; `jianwen crawl` or `jianwen import` makes one")
    try:
        with closing(connect(path, "ro")) as connection:
            refuse_foreign(connection, path)
            return copy_from(connection, path, folder, name, at, progress)
    except FAULTS as error:
        raise explain(error, path) from error


def copy_from(connection: sqlite3.Connection, path: Path, folder: Path, name: str, at: str, progress: Progress | None = None) -> Manifest:
    """Do the same from a connection that is open already."""
    with _claimed(folder):
        part = folder / _PART
        try:
            _discard(part)
            take(connection, path, part, progress)
            made = examine(part, name, at)
            (folder / beside(name)).unlink(missing_ok=True)  # better no line than that of the copy before
            part.replace(folder / name)
            _write(folder / beside(name), json.dumps(asdict(made), ensure_ascii=False) + "\n")
            sync(folder)
        except OSError as error:
            raise StoreError(f"{folder / name}: cannot write the copy ({error.strerror}); the copies before it are whole") from error
        finally:
            with suppress(OSError):
                _discard(part)
        return made


def take(connection: sqlite3.Connection, path: Path, part: Path, progress: Progress | None = None) -> None:
    """Write a snapshot of a store into a new file and sync it.

    The transaction keeps the snapshot over all steps: without it each commit of a writer would begin the copy again. In a
    write-ahead log a reader stops no writer; the log is merely not emptied meanwhile.
    """
    try:
        need, free = _size(connection), shutil.disk_usage(part.parent).free
        if free < need:
            raise StoreError(f"{part.parent}: no room for a copy: {_mb(need)} are needed, {_mb(free)} are free; make room and run again")
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")  # a half copy is thrown away, not rolled back
            copy.execute("PRAGMA synchronous = OFF")  # synced once below
            connection.execute("BEGIN")
            try:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                connection.backup(copy, pages=BACKUP_PAGES, progress=lambda _, left, all_: progress and progress(left, all_))
            finally:
                connection.execute("ROLLBACK")
            copy.execute("PRAGMA journal_mode = DELETE")  # a copy with a write-ahead log would get files beside it from every reader
    except FAULTS as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            full = f"cannot write a copy of {_mb(need)}: the disk is full or failing ({error}); make room and run again"
            raise StoreError(f"{part.parent}: {full}") from error
        raise explain(error, path) from error
    with part.open("rb") as file:
        os.fsync(file.fileno())


def remove(folder: Path, name: str) -> None:
    """Remove a copy and the line beside it."""
    for path in (folder / name, folder / beside(name)):
        path.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Make renames in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _claimed(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, so that the working file has one writer; what a killed one left is overwritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"{folder}: cannot keep copies here ({error.strerror}); name another folder or mend its permissions") from error
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
    for suffix in ("", *BESIDE):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def _size(connection: sqlite3.Connection) -> int:
    """Give the bytes of the whole store: much of it may still lie in the write-ahead log."""
    pages, size = (connection.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
    return int(pages) * int(size)


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
