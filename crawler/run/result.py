"""What a crawl came to, source by source."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from records.announcement import Announcement
from records.ownership import RefusedClaim
from records.reasons import (
    SILENT_HOST_REASONS,
    TEXTLESS_REASONS,
    Reason,
    SourceFailure,
    VerdictReason,
    find_source_failure,
    has_answered,
)
from records.run_notes import NoteKind, RunNote
from records.runs import RUN_COUNTERS
from store.sources.measures import EndpointGap

# of one source, and no other page read, after which the source counts as refused or blocked; one
# may be odd
REFUSED_PAGES: Final = 3
# new pages of one source, none with a text, after which its layout counts as changed; some may be
# videos
TEXTLESS_PAGES: Final = 5


NOT_DUE: Final = "resting"
"""State of a source whose next look is still to come.

Store/sources/sources.py leaves it out of what is known of a source.
"""
SIGNAL_EXIT_BASE: Final = 128
"""Exit codes of a program that a signal ended begin here."""


@dataclass(frozen=True, slots=True)
class EndpointResult:
    """What one document that announces articles came to."""

    kind: str  # feed, sitemap, listing, api, archive
    url: str
    status: int = 0  # as HTTP says it; 0: it could not be fetched
    announcement: Announcement = field(default_factory=Announcement)  # after the source's own rules
    new: int = 0  # candidates that the ledger did not know
    failure: str = ""  # why it could not be read
    reason: VerdictReason | None = None  # the same as one word, that of the verdict
    moved_to: str = ""  # where it has moved for good
    gap: EndpointGap | None = None  # articles that may have been missed before it was read

    @property
    def newest(self) -> str:
        """The latest date that it gives an article, "" when it gives none."""
        return max(
            (
                candidate.hint.published or candidate.hint.modified
                for candidate in self.announcement.candidates
            ),
            default="",
        )

    @property
    def oldest(self) -> str:
        """The earliest one."""
        return min(
            (
                date
                for candidate in self.announcement.candidates
                if (date := candidate.hint.published or candidate.hint.modified)
            ),
            default="",
        )

    def as_dict(self) -> dict[str, object]:
        """Give everything as JSON has it."""
        return {
            "kind": self.kind,
            "url": self.url,
            "status": self.status,
            "entries": self.announcement.entries,
            "kept": len(self.announcement.candidates),
            "new": self.new,
            "skipped": dict(self.announcement.reasons),
            "oldest": self.oldest,
            "newest": self.newest,
            "faults": list(self.announcement.faults),
            "trouble": self.failure,
        }


@dataclass(slots=True)
class SourceResult:
    """What one run did with one source; `error` is its first one, "" when there was none."""

    source: str
    error: str = ""
    failure: SourceFailure = SourceFailure.FAILED  # the kind of that error
    cause: VerdictReason | None = None  # of that error, where a verdict brought it
    tolerated: bool = False  # known to be out of reach from some places
    found: int = 0
    fetched: int = 0
    unchanged: int = 0
    new: int = 0
    updated: int = 0
    copies: int = 0
    dropped: int = 0
    failed: int = 0
    skipped: int = 0
    withdrawn: int = 0  # articles whose pages are gone
    withheld: int = 0  # the same, too many to withdraw without a person
    # when what announces its articles, or a part of it, is asked next; "": all of it was asked
    next_due: str = ""
    reasons: Counter[VerdictReason] = field(default_factory=Counter)  # of verdicts
    # of verdicts on newly announced articles: none of these could be stored
    unstored: Counter[VerdictReason] = field(default_factory=Counter)
    endpoints: list[EndpointResult] = field(default_factory=list)
    notes: list[RunNote] = field(default_factory=list)  # what a reader of the run should know
    refused_claims: list[RefusedClaim] = field(default_factory=list)  # on addresses of others

    @property
    def state(self) -> str:
        """Say ok, or what is wrong: a source with an unreadable endpoint failed."""
        return (
            self.failure
            if self.error
            else NOT_DUE
            if self.next_due and not self.endpoints
            else "ok"
        )

    @property
    def published_dates(self) -> list[str]:
        """When each article that it announced was published, "" where no document says so."""
        dates: dict[str, str] = {}
        for candidate in (
            candidate
            for endpoint in self.endpoints
            for candidate in endpoint.announcement.candidates
            if not candidate.withdrawn
        ):
            dates[candidate.url] = dates.get(candidate.url) or candidate.hint.published
        return list(dates.values())

    @property
    def read_completely(self) -> bool:
        """Whether all its documents were read: one that has not changed (304) says nothing about
        dates.
        """
        return (
            bool(self.endpoints)
            and not self.next_due
            and all(endpoint.status != 304 and not endpoint.failure for endpoint in self.endpoints)
        )

    def conclude(self) -> None:
        """Judge a source none of whose articles could be read: for the same reason all, or all
        failed, or all without a text.
        """
        empty = sum(self.reasons[reason] for reason in TEXTLESS_REASONS)
        if (
            not self.error
            and empty >= TEXTLESS_PAGES
            and not (self.new or self.updated or self.copies)
        ):
            self.error = (
                f"none of {empty} new pages holds a text: has its layout changed? `jianwen extract"
                " --explain URL` shows what is there"
            )
            self.failure = SourceFailure.LAYOUT
        reasons = Counter({name: n for name, n in self.reasons.items() if name != Reason.NOT_YOURS})
        if self.error or self.fetched or self.unchanged or not reasons:
            return
        reason, number = reasons.most_common(1)[0]
        if self.failed or (
            find_source_failure(reason) != SourceFailure.FAILED
            and number == reasons.total()
            and number >= REFUSED_PAGES
        ):
            self.error = f"none of {self.failed or number} addresses could be read: {reason}"
            self.failure = find_source_failure(reason)

    def build_claims_note(self) -> RunNote | None:
        """Say in one line what was claimed of whom, None when nothing was."""
        if not self.refused_claims:
            return None
        owners = Counter(claim.owner for claim in self.refused_claims)
        claims = Counter(name for claim in self.refused_claims for name in claim.claims)
        return RunNote.make(
            NoteKind.CLAIMS_REFUSED,
            number=len(self.refused_claims),
            owners=", ".join(f"{owner} {number}" for owner, number in owners.most_common()),
            claims=", ".join(f"{name} {number}" for name, number in claims.most_common()),
        )

    def as_dict(self) -> dict[str, object]:
        """Give everything as JSON has it."""
        counts = {counter: getattr(self, counter) for counter in RUN_COUNTERS}
        return {
            "source": self.source,
            "state": self.state,
            "error": self.error,
            **counts,
            "next": self.next_due,
            "skipped": self.skipped,
            "withdrawn": self.withdrawn,
            "withheld": self.withheld,
            "reasons": dict(self.reasons),
            "notes": [str(note) for note in self.notes],
        }


@dataclass(slots=True)
class CrawlResult:
    """What a whole run did."""

    run: int
    sources: list[SourceResult]
    seconds: float = 0.0
    stop_signal: int = 0  # number of the signal that ended it
    time_up: bool = False  # whether its time ended it
    released: int = 0  # pages on lease that the next run will fetch
    remaining: int = 0  # articles of its sources that are due when it ends

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some sources failed or have withdrawals to confirm, 3 all failed, 128 and
        more when a signal ended the run.

        A source whose failure is tolerated counts as one that worked, unless nothing else was
        harvested.
        """
        if self.stop_signal:
            return SIGNAL_EXIT_BASE + self.stop_signal
        failed = sum(not result.tolerated for result in self.failed)
        if failed and len(self.failed) == len(self.sources):
            return 3
        return int(failed > 0 or bool(self.withheld))

    @property
    def withheld(self) -> list[SourceResult]:
        """The sources of which a person must confirm withdrawals."""
        return [result for result in self.sources if result.withheld]

    @property
    def failed(self) -> list[SourceResult]:
        """The sources that failed."""
        return [result for result in self.sources if result.error]

    @property
    def is_offline(self) -> bool:
        """Whether no host has answered anything at all: then it is this machine's network rather
        than theirs.
        """
        return (
            len(self.failed) == len(self.sources) > 0
            and set() < self.reasons.keys() <= SILENT_HOST_REASONS
            and not any(result.cause and has_answered(result.cause) for result in self.failed)
        )

    @property
    def unpolled_sources(self) -> list[str]:
        """The sources whose lists nobody has read, because the run ended before."""
        return [result.source for result in self.sources if not (result.endpoints or result.error)]

    @property
    def reasons(self) -> Counter[VerdictReason]:
        """Verdicts of all sources by their reason."""
        return sum((result.reasons for result in self.sources), Counter())

    def total(self, counter: str) -> int:
        """Add a counter up over all sources."""
        return sum(getattr(result, counter) for result in self.sources)

    def as_dict(self) -> dict[str, object]:
        """Give everything as JSON has it."""
        return {
            "run": self.run,
            "exit_code": self.exit_code,
            "seconds": round(self.seconds, 2),
            "time_up": self.time_up,
            "left": self.remaining,
            "not_asked": self.unpolled_sources,
            **{counter: self.total(counter) for counter in RUN_COUNTERS},
            "reasons": dict(self.reasons),
            "sources": [result.as_dict() for result in self.sources],
        }

    def format_summary(self) -> str:
        """Say it in one line."""
        reasons = ", ".join(f"{reason} {number}" for reason, number in self.reasons.most_common())
        parts = [f"{self.total(counter)} {counter}" for counter in RUN_COUNTERS]
        line = (
            f"crawl: {len(self.sources)} sources,"
            f" {', '.join(parts)}{f' ({reasons})' if reasons else ''}, {self.seconds:.1f} s"
        )
        if resting := [result for result in self.sources if result.state == NOT_DUE]:
            line += (
                f"; {len(resting)} not due, the next at"
                f" {min(result.next_due for result in resting)[:16].replace('T', ' ')} UTC"
            )
        if self.failed:
            line += "; failed: " + ", ".join(result.source for result in self.failed)
        if withdrawn := sum(result.withdrawn for result in self.sources):
            line += f"; {withdrawn} withdrawn"
        if self.withheld:
            line += "; withdrawals to confirm: " + ", ".join(
                f"{result.source} {result.withheld}" for result in self.withheld
            )
        if self.time_up:
            line += f"; time is up, {self.remaining} pages wait for the next run"
            line += (
                f", not asked: {', '.join(self.unpolled_sources)}" if self.unpolled_sources else ""
            )
        return line
