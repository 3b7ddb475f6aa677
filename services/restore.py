"""Restore the store from a backup, so that importers notice nothing."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from records.errors import UsageError
from records.paths import Paths
from services.version import read_version
from store.backup.integrity import find_short_segments, find_store_errors
from store.backup.manifest import BackupManifest
from store.open import open_store
from store.restore import (
    RestoreLoss,
    discard_working_copy,
    find_restore_loss,
    prepare_working_copy,
    reconcile_changes,
    replace_store,
)
from store.sources.runs import begin_run, finish_run

CHANGES_FILE: Final = "changes.jsonl"


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What a restore did, or would do."""

    file: Path
    manifest: BackupManifest
    loss: RestoreLoss
    replaced_store: str  # where it is kept, "" when there was none
    seen: int  # the highest change number that importers may have
    last: int  # the last change number given, 0 in a dry run
    problems: tuple[str, ...]

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
            "withdrawn_kept": self.loss.kept_back,
        }
        rest = {
            "kept_aside": self.replaced_store,
            "seen": self.seen,
            "last_seq": self.last,
            "faults": list(self.problems),
        }
        return {
            "file": str(self.file),
            "at": self.manifest.at,
            "seq": self.manifest.seq,
            "lost": lost,
            **rest,
        }


def restore_backup(
    paths: Paths, file: Path, feeds: Path, now: str, *, dry_run: bool = False
) -> RestoreResult:
    """Put a backup in the place of the store, which is kept in backups/; the caller holds the lock.

    `feeds` is where feeds are exported to: what importers have seen there is announced anew where
    the backup does not know it. Raises UsageError for a file that is no backup, StoreError when the
    store cannot be replaced.
    """
    if file.resolve() == paths.store.resolve():
        raise UsageError(f"{file} is the store itself; name a backup, as in {paths.backups}")
    uids, seq = read_exported_changes(feeds)
    working_copy, manifest = prepare_working_copy(file, paths.path)
    try:
        loss = find_restore_loss(paths.store, working_copy, uids, seq)
        if dry_run:
            return RestoreResult(file, manifest, loss, "", loss.seq, 0, ())
        seen, last = reconcile_changes(working_copy, loss, now)
        problems = _check_integrity(working_copy)
        aside = paths.backups / f"replaced-{now.replace('-', '').replace(':', '')}.db"
        replaced = replace_store(paths.store, working_copy, aside)
    finally:
        discard_working_copy(working_copy)
    _record_run(paths, file, now)
    return RestoreResult(file, manifest, loss, str(aside) if replaced else "", seen, last, problems)


class ExportedChanges(NamedTuple):
    """What importers may have read of an export."""

    uids: set[str]  # the articles that they may hold
    seq: int  # the last number that they may have seen


def read_exported_changes(folder: Path) -> ExportedChanges:
    """Read the list of changes of an export; nothing where there is none."""
    path, uids, seq = folder / CHANGES_FILE, set[str](), 0
    if not path.exists():
        return ExportedChanges(uids, seq)
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                change = json.loads(line)
                seq = max(seq, int(change["seq"]))
                if change["op"] == "upsert":
                    uids.add(str(change["uid"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path} cannot be read ({error}); repair it, or name another folder with --feeds"
        ) from error
    return ExportedChanges(uids, seq)


def _check_integrity(working_copy: Path) -> tuple[str, ...]:
    """Find missing segments of the archive and broken rules between the tables."""
    with open_store(working_copy) as store:
        segments = (f"archive: {fault}" for fault in find_short_segments(store))
        return (*find_store_errors(store), *segments)


def _record_run(paths: Paths, file: Path, now: str) -> None:
    """Write the restore into the list of runs."""
    with open_store(paths.store) as store:
        finish_run(
            store, begin_run(store, "restore", now, read_version()), 0, now, {"file": str(file)}
        )
