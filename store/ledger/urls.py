"""The ledger of addresses: what is due, who has it on lease, what came of it.

An address goes due -> leased -> fetched -> stored | dropped | quarantined | gone. `state` is where
it is now, `settled` the last of the four ends it came to ("" before the first): an address on lease
for a second fetch falls back to it. The ledger is the crawl's frontier, so a kill at any point
costs at most the pages on lease, and those come back when the lease ends.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from records.errors import ArchiveError
from records.limits import DETAIL_CHARS
from records.page import ArchivePointer, Hint, Page
from records.urls import swap_scheme
from records.verdict import Drop, Quarantine, Retry, Verdict
from store.db.connection import Store
from store.db.times import add_seconds
from store.ledger.announcements import ENQUEUE_BATCH
from store.ledger.archived_answers import schedule_refetch
from store.ledger.columns import load_hint, load_pointers
from store.ledger.intervals import (
    DROPPED_RECHECK_STEP,
    LONGEST_RECHECK,
    LONGEST_RETRY,
    find_recheck_time,
    find_retry_time,
)
from store.ledger.raw_pages import read_kept_page
from text.printable import make_line

LEASE_SECONDS: Final = 900  # a leased page whose worker died is due again after this
# failed downloads in a row after which a page is dropped: about a week of trying
RETRIES_MAX: Final = 10


@dataclass(frozen=True, slots=True)
class DueUrl:
    """An address to be fetched, with what makes the request conditional."""

    id: int
    url: str
    source: str
    kind: str  # article, or an endpoint: feed, sitemap, listing, api
    etag: str
    last_modified: str
    tries: int
    hint: Hint
    digest: str = ""  # SHA-256 of the last answer
    fetched: str = ""  # when it last answered, UTC
    # where the archive has the last whole answer, further pages behind it
    archived: tuple[ArchivePointer, ...] = ()
    whole: str = ""  # when it last answered with its body
    due_at: str = ""  # when it is fetched next


_DUE_COLUMNS = (
    "id, url, source, kind, etag, last_modified, tries, hint, digest, fetched, archived, whole,"
    " due_at"
)


def _read_due_url(row: sqlite3.Row) -> DueUrl:
    return DueUrl(
        **{**dict(row), "hint": load_hint(row["hint"]), "archived": load_pointers(row["archived"])}
    )


def get_or_add_endpoint(store: Store, source: str, url: str, kind: str, now: str) -> DueUrl:
    """Give the ledger row of a feed, sitemap, listing or API address, made when it is unknown."""
    key = (source, kind, url)
    sql = f"SELECT {_DUE_COLUMNS} FROM urls WHERE source = ? AND kind = ? AND url = ?"
    rows = store.query(sql, key)
    if not rows:
        with store.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO urls (source, kind, url, state, found) VALUES (?, ?, ?,"
                " 'due', ?)",
                (*key, now),
            )
        rows = store.query(sql, key)
    return _read_due_url(rows[0])


def lease_urls(
    store: Store, source: str, run: int, now: str, limit: int, *, recheck: bool = False
) -> list[DueUrl]:
    """Take up to `limit` due articles of a source; nobody else gets them until the lease ends.

    New addresses come first, then those that are due again; a time that lies further ahead
    than any wait of ours was written by a clock that ran ahead, and has come, too. With `recheck`
    every stored article that this run has not had yet is due. An article that came whole with its
    announcement, and a document imported by hand, is never asked for as a page: its announcement,
    or the next import, brings the news.
    """
    bound = {
        "source": source,
        "run": run,
        "now": now,
        "limit": limit,
        "recheck": int(recheck),
        "until": add_seconds(now, LEASE_SECONDS),
    }
    bound |= {"soon": add_seconds(now, LONGEST_RETRY), "late": add_seconds(now, LONGEST_RECHECK)}
    bound["far"] = add_seconds(now, 2 * LEASE_SECONDS)
    with store.transaction() as connection:
        rows = connection.execute(
            f"""SELECT {_DUE_COLUMNS} FROM urls WHERE source = :source AND kind = 'article' AND (
              (state IN ('due', 'stored', 'dropped', 'quarantined', 'gone') AND due_at <> ''
                AND (due_at <= :now OR due_at > CASE state WHEN 'due' THEN :soon ELSE :late END))
              OR (state = 'leased' AND (leased_until <= :now OR leased_until > :far))
              OR (:recheck AND state = 'stored' AND run IS NOT :run))
              AND url GLOB 'http*' AND NOT EXISTS (SELECT 1 FROM pages AS p
                WHERE p.url_id = urls.id AND p.form <> 'page')
            ORDER BY CASE state WHEN 'due' THEN 0 WHEN 'leased' THEN 0 ELSE 1 END, due_at, id
              LIMIT :limit""",
            bound,
        ).fetchall()
        connection.executemany(
            "UPDATE urls SET state = 'leased', leased_until = ?, run = ? WHERE id = ?",
            [(bound["until"], run, row["id"]) for row in rows],
        )
    return [_read_due_url(row) for row in rows]


def release_leases(store: Store, run: int) -> int:
    """Give back what a run still has on lease; say how many."""
    with store.transaction() as connection:
        cursor = connection.execute(
            """UPDATE urls SET state = CASE settled WHEN '' THEN 'due' ELSE settled END,
              leased_until = '', run = NULL
            WHERE state = 'leased' AND run = ?""",
            (run,),
        )
        return cursor.rowcount


def record_verdict(
    connection: sqlite3.Connection,
    url_row: sqlite3.Row,
    verdict: Verdict,
    now: str,
    run: int | None,
) -> None:
    """Write a verdict, once: the same one again in the same run adds no row."""
    kind = type(verdict).__name__.lower()
    detail = make_line(verdict.detail, DETAIL_CHARS)
    row = (url_row["source"], verdict.stage, kind, verdict.reason, detail, run)
    last = connection.execute(
        "SELECT source, stage, kind, reason, detail, run, at FROM verdicts WHERE url = ? ORDER BY"
        " id DESC LIMIT 1",
        (url_row["url"],),
    ).fetchone()
    if last is not None and tuple(last)[:6] == row and (run is not None or last["at"] == now):
        return
    connection.execute(
        "INSERT INTO verdicts (source, stage, kind, reason, detail, run, url, at) VALUES (?, ?, ?,"
        " ?, ?, ?, ?, ?)",
        (*row, url_row["url"], now),
    )


def read_url_row(connection: sqlite3.Connection, url_id: int) -> sqlite3.Row:
    """Read the ledger row of an address; KeyError when there is none."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM urls WHERE id = ?", (url_id,)
    ).fetchone()
    if row is None:
        raise KeyError(f"no address {url_id} in the ledger")
    return row


