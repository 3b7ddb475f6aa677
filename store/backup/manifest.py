"""Say what a copy of the store holds.

Beside each backup stands one line of JSON, so that it can be checked years later, on another
machine.
"""

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from records.errors import StoreError
from store.db.connection import (
    APPLICATION_ID,
    SQLITE_ERRORS,
    explain_sqlite_error,
    has_write_ahead_log,
    open_connection,
)

COUNTED_TABLES: Final = ("articles", "urls", "pages", "translations", "changes", "runs")
"""Tables whose rows are counted, where a copy has them."""


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a copy holds; stands as one line of JSON beside it."""

    file: str
    at: str  # when it was made, UTC; "" of a file that has no such line
    schema: int
    seq: int  # the last change: importers who are further know more than this copy
    counts: dict[str, int]
    bytes: int
    sha256: str


def make_manifest_name(name: str) -> str:
    """Give the name of the file that describes a copy."""
    return f"{name.removesuffix('.db')}.json"


def examine_backup(path: Path, name: str = "", at: str = "") -> BackupManifest:
    """Read a copy from end to end and say what it holds.

    StoreError when it is damaged or no store of ours.
    """
    try:
        with closing(
            open_connection(path, "ro" if has_write_ahead_log(path) else "ro&immutable=1")
        ) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise StoreError(f"{path}: this is no copy of a Jianwen store")
            faults = [
                row[0] for row in connection.execute("PRAGMA integrity_check(3)") if row[0] != "ok"
            ]
            if faults:
                raise StoreError(
                    f"{path}: the file is damaged ({'; '.join(faults)}); use another copy"
                )
            schema = connection.execute("PRAGMA user_version").fetchone()[0]
            there = {
                row[0]
                for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            counts = {
                table: (connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])
                for table in COUNTED_TABLES
                if table in there
            }
            seq = connection.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0]
    except SQLITE_ERRORS as error:
        raise explain_sqlite_error(error, path) from error
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror})") from error
    return BackupManifest(name or path.name, at, schema, seq, counts, path.stat().st_size, digest)


def verify_backup(file: Path) -> BackupManifest:
    """Check a copy against itself and against the manifest beside it.

    Where there is none, its `at` is empty.
    """
    if not file.is_file():
        raise StoreError(f"{file}: there is no such file")
    manifest, line = examine_backup(file), file.with_name(make_manifest_name(file.name))
    if not line.exists():
        return manifest
    try:
        written = json.loads(line.read_text("utf-8"))
        at, sha256 = str(written["at"]), str(written["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{line}: cannot be read; remove it to use the copy without it") from error
    if sha256 != manifest.sha256:
        raise StoreError(
            f"{file}: not the file that was written: its SHA-256 is {manifest.sha256}, {line.name}"
            f" says {sha256}; use another copy"
        )
    return replace(manifest, at=at)
