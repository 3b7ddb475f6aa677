"""The tables of the store: their columns, keys and indexes."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Table:
    """One table; no column is ever NULL unless it stands in `nullable`."""

    name: str
    columns: dict[str, type]
    pk: str | tuple[str, ...]
    defaults: dict[str, object]
    indexes: tuple[tuple[str, ...], ...] = ()
    unique: tuple[str, ...] = ()
    nullable: tuple[str, ...] = ()
    foreign: tuple[tuple[str, str, str], ...] = ()


def _texts(names: str) -> dict[str, type]:
    return dict.fromkeys(names.split(), str)


META: Final = Table("meta", _texts("key value"), "key", {})

SOURCES: Final = Table(
    "sources",
    _texts("name title kind home language")
    | {"enabled": int}
    | _texts("licence full_text")
    | {"translate": int}
    | _texts("attribution")
    | {"stale_after": int}
    | _texts("added changed last_new newest")
    | {"quiet": int, "tolerated": int, "wait": int}
    | _texts("due_at"),
    "name",
    {"full_text": "none", "translate": 0, "enabled": 1, "stale_after": 0, "quiet": 0, "tolerated": 0, "wait": 0},
)

URLS: Final = Table(
    "urls",
    {"id": int} | _texts("url uid source kind state settled found due_at leased_until") | {"run": int, "tries": int, "checks": int}
    | _texts("etag last_modified digest fetched") | {"status": int} | _texts("gone_at line hint archived whole"),
    "id",
    {"settled": "", "tries": 0, "checks": 0, "status": 0, "hint": "{}", "archived": "[]"},
    indexes=(("source", "kind", "state", "due_at"), ("uid",), ("url",), ("state", "line")),
    nullable=("run",),
)  # fmt: skip

PAGES: Final = Table(
    "pages",
    {"url_id": int} | _texts("form media charset") | {"status": int} | _texts("fetched fetched_url hint digest")
    | {"size": int, "body": bytes} | _texts("further"),
    "url_id",
    {"hint": "{}", "further": "[]"},
    foreign=(("url_id", "urls", "id"),),
)  # fmt: skip

ARTICLES: Final = Table(
    "articles",
    # Long texts last: SQLite follows a chain of pages through all that stands before a column, and a search reads the status of
    # every article it finds.
    {"id": int}
    | _texts("uid url source status reason")
    | {"version": int, "is_canonical": int}
    | _texts("cluster published fetched modified added language script translation line fingerprint")
    | {"damaged": int}
    | _texts("title title_zh outlet author editor section tags images terms body body_zh words removed keywords"),
    "id",
    {
        "status": "published",
        "version": 1,
        "is_canonical": 1,
        "translation": "none",
        "damaged": 0,
    }
    | dict.fromkeys(("tags", "images", "terms", "words", "removed", "keywords"), "[]"),
    indexes=(("source", "published"), ("fingerprint",), ("cluster",), ("translation",)),
    unique=("uid", "url"),
)

COPIES: Final = Table(
    "copies",
    _texts("uid other_uid") | {"share": float} | _texts("relation reason"),
    ("uid", "other_uid"),
    {"share": 1.0, "relation": "copy"},
    indexes=(("other_uid",),),
)

REVISIONS: Final = Table(
    "revisions",
    {"id": int} | _texts("uid") | {"version": int} | _texts("at changed title") | {"old": bytes},
    "id",
    {"changed": "[]"},
    indexes=(("uid", "version"),),
)

TRANSLATIONS: Final = Table(
    "translations",
    _texts("uid language") | {"version": int} | _texts("title body status backend model at flagged") | {"score": float}
    | _texts("captions sentences"),
    ("uid", "language"),
    {"score": 1.0} | dict.fromkeys(("flagged", "captions", "sentences"), "[]"),
)  # fmt: skip

SENTENCES: Final = Table("sentences", _texts("model source target checks at"), ("model", "source"), {"checks": "[]"})

CORRECTIONS: Final = Table("corrections", _texts("source target uid at") | {"spread": int}, "source", {"spread": 0}, indexes=(("spread",),))

MODELS: Final = Table("models", _texts("name version sha256 contents path installed"), ("name", "version"), {})

VERDICTS: Final = Table(
    "verdicts",
    {"id": int} | _texts("url source stage kind reason detail at") | {"run": int},
    "id",
    {},
    indexes=(("url",), ("run", "reason")),
    nullable=("run",),
)

RUNS: Final = Table(
    "runs",
    {"id": int} | _texts("command version started finished") | {"exit_code": int} | _texts("summary"),
    "id",
    {"summary": "{}"},
    nullable=("exit_code",),
)

COUNTERS: Final = ("found", "fetched", "unchanged", "new", "updated", "copies", "dropped", "failed")

MEASURES: Final = ("answers", "not_modified", "firsts", "measured", "chars", "with_title", "with_published", "with_outlet", "with_author")
"""What a run measures of a source, besides: how it answers, what its new articles hold."""

RUN_SOURCES: Final = Table(
    "run_sources",
    {"run": int} | _texts("source state error") | dict.fromkeys(COUNTERS, int),
    ("run", "source"),
    {"state": "ok"} | dict.fromkeys(COUNTERS, 0),
    indexes=(("source", "run"),),
    foreign=(("run", "runs", "id"),),
)

LICENCES: Final = Table("licences", _texts("uid licence full_text") | {"translate": int}, "uid", {})

HOSTS: Final = Table("hosts", _texts("host until reason detail at"), "host", {})

HOST_FILES: Final = Table(
    "host_files",
    _texts("host name") | {"status": int, "body": bytes} | _texts("etag last_modified fetched"),
    ("host", "name"),
    {},
)

SITE_LINES: Final = Table(
    "site_lines",
    _texts("host") | dict.fromkeys(("trace", "pages", "standing", "first", "last"), int),
    ("host", "trace"),
    {},
    indexes=(("host", "pages"), ("host", "last")),
)

SITE_PAGES: Final = Table(
    "site_pages",
    {"url_id": int, "host": str, "number": int, "traces": bytes},
    "url_id",
    {},
    indexes=(("host", "number"),),
    foreign=(("url_id", "urls", "id"),),
)

TABLES: Final = (
    META, SOURCES, URLS, PAGES, ARTICLES, LICENCES, COPIES, REVISIONS, TRANSLATIONS, SENTENCES, CORRECTIONS, MODELS, VERDICTS,
    RUNS, RUN_SOURCES, HOSTS, HOST_FILES, SITE_LINES, SITE_PAGES,
)  # fmt: skip

CHANGES: Final = """
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL,
  op TEXT NOT NULL,
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
)"""
"""By hand: sqlite-utils knows no AUTOINCREMENT, and without it a number could be given twice after a deletion."""

FINGERPRINTS: Final = (
    """CREATE TABLE texts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  fingerprint TEXT NOT NULL UNIQUE,
  extent INTEGER NOT NULL,
  prints BLOB NOT NULL,
  facts BLOB NOT NULL
)""",
    "CREATE TABLE prints (print INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (print, text)) WITHOUT ROWID",
    "CREATE TABLE facts (fact INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (fact, text)) WITHOUT ROWID",
    """CREATE TABLE near (
  text INTEGER NOT NULL,
  other INTEGER NOT NULL,
  relation TEXT NOT NULL,
  share REAL NOT NULL,
  PRIMARY KEY (text, other)
) WITHOUT ROWID""",
)
"""By hand: sqlite-utils knows no WITHOUT ROWID, which halves what prints take; a number given twice would hide a new text."""

PARTIAL_INDEXES: Final = (
    "CREATE UNIQUE INDEX urls_one_article ON urls (url) WHERE kind = 'article'",
    "CREATE UNIQUE INDEX urls_one_endpoint ON urls (source, kind, url) WHERE kind <> 'article'",
    "CREATE INDEX changes_uid ON changes (uid, seq)",
)
