"""Bring translation packages in, from the web or from a file, each version pinned to the digest that it first had."""

import os
import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from records.home import Home
from records.verdict import ModelError, PinError, UsageError

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from crawler.parcel import Parcel
    from pipelines.translators.packages import Installed
    from store.database import Store

VARIABLE: Final = "JIANWEN_MODEL_INDEX"
_SHA256: Final = re.compile("[0-9a-f]{64}")
_SHOWN: Final = 16  # digits of a digest in a message


@dataclass(frozen=True, slots=True)
class Demand:
    """What the operator asks of a package."""

    sha256: str = ""  # the only digest that will do
    repin: bool = False  # take another digest than the one recorded for this version
    pair: tuple[str, str] | None = None  # languages that it must translate

    def __post_init__(self) -> None:
        """Refuse a digest that is none."""
        if self.sha256 and not _SHA256.fullmatch(self.sha256):
            raise UsageError("--sha256 wants the 64 digits that `sha256sum FILE` prints")


def fetch_package(home: Home, source: str, target: str, demand: Demand, index: str = "") -> tuple["Installed", str]:
    """Fetch the newest package of a pair of languages and install it; a fetch that broke off before is taken up where it ended."""
    from commands.lock import RunLock
    from crawler.dial import read
    from crawler.parcel import Parcel
    from pipelines.translators.index import OFFICIAL, newest
    from records.limits import INDEX_BYTES, PACKAGE_BYTES, PACKAGE_SECONDS

    address = index or os.environ.get(VARIABLE) or OFFICIAL
    try:
        index_bytes = read(address, home.allow_hosts, INDEX_BYTES)
    except UsageError as error:
        raise ModelError(f"{error}; a package that was fetched elsewhere is installed by: jianwen models install PATH") from error
    offer = newest(index_bytes, address, source, target)
    place = home.path / "downloads" / f"{offer.name}.part"
    with RunLock(home.path / "models.lock"):
        parcel = _first([Parcel(link, place, home.allow_hosts, PACKAGE_BYTES, PACKAGE_SECONDS) for link in offer.links])
        try:
            installed = install_package(home, place, demand, parcel.url)
        except ModelError as error:
            if not isinstance(error, PinError) and not isinstance(error.__cause__, OSError):
                parcel.forget()  # or the next try would find it whole, and as bad
            raise
        parcel.forget()
    return installed


def _first(parcels: "list[Parcel]") -> "Parcel":
    """Fetch the same file by the first address that gives it."""
    parcel, *others = parcels
    try:
        with Gauge(parcel.place.stem) as gauge:
            parcel.fetch(gauge.told)
    except UsageError:
        if not others:
            raise
        return _first(others)
    return parcel


class Gauge:
    """A bar over the bytes of a file, drawn once its length is known."""

    def __init__(self, label: str) -> None:
        """Name what grows."""
        self._label, self._stack = label, ExitStack()
        self._bar: ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        """Draw nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the bar's line."""
        self._stack.close()

    def told(self, there: int, total: int) -> None:
        """Move to the bytes that are there."""
        from commands.progress import bar

        if self._bar is None and total:
            self._bar = self._stack.enter_context(bar(total, self._label))
        if self._bar is not None:
            self._bar.length = total or self._bar.length
            self._bar.update(there - self._bar.pos)


def install_package(home: Home, file: Path, demand: Demand, said: str = "") -> tuple["Installed", str]:
    """Install a package file and record its digests; PinError when it is not the one that was demanded or recorded."""
    from commands.clock import now
    from pipelines.translators.packages import contents, install
    from store.database import open_store
    from store.models import Model, record_model

    with open_store(home.store) as store:
        package, sha256 = install(file, home.models, lambda fresh, digest: _check(store, fresh, digest, demand, said or str(file)), said)
        digest = contents(package.path)
        record_model(store, Model(package.name, package.version, sha256, digest, str(package.path), now()))
    return package, sha256


def _check(store: "Store", package: "Installed", sha256: str, demand: Demand, said: str) -> None:
    """Refuse what is not wanted before it takes its place."""
    from store.models import models

    if demand.pair and demand.pair != (package.source, package.target):
        wanted = " to ".join(demand.pair)
        raise ModelError(f"{said} translates from {package.source} to {package.target}, not from {wanted}; the index is wrong")
    if demand.sha256 and demand.sha256 != sha256:
        raise PinError(f"{said} has sha256 {sha256[:_SHOWN]}…, not {demand.sha256[:_SHOWN]}…; it was not installed")
    for known in models(store):
        if (known.name, known.version) == (package.name, package.version) and known.sha256 != sha256 and not demand.repin:
            raise PinError(
                f"{said} is not the {known.name} {known.version} that was installed on {known.installed[:10]}: sha256 {sha256[:_SHOWN]}… "
                f"instead of {known.sha256[:_SHOWN]}…; where its publisher says that it was replaced, add --repin"
            )
