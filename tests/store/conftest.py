"""A store in a temporary folder and a small press that fills it."""

import dataclasses
import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.stages.fingerprint import compute_fingerprint
from records.page import Page
from records.record import Record
from records.source import Rights, Source
from records.verdict import Verdict
from store.articles.withdraw import withdraw_article
from store.db.connection import APPLICATION_ID, Store
from store.ledger.raw_pages import keep_page
from store.open import open_store
from store.settle import StoreOutcome, store_result
from store.sources.sources import sync_sources
from text.chinese.folding import fold_text

NOW = "2026-11-23T19:00:00Z"
SOURCES = (
    Source(
        "daily",
        "健康日报",
        "news",
        "https://daily.example/",
        rights=Rights("all-rights-reserved", "internal", True, "健康日报"),
    ),
    Source(
        "open",
        "Open Health",
        "authority",
        "https://open.example/",
        rights=Rights("CC-BY-4.0", "public", True, "Open Health"),
    ),
    Source("closed", "No Rights", "journal", "https://closed.example/"),
)


class Press:
    """Brings articles into a store the way a run does: keep the page, settle what the line made of
    it.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def keep(
        self, url: str, text: str, *, source: str = "daily", now: str = NOW, run: int | None = None
    ) -> int:
        return keep_page(self.store, Page(url, source, text.encode(), now), now, run=run).id

    def record(
        self,
        url: str,
        *,
        source: str = "daily",
        now: str = NOW,
        body: str = "正文。",
        **fields: object,
    ) -> Record:
        page = Page(url, source, b"", now)
        fields = {
            "title": "标题",
            "language": "zh",
            "script": "Hans",
            "fingerprint": hashlib.sha256(fold_text(body).encode()).hexdigest(),
            **fields,
        }
        return dataclasses.replace(Record.from_page(page), body=body, **fields)

    def publish(
        self,
        url: str,
        *,
        source: str = "daily",
        now: str = NOW,
        line: str = "L1",
        run: int | None = None,
        **fields: object,
    ) -> StoreOutcome:
        record = self.record(url, source=source, now=now, **fields)
        id = self.keep(url, repr(record), source=source, now=now, run=run)
        return store_result(self.store, id, record, now, pipeline_version=line, run=run)

    def issue(
        self, url: str, body: str, *, source: str = "daily", now: str = NOW, **fields: object
    ) -> str:
        """Publish with the fingerprints that the line makes of the body; gives the uid."""
        record = compute_fingerprint(self.record(url, source=source, now=now, body=body, **fields))
        return store_result(
            self.store,
            self.keep(url, repr(record), source=source, now=now),
            record,
            now,
            pipeline_version="L1",
        ).uid

    def judge(
        self,
        url: str,
        verdict: Verdict,
        *,
        text: str = "page",
        now: str = NOW,
        line: str = "L1",
        run: int | None = None,
    ) -> StoreOutcome:
        return store_result(
            self.store,
            self.keep(url, text, now=now, run=run),
            verdict,
            now,
            pipeline_version=line,
            run=run,
        )

    def withdraw(self, uid: str, reason: str, now: str) -> bool:
        """Withdraw as a crawl does, for any reason."""
        with self.store.transaction() as connection:
            return withdraw_article(connection, uid, reason, now)

    def row(self, sql: str, *bound: object) -> dict[str, object]:
        (row,) = self.store.query(sql, bound)
        return dict(row)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "jianwen.db"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store with its sources, made once and copied: the schema costs more than most
    tests.
    """
    made = tmp_path_factory.mktemp("template") / "jianwen.db"
    with open_store(made) as opened:
        sync_sources(opened, SOURCES, NOW)
    return made


@pytest.fixture
def store(path: Path, template: Path) -> Iterator[Store]:
    path.parent.mkdir()
    shutil.copy(template, path)
    with open_store(path) as opened:
        yield opened


@pytest.fixture
def press(store: Store) -> Press:
    return Press(store)


@pytest.fixture(scope="session")
def press_of() -> Callable[[Store], Press]:
    """A press for any store, for tests that build their own."""
    return Press


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store as Jianwen 0.1.0 left it, with one source and one article in it."""
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("fold", 1, lambda text: text, deterministic=True)
        connection.create_function("mark", 1, lambda text: text, deterministic=True)
        connection.executescript((Path(__file__).parent / "schema1.sql").read_text("utf-8"))
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('jianwen',"
            " '1_first_tables', '')"
        )
        connection.execute("INSERT INTO meta (key, value) VALUES ('fold', '1')")
        connection.execute(
            "INSERT INTO sources (name, title, licence, translate) VALUES ('daily', '健康日报',"
            " 'CC-BY-ND-4.0', 1)"
        )
        connection.execute(
            "INSERT INTO articles (uid, url, source, title) VALUES ('a1',"
            " 'https://daily.example/1', 'daily', '高血压')"
        )
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    return path
