"""Write the feeds out of the store, each file whole or not at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from feeds.formats import FORMATS, FeedContent
from feeds.publish import publish_files
from records.errors import UsageError
from store.articles.changes import get_last_seq, iter_changes, list_published, list_withdrawn

if TYPE_CHECKING:
    from records.article import Change
    from store.db.connection import Store

# articles in Atom and JSON Feed; importers who want all read changes.jsonl
FEED_ENTRIES: Final = 100


class ExportCounts:
    """Counts changes while they pass by, so that they are read once and never all held in
    memory.
    """

    def __init__(self, since: int) -> None:
        self.last = since
        self.upserts = 0
        self.deletes = 0

    def count_changes(self, changes: "Iterator[Change]") -> "Iterator[Change]":
        """Pass the changes on."""
        for change in changes:
            self.last = change.seq
            self.upserts += change.op == "upsert"
            self.deletes += change.op == "delete"
            yield change


def export_feeds(store: "Store", out: Path, since: int = 0) -> tuple[ExportCounts, tuple[str, ...]]:
    """Write a file in each format; give the counts and the names of the files whose bytes changed.

    Raises UsageError when `since` is ahead of the store's last change.
    """
    newest = get_last_seq(store)
    if since > newest:
        raise UsageError(
            f"--since {since} is ahead of this store, whose last change is {newest}; the store is"
            " another one: import from 0"
        )
    counts = ExportCounts(since)
    content = FeedContent(
        changes=counts.count_changes(iter_changes(store, since)),
        articles=list_published(store, FEED_ENTRIES),
        withdrawn=list_withdrawn(store, FEED_ENTRIES),
    )
    files = {feed.file_name: feed.write(content) for feed in FORMATS}
    return counts, publish_files(out, files)
