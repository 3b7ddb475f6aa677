"""Unpack an archive from anywhere into one folder, trusting nothing that it says about itself.

Names that leave the folder, links, bombs and broken members are refused before a byte is written
where translators look.
"""

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

from records.errors import ModelError
from records.limits import METADATA_BYTES, MODEL_BYTES, MODEL_FILES, MODEL_RATIO

_FOLDER_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
_CHUNK_BYTES: Final = 1 << 20  # bytes copied at once
_ARCHIVE_ERRORS: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises on archives that are damaged, encrypted or packed in ways it does not know.
"""


def unzip_safely(file: Path, target: Path, display_name: str) -> Path:
    """Unpack a zip archive with one folder at its top, and give that folder.

    ModelError names the archive as `display_name`.
    """
    with _report_damage(display_name), zipfile.ZipFile(file) as archive:
        folder = target / _check_members(archive, display_name)
        left = MODEL_BYTES
        for member in archive.infolist():
            left -= _write_member(archive, member, target / member.filename, left, display_name)
    return folder


@contextmanager
def _report_damage(display_name: str) -> Iterator[None]:
    """Turn what reading the archive raises into one clear line."""
    try:
        yield
    except _ARCHIVE_ERRORS as error:
        raise ModelError(
            f"{display_name} is damaged ({' '.join(str(error).split())[:200]}); fetch it again"
        ) from error


def _check_members(archive: zipfile.ZipFile, display_name: str) -> str:
    """Look at every member's name, kind and size before anything is unpacked.

    Give the one top folder.
    """
    members = archive.infolist()
    if len(members) > MODEL_FILES:
        raise ModelError(f"{display_name} is unsafe: {len(members)} files, more than {MODEL_FILES}")
    names = [member.filename.rstrip("/") for member in members]
    if len({name.casefold() for name in names}) != len(names):
        raise ModelError(f"{display_name} is unsafe: two files of the same name")
    for member, name in zip(members, names, strict=True):
        parts = PurePosixPath(name).parts
        kind = stat.S_IFMT(member.external_attr >> 16)
        odd = name != "/".join(parts) or any(
            part == ".." or not part.isprintable() or "\\" in part or ":" in part for part in parts
        )
        if odd or not parts or not _FOLDER_NAME.fullmatch(parts[0]):
            raise ModelError(
                f"{display_name} is unsafe: the name {member.filename[:100]!r} leaves the package's"
                " folder"
            )
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ModelError(
                f"{display_name} is unsafe: {member.filename[:100]!r} is a link or a device"
            )
    tops = {name.split("/")[0] for name in names}
    if len(tops) != 1:
        raise ModelError(
            f"{display_name} is no translation package: {len(tops)} folders at its top, not one"
        )
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > MODEL_BYTES or size > MODEL_RATIO * max(packed, METADATA_BYTES):
        raise ModelError(f"{display_name} is unsafe: unpacks from {packed} to {size} bytes")
    return tops.pop()


def _write_member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    target: Path,
    max_bytes: int,
    display_name: str,
) -> int:
    """Write one member and give its bytes, counting what really comes out: the sizes in the archive
    are only its word.
    """
    if member.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as stream, target.open("wb") as out:
        written = _copy_bounded(stream, out, max_bytes, display_name)
        out.flush()
        os.fsync(out.fileno())
    return written


def _copy_bounded(stream: IO[bytes], out: IO[bytes], max_bytes: int, display_name: str) -> int:
    written = 0
    while chunk := stream.read(_CHUNK_BYTES):
        written += len(chunk)
        if written > max_bytes:
            raise ModelError(f"{display_name} is unsafe: unpacks to more than {MODEL_BYTES} bytes")
        out.write(chunk)
    return written
