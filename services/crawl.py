"""Crawl, and translate what is new: all that `jianwen crawl` does but print."""

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Protocol

from records.clock import utc_now
from records.errors import ModelError
from records.paths import Paths
from records.runs import PAGES_PER_RUN
from services.healthcheck import Healthcheck
from services.run_lock import RunLock
from services.translate import (
    TranslateOptions,
    TranslateResult,
    has_translation_package,
    translate_pending,
)
from services.version import read_version
from spiders.runner import run_session
from store.open import open_store
from store.translations.translations import count_pending_translations

if TYPE_CHECKING:
    from crawler.run.result import CrawlResult
    from records.source import Source
    from store.db.connection import Store


WORKERS_DEFAULT: Final = 4  # processes that refine; one reactor keeps about five of them busy
# of a run's time kept for the translation of what it brings, where a package is installed
TRANSLATE_SHARE: Final = 0.2


@dataclass(frozen=True, slots=True)
class CrawlRequest:
    """What a crawl is asked for."""

    names: tuple[str, ...] = ()  # of sources, due or not; without any, the enabled ones that are
    seconds: float | None = None  # that all of it may take, the translation too
    pages: int = PAGES_PER_RUN  # articles of a source at most
    recheck: bool = False  # ask for everything again, due or not
    backfill: int = 0  # days
    workers: int | None = None  # processes that refine; None: one less than the processors
    translate: bool = True
    verbose: bool = False  # show the crawler's own log


