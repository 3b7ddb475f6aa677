"""The ledger of addresses: what is due, who has it on lease, what came of it.

An address goes due -> leased -> fetched -> stored | dropped | quarantined | gone. `state` is where it is now, `settled` the last
of the four ends it came to ("" before the first): an address on lease for a second look falls back to it. The ledger is the
crawl's frontier, so a kill at any point costs at most the pages on lease, and those come back when the lease ends.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from records.address import canonical, twin, uid
from records.limits import GONE_SECONDS, LEASE_SECONDS, URL_CHARS
from records.page import Candidate, Hint, Pointer
from store.answers import fail, gone, unchanged
from store.database import Store
from store.pages import Kept, keep, waiting
from store.rows import hint_json, hint_of, pointers_json, pointers_of
from store.schedule import LONGEST_RECHECK, LONGEST_RETRY, over_at
from store.standing import BY_SOURCE, take_back
from store.times import later, utc

__all__ = [
    "Answered",
    "Discovered",
    "Due",
    "Kept",
    "discover",
    "endpoint",
    "fail",
    "gone",
    "keep",
    "lease",
    "release",
    "unchanged",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class Due:
    """An address to be asked for, with what makes the request conditional."""

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
    archived: tuple[Pointer, ...] = ()  # where the archive has the last whole answer, further pages behind it
    whole: str = ""  # when it last answered with its body
    due_at: str = ""  # when it is asked for next


@dataclass(frozen=True, slots=True)
class Answered:
    """How an endpoint answered; written together with what it announced."""

    id: int
    status: int
    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    archived: tuple[Pointer, ...] = ()
    fresh: int = 0  # seconds for which it wants to be left alone


@dataclass(frozen=True, slots=True)
class Discovered:
    """How many announced addresses were unknown, known with something newer, or just known."""

    new: int
    due: int
    known: int


_DUE = "id, url, source, kind, etag, last_modified, tries, hint, digest, fetched, archived, whole, due_at"


def _due(row: sqlite3.Row) -> Due:
    return Due(**{**dict(row), "hint": hint_of(row["hint"]), "archived": pointers_of(row["archived"])})


def endpoint(store: Store, source: str, url: str, kind: str, now: str) -> Due:
    """Give the ledger row of a feed, sitemap, listing or API address, made when it is unknown."""
    key = (source, kind, url)
    sql = f"SELECT {_DUE} FROM urls WHERE source = ? AND kind = ? AND url = ?"  # noqa: S608 - the columns are a constant of ours
    rows = store.query(sql, key)
    if not rows:
        with store.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO urls (source, kind, url, state, found) VALUES (?, ?, ?, 'due', ?)", (*key, now))
        rows = store.query(sql, key)
    return _due(rows[0])


def discover(store: Store, source: str, candidates: Sequence[Candidate], now: str, *, answered: Answered | None = None) -> Discovered:
    """Write what an endpoint announced, together with how it answered.

    Unknown addresses become due. A known one becomes due when the announcement is newer than its last fetch and says something
    new, so that a date in the future is followed once. A withdrawal takes the article back, until an announcement is newer than
    it. Addresses that are no http(s) URL or too long are left out.
    """
    found: dict[str, tuple[Candidate, str]] = {}
    for candidate in candidates:
        try:
            address = canonical(candidate.url)
        except ValueError:
            continue
        if len(address) <= URL_CHARS:
            found[address] = (candidate, hint_json(candidate.hint))
    tally = {"new": 0, "due": 0, "known": 0}
    with store.writing() as connection:
        for address, (candidate, hint) in found.items():
            tally[_note(connection, source, address, candidate, hint, now)] += 1
        if answered is not None:
            connection.execute(
                """UPDATE urls SET status = :status, fetched = :now, tries = 0, due_at = :due_at,
                whole = CASE :status WHEN 304 THEN whole ELSE :now END, digest = CASE :digest WHEN '' THEN digest ELSE :digest END,
                etag = CASE WHEN :status = 304 AND :etag = '' THEN etag ELSE :etag END,
                last_modified = CASE WHEN :status = 304 AND :last_modified = '' THEN last_modified ELSE :last_modified END,
                archived = CASE :archived WHEN '[]' THEN archived ELSE :archived END WHERE id = :id""",
                {"id": answered.id, "status": answered.status, "etag": answered.etag, "last_modified": answered.last_modified,
                 "digest": answered.digest, "archived": pointers_json(answered.archived), "now": now,
                 "due_at": over_at(now, answered.fresh) if answered.fresh else ""},
            )  # fmt: skip
    return Discovered(**tally)


def _note(connection: sqlite3.Connection, source: str, address: str, candidate: Candidate, hint: str, now: str) -> str:
    row = connection.execute(
        "SELECT id, uid, state, fetched, gone_at, hint FROM urls WHERE url IN (?, ?) AND kind = 'article' ORDER BY url <> ?",
        (address, twin(address), address),
    ).fetchone()
    if row is None:
        if candidate.withdrawn:
            return "known"
        connection.execute(
            "INSERT INTO urls (url, uid, source, kind, state, found, due_at, hint) VALUES (?, ?, ?, 'article', 'due', ?, ?, ?)",
            (address, uid(address), source, now, now, hint),
        )
        return "new"
    if candidate.withdrawn:
        take_back(connection, row["uid"], BY_SOURCE, now)
        connection.execute(
            "UPDATE urls SET state = 'gone', settled = 'gone', due_at = '', fetched = ?, hint = ? WHERE id = ?", (now, hint, row["id"])
        )
        return "known"
    if row["state"] in ("due", "leased") or not _newer(row, candidate.hint, hint, now):
        return "known"
    connection.execute("UPDATE urls SET state = 'due', due_at = ?, hint = ?, checks = 0, tries = 0 WHERE id = ?", (now, hint, row["id"]))
    return "due"


def _newer(row: sqlite3.Row, hint: Hint, text: str, now: str) -> bool:
    if row["gone_at"] and row["state"] == "gone":  # announced again: worth a look, but a feed may list dead links for ever
        return bool(row["fetched"] < later(now, -GONE_SECONDS))
    said = max(utc(hint.modified), utc(hint.published))
    return bool(said > row["fetched"] and text != row["hint"])


def lease(store: Store, source: str, run: int, now: str, limit: int, *, recheck: bool = False) -> list[Due]:
    """Take up to `limit` due articles of a source; nobody else gets them until the lease ends.

    New addresses come first, then those whose next look has come; a time that lies further ahead than any wait of ours was
    written by a clock that ran ahead, and has come, too. With `recheck` every stored article that this run has not had
    yet is due. An article that came whole with its announcement, and a document imported by hand, is never asked for as a page:
    its announcement, or the next import, brings the news.
    """
    bound = {"source": source, "run": run, "now": now, "limit": limit, "recheck": int(recheck), "until": later(now, LEASE_SECONDS)}
    bound |= {"soon": later(now, LONGEST_RETRY), "late": later(now, LONGEST_RECHECK)}
    bound["far"] = later(now, 2 * LEASE_SECONDS)
    with store.writing() as connection:
        rows = connection.execute(
            f"""SELECT {_DUE} FROM urls WHERE source = :source AND kind = 'article' AND (
              (state IN ('due', 'stored', 'dropped', 'quarantined') AND due_at <> ''
                AND (due_at <= :now OR due_at > CASE state WHEN 'due' THEN :soon ELSE :late END))
              OR (state = 'leased' AND (leased_until <= :now OR leased_until > :far))
              OR (:recheck AND state = 'stored' AND run IS NOT :run))
              AND url GLOB 'http*' AND NOT EXISTS (SELECT 1 FROM pages AS p WHERE p.url_id = urls.id AND p.form <> 'page')
            ORDER BY CASE state WHEN 'due' THEN 0 WHEN 'leased' THEN 0 ELSE 1 END, due_at, id LIMIT :limit""",  # noqa: S608 - constant
            bound,
        ).fetchall()
        connection.executemany(
            "UPDATE urls SET state = 'leased', leased_until = ?, run = ? WHERE id = ?", [(bound["until"], run, row["id"]) for row in rows]
        )
    return [_due(row) for row in rows]


def release(store: Store, run: int) -> int:
    """Give back what a run still has on lease; say how many."""
    with store.writing() as connection:
        cursor = connection.execute(
            """UPDATE urls SET state = CASE settled WHEN '' THEN 'due' ELSE settled END, leased_until = '', run = NULL
            WHERE state = 'leased' AND run = ?""",
            (run,),
        )
        return cursor.rowcount
