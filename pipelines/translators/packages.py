"""Install translation packages from files; know which are installed.

A package is a zip archive with one folder: metadata.json, model/ and a tokenizer.
"""

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipelines.translators.unpacking import unpack
from records.limits import METADATA_BYTES
from records.verdict import ModelError

LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?")
VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,39}")
"""Nothing else of what a package or an index says about itself goes into a name of a file or a message."""
_TOKENIZERS: Final = ("sentencepiece.model", "bpe.model")


@dataclass(frozen=True, slots=True)
class Installed:
    """A package in its folder."""

    name: str  # of the folder: translate-en_zh-1_9
    version: str
    source: str  # languages, ISO 639-1
    target: str
    path: Path


def install(
    file: Path, models: Path, accept: Callable[[Installed, str], object] = lambda package, sha256: None, said: str = ""
) -> tuple[Installed, str]:
    """Check a package file, unpack it into a folder of `models` and give what it is with the SHA-256 of the file.

    Installing a package again replaces it. `accept` hears both before that and may still refuse; `said` names the file in messages
    where its path would tell nobody anything. Raises ModelError when the file is missing, damaged, unsafe or no package.
    """
    said = said or str(file)
    sha256 = _digest(file, said)
    try:
        models.mkdir(parents=True, exist_ok=True)
        # beside `models`, not in it: a run killed here must not leave a half package where Argos Translate looks for whole ones
        with TemporaryDirectory(prefix=".installing-", dir=models.parent) as temporary:
            folder = unpack(file, Path(temporary), said)
            package = _read(folder, said)
            accept(package, sha256)
            _replace(folder, models / folder.name, Path(temporary) / "replaced")
    except OSError as error:
        raise ModelError(f"cannot install into {models}: {error.strerror or error}; check space and permissions") from error
    return Installed(package.name, package.version, package.source, package.target, models / folder.name), sha256


def _digest(file: Path, said: str) -> str:
    try:
        with file.open("rb") as stream:
            if not zipfile.is_zipfile(stream):
                raise ModelError(f"{said} is no translation package (.argosmodel, a zip archive)")
            stream.seek(0)
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise ModelError(f"no such file: {said}") from error
    except OSError as error:
        raise ModelError(f"cannot read {said}: {error.strerror}") from error


def contents(folder: Path) -> str:
    """Digest the files of an installed package that decide how it translates; ModelError when one cannot be read."""
    digest = hashlib.sha256()
    try:
        weights = folder / "model" / "model.bin"
        others = [folder / "metadata.json", *(folder / name for name in _TOKENIZERS), *sorted((folder / "model").iterdir())]
        for file in (weights, *(file for file in others if file.is_file() and file != weights)):
            with file.open("rb") as stream:
                digest.update(f"{file.name} {hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
    except OSError as error:
        raise ModelError(f"the translation package {folder} cannot be read ({error.strerror}); install it again from its file") from error
    return digest.hexdigest()


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
    return max(fitting, key=lambda package: (version_order(package.version), package.name), default=None)


def version_order(version: str) -> tuple[int, ...]:
    """Give what versions are compared by: 1.10 is newer than 1.9."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


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
    if not all(isinstance(code, str) and LANGUAGE.fullmatch(code) for code in (source, target)):
        raise ModelError(f"{said} is no translation package: metadata.json needs from_code and to_code, such as en and zh")
    if not isinstance(version, str) or not VERSION.fullmatch(version):
        raise ModelError(f"{said} is no translation package: metadata.json needs package_version, such as 1.9")
    if not (folder / "model" / "model.bin").is_file() or not any((folder / name).is_file() for name in _TOKENIZERS):
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
