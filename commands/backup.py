"""`jianwen backup`: a whole, verified backup of the store, while others write to it."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from commands.output.terminal import print_json, print_text
from records.paths import Paths

BACKUPS_DAILY: Final = 7  # days of which the newest backup is kept
# weeks, the same: damage that nobody saw for a week is still in none of them
BACKUPS_WEEKLY: Final = 4


@click.command("backup")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--keep-daily",
    type=click.IntRange(0),
    default=BACKUPS_DAILY,
    show_default=True,
    help="Number of days of which the newest backup is kept.",
)
@click.option(
    "--keep-weekly",
    type=click.IntRange(0),
    default=BACKUPS_WEEKLY,
    show_default=True,
    help="Number of weeks of which the newest backup is kept.",
)
@click.option(
    "--check",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Make no backup; verify this one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what the backup holds as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    folder: Path | None,
    keep_daily: int,
    keep_weekly: int,
    file: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Back up the store into DIR (backups/ in JIANWEN_HOME) while runs go on, verify the backup,
    remove the oldest ones.

    The archive (warc/ in JIANWEN_HOME) is not in it: its files only grow, and any program that
    copies files can copy them.
    """
    from commands.output.backup_summary import describe_backup
    from commands.output.progress import ProgressDisplay
    from records.clock import utc_now
    from services.backup import check_backup, create_backup

    if file is not None:
        result = check_backup(file)
    else:
        with ProgressDisplay("backup") as progress:
            result = create_backup(
                Paths.of(os.environ),
                folder,
                utc_now(),
                keep_daily=keep_daily,
                keep_weekly=keep_weekly,
                on_progress=progress.update,
            )
    if as_json:
        row = asdict(result.manifest) | {"removed": list(result.removed)}
        print_json(row)
    elif not quiet:
        removed = f", {len(result.removed)} older removed" if result.removed else ""
        print_text(f"backup: {result.path} is sound, {describe_backup(result.manifest)}{removed}")
