"""The sources as the store knows them: their names, their rights, how they are doing."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from records.reasons import VerdictReason
from records.source import Source
from store.articles.changes import record_changes
from store.articles.translation_queue import queue_translations
from store.db.connection import Store
from store.db.times import find_latest_date
from store.sources.measures import SourceMeasures, read_source_measures


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """How one source is doing, for `jianwen sources` and `jianwen status`."""

    name: str
    title: str
    kind: str
    enabled: bool
    licence: str
    full_text: str
    translate: bool
    stale_after: int  # seconds
    articles: int  # published ones
    waiting: int  # addresses that are due
    failed: int  # addresses whose last download failed
    last_run: str  # when the last run that polled it began
    last_state: str  # what came of it: ok, failed …
    last_error: str
    last_new: str  # when its last new article was stored
    added: str = ""  # when it was first seen
    # latest publication date that it has announced, UTC or a bare day; "" when it dates hardly any
    newest: str = ""
    quiet: int = 0  # runs in a row that brought nothing new
    notes: tuple[str, ...] = ()  # remarks of the last run
    tolerated: bool = False  # known to be out of reach from some places
    due_at: str = ""  # when it is polled next; "": by the next run
    withheld: int = 0  # articles whose pages are gone, too many to withdraw without a person
    # newly announced articles in a row of which none could be stored
    unstored: int = 0
    unstored_since: str = ""  # when the first of them failed
    unstored_reason: str = ""  # of most of them in the last run
    vitals: SourceMeasures = field(default_factory=SourceMeasures)  # what its last runs measured


def _source_columns(source: Source) -> dict[str, str | int]:
    rights = source.rights
    return {
        "name": source.name,
        "title": source.title,
        "kind": source.kind,
        "home": source.home,
        "language": source.language,
        "enabled": int(source.enabled),
        "licence": rights.licence,
        "full_text": rights.full_text,
        "translate": int(rights.translate),
        "attribution": rights.attribution,
        "stale_after": source.stale_after,
        "tolerated": int(source.tolerate_failure),
    }


def sync_sources(store: Store, sources: Iterable[Source], now: str) -> None:
    """Write the sources as their files describe them now.

    Where the rights changed, all articles of the source are announced again, and the translation
    queue follows; a translation that is no longer allowed is taken out. A source whose file is gone
    keeps its row and its rights: its articles are still there.
    """
    rows = {source.name: _source_columns(source) for source in sources}
    stored = {row["name"]: dict(row) for row in store.query("SELECT * FROM sources")}
    changed = {
        name: row for name, row in rows.items() if not row.items() <= stored.get(name, {}).items()
    }
    if not changed:
        return
    with store.transaction() as connection:
        for name, row in changed.items():
            old = stored.get(name, {"added": now, "last_new": ""})
            store.db.table("sources").upsert({**old, **row, "changed": now}, pk="name")
            if any(
                old.get(column) != row[column]
                for column in ("licence", "full_text", "translate", "attribution", "title")
            ):
                articles = connection.execute(
                    "SELECT uid FROM articles WHERE source = ? ORDER BY id", (name,)
                ).fetchall()
                uids = [article["uid"] for article in articles]
                queue_translations(connection, uids)
                record_changes(connection, uids, now)


def list_source_facts(store: Store, now: str = "") -> list[SourceFacts]:
    """Say how each source is doing, in the order of their names.

    With `now` also what its last runs measured.
    """
    measured = read_source_measures(store, now) if now else {}
    rows = store.query("""
        SELECT s.name, s.title, s.kind, s.enabled, s.licence, s.full_text, s.translate,
          s.stale_after, s.last_new,
          s.added, s.newest, s.quiet, s.tolerated, s.due_at, s.withheld,
          s.unstored, s.unstored_since, s.unstored_reason,
          coalesce(rs.notes, '[]') AS notes,
          (SELECT count(*) FROM articles AS a
            WHERE a.source = s.name AND a.status = 'published') AS articles,
          (SELECT count(*) FROM urls AS u WHERE u.source = s.name AND u.kind = 'article'
            AND u.state = 'due') AS waiting,
          (SELECT count(*) FROM urls AS u WHERE u.source = s.name AND u.tries > 0) AS failed,
          coalesce(r.started, '') AS last_run, coalesce(rs.state, '') AS last_state,
          coalesce(rs.error, '') AS last_error
        FROM sources AS s
        LEFT JOIN run_sources AS rs ON rs.source = s.name
          AND rs.run = (SELECT max(run) FROM run_sources
            WHERE source = s.name AND state <> 'resting')
        LEFT JOIN runs AS r ON r.id = rs.run
        ORDER BY s.name""")
    return [
        SourceFacts(
            **{**dict(row), **_read_flags(row)}, vitals=measured.get(row["name"], SourceMeasures())
        )
        for row in rows
    ]


def _read_flags(row: sqlite3.Row) -> dict[str, object]:
    truths = {name: bool(row[name]) for name in ("enabled", "translate", "tolerated")}
    return {**truths, "notes": tuple(json.loads(row["notes"]))}


def record_source_activity(
    store: Store,
    source: str,
    now: str,
    *,
    new: int,
    dates: Sequence[str],
    whole: bool,
    answered: bool,
    unstored: Mapping[VerdictReason, int] = MappingProxyType({}),
) -> None:
    """Note after a run how alive a source is: the newest date among its announcements, how long it
    has brought nothing new.

    `dates` are those of the announced articles, "" for one without; where most have none they say
    nothing about the source, and when it was heard as a `whole` the date from earlier runs goes
    too. A run that was not `answered` is none without news. `unstored` are the reasons for which
    newly announced articles could not be stored.
    """
    given = [date for date in dates if date]
    dated = 2 * len(given) >= len(dates)
    newest = find_latest_date(given, now) if dated else ""
    forget = bool(dates) and whole and not dated
    with store.transaction() as connection:
        connection.execute(
            """UPDATE sources SET newest = CASE WHEN :forget THEN '' ELSE max(newest, :newest) END,
            quiet = CASE WHEN :new THEN 0 ELSE quiet + :answered END,
            unstored_since = CASE WHEN :new THEN '' WHEN unstored = 0 AND :unstored THEN :now
              ELSE unstored_since END,
            unstored_reason = CASE WHEN :new THEN '' WHEN :unstored THEN :reason
              ELSE unstored_reason END,
            unstored = CASE WHEN :new THEN 0 ELSE unstored + :unstored END
            WHERE name = :source""",
            {
                "now": now,
                "unstored": sum(unstored.values()),
                "reason": max(unstored, key=unstored.__getitem__, default=""),
                "forget": forget,
                "newest": newest,
                "new": new,
                "answered": answered,
                "source": source,
            },
        )
