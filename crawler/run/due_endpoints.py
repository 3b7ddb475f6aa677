"""Decide which sources are asked in this run what they announce, and which documents of theirs.

A plain `jianwen crawl` asks what is due; whoever names a source, or says --recheck, --backfill or
--dry-run, has all of it asked. A document has times of its own, beside those of its source: while
it is fresh by its own words (ttl, max-age), and after a failure. Hosts that the operator allowed by
name are asked in every run, as they are asked without a delay.
"""

from collections.abc import Iterable, Mapping, Set

from crawler.download.public_addresses import is_allowed_url
from crawler.run.result import NOT_DUE, SourceResult
from records.source import Source
from store.db.connection import Store
from store.db.times import add_seconds
from store.ledger.intervals import POLL_MAX_SECONDS, POLL_MIN_SECONDS, find_next_due, record_poll
from store.ledger.urls import DueUrl


class PollingSchedule:
    """The looks of one run at its sources."""

    def __init__(
        self,
        store: Store,
        sources: Iterable[Source],
        allow_hosts: Set[str],
        now: str,
        *,
        poll_all: bool,
    ) -> None:
        """Read which sources rest; with `poll_all` none does."""
        self._store = store
        self._poll_all = poll_all
        self._min_intervals: Mapping[str, int] = {
            source.name: _min_interval(source, allow_hosts) for source in sources
        }
        self._next_due = {} if poll_all else find_next_due(store, now)

    def find_next_due(self, source: Source) -> str:
        """Give the time before which a source is not asked, "" when it is asked now."""
        return self._next_due.get(source.name, "") if self._min_intervals[source.name] else ""

    def find_endpoint_next_due(self, source: Source, due: DueUrl, now: str) -> str:
        """Give the time before which one document of a source is not asked, "" when it is asked
        now.
        """
        if self._poll_all or not self._min_intervals[source.name]:
            return ""
        return due.due_at if now < due.due_at <= add_seconds(now, POLL_MAX_SECONDS) else ""

    def record_result(self, result: SourceResult, now: str) -> None:
        """Note what came of a source, for the time of its next look."""
        if result.state != NOT_DUE:
            news = result.new + result.updated > 0
            record_poll(
                self._store,
                result.source,
                now,
                min_interval=self._min_intervals[result.source],
                has_news=news,
                failed=bool(result.error),
            )


def _min_interval(source: Source, allow_hosts: Set[str]) -> int:
    if source.every is not None:
        return source.every
    return 0 if is_allowed_url(source.home, allow_hosts) else POLL_MIN_SECONDS
