"""Decide which sources are asked in this run what they announce, and which documents of theirs.

A plain `jianwen crawl` asks what is due; whoever names a source, or says --recheck, --backfill or --dry-run, has all of it asked.
A document has times of its own, beside those of its source: while it is fresh by its own words (ttl, max-age), and after a failure.
Hosts that the operator allowed by name are asked in every run, as they are asked without a delay.
"""

from collections.abc import Iterable, Mapping, Set

from crawler.addresses import allowed
from crawler.result import RESTING, SourceResult
from records.limits import LOOK_LEAST, LOOK_MOST
from records.source import Source
from store.database import Store
from store.ledger import Due
from store.rhythm import note_look, resting
from store.times import later


class Looks:
    """The looks of one run at its sources."""

    def __init__(self, store: Store, sources: Iterable[Source], allow_hosts: Set[str], now: str, *, all: bool) -> None:
        """Read which sources rest; with `all` none does."""
        self._store = store
        self._all = all
        self._least: Mapping[str, int] = {source.name: _least(source, allow_hosts) for source in sources}
        self._resting = {} if all else resting(store, now)

    def rests(self, source: Source) -> str:
        """Give the time before which a source is not asked, "" when it is asked now."""
        return self._resting.get(source.name, "") if self._least[source.name] else ""

    def waits(self, source: Source, due: Due, now: str) -> str:
        """Give the time before which one document of a source is not asked, "" when it is asked now."""
        if self._all or not self._least[source.name]:
            return ""
        return due.due_at if now < due.due_at <= later(now, LOOK_MOST) else ""

    def note(self, result: SourceResult, now: str) -> None:
        """Note what came of a source, for the time of its next look."""
        if result.state != RESTING:
            news = result.new + result.updated > 0
            note_look(self._store, result.source, now, least=self._least[result.source], news=news, failed=bool(result.error))


def _least(source: Source, allow_hosts: Set[str]) -> int:
    if source.every is not None:
        return source.every
    return 0 if allowed(source.home, allow_hosts) else LOOK_LEAST
