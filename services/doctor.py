"""Check this machine, this installation and its store."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from stat import S_IRWXO, S_IWGRP
from typing import TYPE_CHECKING, Final

from records.errors import JianwenError, LockedError
from records.paths import Paths

if TYPE_CHECKING:
    from store.db.connection import Store

# needed by a crawl of 500 pages of 100 KB each, its log, a backup of a small store
DISK_FREE_BYTES: Final = 500_000_000
FAULTS_SHOWN: Final = 5  # segments named in one line
PYTHON_MIN: Final = (3, 11)
REQUIRED_PACKAGES: Final = (
    *("scrapy", "lxml", "lxml_html_clean", "bs4", "trafilatura", "jieba", "rjieba"),
    *("ahocorasick_rs", "langdetect", "opencc", "sqlite_utils", "jmespath", "markdown_it"),
    *("yaml", "w3lib", "wcwidth"),
)
TRANSLATOR_PACKAGES: Final = ("argostranslate", "ctranslate2", "sentencepiece")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was looked at; `fix` says what to do where it is not well."""

    ok: bool
    what: str
    found: str
    fix: str = ""


def run_checks(home: Paths, now: str) -> Iterator[CheckResult]:
    """Look at everything in the order in which faults follow from each other."""
    yield _check_python()
    whole = _check_packages("packages", REQUIRED_PACKAGES)
    yield whole
    yield _check_packages("translator", TRANSLATOR_PACKAGES)
    yield _check_terminal()
    yield from _check_sqlite()
    yield from _check_folder(home.path)
    yield _check_modes(home)
    yield _check_lock(home)
    if whole.ok:  # what follows needs them
        yield _check_sources(home)
        yield from _check_store(home, now)


def _check_python() -> CheckResult:
    version = ".".join(map(str, sys.version_info[:3]))
    least = ".".join(map(str, PYTHON_MIN))
    return CheckResult(
        sys.version_info >= PYTHON_MIN,
        "Python",
        version,
        f"install Python {least} or newer and run `make setup`",
    )


def _check_packages(what: str, names: tuple[str, ...]) -> CheckResult:
    missing = [name for name in names if find_spec(name) is None]
    return CheckResult(
        not missing,
        what,
        f"{', '.join(missing)} missing" if missing else "all installed",
        "run `make setup`",
    )


def _check_sqlite() -> Iterator[CheckResult]:
    from store.backup.integrity import (
        SQLITE_MIN_VERSION,
        get_sqlite_version,
        has_full_text,
        sqlite_is_recent,
    )

    least = ".".join(map(str, SQLITE_MIN_VERSION))
    yield CheckResult(
        sqlite_is_recent(),
        "SQLite",
        get_sqlite_version(),
        f"use a Python whose SQLite is {least} or newer, such as uv's own",
    )
    full = has_full_text()
    yield CheckResult(
        full,
        "full-text search",
        "FTS5 is there" if full else "FTS5 is missing",
        "use a Python with FTS5, such as uv's own",
    )


def _check_folder(path: Path) -> Iterator[CheckResult]:
    """Look at the folder of the store.

    Where there is none yet, at the one in which it would be made.
    """
    from store.backup.integrity import probe_journal_mode

    place = path
    while not place.exists():
        place = place.parent
    writable = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    yield CheckResult(
        writable,
        "folder",
        f"{path} {'can' if writable else 'cannot'} be written",
        f"give yourself the right to write {place}",
    )
    if not writable:
        return
    free = shutil.disk_usage(place).free
    yield CheckResult(
        free >= DISK_FREE_BYTES,
        "disk",
        f"{free / 1e9:.1f} GB free",
        f"make room: under {DISK_FREE_BYTES / 1e9:.1f} GB a crawl may stop half-way",
    )
    mode = probe_journal_mode(place)
    remedy = "make room" if "full" in mode else "move JIANWEN_HOME to a local disk"
    yield CheckResult(mode == "wal", "write-ahead log", "works" if mode == "wal" else mode, remedy)


def _check_modes(home: Paths) -> CheckResult:
    """Look for files of the store, its backups and the archive that others may read or change."""
    files = [*home.path.glob("*.db*"), *home.backups.rglob("*"), *home.archive.rglob("*")]
    exposed = [
        path for path in files if path.is_file() and path.stat().st_mode & (S_IWGRP | S_IRWXO)
    ]
    named = ", ".join(str(path.relative_to(home.path)) for path in exposed[:FAULTS_SHOWN])
    return CheckResult(
        not exposed,
        "file modes",
        f"{len(exposed)} files are open to others: {named}" if exposed else "closed to others",
        f"run `chmod -R g-w,o= {home.path}`",
    )