def _fallback_state(connection: sqlite3.Connection, url_row: sqlite3.Row) -> str:
    """Say where an address falls back to when a fetch brought no page."""
    if (
        url_row["line"] == ""
        and connection.execute("SELECT 1 FROM pages WHERE url_id = ?", (url_row["id"],)).fetchone()
    ):
        return "fetched"  # kept before, refined never
    return str(url_row["settled"] or "due")


def record_unchanged(store: Store, url_ids: Iterable[int], now: str) -> None:
    """Note that pages are as they were (304), in one transaction.

    The next fetch comes later than this one did.
    """
    with store.transaction() as connection:
        for id in url_ids:
            url = read_url_row(connection, id)
            checks = url["checks"] + 1
            connection.execute(
                """UPDATE urls SET state = ?, fetched = ?, status = 304, tries = 0, gone_at = '',
                  gone_again = '', leased_until = '', checks = ?, due_at = ?
                WHERE id = ?""",
                (_fallback_state(connection, url), now, checks, find_recheck_time(now, checks), id),
            )


def record_fetch_failure(store: Store, url_id: int, verdict: Verdict, now: str) -> None:
    """Note a download that failed, with its verdict.

    Retry: due again after a growing wait, dropped after RETRIES of them. Drop, Quarantine: looked
    at again on the schedule of dropped pages. An article that is already stored stays stored.
    """
    with store.transaction() as connection:
        url = read_url_row(connection, url_id)
        tries = url["tries"] + 1
        checks = max(url["checks"] + 1, DROPPED_RECHECK_STEP)
        end = "quarantined" if isinstance(verdict, Quarantine) else "dropped"
        if isinstance(verdict, Retry) and (tries < RETRIES_MAX or url["kind"] != "article"):
            state, due_at, checks = (
                _fallback_state(connection, url),
                find_retry_time(now, tries, verdict.after),
                url["checks"],
            )
        else:
            state, due_at = (
                url["settled"] if url["settled"] in ("stored", "gone") else end,
                find_recheck_time(now, checks),
            )
            verdict = (
                verdict
                if not isinstance(verdict, Retry)
                else Drop(verdict.stage, verdict.reason, f"given up: {verdict.detail}")
            )
        settled = (
            url["settled"] if isinstance(verdict, Retry) or url["kind"] != "article" else state
        )
        connection.execute(
            "UPDATE urls SET state = ?, settled = ?, tries = ?, checks = ?, due_at = ?,"
            " leased_until = '' WHERE id = ?",
            (state if url["kind"] == "article" else "due", settled, tries, checks, due_at, url_id),
        )
        record_verdict(connection, url, verdict, now, url["run"])


