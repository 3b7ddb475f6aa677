"""Settle the copies of stored articles anew, as the present fingerprints see them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from records.record import Record, Removed, Term
from store.changes import announce
from store.clusters import recluster
from store.database import Store
from store.fingerprints import is_outdated, look, shelve, unpacked, unshelve
from store.queue import queue_translations

_AT_ONCE: Final = 100
"""Articles read in one go."""


def count_stored(store: Store) -> int:
    """Count what `stored_records` gives."""
    return store.number("SELECT count(*) FROM articles")


def stored_records(store: Store) -> Iterator[tuple[str, Record]]:
    """Give every article as the record of which its fingerprints are made, with its uid, the first stored first."""
    after = 0
    while rows := store.query(
        "SELECT id, uid, url, source, fetched, title, language, body, terms, removed FROM articles WHERE id > ? ORDER BY id LIMIT ?",
        (after, _AT_ONCE),
    ):
        for row in rows:
            terms = [Term(one["term"], one["canonical"], one["type"], 0, 0) for one in json.loads(row["terms"])]
            removed = [Removed(**block) for block in json.loads(row["removed"])]
            yield (
                row["uid"],
                Record(
                    url=row["url"],
                    source=row["source"],
                    raw=b"",
                    fetched=row["fetched"],
                    title=row["title"],
                    language=row["language"],
                    body=row["body"],
                    terms=tuple(terms),
                    removed=tuple(removed),
                ),
            )
        after = rows[-1]["id"]


def reprint(store: Store, uid: str, record: Record, now: str, *, anew: bool = True) -> bool:
    """Compare a stored article with all others again, in a transaction of its own; True when it or another changed its group.

    Addresses of other versions stand in its page, not in its text: those that were found then are kept. A text that is stored is left
    as it is unless `anew`.
    """
    known = store.query("SELECT facts FROM texts WHERE fingerprint = ?", (record.fingerprint,))
    told = {fact for row in known for fact in unpacked(row["facts"], "i") if fact & 1}
    record = replace(record, facts=tuple(sorted({*record.facts, *told})))
    kin = look(store, record, anew=anew)
    while True:
        with store.writing() as connection:
            if not is_outdated(connection, kin):
                old = connection.execute("SELECT fingerprint FROM articles WHERE uid = ?", (uid,)).fetchone()["fingerprint"]
                new = record.fingerprint
                connection.execute("UPDATE articles SET fingerprint = ? WHERE uid = ? AND fingerprint <> ?", (new, uid, new))
                stirred = [*shelve(connection, kin), *unshelve(connection, old)]
                moved = recluster(connection, new, old, *stirred)
                queue_translations(connection, moved)
                announce(connection, moved, now)
                return bool(moved)
        kin = look(store, record, kin, anew=anew)
