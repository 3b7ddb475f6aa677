"""The numbered list of changes that importers follow."""

import sqlite3
from collections.abc import Iterable, Iterator

from records.article import Article, Change
from store.articles.columns import ARTICLE_JOINS, SELECT_ARTICLE, read_article_row
from store.db.connection import Store


def record_changes(connection: sqlite3.Connection, uids: Iterable[str], now: str) -> None:
    """Number the present state of articles, inside the transaction that made it."""
    connection.executemany(
        """INSERT INTO changes (uid, op, version, at, reason)
        SELECT uid, CASE status WHEN 'published' THEN 'upsert' ELSE 'delete' END, version, ?, reason
        FROM articles WHERE uid = ?""",
        [(now, uid) for uid in uids],
    )


def iter_changes(store: Store, since: int = 0, limit: int | None = None) -> Iterator[Change]:
    """Give each article that changed after `since` once, at its newest number, in the order of the
    numbers.

    An article that does not stand (withdrawn, rejected, held back) is a delete, also when it never
    stood: an importer ignores the deletion of what it does not have. So is one that a restored copy
    of the store does not know.
    """
    sql = f"""
        {SELECT_ARTICLE}, a.reason, c.seq, c.at AS changed_at, c.uid AS changed_uid,
          c.version AS changed_version, c.reason AS changed_reason
        FROM changes AS c
        JOIN (SELECT max(seq) AS seq FROM changes WHERE seq > :since GROUP BY uid) AS newest
          ON newest.seq = c.seq
        LEFT JOIN articles AS a ON a.uid = c.uid LEFT {ARTICLE_JOINS}
        ORDER BY c.seq LIMIT :limit"""
    for row in store.stream(sql, {"since": since, "limit": -1 if limit is None else limit}):
        if row["status"] == "published":
            yield Change(
                row["seq"],
                "upsert",
                row["uid"],
                row["version"],
                row["changed_at"],
                article=read_article_row(row),
            )
        elif row["status"] is None:
            uid, version, reason = row["changed_uid"], row["changed_version"], row["changed_reason"]
            yield Change(row["seq"], "delete", uid, version, row["changed_at"], reason=reason)
        else:
            yield Change(
                row["seq"],
                "delete",
                row["uid"],
                row["version"],
                row["changed_at"],
                reason=row["reason"] or row["status"],
            )


def get_last_seq(store: Store) -> int:
    """Give the newest number, 0 in an empty store."""
    return store.query_number("SELECT coalesce(max(seq), 0) FROM changes")


def list_published(store: Store, limit: int | None = None) -> list[Article]:
    """Give the published articles, newest first."""
    sql = f"""
        {SELECT_ARTICLE} FROM articles AS a {ARTICLE_JOINS}
        WHERE a.status = 'published' ORDER BY a.published DESC, a.id DESC LIMIT :limit"""
    return [
        read_article_row(row) for row in store.query(sql, {"limit": -1 if limit is None else limit})
    ]


def list_withdrawn(store: Store, limit: int | None = None) -> list[Change]:
    """Give the last change of each article that does not stand, the newest first."""
    rows = store.query(
        """SELECT max(c.seq) AS seq, c.uid, a.version, c.at, a.reason, a.status
        FROM articles AS a JOIN changes AS c ON c.uid = a.uid
        WHERE a.status <> 'published' GROUP BY c.uid ORDER BY 1 DESC LIMIT ?""",
        (-1 if limit is None else limit,),
    )
    return [
        Change(
            row["seq"],
            "delete",
            row["uid"],
            row["version"],
            row["at"],
            reason=row["reason"] or row["status"],
        )
        for row in rows
    ]
