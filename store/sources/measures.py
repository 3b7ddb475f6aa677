"""Read what the runs have measured of each source, day by day, with the addresses that announce
it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

from records.clock import DAY_SECONDS
from records.reasons import Reason, VerdictReason, parse_reason
from records.run_notes import NoteKind, RunNote
from records.runs import RUN_MEASURES, RunMeasures
from store.db.connection import Store
from store.db.json_text import dump_json
from store.db.times import add_seconds

# The health of sources.
# of runs that a source is compared with: two months of a weekly source are nine polls
HEALTH_DAYS: Final = 60
PUBLISHING_DAYS: Final = 31  # the last ones, by which a source's interval is known
READ_REASONS: Final = frozenset(("", Reason.UNREADABLE))
"""Reasons with which an address has answered 200 or 304: what it holds was counted."""


class EndpointGap(NamedTuple):
    """All that a list held was newer than the visit before: articles may have been missed."""

    entries: int
    oldest: str  # day of the oldest entry
    visited: str  # day of the visit before

    def build_note(self, url: str) -> RunNote:
        """Make the note about the list at this address."""
        return RunNote.make(NoteKind.POSSIBLE_GAP, url=url, **self._asdict())


@dataclass(frozen=True, slots=True)
class EndpointMeasures:
    """One address that announces a source's articles, as it was found last."""

    kind: str  # feed, sitemap, listing, api
    url: str
    status: int = 0  # as HTTP says it; 0: no answer
    held: int = 0  # articles in it; one that has not changed (304) holds as many as before
    reason: VerdictReason | Literal[""] = ""  # why it could not be read
    moved: str = ""  # where it has moved for good
    gap: EndpointGap | None = None  # articles that the last run may have missed
    tries: int = 0  # failures in a row
    since: str = ""  # when it last answered, or was first polled
    # what it held at the end of each day on which it was read, the newest last
    readings: tuple[int, ...] = ()

    @property
    def read(self) -> bool:
        """Whether what it holds was counted."""
        return self.reason in READ_REASONS


@dataclass(frozen=True, slots=True)
class DayMeasures(RunMeasures):
    """What the runs of one day (UTC) made of a source."""

    day: str
    runs: int = 0
    read: int = 0  # addresses of lists that could be read at the end of the day
    held: int = 0  # articles in them
    new: int = 0


@dataclass(frozen=True, slots=True)
class SourceMeasures:
    """What the judgement of a source rests on."""

    days: tuple[DayMeasures, ...] = ()  # those with a run, the newest last
    endpoints: tuple[EndpointMeasures, ...] = ()
    published: tuple[str, ...] = ()  # its last publishing days, the newest first


_SUMMED_FIELDS: Final = ("new", *RUN_MEASURES)
_STORED_FIELDS: Final = ("kind", "url", "status", "held", "reason", "moved", "gap")


def dump_endpoints(endpoints: Iterable[EndpointMeasures]) -> str:
    """Write how the addresses of a source were found."""
    return dump_json(
        [[getattr(endpoint, name) for name in _STORED_FIELDS] for endpoint in endpoints]
    )


def load_endpoints(text: str) -> tuple[EndpointMeasures, ...]:
    """Read what `endpoints_json` wrote."""
    return tuple(_load_endpoint(*row) for row in json.loads(text))


def _load_endpoint(
    kind: str,
    url: str,
    status: int,
    held: int,
    reason: str,
    moved: str,
    gap: tuple[int, str, str] | None = None,  # rows of older versions have none
) -> EndpointMeasures:
    return EndpointMeasures(
        kind,
        url,
        status,
        held,
        parse_reason(reason) if reason else "",
        moved,
        EndpointGap(*gap) if gap else None,
    )


def read_last_endpoints(store: Store, source: str) -> tuple[EndpointMeasures, ...]:
    """Give how the addresses of a source were found by its last run that looked."""
    rows = store.query(
        "SELECT endpoints FROM run_sources WHERE source = ? AND endpoints <> '[]' ORDER BY run DESC"
        " LIMIT 1",
        (source,),
    )
    return load_endpoints(rows[0]["endpoints"]) if rows else ()


