"""Run the demo: serve an edition of the newsroom, crawl, import, translate and export it."""

import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from records.errors import StoreError
from records.paths import PROJECT_ROOT, Paths

if TYPE_CHECKING:
    from crawler.run.result import CrawlResult
    from demo.server import Newsroom
    from demo.summary import DemoSummary
    from records.article import Article
    from records.source import Source
    from services.imports import ImportResult
    from store.db.connection import Store

NEWSROOM_DATA: Final = PROJECT_ROOT / "data" / "newsroom"
DEMO_MODEL: Final = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
# the sample documents that come as files; the others are served as pages
SAMPLE_FILES: Final = ("002.txt", "003.txt")
SAMPLE_SOURCE: Final = "demo-samples"
TOKEN_VARIABLE: Final = "JIANWEN_DEMO_TOKEN"  # noqa: S105 - the name of a variable
RUNS_CHECKED: Final = 10_000
TRANSLATIONS_SHOWN: Final = 3  # translations


def run_demo(
    home: Paths,
    *,
    on_progress: Callable[[str, str], object],
    on_problem: Callable[[str], object],
) -> "DemoSummary":
    """Serve one edition of the newsroom, crawl it, and sum up what came of it.

    `on_progress` gets the source and the kind of every outcome of the crawl, `on_problem` a line
    for each failure. Takes the lock. Raises StoreError when the home cannot be written.
    """
    from demo.server import format_request_log
    from records.clock import utc_now
    from services.run_lock import RunLock
    from services.version import read_version
    from store.open import open_store
    from store.sources.runs import begin_run, finish_run

    began, at = time.monotonic(), utc_now()
    with RunLock(home.lock), open_store(home.store) as store:
        edition = 2 if _has_finished_run(store) else 1
        with _open_newsroom(home, edition, at) as newsroom:
            run = begin_run(store, "demo", at, read_version())
            demo_home = _write_newsroom_sources(home, newsroom)
            summary = _run_all_steps(store, demo_home, newsroom, edition, on_progress, on_problem)
            _write_text(home.path / "demo-requests.jsonl", format_request_log(newsroom.log))
        summary = replace(summary, seconds=round(time.monotonic() - began, 2))
        finish_run(store, run, summary.exit_code, utc_now(), summary.as_json())
    return summary


def _has_finished_run(store: "Store") -> bool:
    """Say whether this store has seen the first edition."""
    from store.sources.runs import list_runs

    return any(
        run.command == "demo" and run.exit_code == 0 for run in list_runs(store, RUNS_CHECKED)
    )


@contextmanager
def _open_newsroom(home: Paths, edition: int, at: str) -> "Iterator[Newsroom]":
    """Open the newsroom at the addresses of last time.

    The correction keeps the moment of the run that first saw it.
    """
    from demo.server import Newsroom, NewsroomState

    memory = NewsroomState.load(home.path / "demo-ports.json")
    memory.corrected = "" if edition == 1 else memory.corrected or at
    token = secrets.token_hex(16)
    os.environ[TOKEN_VARIABLE] = token  # the source file names this variable, the crawler reads it
    with Newsroom(
        NEWSROOM_DATA,
        memory,
        edition=edition,
        corrected=datetime.fromisoformat(memory.corrected or at),
        token=token,
    ) as newsroom:
        memory.save()
        yield newsroom


def _write_newsroom_sources(home: Paths, newsroom: "Newsroom") -> Paths:
    """Write the source files with the newsroom's addresses.

    Give a home that knows these sources and hosts only.
    """
    from demo.pages import render_sources

    folder = home.path / "demo-sources"
    for name, text in render_sources(NEWSROOM_DATA, newsroom.hosts).items():
        _write_text(folder / name, text)
    return replace(home, sources=folder, allow_hosts=frozenset(newsroom.hosts.values()))


