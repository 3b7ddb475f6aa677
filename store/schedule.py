"""When a page is asked for again, and a source for what it announces.

Every wait is over when EARLY of it is: a daily cron that begins some seconds before its day is full must not miss the page. What a
busy host asks for by Retry-After is never shortened.
"""

from typing import Final

from records.limits import (
    EARLY,
    LOOK_FIRST,
    LOOK_LEAST,
    LOOK_MOST,
    LOOK_NEWS,
    LOOK_NOTHING,
    RECHECK_DOUBLINGS,
    RECHECK_SECONDS,
    RETRY_AFTER_MOST,
    RETRY_SECONDS,
)
from store.times import later

LONGEST_RECHECK: Final = RECHECK_SECONDS[-1] * 2**RECHECK_DOUBLINGS
LONGEST_RETRY: Final = max(RETRY_AFTER_MOST, *RETRY_SECONDS)
"""What `recheck_at` and `retry_at` give at most; a time beyond them was written by a clock that ran ahead."""


def recheck_at(now: str, checks: int) -> str:
    """Give the time of the next look at a page that was looked at so many times without news.

    The steps of RECHECK_SECONDS, then each wait twice the last: corrections come early, and a large archive costs few requests.
    """
    last = len(RECHECK_SECONDS) - 1
    return over_at(now, RECHECK_SECONDS[min(checks, last)] * 2 ** max(0, min(checks - last, RECHECK_DOUBLINGS)))


def retry_at(now: str, tries: int, after: float) -> str:
    """Give the time of the next try after so many failed ones, not before the host's own wish."""
    return max(later(now, after), over_at(now, RETRY_SECONDS[min(tries, len(RETRY_SECONDS)) - 1]))


def over_at(now: str, seconds: float) -> str:
    """Give the time at which a wait of ours counts as over."""
    return later(now, EARLY * seconds)


def next_wait(wait: int, least: int, *, news: bool) -> int:
    """Give the seconds to the next look at what a source announces; `wait` were those to the last one, 0 before the first.

    Half as long after news, half as long again without; from `least` (LOOK_LEAST at least) to a day, or to `least` where that is more.
    """
    grown = wait * (LOOK_NEWS if news else LOOK_NOTHING) if wait else LOOK_FIRST
    return int(min(max(grown, least, LOOK_LEAST), max(LOOK_MOST, least)))
