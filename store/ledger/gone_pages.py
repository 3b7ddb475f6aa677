"""A page that is gone: 404 or 410, and what that does to its article.

One answer may be a slip of the site: it takes two, GONE_SECONDS apart. Whether the article is then
withdrawn is decided at the end of a run, when it is known what else of the source is gone:

* never, while its source still announces it;
* not before the source was read again since the first of the two answers;
* not by itself, where more than MISSING_MAX articles and MISSING_SHARE of the source are gone: a
  site that moves or breaks must not empty the feeds. Then a person confirms.

Whatever answers again counts as never gone; an article that was withdrawn is published again.
"""

import sqlite3
from typing import Final, NamedTuple

from records.clock import DAY_SECONDS, WEEK_SECONDS
from records.reasons import HttpReason
from records.verdict import Drop, Retry
from store.articles.audit import record_action
from store.articles.withdraw import REASON_GONE, withdraw_article
from store.db.connection import Store
from store.db.times import add_seconds, seconds_between
from store.ledger.intervals import GONE_SECONDS, find_retry_time, find_wait_end
from store.ledger.urls import read_url_row, record_verdict

MISSING_MAX: Final = 5  # articles of a source that may go at once without a question
MISSING_SHARE: Final = 0.2  # of its articles, likewise
# for which an announcement counts: lists are read at least once a day
LISTED_SECONDS: Final = 2 * DAY_SECONDS
LATE_SECONDS: Final = DAY_SECONDS
"""After its announcement; publishers announce a page minutes to hours before it is there."""
LATE_TRIES: Final = 3
RETURN_SECONDS: Final = 365 * DAY_SECONDS  # for which a withdrawn article's page is asked again
_MISSING: Final = (
    "FROM urls WHERE source = ? AND settled = 'stored' AND gone_at <> '' AND kind = 'article'"
)
_REREAD: Final = "reread"
"""Digest of a list that is read as changed next time, but not followed to its end."""


class GoneArticles(NamedTuple):
    """What became of the articles of a source whose pages are gone."""

    withdrawn: int = 0
    withheld: int = 0  # those that wait for a person


def record_gone(store: Store, url_id: int, status: int, now: str) -> bool:
    """Note a 404 or 410; False when the page is asked for once more soon.

    A page that was announced within the day may only be late: it is asked for again after the first
    waits of a failed download. Another one that was never stored is gone at once. Of a stored one
    the lists of its source are read whole next time, so that it is known whether they still
    announce it.
    """
    with store.transaction() as connection:
        url = read_url_row(connection, url_id)
        if _may_be_late(url, now):
            connection.execute(
                "UPDATE urls SET state = 'due', tries = tries + 1, due_at = ?, status = ?,"
                " leased_until = '' WHERE id = ?",
                (find_retry_time(now, url["tries"] + 1, 0), status, url_id),
            )
            verdict = Retry("fetch", HttpReason.from_status(status))
            record_verdict(connection, url, verdict, now, url["run"])
            return False
        first, again = url["gone_at"] or now, url["gone_again"]
        if url["settled"] == "stored":
            age = seconds_between(first, now)
            again = again or (now if age >= GONE_SECONDS else "")
            state = "stored"
            due_at = _find_next_look(now, age) if again else add_seconds(first, GONE_SECONDS)
            _reread_lists(connection, url["source"])
        else:
            # the page of a withdrawn article may return, each wait is as long as it has been gone
            age = seconds_between(url["gone_again"], now) if url["gone_again"] else 0
            state, due_at = "gone", ""
            if url["gone_again"] and age < RETURN_SECONDS:
                due_at = find_wait_end(now, max(GONE_SECONDS, age))
        connection.execute(
            """UPDATE urls SET state = ?, settled = ?, status = ?, fetched = ?, gone_at = ?,
              gone_again = ?, due_at = ?, tries = 0, leased_until = ''
            WHERE id = ?""",
            (state, state, status, now, first, again, due_at, url_id),
        )
        record_verdict(
            connection, url, Drop("fetch", HttpReason.from_status(status)), now, url["run"]
        )
    return True


def _may_be_late(url: sqlite3.Row, now: str) -> bool:
    """Say whether a page that is not there may come yet: announced just now, asked for seldom."""
    return (
        url["kind"] == "article"
        and not url["settled"]
        and url["tries"] < LATE_TRIES
        and seconds_between(url["found"], now) <= LATE_SECONDS
    )


def _find_next_look(now: str, age: float) -> str:
    return find_wait_end(now, min(max(GONE_SECONDS, age), WEEK_SECONDS))


def _reread_lists(connection: sqlite3.Connection, source: str) -> None:
    connection.execute(
        "UPDATE urls SET etag = '', last_modified = '', digest = ? WHERE source = ? AND kind <>"
        " 'article' AND digest <> ''",
        (_REREAD, source),
    )


