"""The tables of the store: their columns, keys and indexes."""

from dataclasses import dataclass
from typing import Final

from records.article import ARTICLE_FIELDS, ColumnForm
from records.runs import RUN_COUNTERS


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


def _text_columns(names: str) -> dict[str, type]:
    return dict.fromkeys(names.split(), str)


META_TABLE: Final = Table("meta", _text_columns("key value"), "key", {})

SOURCES_TABLE: Final = Table(
    "sources",
    _text_columns("name title kind home language")
    | {"enabled": int}
    | _text_columns("licence full_text")
    | {"translate": int}
    | _text_columns("attribution")
    | {"stale_after": int}
    | _text_columns("added changed last_new newest")
    | {"quiet": int, "tolerated": int, "wait": int}
    | _text_columns("due_at gone_confirmed")
    | {"withheld": int, "unstored": int}
    | _text_columns("unstored_since unstored_reason"),
    "name",
    {
        "full_text": "none",
        "translate": 0,
        "enabled": 1,
        "stale_after": 0,
        "quiet": 0,
        "tolerated": 0,
        "wait": 0,
        "withheld": 0,
        "unstored": 0,
    },
)

URLS_TABLE: Final = Table(
    "urls",
    {"id": int}
    | _text_columns("url uid source kind state settled found due_at leased_until")
    | {"run": int, "tries": int, "checks": int}
    | _text_columns("etag last_modified digest fetched")
    | {"status": int}
    | _text_columns("gone_at line hint archived whole gone_again listed"),
    "id",
    {"settled": "", "tries": 0, "checks": 0, "status": 0, "hint": "{}", "archived": "[]"},
    indexes=(("source", "kind", "state", "due_at"), ("uid",), ("url",), ("state", "line")),
    nullable=("run",),
)

HINTS_TABLE: Final = Table(
    "hints",
    {"url_id": int} | _text_columns("source hint at"),
    ("url_id", "source"),
    {"hint": "{}"},
    foreign=(("url_id", "urls", "id"),),
)

PAGES_TABLE: Final = Table(
    "pages",
    {"url_id": int}
    | _text_columns("form media charset")
    | {"status": int}
    | _text_columns("fetched fetched_url hint digest")
    | {"size": int, "body": bytes}
    | _text_columns("further"),
    "url_id",
    {"hint": "{}", "further": "[]"},
    foreign=(("url_id", "urls", "id"),),
)

_SQL_TYPES: Final[dict[ColumnForm, type]] = {"integer": int, "flag": int, "real": float}
_JSON_FORMS: Final = frozenset(("words", "terms", "keywords", "images"))
_ARTICLE_COLUMNS: Final = {
    use.column or name: use.form for name, use in ARTICLE_FIELDS.items() if use.table == "articles"
}

ARTICLES_TABLE: Final = Table(
    "articles",
    # Long texts last: SQLite follows a chain of pages through all that stands before a column, and
    # a search reads the status of every article it finds. New fields follow, as a migration adds
    # them.
    {"id": int}
    | _text_columns("uid url source status reason")
    | {"version": int, "is_canonical": int}
    | _text_columns(
        "cluster published fetched modified added language script translation line fingerprint"
    )
    | {"damaged": int}
    | _text_columns(
        "title title_zh outlet author editor section tags images terms body body_zh words removed"
        " keywords"
    )
    | {name: _SQL_TYPES.get(form, str) for name, form in _ARTICLE_COLUMNS.items()},
    "id",
    {
        "status": "published",
        "version": 1,
        "is_canonical": 1,
        "translation": "none",
        "damaged": 0,
    }
    | dict.fromkeys(("tags", "removed"), "[]")
    | {name: "[]" for name, form in _ARTICLE_COLUMNS.items() if form in _JSON_FORMS},
    indexes=(("source", "published"), ("fingerprint",), ("cluster",), ("translation",)),
    unique=("uid", "url"),
)

COPIES_TABLE: Final = Table(
    "copies",
    _text_columns("uid other_uid") | {"share": float} | _text_columns("relation reason"),
    ("uid", "other_uid"),
    {"share": 1.0, "relation": "copy"},
    indexes=(("other_uid",),),
)

REVISIONS_TABLE: Final = Table(
    "revisions",
    {"id": int}
    | _text_columns("uid")
    | {"version": int}
    | _text_columns("at changed title")
    | {"old": bytes},
    "id",
    {"changed": "[]"},
    indexes=(("uid", "version"),),
)

TRANSLATIONS_TABLE: Final = Table(
    "translations",
    _text_columns("uid language")
    | {"version": int}
    | _text_columns("title body status backend model at flagged")
    | {"score": float}
    | _text_columns("captions sentences decision decided_by decided_at"),
    ("uid", "language"),
    {"score": 1.0} | dict.fromkeys(("flagged", "captions", "sentences"), "[]"),
)

SENTENCES_TABLE: Final = Table(
    "sentences",
    _text_columns("model source target checks at"),
    ("model", "source"),
    {"checks": "[]"},
)

