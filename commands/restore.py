"""`jianwen restore`: put a copy in the place of the store."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.output.backup_summary import describe_backup
from commands.output.terminal import print_json, print_text
from records.paths import Paths

if TYPE_CHECKING:
    from services.restore import RestoreResult
    from store.restore import RestoreLoss


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--feeds",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where feeds are exported to; by default feeds/ in JIANWEN_HOME.",
)
@click.option(
    "--dry-run", is_flag=True, help="Check the copy and say what would be lost; change nothing."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def command(file: Path, feeds: Path | None, dry_run: bool, as_json: bool) -> None:
    """Put FILE, a copy made by `jianwen backup`, in the place of the store, which is kept aside in
    backups/.

    Refused while a run is at work. Importers go on from their last number: what they know and the
    copy does not is announced to them anew.
    """
    from records.clock import utc_now
    from services.restore import restore_backup
    from services.run_lock import RunLock

    home = Paths.of(os.environ)
    with RunLock(home.lock):
        restored = restore_backup(
            home, file, feeds or home.path / "feeds", utc_now(), dry_run=dry_run
        )
    if as_json:
        print_json(restored.as_dict())
    else:
        print_text("\n".join(_format_restore(restored)))


def _format_restore(result: "RestoreResult") -> list[str]:
    """Say it to the operator: what stands now, what is lost, what to do."""
    done = "restored" if result.last else "would restore"
    lines = [
        f"restore: {done} {result.file}, {describe_backup(result.manifest)}",
        *_format_loss(result.loss),
    ]
    if result.last:
        again = (
            "all articles, as what they saw since the copy is unknown"
            if not result.loss.whole
            else f"{len(result.loss.touched)} articles"
        )
        lines.append(
            f"importers: change numbers go on above {result.seen}; announced anew, up to"
            f" {result.last}: {again}"
        )
    if result.replaced_store:
        lines.append(f"the replaced store is {result.replaced_store}; remove it when all is well")
    lines += [f"to look at: {problem}" for problem in result.problems]
    return (
        lines
        if not result.last
        else [
            *lines,
            (
                "next: `jianwen crawl` fetches again what was lost, `jianwen export` tells the"
                " importers"
            ),
        ]
    )


def _format_loss(loss: "RestoreLoss") -> list[str]:
    if not loss.whole:
        return [
            "lost since: not known, the present store is missing or cannot be read; withdrawals"
            " since then must be repeated by hand"
        ]
    if not loss.touched and not loss.runs:
        return ["lost since: nothing"]
    changed = len(loss.touched) - loss.new
    lines = [
        f"lost since: {loss.runs} runs, {loss.new} new articles, changes to {changed} others"
        f" (the last number given was {loss.seq})"
    ]
    if loss.by_hand:
        lines.append(
            f"import again: {loss.by_hand} of the new articles were imported by hand, no crawl"
            " brings them back"
        )
    if loss.kept_back:
        lines.append(
            f"kept: {loss.kept_back} articles withdrawn, held or rejected since the backup stay so"
        )
    return lines
