"""The status of an article: withdrawn, held, rejected, released; importers get each change."""

import sqlite3
from dataclasses import dataclass
from typing import Final, Literal

from records.article import ArticleStatus
from records.errors import UsageError
from store.articles.audit import record_action
from store.articles.changes import record_changes
from store.articles.translation_queue import queue_translations
from store.db.connection import Store
from store.dedup.clusters import recluster_texts

REASON_GONE: Final = "gone"
"""Reason of a withdrawal because the page answered 404 or 410 twice."""
REASON_BY_SOURCE: Final = "source"
"""Reason of a withdrawal that the source's own feed or API announced."""
REVIVABLE_REASONS: Final = frozenset({REASON_GONE, REASON_BY_SOURCE})
"""Withdrawals that end when the page is back; one by rights or by hand does not."""
_ACTIONS: Final = {"withdrawn": "withdraw", "held": "hold", "rejected": "reject"}
"""What a person does who gives an article a status, as the audit calls it."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """What a request to change the status of one article came to."""

    uid: str
    title: str
    before: ArticleStatus
    status: ArticleStatus
    reason: str  # "" of a published article
    changed: bool


def withdraw_article(connection: sqlite3.Connection, uid: str, reason: str, now: str) -> bool:
    """Withdraw an article inside the caller's transaction.

    False when there is none, it is withdrawn already, or a person holds or rejects it and the
    reason is one that ends when the page is back: the return of a page must not publish what a
    person keeps back. `release_article` looks whether the page is gone.
    """
    article = _read_status(connection, uid)
    if article is None or article["status"] == "withdrawn":
        return False
    if article["status"] != "published" and reason in REVIVABLE_REASONS:
        return False
    _write_status(connection, article, "withdrawn", reason, now)
    return True


def withhold_article(
    connection: sqlite3.Connection,
    uid: str,
    status: Literal["held", "rejected"],
    reason: str,
    now: str,
) -> None:
    """Hold or reject a published article inside the caller's transaction."""
    article = _read_status(connection, uid)
    if article is not None and article["status"] == "published":
        _write_status(connection, article, status, reason, now)


def set_article_status(
    store: Store,
    uid: str,
    status: Literal["withdrawn", "held", "rejected"],
    reason: str,
    now: str,
    *,
    by: str = "",
) -> StatusChange:
    """Take an article out of what is published by a person's decision, in one short transaction.

    The decision is final: no crawl ends it, only `release_article`. An article that a crawl had
    withdrawn becomes withdrawn for good. What is changed is recorded in the audit, with the
    person's name. Raises UsageError for a reason that a crawl would end, and where there is no
    article with this uid.
    """
    if reason in REVIVABLE_REASONS:
        raise UsageError(
            "the reason {reason!r} is the crawler's own and ends when the page is back; write"
            " another",
            reason=reason,
        )
    with store.transaction() as connection:
        article = _require_status(connection, uid)
        changed = article["status"] != status or article["reason"] in REVIVABLE_REASONS
        if changed:
            _write_status(connection, article, status, reason, now)
            record_action(connection, now, by, _ACTIONS[status], uid, reason)
    kept = reason if changed else article["reason"]
    return StatusChange(uid, article["title"], article["status"], status, kept, changed)


def release_article(store: Store, uid: str, now: str, *, by: str = "") -> StatusChange:
    """Publish an article again that a person has withdrawn, held or rejected, in one transaction.

    What its rights allow stays with the rights: feeds and translation read them anew. An article
    whose page is gone, or that its source has taken back, is not published: it becomes or stays
    withdrawn and comes back with its page. What is changed is recorded in the audit, with the
    person's name. Raises UsageError where there is no such article.
    """
    with store.transaction() as connection:
        article = _require_status(connection, uid)
        status: ArticleStatus = "published"
        reason = _find_gone_reason(connection, uid)
        if article["status"] != "published" and reason:
            status = "withdrawn"
        elif article["status"] == "withdrawn" and article["reason"] in REVIVABLE_REASONS:
            status, reason = "withdrawn", article["reason"]
        else:
            reason = ""
        changed = (status, reason) != (article["status"], article["reason"])
        if changed:
            _write_status(connection, article, status, reason, now)
            record_action(connection, now, by, "release", uid, reason)
    return StatusChange(uid, article["title"], article["status"], status, reason, changed)


def _find_gone_reason(connection: sqlite3.Connection, uid: str) -> str:
    """Give why the article's page is gone by the ledger: `gone`, `source`, or "" where it is not.

    A page that answered 404 or 410 has the time of that answer, one that its source took back has
    none.
    """
    row = connection.execute(
        "SELECT gone_at FROM urls WHERE uid = ? AND kind = 'article' AND state = 'gone'", (uid,)
    ).fetchone()
    return "" if row is None else REASON_GONE if row["gone_at"] else REASON_BY_SOURCE


def _read_status(connection: sqlite3.Connection, uid: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT uid, title, fingerprint, status, reason FROM articles WHERE uid = ?", (uid,)
    ).fetchone()
    return row


def _require_status(connection: sqlite3.Connection, uid: str) -> sqlite3.Row:
    row = _read_status(connection, uid)
    if row is None:
        raise UsageError("no article has the uid {uid!r}", uid=uid[:100])
    return row


def _write_status(
    connection: sqlite3.Connection,
    article: sqlite3.Row,
    status: ArticleStatus,
    reason: str,
    now: str,
) -> None:
    """Write the status with its change row, and choose anew the canonical one of its duplicates."""
    uid = article["uid"]
    connection.execute(
        "UPDATE articles SET status = ?, reason = ? WHERE uid = ?", (status, reason, uid)
    )
    touched = dict.fromkeys([uid, *recluster_texts(connection, article["fingerprint"])])
    queue_translations(connection, touched)
    record_changes(connection, touched, now)
