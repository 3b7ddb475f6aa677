"""Bring translation packages in, from the web or from a file, each version pinned to the digest
that it first had.
"""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from records.clock import HOUR_SECONDS
from records.errors import ModelError, PinError, UsageError
from records.paths import Paths

if TYPE_CHECKING:
    from crawler.fetch.resumable import ResumableDownload
    from pipelines.translation.backends.packages import InstalledPackage
    from store.db.connection import Store

INDEX_BYTES: Final = 5 * 1024**2  # of an index of packages; the official one has 50 KB
PACKAGE_BYTES: Final = 1024**3  # of a package as it is fetched; official ones have 0.1 to 0.3 GB
# for which one fetch may go on; the next one resumes where it ended
PACKAGE_SECONDS: Final = float(HOUR_SECONDS)
INDEX_VARIABLE: Final = "JIANWEN_MODEL_INDEX"
_SHA256: Final = re.compile("[0-9a-f]{64}")
_DIGITS_SHOWN: Final = 16  # digits of a digest in a message


@dataclass(frozen=True, slots=True)
class PackageRequest:
    """What the operator asks of a package."""

    sha256: str = ""  # the only digest that will do
    repin: bool = False  # take another digest than the one recorded for this version
    pair: tuple[str, str] | None = None  # languages that it must translate

    def __post_init__(self) -> None:
        """Refuse a digest that is none."""
        if self.sha256 and not _SHA256.fullmatch(self.sha256):
            raise UsageError("--sha256 wants the 64 digits that `sha256sum FILE` prints")


@dataclass(frozen=True, slots=True)
class ListedPackage:
    """One installed package with what was recorded when it was installed."""

    name: str
    version: str
    source: str  # language that it reads
    target: str  # language that it writes
    path: Path
    sha256: str  # of its file, "" where nothing was recorded
    state: str  # whether it is still what was installed

    def as_dict(self) -> dict[str, str]:
        """Give everything as JSON has it."""
        return {
            "name": self.name,
            "version": self.version,
            "from": self.source,
            "to": self.target,
            "path": str(self.path),
            "sha256": self.sha256,
            "state": self.state,
        }


@dataclass(frozen=True, slots=True)
class NewPackage:
    """A package that was just installed, with the digest of its file."""

    package: "InstalledPackage"
    sha256: str


def list_installed_packages(home: Paths) -> list[ListedPackage]:
    """List the installed packages; each is read whole to see whether it has changed."""
    from pipelines.translation.backends.packages import list_packages
    from services.choose_translator import describe_package_state, find_recorded_model

    listed = []
    for package in list_packages(home.models):
        recorded = find_recorded_model(home, package)
        listed.append(
            ListedPackage(
                package.name,
                package.version,
                package.source,
                package.target,
                package.path,
                recorded.sha256 if recorded else "",
                describe_package_state(package, recorded),
            )
        )
    return listed


def install_packages(
    home: Paths,
    words: Sequence[str],
    *,
    index: str = "",
    sha256: str = "",
    repin: bool = False,
    on_progress: "Callable[[str, int, int], None] | None" = None,
) -> list[NewPackage]:
    """Install package files, or fetch the newest package between two languages (en zh).

    `sha256` is the only digest that will do, with `repin` one that differs from the recorded one
    will, too. Raises UsageError for a digest with several files, ModelError for what cannot be
    installed.
    """
    pair = (words[0], words[1]) if len(words) == 2 and all(map(_is_language, words)) else None
    if sha256 and len(words) > 1 and not pair:
        raise UsageError("--sha256 goes with one package at a time")
    request = PackageRequest(sha256.lower(), repin, pair)
    if pair:
        fetched = fetch_package(
            home, *pair, request, index, on_progress=on_progress or _ignore_progress
        )
        return [fetched]
    return [install_model_package(home, Path(word), request) for word in words]


def _is_language(word: str) -> bool:
    return bool(re.fullmatch("[a-z]{2,3}", word)) and not Path(word).exists()


def _ignore_progress(name: str, received: int, total: int) -> None:
    """Nobody watches."""


