"""One run of the crawler: its store, its row in `runs`, its sources, what became of every address.

Spiders and intake reach the store by this door alone, so `jianwen crawl` and `scrapy crawl` write the same rows.
"""

import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from crawler.circuit import CHALLENGED, DOWN, PAUSED, Circuit
from crawler.clock import now
from crawler.refinery import Refinery
from crawler.result import OUTCOMES, TROUBLES, CrawlResult, Heard, SourceResult
from pipelines.conveyor import LINE
from records.address import canonical, origin
from records.home import Home
from records.limits import ANNOUNCED_AT_ONCE, NOTES, PAGES_PER_RUN
from records.page import Candidate, Page
from records.record import Record
from records.source import Source
from records.verdict import JianwenError, Retry, StoreError, Verdict
from store import ledger
from store.articles import Outcome, settle
from store.database import Store
from store.frontier import copies_among, knows, unknown, unread
from store.ledger import Answered, Due
from store.runs import begin_run, count, finish_run, note_source, runs
from store.site_lines import recall
from store.sources import note_harvest, sync_sources

SOURCE_FAULTS = frozenset(("robots-unreachable", DOWN, PAUSED))
"""Verdicts about a page that say that its host as a whole cannot be harvested."""
LOOKED_BACK = 50
"""Runs searched for ones that were killed."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run differs from the usual."""

    recheck: bool = False  # ask for every stored article again
    pages: int = PAGES_PER_RUN  # articles of one source
    backfill: int = 0  # days of the past to look for, where a source has an archive or pages
    dry: bool = False  # only ask what is announced: no article is fetched
    alone: bool = False  # the caller holds the lock: leases of killed runs are nobody's
    against: Store | None = None  # of a dry run: the store whose articles count as known
    told: Callable[[str, str], object] | None = None  # hears the source and the kind of every outcome


