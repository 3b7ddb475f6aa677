"""Bound what one run spends on each host and on each source, so that neither a trap nor a slow site
eats it.

What is over the budget is given back, not judged: the next run goes on with it.
"""

from collections import Counter, defaultdict, deque
from typing import Final

from records.reasons import Reason
from records.verdict import Retry

HOST_REQUESTS: Final = 500  # to one host in one run, all its sources together
# from the first request of a run, after which a slow host waits for the next run
HOST_SECONDS: Final = 1_200.0
YIELD_WINDOW: Final = 100  # fetches of unknown addresses of one source, looked at together
YIELD_MIN: Final = 5  # of them that must bring a new article; else the source has run into a trap


class CrawlBudget:
    """The spending of one run; times are seconds of a clock that only goes forward."""

    def __init__(self, pages: int = HOST_REQUESTS) -> None:
        """Grant each host so many requests, HOST_PAGES at least."""
        self._pages = max(pages, HOST_REQUESTS)
        self._requests: Counter[str] = Counter()
        self._begun: dict[str, float] = {}
        self._productive: defaultdict[str, deque[bool]] = defaultdict(
            lambda: deque(maxlen=YIELD_WINDOW)
        )

    def spend_request(self, host: str, seconds_now: float) -> Retry | None:
        """Count a request to a host; give the verdict when it is one too many."""
        seconds = seconds_now - self._begun.setdefault(host, seconds_now)
        if self._requests[host] >= self._pages:
            return Retry(
                "fetch",
                Reason.BUDGET,
                f"{host} was asked {self._pages} times in this run; the next one goes on",
            )
        if seconds > HOST_SECONDS:
            return Retry(
                "fetch",
                Reason.BUDGET,
                f"{host} has taken {HOST_SECONDS / 60:.0f} minutes of this run; the next one"
                " goes on",
            )
        self._requests[host] += 1
        return None

    def record_yield(self, source: str, *, productive: bool) -> None:
        """Note whether an address of a source that was fetched for the first time brought a new
        article.
        """
        self._productive[source].append(productive)

    def find_low_yield(self, source: str) -> Retry | None:
        """Give the verdict on further unknown addresses of a source, None while they are worth
        it.
        """
        seen = self._productive[source]
        fruits = sum(seen)
        if len(seen) < YIELD_WINDOW or fruits >= YIELD_MIN:
            return None
        detail = (
            f"of the last {YIELD_WINDOW} new addresses {fruits} brought a new article: a trap, or"
            " links is too wide"
        )
        return Retry("fetch", Reason.BUDGET, f"{detail}; the rest waits for the next run")
