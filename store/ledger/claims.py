"""What a source says about the addresses of others: kept as evidence, never carried out.

A foreign link becomes its owner's article, with the facts of its own page. What the announcing
source said of it lies in `hints`, one row for each such source; `urls.hint` is the owner's.
"""

import sqlite3
from dataclasses import replace
from typing import NamedTuple

from records.limits import DETAIL_CHARS
from records.ownership import OPERATOR, AddressOwners, RefusedClaim
from records.page import AnnouncedArticle, Hint
from records.reasons import Reason
from records.urls import make_uid, swap_scheme
from store.db.connection import Store
from store.ledger.columns import dump_hint
from text.printable import make_line

_EMPTY_HINT = dump_hint(Hint())


class ForeignLink(NamedTuple):
    """What became of a foreign link."""

    is_new: bool
    refused: RefusedClaim | None  # what was said of it, and not taken


def find_address_owner(store: Store, url: str, owners: AddressOwners) -> str:
    """Give who owns a canonical address: by rule, else whoever brought its article first.

    "" where nobody does yet, OPERATOR where it was imported by hand without a source.
    """
    owner = owners.find_owner(url)
    if owner:
        return owner
    rows = store.query(
        "SELECT source FROM urls WHERE url IN (?, ?) AND kind = 'article' ORDER BY url <> ?",
        (url, swap_scheme(url), url),
    )
    return (rows[0]["source"] or OPERATOR) if rows else ""


def record_refused_claim(
    connection: sqlite3.Connection, claim: RefusedClaim, now: str, run: int | None
) -> None:
    """Write a claim as a verdict, once for all runs: a feed may repeat it for years."""
    key = (claim.url, claim.source, Reason.NOT_YOURS, make_line(claim.detail, DETAIL_CHARS))
    earlier = connection.execute(
        "SELECT 1 FROM verdicts WHERE url = ? AND source = ? AND reason = ? AND detail = ?", key
    ).fetchone()
    if earlier is None:
        connection.execute(
            "INSERT INTO verdicts (url, source, reason, detail, stage, kind, run, at)"
            " VALUES (?, ?, ?, ?, 'announce', 'drop', ?, ?)",
            (*key, run, now),
        )


def record_foreign_announcement(
    connection: sqlite3.Connection,
    url_row: sqlite3.Row | None,
    claim: RefusedClaim,
    announcement: AnnouncedArticle,
    now: str,
    *,
    may_be_article: bool,
    is_news: bool,
) -> ForeignLink:
    """Take the bare link of a foreign article.

    `claim` names address, claimant and owner. `is_news` says that the announcement is newer than
    the article: its words would make a difference.
    """
    hint = dump_hint(announcement.hint)
    is_new = url_row is None and not announcement.withdrawn and may_be_article
    if is_new:
        connection.execute(
            "INSERT INTO urls (url, uid, source, kind, state, found, due_at) VALUES (?, ?, ?,"
            " 'article', 'due', ?, ?)",
            (claim.url, make_uid(claim.url), claim.owner, now, now),
        )
        url_row = connection.execute(
            "SELECT id FROM urls WHERE url = ? AND kind = 'article'", (claim.url,)
        ).fetchone()
    is_said = url_row is not None and _keep_foreign_hint(
        connection, url_row["id"], claim.source, hint, now
    )
    claims = _list_claims(announcement, is_news=is_news and is_said, is_said=is_said)
    if url_row is None and not announcement.withdrawn:
        claims = ("an address that its owner's links do not match", *claims)
    return ForeignLink(is_new, replace(claim, claims=claims) if claims else None)


def _list_claims(
    announcement: AnnouncedArticle, *, is_news: bool, is_said: bool
) -> tuple[str, ...]:
    claims = [
        *(["withdrawal"] if announcement.withdrawn else []),
        *(["full text"] if announcement.text else []),
    ]
    if is_news:
        claims += [name for name in Hint.__slots__ if getattr(announcement.hint, name)]
    elif is_said and announcement.hint.licence:
        claims.append("licence")
    return tuple(claims)


def _keep_foreign_hint(
    connection: sqlite3.Connection, url_id: int, source: str, hint: str, now: str
) -> bool:
    """Keep what a source says of an article that is not its own; True where that is something new.

    A link without a word about it is kept, too: it says who announces the article.
    """
    earlier = connection.execute(
        "SELECT hint FROM hints WHERE url_id = ? AND source = ?", (url_id, source)
    ).fetchone()
    if earlier is not None and earlier["hint"] == hint:
        return False
    connection.execute(
        "INSERT OR REPLACE INTO hints (url_id, source, hint, at) VALUES (?, ?, ?, ?)",
        (url_id, source, hint, now),
    )
    return True


def is_announced_elsewhere(connection: sqlite3.Connection, url_id: int) -> bool:
    """Say whether a source announced an article that is not its own."""
    return (
        connection.execute("SELECT 1 FROM hints WHERE url_id = ?", (url_id,)).fetchone() is not None
    )


def hand_over(
    connection: sqlite3.Connection, url_row: sqlite3.Row, owner: str, hint: str, now: str
) -> None:
    """Give an address to its owner and let its page be fetched anew, with the owner's words.

    What another source had said of it, and a text that came with an announcement, count no longer.
    """
    if url_row["source"] not in ("", owner) and url_row["hint"] != _EMPTY_HINT:
        _keep_foreign_hint(connection, url_row["id"], url_row["source"], url_row["hint"], now)
    connection.execute(
        "UPDATE urls SET source = ?, hint = ?, due_at = ?, digest = '', etag = '',"
        " last_modified = '', archived = '[]', checks = 0, tries = 0,"
        " state = CASE state WHEN 'leased' THEN 'leased' ELSE 'due' END WHERE id = ?",
        (owner, hint, now, url_row["id"]),
    )
    connection.execute("DELETE FROM pages WHERE url_id = ?", (url_row["id"],))
