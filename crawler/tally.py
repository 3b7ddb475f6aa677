"""Count what a run does with each of its sources, in memory for its report, in the store for everybody else."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from crawler.result import COUNTERS, OUTCOMES, RESTING, CrawlResult, Heard, SourceResult
from crawler.vitals import found_at, measured
from records.address import canonical
from records.limits import NOTES
from records.page import Candidate
from records.record import Record
from records.source import Source
from records.verdict import Verdict
from store.database import Store
from store.runs import count, note_source
from store.sources import note_harvest
from store.vitals import last_endpoints


class Tally:
    """The counters, notes and faults of a run's sources."""

    def __init__(self, store: Store, run: int, sources: Iterable[Source], told: Callable[[str, str], object] | None = None) -> None:
        """Begin at nought; `told` hears of every list that was read ("heard"), every article to come ("due"), every outcome."""
        self._store, self._told = store, told
        self._sources = {one.name: one for one in sources}
        self.result = CrawlResult(run, [SourceResult(one.name, tolerated=one.tolerate_failure) for one in self._sources.values()])
        self._results: Mapping[str, SourceResult] = {result.source: result for result in self.result.sources}
        self._announced: set[str] = set()

    # what is announced

    def found(self, source: Source, candidates: Iterable[Candidate]) -> None:
        """Count the addresses that are announced for the first time in this run."""
        fresh = {address for candidate in candidates for address in addresses(candidate)} - self._announced
        self._announced |= fresh
        self.count(source.name, found=len(fresh))

    def hear(self, source: Source, heard: Heard) -> None:
        """Keep what a document that announces articles came to."""
        result = self._results[source.name]
        result.heard.append(heard)
        self._tell(source, "heard")
        result.skipped += len(heard.found.skipped)
        for fault in heard.found.faults:
            self.note(source, f"{heard.url}: {fault}")

    def rest(self, source: Source, until: str) -> None:
        """Note that something of a source is not asked before a time."""
        result = self._results[source.name]
        result.rests = min(result.rests or until, until)

    # what is wrong

    def note(self, source: Source, text: str) -> None:
        """Keep a remark for those who read about the run."""
        notes = self._results[source.name].notes
        if text not in notes and len(notes) < NOTES:
            notes.append(text)

    def failed(self, source: Source, error: str, trouble: str = "failed") -> None:
        """Mark a source as failed, blocked, challenged or refused; its first fault is kept."""
        result = self._results[source.name]
        if not result.error:
            result.error, result.trouble = error, trouble

    # what became of pages

    def expect(self, source: Source, number: int) -> None:
        """Tell whoever watches how many articles are to be fetched."""
        for _ in range(number):
            self._tell(source, "due")

    def fetched(self, source: Source, *, changed: bool, first: bool) -> None:
        """Count a page that came, with or without anything new."""
        self.count(source.name, fetched=1, answers=1, firsts=int(first), unchanged=int(not changed))
        if not changed:
            self._tell(source, "unchanged")

    def same(self, sources: Sequence[Source]) -> None:
        """Count pages that have not changed, by their sources."""
        for name, number in Counter(source.name for source in sources).items():
            self.count(name, unchanged=number, answers=number, not_modified=number)
        for source in sources:
            self._tell(source, "unchanged")

    def settled(self, source: Source, kind: str, reason: str, refined: Record | Verdict) -> None:
        """Count what the line and the store made of a page; `kind` is one of OUTCOMES. A new article is measured."""
        new = isinstance(refined, Record) and "new" in OUTCOMES[kind]
        self.ended(source, kind, reason, *OUTCOMES[kind], **(measured(refined) if new and isinstance(refined, Record) else {}))

    def ended(self, source: Source, kind: str, reason: str, *counters: str, **measures: int) -> None:
        """Count the end of an address that brought nothing to read, or of a page."""
        if reason:
            self._results[source.name].reasons[reason] += 1
        self.count(source.name, **dict.fromkeys(counters, 1), **measures)
        self._tell(source, kind)

    # the end

    def conclude(self, now: str, late: Mapping[str, int], *, cut: bool) -> None:
        """Judge every source and write it down; `late` are copies found out since, `cut` means that the run ended early."""
        for result in self.result.sources:
            answers = [heard.status for heard in result.heard if not heard.trouble]
            self.count(result.source, copies=late.get(result.source, 0), answers=len(answers), not_modified=answers.count(304))
            result.conclude()
            ends = found_at(self._sources[result.source], result.heard, last_endpoints(self._store, result.source))
            answered = not (result.error or cut)
            if result.state != RESTING:
                note_harvest(self._store, result.source, now, new=result.new, dates=result.dates, whole=result.whole, answered=answered)
            note_source(self._store, self.result.run, result.source, result.state, result.error, result.notes, result.skipped, ends)

    def count(self, source: str, **counters: int) -> None:
        """Add to the counters of a source."""
        counters = {name: number for name, number in counters.items() if number}
        if not counters:
            return
        count(self._store, self.result.run, source, **counters)
        for name, number in ((name, number) for name, number in counters.items() if name in COUNTERS):
            setattr(self._results[source], name, getattr(self._results[source], name) + number)

    def _tell(self, source: Source, kind: str) -> None:
        if self._told is not None:
            self._told(source.name, kind)


def addresses(candidate: Candidate) -> tuple[str, ...]:
    """Give the canonical address of a candidate, none when it has no proper one."""
    try:
        return (canonical(candidate.url),)
    except ValueError:
        return ()
