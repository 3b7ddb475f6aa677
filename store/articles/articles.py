"""Bring what the line made of a page into the store, as one transaction."""

from records.article import Article
from records.errors import UsageError
from records.urls import normalize_url
from store.articles.columns import ARTICLE_JOINS, SELECT_ARTICLE, read_article_row
from store.articles.withdraw import withdraw_article
from store.db.connection import Store


def get_article(store: Store, uid_or_prefix: str) -> Article:
    """Read one article by its uid, the beginning of it, or its address."""
    wanted = uid_or_prefix.strip()
    key = wanted
    if "://" in wanted:
        try:
            key = normalize_url(wanted)
        except ValueError:
            key = wanted
    sql = f"""{SELECT_ARTICLE} FROM articles AS a {ARTICLE_JOINS}
        WHERE a.url = :key OR (:low <> '' AND a.uid >= :low AND a.uid < :low || 'g')
        ORDER BY a.uid LIMIT 2"""
    rows = store.query(sql, {"key": key, "low": wanted.lower() if wanted.isalnum() else ""})
    if not rows:
        raise UsageError(
            f"no article is called {wanted[:100]!r}; `jianwen search WORDS` lists articles with"
            " their uids"
        )
    if len(rows) > 1:
        raise UsageError(f"several articles begin with {wanted[:100]!r}; write more of the uid")
    return read_article_row(rows[0])


def withdraw_by_hand(store: Store, uid: str, reason: str, now: str) -> bool:
    """Take an article back by hand; False when there is none or it is withdrawn already."""
    with store.transaction() as connection:
        return withdraw_article(connection, uid, reason, now)