def fetch_package(
    home: Paths,
    source: str,
    target: str,
    request: PackageRequest,
    index: str = "",
    *,
    on_progress: Callable[[str, int, int], None] = _ignore_progress,
) -> NewPackage:
    """Fetch the newest package of a pair of languages and install it.

    A fetch that broke off before is taken up where it ended.
    """
    from crawler.fetch.resumable import ResumableDownload
    from crawler.fetch.safe_http import fetch_bytes
    from pipelines.translation.backends.package_index import OFFICIAL_INDEX_URL, find_newest_offer
    from services.run_lock import RunLock

    address = index or os.environ.get(INDEX_VARIABLE) or OFFICIAL_INDEX_URL
    try:
        index_bytes = fetch_bytes(address, home.allow_hosts, INDEX_BYTES)
    except UsageError as error:
        raise ModelError(
            f"{error}; a package that was fetched elsewhere is installed by: jianwen models install"
            " PATH"
        ) from error
    offer = find_newest_offer(index_bytes, address, source, target)
    place = home.path / "downloads" / f"{offer.name}.part"
    with RunLock(home.path / "models.lock"):
        download = _fetch_first(
            [
                ResumableDownload(link, place, home.allow_hosts, PACKAGE_BYTES, PACKAGE_SECONDS)
                for link in offer.links
            ],
            on_progress,
        )
        try:
            installed = install_model_package(home, place, request, download.url)
        except ModelError as error:
            if not isinstance(error, PinError) and not isinstance(error.__cause__, OSError):
                download.discard_files()  # or the next try would find it whole, and as bad
            raise
        download.discard_files()
    return installed


def _fetch_first(
    downloads: "list[ResumableDownload]", on_progress: Callable[[str, int, int], None]
) -> "ResumableDownload":
    """Fetch the same file by the first address that gives it."""
    download, *others = downloads
    try:
        download.fetch(partial(on_progress, download.path.stem))
    except UsageError:
        if not others:
            raise
        return _fetch_first(others, on_progress)
    return download


def install_model_package(
    home: Paths, file: Path, request: PackageRequest, origin: str = ""
) -> NewPackage:
    """Install a package file and record its digests.

    PinError when it is not the one that was demanded or recorded.
    """
    from pipelines.translation.backends.packages import digest_package, install_package
    from records.clock import utc_now
    from store.open import open_store
    from store.translations.packages import ModelPackage, record_model_package

    with open_store(home.store) as store:
        package, sha256 = install_package(
            file,
            home.models,
            lambda fresh, digest: _check_package(
                store, fresh, digest, request, origin or str(file)
            ),
            origin,
        )
        digest = digest_package(package.path)
        record_model_package(
            store,
            ModelPackage(
                package.name, package.version, sha256, digest, str(package.path), utc_now()
            ),
        )
    return NewPackage(package, sha256)


def _check_package(
    store: "Store", package: "InstalledPackage", sha256: str, request: PackageRequest, origin: str
) -> None:
    """Refuse what is not wanted before it takes its place."""
    from store.translations.packages import list_model_packages

    if request.pair and request.pair != (package.source, package.target):
        languages = " to ".join(request.pair)
        raise ModelError(
            f"{origin} translates from {package.source} to {package.target}, not from {languages};"
            " the index is wrong"
        )
    if request.sha256 and request.sha256 != sha256:
        raise PinError(
            f"{origin} has sha256 {sha256[:_DIGITS_SHOWN]}…, not {request.sha256[:_DIGITS_SHOWN]}…;"
            " it was not installed"
        )
    for known in list_model_packages(store):
        if (
            (known.name, known.version) == (package.name, package.version)
            and known.sha256 != sha256
            and not request.repin
        ):
            raise PinError(
                f"{origin} is not the {known.name} {known.version} that was installed on"
                f" {known.installed[:10]}: sha256 {sha256[:_DIGITS_SHOWN]}… instead of"
                f" {known.sha256[:_DIGITS_SHOWN]}…; where its publisher says that it was replaced,"
                " add --repin"
            )
