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

from pipelines.translation.backends.safe_unzip import unzip_safely
from records.errors import ModelError
from records.limits import METADATA_BYTES

LANGUAGE_CODE: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?")
PACKAGE_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,39}")
"""Nothing else of what a package or an index says about itself goes into a name of a file or a
message.
"""
_TOKENIZER_FILES: Final = ("sentencepiece.model", "bpe.model")


@dataclass(frozen=True, slots=True)
class InstalledPackage:
    """A package in its folder."""

    name: str  # of the folder: translate-en_zh-1_9
    version: str
    source: str  # languages, ISO 639-1
    target: str
    path: Path


def install_package(
    file: Path,
    models: Path,
    confirm: Callable[[InstalledPackage, str], object] = lambda package, sha256: None,
    display_name: str = "",
) -> tuple[InstalledPackage, str]:
    """Check a package file, unpack it into a folder of `models` and give what it is with the
    SHA-256 of the file.

    Installing a package again replaces it. `confirm` hears both before that and may still refuse;
    `display_name` names the file in messages where its path would tell nobody anything. Raises
    ModelError when the file is missing, damaged, unsafe or no package.
    """
    display_name = display_name or str(file)
    sha256 = _digest_file(file, display_name)
    try:
        models.mkdir(parents=True, exist_ok=True)
        # beside `models`, not in it: a run killed here must not leave a half package where Argos
        # Translate looks for whole ones
        with TemporaryDirectory(prefix=".installing-", dir=models.parent) as temporary:
            folder = unzip_safely(file, Path(temporary), display_name)
            package = _read_package(folder, display_name)
            confirm(package, sha256)
            _replace_folder(folder, models / folder.name, Path(temporary) / "replaced")
    except OSError as error:
        raise ModelError(
            f"cannot install into {models}: {error.strerror or error}; check space and permissions"
        ) from error
    return (
        InstalledPackage(
            package.name, package.version, package.source, package.target, models / folder.name
        ),
        sha256,
    )


def _digest_file(file: Path, display_name: str) -> str:
    try:
        with file.open("rb") as stream:
            if not zipfile.is_zipfile(stream):
                raise ModelError(
                    f"{display_name} is no translation package (.argosmodel, a zip archive)"
                )
            stream.seek(0)
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise ModelError(f"no such file: {display_name}") from error
    except OSError as error:
        raise ModelError(f"cannot read {display_name}: {error.strerror}") from error


def digest_package(folder: Path) -> str:
    """Digest the files of an installed package that decide how it translates.

    ModelError when one cannot be read.
    """
    digest = hashlib.sha256()
    try:
        weights = folder / "model" / "model.bin"
        others = [
            folder / "metadata.json",
            *(folder / name for name in _TOKENIZER_FILES),
            *sorted((folder / "model").iterdir()),
        ]
        for file in (weights, *(file for file in others if file.is_file() and file != weights)):
            with file.open("rb") as stream:
                digest.update(
                    f"{file.name} {hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode()
                )
    except OSError as error:
        raise ModelError(
            f"the translation package {folder} cannot be read ({error.strerror}); install it again"
            " from its file"
        ) from error
    return digest.hexdigest()


def list_packages(models: Path) -> list[InstalledPackage]:
    """List the packages of a folder by name; what is no whole package is passed over."""
    packages: list[InstalledPackage] = []
    for folder in sorted(models.iterdir()) if models.is_dir() else []:
        try:
            packages.append(_read_package(folder, str(folder)))
        except (ModelError, OSError):
            continue
    return packages


def find_newest_package(models: Path, source: str, target: str) -> InstalledPackage | None:
    """Choose the newest package for a pair of languages."""
    fitting = [
        package
        for package in list_packages(models)
        if (package.source, package.target) == (source, target)
    ]
    return max(
        fitting, key=lambda package: (parse_version(package.version), package.name), default=None
    )


def parse_version(version: str) -> tuple[int, ...]:
    """Give what versions are compared by: 1.10 is newer than 1.9."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _read_package(folder: Path, display_name: str) -> InstalledPackage:
    """Read what a package says about itself, and see that it is whole."""
    about = folder / "metadata.json"
    if not about.is_file() or about.stat().st_size > METADATA_BYTES:
        raise ModelError(
            f"{display_name} is no translation package: metadata.json is missing or too large"
        )
    try:
        metadata = json.loads(about.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelError(
            f"{display_name} is no translation package: metadata.json cannot be read"
        ) from error
    if not isinstance(metadata, dict) or metadata.get("type", "translate") != "translate":
        raise ModelError(
            f"{display_name} is no translation package: metadata.json does not describe one"
        )
    source, target, version = (
        metadata.get(key) for key in ("from_code", "to_code", "package_version")
    )
    if not all(
        isinstance(code, str) and LANGUAGE_CODE.fullmatch(code) for code in (source, target)
    ):
        raise ModelError(
            f"{display_name} is no translation package: metadata.json needs from_code and to_code,"
            " such as en and zh"
        )
    if not isinstance(version, str) or not PACKAGE_VERSION.fullmatch(version):
        raise ModelError(
            f"{display_name} is no translation package: metadata.json needs package_version, such"
            " as 1.9"
        )
    if not (folder / "model" / "model.bin").is_file() or not any(
        (folder / name).is_file() for name in _TOKENIZER_FILES
    ):
        raise ModelError(
            f"{display_name} is no translation package: model/model.bin or the tokenizer is missing"
        )
    return InstalledPackage(folder.name, version, str(source), str(target), folder)


def _replace_folder(new_folder: Path, target: Path, old_folder: Path) -> None:
    """Put the new folder in its place; an older one steps aside and goes with the temporary
    folder.
    """
    if target.exists():
        target.rename(old_folder)
    try:
        new_folder.rename(target)
    except OSError:
        if old_folder.exists():
            shutil.move(old_folder, target)
        raise
