"""The memory of each site: which lines its pages repeat.

A page teaches each of its lines once, however often it is read again: `site_pages` keeps what it
taught. What a line counts as only ever rises, so that articles do not change to and fro while the
memory grows; the pages that hold a line when it rises wait to be refined again.
"""

import sqlite3
from collections.abc import Collection, Mapping
from struct import pack, unpack
from typing import Final
from urllib.parse import urlsplit

from records.record import RecurringLine
from store.db.connection import SQLITE_ERRORS, Store, explain_sqlite_error

# of a host, through which a line is followed: what did not recur by then is forgotten
SITE_PAGES: Final = 1_000
# The memory of a site.
RECURRING_PAGES_MIN: Final = 3  # other pages that must hold a line before it counts as recurring
# of the host's pages after the first that held it; a section's furniture is not on every page
RECURRING_SHARE: Final = 0.2
# the same for a line that counts as standing everywhere: a sentence may go by that
EVERYWHERE_PAGES_MIN: Final = 8
EVERYWHERE_SHARE: Final = 0.9
# recurring lines of a host handed to the pipeline, the most frequent first; real hosts have dozens
SITE_LINES_RECALLED: Final = 1_000
LINE_UNSURE: Final = 0
LINE_RECURS: Final = 1
LINE_EVERYWHERE: Final = 2


def parse_host(url: str) -> str:
    """Give the host of an address, with its port.

    "" for a document without one, which no other page resembles.
    """
    return urlsplit(url).netloc.lower()


def recall_lines(store: Store, url_id: int, url: str) -> Mapping[int, RecurringLine]:
    """Give the lines that recur on the other pages of a page's host, by their traces."""
    host = parse_host(url)
    if not host:
        return {}
    most = "SELECT * FROM site_lines WHERE host = ? AND pages >= ? ORDER BY pages DESC LIMIT ?"
    try:
        newest, known_traces = (
            _newest_page(store.connection, host),
            _read_learned(store.connection, url_id),
        )
        rows = store.query(most, (host, RECURRING_PAGES_MIN, SITE_LINES_RECALLED)) + _rows(
            store.connection, host, known_traces
        )
    except SQLITE_ERRORS as error:
        raise explain_sqlite_error(error, store.path) from error
    recurring: dict[int, RecurringLine] = {}
    for row in rows:
        new = row["trace"] not in known_traces
        standing = row["standing"]
        if new:  # as it will count with this page
            standing = max(standing, _judge_line(row["pages"] + 1, newest + 2 - row["first"]))
        if standing:
            recurring[row["trace"]] = RecurringLine(
                row["pages"] - (not new), standing == LINE_EVERYWHERE
            )
    return recurring


def recall_lines_of_url(store: Store, url: str) -> Mapping[int, RecurringLine]:
    """Give the lines that recur on the other pages of an address's host.

    Its own page, where it is stored, does not count.
    """
    rows = store.query("SELECT id FROM urls WHERE url = ? AND kind = 'article'", (url,))
    return recall_lines(store, rows[0]["id"] if rows else 0, url)


def learn_lines(
    connection: sqlite3.Connection,
    url_id: int,
    url: str,
    traces: Collection[int],
    recalled: Mapping[int, RecurringLine],
) -> bool:
    """Let an article's page teach its lines.

    False when they now count for more than the line was `recalled` to know.

    Then the article must be refined again, like every other page that holds a line which has just
    risen.
    """
    host = parse_host(url)
    if not host or not traces:
        return True
    learned = _read_learned(connection, url_id)
    new = [trace for trace in traces if trace not in learned]
    if new:
        number = _newest_page(connection, host) + 1
        connection.execute(
            "INSERT OR REPLACE INTO site_pages (url_id, host, number, traces) VALUES (?, ?, ?, ?)",
            (url_id, host, number, pack(f"<{len(learned) + len(new)}q", *learned, *new)),
        )
        risen = {
            trace: first for trace in new if (first := _count_page(connection, host, trace, number))
        }
        if risen:
            _reopen_pages(connection, host, url_id, risen)
        connection.execute(
            "DELETE FROM site_lines WHERE host = ? AND last = ? AND standing = ?",
            (host, number - SITE_PAGES, LINE_UNSURE),
        )
    return all(
        row["standing"] <= _standing_of(recalled.get(row["trace"]))
        for row in _rows(connection, host, traces)
    )


