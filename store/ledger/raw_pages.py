"""The raw page of each address, kept so that a better line can read it again.

What a host answered lies in the archive, and the ledger knows where; what came otherwise, inside a
feed or from a file, lies here.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from records.errors import ArchiveError
from records.page import Page
from records.urls import make_uid, swap_scheme
from store.archive.archive import ARCHIVE_FOLDER, decode_response_body, read_archived_response
from store.db.connection import Store
from store.db.json_text import dump_json
from store.ledger.columns import dump_hint, dump_pointers, load_hint, load_pointers
from store.ledger.intervals import find_recheck_time

_END_STATES: Final = ("stored", "dropped", "quarantined")
_WAITING_PAGES: Final = """FROM urls AS u JOIN pages AS p ON p.url_id = u.id
  WHERE (:all OR u.line <> :line) AND (NOT :reopened OR (u.line = '' AND u.state = 'stored'))
  AND (NOT :quarantined OR u.settled = 'quarantined')
  AND (:source IS NULL OR u.source = :source) AND (:uid IS NULL OR u.uid = :uid)
    AND p.fetched >= :since
  AND (:host IS NULL OR instr(u.url, 'http://' || :host || '/') = 1
    OR instr(u.url, 'https://' || :host || '/') = 1)"""
_PAGES_AT_ONCE: Final = 500
"""Ledger numbers read in one go."""


@dataclass(frozen=True, slots=True)
class PageFilter:
    """Which kept pages are wanted of those that wait."""

    source: str | None = None
    uid: str | None = None
    host: str | None = None  # with its port, if it has one
    since: str = ""  # when the page was fetched
    limit: int | None = None
    all: bool = False  # also those that the present pipeline refined
    quarantined: bool = False  # only pages that the pipeline could not read
    reopened: bool = False  # only articles of whose site more repeated lines are known since


ALL_PAGES: Final = PageFilter()
OnMissingPage = Callable[[int, ArchiveError], object]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The ledger row of a kept page."""

    id: int
    changed: bool  # False: the very same page was refined already
    first: bool = True  # no page of this address was refined before


def keep_page(
    store: Store, page: Page, now: str, *, run: int | None = None, takes_over: bool = False
) -> KeptPage:
    """Keep a page together with its place in the ledger: 'fetched', to be refined.

    The same bytes as the refined page change nothing but when it is due again. An address that
    nobody announced gets its row here. A row belongs to the source that found it first; one
    imported by hand passes to the first source that brings it, whose rights count from then on.
    With `takes_over` the page's source owns the address, whoever found it.
    """
    columns = _make_page_columns(page)
    with store.transaction() as connection:
        url_row = _get_or_add_url_row(connection, page, now)
        source = page.source if takes_over else url_row["source"] or page.source
        same = (
            columns["digest"] == url_row["digest"]
            and url_row["line"] != ""
            and url_row["settled"] in _END_STATES
            and source == url_row["source"]
        )
        checks = url_row["checks"] + 1 if same else 0
        connection.execute(
            _UPDATE_URL,
            {
                "id": url_row["id"],
                "state": url_row["settled"] if same else "fetched",
                "line": url_row["line"] if same else "",
                "source": source,
                "etag": page.etag,
                "last_modified": page.last_modified,
                "checks": checks,
                "due_at": find_recheck_time(now, checks) if same else "",
                "run": run,
                "same": same,
                "archived": dump_pointers(page.archived),
                **columns,
            },
        )
        if not same:
            connection.execute(_REPLACE_PAGE, {"url_id": url_row["id"], **columns})
    return KeptPage(url_row["id"], not same, not url_row["settled"])


_UPDATE_URL: Final = """UPDATE urls SET state = :state, source = :source, digest = :digest,
  etag = :etag, last_modified = :last_modified, fetched = :fetched, status = :status, tries = 0,
  gone_at = '', gone_again = '', leased_until = '', checks = :checks, due_at = :due_at,
  run = coalesce(:run, run),
  line = :line, hint = CASE hint WHEN '{}' THEN :hint ELSE hint END,
  archived = CASE WHEN :same THEN archived ELSE :archived END, whole = :fetched WHERE id = :id"""


def _make_page_columns(page: Page) -> dict[str, str | int | bytes]:
    """Give the columns of `pages`; the digest tells whether a page is the very same.

    A body that stands in the archive is not kept twice.
    """
    hint = dump_hint(page.hint)
    whole = b"".join((page.body, *page.further))
    # a partner's title comes as a hint
    digest = hashlib.sha256(whole + (b"" if page.form == "page" else hint.encode())).hexdigest()
    return {
        "form": page.form,
        "media": page.media,
        "charset": page.charset,
        "status": page.status,
        "fetched": page.fetched,
        "fetched_url": page.fetched_url,
        "hint": hint,
        "digest": digest,
        "size": len(whole),
        "body": b"" if page.archived else zlib.compress(whole),
        "further": dump_json([len(body) for body in page.further]),
    }


