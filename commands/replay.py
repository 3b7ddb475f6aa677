"""Replay kept pages through the present line, and count what it would change."""

import heapq
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from crawler.refinery import Refinery
    from store.database import Store
    from store.pages import Lost, Wanted
    from store.replay import Difference

LARGEST: Final = 20
"""Differences kept to be shown; all others are only counted, so that a replay of any length stays as small."""


@dataclass(slots=True)
class Replay:
    """What a replay came to."""

    kinds: Counter[str] = field(default_factory=Counter)
    added: int = 0  # characters of body text
    removed: int = 0
    left: Counter[str] = field(default_factory=Counter)  # pages left out, by source
    _largest: list[tuple[int, int, "Difference"]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def add(self, difference: "Difference") -> None:
        """Count a page."""
        self.kinds[difference.kind] += 1
        if difference.kind == "same":
            return
        added, removed = size(difference)
        self.added += added
        self.removed += removed
        heapq.heappush(self._largest, (added + removed, -next(self._numbers), difference))
        if len(self._largest) > LARGEST:
            heapq.heappop(self._largest)

    @property
    def changed(self) -> int:
        """Pages that would change."""
        return self.kinds.total() - self.kinds["same"]

    @property
    def largest(self) -> list["Difference"]:
        """The differences with the most characters added and removed, largest first."""
        return [difference for _, _, difference in sorted(self._largest, key=lambda kept: kept[:2], reverse=True)]


def replayed(
    store: "Store", refinery: "Refinery", wanted: "Wanted", absent: Collection[str] = (), told: Callable[[], object] = bool,
    lost: "Lost | None" = None,
) -> Replay:  # fmt: skip
    """Refine the wanted pages and compare each with its article; pages of `absent` sources are left out.

    `told` hears that a page is done, `lost` of each that the archive cannot give; without it the first of them raises ArchiveError.
    """
    from pipelines.conveyor import LINE
    from records.record import Record
    from store.pages import waiting
    from store.replay import compare
    from store.site_lines import recall

    replay = Replay()
    for key, page in waiting(store, LINE, wanted, lost=lost):
        if page.source in absent:
            replay.left[page.source] += 1
        else:
            replay.add(compare(store, key, refinery.refine(Record.of(page, recall(store, key, page.url)))))
        told()
    return replay


def size(difference: "Difference") -> tuple[int, int]:
    """Count the characters of the body that come and go; of a line that changes only the part that does."""
    gone, come = Counter(difference.old), Counter(difference.new)
    old, new = list((gone - come).elements()), list((come - gone).elements())
    if len(old) == len(new):
        parts = [middle(one, other) for one, other in zip(old, new, strict=True)]
        return sum(end[1] - start for start, end in parts), sum(end[0] - start for start, end in parts)
    return sum(map(len, new)), sum(map(len, old))


def middle(old: str, new: str) -> tuple[int, tuple[int, int]]:
    """Give where two lines begin to differ, and where that ends in each."""
    least = min(len(old), len(new))
    start = next((number for number in range(least) if old[number] != new[number]), least)
    rest = least - start
    tail = next((number for number in range(rest) if old[-1 - number] != new[-1 - number]), rest)
    return start, (len(old) - tail, len(new) - tail)