def _write_text(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise StoreError(
            f"cannot write {path}: {error.strerror}; check the disk and the permissions"
        ) from error


def _run_all_steps(
    store: "Store",
    home: Paths,
    newsroom: "Newsroom",
    edition: int,
    on_progress: Callable[[str, str], object],
    on_problem: Callable[[str], object],
) -> "DemoSummary":
    """Crawl, import, translate, export; then look at what came of it."""
    from crawler.sources.load import load_sources
    from records.clock import utc_now
    from services.export import export_feeds
    from services.imports import import_paths
    from services.translate import translate_pending
    from store.articles.changes import list_published

    before = list_published(store)
    model = _ensure_model(home)
    sources = load_sources(home.sources, home.allow_hosts)
    crawled = _crawl_newsroom(home, sources, on_progress, on_problem)
    imported = import_paths(
        store,
        home,
        [NEWSROOM_DATA / "samples" / name for name in SAMPLE_FILES],
        utc_now(),
        source=SAMPLE_SOURCE,
        on_problem=on_problem,
    )
    translated = translate_pending(store, home, now=utc_now())
    export_feeds(store, home.path / "feeds")
    steps = _StepResults(crawled, imported, translated.backend, model)
    return _summarize(store, home, newsroom, edition, before, steps)


@dataclass(frozen=True, slots=True)
class _StepResults:
    crawled: "CrawlResult"
    imported: "ImportResult"
    backend: str
    model: str


def _summarize(
    store: "Store",
    home: Paths,
    newsroom: "Newsroom",
    edition: int,
    before: "Sequence[Article]",
    steps: _StepResults,
) -> "DemoSummary":
    """Compare the store with what was published before."""
    from demo.summary import (
        DemoSummary,
        count_by_endpoint_kind,
        count_by_source,
        count_untranslatable,
        find_changed,
        find_translated,
    )
    from store.articles.changes import list_published

    after = list_published(store)
    done, corrected = find_translated(before, after), find_changed(before, after)
    doubtful = [article for article in done if article.translation != "ok"]
    pairs = [(article.title, article.title_zh) for article in done if article.translation == "ok"]
    return DemoSummary(
        edition=edition,
        lines=count_by_source(steps.crawled, steps.imported, before, after),
        ways=count_by_endpoint_kind(steps.crawled),
        drops=tuple(sorted(steps.crawled.reasons.items())),
        articles=len(after),
        review=len(doubtful),
        model=steps.backend,
        toy=DEMO_MODEL.stem.startswith(steps.model),
        pairs=tuple(pairs[:TRANSLATIONS_SHOWN]),
        doubted=_list_flagged_sentences(store, doubtful),
        barred=count_untranslatable(before, after),
        corrected=tuple(article.title for article in corrected),
        show=next((article.uid[:8] for article in (*corrected, *doubtful, *after)), ""),
        feeds=_shorten_path(home.path / "feeds"),
        store=_shorten_path(home.store),
        program=_find_program_name(),
        requests=len(newsroom.log),
        not_modified=sum(request.status == 304 for request in newsroom.log),
        exit_code=max(steps.crawled.exit_code, steps.imported.exit_code),
    )


def _list_flagged_sentences(
    store: "Store", articles: "Sequence[Article]"
) -> tuple[tuple[str, str, str], ...]:
    from store.translations.translations import list_flagged_sentences

    doubts = [doubt for article in articles for doubt in list_flagged_sentences(store, article.uid)]
    return tuple(
        (doubt.source, doubt.target, ", ".join(check.removesuffix("!") for check in doubt.checks))
        for doubt in doubts[:TRANSLATIONS_SHOWN]
    )


def _ensure_model(home: Paths) -> str:
    """Name the package that will translate; a home without one gets the demo's."""
    from pipelines.translation.backends.packages import find_newest_package
    from services.model_packages import PackageRequest, install_model_package

    package = find_newest_package(home.models, "en", "zh")
    if package is None:
        package = install_model_package(home, DEMO_MODEL, PackageRequest(repin=True)).package
    return package.name


def _crawl_newsroom(
    home: Paths,
    sources: "Sequence[Source]",
    on_progress: Callable[[str, str], object],
    on_problem: Callable[[str], object],
) -> "CrawlResult":
    from services.crawl import run_crawl

    result = run_crawl(home, sources, recheck=True, on_progress=on_progress)
    if result.stop_signal:
        raise KeyboardInterrupt
    for failed in result.failed:
        on_problem(f"{failed.source}: {' '.join(failed.error.split())}")
    return result


def _shorten_path(path: Path) -> str:
    """Write a path as people type it: from the current folder where it lies below."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _find_program_name() -> str:
    """Write this command as it can be typed here: its name, else its path."""
    called = Path(sys.argv[0]).absolute()
    installed = shutil.which("jianwen")
    return (
        "jianwen"
        if called.name != "jianwen" or (installed and Path(installed).samefile(called))
        else _shorten_path(called)
    )