@dataclass(frozen=True, slots=True)
class NewTranslations:
    """What became of the translation after a crawl."""

    summary: str = ""  # one line, "" when nothing waited
    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl came to, with the translation after it."""

    result: "CrawlResult"
    translations: NewTranslations

    @property
    def exit_code(self) -> int:
        """The exit code of both."""
        return max(self.result.exit_code, self.translations.exit_code)

    @property
    def summary(self) -> str:
        """What both came to, in one line."""
        parts = (self.result.format_summary(), self.translations.summary)
        return "; ".join(filter(None, parts))


class Translate(Protocol):
    """How `translate_pending` is called; a command puts its progress bar around it."""

    def __call__(
        self, store: "Store", home: Paths, options: TranslateOptions, *, now: str
    ) -> TranslateResult:
        """Translate what waits."""


def crawl_and_translate(
    home: Paths,
    request: CrawlRequest,
    environ: Mapping[str, str],
    *,
    on_progress: Callable[[str, str], object],
    on_warning: Callable[[str], object],
    translate: Translate = translate_pending,
) -> CrawlReport:
    """Crawl sources, translate what is new, and tell the health check named in `environ`.

    Takes the lock; runs a Twisted reactor, so it can be called once in the life of a process.
    `on_progress` gets the source and the kind of every outcome, `on_warning` a line when the health
    check is not reached. Raises UsageError for an unknown source or a faulty file, LockedError,
    StoreError; what is wrong with sources is in the report.
    """
    from crawler.sources.load import choose_sources, load_sources

    budget = TimeBudget(request.seconds)
    with Healthcheck.of(environ, home.allow_hosts, on_warning=on_warning) as check:
        all_sources = load_sources(home.sources, home.allow_hosts)
        sources = choose_sources(all_sources, request.names)
        with RunLock(home.lock):
            check.start()
            waits = request.translate and has_translation_package(home)
            result = run_crawl(
                home,
                sources,
                all_sources=all_sources,
                recheck=request.recheck,
                pages=request.pages,
                backfill=request.backfill,
                workers=request.workers or default_worker_count(),
                ignore_schedule=bool(request.names),
                deadline=budget.crawl_deadline(translate=waits),
                verbose=request.verbose,
                on_progress=on_progress,
            )
            translations = NewTranslations()
            if request.translate and not result.stop_signal:
                translations = translate_new_articles(home, result, budget.left, translate)
        report = CrawlReport(result, translations)
        check.summary, check.exit_code = report.summary, report.exit_code
    return report


def translate_new_articles(
    home: Paths,
    result: "CrawlResult",
    seconds: float | None = None,
    translate: Translate = translate_pending,
) -> NewTranslations:
    """Translate what waits, for so long at most.

    Whatever becomes of it, the crawl before it is told: a signal is noted in its result, a damaged
    package in the summary.
    """
    with open_store(home.store) as store:
        if not count_pending_translations(store):
            return NewTranslations()
        try:
            done = translate(store, home, TranslateOptions(seconds=seconds), now=utc_now())
        except KeyboardInterrupt as stop:
            result.stop_signal = stop.args[0] if stop.args else signal.SIGINT
            waiting = count_pending_translations(store)
            return NewTranslations(f"translate: stopped, {waiting} wait")
        except ModelError as error:
            return NewTranslations(f"untranslated: {error}", error.exit_code)
    return NewTranslations(done.format_summary())


def run_crawl(
    home: Paths,
    sources: "Sequence[Source]",
    *,
    all_sources: "Sequence[Source]" = (),
    recheck: bool = False,
    pages: int = PAGES_PER_RUN,
    backfill: int = 0,
    workers: int = 1,
    ignore_schedule: bool = False,
    deadline: float = 0.0,
    verbose: bool = False,
    on_progress: Callable[[str, str], object] | None = None,
) -> "CrawlResult":
    """Harvest sources into the home's store.

    `on_progress` hears the source and the kind of every outcome.

    With `ignore_schedule` sources are asked, too, whose next look is still to come. `deadline` is a
    moment of the monotonic clock at which it must be over. `all_sources` are further sources whose
    rights the store learns and whose addresses are theirs, though they are not harvested: drafts,
    those not named.

    Takes no lock: the caller holds it. Runs a Twisted reactor, so it can be called once in the life
    of a process. Raises StoreError when the store cannot be written; faults of sources are in the
    result.
    """
    from crawler.run.session import CrawlOptions, CrawlSession
    from store.sources.sources import sync_sources

    options = CrawlOptions(
        recheck=recheck,
        max_pages=pages,
        backfill_days=backfill,
        workers=workers,
        ignore_schedule=ignore_schedule,
        deadline=deadline,
        holds_lock=True,
        on_progress=on_progress,
    )
    with open_store(home.store) as store:
        sync_sources(store, all_sources, utc_now())
        with CrawlSession(
            home, store, sources, "crawl", read_version(), options, all_sources=all_sources
        ) as session:
            run_session(session, verbose=verbose)
    return session.result


def dry_run_crawl(
    home: Paths, names: Sequence[str], *, backfill: int = 0, verbose: bool = False
) -> "CrawlResult":
    """Ask sources, drafts too, what they announce and fetch no article; without names the enabled
    ones.

    Nothing is written into the home's store.

    The ledger of this run lies in a folder that is gone afterwards; what the home's own store knows
    counts as known.
    """
    from crawler.run.session import CrawlOptions, CrawlSession
    from crawler.sources.load import choose_sources, load_sources

    sources = choose_sources(load_sources(home.sources, home.allow_hosts), names, drafts=True)
    with TemporaryDirectory(prefix="jianwen-") as folder, ExitStack() as stack:
        scratch = stack.enter_context(open_store(Path(folder) / "jianwen.db"))
        known = (
            stack.enter_context(open_store(home.store, readonly=True))
            if home.store.exists()
            else None
        )
        options = CrawlOptions(backfill_days=backfill, dry_run=True, known_store=known)
        with CrawlSession(
            home, scratch, sources, "crawl --dry-run", read_version(), options
        ) as session:
            run_session(session, verbose=verbose)
    return session.result


def default_worker_count() -> int:
    """Give how many processes refine pages: the reactor keeps one processor, and feeds no more than
    WORKERS_USUAL of them.
    """
    return max(1, min(WORKERS_DEFAULT, (os.cpu_count() or 1) - 1))


class TimeBudget:
    """The time that a whole run may take, from its first moment."""

    def __init__(self, seconds: float | None) -> None:
        """Begin to count; without a number the run takes what it takes."""
        self._seconds, self._begun = seconds, time.monotonic()

    @property
    def left(self) -> float | None:
        """The seconds that are left, or that there is no end."""
        return (
            None
            if self._seconds is None
            else max(0.0, self._seconds - (time.monotonic() - self._begun))
        )

    def crawl_deadline(self, *, translate: bool) -> float:
        """Give the moment at which the harvest must be over, 0 for none: it leaves a share to the
        translation.
        """
        return (
            self._begun + self._seconds * (1 - TRANSLATE_SHARE if translate else 1)
            if self._seconds
            else 0.0
        )
