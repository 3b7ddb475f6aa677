"""Bring the file from any older schema to the present one, step by step.

The first step makes the present schema at once; each further step brings an older file to it and
finds nothing to do in a new one. The next change of tables or views is a new function below and a
higher SCHEMA_VERSION in store/db/connection.py. A new field of an article brings a step of its own,
by the version that records/article.py declares for it.
"""

from typing import TYPE_CHECKING, Final

from sqlite_utils import Database, Migrations

from records.article import ARTICLE_FIELDS
from records.errors import StoreError
from records.runs import RUN_MEASURES
from store.backup.backup import BACKUP_FOLDER, back_up_connection
from store.backup.retention import prune_migration_backups
from store.db.schema import (
    ALL_TABLES,
    ARTICLES_TABLE,
    AUDIT_TABLE,
    COPIES_TABLE,
    CORRECTIONS_TABLE,
    CREATE_AUDIT_GUARDS,
    CREATE_CHANGES,
    CREATE_FINGERPRINTS,
    CREATE_MISSING_INDEX,
    CREATE_PARTIAL_INDEXES,
    HINTS_TABLE,
    HOST_FILES_TABLE,
    HOSTS_TABLE,
    LICENCES_TABLE,
    MODELS_TABLE,
    SITE_LINES_TABLE,
    SITE_PAGES_TABLE,
    Table,
)
from store.db.schema_search import (
    CREATE_FILTER_INDEX,
    CREATE_SEARCH_INDEX,
    CREATE_TERM_TABLES,
    write_term_inserts,
)
from store.db.views import CREATE_READABLE_VIEWS, CREATE_RIGHTS_VIEW
from text.chinese.folding import VERSION

MIGRATION_BACKUPS: Final = 2  # copies of older schemas, made before a migration


if TYPE_CHECKING:
    from store.db.connection import Store

MIGRATIONS = Migrations("jianwen")


@MIGRATIONS(name="1_first_tables")
def create_first_tables(db: Database) -> None:
    """Make every table, view and the search index."""
    for table in ALL_TABLES:
        _create_table(db, table)
    for sql in (
        CREATE_CHANGES,
        *CREATE_FINGERPRINTS,
        *CREATE_PARTIAL_INDEXES,
        *CREATE_AUDIT_GUARDS,
        CREATE_RIGHTS_VIEW,
        *CREATE_READABLE_VIEWS,
        *CREATE_SEARCH_INDEX,
    ):
        db.conn.execute(sql)
    db.table("meta").insert({"key": "fold", "value": str(VERSION)})


@MIGRATIONS(name="2_harvest")
def add_crawl_tables(db: Database) -> None:
    """Add what the harvest learns: hosts that want to be left alone, articles' own licences, notes,
    further pages.
    """
    for table in (LICENCES_TABLE, HOSTS_TABLE):
        if not db.table(table.name).exists():
            _create_table(db, table)
    for name, column, type_, default in (
        ("sources", "newest", str, ""),
        ("sources", "quiet", int, 0),
        ("pages", "further", str, "[]"),
        ("run_sources", "skipped", int, 0),
        ("run_sources", "notes", str, "[]"),
    ):
        if column not in db.table(name).columns_dict:
            db.table(name).add_column(column, type_, not_null_default=default)
    _remake_views(db)


@MIGRATIONS(name="3_site_lines")
def add_site_lines(db: Database) -> None:
    """Add the memory of each site; it is empty, and the first run over kept pages fills it."""
    for table in (SITE_LINES_TABLE, SITE_PAGES_TABLE):
        if not db.table(table.name).exists():
            _create_table(db, table)


@MIGRATIONS(name="4_archive")
def add_archive_pointers(db: Database) -> None:
    """Add where the archive keeps an address's last whole answer.

    Pages that were fetched before it stay in the store.
    """
    if "archived" not in db.table("urls").columns_dict:
        db.table("urls").add_column("archived", str, not_null_default="[]")


@MIGRATIONS(name="5_health")
def add_health_measures(db: Database) -> None:
    """Add the measures and endpoints of runs, and tolerated failures."""
    for name, column, type_, default in (
        *(("run_sources", measure, int, 0) for measure in RUN_MEASURES),
        ("run_sources", "endpoints", str, "[]"),
        ("sources", "tolerated", int, 0),
    ):
        if column not in db.table(name).columns_dict:
            db.table(name).add_column(column, type_, not_null_default=default)


