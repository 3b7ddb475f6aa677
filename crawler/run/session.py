"""One run of the crawler: its store, its row in `runs`, its sources, what became of every address.

Spiders and intake reach the store by this door alone, so `jianwen crawl` and `scrapy crawl` write
the same rows.
"""

import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from crawler.politeness.budget import CrawlBudget
from crawler.politeness.circuit_breaker import CircuitBreaker
from crawler.run.due_endpoints import PollingSchedule
from crawler.run.result import NOT_DUE, CrawlResult
from crawler.run.slow_pages import KILLS, SlowPages
from crawler.run.stats import RunStats, list_canonical_urls
from crawler.run.watchdog import Watchdog
from crawler.settings import USER_AGENT
from crawler.sources.ownership import build_address_owners
from pipelines.executors.document_reader import DocumentReader
from pipelines.executors.process_pool import LocalPipelineExecutor
from pipelines.refine import PIPELINE_VERSION
from records.clock import utc_now
from records.errors import JianwenError, StoreError
from records.licence import UNSTATED
from records.ownership import OPERATOR
from records.page import AnnouncedArticle, Hint, Page
from records.paths import Paths
from records.reasons import HttpReason, Reason, VerdictReason
from records.record import Record
from records.run_notes import NoteKind, RunNote
from records.runs import PAGES_PER_RUN
from records.source import Source
from records.urls import get_origin, normalize_url
from records.verdict import Drop, Quarantine, Retry, Verdict
from store.archive.archive import Archive, repair_segments
from store.db.connection import Store
from store.ledger.announcements import ENQUEUE_BATCH, EndpointResponse, record_announcements
from store.ledger.claims import find_address_owner
from store.ledger.gone_pages import record_gone, withdraw_gone_articles
from store.ledger.raw_pages import keep_page
from store.ledger.urls import (
    DueUrl,
    count_due_articles,
    count_duplicates,
    count_unknown_urls,
    get_or_add_endpoint,
    is_duplicate_within_source,
    is_known_url,
    iter_unrefined_pages,
    lease_urls,
    record_fetch_failure,
    record_unchanged,
    release_leases,
)
from store.settle import StoreOutcome, store_result
from store.site_memory import recall_lines
from store.sources.runs import begin_run, finish_run, list_runs
from store.sources.sources import sync_sources

