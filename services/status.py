"""How the sources and the store are doing."""

from dataclasses import asdict, dataclass
from pathlib import Path

from records.paths import Paths
from store.open import open_store
from store.sources.baseline import find_latest_measures, find_usual_measures
from store.sources.health import SourceHealth, judge_source
from store.sources.overview import Overview, read_overview
from store.sources.runs import Run, list_runs
from store.sources.sources import SourceFacts, list_source_facts

JudgedSource = tuple[SourceFacts, SourceHealth]


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The counts of a store, its sources with their health, and its last run."""

    store: Path
    counts: Overview
    sources: tuple[JudgedSource, ...]
    last_run: Run | None

    @property
    def needs_somebody(self) -> bool:
        """Whether a source needs a person."""
        return any(health.needs_somebody for _, health in self.sources)

    def as_dict(self) -> dict[str, object]:
        """Give everything as JSON has it."""
        return {
            "store": str(self.store),
            **asdict(self.counts),
            "waiting": self.counts.to_fetch + self.counts.to_refine,
            "untranslated": self.counts.to_translate,
            "last_run": asdict(self.last_run) if self.last_run else None,
            "sources": [_serialize_source(*judged) for judged in self.sources],
        }


def read_status(paths: Paths, now: str) -> StatusReport:
    """Read the store as it stands and judge the health of each source; writes nothing.

    Raises StoreError where there is no store.
    """
    with open_store(paths.store, readonly=True) as store:
        counts, sources = read_overview(store), list_source_facts(store, now)
        last_run = next(iter(list_runs(store, 1)), None)
    judged = tuple((source, judge_source(source, now)) for source in sources)
    return StatusReport(paths.store, counts, judged, last_run)


def _serialize_source(source: SourceFacts, health: SourceHealth) -> dict[str, object]:
    return asdict(source) | {
        "status": health.state,
        "reason": health.reason,
        "todo": health.todo,
        "needs_somebody": health.needs_somebody,
        "usual": find_usual_measures(source.vitals.days[:-1]),
        "latest": find_latest_measures(source.vitals.days),
    }
