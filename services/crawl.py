"""Harvest, for commands that hold the lock; translate what came."""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from records.paths import Paths
from records.runs import PAGES_PER_RUN
from spiders.runner import run_session
from store.open import open_store

if TYPE_CHECKING:
    from crawler.run.result import CrawlResult
    from records.source import Source


WORKERS_DEFAULT: Final = 4  # processes that refine; one reactor keeps about five of them busy
# of a run's time kept for the translation of what it brings, where a package is installed
TRANSLATE_SHARE: Final = 0.2


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
    from records.clock import utc_now
    from services.version import read_version
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
    home: Paths, sources: "Sequence[Source]", *, backfill: int = 0, verbose: bool = False
) -> "CrawlResult":
    """Ask the sources what they announce and fetch no article.

    Nothing is written into the home's store.

    The ledger of this run lies in a folder that is gone afterwards; what the home's own store knows
    counts as known.
    """
    from crawler.run.session import CrawlOptions, CrawlSession
    from services.version import read_version

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
