"""A page that is gone: 404 or 410, and what that does to its article."""

from records.reasons import HttpReason
from records.verdict import Drop
from store.articles.withdraw import REASON_GONE, withdraw_article
from store.db.connection import Store
from store.db.times import add_seconds, seconds_between
from store.ledger.intervals import GONE_SECONDS
from store.ledger.urls import read_url_row, record_verdict


def record_gone(store: Store, url_id: int, status: int, now: str) -> bool:
    """Note a 404 or 410; True when this one withdrew an article.

    One answer may be a slip of the site: a stored article is withdrawn by the second, at least
    GONE_SECONDS after the first. A page that was never stored is gone at once.
    """
    with store.transaction() as connection:
        url = read_url_row(connection, url_id)
        first = url["gone_at"] or now
        final = url["settled"] != "stored" or (
            bool(url["gone_at"]) and seconds_between(first, now) >= GONE_SECONDS
        )
        state, due_at = ("gone", "") if final else ("stored", add_seconds(first, GONE_SECONDS))
        connection.execute(
            """UPDATE urls SET state = ?, settled = ?, status = ?, fetched = ?, gone_at = ?,
              due_at = ?, tries = 0, leased_until = ''
            WHERE id = ?""",
            (state, state, status, now, first, due_at, url_id),
        )
        record_verdict(
            connection, url, Drop("fetch", HttpReason.from_status(status)), now, url["run"]
        )
        return final and withdraw_article(connection, url["uid"], REASON_GONE, now)
