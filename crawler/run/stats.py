"""Count what a run does with each of its sources, in memory for its report, in the store for
everybody else.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from crawler.run.health_measures import measure_article, measure_endpoints
from crawler.run.result import NOT_DUE, CrawlResult, EndpointResult, SourceResult
from records.ownership import RefusedClaim
from records.page import AnnouncedArticle
from records.reasons import Reason, SourceFailure, VerdictReason, find_source_failure
from records.record import Record
from records.run_notes import NoteKind, RunNote
from records.runs import COUNTERS_BY_OUTCOME, RUN_COUNTERS, OutcomeKind
from records.source import Source
from records.urls import normalize_url
from records.verdict import Verdict
from store.db.connection import Store
from store.sources.measures import read_last_endpoints
from store.sources.runs import add_counts, record_source_result
from store.sources.sources import record_source_activity

RUN_NOTES: Final = 50  # remarks about one source in one run

_NO_FAILURES: Final = frozenset((Reason.MOVED, Reason.NOT_YOURS, Reason.RETRACTED))
"""Verdicts on announced pages that say nothing about whether their source can be read."""


class RunStats:
    """The counters, notes and faults of a run's sources."""

    def __init__(
        self,
        store: Store,
        run: int,
        sources: Iterable[Source],
        on_progress: Callable[[str, str], object] | None = None,
    ) -> None:
        """Begin at nought.

        `on_progress` hears of every list that was read ("heard"), every article to come ("due"),
        every outcome.
        """
        self._store, self._on_progress = store, on_progress
        self._sources = {source.name: source for source in sources}
        self.result = CrawlResult(
            run,
            [
                SourceResult(source.name, tolerated=source.tolerate_failure)
                for source in self._sources.values()
            ],
        )
        self._results: Mapping[str, SourceResult] = {
            result.source: result for result in self.result.sources
        }
        self._announced_urls: set[str] = set()

    # what is announced

    def record_announced(self, source: Source, candidates: Iterable[AnnouncedArticle]) -> None:
        """Count the addresses that are announced for the first time in this run."""
        fresh = {
            address for candidate in candidates for address in list_canonical_urls(candidate)
        } - self._announced_urls
        self._announced_urls |= fresh
        self.add_counts(source.name, found=len(fresh))

    def record_endpoint(self, source: Source, endpoint_result: EndpointResult) -> None:
        """Keep what a document that announces articles came to."""
        result = self._results[source.name]
        result.endpoints.append(endpoint_result)
        self._report_progress(source, "heard")
        result.skipped += len(endpoint_result.announcement.skipped)
        for fault in endpoint_result.announcement.faults:
            self.add_note(source, NoteKind.ENDPOINT_DAMAGED, url=endpoint_result.url, problem=fault)

    def record_next_due(self, source: Source, until: str) -> None:
        """Note that something of a source is not asked before a time."""
        result = self._results[source.name]
        result.next_due = min(result.next_due or until, until)

    def record_refused_claims(self, source: Source, claims: Iterable[RefusedClaim]) -> None:
        """Count what a source said about addresses of others; the verdicts hold the evidence."""
        result = self._results[source.name]
        for claim in claims:
            result.reasons[Reason.NOT_YOURS] += 1
            result.refused_claims.append(claim)

    # what is wrong

    def add_note(self, source: Source, note: RunNote | NoteKind, **values: str | int) -> None:
        """Keep a remark for those who read about the run."""
        notes = self._results[source.name].notes
        note = RunNote.make(note, **values) if isinstance(note, NoteKind) else note
        if note not in notes and len(notes) < RUN_NOTES:
            notes.append(note)

    def record_failure(
        self, source: Source, error: str, cause: VerdictReason | None = None
    ) -> None:
        """Mark a source as failed, or as what `cause` makes of it; its first error is kept."""
        result = self._results[source.name]
        if not result.error:
            result.error, result.cause = error, cause
            result.failure = SourceFailure.FAILED if cause is None else find_source_failure(cause)

    # what became of pages

    def report_due(self, source: Source, number: int) -> None:
        """Tell whoever watches how many articles are to be fetched."""
        for _ in range(number):
            self._report_progress(source, "due")

    def record_fetched(self, source: Source, *, changed: bool, first: bool) -> None:
        """Count a page that came, with or without anything new."""
        self.add_counts(
            source.name, fetched=1, answers=1, firsts=int(first), unchanged=int(not changed)
        )
        if not changed:
            self._report_progress(source, "unchanged")

    def record_unchanged(self, sources: Sequence[Source]) -> None:
        """Count pages that have not changed, by their sources."""
        for name, number in Counter(source.name for source in sources).items():
            self.add_counts(name, unchanged=number, answers=number, not_modified=number)
        for source in sources:
            self._report_progress(source, "unchanged")

    def record_outcome(
        self,
        source: Source,
        kind: OutcomeKind,
        reason: VerdictReason | None,
        result: Record | Verdict,
    ) -> None:
        """Count what the stages and the store made of a page.

        A new article is measured.
        """
        new = isinstance(result, Record) and "new" in COUNTERS_BY_OUTCOME[kind]
        self.record_end(
            source,
            kind,
            reason,
            *COUNTERS_BY_OUTCOME[kind],
            **(measure_article(result) if new and isinstance(result, Record) else {}),
        )

    def record_unstored(self, source: Source, reason: VerdictReason | None) -> None:
        """Note a newly announced article that could not be stored."""
        if reason is not None and reason not in _NO_FAILURES:
            self._results[source.name].unstored[reason] += 1

    def record_end(
        self,
        source: Source,
        kind: str,
        reason: VerdictReason | None,
        *counters: str,
        **measures: int,
    ) -> None:
        """Count the end of an address that brought nothing to read, or of a page."""
        if reason:
            self._results[source.name].reasons[reason] += 1
        self.add_counts(source.name, **dict.fromkeys(counters, 1), **measures)
        self._report_progress(source, kind)

    # the end

    def conclude(self, now: str, late_copies: Mapping[str, int], *, ended_early: bool) -> None:
        """Judge every source and write it down.

        `late_copies` are copies found out since, `ended_early` means that the run ended early.
        """
        for result in self.result.sources:
            answers = [heard.status for heard in result.endpoints if not heard.failure]
            self.add_counts(
                result.source,
                copies=late_copies.get(result.source, 0),
                answers=len(answers),
                not_modified=answers.count(304),
            )
            result.conclude()
            if note := result.build_claims_note():
                result.notes.insert(0, note)
            ends = measure_endpoints(
                self._sources[result.source],
                result.endpoints,
                read_last_endpoints(self._store, result.source),
            )
            answered = not (result.error or ended_early)
            if result.state != NOT_DUE:
                record_source_activity(
                    self._store,
                    result.source,
                    now,
                    new=result.new + result.copies,
                    unstored=result.unstored,
                    dates=result.published_dates,
                    whole=result.read_completely,
                    answered=answered,
                )
            record_source_result(
                self._store,
                self.result.run,
                result.source,
                result.state,
                result.error,
                [str(note) for note in result.notes],
                result.skipped,
                ends,
            )

    def add_counts(self, source: str, **counters: int) -> None:
        """Add to the counters of a source."""
        counters = {name: number for name, number in counters.items() if number}
        if not counters:
            return
        add_counts(self._store, self.result.run, source, **counters)
        for name, number in (
            (name, number) for name, number in counters.items() if name in RUN_COUNTERS
        ):
            setattr(self._results[source], name, getattr(self._results[source], name) + number)

    def _report_progress(self, source: Source, kind: str) -> None:
        if self._on_progress is not None:
            self._on_progress(source.name, kind)


def list_canonical_urls(candidate: AnnouncedArticle) -> tuple[str, ...]:
    """Give the canonical address of a candidate, none when it has no proper one."""
    try:
        return (normalize_url(candidate.url),)
    except ValueError:
        return ()
