"""What a crawl asks the ledger: what is known, what an earlier run left unread, which of its articles are copies."""

from collections.abc import Iterable, Iterator, Sequence

from records.address import twin
from records.limits import ANNOUNCED_AT_ONCE
from records.page import Page
from records.verdict import ArchiveError
from store.database import Store
from store.pages import kept_page


def knows(store: Store, url: str) -> bool:
    """Say whether a canonical address is an article of the ledger."""
    return not unknown(store, [url])


def unknown(store: Store, urls: Sequence[str]) -> int:
    """Count those of some canonical addresses that are no articles of the ledger."""
    known: set[str] = set()
    for start in range(0, len(urls), ANNOUNCED_AT_ONCE):
        part = [form for url in urls[start : start + ANNOUNCED_AT_ONCE] for form in (url, twin(url))]
        marks = ", ".join("?" * len(part))
        rows = store.query(f"SELECT url FROM urls WHERE kind = 'article' AND url IN ({marks})", part)  # noqa: S608 - marks only
        known |= {form for row in rows for form in (row["url"], twin(row["url"]))}
    return sum(url not in known for url in urls)


def unread(store: Store, source: str, limit: int) -> Iterator[tuple[int, Page]]:
    """Give the pages of a source that a killed run fetched and did not refine, with their ledger numbers.

    One that the archive cannot give any more is due again.
    """
    rows = store.query(
        """SELECT u.id FROM urls AS u JOIN pages AS p ON p.url_id = u.id
        WHERE u.source = ? AND u.kind = 'article' AND u.state = 'fetched' AND u.line = '' ORDER BY u.id LIMIT ?""",
        (source, limit),
    )
    for row in rows:
        try:
            page = kept_page(store, row["id"])
        except ArchiveError:
            _ask_again(store, row["id"])
        else:
            yield row["id"], page


def _ask_again(store: Store, id: int) -> None:
    """Let a page be fetched anew, unconditionally: "not modified" would bring nothing to read."""
    with store.writing() as connection:
        connection.execute(
            """UPDATE urls SET state = CASE settled WHEN '' THEN 'due' ELSE settled END, due_at = found, digest = '', etag = '',
            last_modified = '', archived = '[]' WHERE id = ?""",
            (id,),
        )
        connection.execute("DELETE FROM pages WHERE url_id = ?", (id,))


def waiting(store: Store, source: str, now: str) -> int:
    """Count the articles of a source that are due: to be fetched for the first time, again, or only to be read."""
    return store.number(
        """SELECT count(*) FROM urls AS u WHERE source = ? AND kind = 'article' AND (
          (state = 'fetched' AND line = '') OR (state IN ('due', 'stored', 'dropped', 'quarantined') AND due_at <> '' AND due_at <= ?
          AND url GLOB 'http*' AND NOT EXISTS (SELECT 1 FROM pages AS p WHERE p.url_id = u.id AND p.form <> 'page')))""",
        (source, now),
    )


def copies_among(store: Store, uids: Iterable[str]) -> int:
    """Count the copies among some articles; the original of a copy may have come later than it, which nothing said then."""
    return sum(bool(store.query("SELECT 1 FROM copies WHERE uid = ? AND relation = 'copy'", (uid,))) for uid in uids)


def repeats_its_source(store: Store, uid: str) -> bool:
    """Whether an article is a copy of another one of its own source; what is copied from elsewhere is the source's own choice."""
    return bool(
        store.query(
            """SELECT 1 FROM copies AS c JOIN articles AS a ON a.uid = c.uid JOIN articles AS b ON b.uid = c.other_uid
            WHERE c.uid = ? AND c.relation = 'copy' AND a.source = b.source""",
            (uid,),
        )
    )