def read_source_measures(store: Store, now: str) -> dict[str, SourceMeasures]:
    """Give the last HEALTH_DAYS of every source that was harvested in them."""
    rows = store.query(
        f"""SELECT rs.source, substr(r.started, 1, 10) AS day, count(*) AS runs,
          max(rs.run) AS last, rs.endpoints,
          {", ".join(f"sum(rs.{name}) AS {name}" for name in _SUMMED_FIELDS)}
        FROM run_sources AS rs JOIN runs AS r ON r.id = rs.run
        WHERE rs.run > coalesce((SELECT id FROM runs WHERE started < ? ORDER BY id DESC LIMIT 1), 0)
          AND (r.command = 'crawl' OR r.command LIKE 'scrapy crawl %')
        GROUP BY rs.source, day ORDER BY rs.source, day""",
        (add_seconds(now, -HEALTH_DAYS * DAY_SECONDS),),
    )
    days_by_source: dict[str, list[tuple[DayMeasures, tuple[EndpointMeasures, ...]]]] = defaultdict(
        list
    )
    for row in rows:
        ends = load_endpoints(row["endpoints"])
        held = [endpoint.held for endpoint in ends if endpoint.read]
        day = DayMeasures(
            row["day"],
            row["runs"],
            len(held),
            sum(held),
            **{name: row[name] for name in _SUMMED_FIELDS},
        )
        days_by_source[row["source"]].append((day, ends))
    tried = _read_endpoint_failures(store)
    return {
        source: SourceMeasures(
            tuple(day for day, _ in days),
            _join_readings(source, [ends for _, ends in days], tried),
            _list_publishing_days(store, source, now),
        )
        for source, days in days_by_source.items()
    }


def _join_readings(
    source: str,
    days: list[tuple[EndpointMeasures, ...]],
    failures: Mapping[tuple[str, str, str], tuple[int, str]],
) -> tuple[EndpointMeasures, ...]:
    """Give the addresses of the last run, each with what it held on each day."""
    readings: dict[tuple[str, str], list[int]] = defaultdict(list)
    for endpoint in (endpoint for ends in days for endpoint in ends if endpoint.read):
        readings[endpoint.kind, endpoint.url].append(endpoint.held)
    last: tuple[EndpointMeasures, ...] = next((ends for ends in reversed(days) if ends), ())
    return tuple(
        replace(
            endpoint,
            tries=tries,
            since=since,
            readings=tuple(readings[endpoint.kind, endpoint.url]),
        )
        for endpoint in last
        for tries, since in [failures.get((source, endpoint.kind, endpoint.url), (0, ""))]
    )


def _read_endpoint_failures(store: Store) -> dict[tuple[str, str, str], tuple[int, str]]:
    """Give for every address that announces articles its failures in a row, and when it last
    answered.
    """
    rows = store.query(
        "SELECT source, kind, url, tries, fetched, found FROM urls WHERE kind <> 'article' AND"
        " tries > 0"
    )
    return {
        (row["source"], row["kind"], row["url"]): (row["tries"], row["fetched"] or row["found"])
        for row in rows
    }


def _list_publishing_days(store: Store, source: str, now: str) -> tuple[str, ...]:
    """Give the last days on which a source published, by one index look-up for each."""
    rows = store.query(
        """WITH RECURSIVE days(day, number) AS (
          SELECT substr(max(published), 1, 10), 1 FROM articles
            WHERE source = :source AND published <= :now
          UNION ALL
          SELECT (SELECT substr(max(a.published), 1, 10) FROM articles AS a
            WHERE a.source = :source AND a.published < days.day), number + 1
          FROM days WHERE days.day > '' AND number < :most)
        SELECT day FROM days WHERE day > ''""",
        {"source": source, "now": now, "most": PUBLISHING_DAYS},
    )
    return tuple(row["day"] for row in rows)
