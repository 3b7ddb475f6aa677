"""Say in a few words what a backup holds."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.backup.manifest import BackupManifest


def describe_backup(manifest: "BackupManifest") -> str:
    """Give size, schema, articles, newest change and time."""
    made = (
        f"made {manifest.at}"
        if manifest.at
        else "without its .json: only the file itself was checked"
    )
    return (
        f"{manifest.bytes / 1e6:.1f} MB, schema {manifest.schema},"
        f" {manifest.counts.get('articles', 0)} articles, change {manifest.seq}, {made}"
    )
