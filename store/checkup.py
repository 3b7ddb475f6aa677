"""Examine the file, for `jianwen doctor` and for the tests that kill and fill."""

import sqlite3

from store.database import Store, explain


def checkup(store: Store) -> list[str]:
    """Say what is wrong with the store, one line each; an empty list is a sound store."""
    faults = [f"file: {row[0]}" for row in store.query("PRAGMA integrity_check(20)") if row[0] != "ok"]
    faults += [
        f"reference: {row['table']} row {row['rowid']} points at no {row['parent']}" for row in store.query("PRAGMA foreign_key_check")
    ]
    faults += [f"{name}: {row[0]}" for name, sql in _RULES.items() for row in store.query(sql)]
    return faults + _index_faults(store)


_RULES = {
    "stored address without article": """SELECT url FROM urls AS u WHERE kind = 'article' AND state = 'stored'
      AND NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.uid = u.uid)""",
    "article without change": "SELECT uid FROM articles AS a WHERE NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.uid = a.uid)",
    "copy of a copy": """SELECT a.uid FROM articles AS a JOIN articles AS o ON o.uid = a.cluster
      WHERE a.status = 'published' AND NOT o.is_canonical""",
    "copy without its link": """SELECT uid FROM articles AS a WHERE (is_canonical = 0) <>
      EXISTS (SELECT 1 FROM copies AS c WHERE c.uid = a.uid AND c.canonical = a.cluster)""",
    "translation of other length": """SELECT uid FROM articles WHERE body_zh <> ''
      AND length(body) - length(replace(body, char(10), '')) <> length(body_zh) - length(replace(body_zh, char(10), ''))""",
    "page to refine that is missing": """SELECT url FROM urls AS u WHERE state = 'fetched'
      AND NOT EXISTS (SELECT 1 FROM pages AS p WHERE p.url_id = u.id)""",
}
"""What must hold between tables at every moment; each query gives the rows that break it."""


def _index_faults(store: Store) -> list[str]:
    """Ask the search index to check itself: 0, its own structure; comparing it with the view would fail, as that is not folded."""
    try:
        store.connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 0)")
    except sqlite3.OperationalError as error:
        raise explain(error, store.path) from error
    except sqlite3.DatabaseError as error:
        return [f"search index: {error}"]
    return []
