"""What a source announces becomes rows of the ledger, in one transaction with how it answered."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from records.limits import URL_CHARS
from records.ownership import NO_OWNERS, OPERATOR, AddressOwners, RefusedClaim
from records.page import AnnouncedArticle, ArchivePointer, Hint
from records.urls import make_uid, normalize_url, swap_scheme
from store.articles.withdraw import REASON_BY_SOURCE, withdraw_article
from store.db.connection import Store
from store.db.times import add_seconds, to_utc
from store.ledger.claims import (
    hand_over,
    is_announced_elsewhere,
    record_foreign_announcement,
    record_refused_claim,
)
from store.ledger.columns import dump_hint, dump_pointers
from store.ledger.intervals import (
    GONE_SECONDS,
    find_wait_end,
)

# announced articles in one transaction, so that no other writer waits long
ENQUEUE_BATCH: Final = 500
# refused claims of one transaction that become verdicts; the others are only counted
CLAIMS_KEPT: Final = 100
_SELECT_ANNOUNCED: Final = (
    "SELECT id, uid, source, state, fetched, gone_at, hint FROM urls WHERE url IN (?, ?)"
    " AND kind = 'article' ORDER BY url <> ?"
)


@dataclass(frozen=True, slots=True)
class EndpointResponse:
    """How an endpoint answered; written together with what it announced."""

    id: int
    status: int
    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    archived: tuple[ArchivePointer, ...] = ()
    fresh_seconds: int = 0  # seconds for which it wants to be left alone


@dataclass(frozen=True, slots=True)
class DiscoveryCounts:
    """How many announced addresses were unknown, known with something newer, or just known."""

    new: int
    due: int
    known: int
    refused: tuple[RefusedClaim, ...] = ()  # claims on addresses of other sources
    owners: frozenset[str] = frozenset()  # other sources that got an article of theirs by it


def record_announcements(
    store: Store,
    source: str,
    announcements: Sequence[AnnouncedArticle],
    now: str,
    *,
    response: EndpointResponse | None = None,
    owners: AddressOwners = NO_OWNERS,
    run: int | None = None,
) -> DiscoveryCounts:
    """Write what an endpoint announced, together with how it answered.

    An address of another source, by `owners` or because that source brought its article first, is
    taken as a bare link: what else is said of it is refused and kept as a verdict.

    Unknown addresses become due. A known one becomes due when the announcement is newer than its
    last fetch and says something new, so that a date in the future is followed once. A withdrawal
    takes the article back, until an announcement is newer than it. Addresses that are no http(s)
    URL or too long are left out.
    """
    announced = _key_by_address(announcements)
    tally = {"new": 0, "due": 0, "known": 0}
    refused: list[RefusedClaim] = []
    syndicated: set[str] = set()
    with store.transaction() as connection:
        for address, (candidate, hint) in announced.items():
            row = connection.execute(_SELECT_ANNOUNCED, _known_forms(address)).fetchone()
            owner = owners.find_owner(address) or (_find_holder(row) if row is not None else "")
            if owner in ("", source) or _is_harmless(owner, candidate):
                kind = _record_announcement(connection, source, address, row, candidate, hint, now)
            else:
                claim = RefusedClaim(address, source, owner, (), candidate.evidence)
                link = record_foreign_announcement(
                    connection,
                    row,
                    claim,
                    candidate,
                    now,
                    may_be_article=owners.may_be_article(owner, address),
                    is_news=_is_news(row, candidate.hint, hint, now),
                )
                kind = "new" if link.is_new else "known"
                syndicated |= {owner} if link.is_new else set()
                refused += [link.refused] if link.refused is not None else []
            tally[kind] += 1
        for claim in refused[:CLAIMS_KEPT]:
            record_refused_claim(connection, claim, now, run)
        if response is not None:
            _record_response(connection, response, now)
    return DiscoveryCounts(**tally, refused=tuple(refused), owners=frozenset(syndicated))


def _key_by_address(
    announcements: Iterable[AnnouncedArticle],
) -> dict[str, tuple[AnnouncedArticle, str]]:
    """Give the usable announcements by canonical address, each with its hint as JSON."""
    announced: dict[str, tuple[AnnouncedArticle, str]] = {}
    for candidate in announcements:
        try:
            address = normalize_url(candidate.url)
        except ValueError:
            continue
        if len(address) <= URL_CHARS:
            announced[address] = (candidate, dump_hint(candidate.hint))
    return announced


def _record_response(connection: sqlite3.Connection, response: EndpointResponse, now: str) -> None:
    """Write how an endpoint answered."""
    connection.execute(
        """UPDATE urls SET status = :status, fetched = :now, tries = 0, due_at = :due_at,
        whole = CASE :status WHEN 304 THEN whole ELSE :now END,
        digest = CASE :digest WHEN '' THEN digest ELSE :digest END,
        etag = CASE WHEN :status = 304 AND :etag = '' THEN etag ELSE :etag END,
        last_modified = CASE
          WHEN :status = 304 AND :last_modified = '' THEN last_modified
          ELSE :last_modified END,
        archived = CASE :archived WHEN '[]' THEN archived ELSE :archived END
          WHERE id = :id""",
        {
            **asdict(response),
            "archived": dump_pointers(response.archived),
            "now": now,
            "due_at": (
                find_wait_end(now, response.fresh_seconds) if response.fresh_seconds else ""
            ),
        },
    )


def _known_forms(address: str) -> tuple[str, str, str]:
    return address, swap_scheme(address), address


def _find_holder(row: sqlite3.Row) -> str:
    return row["source"] or OPERATOR


def _is_harmless(owner: str, announcement: AnnouncedArticle) -> bool:
    """Whether an announcement of what the operator imported only says that it is there."""
    return owner == OPERATOR and not (announcement.withdrawn or announcement.text)


def _record_announcement(
    connection: sqlite3.Connection,
    source: str,
    address: str,
    row: sqlite3.Row | None,
    announcement: AnnouncedArticle,
    hint: str,
    now: str,
) -> str:
    if row is None:
        if announcement.withdrawn:
            return "known"
        connection.execute(
            "INSERT INTO urls (url, uid, source, kind, state, found, due_at, hint) VALUES (?, ?, ?,"
            " 'article', 'due', ?, ?, ?)",
            (address, make_uid(address), source, now, now, hint),
        )
        return "new"
    if row["gone_at"] and row["state"] != "gone" and not announcement.withdrawn:
        connection.execute("UPDATE urls SET listed = ? WHERE id = ?", (now, row["id"]))
    if not announcement.withdrawn and _is_held_by_another(connection, row, source, hint):
        hand_over(connection, row, source, hint, now)
        return "due"
    if announcement.withdrawn:
        withdraw_article(connection, row["uid"], REASON_BY_SOURCE, now)
        connection.execute(
            "UPDATE urls SET state = 'gone', settled = 'gone', due_at = '', fetched = ?, hint = ?"
            " WHERE id = ?",
            (now, hint, row["id"]),
        )
        return "known"
    if row["state"] in ("due", "leased") or not _is_newer(row, announcement.hint, hint, now):
        return "known"
    connection.execute(
        "UPDATE urls SET state = 'due', due_at = ?, hint = ?, checks = 0, tries = 0 WHERE id = ?",
        (now, hint, row["id"]),
    )
    return "due"


def _is_held_by_another(
    connection: sqlite3.Connection, row: sqlite3.Row, owner: str, hint: str
) -> bool:
    """Whether another source brought the owner's article, or announced it before the owner did."""
    if row["source"] not in ("", owner):
        return True
    is_silent = row["source"] == owner and row["hint"] == "{}" != hint
    return is_silent and is_announced_elsewhere(connection, row["id"])


def _is_news(row: sqlite3.Row | None, hint: Hint, hint_text: str, now: str) -> bool:
    """Whether a known article would be asked for again, were the announcement its owner's."""
    if row is None or row["state"] in ("due", "leased"):
        return False
    return _is_newer(row, hint, hint_text, now)


def _is_newer(row: sqlite3.Row, hint: Hint, hint_text: str, now: str) -> bool:
    # announced again: worth a fetch, but a feed may list dead links for ever
    if row["gone_at"] and row["state"] == "gone":
        return bool(row["fetched"] < add_seconds(now, -GONE_SECONDS))
    announced = max(to_utc(hint.modified), to_utc(hint.published))
    return bool(announced > row["fetched"] and hint_text != row["hint"])
