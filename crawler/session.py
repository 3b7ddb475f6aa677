"""One run of the crawler: its store, its row in `runs`, its sources, what became of every address.

Spiders and intake reach the store by this door alone, so `jianwen crawl` and `scrapy crawl` write the same rows.
"""

import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self

from crawler.budget import Budget
from crawler.circuit import CHALLENGED, DOWN, PAUSED, Circuit
from crawler.clock import now
from crawler.looks import Looks
from crawler.options import Options
from crawler.refinery import Refinery
from crawler.result import TROUBLES, CrawlResult
from crawler.settings import USER_AGENT
from crawler.tally import Tally, addresses
from pipelines.conveyor import LINE
from records.address import origin
from records.home import Home
from records.limits import ANNOUNCED_AT_ONCE
from records.page import Candidate, Page
from records.record import Record
from records.source import Source
from records.verdict import Drop, JianwenError, Retry, StoreError, Verdict
from store import ledger
from store.archive import Archive, mend
from store.articles import Outcome, settle
from store.database import Store
from store.frontier import copies_among, knows, repeats_its_source, unknown, unread, waiting
from store.ledger import Answered, Due
from store.runs import begin_run, finish_run, runs
from store.site_lines import recall
from store.sources import sync_sources

SOURCE_FAULTS = frozenset(("robots-unreachable", DOWN, PAUSED))
"""Verdicts about a page that say that its host as a whole cannot be harvested."""
SAME_AT_ONCE = 8
"""304s in one transaction: so many pages a kill may have asked for twice."""
LOOKED_BACK = 50
"""Runs searched for ones that were killed."""


