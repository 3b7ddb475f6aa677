"""The answers in the archive that the ledger points at, and what helps when one is lost."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from records.page import ArchivePointer
from store.db.connection import Store
from store.ledger.columns import load_pointers

_ROWS_AT_ONCE: Final = 500
_SAMPLE_FACTOR: Final = 2_654_435_761  # Knuth's multiplicative hash: neighbours lie far apart
_SAMPLE_MODULUS: Final = 2**31 - 1


class ArchivedAnswer(NamedTuple):
    """An answer that an address of the ledger points at."""

    url_id: int
    url: str
    source: str
    kind: str  # article, or an endpoint: feed, sitemap, listing, api
    state: str  # of the address; one that is gone is not fetched again
    pointer: ArchivePointer


def list_segment_users(store: Store, sources: Collection[str] = ()) -> dict[str, list[int]]:
    """List for each segment that the ledger points into the numbers of the addresses; of all
    sources without a name.

    Needs 40 bytes for each address.
    """
    users: dict[str, list[int]] = defaultdict(list)
    rows = store.stream(
        """SELECT u.id, u.source, json_extract(j.value, '$[0]') AS segment
        FROM urls AS u, json_each(u.archived) AS j WHERE u.archived <> '[]'"""
    )
    for row in rows:
        if not sources or row["source"] in sources:
            users[row["segment"]].append(row["id"])
    return users


def list_archived_answers(
    store: Store, segment: str, url_ids: Sequence[int]
) -> list[ArchivedAnswer]:
    """Give the answers in one segment at which these addresses point."""
    answers = []
    for start in range(0, len(url_ids), _ROWS_AT_ONCE):
        part = url_ids[start : start + _ROWS_AT_ONCE]
        rows = store.query(
            "SELECT id, url, source, kind, state, archived FROM urls WHERE id IN"
            f" ({', '.join('?' * len(part))})",
            part,
        )
        answers += [answer for answer in _read_answers(rows) if answer.pointer.segment == segment]
    return answers


def sample_archived_answers(store: Store, number: int, seed: int) -> list[ArchivedAnswer]:
    """Give the answers of so many addresses; another seed gives others."""
    rows = store.query(
        """SELECT id, url, source, kind, state, archived FROM urls WHERE archived <> '[]'
        ORDER BY ((id + :seed) * :factor) % :modulus LIMIT :number""",
        {
            "seed": seed,
            "factor": _SAMPLE_FACTOR,
            "modulus": _SAMPLE_MODULUS,
            "number": number,
        },
    )
    return _read_answers(rows)


def _read_answers(rows: Iterable[sqlite3.Row]) -> list[ArchivedAnswer]:
    return [
        ArchivedAnswer(row["id"], row["url"], row["source"], row["kind"], row["state"], pointer)
        for row in rows
        for pointer in load_pointers(row["archived"])
    ]


def schedule_refetch(connection: sqlite3.Connection, url_id: int) -> None:
    """Let an address be fetched anew, unconditionally: "not modified" would bring nothing to read.

    Its article stays; the kept page goes, since nothing is left of it.
    """
    connection.execute(
        """UPDATE urls SET state = CASE settled WHEN '' THEN 'due' ELSE settled END,
          due_at = found, digest = '', etag = '', last_modified = '', archived = '[]'
        WHERE id = ?""",
        (url_id,),
    )
    connection.execute("DELETE FROM pages WHERE url_id = ?", (url_id,))


def refetch_lost_answers(store: Store, answers: Iterable[ArchivedAnswer]) -> int:
    """Let the addresses of lost answers be fetched again; say how many.

    Of one that is gone from the web only the pointer goes. The caller holds the run's lock.
    """
    states = {answer.url_id: answer.state for answer in answers}
    with store.transaction() as connection:
        for url_id, state in states.items():
            if state == "gone":
                connection.execute("UPDATE urls SET archived = '[]' WHERE id = ?", (url_id,))
                connection.execute("DELETE FROM pages WHERE url_id = ?", (url_id,))
            else:
                schedule_refetch(connection, url_id)
    return sum(state != "gone" for state in states.values())
