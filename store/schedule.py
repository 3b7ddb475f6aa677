"""When a page is asked for again."""

from records.limits import RECHECK_DOUBLINGS, RECHECK_SECONDS, RETRY_SECONDS
from store.times import later


def recheck_at(now: str, checks: int) -> str:
    """Give the time of the next look at a page that was looked at so many times without news.

    The steps of RECHECK_SECONDS, then each wait twice the last: corrections come early, and a large archive costs few requests.
    """
    last = len(RECHECK_SECONDS) - 1
    return later(now, RECHECK_SECONDS[min(checks, last)] * 2 ** max(0, min(checks - last, RECHECK_DOUBLINGS)))


def retry_at(now: str, tries: int, after: float) -> str:
    """Give the time of the next try after so many failed ones, not before the host's own wish."""
    return later(now, max(after, RETRY_SECONDS[min(tries, len(RETRY_SECONDS)) - 1]))
