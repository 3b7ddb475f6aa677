"""`jianwen doctor`: look at this machine, say what to repair."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from records.home import Home
from records.limits import DISK_FREE_BYTES
from records.verdict import JianwenError, LockedError

if TYPE_CHECKING:
    from store.database import Store

PYTHON_LEAST: Final = (3, 11)
PACKAGES: Final = (
    "scrapy", "lxml", "lxml_html_clean", "bs4", "trafilatura", "jieba", "rjieba", "ahocorasick_rs", "langdetect", "opencc",
    "sqlite_utils", "jmespath", "markdown_it", "yaml", "w3lib", "wcwidth",
)  # fmt: skip
TRANSLATOR: Final = ("argostranslate", "ctranslate2", "sentencepiece")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `fix` says what to do where it is not well."""

    ok: bool
    what: str
    found: str
    fix: str = ""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Check this machine, this installation and its store, one line each, with what to do about each fault.

    A store of an older version is brought up to date. Nothing else is changed. Exit code 1 when something is not well.
    """
    from commands.clock import now

    checks = list(examine(Home.of(os.environ), now()))
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    else:
        for check in checks:
            click.echo(_line(check))
    ctx.exit(0 if all(check.ok for check in checks) else 1)


def _line(check: Check) -> str:
    from commands.table import plain

    mark = click.style("✓", fg="green") if check.ok else click.style("✗", fg="red", bold=True)
    fix = "" if check.ok or not check.fix else f" → {plain(check.fix)}"
    return f"{mark} {check.what}: {plain(check.found)}{fix}"


def examine(home: Home, now: str) -> Iterator[Check]:
    """Look at everything in the order in which faults follow from each other."""
    yield _python()
    whole = _packages("packages", PACKAGES)
    yield whole
    yield _packages("translator", TRANSLATOR)
    yield _terminal()
    yield from _sqlite()
    yield from _folder(home.path)
    yield _lock(home)
    if whole.ok:  # what follows needs them
        yield _sources(home)
        yield from _store(home, now)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    least = ".".join(map(str, PYTHON_LEAST))
    return Check(sys.version_info >= PYTHON_LEAST, "Python", version, f"install Python {least} or newer and run `make setup`")


def _packages(what: str, names: tuple[str, ...]) -> Check:
    missing = [name for name in names if find_spec(name) is None]
    return Check(not missing, what, f"{', '.join(missing)} missing" if missing else "all installed", "run `make setup`")


def _sqlite() -> Iterator[Check]:
    from store.checkup import SQLITE_LEAST, has_full_text, sqlite_is_recent, sqlite_version

    least = ".".join(map(str, SQLITE_LEAST))
    yield Check(sqlite_is_recent(), "SQLite", sqlite_version(), f"use a Python whose SQLite is {least} or newer, such as uv's own")
    full = has_full_text()
    yield Check(full, "full-text search", "FTS5 is there" if full else "FTS5 is missing", "use a Python with FTS5, such as uv's own")


def _folder(path: Path) -> Iterator[Check]:
    """Look at the folder of the store; where there is none yet, at the one in which it would be made."""
    from store.checkup import journal_mode

    place = path
    while not place.exists():
        place = place.parent
    writable = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    yield Check(writable, "folder", f"{path} {'can' if writable else 'cannot'} be written", f"give yourself the right to write {place}")
    if not writable:
        return
    free = shutil.disk_usage(place).free
    yield Check(
        free >= DISK_FREE_BYTES,
        "disk",
        f"{free / 1e9:.1f} GB free",
        f"make room: under {DISK_FREE_BYTES / 1e9:.1f} GB a crawl may stop half-way",
    )
    mode = journal_mode(place)
    remedy = "make room" if "full" in mode else "move JIANWEN_HOME to a local disk"
    yield Check(mode == "wal", "write-ahead log", "works" if mode == "wal" else mode, remedy)


def _lock(home: Home) -> Check:
    from commands.lock import RunLock

    if not home.lock.exists():
        return Check(True, "lock", "free")
    try:
        with RunLock(home.lock):
            return Check(True, "lock", "free")
    except LockedError as error:
        return Check(True, "lock", f"in use: {error}")
    except JianwenError as error:
        return Check(False, "lock", str(error), "remove the lock file, or correct its permissions")


def _sources(home: Home) -> Check:
    from crawler.sources import load_sources

    try:
        sources = load_sources(home.sources, home.allow_hosts)
    except JianwenError as error:
        return Check(False, "sources", str(error), "correct the file; `jianwen sources check` shows every fault")
    enabled = sum(source.enabled for source in sources)
    return Check(True, "sources", f"{enabled} enabled, {len(sources) - enabled} drafts in {home.sources}")


def _store(home: Home, now: str) -> Iterator[Check]:
    from store.checkup import faults
    from store.database import open_store

    if not home.store.exists():
        yield Check(True, "store", f"none yet at {home.store}; `jianwen crawl` or `jianwen import` makes it")
        return
    try:
        with open_store(home.store, create=False) as store:
            found = faults(store)
            yield Check(not found, "store", "; ".join(found) or f"{home.store} is sound", "stop all runs and restore a copy of the store")
            yield _models(store, home)
            yield _clock(store, now)
    except JianwenError as error:
        yield Check(False, "store", str(error), "see above; a copy of the store can be put in its place")


def _models(store: "Store", home: Home) -> Check:
    """Look for a translation package for each language in which articles wait for one, and for any that is not what was installed."""
    from commands.translators import recorded, state
    from pipelines.translators.packages import installed
    from store.overview import waiting_languages

    packages = [(package, state(package, recorded(home, package))) for package in installed(home.models)]
    lacking = sorted(waiting_languages(store) - {package.source for package, _ in packages if package.target == "zh"})
    found = ", ".join(f"{package.name} {package.version}{'' if how == 'ok' else f' ({how})'}" for package, how in packages)
    found = found or "none installed"
    if any(how == "changed" for _, how in packages):
        return Check(False, "translation packages", found, "install what has changed again; `jianwen models` says where it lies")
    if lacking:
        found += f"; articles in {', '.join(lacking)} wait for one"
    wanted = lacking[0] if lacking else "en"
    return Check(not lacking, "translation packages", found, f"`jianwen models install {wanted} zh` fetches one")


def _clock(store: "Store", now: str) -> Check:
    """A clock that runs behind its own past makes pages due never and feeds go backwards."""
    from store.runs import runs

    last = max((run.started for run in runs(store, 1)), default="")
    return Check(now >= last, "clock", f"{now}, last run {last or 'never'}", "set the system clock: it is behind the last run")


def _terminal() -> Check:
    encoding = sys.stdout.encoding or "nothing"
    ok = encoding.lower().replace("-", "") == "utf8"
    return Check(ok, "terminal", f"writes {encoding}", "set LANG=C.UTF-8, or PYTHONUTF8=1 under cron")
