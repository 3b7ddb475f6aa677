"""`jianwen export`: write the feeds that other apps import."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.home import Home
from records.limits import FEED_ENTRIES
from records.verdict import UsageError

if TYPE_CHECKING:
    from records.article import Change
    from store.database import Store


@click.command("export")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for changes.jsonl, feed.atom and feed.json.")
@click.option("--since", type=click.IntRange(min=0), default=0, show_default=True, help="Only changes after this number.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--quiet", is_flag=True, help="Print no summary.")
def command(out: Path, since: int, as_json: bool, quiet: bool) -> None:
    """Write changes.jsonl with every change after SINCE, feed.atom and feed.json with the newest articles.

    Each file is replaced whole, and only when something in it changed. The summary ends with the number to give as --since next
    time.
    """
    from store.database import open_store

    with open_store(Home.of(os.environ).store, readonly=True) as store:
        tally, changed = export(store, out, since)
    if as_json:
        summary = {"out": str(out), "since": since, "last_seq": tally.last, "upserts": tally.upserts, "deletes": tally.deletes}
        click.echo(json.dumps(summary | {"changed": list(changed)}, ensure_ascii=False))
    elif not quiet:
        click.echo(f"export: {tally.upserts} upserts, {tally.deletes} deletes into {out}; next time --since {tally.last}")


class Tally:
    """Counts changes while they pass by, so that they are read once and never all held in memory."""

    def __init__(self, since: int) -> None:
        self.last = since
        self.upserts = 0
        self.deletes = 0

    def watch(self, changes: "Iterator[Change]") -> "Iterator[Change]":
        """Pass the changes on."""
        for change in changes:
            self.last = change.seq
            self.upserts += change.op == "upsert"
            self.deletes += change.op == "delete"
            yield change


def export(store: "Store", out: Path, since: int = 0) -> tuple[Tally, tuple[str, ...]]:
    """Write the three files; give the counts and the names of the files whose bytes changed."""
    from feeds.atom import atom
    from feeds.changes import lines
    from feeds.jsonfeed import jsonfeed
    from feeds.publish import publish
    from store.changes import changes, last_seq, published
    from store.withdrawals import withdrawn

    newest = last_seq(store)
    if since > newest:
        raise UsageError(f"--since {since} is ahead of this store, whose last change is {newest}; the store is another one: import from 0")
    tally = Tally(since)
    articles, gone = published(store, FEED_ENTRIES), withdrawn(store, FEED_ENTRIES)
    files = {
        "changes.jsonl": lines(tally.watch(changes(store, since))),
        "feed.atom": [atom(articles, gone)],
        "feed.json": [jsonfeed(articles, gone)],
    }
    changed = publish(out, files)
    return tally, changed
