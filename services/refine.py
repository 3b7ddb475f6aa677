"""Run stored pages through the present pipeline again, or compare all articles anew."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from crawler.sources.load import load_sources
from pipelines.executors.process_pool import LocalPipelineExecutor
from pipelines.refine import PIPELINE_VERSION
from pipelines.stages.fingerprint import compute_fingerprint
from records.errors import ArchiveError, UsageError
from records.paths import Paths
from records.record import Record
from services.replay import ReplayResult, replay_pages
from services.version import read_version
from store.db.connection import Store
from store.db.times import add_seconds, to_utc
from store.ledger.raw_pages import PageFilter, count_waiting_pages, iter_waiting_pages
from store.recluster import count_stored_articles, iter_stored_records, recluster_article
from store.settle import store_result
from store.site_memory import recall_lines
from store.sources.runs import begin_run, finish_run
from store.sources.sources import list_source_facts
from text.dates.durations import parse_duration

OnProgress = Callable[[int, int], object]
"""Gets how many pages or articles are done, and of how many."""


@dataclass(frozen=True, slots=True)
class RefineResult:
    """What became of the pages: outcomes by kind, and the pages that were left as they are."""

    outcomes: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)  # by source whose file is gone
    lost: Mapping[int, ArchiveError] = field(default_factory=dict)  # by id of the address

    @property
    def exit_code(self) -> int:
        """1 where pages are in quarantine or lost."""
        return 1 if self.outcomes["quarantined"] or self.lost else 0


def refine_waiting_pages(
    store: Store, paths: Paths, now: str, page_filter: PageFilter, on_progress: OnProgress
) -> RefineResult:
    """Refine what was fetched but never read, or read by another version of the pipeline.

    A second round takes the articles whose site taught us something on the way, so that the order
    of the pages does not matter; its progress begins anew.
    """
    if not count_waiting_pages(store, PIPELINE_VERSION, page_filter):
        return RefineResult()
    lost: dict[int, ArchiveError] = {}
    outcomes: Counter[str] = Counter()
    run = begin_run(store, "refine", now, read_version())
    with open_pipeline(store, paths) as (pipeline, absent):
        rest = replace(page_filter, all=False, reopened=True, limit=None)
        refining = _Refining(store, pipeline, absent, now, run, on_progress, lost)
        skipped = refining.refine_pages(page_filter, outcomes)
        refining.refine_pages(rest, outcomes)
    if lost:
        outcomes["lost"] = len(lost)
    result = RefineResult(outcomes, skipped, lost)
    finish_run(store, run, result.exit_code, now, dict(outcomes))
    return result


@dataclass(frozen=True, slots=True)
class _Refining:
    store: Store
    pipeline: LocalPipelineExecutor
    absent: frozenset[str]
    now: str
    run: int
    on_progress: OnProgress
    lost: dict[int, ArchiveError]

    def refine_pages(self, page_filter: PageFilter, outcomes: Counter[str]) -> Counter[str]:
        """Refine and store each page, count the outcomes; give the pages left out, by source."""
        skipped: Counter[str] = Counter()
        total = count_waiting_pages(self.store, PIPELINE_VERSION, page_filter)
        pages = iter_waiting_pages(
            self.store, PIPELINE_VERSION, page_filter, on_missing=self.lost.__setitem__
        )
        for done, (url_id, page) in enumerate(pages, start=1):
            self.on_progress(done, total)
            if page.source in self.absent:
                skipped[page.source] += 1
                continue
            record = Record.from_page(page, recall_lines(self.store, url_id, page.url))
            outcome = store_result(
                self.store,
                url_id,
                self.pipeline.refine(record),
                self.now,
                pipeline_version=PIPELINE_VERSION,
                run=self.run,
            )
            outcomes[outcome.kind] += 1
        return skipped


class ReplayedPages(NamedTuple):
    """A comparison of kept pages with what is stored."""

    replay: ReplayResult
    lost: Mapping[int, ArchiveError]  # pages that the archive cannot give


def replay_waiting_pages(
    store: Store, paths: Paths, page_filter: PageFilter, on_progress: OnProgress
) -> ReplayedPages:
    """Run kept pages through the present pipeline and compare with what is stored.

    Writes nothing.
    """
    total = count_waiting_pages(store, PIPELINE_VERSION, page_filter)
    lost: dict[int, ArchiveError] = {}
    if not total:
        return ReplayedPages(ReplayResult(), lost)
    done = iter(range(1, total + 1))
    with open_pipeline(store, paths) as (pipeline, absent):
        replay = replay_pages(
            store,
            pipeline,
            page_filter,
            absent,
            lambda: on_progress(next(done, total), total),
            lost.__setitem__,
        )
    return ReplayedPages(replay, lost)


@contextmanager
def open_pipeline(
    store: Store, paths: Paths
) -> Iterator[tuple[LocalPipelineExecutor, frozenset[str]]]:
    """Start the workers; with them come the names of the sources whose files are gone.

    Their pages are left alone: without its source's rules a page would read differently for no
    reason.
    """
    sources = load_sources(paths.sources, paths.allow_hosts) if paths.sources.is_dir() else []
    with LocalPipelineExecutor(sources) as pipeline:
        stored = frozenset(source.name for source in list_source_facts(store))
        yield pipeline, stored - {source.name for source in sources}


def recluster_articles(store: Store, now: str, on_progress: OnProgress) -> dict[str, int]:
    """Compare every article with all others.

    Counts the articles and those whose comparison moved a group. Each is a transaction of its own
    and the same answer again changes nothing, so a run that is killed is simply run again.
    """
    counts = {"articles": 0, "moved": 0}
    seen: set[str] = set()
    total = count_stored_articles(store)
    for uid, record in iter_stored_records(store):
        fingerprinted = compute_fingerprint(record)
        counts["articles"] += 1
        counts["moved"] += recluster_article(
            store, uid, fingerprinted, now, replace_stored=fingerprinted.fingerprint not in seen
        )
        seen.add(fingerprinted.fingerprint)
        on_progress(counts["articles"], total)
    return counts


def parse_since(text: str, now: str) -> str:
    """Read `--since`: a duration back from `now`, or a date or time in ISO 8601, as UTC.

    Raises UsageError for anything else.
    """
    with suppress(ValueError, OverflowError):
        if seconds := parse_duration(text, "hdw"):
            return add_seconds(now, -seconds)
    if not (at := to_utc(text)):
        raise UsageError(
            f"--since {text[:40]}: write a duration such as 36h, 30d, 4w, or a date such as"
            " 2026-11-01"
        )
    return at
