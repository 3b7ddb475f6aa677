"""`jianwen demo`: harvest a small newsroom on this machine, with the real line from spider to feed."""

import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from records.home import ROOT, Home
from records.verdict import StoreError

if TYPE_CHECKING:
    from commands.account import Account
    from commands.newsroom import Newsroom
    from crawler.result import CrawlResult
    from records.article import Article
    from records.source import Source
    from store.database import Store

DATA: Final = ROOT / "data" / "newsroom"
MODEL: Final = ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
FILES: Final = ("002.txt", "003.txt")  # the sample documents that come as files; the others are served as pages
FILES_OF: Final = "demo-samples"
TOKEN: Final = "JIANWEN_DEMO_TOKEN"  # noqa: S105 - the name of a variable
RUNS_SEEN: Final = 10_000
SHOWN: Final = 3  # translations


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--quiet", is_flag=True, help="Print no summary.")
@click.pass_context
def command(ctx: click.Context, as_json: bool, quiet: bool) -> None:
    """Harvest a small newsroom that runs on this machine, with the real line from spider to feed.

    The first run fills the store. The next one finds one corrected article; for all others it hears "not modified". No other
    machine is asked for anything.
    """
    from commands.demo_report import tell

    home = Home.of(os.environ)
    account = run_demo(home)
    if as_json:
        click.echo(json.dumps(account.as_json(), ensure_ascii=False))
    elif not quiet:
        click.echo(tell(account))
    ctx.exit(account.exit_code)


def run_demo(home: Home) -> "Account":
    """Serve one edition of the newsroom, harvest it, give the account of it."""
    from commands.clock import now
    from commands.lock import RunLock
    from commands.newsroom import log_lines
    from commands.version import version
    from store.database import open_store
    from store.runs import begin_run, finish_run

    began, at = time.monotonic(), now()
    with RunLock(home.lock), open_store(home.store) as store:
        edition = 2 if _finished(store) else 1
        with _newsroom(home, edition, at) as newsroom:
            run = begin_run(store, "demo", at, version())
            account = _harvest(store, _at_newsroom(home, newsroom), newsroom, edition)
            _write(home.path / "demo-requests.jsonl", log_lines(newsroom.log))
        account = replace(account, seconds=round(time.monotonic() - began, 2))
        finish_run(store, run, account.exit_code, now(), account.as_json())
    return account


def _finished(store: "Store") -> bool:
    """Say whether this store has seen the first edition."""
    from store.runs import runs

    return any(run.command == "demo" and run.exit_code == 0 for run in runs(store, RUNS_SEEN))


@contextmanager
def _newsroom(home: Home, edition: int, at: str) -> "Iterator[Newsroom]":
    """Open the newsroom at the addresses of last time; the correction keeps the moment of the run that first saw it."""
    from commands.newsroom import Memory, Newsroom

    memory = Memory.load(home.path / "demo-ports.json")
    memory.corrected = "" if edition == 1 else memory.corrected or at
    token = secrets.token_hex(16)
    os.environ[TOKEN] = token  # the source file names this variable, the crawler reads it
    with Newsroom(DATA, memory, edition=edition, corrected=datetime.fromisoformat(memory.corrected or at), token=token) as newsroom:
        memory.save()
        yield newsroom


def _at_newsroom(home: Home, newsroom: "Newsroom") -> Home:
    """Write the source files with the newsroom's addresses; give a home that knows these sources and hosts only."""
    from commands.press import render_sources

    folder = home.path / "demo-sources"
    for name, text in render_sources(DATA, newsroom.hosts).items():
        _write(folder / name, text)
    return replace(home, sources=folder, allow_hosts=frozenset(newsroom.hosts.values()))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}; check the disk and the permissions") from error


def _harvest(store: "Store", home: Home, newsroom: "Newsroom", edition: int) -> "Account":
    """Crawl, import, translate, export; then look at what came of it."""
    from commands.account import Account, barred, changed, fresh, lines, ways
    from commands.clock import now
    from commands.export import export
    from commands.import_ import import_paths
    from commands.translate import translate_pending
    from crawler.sources import load_sources
    from store.changes import published

    before = published(store)
    model = _model(home)
    crawled = _crawl(home, load_sources(home.sources, home.allow_hosts))
    imported = import_paths(store, home, [DATA / "samples" / name for name in FILES], now(), source=FILES_OF)
    translated = translate_pending(store, home, now=now())
    export(store, home.path / "feeds")
    after = published(store)
    done, corrected = fresh(before, after), changed(before, after)
    doubtful = [article for article in done if article.translation != "ok"]
    return Account(
        edition=edition,
        lines=lines(crawled, imported, before, after),
        ways=ways(crawled),
        drops=tuple(sorted(crawled.reasons.items())),
        articles=len(after),
        review=len(doubtful),
        model=translated.backend,
        toy=MODEL.stem.startswith(model),
        pairs=tuple((article.title, article.title_zh) for article in done if article.translation == "ok")[:SHOWN],
        doubted=_doubts(store, doubtful),
        barred=barred(before, after),
        corrected=tuple(article.title for article in corrected),
        show=next((article.uid[:8] for article in (*corrected, *doubtful, *after)), ""),
        feeds=_short(home.path / "feeds"),
        store=_short(home.store),
        program=_program(),
        requests=len(newsroom.log),
        not_modified=sum(request.status == 304 for request in newsroom.log),
        exit_code=max(crawled.exit_code, imported.exit_code),
    )


def _doubts(store: "Store", articles: "Sequence[Article]") -> tuple[tuple[str, str, str], ...]:
    from store.doubts import doubts

    found = [doubt for article in articles for doubt in doubts(store, article.uid)]
    return tuple((doubt.source, doubt.target, ", ".join(check.removesuffix("!") for check in doubt.checks)) for doubt in found[:SHOWN])


def _model(home: Home) -> str:
    """Name the package that will translate; a home without one gets the demo's."""
    from commands.packages import Demand, install_package
    from pipelines.translators.packages import best

    package = best(home.models, "en", "zh")
    if package is None:
        package, _ = install_package(home, MODEL, Demand(repin=True))
    return package.name


def _crawl(home: Home, sources: "Sequence[Source]") -> "CrawlResult":
    from commands.harvest import run_crawl
    from commands.ticker import Ticker

    ticker = Ticker()
    try:
        result = run_crawl(home, sources, recheck=True, told=ticker.told)
    finally:
        ticker.end()
    if result.stopped:
        raise KeyboardInterrupt
    for failed in result.failed:
        click.echo(f"jianwen: {failed.source}: {' '.join(failed.error.split())}", err=True)
    return result


def _short(path: Path) -> str:
    """Write a path as people type it: from the current folder where it lies below."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _program() -> str:
    """Write this command as it can be typed here: its name when the shell finds it, its path otherwise."""
    called = Path(sys.argv[0]).absolute()
    found = shutil.which("jianwen")
    return "jianwen" if called.name != "jianwen" or (found and Path(found).samefile(called)) else _short(called)
