"""`jianwen export`: write the feeds that other apps import."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.output.terminal import print_json, print_text
from records.paths import Paths
from services.export import export_feeds
from store.open import open_store

if TYPE_CHECKING:
    pass


@click.command("export")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder for changes.jsonl, feed.atom and feed.json.",
)
@click.option(
    "--since",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Only changes after this number.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--quiet", is_flag=True, help="Print no summary.")
def command(out: Path, since: int, as_json: bool, quiet: bool) -> None:
    """Write changes.jsonl with every change after SINCE, feed.atom and feed.json with the newest
    articles.

    Each file is replaced whole, and only when something in it changed. The summary ends with the
    number to give as --since next time.
    """

    with open_store(Paths.of(os.environ).store, readonly=True) as store:
        counts, changed = export_feeds(store, out, since)
    if as_json:
        summary = {
            "out": str(out),
            "since": since,
            "last_seq": counts.last,
            "upserts": counts.upserts,
            "deletes": counts.deletes,
        }
        print_json(summary | {"changed": list(changed)})
    elif not quiet:
        print_text(
            f"export: {counts.upserts} upserts, {counts.deletes} deletes into {out}; next time"
            f" --since {counts.last}"
        )
