"""Files that a reader finds whole, whatever happens to the writer."""

import fcntl
import filecmp
import os
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from records.errors import JianwenError, LockedError, UsageError


def publish_files(folder: Path, files: Mapping[str, Iterable[bytes]]) -> tuple[str, ...]:
    """Put files into a folder, each old or new and never half, and name those whose bytes changed.

    All of them are written and synced beside their places before the first one is renamed: a
    failure leaves the folder as it was. The working names are fixed and locked, so what a killed
    run left behind is used up by the next run, and two runs cannot mix. Raises UsageError when the
    folder cannot be one, LockedError when another run publishes here.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(f"{folder} is not a folder; name another one with --out") from error
    except OSError as error:
        raise JianwenError(
            f"cannot make the folder {folder}: {error.strerror}; check its permissions"
        ) from error
    try:
        return _publish_locked(folder, files)
    except OSError as error:
        raise JianwenError(
            f"cannot write {error.filename or folder}: {error.strerror}; what was published there"
            " before is whole"
        ) from error


def _publish_locked(folder: Path, files: Mapping[str, Iterable[bytes]]) -> tuple[str, ...]:
    parts = {name: folder / f".{name}.part" for name in sorted(files)}
    with ExitStack() as stack:
        for name, part in parts.items():
            file = stack.enter_context(_open_part_file(part))
            stack.callback(_discard, file, part)
            _write(file, files[name])
        changed = tuple(name for name in parts if not _has_same_bytes(parts[name], folder / name))
        for name in changed:
            parts[name].replace(folder / name)
    if changed:
        _sync_folder(folder)
    return changed


def _open_part_file(part_path: Path) -> BinaryIO:
    """Open a working file for this run alone."""
    file = part_path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        ours = _is_still_ours(file, part_path)
        if ours:
            file.truncate(0)
    except BlockingIOError:
        ours = False
    except OSError:
        file.close()
        raise
    if not ours:
        file.close()
        raise LockedError(
            f"another run is publishing into {part_path.parent}; wait for it or stop it"
        )
    return file


def _is_still_ours(file: BinaryIO, part_path: Path) -> bool:
    """Say whether the working name still means this open file.

    A run that ended meanwhile has renamed it into place.
    """
    try:
        return os.path.samestat(os.fstat(file.fileno()), part_path.stat())
    except FileNotFoundError:
        return False


def _write(file: BinaryIO, chunks: Iterable[bytes]) -> None:
    file.writelines(chunks)
    file.flush()
    os.fsync(file.fileno())


def _discard(file: BinaryIO, part_path: Path) -> None:
    if _is_still_ours(file, part_path):
        part_path.unlink()


def _has_same_bytes(part_path: Path, final_path: Path) -> bool:
    return final_path.is_file() and filecmp.cmp(part_path, final_path, shallow=False)


def _sync_folder(folder: Path) -> None:
    """Make the renames survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
