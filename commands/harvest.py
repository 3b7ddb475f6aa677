"""Harvest, for commands that hold the lock; translate what came."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from records.home import Home
from records.limits import PAGES_PER_RUN, TRANSLATE_SHARE, WORKERS_USUAL
from records.verdict import ModelError

if TYPE_CHECKING:
    from crawler.result import CrawlResult
    from records.source import Source


def run_crawl(
    home: Home,
    sources: "Sequence[Source]",
    *,
    known: "Sequence[Source]" = (),
    recheck: bool = False,
    pages: int = PAGES_PER_RUN,
    backfill: int = 0,
    workers: int = 1,
    anyway: bool = False,
    until: float = 0.0,
    verbose: bool = False,
    told: Callable[[str, str], object] | None = None,
) -> "CrawlResult":
    """Harvest sources into the home's store; `told` hears the source and the kind of every outcome.

    With `anyway` sources are asked, too, whose next look is still to come. `until` is a moment of the monotonic clock at which it
    must be over. `known` are further sources whose rights the store
    learns, though they are not harvested: drafts, those not named.

    Takes no lock: the caller holds it. Runs a Twisted reactor, so it can be called once in the life of a process. Raises
    StoreError when the store cannot be written; faults of sources are in the result.
    """
    from commands.clock import now
    from commands.version import version
    from crawler.options import Options
    from crawler.process import harvest
    from crawler.session import Session
    from store.database import open_store
    from store.sources import sync_sources

    options = Options(recheck=recheck, pages=pages, backfill=backfill, workers=workers, anyway=anyway, until=until, alone=True, told=told)
    with open_store(home.store) as store:
        sync_sources(store, known, now())
        with Session(home, store, sources, "crawl", version(), options) as session:
            harvest(session, verbose=verbose)
    return session.result


def ask(home: Home, sources: "Sequence[Source]", *, backfill: int = 0, verbose: bool = False) -> "CrawlResult":
    """Ask the sources what they announce and fetch no article; nothing is written into the home's store.

    The ledger of this run lies in a folder that is gone afterwards; what the home's own store knows counts as known.
    """
    from commands.version import version
    from crawler.options import Options
    from crawler.process import harvest
    from crawler.session import Session
    from store.database import open_store

    with TemporaryDirectory(prefix="jianwen-") as folder, ExitStack() as stack:
        scratch = stack.enter_context(open_store(Path(folder) / "jianwen.db"))
        known = stack.enter_context(open_store(home.store, readonly=True)) if home.store.exists() else None
        options = Options(backfill=backfill, dry=True, against=known)
        with Session(home, scratch, sources, "crawl --dry-run", version(), options) as session:
            harvest(session, verbose=verbose)
    return session.result


def translate_new(home: Home, result: "CrawlResult", seconds: float | None = None) -> tuple[str, int]:
    """Translate what waits, for so long at most; give a line that says what came of it, "" when nothing waited, and an exit code.

    Whatever becomes of it, the harvest before it is told: a signal is noted in its result, a damaged package in the line.
    """
    from commands.clock import now
    from commands.translate import summary, translate_watched
    from commands.workoff import Wish
    from store.database import open_store
    from store.translations import count_pending

    with open_store(home.store) as store:
        try:
            waits = count_pending(store)
            return (summary(translate_watched(store, home, Wish(seconds=seconds), now=now())), 0) if waits else ("", 0)
        except KeyboardInterrupt as stop:
            result.stopped = stop.args[0] if stop.args else signal.SIGINT
            return f"translate: stopped, {count_pending(store)} wait", 0
        except ModelError as error:
            return f"untranslated: {error}", error.exit_code


def usual_workers() -> int:
    """Give how many processes refine pages: the reactor keeps one processor, and feeds no more than WORKERS_USUAL of them."""
    return max(1, min(WORKERS_USUAL, (os.cpu_count() or 1) - 1))


class Budget:
    """The time that a whole run may take, from its first moment."""

    def __init__(self, seconds: float | None) -> None:
        """Begin to count; without a number the run takes what it takes."""
        self._seconds, self._begun = seconds, time.monotonic()

    @property
    def left(self) -> float | None:
        """The seconds that are left, or that there is no end."""
        return None if self._seconds is None else max(0.0, self._seconds - (time.monotonic() - self._begun))

    def harvest_end(self, *, translate: bool) -> float:
        """Give the moment at which the harvest must be over, 0 for none: it leaves a share to the translation."""
        return self._begun + self._seconds * (1 - TRANSLATE_SHARE if translate else 1) if self._seconds else 0.0
