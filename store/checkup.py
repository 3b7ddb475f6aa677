"""Whether SQLite can do here what the store needs, whether the store is sound."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from store.database import Store

SQLITE_LEAST: Final = (3, 35, 0)
"""RETURNING and the JSON functions in every build that we meet come with it."""


def sqlite_version() -> str:
    """Give the version of the SQLite library in use."""
    return sqlite3.sqlite_version


def sqlite_is_recent() -> bool:
    """Say whether the SQLite library has what the store asks for."""
    return sqlite3.sqlite_version_info >= SQLITE_LEAST


def has_full_text() -> bool:
    """Say whether the SQLite library was built with FTS5."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
        except sqlite3.OperationalError:
            return False
    return True


def journal_mode(folder: Path) -> str:
    """Try the write-ahead log in a folder with a throw-away database; "wal" is what the store needs.

    Some network and shared folders answer with another mode, or with an error, which is given in words.
    """
    probe = folder / ".doctor.db"
    try:
        with closing(sqlite3.connect(probe, isolation_level=None)) as connection:
            mode = str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
            connection.execute("CREATE TABLE IF NOT EXISTS probe (x)")
    except sqlite3.Error as error:
        return str(error)
    finally:
        for name in (probe.name, f"{probe.name}-wal", f"{probe.name}-shm", f"{probe.name}-journal"):
            (folder / name).unlink(missing_ok=True)
    return mode


def faults(store: Store) -> list[str]:
    """List what is wrong inside the file, nothing when it is sound; reads all of it."""
    found = [str(row[0]) for row in store.query("PRAGMA quick_check(5)") if row[0] != "ok"]
    missing = store.value("SELECT count(*) FROM articles WHERE id NOT IN (SELECT id FROM articles_fts_docsize)")
    if missing:
        found.append(f"{missing} articles are missing from the search index")
    silent = store.value("SELECT count(*) FROM articles WHERE uid NOT IN (SELECT uid FROM changes)")
    if silent:
        found.append(f"{silent} articles are missing from the list of changes")
    return found
