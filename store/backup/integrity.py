"""Whether SQLite can do here what the store needs, whether the store is sound."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from store.archive.archive import ARCHIVE_FOLDER, find_segment_path
from store.db.connection import SQLITE_ERRORS, Store, explain_sqlite_error

SQLITE_MIN_VERSION: Final = (3, 35, 0)
"""RETURNING and the JSON functions in every build that we meet come with it."""


def get_sqlite_version() -> str:
    """Give the version of the SQLite library in use."""
    return sqlite3.sqlite_version


def sqlite_is_recent() -> bool:
    """Say whether the SQLite library has what the store asks for."""
    return sqlite3.sqlite_version_info >= SQLITE_MIN_VERSION


def has_full_text() -> bool:
    """Say whether the SQLite library was built with FTS5."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
        except sqlite3.OperationalError:
            return False
    return True


def probe_journal_mode(folder: Path) -> str:
    """Try the write-ahead log in a folder with a throw-away database.

    "wal" is what the store needs.

    Some network and shared folders answer with another mode, or with an error, which is given in
    words.
    """
    probe = folder / ".doctor.db"
    try:
        with closing(sqlite3.connect(probe, isolation_level=None)) as connection:
            mode = str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
            connection.execute("CREATE TABLE IF NOT EXISTS probe (x)")
    except SQLITE_ERRORS as error:
        return str(error)
    finally:
        for name in (probe.name, f"{probe.name}-wal", f"{probe.name}-shm", f"{probe.name}-journal"):
            (folder / name).unlink(missing_ok=True)
    return mode


_RULES: Final = {
    "article missing from the search index": (
        "SELECT uid FROM articles WHERE id NOT IN (SELECT id FROM articles_fts_docsize)"
    ),
    "stored address without article": (
        """SELECT url FROM urls AS u WHERE kind = 'article' AND state = 'stored'
      AND NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.uid = u.uid)"""
    ),
    "article without change": (
        "SELECT uid FROM articles AS a WHERE NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.uid ="
        " a.uid)"
    ),
    "copy of a copy": (
        """SELECT a.uid FROM articles AS a JOIN articles AS o ON o.uid = a.cluster
      WHERE a.status = 'published' AND NOT o.is_canonical"""
    ),
    "copy without its link": (
        """SELECT uid FROM articles AS a WHERE (is_canonical = 0) <>
      EXISTS (SELECT 1 FROM copies AS c WHERE c.uid = a.uid AND c.other_uid = a.cluster
        AND c.relation = 'copy')"""
    ),
    "link of an article that does not stand": (
        """SELECT c.uid FROM copies AS c WHERE NOT EXISTS (SELECT 1 FROM articles AS a
      WHERE a.uid = c.uid AND a.status = 'published') OR NOT EXISTS (SELECT 1 FROM articles AS a
      WHERE a.uid = c.other_uid AND a.status = 'published')"""
    ),
    "text without article": (
        """SELECT fingerprint FROM texts AS t
      WHERE NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.fingerprint = t.fingerprint)"""
    ),
    "print without its text": "SELECT print FROM prints WHERE text NOT IN (SELECT id FROM texts)",
    "likeness stored for one side": (
        """SELECT n.text FROM near AS n WHERE NOT EXISTS (SELECT 1 FROM near AS m
      WHERE m.text = n.other AND m.other = n.text AND m.relation = n.relation
        AND m.share = n.share)"""
    ),
    "translation of other length": (
        """SELECT uid FROM articles WHERE body_zh <> ''
      AND length(body) - length(replace(body, char(10), ''))
        <> length(body_zh) - length(replace(body_zh, char(10), ''))"""
    ),
    "page to refine that is missing": (
        """SELECT url FROM urls AS u WHERE state = 'fetched'
      AND NOT EXISTS (SELECT 1 FROM pages AS p WHERE p.url_id = u.id)"""
    ),
}
"""What must hold between tables at every moment; each query gives the rows that break it."""


def find_store_errors(store: Store) -> list[str]:
    """List what is wrong inside the file, nothing when it is sound; reads all of it."""
    errors = [
        f"file: {row[0]}" for row in store.query("PRAGMA integrity_check(5)") if row[0] != "ok"
    ]
    strays = store.query("PRAGMA foreign_key_check")
    errors += [
        f"reference: {row['table']} row {row['rowid']} points at no {row['parent']}"
        for row in strays
    ]
    errors += [f"{name}: {row[0]}" for name, sql in _RULES.items() for row in store.query(sql)]
    return errors + _find_index_errors(store)


def find_short_segments(store: Store) -> list[str]:
    """Name the segments that the store points into and that are missing or too short.

    What is in them is not read.
    """
    rows = store.query(
        """SELECT json_extract(j.value, '$[0]') AS segment,
          max(json_extract(j.value, '$[1]') + json_extract(j.value, '$[2]')) AS size
        FROM urls AS u, json_each(u.archived) AS j WHERE u.archived <> '[]' GROUP BY segment
          ORDER BY segment"""
    )
    paths = (
        (row, find_segment_path(store.path.parent / ARCHIVE_FOLDER, row["segment"])) for row in rows
    )
    return [
        f"{row['segment']} is {'cut' if path.exists() else 'missing'}"
        for row, path in paths
        if not path.exists() or path.stat().st_size < row["size"]
    ]


def _find_index_errors(store: Store) -> list[str]:
    """Ask the search index to check itself: 0, its own structure.

    Comparing it with the view would fail, as that is not folded.
    """
    try:
        store.connection.execute(
            "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 0)"
        )
    except sqlite3.OperationalError as error:
        raise explain_sqlite_error(error, store.path) from error
    except sqlite3.DatabaseError as error:
        return [f"search index: {error}"]
    return []
