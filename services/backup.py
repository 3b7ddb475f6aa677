"""Back up the store while others write to it, and check a backup."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from records.paths import Paths
from store.backup.backup import back_up_store
from store.backup.manifest import BackupManifest, verify_backup
from store.backup.retention import make_backup_name, prune_backups


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup that is sound, and the older ones that were removed."""

    path: Path
    manifest: BackupManifest
    removed: tuple[str, ...] = ()


def create_backup(
    paths: Paths,
    folder: Path | None,
    now: str,
    *,
    keep_daily: int,
    keep_weekly: int,
    on_progress: Callable[[int, int], object],
) -> BackupResult:
    """Copy the store into a folder, check the copy, then remove the backups nobody needs any more.

    Without a folder it is backups/ in the home. `on_progress` gets the pages of the database that
    are copied, and all of them. Raises StoreError when the backup cannot be made.
    """
    folder, name = folder or paths.backups, make_backup_name(now)

    def on_pages_left(remaining: int, pages: int) -> None:
        on_progress(pages - remaining, pages)

    manifest = back_up_store(paths.store, folder, name, now, on_pages_left)
    removed = prune_backups(folder, keep_daily, keep_weekly)
    return BackupResult(folder / name, manifest, tuple(removed))


def check_backup(path: Path) -> BackupResult:
    """Check a backup that was made before; StoreError when it is not sound."""
    return BackupResult(path, verify_backup(path))
