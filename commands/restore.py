"""`jianwen restore`: put a copy in the place of the store."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.errors import UsageError
from records.paths import Paths

if TYPE_CHECKING:
    from store.backup.manifest import BackupManifest
    from store.restore import RestoreLoss

CHANGES_FILE = "changes.jsonl"


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
    from services.run_lock import RunLock

    home = Paths.of(os.environ)
    with RunLock(home.lock):
        restored = restore_backup(
            home, file, feeds or home.path / "feeds", utc_now(), dry_run=dry_run
        )
    if as_json:
        click.echo(json.dumps(restored.as_dict(), ensure_ascii=False))
    else:
        click.echo("\n".join(restored.lines()))


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What a restore came to."""

    file: Path
    made: "BackupManifest"
    loss: "RestoreLoss"
    replaced_store: str  # where the replaced store lies, "" when there was none
    seen: int  # the highest number that importers may have
    last: int  # the last one given, 0 in a dry run
    faults: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Give everything as JSON has it."""
        counts = {
            "changed": len(self.loss.touched),
            "new": self.loss.new,
            "by_hand": self.loss.by_hand,
            "runs": self.loss.runs,
        }
        lost = {
            "known": self.loss.whole,
            "seq": self.loss.seq,
            **counts,
            "withdrawn_kept": len(self.loss.withdrawn),
        }
        rest = {
            "kept_aside": self.replaced_store,
            "seen": self.seen,
            "last_seq": self.last,
            "faults": list(self.faults),
        }
        return {
            "file": str(self.file),
            "at": self.made.at,
            "seq": self.made.seq,
            "lost": lost,
            **rest,
        }

    def lines(self) -> list[str]:
        """Say it to the operator: what stands now, what is lost, what to do."""
        from commands.backup import describe_backup

        done = "restored" if self.last else "would restore"
        lines = [f"restore: {done} {self.file}, {describe_backup(self.made)}", *self._format_loss()]
        if self.last:
            again = (
                "all articles, as what they saw since the copy is unknown"
                if not self.loss.whole
                else f"{len(self.loss.touched)} articles"
            )
            lines.append(
                f"importers: change numbers go on above {self.seen}; announced anew, up to"
                f" {self.last}: {again}"
            )
        if self.replaced_store:
            lines.append(f"the replaced store is {self.replaced_store}; remove it when all is well")
        lines += [f"to look at: {fault}" for fault in self.faults]
        return (
            lines
            if not self.last
            else [
                *lines,
                (
                    "next: `jianwen crawl` fetches again what was lost, `jianwen export` tells the"
                    " importers"
                ),
            ]
        )

    def _format_loss(self) -> list[str]:
        loss = self.loss
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
        if loss.withdrawn:
            lines.append(
                f"kept: {len(loss.withdrawn)} articles withdrawn since the copy stay withdrawn"
            )
        return lines


def restore_backup(
    home: Paths, file: Path, feeds: Path, now: str, *, dry_run: bool = False
) -> RestoreResult:
    """Restore the home's store; the caller holds the lock."""
    from store.restore import (
        discard_working_copy,
        find_restore_loss,
        prepare_working_copy,
        reconcile_changes,
        replace_store,
    )

    if file.resolve() == home.store.resolve():
        raise UsageError(f"{file} is the store itself; name a copy, as in {home.backups}")
    uids, seq = read_exported_changes(feeds)
    part, made = prepare_working_copy(file, home.path)
    try:
        loss = find_restore_loss(home.store, part, uids, seq)
        if dry_run:
            return RestoreResult(file, made, loss, "", loss.seq, 0, ())
        seen, last = reconcile_changes(part, loss, now)
        faults = _check_integrity(part)
        aside = home.backups / f"replaced-{now.replace('-', '').replace(':', '')}.db"
        replaced = replace_store(home.store, part, aside)
    finally:
        discard_working_copy(part)
    _record_run(home, file, now)
    return RestoreResult(file, made, loss, str(aside) if replaced else "", seen, last, faults)


def read_exported_changes(folder: Path) -> tuple[set[str], int]:
    """Read off an export which articles importers may hold, and the last number they may have
    seen.
    """
    path, uids, seq = folder / CHANGES_FILE, set[str](), 0
    if not path.exists():
        return uids, seq
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                change = json.loads(line)
                seq = max(seq, int(change["seq"]))
                if change["op"] == "upsert":
                    uids.add(str(change["uid"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path} cannot be read ({error}); mend it, or name another folder with --feeds"
        ) from error
    return uids, seq


def _check_integrity(part: Path) -> tuple[str, ...]:
    """Look the working file through: segments of the archive that are missing, rules between its
    tables.
    """
    from store.backup.integrity import find_store_errors
    from store.open import open_store

    with open_store(part) as store:
        return tuple(find_store_errors(store))


def _record_run(home: Paths, file: Path, now: str) -> None:
    """Write the restore into the list of runs."""
    from services.version import read_version
    from store.open import open_store
    from store.sources.runs import begin_run, finish_run

    with open_store(home.store) as store:
        finish_run(
            store, begin_run(store, "restore", now, read_version()), 0, now, {"file": str(file)}
        )