@MIGRATIONS(name="6_schedule")
def add_schedule(db: Database) -> None:
    """Add when each source is polled next, when each address was last read whole, and the hosts'
    files for crawlers.
    """
    if not db.table(HOST_FILES_TABLE.name).exists():
        _create_table(db, HOST_FILES_TABLE)
    for name, column, type_, default in (
        ("sources", "wait", int, 0),
        ("sources", "due_at", str, ""),
        ("urls", "whole", str, ""),
    ):
        if column not in db.table(name).columns_dict:
            db.table(name).add_column(column, type_, not_null_default=default)


@MIGRATIONS(name="7_search")
def add_search_filters(db: Database) -> None:
    """Let the search filter: add an index over what it filters by, list the medical terms of each
    article by all their names.
    """
    db.conn.execute("DROP INDEX IF EXISTS idx_articles_status_published")
    for sql in (CREATE_FILTER_INDEX, *CREATE_TERM_TABLES):
        db.conn.execute(sql)
    for sql in write_term_inserts("articles AS a, json_each(a.terms)", "a.id").split(";")[:-1]:
        db.conn.execute(sql)


@MIGRATIONS(name="8_copies")
def add_fingerprints(db: Database) -> None:
    """Add the fingerprints of texts, empty until `jianwen refine` has read the kept pages anew.

    Let links say what they mean.
    """
    if not db.table("texts").exists():
        for sql in CREATE_FINGERPRINTS:
            db.conn.execute(sql)
    if "canonical" in db.table("copies").columns_dict:
        rows = list(
            db.query("SELECT uid, canonical AS other_uid, share, 'earlier' AS reason FROM copies")
        )
        db.conn.execute('DROP VIEW IF EXISTS "转载"')
        db.table("copies").drop()
        _create_table(db, COPIES_TABLE)
        db.table("copies").insert_all(rows)
    _remake_views(db)


@MIGRATIONS(name="9_keywords")
def add_keywords(db: Database) -> None:
    """Add the words that set each article apart; refining again fills them."""
    _add_declared_columns(db)


@MIGRATIONS(name="10_models")
def add_model_versions(db: Database) -> None:
    """Keep every version of a translation package with its digests."""
    if "contents" not in db.table("models").columns_dict:
        rows = list(
            db.query("SELECT name, version, sha256, '' AS contents, path, installed FROM models")
        )
        db.table("models").drop()
        _create_table(db, MODELS_TABLE)
        db.table("models").insert_all(rows)


@MIGRATIONS(name="11_corrections")
def add_corrections(db: Database) -> None:
    """Add what people corrected, and the sentences, captions and score of each translation.

    `jianwen translate --again` fills them.
    """
    if not db.table(CORRECTIONS_TABLE.name).exists():
        _create_table(db, CORRECTIONS_TABLE)
    for name, type_, default in (
        ("score", float, 1.0),
        ("captions", str, "[]"),
        ("sentences", str, "[]"),
    ):
        if name not in db.table("translations").columns_dict:
            db.table("translations").add_column(name, type_, not_null_default=default)
    _remake_views(db)


@MIGRATIONS(name="12_hints")
def add_foreign_hints(db: Database) -> None:
    """Add what sources say of articles that are not theirs; so far the first to speak was heard."""
    if not db.table(HINTS_TABLE.name).exists():
        _create_table(db, HINTS_TABLE)


@MIGRATIONS(name="13_unstated_licences")
def add_unstated_licences(db: Database) -> None:
    """Let the rights view know pages that state no licence, on hosts that their source lacks."""
    _remake_views(db)


@MIGRATIONS(name="14_withheld_withdrawals")
def add_withheld_withdrawals(db: Database) -> None:
    """Add what decides whether articles whose pages are gone are withdrawn."""
    for table, name, type_, default in (
        ("urls", "gone_again", str, ""),
        ("urls", "listed", str, ""),
        ("sources", "gone_confirmed", str, ""),
        ("sources", "withheld", int, 0),
    ):
        if name not in db.table(table).columns_dict:
            db.table(table).add_column(name, type_, not_null_default=default)
    db.conn.execute(CREATE_MISSING_INDEX.replace("INDEX", "INDEX IF NOT EXISTS", 1))