def _count_page(connection: sqlite3.Connection, host: str, trace: int, number: int) -> int:
    """Count a page for a line.

    Give the page from which it was counted when it now counts for more, 0 otherwise.

    A line that did not recur through SITE_PAGES pages begins anew: what a site repeats today may
    have been one article's long ago.
    """
    row = connection.execute(
        """INSERT INTO site_lines (host, trace, pages, standing, first, last)
          VALUES (:host, :trace, 1, 0, :number, :number)
        ON CONFLICT (host, trace) DO UPDATE SET last = :number,
          pages = CASE WHEN standing = 0 AND :number - first >= :most THEN 1 ELSE pages + 1 END,
          first = CASE WHEN standing = 0 AND :number - first >= :most THEN :number ELSE first END
        RETURNING pages, first, standing""",
        {"host": host, "trace": trace, "number": number, "most": SITE_PAGES},
    ).fetchone()
    standing = _judge_line(row["pages"], number + 1 - row["first"])
    if standing <= row["standing"]:
        return 0
    connection.execute(
        "UPDATE site_lines SET standing = ? WHERE host = ? AND trace = ?", (standing, host, trace)
    )
    return int(row["first"])


def _judge_line(pages: int, span: int) -> int:
    """Say what a line counts as that stands on so many of the last `span` pages, the page in
    question among them.

    The first page that held it says nothing about its share: the span begins there.
    """
    if span > SITE_PAGES:
        return LINE_UNSURE
    others, share = pages - 1, (pages - 1) / max(1, span - 1)
    if others >= EVERYWHERE_PAGES_MIN and share >= EVERYWHERE_SHARE:
        return LINE_EVERYWHERE
    return (
        LINE_RECURS if others >= RECURRING_PAGES_MIN and share >= RECURRING_SHARE else LINE_UNSURE
    )


def _standing_of(recurring: RecurringLine | None) -> int:
    return (
        LINE_UNSURE
        if recurring is None
        else LINE_EVERYWHERE
        if recurring.everywhere
        else LINE_RECURS
    )


def _reopen_pages(
    connection: sqlite3.Connection, host: str, url_id: int, risen: Mapping[int, int]
) -> None:
    """Let the other pages that hold one of these lines wait for the line again.

    `risen` says from which page it was counted.
    """
    rows = connection.execute(
        "SELECT url_id, traces FROM site_pages WHERE host = ? AND number >= ? AND url_id <> ?",
        (host, min(risen.values()), url_id),
    )
    holding = [
        (row["url_id"],)
        for row in rows.fetchall()
        if not risen.keys().isdisjoint(_unpack_traces(row["traces"]))
    ]
    connection.executemany("UPDATE urls SET line = '' WHERE id = ?", holding)


def _newest_page(connection: sqlite3.Connection, host: str) -> int:
    row = connection.execute(
        "SELECT max(number) FROM site_pages WHERE host = ?", (host,)
    ).fetchone()
    return int(row[0] or 0)


def _read_learned(connection: sqlite3.Connection, url_id: int) -> frozenset[int]:
    """Give the lines that are counted for a page."""
    row = connection.execute("SELECT traces FROM site_pages WHERE url_id = ?", (url_id,)).fetchone()
    return frozenset(_unpack_traces(row["traces"])) if row else frozenset()


def _unpack_traces(traces: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(traces) // 8}q", traces)


def _rows(connection: sqlite3.Connection, host: str, traces: Collection[int]) -> list[sqlite3.Row]:
    marks = ", ".join("?" * len(traces))
    sql = f"SELECT * FROM site_lines WHERE host = ? AND standing > 0 AND trace IN ({marks})"
    return connection.execute(sql, (host, *traces)).fetchall()
