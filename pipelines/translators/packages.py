"""Install translation packages from files, trusting nothing that a file says about itself.

A package is a zip archive with one folder: metadata.json, model/ and a tokenizer. It comes from anywhere, so names that leave
the folder, links, bombs and broken members are refused before a byte is written where translators look.
"""

import hashlib
import json
import os
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Final

from records.limits import METADATA_BYTES, MODEL_BYTES, MODEL_FILES, MODEL_RATIO
from records.verdict import ModelError

_FOLDER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?")
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,39}")
_CHUNK: Final = 1 << 20  # bytes copied at once
_BROKEN: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises on archives that are damaged, encrypted or packed in ways it does not know."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A package in its folder."""

    name: str  # of the folder: translate-en_zh-1_9
    version: str
    source: str  # languages, ISO 639-1
    target: str
    path: Path


def install(file: Path, models: Path) -> tuple[Installed, str]:
    """Check a package file, unpack it into a folder of `models` and give what it is with the SHA-256 of the file.

    Installing a package again replaces it. Raises ModelError when the file is missing, damaged, unsafe or no package.
    """
    try:
        with file.open("rb") as stream:
            if not zipfile.is_zipfile(stream):
                raise ModelError(f"{file} is no translation package (.argosmodel, a zip archive)")
            stream.seek(0)
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise ModelError(f"no such file: {file}") from error
    except OSError as error:
        raise ModelError(f"cannot read {file}: {error.strerror}") from error
    try:
        models.mkdir(parents=True, exist_ok=True)
        # beside `models`, not in it: a run killed here must not leave a half package where Argos Translate looks for whole ones
        with TemporaryDirectory(prefix=".installing-", dir=models.parent) as temporary:
            with _explained(file), zipfile.ZipFile(file) as archive:
                folder = _check_members(archive, file)
                _unpack(archive, Path(temporary), file)
            package = _read(Path(temporary) / folder, str(file))
            _replace(Path(temporary) / folder, models / folder, Path(temporary) / "replaced")
    except OSError as error:
        raise ModelError(f"cannot install into {models}: {error.strerror or error}; check space and permissions") from error
    return Installed(package.name, package.version, package.source, package.target, models / folder), sha256


def installed(models: Path) -> list[Installed]:
    """List the packages of a folder by name; what is no whole package is passed over."""
    found: list[Installed] = []
    for folder in sorted(models.iterdir()) if models.is_dir() else []:
        try:
            found.append(_read(folder, str(folder)))
        except (ModelError, OSError):
            continue
    return found


def best(models: Path, source: str, target: str) -> Installed | None:
    """Choose the newest package for a pair of languages."""
    fitting = [package for package in installed(models) if (package.source, package.target) == (source, target)]
    return max(fitting, key=lambda package: (_order(package.version), package.name), default=None)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    """Turn what reading the package file raises into one clear line."""
    try:
        yield
    except _BROKEN as error:
        raise ModelError(f"{file} is damaged ({' '.join(str(error).split())[:200]}); fetch it again") from error


def _check_members(archive: zipfile.ZipFile, file: Path) -> str:
    """Look at every member's name, kind and size before anything is unpacked; give the one top folder."""
    members = archive.infolist()
    if len(members) > MODEL_FILES:
        raise ModelError(f"{file} is unsafe: {len(members)} files, more than {MODEL_FILES}")
    names = [member.filename.rstrip("/") for member in members]
    if len({name.casefold() for name in names}) != len(names):
        raise ModelError(f"{file} is unsafe: two files of the same name")
    for member, name in zip(members, names, strict=True):
        parts = PurePosixPath(name).parts
        kind = stat.S_IFMT(member.external_attr >> 16)
        odd = name != "/".join(parts) or any(part == ".." or not part.isprintable() or "\\" in part or ":" in part for part in parts)
        if odd or not parts or not _FOLDER.fullmatch(parts[0]):
            raise ModelError(f"{file} is unsafe: the name {member.filename[:100]!r} leaves the package's folder")
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ModelError(f"{file} is unsafe: {member.filename[:100]!r} is a link or a device")
    tops = {name.split("/")[0] for name in names}
    if len(tops) != 1:
        raise ModelError(f"{file} is no translation package: {len(tops)} folders at its top, not one")
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > MODEL_BYTES or size > MODEL_RATIO * max(packed, METADATA_BYTES):
        raise ModelError(f"{file} is unsafe: unpacks from {packed} to {size} bytes")
    return tops.pop()


def _unpack(archive: zipfile.ZipFile, folder: Path, file: Path) -> None:
    """Write the members below a folder, counting what really comes out: the sizes in the archive are only its word."""
    left = MODEL_BYTES
    for member in archive.infolist():
        target = folder / member.filename
        if member.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as stream, target.open("wb") as out:
            left -= _copy(stream, out, left, file)
            out.flush()
            os.fsync(out.fileno())


def _copy(stream: IO[bytes], out: IO[bytes], most: int, file: Path) -> int:
    written = 0
    while chunk := stream.read(_CHUNK):
        written += len(chunk)
        if written > most:
            raise ModelError(f"{file} is unsafe: unpacks to more than {MODEL_BYTES} bytes")
        out.write(chunk)
    return written


def _read(folder: Path, said: str) -> Installed:
    """Read what a package says about itself, and see that it is whole."""
    about = folder / "metadata.json"
    if not about.is_file() or about.stat().st_size > METADATA_BYTES:
        raise ModelError(f"{said} is no translation package: metadata.json is missing or too large")
    try:
        metadata = json.loads(about.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{said} is no translation package: metadata.json cannot be read") from error
    if not isinstance(metadata, dict) or metadata.get("type", "translate") != "translate":
        raise ModelError(f"{said} is no translation package: metadata.json does not describe one")
    source, target, version = (metadata.get(key) for key in ("from_code", "to_code", "package_version"))
    if not all(isinstance(code, str) and _LANGUAGE.fullmatch(code) for code in (source, target)):
        raise ModelError(f"{said} is no translation package: metadata.json needs from_code and to_code, such as en and zh")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise ModelError(f"{said} is no translation package: metadata.json needs package_version, such as 1.9")
    if not (folder / "model" / "model.bin").is_file() or not any(
        (folder / name).is_file() for name in ("sentencepiece.model", "bpe.model")
    ):
        raise ModelError(f"{said} is no translation package: model/model.bin or the tokenizer is missing")
    return Installed(folder.name, version, str(source), str(target), folder)


def _replace(fresh: Path, place: Path, aside: Path) -> None:
    """Put the new folder in its place; an older one steps aside and goes with the temporary folder."""
    if place.exists():
        place.rename(aside)
    try:
        fresh.rename(place)
    except OSError:
        if aside.exists():
            shutil.move(aside, place)
        raise
