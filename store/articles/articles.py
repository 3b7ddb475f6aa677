"""One stored article, by its uid or address."""

from records.article import Article
from records.errors import UsageError
from records.urls import normalize_url
from store.articles.columns import ARTICLE_JOINS, SELECT_ARTICLE, read_article_row
from store.db.connection import Store


def get_article(store: Store, uid_or_prefix: str) -> Article:
    """Read one article by its uid, the beginning of it, or its address."""
    name = uid_or_prefix.strip()
    key = name
    if "://" in name:
        try:
            key = normalize_url(name)
        except ValueError:
            key = name
    sql = f"""{SELECT_ARTICLE} FROM articles AS a {ARTICLE_JOINS}
        WHERE a.url = :key OR (:low <> '' AND a.uid >= :low AND a.uid < :low || 'g')
        ORDER BY a.uid LIMIT 2"""
    rows = store.query(sql, {"key": key, "low": name.lower() if name.isalnum() else ""})
    if not rows:
        raise UsageError(
            "no article is called {name!r}; `jianwen search WORDS` lists articles with their uids",
            name=name[:100],
        )
    if len(rows) > 1:
        raise UsageError(
            "several articles begin with {name!r}; write more of the uid", name=name[:100]
        )
    return read_article_row(rows[0])
