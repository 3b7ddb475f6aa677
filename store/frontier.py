"""What a crawl asks the ledger: what is known, what an earlier run left unread, which of its articles are copies."""

from collections.abc import Iterable, Iterator, Sequence

from records.limits import ANNOUNCED_AT_ONCE
from records.page import Page
from store.database import Store
from store.pages import kept_page


def knows(store: Store, url: str) -> bool:
    """Say whether a canonical address is an article of the ledger."""
    return bool(store.query("SELECT 1 FROM urls WHERE url = ? AND kind = 'article'", (url,)))


def unknown(store: Store, urls: Sequence[str]) -> int:
    """Count those of some canonical addresses that are no articles of the ledger."""
    known = 0
    for start in range(0, len(urls), ANNOUNCED_AT_ONCE):
        part = urls[start : start + ANNOUNCED_AT_ONCE]
        marks = ", ".join("?" * len(part))
        known += store.number(f"SELECT count(*) FROM urls WHERE kind = 'article' AND url IN ({marks})", part)  # noqa: S608 - marks only
    return len(urls) - known


def unread(store: Store, source: str, limit: int) -> Iterator[tuple[int, Page]]:
    """Give the pages of a source that a killed run fetched and did not refine, with their ledger numbers."""
    rows = store.query(
        """SELECT u.id FROM urls AS u JOIN pages AS p ON p.url_id = u.id
        WHERE u.source = ? AND u.kind = 'article' AND u.state = 'fetched' AND u.line = '' ORDER BY u.id LIMIT ?""",
        (source, limit),
    )
    for row in rows:
        yield row["id"], kept_page(store, row["id"])


def copies_among(store: Store, uids: Iterable[str]) -> int:
    """Count the copies among some articles; the original of a copy may have come later than it, which nothing said then."""
    return sum(bool(store.query("SELECT 1 FROM copies WHERE uid = ?", (uid,))) for uid in uids)