class Session:
    """Use it as a context manager around the reactor."""

    def __init__(self, home: Home, store: Store, sources: Iterable[Source], command: str, version: str, options: Options) -> None:
        """Begin a run; `sources` are those to be harvested."""
        self.home, self.store, self.options = home, store, options
        self.sources: Mapping[str, Source] = {source.name: source for source in sources}
        self.fault: JianwenError | None = None
        self._begun = time.monotonic()
        self._announced: set[str] = set()
        self._new: dict[str, list[str]] = {}  # uids of new articles, by source
        sync_sources(store, self.sources.values(), now())
        if options.alone:
            for run in runs(store, LOOKED_BACK):
                if run.exit_code is None and run.command == command:
                    ledger.release(store, run.id)
        self.circuit = Circuit(store, options.against)
        self.run = begin_run(store, command, now(), version)
        self.result = CrawlResult(self.run, [SourceResult(one.name, tolerated=one.tolerate_failure) for one in self.sources.values()])
        self._results = {result.source: result for result in self.result.sources}
        self.refinery = Refinery(self.sources.values())

    def __enter__(self) -> Self:
        """Start the worker, which loads while the first feeds are fetched."""
        if not self.options.dry:
            self.refinery.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the run: leases given back, states written; a store that cannot be written any more has said so already."""
        if isinstance(error, KeyboardInterrupt):
            self.result.stopped = self.result.stopped or signal.SIGINT
        elif isinstance(error, JianwenError):
            self.fault = self.fault or error
        self.refinery.__exit__(None, None, None)
        self.result.seconds = time.monotonic() - self._begun
        with suppress(StoreError):
            self.result.given_back = ledger.release(self.store, self.run)
            for result in self.result.sources:
                late = copies_among(self.store, self._new.get(result.source, ())) - result.copies
                self._count(self.sources[result.source], copies=late)
                result.conclude()
                answered = not (result.error or self.result.stopped or self.fault)
                note_harvest(self.store, result.source, now(), new=result.new, dates=result.dates, whole=result.whole, answered=answered)
                note_source(self.store, self.run, result.source, result.state, result.error, result.notes, result.skipped)
            code = self.fault.exit_code if self.fault else self.result.exit_code
            finish_run(self.store, self.run, code, now(), self.result.as_dict())

    # discovery

    def endpoint(self, source: Source, url: str, kind: str) -> Due:
        """Give the ledger row of a feed, sitemap, listing or API address."""
        return ledger.endpoint(self.store, source.name, url, kind, now())

    def announce(self, source: Source, candidates: Sequence[Candidate], answered: Answered | None = None) -> int:
        """Write what a document announced and, with the last of it, how it answered; give how many addresses were unknown.

        ANNOUNCED_AT_ONCE a commit: a run that is killed in between has no validators and asks again.
        """
        new, starts = 0, range(0, max(len(candidates), 1), ANNOUNCED_AT_ONCE)
        for start in starts:
            answer = answered if start == starts[-1] else None
            part = candidates[start : start + ANNOUNCED_AT_ONCE]
            new += ledger.discover(self.store, source.name, part, now(), answered=answer).new
        self.found(source, candidates)
        return new

    def found(self, source: Source, candidates: Iterable[Candidate]) -> None:
        """Count the addresses that are announced for the first time in this run."""
        fresh = {address for candidate in candidates for address in _canonical(candidate.url)} - self._announced
        self._announced |= fresh
        if fresh:
            self._count(source, found=len(fresh))

    def hear(self, source: Source, heard: Heard) -> None:
        """Keep what a document that announces articles came to."""
        result = self._results[source.name]
        result.heard.append(heard)
        result.skipped += len(heard.found.skipped)
        for fault in heard.found.faults:
            self.note(source, f"{heard.url}: {fault}")

    def note(self, source: Source, text: str) -> None:
        """Keep a remark for those who read about the run."""
        notes = self._results[source.name].notes
        if text not in notes and len(notes) < NOTES:
            notes.append(text)

    def unknown(self, candidates: Sequence[Candidate]) -> int:
        """Count the articles that the ledger does not know."""
        addresses = sorted({address for candidate in candidates for address in _canonical(candidate.url)})
        return unknown(self.options.against or self.store, addresses)

    def unreadable(self, source: Source, due: Due, verdict: Verdict) -> None:
        """Note that a document which announces articles cannot be read: the source failed."""
        detail, trouble = self._trouble(due, verdict)
        self.failed(source, f"{due.url}: {detail}", trouble)
        ledger.fail(self.store, due.id, verdict, now())
        self._judged(source, verdict, "failed")

    def failed(self, source: Source, error: str, trouble: str = "failed") -> None:
        """Mark a source as failed, blocked, challenged or refused; its first fault is kept."""
        result = self._results[source.name]
        if not result.error:
            result.error, result.trouble = error, trouble

    # pages

    def lease(self, source: Source) -> list[Due]:
        """Take the articles of a source that are due."""
        return ledger.lease(self.store, source.name, self.run, now(), self.options.pages, recheck=self.options.recheck)

    def unread(self, source: Source) -> Iterator[tuple[int, Page]]:
        """Give the pages that a killed run fetched and did not refine."""
        return unread(self.store, source.name, self.options.pages)

    def knows(self, url: str) -> bool:
        """Say whether an address is in the ledger."""
        return knows(self.store, url)

    def unchanged(self, source: Source, due: Due) -> None:
        """Note a 304."""
        ledger.unchanged(self.store, due.id, now())
        self._count(source, unchanged=1)
        self._tell(source, "unchanged")

    def gone(self, source: Source, due: Due, status: int) -> None:
        """Note a 404 or 410."""
        ledger.gone(self.store, due.id, status, now())
        self._results[source.name].reasons[f"http-{status}"] += 1
        self._count(source, dropped=1)
        self._tell(source, "dropped")

    def judge(self, source: Source, due: Due, verdict: Verdict) -> None:
        """Note a download that brought no page."""
        ledger.fail(self.store, due.id, verdict, now())
        if verdict.reason in SOURCE_FAULTS or self.circuit.challenged(origin(due.url), now()):
            self.failed(source, *self._trouble(due, verdict))
        self._judged(source, verdict, "failed" if isinstance(verdict, Retry) else "dropped")

    async def take(self, source: Source, page: Page, id: int = 0, kept: Callable[[], None] | None = None) -> Outcome | None:
        """Keep a page, refine it, settle it; None when it is settled already. With `id` it is kept from an earlier run."""
        if not id:
            settled = ledger.keep(self.store, page, now(), run=self.run)
            id = settled.id
            if kept is not None:
                kept()
            self._count(source, fetched=1, unchanged=int(not settled.changed))
            if not settled.changed:
                self._tell(source, "unchanged")
                return None
        refined = await self.refinery.refine_soon(Record.of(page, recall(self.store, id, page.url)))
        outcome = settle(self.store, id, refined, now(), line=LINE, run=self.run)
        if outcome.reason:
            self._results[source.name].reasons[outcome.reason] += 1
        if outcome.kind in ("new", "copy"):
            self._new.setdefault(source.name, []).append(outcome.uid)
        self._count(source, **dict.fromkeys(OUTCOMES[outcome.kind], 1))
        self._tell(source, outcome.kind)
        return outcome

    def broken(self, error: BaseException, source: Source | None) -> bool:
        """Note what a spider or the intake did not foresee; True when the whole run must end."""
        if isinstance(error, JianwenError):
            self.fault = self.fault or error
        elif source is not None:
            self.failed(source, f"unexpected error {type(error).__name__}: {error}")
        return self.fault is not None

    def _trouble(self, due: Due, verdict: Verdict) -> tuple[str, str]:
        """Say what is wrong and which kind of trouble that is; that a host is left alone for a day says more than one answer of it."""
        detail = self.circuit.challenged(origin(due.url), now())
        return detail or verdict.detail or verdict.reason, TROUBLES.get(CHALLENGED if detail else verdict.reason, "failed")

    def _judged(self, source: Source, verdict: Verdict, kind: str) -> None:
        self._results[source.name].reasons[verdict.reason] += 1
        self._count(source, **{kind: 1})
        self._tell(source, kind)

    def _count(self, source: Source, **counters: int) -> None:
        counters = {name: number for name, number in counters.items() if number}
        count(self.store, self.run, source.name, **counters)
        for name, number in counters.items():
            setattr(self._results[source.name], name, getattr(self._results[source.name], name) + number)

    def _tell(self, source: Source, kind: str) -> None:
        if self.options.told is not None:
            self.options.told(source.name, kind)


def _canonical(url: str) -> tuple[str, ...]:
    try:
        return (canonical(url),)
    except ValueError:
        return ()
