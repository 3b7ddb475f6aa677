"""What the ledger learns when a download brings no page: nothing new, a failure, or the end of the page."""

import sqlite3
from collections.abc import Iterable

from records.limits import DROPPED_STEP, GONE_SECONDS, RETRIES
from records.verdict import Drop, Quarantine, Retry, Verdict
from store.database import Store
from store.schedule import recheck_at, retry_at
from store.standing import GONE, take_back
from store.times import later, seconds_between


def note_verdict(connection: sqlite3.Connection, url: sqlite3.Row, verdict: Verdict, now: str, run: int | None) -> None:
    """Write a verdict, once: the same one again in the same run adds no row."""
    kind = type(verdict).__name__.lower()
    row = (url["source"], verdict.stage, kind, verdict.reason, verdict.detail, run)
    last = connection.execute(
        "SELECT source, stage, kind, reason, detail, run, at FROM verdicts WHERE url = ? ORDER BY id DESC LIMIT 1", (url["url"],)
    ).fetchone()
    if last is not None and tuple(last)[:6] == row and (run is not None or last["at"] == now):
        return
    connection.execute(
        "INSERT INTO verdicts (source, stage, kind, reason, detail, run, url, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, url["url"], now)
    )


def address_row(connection: sqlite3.Connection, id: int) -> sqlite3.Row:
    """Read the ledger row of an address; KeyError when there is none."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM urls WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise KeyError(f"no address {id} in the ledger")
    return row


def _back(connection: sqlite3.Connection, url: sqlite3.Row) -> str:
    """Say where an address falls back to when a look at it brought no page."""
    if url["line"] == "" and connection.execute("SELECT 1 FROM pages WHERE url_id = ?", (url["id"],)).fetchone():
        return "fetched"  # kept before, refined never
    return str(url["settled"] or "due")


def unchanged(store: Store, ids: Iterable[int], now: str) -> None:
    """Note that pages are as they were (304), in one transaction; the next look comes later than this one did."""
    with store.writing() as connection:
        for id in ids:
            url = address_row(connection, id)
            checks = url["checks"] + 1
            connection.execute(
                """UPDATE urls SET state = ?, fetched = ?, status = 304, tries = 0, gone_at = '', leased_until = '', checks = ?, due_at = ?
                WHERE id = ?""",
                (_back(connection, url), now, checks, recheck_at(now, checks), id),
            )


def fail(store: Store, id: int, verdict: Verdict, now: str) -> None:
    """Note a download that failed, with its verdict.

    Retry: due again after a growing wait, dropped after RETRIES of them. Drop, Quarantine: looked at again on the schedule of
    dropped pages. An article that is already stored stays stored.
    """
    with store.writing() as connection:
        url = address_row(connection, id)
        tries = url["tries"] + 1
        checks = max(url["checks"] + 1, DROPPED_STEP)
        end = "quarantined" if isinstance(verdict, Quarantine) else "dropped"
        if isinstance(verdict, Retry) and (tries < RETRIES or url["kind"] != "article"):
            state, due_at, checks = _back(connection, url), retry_at(now, tries, verdict.after), url["checks"]
        else:
            state, due_at = url["settled"] if url["settled"] == "stored" else end, recheck_at(now, checks)
            verdict = verdict if not isinstance(verdict, Retry) else Drop(verdict.stage, verdict.reason, f"given up: {verdict.detail}")
        settled = url["settled"] if isinstance(verdict, Retry) or url["kind"] != "article" else state
        connection.execute(
            "UPDATE urls SET state = ?, settled = ?, tries = ?, checks = ?, due_at = ?, leased_until = '' WHERE id = ?",
            (state if url["kind"] == "article" else "due", settled, tries, checks, due_at, id),
        )
        note_verdict(connection, url, verdict, now, url["run"])


def gone(store: Store, id: int, status: int, now: str) -> bool:
    """Note a 404 or 410; True when this one withdrew an article.

    One answer may be a slip of the site: a stored article is withdrawn by the second, at least GONE_SECONDS after the first.
    A page that was never stored is gone at once.
    """
    with store.writing() as connection:
        url = address_row(connection, id)
        first = url["gone_at"] or now
        final = url["settled"] != "stored" or (bool(url["gone_at"]) and seconds_between(first, now) >= GONE_SECONDS)
        state, due_at = ("gone", "") if final else ("stored", later(first, GONE_SECONDS))
        connection.execute(
            """UPDATE urls SET state = ?, settled = ?, status = ?, fetched = ?, gone_at = ?, due_at = ?, tries = 0, leased_until = ''
            WHERE id = ?""",
            (state, state, status, now, first, due_at, id),
        )
        note_verdict(connection, url, Drop("fetch", f"http-{status}"), now, url["run"])
        return final and take_back(connection, url["uid"], GONE, now)