_REPLACE_PAGE: Final = """INSERT OR REPLACE INTO pages (url_id, form, media, charset, status,
  fetched, fetched_url,
  hint, digest, size, body, further)
  VALUES (:url_id, :form, :media, :charset, :status, :fetched, :fetched_url, :hint, :digest, :size,
  :body, :further)"""


def _get_or_add_url_row(connection: sqlite3.Connection, page: Page, now: str) -> sqlite3.Row:
    """Read the ledger row of a page, made when nobody announced it."""
    sql = "SELECT * FROM urls WHERE url IN (?, ?) AND kind = 'article' ORDER BY url <> ?"
    parameters = (page.url, swap_scheme(page.url), page.url)
    row: sqlite3.Row | None = connection.execute(sql, parameters).fetchone()
    if row is None:
        connection.execute(
            "INSERT INTO urls (url, uid, source, kind, state, found) VALUES (?, ?, ?, 'article',"
            " 'leased', ?)",
            (page.url, make_uid(page.url), page.source, now),
        )
        row = connection.execute(sql, parameters).fetchone()
    return row


def iter_waiting_pages(
    store: Store,
    pipeline_version: str,
    page_filter: PageFilter = ALL_PAGES,
    *,
    on_missing: OnMissingPage | None = None,
) -> Iterator[tuple[int, Page]]:
    """Give the pages of the filter that no or another pipeline version has refined, with their
    ledger numbers, one page in memory at a time.

    The caller may store results on the way: none comes twice. `on_missing` is called for each page
    that the archive cannot give any more; without it the first of them raises ArchiveError.
    """
    after, remaining = 0, page_filter.limit
    while True:
        bound = {
            **_filter_parameters(pipeline_version, page_filter),
            "after": after,
            "limit": _PAGES_AT_ONCE if remaining is None else min(remaining, _PAGES_AT_ONCE),
        }
        ids = [
            row["id"]
            for row in store.query(
                f"SELECT u.id {_WAITING_PAGES} AND u.id > :after ORDER BY u.id LIMIT :limit", bound
            )
        ]
        for id in ids:
            try:
                page = read_kept_page(store, id)
            except ArchiveError as error:
                if on_missing is None:
                    raise
                on_missing(id, error)
            else:
                yield id, page
        remaining = None if remaining is None else remaining - len(ids)
        if not ids or remaining == 0:
            return
        after = ids[-1]


def count_waiting_pages(
    store: Store, pipeline_version: str, page_filter: PageFilter = ALL_PAGES
) -> int:
    """Count what `waiting` would give."""
    count = store.query_number(
        f"SELECT count(*) {_WAITING_PAGES}", _filter_parameters(pipeline_version, page_filter)
    )
    return count if page_filter.limit is None else min(count, page_filter.limit)


def _filter_parameters(pipeline_version: str, page_filter: PageFilter) -> dict[str, object]:
    return {
        "line": pipeline_version,
        **{name: getattr(page_filter, name) for name in PageFilter.__slots__},
    }


def read_kept_page(store: Store, url_id: int) -> Page:
    """Read the kept page of an address; ArchiveError when the archive cannot give it."""
    row = store.query(
        """SELECT u.url, u.source, u.etag, u.last_modified, u.archived, p.form, p.media, p.charset,
          p.status, p.fetched, p.fetched_url,
        p.hint, p.body, p.further
        FROM urls AS u JOIN pages AS p ON p.url_id = u.id WHERE u.id = ?""",
        (url_id,),
    )[0]
    archived = load_pointers(row["archived"])
    if row["body"]:
        body, *further = _split_bodies(zlib.decompress(row["body"]), json.loads(row["further"]))
    else:
        folder = store.path.parent / ARCHIVE_FOLDER
        body, *further = (
            decode_response_body(read_archived_response(folder, pointer)) for pointer in archived
        )
    columns = {**dict(row), "hint": load_hint(row["hint"]), "archived": archived}
    return Page(**{**columns, "body": body, "further": tuple(further)})


def _split_bodies(whole: bytes, lengths: list[int]) -> list[bytes]:
    """Cut the further pages, of these lengths, off the end of the first one."""
    ends = [len(whole) - sum(lengths[number:]) for number in range(len(lengths) + 1)]
    return [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]
