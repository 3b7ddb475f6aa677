"""Replay kept pages through the present line, and count what it would change."""

import heapq
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pipelines.executors.process_pool import LocalPipelineExecutor
    from store.compare import PageDifference
    from store.db.connection import Store
    from store.ledger.raw_pages import OnMissingPage, PageFilter

LARGEST_KEPT: Final = 20
"""Differences kept to be shown.

All others are only counted, so that a replay of any length stays as small.
"""


@dataclass(slots=True)
class ReplayResult:
    """What a replay came to."""

    kinds: Counter[str] = field(default_factory=Counter)
    added: int = 0  # characters of body text
    removed: int = 0
    left: Counter[str] = field(default_factory=Counter)  # pages left out, by source
    _largest: list[tuple[int, int, "PageDifference"]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def add(self, difference: "PageDifference") -> None:
        """Count a page."""
        self.kinds[difference.kind] += 1
        if difference.kind == "same":
            return
        added, removed = count_changed_chars(difference)
        self.added += added
        self.removed += removed
        heapq.heappush(self._largest, (added + removed, -next(self._numbers), difference))
        if len(self._largest) > LARGEST_KEPT:
            heapq.heappop(self._largest)

    @property
    def changed(self) -> int:
        """Pages that would change."""
        return self.kinds.total() - self.kinds["same"]

    @property
    def largest(self) -> list["PageDifference"]:
        """The differences with the most characters added and removed, largest first."""
        return [
            difference
            for _, _, difference in sorted(self._largest, key=lambda kept: kept[:2], reverse=True)
        ]


def replay_pages(
    store: "Store",
    pipeline: "LocalPipelineExecutor",
    page_filter: "PageFilter",
    absent: Collection[str] = (),
    on_progress: Callable[[], object] = bool,
    on_lost: "OnMissingPage | None" = None,
) -> ReplayResult:
    """Refine the chosen pages and compare each with its article.

    Pages of `absent` sources are left out. `on_progress` is called when a page is done, `on_lost`
    for each that the archive cannot give; without it the first of them raises ArchiveError.
    """
    from pipelines.refine import PIPELINE_VERSION
    from records.record import Record
    from store.compare import compare_with_stored
    from store.ledger.raw_pages import iter_waiting_pages
    from store.site_memory import recall_lines

    replay = ReplayResult()
    for key, page in iter_waiting_pages(store, PIPELINE_VERSION, page_filter, on_missing=on_lost):
        if page.source in absent:
            replay.left[page.source] += 1
        else:
            replay.add(
                compare_with_stored(
                    store,
                    key,
                    pipeline.refine(Record.from_page(page, recall_lines(store, key, page.url))),
                )
            )
        on_progress()
    return replay


class ChangedChars(NamedTuple):
    """How many characters of a body come and go."""

    added: int
    removed: int


def count_changed_chars(difference: "PageDifference") -> ChangedChars:
    """Count the characters of the body that come and go.

    Of a line that changes only the part that does.
    """
    gone, come = Counter(difference.old), Counter(difference.new)
    old, new = list((gone - come).elements()), list((come - gone).elements())
    if len(old) == len(new):
        spans = [find_changed_span(before, after) for before, after in zip(old, new, strict=True)]
        return ChangedChars(
            sum(span.new_end - span.start for span in spans),
            sum(span.old_end - span.start for span in spans),
        )
    return ChangedChars(sum(map(len, new)), sum(map(len, old)))


class ChangedSpan(NamedTuple):
    """Where two lines begin to differ, and where that ends in each."""

    start: int
    old_end: int
    new_end: int


def find_changed_span(old: str, new: str) -> ChangedSpan:
    """Give where two lines begin to differ, and where that ends in each."""
    least = min(len(old), len(new))
    start = next((number for number in range(least) if old[number] != new[number]), least)
    rest = least - start
    tail = next((number for number in range(rest) if old[-1 - number] != new[-1 - number]), rest)
    return ChangedSpan(start, len(old) - tail, len(new) - tail)
