"""The memory of each site: which lines its pages repeat.

A page teaches each of its lines once, however often it is read again: `site_pages` keeps what it taught. What a line counts as
only ever rises, so that articles do not change to and fro while the memory grows; the pages that hold a line when it rises wait
to be refined again.
"""

import sqlite3
from collections.abc import Collection, Mapping
from struct import pack, unpack
from typing import Final
from urllib.parse import urlsplit

from records import limits
from records.record import Recurring
from store.database import FAULTS, Store, explain

UNSURE: Final = 0
RECURS: Final = 1
EVERYWHERE: Final = 2


def host_of(url: str) -> str:
    """Give the host of an address, with its port; "" for a document without one, which no other page resembles."""
    return urlsplit(url).netloc.lower()


def recall(store: Store, id: int, url: str) -> Mapping[int, Recurring]:
    """Give the lines that recur on the other pages of a page's host, by their traces."""
    host = host_of(url)
    if not host:
        return {}
    most = "SELECT * FROM site_lines WHERE host = ? AND pages >= ? ORDER BY pages DESC LIMIT ?"
    try:
        newest, known = _newest(store.connection, host), _taught(store.connection, id)
        rows = store.query(most, (host, limits.SITE_OTHERS, limits.SITE_RECALLED)) + _rows(store.connection, host, known)
    except FAULTS as error:
        raise explain(error, store.path) from error
    found: dict[int, Recurring] = {}
    for row in rows:
        new = row["trace"] not in known
        standing = row["standing"]
        if new:  # as it will count with this page
            standing = max(standing, _standing(row["pages"] + 1, newest + 2 - row["first"]))
        if standing:
            found[row["trace"]] = Recurring(row["pages"] - (not new), standing == EVERYWHERE)
    return found


def recall_for(store: Store, url: str) -> Mapping[int, Recurring]:
    """Give the lines that recur on the other pages of an address's host; its own page, where it is stored, does not count."""
    rows = store.query("SELECT id FROM urls WHERE url = ? AND kind = 'article'", (url,))
    return recall(store, rows[0]["id"] if rows else 0, url)


def learn(connection: sqlite3.Connection, id: int, url: str, traces: Collection[int], given: Mapping[int, Recurring]) -> bool:
    """Let an article's page teach its lines; False when they now count for more than the line was `given` to know.

    Then the article must be refined again, like every other page that holds a line which has just risen.
    """
    host = host_of(url)
    if not host or not traces:
        return True
    known = _taught(connection, id)
    new = [trace for trace in traces if trace not in known]
    if new:
        number = _newest(connection, host) + 1
        connection.execute(
            "INSERT OR REPLACE INTO site_pages (url_id, host, number, traces) VALUES (?, ?, ?, ?)",
            (id, host, number, pack(f"<{len(known) + len(new)}q", *known, *new)),
        )
        risen = {trace: first for trace in new if (first := _count(connection, host, trace, number))}
        if risen:
            _reopen(connection, host, id, risen)
        connection.execute(
            "DELETE FROM site_lines WHERE host = ? AND last = ? AND standing = ?", (host, number - limits.SITE_PAGES, UNSURE)
        )
    return all(row["standing"] <= _known_as(given.get(row["trace"])) for row in _rows(connection, host, traces))


def _count(connection: sqlite3.Connection, host: str, trace: int, number: int) -> int:
    """Count a page for a line; give the page from which it was counted when it now counts for more, 0 otherwise.

    A line that did not recur through SITE_PAGES pages begins anew: what a site repeats today may have been one article's long ago.
    """
    row = connection.execute(
        """INSERT INTO site_lines (host, trace, pages, standing, first, last) VALUES (:host, :trace, 1, 0, :number, :number)
        ON CONFLICT (host, trace) DO UPDATE SET last = :number,
          pages = CASE WHEN standing = 0 AND :number - first >= :most THEN 1 ELSE pages + 1 END,
          first = CASE WHEN standing = 0 AND :number - first >= :most THEN :number ELSE first END
        RETURNING pages, first, standing""",
        {"host": host, "trace": trace, "number": number, "most": limits.SITE_PAGES},
    ).fetchone()
    standing = _standing(row["pages"], number + 1 - row["first"])
    if standing <= row["standing"]:
        return 0
    connection.execute("UPDATE site_lines SET standing = ? WHERE host = ? AND trace = ?", (standing, host, trace))
    return int(row["first"])


def _standing(pages: int, span: int) -> int:
    """Say what a line counts as that stands on so many of the last `span` pages, the page in question among them.

    The first page that held it says nothing about its share: the span begins there.
    """
    if span > limits.SITE_PAGES:
        return UNSURE
    others, share = pages - 1, (pages - 1) / max(1, span - 1)
    if others >= limits.SITE_OTHERS_SURE and share >= limits.SITE_SHARE_SURE:
        return EVERYWHERE
    return RECURS if others >= limits.SITE_OTHERS and share >= limits.SITE_SHARE else UNSURE


def _known_as(seen: Recurring | None) -> int:
    return UNSURE if seen is None else EVERYWHERE if seen.everywhere else RECURS


def _reopen(connection: sqlite3.Connection, host: str, id: int, risen: Mapping[int, int]) -> None:
    """Let the other pages that hold one of these lines wait for the line again; `risen` says from which page it was counted."""
    rows = connection.execute(
        "SELECT url_id, traces FROM site_pages WHERE host = ? AND number >= ? AND url_id <> ?", (host, min(risen.values()), id)
    )
    holding = [(row["url_id"],) for row in rows.fetchall() if not risen.keys().isdisjoint(_unpacked(row["traces"]))]
    connection.executemany("UPDATE urls SET line = '' WHERE id = ?", holding)


def _newest(connection: sqlite3.Connection, host: str) -> int:
    row = connection.execute("SELECT max(number) FROM site_pages WHERE host = ?", (host,)).fetchone()
    return int(row[0] or 0)


def _taught(connection: sqlite3.Connection, id: int) -> frozenset[int]:
    """Give what a page has taught."""
    row = connection.execute("SELECT traces FROM site_pages WHERE url_id = ?", (id,)).fetchone()
    return frozenset(_unpacked(row["traces"])) if row else frozenset()


def _unpacked(traces: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(traces) // 8}q", traces)


def _rows(connection: sqlite3.Connection, host: str, traces: Collection[int]) -> list[sqlite3.Row]:
    marks = ", ".join("?" * len(traces))
    sql = f"SELECT * FROM site_lines WHERE host = ? AND standing > 0 AND trace IN ({marks})"  # noqa: S608 - marks only
    return connection.execute(sql, (host, *traces)).fetchall()
