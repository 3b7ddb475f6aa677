"""Take an article back, so that every reader and importer hears of it."""

import sqlite3
from typing import Final

from store.articles.changes import record_changes
from store.articles.translation_queue import queue_translations
from store.dedup.clusters import recluster_texts

REASON_GONE: Final = "gone"
"""Reason of a withdrawal because the page answered 404 or 410 twice."""
REASON_BY_SOURCE: Final = "source"
"""Reason of a withdrawal that the source's own feed or API announced."""
REVIVABLE_REASONS: Final = frozenset({REASON_GONE, REASON_BY_SOURCE})
"""Withdrawals that end when the page is back; one by rights or by hand does not."""


def withdraw_article(connection: sqlite3.Connection, uid: str, reason: str, now: str) -> bool:
    """Withdraw an article inside the caller's transaction.

    False when there is none or it is withdrawn already.
    """
    found = connection.execute(
        "SELECT fingerprint, status FROM articles WHERE uid = ?", (uid,)
    ).fetchone()
    if found is None or found["status"] == "withdrawn":
        return False
    connection.execute(
        "UPDATE articles SET status = 'withdrawn', reason = ? WHERE uid = ?", (reason, uid)
    )
    touched = dict.fromkeys([uid, *recluster_texts(connection, found["fingerprint"])])
    queue_translations(connection, touched)
    record_changes(connection, touched, now)
    return True
