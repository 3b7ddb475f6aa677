"""What a crawl came to, source by source."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

COUNTERS: Final = ("found", "fetched", "unchanged", "new", "updated", "copies", "dropped", "failed")

OUTCOMES: Final[dict[str, tuple[str, ...]]] = {
    "new": ("new",),
    "copy": ("new", "copies"),
    "updated": ("updated",),
    "unchanged": ("unchanged",),
    "dropped": ("dropped",),
    "quarantined": ("failed",),
    "retry": ("failed",),
}
"""What an outcome of the store adds to the counters of its source."""

SIGNALLED: Final = 128
"""Exit codes of a program that a signal ended begin here."""


@dataclass(slots=True)
class SourceResult:
    """What one run did with one source; `error` is its first fault."""

    source: str
    error: str = ""
    found: int = 0
    fetched: int = 0
    unchanged: int = 0
    new: int = 0
    updated: int = 0
    copies: int = 0
    dropped: int = 0
    failed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)  # of verdicts

    @property
    def state(self) -> str:
        """Say ok or failed: a source whose feed or sitemap cannot be read failed, also when pages of it were fetched."""
        return "failed" if self.error else "ok"

    def as_dict(self) -> dict[str, object]:
        """Give everything as JSON has it."""
        counts = {counter: getattr(self, counter) for counter in COUNTERS}
        return {"source": self.source, "state": self.state, "error": self.error, **counts, "reasons": dict(self.reasons)}


@dataclass(slots=True)
class CrawlResult:
    """What a whole run did."""

    run: int
    sources: list[SourceResult]
    seconds: float = 0.0
    stopped: int = 0  # number of the signal that ended it
    given_back: int = 0  # pages on lease that the next run will fetch

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some sources failed, 3 all did, 128 and more when a signal ended the run."""
        if self.stopped:
            return SIGNALLED + self.stopped
        failed = len(self.failed)
        return 0 if not failed else 3 if failed == len(self.sources) else 1

    @property
    def failed(self) -> list[SourceResult]:
        """The sources that failed."""
        return [result for result in self.sources if result.error]

    @property
    def reasons(self) -> Counter[str]:
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
            **{counter: self.total(counter) for counter in COUNTERS},
            "reasons": dict(self.reasons),
            "sources": [result.as_dict() for result in self.sources],
        }

    def summary(self) -> str:
        """Say it in one line."""
        reasons = ", ".join(f"{reason} {number}" for reason, number in self.reasons.most_common())
        parts = [f"{self.total(counter)} {counter}" for counter in COUNTERS]
        line = f"crawl: {len(self.sources)} sources, {', '.join(parts)}{f' ({reasons})' if reasons else ''}, {self.seconds:.1f} s"
        if self.failed:
            line += "; failed: " + ", ".join(result.source for result in self.failed)
        return line