def is_known_url(store: Store, url: str) -> bool:
    """Say whether a canonical address is an article of the ledger."""
    return not count_unknown_urls(store, [url])


def count_unknown_urls(store: Store, urls: Sequence[str]) -> int:
    """Count those of some canonical addresses that are no articles of the ledger."""
    stored: set[str] = set()
    for start in range(0, len(urls), ENQUEUE_BATCH):
        part = [
            form for url in urls[start : start + ENQUEUE_BATCH] for form in (url, swap_scheme(url))
        ]
        marks = ", ".join("?" * len(part))
        rows = store.query(
            f"SELECT url FROM urls WHERE kind = 'article' AND url IN ({marks})", part
        )
        stored |= {form for row in rows for form in (row["url"], swap_scheme(row["url"]))}
    return sum(url not in stored for url in urls)


def iter_unrefined_pages(store: Store, source: str, limit: int) -> Iterator[tuple[int, Page]]:
    """Give the pages of a source that a killed run fetched and did not refine, with their ledger
    numbers.

    One that the archive cannot give any more is due again.
    """
    rows = store.query(
        """SELECT u.id FROM urls AS u JOIN pages AS p ON p.url_id = u.id
        WHERE u.source = ? AND u.kind = 'article' AND u.state = 'fetched' AND u.line = ''
          ORDER BY u.id LIMIT ?""",
        (source, limit),
    )
    for row in rows:
        try:
            page = read_kept_page(store, row["id"])
        except ArchiveError:
            with store.transaction() as connection:
                schedule_refetch(connection, row["id"])
        else:
            yield row["id"], page


def count_due_articles(store: Store, source: str, now: str) -> int:
    """Count the articles of a source that are due: to be fetched for the first time, again, or only
    to be read.
    """
    return store.query_number(
        """SELECT count(*) FROM urls AS u WHERE source = ? AND kind = 'article' AND (
          (state = 'fetched' AND line = '')
          OR (state IN ('due', 'stored', 'dropped', 'quarantined', 'gone')
            AND due_at <> '' AND due_at <= ?
          AND url GLOB 'http*' AND NOT EXISTS (SELECT 1 FROM pages AS p
            WHERE p.url_id = u.id AND p.form <> 'page')))""",
        (source, now),
    )


def count_duplicates(store: Store, uids: Iterable[str]) -> int:
    """Count the copies among some articles.

    The original of a copy may have come later than it, which nothing said then.
    """
    return sum(
        bool(store.query("SELECT 1 FROM copies WHERE uid = ? AND relation = 'copy'", (uid,)))
        for uid in uids
    )


def is_duplicate_within_source(store: Store, uid: str) -> bool:
    """Whether an article is a copy of another one of its own source.

    What is copied from elsewhere is the source's own choice.
    """
    return bool(
        store.query(
            """SELECT 1 FROM copies AS c JOIN articles AS a ON a.uid = c.uid
              JOIN articles AS b ON b.uid = c.other_uid
            WHERE c.uid = ? AND c.relation = 'copy' AND a.source = b.source""",
            (uid,),
        )
    )