@MIGRATIONS(name="15_starts_of_runs")
def index_starts_of_runs(db: Database) -> None:
    """Find the run that stored an article without reading all runs, 50,000 a year."""
    db.table("runs").create_index(["started"], if_not_exists=True)


@MIGRATIONS(name="16_audit")
def add_audit(db: Database) -> None:
    """Add who decided what about articles."""
    if not db.table(AUDIT_TABLE.name).exists():
        _create_table(db, AUDIT_TABLE)
    for sql in CREATE_AUDIT_GUARDS:
        db.conn.execute(sql)
    _remake_views(db)


@MIGRATIONS(name="17_decisions")
def add_decisions(db: Database) -> None:
    """Add whose word a translation and a sentence have."""
    for table, name, type_, default in (
        ("translations", "decision", str, ""),
        ("translations", "decided_by", str, ""),
        ("translations", "decided_at", str, ""),
        ("corrections", "editor", str, ""),
        ("corrections", "note", str, ""),
        ("corrections", "accepted", int, 0),
    ):
        if name not in db.table(table).columns_dict:
            db.table(table).add_column(name, type_, not_null_default=default)
    _remake_views(db)


@MIGRATIONS(name="18_unstored")
def add_unstored_announcements(db: Database) -> None:
    """Add how many announced articles in a row could not be stored, since when and why."""
    for name, type_, default in (
        ("unstored", int, 0),
        ("unstored_since", str, ""),
        ("unstored_reason", str, ""),
    ):
        if name not in db.table("sources").columns_dict:
            db.table("sources").add_column(name, type_, not_null_default=default)


def _add_declared_columns(db: Database) -> None:
    """Add to the articles what is declared and not there yet."""
    articles = db.table(ARTICLES_TABLE.name)
    for name, type_ in ARTICLES_TABLE.columns.items():
        if name not in articles.columns_dict:
            default = ARTICLES_TABLE.defaults.get(name, type_())
            articles.add_column(name, type_, not_null_default=default)


for _version in sorted({use.added for use in ARTICLE_FIELDS.values()} - {0}):
    MIGRATIONS(name=f"{_version}_article_fields")(_add_declared_columns)


def _remake_views(db: Database) -> None:
    for sql in (CREATE_RIGHTS_VIEW, *CREATE_READABLE_VIEWS):
        name = sql.split()[2].strip('"')
        db.conn.execute(f'DROP VIEW IF EXISTS "{name}"')
        db.conn.execute(sql)


def _create_table(db: Database, table: Table) -> None:
    keys = (table.pk,) if isinstance(table.pk, str) else table.pk
    whole = [name for name in table.columns if name not in table.nullable]
    empty: dict[str, object] = {
        name: table.columns[name]()
        for name in whole
        if name not in keys and table.columns[name] is not bytes
    }
    made = db.table(table.name).create(
        table.columns,
        pk=table.pk,
        not_null=whole,
        defaults={**empty, **table.defaults},
        foreign_keys=list(table.foreign) or None,
    )
    for columns in table.indexes:
        made.create_index(list(columns))
    for column in table.unique:
        made.create_index([column], unique=True)


def migrate_store(store: "Store", *, back_up: bool = True) -> None:
    """Apply the missing steps in one transaction, so that two programs that start at once make the
    schema once.

    A store of an older schema is copied first, to backups/NAME-schemaN.db beside it: without the
    copy nothing is changed.
    """
    from store.db.connection import APPLICATION_ID, SCHEMA_VERSION

    version = store.query_number("PRAGMA user_version")
    if back_up and 0 < version < SCHEMA_VERSION:
        _back_up_before(store, version)
    with store.transaction() as connection:
        MIGRATIONS.apply(store.db)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _back_up_before(store: "Store", version: int) -> None:
    folder = store.path.parent / BACKUP_FOLDER
    try:
        back_up_connection(
            store.connection, store.path, folder, f"{store.path.stem}-schema{version}.db", ""
        )
        prune_migration_backups(folder, MIGRATION_BACKUPS)
    except StoreError as error:
        raise StoreError(
            "{path}: schema {version} is older, and without a copy it is not brought up to date:"
            " {error}",
            path=store.path,
            version=version,
            error=error.message,
        ) from error
