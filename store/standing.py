"""Take an article back, so that every reader and importer hears of it."""

import sqlite3
from typing import Final

from store.changes import announce
from store.clusters import recluster
from store.queue import queue_translations

GONE: Final = "gone"
"""Reason of a withdrawal because the page answered 404 or 410 twice."""
BY_SOURCE: Final = "source"
"""Reason of a withdrawal that the source's own feed or API announced."""
REVIVABLE: Final = frozenset({GONE, BY_SOURCE})
"""Withdrawals that end when the page is back; one by rights or by hand does not."""


def take_back(connection: sqlite3.Connection, uid: str, reason: str, now: str) -> bool:
    """Withdraw an article inside the caller's transaction; False when there is none or it is withdrawn already."""
    found = connection.execute("SELECT fingerprint, status FROM articles WHERE uid = ?", (uid,)).fetchone()
    if found is None or found["status"] == "withdrawn":
        return False
    connection.execute("UPDATE articles SET status = 'withdrawn', reason = ? WHERE uid = ?", (reason, uid))
    touched = dict.fromkeys([uid, *recluster(connection, found["fingerprint"])])
    queue_translations(connection, touched)
    announce(connection, touched, now)
    return True
