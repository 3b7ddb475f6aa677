"""`jianwen backup`: a whole, checked copy of the store, beside whatever is writing to it."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.home import Home
from records.limits import BACKUPS_DAILY, BACKUPS_WEEKLY

if TYPE_CHECKING:
    from store.manifest import Manifest


@click.command("backup")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--keep-daily", type=click.IntRange(0), default=BACKUPS_DAILY, show_default=True, help="Of so many days the newest copy stays."
)
@click.option("--keep-weekly", type=click.IntRange(0), default=BACKUPS_WEEKLY, show_default=True, help="Of so many weeks, too.")
@click.option("--check", "file", type=click.Path(path_type=Path), metavar="FILE", help="Make no copy; check this one.")
@click.option("--json", "as_json", is_flag=True, help="Print what the copy holds as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing but faults.")
def command(folder: Path | None, keep_daily: int, keep_weekly: int, file: Path | None, as_json: bool, quiet: bool) -> None:
    """Copy the store into DIR (backups/ in JIANWEN_HOME) while runs go on, check the copy, remove the oldest ones.

    The archive (warc/ in JIANWEN_HOME) is not in it: its files only grow and are copied by any program that copies files.
    """
    from commands.clock import now
    from store.manifest import check

    home = Home.of(os.environ)
    if file is not None:
        made, gone, place = check(file), list[str](), file
    else:
        made, gone, place = back_up(home, folder, now(), keep_daily, keep_weekly)
    said = f"backup: {place} is sound"
    if as_json:
        click.echo(json.dumps(asdict(made) | {"removed": gone}, ensure_ascii=False))
    elif not quiet:
        click.echo(f"{said}, {describe(made)}{f', {len(gone)} older removed' if gone else ''}")


def back_up(home: Home, folder: Path | None, now: str, daily: int, weekly: int) -> "tuple[Manifest, list[str], Path]":
    """Make a copy, then remove those that nobody needs any more; give what it holds, the names of those, its place."""
    from commands.progress import bar
    from store.backup import copy_store
    from store.retention import name_of, prune

    folder, name = folder or home.backups, name_of(now)
    with bar(100, "backup") as progress:

        def told(left: int, pages: int) -> None:
            done = 100 - 100 * left // max(pages, 1)
            progress.update(done - progress.pos)

        made = copy_store(home.store, folder, name, now, told)
    return made, prune(folder, daily, weekly), folder / name


def describe(made: "Manifest") -> str:
    """Say in a few words what a copy holds."""
    of = f"made {made.at}" if made.at else "without its .json: only the file itself was checked"
    return f"{made.bytes / 1e6:.1f} MB, schema {made.schema}, {made.counts.get('articles', 0)} articles, change {made.seq}, {of}"
