"""`jianwen backup`: a whole, checked copy of the store, beside whatever is writing to it."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from records.paths import Paths

BACKUPS_DAILY: Final = 7  # days of which the newest copy is kept
# weeks, the same: a fault that nobody saw for a week is still in none of them
BACKUPS_WEEKLY: Final = 4


if TYPE_CHECKING:
    from store.backup.manifest import BackupManifest


@click.command("backup")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--keep-daily",
    type=click.IntRange(0),
    default=BACKUPS_DAILY,
    show_default=True,
    help="Of so many days the newest copy stays.",
)
@click.option(
    "--keep-weekly",
    type=click.IntRange(0),
    default=BACKUPS_WEEKLY,
    show_default=True,
    help="Of so many weeks, too.",
)
@click.option(
    "--check",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Make no copy; check this one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what the copy holds as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing but faults.")
def command(
    folder: Path | None,
    keep_daily: int,
    keep_weekly: int,
    file: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Copy the store into DIR (backups/ in JIANWEN_HOME) while runs go on, check the copy, remove
    the oldest ones.

    The archive (warc/ in JIANWEN_HOME) is not in it: its files only grow and are copied by any
    program that copies files.
    """
    from records.clock import utc_now
    from store.backup.manifest import verify_backup

    home = Paths.of(os.environ)
    if file is not None:
        made, gone, place = verify_backup(file), list[str](), file
    else:
        made, gone, place = create_backup(home, folder, utc_now(), keep_daily, keep_weekly)
    said = f"backup: {place} is sound"
    if as_json:
        click.echo(json.dumps(asdict(made) | {"removed": gone}, ensure_ascii=False))
    elif not quiet:
        click.echo(
            f"{said}, {describe_backup(made)}{f', {len(gone)} older removed' if gone else ''}"
        )


def create_backup(
    home: Paths, folder: Path | None, now: str, keep_daily: int, keep_weekly: int
) -> "tuple[BackupManifest, list[str], Path]":
    """Make a copy, then remove those that nobody needs any more.

    Give what it holds, the names of those, its place.
    """
    from commands.output.progress import open_progress_bar
    from store.backup.backup import back_up_store
    from store.backup.retention import make_backup_name, prune_backups

    folder, name = folder or home.backups, make_backup_name(now)
    with open_progress_bar(100, "backup") as progress:

        def told(left: int, pages: int) -> None:
            done = 100 - 100 * left // max(pages, 1)
            progress.update(done - progress.pos)

        made = back_up_store(home.store, folder, name, now, told)
    return made, prune_backups(folder, keep_daily, keep_weekly), folder / name


def describe_backup(manifest: "BackupManifest") -> str:
    """Say in a few words what a copy holds."""
    of = (
        f"made {manifest.at}"
        if manifest.at
        else "without its .json: only the file itself was checked"
    )
    return (
        f"{manifest.bytes / 1e6:.1f} MB, schema {manifest.schema},"
        f" {manifest.counts.get('articles', 0)} articles, change {manifest.seq}, {of}"
    )