SOURCE_FAILURE_REASONS = frozenset(
    (Reason.ROBOTS_UNREACHABLE, Reason.HOST_DOWN, Reason.HOST_PAUSED)
)
"""Verdicts about a page that say that its host as a whole cannot be harvested."""
UNCHANGED_BATCH = 8
"""304s in one transaction: so many pages a kill may have asked for twice."""
KILLED_RUNS_SEARCHED = 50
"""Runs searched for ones that were killed."""


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How a run differs from the usual."""

    recheck: bool = False  # ask for every stored article again
    max_pages: int = PAGES_PER_RUN  # articles of one source
    backfill_days: int = 0  # days of the past to look for, where a source has an archive or pages
    workers: int = 1  # processes that refine pages
    dry_run: bool = False  # only ask what is announced: no article is fetched
    # moment of the monotonic clock at which the harvest must be over; 0: it takes what it takes
    deadline: float = 0.0
    holds_lock: bool = False  # the caller holds the lock: leases of killed runs are nobody's
    ignore_schedule: bool = False  # ask sources, too, whose next look is still to come
    known_store: Store | None = None  # of a dry run: the store whose articles count as known
    # hears the source and the kind of every outcome
    on_progress: Callable[[str, str], object] | None = None


class CrawlSession:
    """Use it as a context manager around the reactor."""

    def __init__(
        self,
        home: Paths,
        store: Store,
        sources: Iterable[Source],
        command: str,
        version: str,
        options: CrawlOptions,
        *,
        all_sources: Iterable[Source] = (),
    ) -> None:
        """Begin a run of `sources`; `all_sources` are all that own addresses."""
        self.home, self.store, self.options = home, store, options
        store.wait_once()
        self.sources: Mapping[str, Source] = {source.name: source for source in sources}
        known = {source.name: source for source in all_sources} | dict(self.sources)
        self.owners = build_address_owners(known.values())
        self.error: JianwenError | None = None
        self._begun = time.monotonic()
        self._new_uids: dict[str, list[str]] = {}  # uids of new articles, by source
        self._syndicated: set[str] = set()  # sources of which others announced new articles
        self._unchanged: list[tuple[Source, int]] = []  # 304s to be written down
        sync_sources(store, self.sources.values(), utc_now())
        if options.holds_lock:
            for run in list_runs(store, KILLED_RUNS_SEARCHED):
                if run.exit_code is None and run.command == command:
                    release_leases(store, run.id)
        self.circuit = CircuitBreaker(store, options.known_store)
        anyway = (
            options.ignore_schedule
            or options.recheck
            or options.dry_run
            or bool(options.backfill_days)
        )
        self.budget = CrawlBudget(options.max_pages)
        self.polling = PollingSchedule(
            store, self.sources.values(), home.allow_hosts, utc_now(), poll_all=anyway
        )
        self.run = begin_run(store, command, utc_now(), version)
        self.stats = RunStats(store, self.run, self.sources.values(), options.on_progress)
        if options.holds_lock:
            repair_segments(home.archive)
        self.archive = Archive(home.archive, self.run, f"Jianwen {version}", USER_AGENT)
        self.executor = LocalPipelineExecutor(known.values(), options.workers)
        self.reader = DocumentReader()
        self.watchdog = Watchdog()
        self.slow_pages = SlowPages(home.path / "slow-pages.json")
        if options.holds_lock:
            self._set_aside_killers()

    def _set_aside_killers(self) -> None:
        """Quarantine the pages over which two runs were killed; this one goes on without them."""
        for ledger_id in self.slow_pages.take_killers():
            detail = f"{KILLS} runs were killed while it was read"
            store_result(
                self.store,
                ledger_id,
                Quarantine("refine", Reason.CRASH, detail),
                utc_now(),
                pipeline_version=PIPELINE_VERSION,
                run=self.run,
            )

    def __enter__(self) -> Self:
        """Start the workers, which load while the first feeds are fetched."""
        self.reader.__enter__()
        if not self.options.dry_run:
            self.executor.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the run: leases given back, states written.

        StoreError when that fails, unless a fault has ended the run already.
        """
        if isinstance(error, KeyboardInterrupt):
            self.result.stop_signal = self.result.stop_signal or (
                error.args[0] if error.args else signal.SIGINT
            )
        elif isinstance(error, JianwenError):
            self.error = self.error or error
        self.reader.__exit__(None, None, None)
        self.executor.__exit__(None, None, None)
        self.result.seconds = time.monotonic() - self._begun
        is_reported = self.error is not None
        for last in (self.archive.close, self._finish_run):
            try:
                last()
            except StoreError as fault:
                self.error = self.error or fault
        if self.error is not None and not is_reported and error is None:
            raise self.error

    def _finish_run(self) -> None:
        self._flush_unchanged()
        self._quarantine_cut_off()
        self.result.released = release_leases(self.store, self.run)
        known = {result.source: result.copies for result in self.result.sources}
        late = {
            source: count_duplicates(self.store, uids) - known[source]
            for source, uids in self._new_uids.items()
        }
        if not (self.error or self.result.stop_signal):
            self._withdraw_gone_articles()
        self.stats.conclude(utc_now(), late, ended_early=self.is_over)
        for source in self.result.sources if not self.is_over else ():
            self.polling.record_result(source, utc_now())
        self.result.remaining = sum(
            count_due_articles(self.store, name, utc_now()) for name in self.sources
        )
        code = self.error.exit_code if self.error else self.result.exit_code
        finish_run(self.store, self.run, code, utc_now(), self.result.as_dict())

    def _withdraw_gone_articles(self) -> None:
        for result in self.result.sources:
            if result.state != NOT_DUE:
                result.withdrawn, result.withheld = withdraw_gone_articles(
                    self.store, result.source, utc_now()
                )
                if result.withdrawn:
                    result.notes.append(RunNote.make(NoteKind.WITHDRAWN, number=result.withdrawn))

    @property
    def result(self) -> CrawlResult:
        """What the run has come to so far."""
        return self.stats.result

    @property
    def is_over(self) -> bool:
        """Whether the run is over, by a signal, its time or a fault: what has not come yet is given
        back.
        """
        return bool(self.result.stop_signal) or self.result.time_up or self.error is not None

    # discovery

    def get_endpoint(self, source: Source, url: str, kind: str) -> DueUrl:
        """Give the ledger row of a feed, sitemap, listing or API address."""
        return get_or_add_endpoint(self.store, source.name, url, kind, utc_now())

    def record_announcements(
        self,
        source: Source,
        candidates: Sequence[AnnouncedArticle],
        endpoint_response: EndpointResponse | None = None,
    ) -> int:
        """Write what a document announced and, with the last of it, how it answered.

        Give how many addresses were unknown.

        ANNOUNCED_AT_ONCE a commit: a run that is killed in between has no validators and asks
        again.
        """
        if endpoint_response is not None and endpoint_response.archived:
            self.archive.sync(source.name)
        new, starts = 0, range(0, max(len(candidates), 1), ENQUEUE_BATCH)
        for start in starts:
            answer = endpoint_response if start == starts[-1] else None
            part = candidates[start : start + ENQUEUE_BATCH]
            counts = record_announcements(
                self.store,
                source.name,
                part,
                utc_now(),
                response=answer,
                owners=self.owners,
                run=self.run,
            )
            new += counts.new
            self.watchdog.note_progress()
            self._syndicated |= counts.owners
            self.stats.record_refused_claims(source, counts.refused)
        self.stats.record_announced(source, candidates)
        return new

    def find_owner(self, url: str) -> str:
        """Give who owns an address: a source, OPERATOR, "" where nobody does yet."""
        return find_address_owner(self.store, url, self.owners)

    def owns(self, source: Source, url: str) -> bool:
        """Say whether a source may write the article at an address: its own, or nobody's yet."""
        try:
            return self.find_owner(normalize_url(url)) in ("", source.name)
        except ValueError:
            return True  # it becomes no article at all

    def announce_foreign(self, source: Source, url: str, endpoint: str, text: str = "") -> None:
        """Take the address of another source's article as a bare link; a text is refused."""
        announced = AnnouncedArticle(url, text=text, evidence=endpoint)
        self.record_announcements(source, [announced])

    def count_unknown(self, candidates: Sequence[AnnouncedArticle]) -> int:
        """Count the articles that the ledger does not know."""
        urls = sorted(
            {address for candidate in candidates for address in list_canonical_urls(candidate)}
        )
        return count_unknown_urls(self.options.known_store or self.store, urls)

    def record_unreadable(self, source: Source, due: DueUrl, verdict: Verdict) -> None:
        """Note that a document which announces articles cannot be read: the source failed."""
        detail, cause = self._describe_failure(due, verdict)
        self.stats.record_failure(source, f"{due.url}: {detail}", cause)
        record_fetch_failure(self.store, due.id, verdict, utc_now())
        self.stats.record_end(source, "failed", verdict.reason, "failed")

    # pages

    def take_syndicated_owners(self) -> list[Source]:
        """Give the sources of this run of which others have announced new articles, each once."""
        names, self._syndicated = self._syndicated, set()
        return [self.sources[name] for name in sorted(names & self.sources.keys())]

    def lease_articles(self, source: Source) -> list[DueUrl]:
        """Take the articles of a source that are due."""
        leased = lease_urls(
            self.store,
            source.name,
            self.run,
            utc_now(),
            self.options.max_pages,
            recheck=self.options.recheck,
        )
        self.stats.report_due(source, len(leased))
        self.executor.start_workers(sum(not due.fetched for due in leased))
        return leased

    def iter_unread_pages(self, source: Source) -> Iterator[tuple[int, Page]]:
        """Give the pages that a killed run fetched and did not refine."""
        return iter_unrefined_pages(self.store, source.name, self.options.max_pages)

    def is_known_url(self, url: str) -> bool:
        """Say whether an address is in the ledger."""
        return is_known_url(self.store, url)

    def record_unchanged(self, source: Source, due: DueUrl) -> None:
        """Note a 304, together with some others: most answers of most runs are of this kind, and
        each commit waits for the disk.
        """
        self._unchanged.append((source, due.id))
        if len(self._unchanged) >= UNCHANGED_BATCH:
            self._flush_unchanged()

    def _flush_unchanged(self) -> None:
        same, self._unchanged = self._unchanged, []
        if same:
            record_unchanged(self.store, [id for _, id in same], utc_now())
            self.stats.record_unchanged([source for source, _ in same])

    def record_gone(self, source: Source, due: DueUrl, status: int) -> None:
        """Note a 404 or 410."""
        is_final = record_gone(self.store, due.id, status, utc_now())
        reason = HttpReason.from_status(status)
        if is_final:
            self._record_unproductive(source, due, reason)
        self.stats.record_end(source, "dropped", reason, "dropped")

    def record_verdict(self, source: Source, due: DueUrl, verdict: Verdict) -> None:
        """Note a download that brought no page."""
        record_fetch_failure(self.store, due.id, verdict, utc_now())
        if isinstance(verdict, Drop):
            self._record_unproductive(source, due, verdict.reason)
        if verdict.reason in SOURCE_FAILURE_REASONS or self.circuit.describe_challenge(
            get_origin(due.url), utc_now()
        ):
            self.stats.record_failure(source, *self._describe_failure(due, verdict))
        kind = "failed" if isinstance(verdict, Retry) else "dropped"
        self.stats.record_end(source, kind, verdict.reason, kind)

    async def ingest(
        self,
        source: Source,
        page: Page,
        ledger_id: int = 0,
        on_saved: Callable[[], None] | None = None,
    ) -> StoreOutcome | None:
        """Keep a page, refine it, settle it; None when it is settled already.

        With `ledger_id` it is kept from an earlier run.
        """
        again, is_first = bool(ledger_id), False
        if not again:
            own = self._attribute_page(source, page, on_saved)
            if own is None:
                return None
            page = own
            self.archive.sync(source.name)
            page = self._limit_rights(page)
            takes_over = self.owners.find_owner(page.url) == page.source
            kept = keep_page(self.store, page, utc_now(), run=self.run, takes_over=takes_over)
            ledger_id, is_first = kept.id, kept.first
            if on_saved is not None:
                on_saved()
            self.stats.record_fetched(source, changed=kept.changed, first=kept.first)
            if not kept.changed:
                return None
        record = Record.from_page(page, recall_lines(self.store, ledger_id, page.url))
        refined = await self.executor.refine_async(record, self.slow_pages.reading(ledger_id))
        outcome = store_result(
            self.store,
            ledger_id,
            refined,
            utc_now(),
            pipeline_version=PIPELINE_VERSION,
            run=self.run,
        )
        if outcome.kind in ("new", "copy"):
            self._new_uids.setdefault(source.name, []).append(outcome.uid)
        # read again for what its site has taught since: nothing came of it
        if again and outcome.kind == "unchanged":
            return outcome
        self.stats.record_outcome(source, outcome.kind, outcome.reason, refined)
        if outcome.kind in ("dropped", "quarantined") and is_first:
            self.stats.record_unstored(source, outcome.reason)
        self._record_yield(source, outcome)
        return outcome

    def _record_yield(self, source: Source, outcome: StoreOutcome) -> None:
        """Note whether reading a page has brought an article: what the budget goes by."""
        if outcome.kind in ("unchanged", "updated"):
            return
        reprint = outcome.kind == "copy" and not is_duplicate_within_source(self.store, outcome.uid)
        self.budget.record_yield(source.name, productive=reprint or outcome.kind == "new")

    def _attribute_page(
        self, source: Source, page: Page, on_saved: Callable[[], None] | None
    ) -> Page | None:
        """Give a page to the owner of its address; None for a text that only the owner may bring.

        What another source announced of it does not count.
        """
        owner = self.find_owner(page.url)
        if owner not in ("", source.name) and page.form != "page":
            self.announce_foreign(source, page.url, page.fetched_url, "text")
            if on_saved is not None:
                on_saved()
            return None
        if owner not in ("", OPERATOR, source.name):
            return replace(page, source=owner, hint=Hint())
        return page

    def _limit_rights(self, page: Page) -> Page:
        """Take the source's licence off a page of a host that is not its own.

        What the page itself states counts all the same. A text that came with an announcement is
        what its source gives.
        """
        if page.form != "page" or self.owners.covers(page.source, page.fetched_url or page.url):
            return page
        return replace(page, hint=replace(page.hint, licence=UNSTATED))

    def record_error(self, error: BaseException, source: Source | None) -> bool:
        """Note what a spider or the intake did not foresee; True when the whole run must end."""
        if isinstance(error, JianwenError):
            self.error = self.error or error
        elif source is not None:
            self.stats.record_failure(source, f"unexpected error {type(error).__name__}: {error}")
        return self.error is not None

    def _record_unproductive(self, source: Source, due: DueUrl, reason: VerdictReason) -> None:
        if not due.fetched:
            self.budget.record_yield(source.name, productive=False)
            self.stats.record_unstored(source, reason)

    def record_standstill(self, url: str) -> None:
        """End the run: the fetching process hung over an answer."""
        self.error = self.error or JianwenError(
            f"the crawler hung over {url or 'no address in particular'} and was ended; the address"
            " is set aside, the next run goes on with the others"
        )

    def _quarantine_cut_off(self) -> None:
        for _, ledger_id in self.watchdog.cut_off:
            if ledger_id:
                verdict = Quarantine("fetch", Reason.TIME_OUT, "held up the fetching process")
                record_fetch_failure(self.store, ledger_id, verdict, utc_now())

    def _describe_failure(self, due: DueUrl, verdict: Verdict) -> tuple[str, VerdictReason]:
        """Say what is wrong, and the reason behind it.

        That a host is left alone for a day says more than one response of it.
        """
        if detail := self.circuit.describe_challenge(get_origin(due.url), utc_now()):
            return detail, Reason.CHALLENGED
        cause = verdict.cause if isinstance(verdict, Retry) else None
        return verdict.detail or verdict.reason, cause or verdict.reason
