"""When a page is asked for again, and a source for what it announces.

Every wait is over when EARLY of it is: a daily cron that begins some seconds before its day is full
must not miss the page. What a busy host asks for by Retry-After is never shortened.
"""

from typing import Final

from records.clock import DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, WEEK_SECONDS
from records.limits import RETRY_AFTER_MAX
from store.db.connection import Store
from store.db.times import add_seconds

# between two polls of an endpoint, unless the source's `every` says more
POLL_MIN_SECONDS: Final = 600
# likewise, and the longest that a feed's own interval (ttl, max-age) is believed
POLL_MAX_SECONDS: Final = DAY_SECONDS
# A dropped page begins at this step of them: it has little reason to change within the hour.
DROPPED_RECHECK_STEP: Final = 2
# waits after the first, second … failed download; the last one repeats
RETRY_SECONDS: Final = (5 * MINUTE_SECONDS, HOUR_SECONDS, 6 * HOUR_SECONDS, DAY_SECONDS)
# when a stored article is asked for again
RECHECK_SECONDS: Final = (HOUR_SECONDS, 6 * HOUR_SECONDS, DAY_SECONDS, WEEK_SECONDS)
# of a wait, after which it counts as over: a daily cron comes some seconds before its day is full
DUE_SHARE: Final = 0.9
POLL_FIRST_SECONDS: Final = HOUR_SECONDS  # seconds between the first two polls of a source
# what each poll that brought something makes of the interval to the next one
POLL_NEWS_FACTOR: Final = 0.5
POLL_IDLE_FACTOR: Final = 1.5  # and each that brought nothing
# after the last of them each wait doubles, so often: about a year, then always that
RECHECK_DOUBLINGS: Final = 6
GONE_SECONDS: Final = DAY_SECONDS  # between the two 404 that withdraw an article
LONGEST_RECHECK: Final = RECHECK_SECONDS[-1] * 2**RECHECK_DOUBLINGS
LONGEST_RETRY: Final = max(RETRY_AFTER_MAX, *RETRY_SECONDS)
"""What `recheck_at` and `retry_at` give at most.

A time beyond them was written by a clock that ran ahead.
"""


def find_recheck_time(now: str, checks: int) -> str:
    """Give the time of the next fetch of a page that was fetched so many times without news.

    The steps of RECHECK_SECONDS, then each wait twice the last: corrections come early, and a large
    archive costs few requests.
    """
    last = len(RECHECK_SECONDS) - 1
    return find_wait_end(
        now, RECHECK_SECONDS[min(checks, last)] * 2 ** max(0, min(checks - last, RECHECK_DOUBLINGS))
    )


def find_retry_time(now: str, tries: int, retry_after: float) -> str:
    """Give the time of the next try after so many failed ones, not before the host's own wish."""
    return max(
        add_seconds(now, retry_after),
        find_wait_end(now, RETRY_SECONDS[min(tries, len(RETRY_SECONDS)) - 1]),
    )


def find_wait_end(now: str, seconds: float) -> str:
    """Give the time at which a wait of ours counts as over."""
    return add_seconds(now, DUE_SHARE * seconds)


def find_next_interval(last_interval: int, min_interval: int, *, has_news: bool) -> int:
    """Give the polling interval of a source in seconds.

    `last_interval` were those to the last one, 0 before the first.

    Half as long after news, half as long again without; from `min_interval` (LOOK_LEAST at least)
    to a day, or to `min_interval` where that is more.
    """
    grown = (
        last_interval * (POLL_NEWS_FACTOR if has_news else POLL_IDLE_FACTOR)
        if last_interval
        else POLL_FIRST_SECONDS
    )
    return int(min(max(grown, min_interval, POLL_MIN_SECONDS), max(POLL_MAX_SECONDS, min_interval)))


def find_next_due(store: Store, now: str) -> dict[str, str]:
    """Give the sources whose next poll is still to come, with its time.

    A time further away than any wait was written by a clock that has been put back since, and
    counts for nothing.
    """
    rows = store.query("SELECT name, due_at, wait FROM sources WHERE due_at > ?", (now,))
    return {
        row["name"]: row["due_at"]
        for row in rows
        if row["due_at"] <= add_seconds(now, max(row["wait"], POLL_MAX_SECONDS))
    }


def record_poll(
    store: Store, source: str, now: str, *, min_interval: int, has_news: bool, failed: bool
) -> None:
    """Note that a source was polled, and when it will be next.

    With `min_interval` 0, and after a failure, the next run asks it.
    """
    with store.transaction() as connection:
        row = connection.execute("SELECT wait FROM sources WHERE name = ?", (source,)).fetchone()
        wait = (
            row["wait"]
            if failed
            else find_next_interval(row["wait"], min_interval, has_news=has_news)
        )
        due_at = "" if failed or not min_interval else find_wait_end(now, wait)
        connection.execute(
            "UPDATE sources SET wait = ?, due_at = ? WHERE name = ?", (wait, due_at, source)
        )