CORRECTIONS_TABLE: Final = Table(
    "corrections",
    _text_columns("source target uid at")
    | {"spread": int}
    | _text_columns("editor note")
    | {"accepted": int},
    "source",
    {"spread": 0, "accepted": 0},
    indexes=(("spread",),),
)

MODELS_TABLE: Final = Table(
    "models", _text_columns("name version sha256 contents path installed"), ("name", "version"), {}
)

VERDICTS_TABLE: Final = Table(
    "verdicts",
    {"id": int} | _text_columns("url source stage kind reason detail at") | {"run": int},
    "id",
    {},
    indexes=(("url",), ("run", "reason")),
    nullable=("run",),
)

RUNS_TABLE: Final = Table(
    "runs",
    {"id": int}
    | _text_columns("command version started finished")
    | {"exit_code": int}
    | _text_columns("summary"),
    "id",
    {"summary": "{}"},
    indexes=(("started",),),
    nullable=("exit_code",),
)

RUN_SOURCES_TABLE: Final = Table(
    "run_sources",
    {"run": int} | _text_columns("source state error") | dict.fromkeys(RUN_COUNTERS, int),
    ("run", "source"),
    {"state": "ok"} | dict.fromkeys(RUN_COUNTERS, 0),
    indexes=(("source", "run"),),
    foreign=(("run", "runs", "id"),),
)

LICENCES_TABLE: Final = Table(
    "licences", _text_columns("uid licence full_text") | {"translate": int}, "uid", {}
)

HOSTS_TABLE: Final = Table("hosts", _text_columns("host until reason detail at"), "host", {})

HOST_FILES_TABLE: Final = Table(
    "host_files",
    _text_columns("host name")
    | {"status": int, "body": bytes}
    | _text_columns("etag last_modified fetched"),
    ("host", "name"),
    {},
)

SITE_LINES_TABLE: Final = Table(
    "site_lines",
    _text_columns("host") | dict.fromkeys(("trace", "pages", "standing", "first", "last"), int),
    ("host", "trace"),
    {},
    indexes=(("host", "pages"), ("host", "last")),
)

SITE_PAGES_TABLE: Final = Table(
    "site_pages",
    {"url_id": int, "host": str, "number": int, "traces": bytes},
    "url_id",
    {},
    indexes=(("host", "number"),),
    foreign=(("url_id", "urls", "id"),),
)

AUDIT_TABLE: Final = Table(
    "audit", {"id": int} | _text_columns("at by action uid detail"), "id", {}, indexes=(("uid",),)
)

ALL_TABLES: Final = (
    META_TABLE,
    SOURCES_TABLE,
    URLS_TABLE,
    PAGES_TABLE,
    ARTICLES_TABLE,
    LICENCES_TABLE,
    COPIES_TABLE,
    REVISIONS_TABLE,
    TRANSLATIONS_TABLE,
    SENTENCES_TABLE,
    CORRECTIONS_TABLE,
    MODELS_TABLE,
    VERDICTS_TABLE,
    RUNS_TABLE,
    RUN_SOURCES_TABLE,
    HOSTS_TABLE,
    HOST_FILES_TABLE,
    SITE_LINES_TABLE,
    SITE_PAGES_TABLE,
    AUDIT_TABLE,
)

CREATE_CHANGES: Final = """
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL,
  op TEXT NOT NULL,
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
)"""
"""By hand: sqlite-utils knows no AUTOINCREMENT, and without it a number could be given twice after
a deletion.
"""

CREATE_AUDIT_GUARDS: Final = tuple(
    f"""CREATE TRIGGER IF NOT EXISTS audit_no_{event.lower()} BEFORE {event} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END"""
    for event in ("UPDATE", "DELETE")
)

CREATE_FINGERPRINTS: Final = (
    """CREATE TABLE texts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  fingerprint TEXT NOT NULL UNIQUE,
  extent INTEGER NOT NULL,
  prints BLOB NOT NULL,
  facts BLOB NOT NULL
)""",
    (
        "CREATE TABLE prints (print INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (print,"
        " text)) WITHOUT ROWID"
    ),
    (
        "CREATE TABLE facts (fact INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (fact,"
        " text)) WITHOUT ROWID"
    ),
    """CREATE TABLE near (
  text INTEGER NOT NULL,
  other INTEGER NOT NULL,
  relation TEXT NOT NULL,
  share REAL NOT NULL,
  PRIMARY KEY (text, other)
) WITHOUT ROWID""",
)
"""By hand: sqlite-utils knows no WITHOUT ROWID, which halves what prints take.

A number given twice would hide a new text.
"""

CREATE_MISSING_INDEX: Final = (
    "CREATE INDEX urls_gone ON urls (source, settled) WHERE gone_at <> '' AND kind = 'article'"
)
CREATE_PARTIAL_INDEXES: Final = (
    "CREATE UNIQUE INDEX urls_one_article ON urls (url) WHERE kind = 'article'",
    "CREATE UNIQUE INDEX urls_one_endpoint ON urls (source, kind, url) WHERE kind <> 'article'",
    "CREATE INDEX changes_uid ON changes (uid, seq)",
    CREATE_MISSING_INDEX,
)