class Session:
    """Use it as a context manager around the reactor."""

    def __init__(self, home: Home, store: Store, sources: Iterable[Source], command: str, version: str, options: Options) -> None:
        """Begin a run; `sources` are those to be harvested."""
        self.home, self.store, self.options = home, store, options
        store.wait_once()
        self.sources: Mapping[str, Source] = {source.name: source for source in sources}
        self.fault: JianwenError | None = None
        self._begun = time.monotonic()
        self._new: dict[str, list[str]] = {}  # uids of new articles, by source
        self._same: list[tuple[Source, int]] = []  # 304s to be written down
        sync_sources(store, self.sources.values(), now())
        if options.alone:
            for run in runs(store, LOOKED_BACK):
                if run.exit_code is None and run.command == command:
                    ledger.release(store, run.id)
        self.circuit = Circuit(store, options.against)
        anyway = options.anyway or options.recheck or options.dry or bool(options.backfill)
        self.budget = Budget(options.pages)
        self.looks = Looks(store, self.sources.values(), home.allow_hosts, now(), all=anyway)
        self.run = begin_run(store, command, now(), version)
        self.tally = Tally(store, self.run, self.sources.values(), options.told)
        if options.alone:
            mend(home.archive)
        self.archive = Archive(home.archive, self.run, f"Jianwen {version}", USER_AGENT)
        self.refinery = Refinery(self.sources.values(), options.workers)

    def __enter__(self) -> Self:
        """Start the worker, which loads while the first feeds are fetched."""
        if not self.options.dry:
            self.refinery.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the run: leases given back, states written; StoreError when that fails, unless a fault has ended the run already."""
        if isinstance(error, KeyboardInterrupt):
            self.result.stopped = self.result.stopped or (error.args[0] if error.args else signal.SIGINT)
        elif isinstance(error, JianwenError):
            self.fault = self.fault or error
        self.refinery.__exit__(None, None, None)
        self.result.seconds = time.monotonic() - self._begun
        told = self.fault is not None
        for last in (self.archive.close, self._conclude):
            try:
                last()
            except StoreError as fault:
                self.fault = self.fault or fault
        if self.fault is not None and not told and error is None:
            raise self.fault

    def _conclude(self) -> None:
        self._note_same()
        self.result.given_back = ledger.release(self.store, self.run)
        known = {result.source: result.copies for result in self.result.sources}
        late = {source: copies_among(self.store, uids) - known[source] for source, uids in self._new.items()}
        self.tally.conclude(now(), late, cut=self.ended)
        for one in self.result.sources if not self.ended else ():
            self.looks.note(one, now())
        self.result.left = sum(waiting(self.store, name, now()) for name in self.sources)
        code = self.fault.exit_code if self.fault else self.result.exit_code
        finish_run(self.store, self.run, code, now(), self.result.as_dict())

    @property
    def result(self) -> CrawlResult:
        """What the run has come to so far."""
        return self.tally.result

    @property
    def ended(self) -> bool:
        """Whether the run is over, by a signal, its time or a fault: what has not come yet is given back."""
        return bool(self.result.stopped) or self.result.time_up or self.fault is not None

    # discovery

    def endpoint(self, source: Source, url: str, kind: str) -> Due:
        """Give the ledger row of a feed, sitemap, listing or API address."""
        return ledger.endpoint(self.store, source.name, url, kind, now())

    def announce(self, source: Source, candidates: Sequence[Candidate], answered: Answered | None = None) -> int:
        """Write what a document announced and, with the last of it, how it answered; give how many addresses were unknown.

        ANNOUNCED_AT_ONCE a commit: a run that is killed in between has no validators and asks again.
        """
        if answered is not None and answered.archived:
            self.archive.sync(source.name)
        new, starts = 0, range(0, max(len(candidates), 1), ANNOUNCED_AT_ONCE)
        for start in starts:
            answer = answered if start == starts[-1] else None
            part = candidates[start : start + ANNOUNCED_AT_ONCE]
            new += ledger.discover(self.store, source.name, part, now(), answered=answer).new
        self.tally.found(source, candidates)
        return new

    def unknown(self, candidates: Sequence[Candidate]) -> int:
        """Count the articles that the ledger does not know."""
        urls = sorted({address for candidate in candidates for address in addresses(candidate)})
        return unknown(self.options.against or self.store, urls)

    def unreadable(self, source: Source, due: Due, verdict: Verdict) -> None:
        """Note that a document which announces articles cannot be read: the source failed."""
        detail, trouble = self._trouble(due, verdict)
        self.tally.failed(source, f"{due.url}: {detail}", trouble)
        ledger.fail(self.store, due.id, verdict, now())
        self.tally.ended(source, "failed", verdict.reason, "failed")

    # pages

    def lease(self, source: Source) -> list[Due]:
        """Take the articles of a source that are due."""
        leased = ledger.lease(self.store, source.name, self.run, now(), self.options.pages, recheck=self.options.recheck)
        self.tally.expect(source, len(leased))
        self.refinery.warm(sum(not due.fetched for due in leased))
        return leased

    def unread(self, source: Source) -> Iterator[tuple[int, Page]]:
        """Give the pages that a killed run fetched and did not refine."""
        return unread(self.store, source.name, self.options.pages)

    def knows(self, url: str) -> bool:
        """Say whether an address is in the ledger."""
        return knows(self.store, url)

    def unchanged(self, source: Source, due: Due) -> None:
        """Note a 304, together with some others: most answers of most runs are of this kind, and each commit waits for the disk."""
        self._same.append((source, due.id))
        if len(self._same) >= SAME_AT_ONCE:
            self._note_same()

    def _note_same(self) -> None:
        same, self._same = self._same, []
        if same:
            ledger.unchanged(self.store, [id for _, id in same], now())
            self.tally.same([source for source, _ in same])

    def gone(self, source: Source, due: Due, status: int) -> None:
        """Note a 404 or 410."""
        ledger.gone(self.store, due.id, status, now())
        self._fruitless(source, due)
        self.tally.ended(source, "dropped", f"http-{status}", "dropped")

    def judge(self, source: Source, due: Due, verdict: Verdict) -> None:
        """Note a download that brought no page."""
        ledger.fail(self.store, due.id, verdict, now())
        if isinstance(verdict, Drop):
            self._fruitless(source, due)
        if verdict.reason in SOURCE_FAULTS or self.circuit.challenged(origin(due.url), now()):
            self.tally.failed(source, *self._trouble(due, verdict))
        kind = "failed" if isinstance(verdict, Retry) else "dropped"
        self.tally.ended(source, kind, verdict.reason, kind)

    async def take(self, source: Source, page: Page, id: int = 0, kept: Callable[[], None] | None = None) -> Outcome | None:
        """Keep a page, refine it, settle it; None when it is settled already. With `id` it is kept from an earlier run."""
        again = bool(id)
        if not again:
            self.archive.sync(source.name)
            settled = ledger.keep(self.store, page, now(), run=self.run)
            id = settled.id
            if kept is not None:
                kept()
            self.tally.fetched(source, changed=settled.changed, first=settled.first)
            if not settled.changed:
                return None
        refined = await self.refinery.refine_soon(Record.of(page, recall(self.store, id, page.url)))
        outcome = settle(self.store, id, refined, now(), line=LINE, run=self.run)
        if outcome.kind in ("new", "copy"):
            self._new.setdefault(source.name, []).append(outcome.uid)
        if again and outcome.kind == "unchanged":  # read again for what its site has taught since: nothing came of it
            return outcome
        self.tally.settled(source, outcome.kind, outcome.reason, refined)
        if outcome.kind not in ("unchanged", "updated"):
            reprint = outcome.kind == "copy" and not repeats_its_source(self.store, outcome.uid)
            self.budget.harvested(source.name, fruit=reprint or outcome.kind == "new")
        return outcome

    def broken(self, error: BaseException, source: Source | None) -> bool:
        """Note what a spider or the intake did not foresee; True when the whole run must end."""
        if isinstance(error, JianwenError):
            self.fault = self.fault or error
        elif source is not None:
            self.tally.failed(source, f"unexpected error {type(error).__name__}: {error}")
        return self.fault is not None

    def _fruitless(self, source: Source, due: Due) -> None:
        if not due.fetched:
            self.budget.harvested(source.name, fruit=False)

    def _trouble(self, due: Due, verdict: Verdict) -> tuple[str, str]:
        """Say what is wrong and which kind of trouble that is; that a host is left alone for a day says more than one answer of it."""
        detail = self.circuit.challenged(origin(due.url), now())
        return detail or verdict.detail or verdict.reason, TROUBLES.get(CHALLENGED if detail else verdict.reason, "failed")
