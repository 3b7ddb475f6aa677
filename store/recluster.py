"""Settle the copies of stored articles anew, as the present fingerprints see them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from records.record import Record, RemovedBlock, Term
from store.articles.changes import record_changes
from store.articles.translation_queue import queue_translations
from store.db.connection import Store
from store.dedup.clusters import recluster_texts
from store.dedup.fingerprints import (
    are_matches_outdated,
    delete_text,
    find_similar,
    insert_text,
    unpack_numbers,
)

_ARTICLES_AT_ONCE: Final = 100
"""Articles read in one go."""


def count_stored_articles(store: Store) -> int:
    """Count what `stored_records` gives."""
    return store.query_number("SELECT count(*) FROM articles")


def iter_stored_records(store: Store) -> Iterator[tuple[str, Record]]:
    """Give every article as the record of which its fingerprints are made, with its uid, the first
    stored first.
    """
    after = 0
    while rows := store.query(
        "SELECT id, uid, url, source, fetched, title, language, body, terms, removed FROM articles"
        " WHERE id > ? ORDER BY id LIMIT ?",
        (after, _ARTICLES_AT_ONCE),
    ):
        for row in rows:
            terms = [
                Term(term["term"], term["canonical"], term["type"], 0, 0)
                for term in json.loads(row["terms"])
            ]
            removed = [RemovedBlock(**block) for block in json.loads(row["removed"])]
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


def recluster_article(
    store: Store, uid: str, record: Record, now: str, *, replace_stored: bool = True
) -> bool:
    """Compare a stored article with all others again, in a transaction of its own.

    True when it or another changed its group.

    Addresses of other versions stand in its page, not in its text: those that were found then are
    kept. A text that is stored is left as it is unless `replace_stored`.
    """
    rows = store.query("SELECT facts FROM texts WHERE fingerprint = ?", (record.fingerprint,))
    stored_facts = {fact for row in rows for fact in unpack_numbers(row["facts"], "i") if fact & 1}
    record = replace(record, facts=tuple(sorted({*record.facts, *stored_facts})))
    matches = find_similar(store, record, replace_stored=replace_stored)
    while True:
        with store.transaction() as connection:
            if not are_matches_outdated(connection, matches):
                old = connection.execute(
                    "SELECT fingerprint FROM articles WHERE uid = ?", (uid,)
                ).fetchone()["fingerprint"]
                new = record.fingerprint
                connection.execute(
                    "UPDATE articles SET fingerprint = ? WHERE uid = ? AND fingerprint <> ?",
                    (new, uid, new),
                )
                affected = [*insert_text(connection, matches), *delete_text(connection, old)]
                moved = recluster_texts(connection, new, old, *affected)
                queue_translations(connection, moved)
                record_changes(connection, moved, now)
                return bool(moved)
        matches = find_similar(store, record, matches, replace_stored=replace_stored)