def withdraw_gone_articles(store: Store, source: str, now: str) -> GoneArticles:
    """Withdraw the articles of a source whose pages are gone, or leave them to a person.

    Called at the end of each run for each source that it polled. What a person has confirmed goes.
    """
    if not store.query(f"SELECT 1 {_MISSING} LIMIT 1", (source,)):
        return GoneArticles(0, _write_withheld(store, source, 0))
    with store.transaction() as connection:
        missing = _list_missing(connection, source)
        ready = [row for row in missing if row["gone_again"] and not _is_listed(row, now)]
        if not _was_read_since(connection, source, [row["gone_at"] for row in ready]):
            ready = []
        confirmed = _read_confirmed(connection, source)
        fresh = [row for row in missing if row["gone_at"] > confirmed]
        is_mass = _is_mass(connection, source, len(fresh), confirmed, now)
        going = [row for row in ready if not is_mass or row["gone_at"] <= confirmed]
        withdrawn = sum(_withdraw(connection, row, now) for row in going)
        gone = {row["id"] for row in going}
        withheld = sum(bool(row["gone_again"]) and row["id"] not in gone for row in fresh)
    withheld = _write_withheld(store, source, withheld if is_mass else 0)
    return GoneArticles(withdrawn, withheld)


def confirm_withdrawals(store: Store, source: str, now: str, *, by: str = "") -> int:
    """Withdraw what waited, and let go what answers 404 or 410 for the second time from now on.

    What its source still announces stays. The audit gets a row for the source and one for each
    article withdrawn, with the person's name. Give the number of articles withdrawn.
    """
    with store.transaction() as connection:
        going = [
            row
            for row in _list_missing(connection, source)
            if row["gone_again"] and not _is_listed(row, now)
        ]
        withdrawn = [row["uid"] for row in going if _withdraw(connection, row, now)]
        connection.execute(
            "UPDATE sources SET gone_confirmed = ?, withheld = 0 WHERE name = ?", (now, source)
        )
        for uid in ("", *withdrawn):
            record_action(connection, now, by, "confirm", uid, source)
    return len(withdrawn)


def _list_missing(connection: sqlite3.Connection, source: str) -> list[sqlite3.Row]:
    """List the stored pages of a source that answered 404 or 410 last."""
    return connection.execute(
        f"SELECT id, uid, gone_at, gone_again, listed {_MISSING}", (source,)
    ).fetchall()


def _is_listed(row: sqlite3.Row, now: str) -> bool:
    """Say whether the source has announced an article since its page was gone, and lately."""
    return bool(
        row["listed"] >= row["gone_at"] and row["listed"] > add_seconds(now, -LISTED_SECONDS)
    )


def _was_read_since(connection: sqlite3.Connection, source: str, moments: list[str]) -> bool:
    """Say whether a list of the source was read since the last of some moments.

    True of a source without lists, such as one that is imported.
    """
    (last,) = connection.execute(
        "SELECT max(whole) FROM urls WHERE source = ? AND kind <> 'article'", (source,)
    ).fetchone()
    return last is None or all(last >= moment for moment in moments)


def _read_confirmed(connection: sqlite3.Connection, source: str) -> str:
    row = connection.execute(
        "SELECT gone_confirmed FROM sources WHERE name = ?", (source,)
    ).fetchone()
    return str(row["gone_confirmed"]) if row else ""


def _is_mass(
    connection: sqlite3.Connection, source: str, missing: int, confirmed: str, now: str
) -> bool:
    """Say whether so many are gone that a person should look, those of the last day counted."""
    (live,) = connection.execute(
        "SELECT count(*) FROM articles WHERE source = ? AND status = 'published'", (source,)
    ).fetchone()
    (lately,) = connection.execute(
        """SELECT count(*) FROM urls WHERE source = ? AND settled = 'gone' AND gone_at <> ''
          AND kind = 'article' AND gone_at > ? AND gone_again > ?""",
        (source, confirmed, add_seconds(now, -DAY_SECONDS)),
    ).fetchone()
    gone = missing + int(lately)
    return gone > MISSING_MAX and gone >= MISSING_SHARE * (int(live) + int(lately))


def _withdraw(connection: sqlite3.Connection, row: sqlite3.Row, now: str) -> bool:
    """Withdraw an article, False where a person holds or rejects it.

    Its page is asked for again, unconditionally: it may return.
    """
    connection.execute(
        """UPDATE urls SET state = 'gone', settled = 'gone', due_at = ?, etag = '',
          last_modified = '' WHERE id = ?""",
        (find_wait_end(now, GONE_SECONDS), row["id"]),
    )
    return withdraw_article(connection, row["uid"], REASON_GONE, now)


def _write_withheld(store: Store, source: str, number: int) -> int:
    """Write how many articles of a source wait for a person, where that has changed."""
    rows = store.query("SELECT withheld FROM sources WHERE name = ?", (source,))
    if rows and rows[0]["withheld"] != number:
        with store.transaction() as connection:
            connection.execute("UPDATE sources SET withheld = ? WHERE name = ?", (number, source))
    return number
