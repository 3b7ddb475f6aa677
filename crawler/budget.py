"""Bound what one run spends on each host and on each source, so that neither a trap nor a slow site eats it.

What is over the budget is given back, not judged: the next run goes on with it.
"""

from collections import Counter, defaultdict, deque
from typing import Final

from records.limits import FRUITLESS, FRUITS_LEAST, HOST_PAGES, HOST_SECONDS
from records.verdict import Retry

SPENT: Final = "budget"
"""Reason of the verdict on what is over the budget; it reaches no ledger."""


class Budget:
    """The spending of one run; times are seconds of a clock that only goes forward."""

    def __init__(self, pages: int = HOST_PAGES) -> None:
        """Grant each host so many requests, HOST_PAGES at least."""
        self._pages = max(pages, HOST_PAGES)
        self._asked: Counter[str] = Counter()
        self._begun: dict[str, float] = {}
        self._fruits: defaultdict[str, deque[bool]] = defaultdict(lambda: deque(maxlen=FRUITLESS))

    def ask(self, host: str, at: float) -> Retry | None:
        """Count a request to a host; give the verdict when it is one too many."""
        seconds = at - self._begun.setdefault(host, at)
        if self._asked[host] >= self._pages:
            return Retry("fetch", SPENT, f"{host} was asked {self._pages} times in this run; the next one goes on")
        if seconds > HOST_SECONDS:
            return Retry("fetch", SPENT, f"{host} has taken {HOST_SECONDS / 60:.0f} minutes of this run; the next one goes on")
        self._asked[host] += 1
        return None

    def harvested(self, source: str, *, fruit: bool) -> None:
        """Note whether an address of a source that was fetched for the first time brought a new article."""
        self._fruits[source].append(fruit)

    def barren(self, source: str) -> Retry | None:
        """Give the verdict on further unknown addresses of a source, None while they are worth it."""
        seen = self._fruits[source]
        fruits = sum(seen)
        if len(seen) < FRUITLESS or fruits >= FRUITS_LEAST:
            return None
        said = f"of the last {FRUITLESS} new addresses {fruits} brought a new article: a trap, or links is too wide"
        return Retry("fetch", SPENT, f"{said}; the rest waits for the next run")