def _check_lock(home: Paths) -> CheckResult:
    from services.run_lock import RunLock

    if not home.lock.exists():
        return CheckResult(True, "lock", "free")
    try:
        with RunLock(home.lock):
            return CheckResult(True, "lock", "free")
    except LockedError as error:
        return CheckResult(True, "lock", f"in use: {error}")
    except JianwenError as error:
        return CheckResult(
            False, "lock", str(error), "remove the lock file, or correct its permissions"
        )


def _check_sources(home: Paths) -> CheckResult:
    from crawler.sources.load import load_sources

    try:
        sources = load_sources(home.sources, home.allow_hosts)
    except JianwenError as error:
        return CheckResult(
            False,
            "sources",
            str(error),
            "correct the file; `jianwen sources check` shows every fault",
        )
    enabled = sum(source.enabled for source in sources)
    return CheckResult(
        True, "sources", f"{enabled} enabled, {len(sources) - enabled} drafts in {home.sources}"
    )


def _check_store(home: Paths, now: str) -> Iterator[CheckResult]:
    from store.backup.integrity import find_store_errors
    from store.open import open_store

    if not home.store.exists():
        yield CheckResult(
            True, "store", f"none yet at {home.store}; `jianwen crawl` or `jianwen import` makes it"
        )
        return
    try:
        with open_store(home.store, create=False) as store:
            errors = find_store_errors(store)
            yield CheckResult(
                not errors,
                "store",
                "; ".join(errors) or f"{home.store} is sound",
                "stop all runs and restore a copy of the store",
            )
            yield _check_archive(store, home, now)
            yield _check_models(store, home)
            yield _check_clock(store, now)
    except JianwenError as error:
        yield CheckResult(
            False, "store", str(error), "see above; a copy of the store can be put in its place"
        )


def _check_archive(store: "Store", home: Paths, now: str) -> CheckResult:
    """Look at the lengths of all segments, and read a share of the answers, others each day."""
    from services.archive import verify_share
    from store.backup.integrity import find_short_segments

    short = find_short_segments(store)
    share = verify_share(store, home.archive, now)
    faults = short[:FAULTS_SHOWN]
    if share.lost:
        faults.append(f"{len(share.lost)} of {share.read} answers lost: {share.lost[0]}")
    return CheckResult(
        not short and not share.lost,
        "archive",
        "; ".join(faults) or f"{share.read} answers read, all whole",
        f"bring {home.archive} back from a backup, or see `jianwen archive verify`",
    )


def _check_models(store: "Store", home: Paths) -> CheckResult:
    """Look for a translation package for each language in which articles wait for one, and for any
    that is not what was installed.
    """
    from pipelines.translation.backends.packages import list_packages
    from services.choose_translator import describe_package_state, find_recorded_model
    from store.sources.overview import list_waiting_languages

    packages = [
        (package, describe_package_state(package, find_recorded_model(home, package)))
        for package in list_packages(home.models)
    ]
    lacking = sorted(
        list_waiting_languages(store)
        - {package.source for package, _ in packages if package.target == "zh"}
    )
    installed = ", ".join(
        f"{package.name} {package.version}{'' if how == 'ok' else f' ({how})'}"
        for package, how in packages
    )
    installed = installed or "none installed"
    if any(how == "changed" for _, how in packages):
        return CheckResult(
            False,
            "translation packages",
            installed,
            "install what has changed again; `jianwen models` says where it lies",
        )
    if lacking:
        installed += f"; articles in {', '.join(lacking)} wait for one"
    language = lacking[0] if lacking else "en"
    return CheckResult(
        not lacking,
        "translation packages",
        installed,
        f"`jianwen models install {language} zh` fetches one",
    )


def _check_clock(store: "Store", now: str) -> CheckResult:
    """A clock that runs behind its own past makes pages due never and feeds go backwards."""
    from store.sources.runs import list_runs

    last = max((run.started for run in list_runs(store, 1)), default="")
    return CheckResult(
        now >= last,
        "clock",
        f"{now}, last run {last or 'never'}",
        "set the system clock: it is behind the last run",
    )


def _check_terminal() -> CheckResult:
    encoding = sys.stdout.encoding or "nothing"
    ok = encoding.lower().replace("-", "") == "utf8"
    return CheckResult(
        ok, "terminal", f"writes {encoding}", "set LANG=C.UTF-8, or PYTHONUTF8=1 under cron"
    )
