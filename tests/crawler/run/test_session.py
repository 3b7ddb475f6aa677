"""A run's end is written, or it is said that it was not; a page is counted once."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.run.session import CrawlOptions, CrawlSession
from records.errors import StoreError
from records.page import Page
from records.paths import Paths
from records.source import Source
from store.db.connection import Store
from store.ledger.raw_pages import keep_page
from store.open import open_store
from store.sources.runs import list_run_sources, list_runs

pytestmark = pytest.mark.dates
SOURCE = Source("daily", "Daily", "news", "https://daily.example/")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "var" / "jianwen.db", wait=0.05) as store:
        yield store


@pytest.fixture
def session(store: Store, tmp_path: Path) -> CrawlSession:
    return CrawlSession(
        Paths.of({"JIANWEN_HOME": str(tmp_path / "var")}),
        store,
        [SOURCE],
        "crawl",
        "0.1",
        CrawlOptions(dry_run=True),
    )


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    """Another program's connection to the same store."""
    with open_store(store.path) as other:
        yield other


def test_a_run_that_ends_is_written_with_its_exit_code(session, store):
    with session:
        pass
    assert [(run.exit_code, bool(run.finished)) for run in list_runs(store, 9)] == [(0, True)]


def test_an_end_that_cannot_be_written_is_told(session, store, other):
    with pytest.raises(StoreError, match="kept it locked"), other.transaction(), session:
        pass
    assert [run.exit_code for run in list_runs(store, 9)] == [None]
    assert isinstance(session.error, StoreError)


def test_the_fault_that_ended_a_run_is_the_one_that_is_told(session, other):
    with pytest.raises(StoreError, match="the first fault"), other.transaction(), session:
        raise StoreError("the first fault")


def test_a_page_that_is_read_again_to_the_same_end_is_not_counted_again(store, tmp_path):
    text = "流感疫苗每年接种一次，老年人和儿童优先接种，接种后留观三十分钟。" * 4
    html = f"<title>接种提醒</title><h1>接种提醒</h1><p>{text}</p>"
    page = Page(
        url="https://daily.example/1",
        source="daily",
        body=html.encode(),
        fetched="2026-11-23T19:00:00Z",
    )
    with CrawlSession(
        Paths.of({"JIANWEN_HOME": str(tmp_path / "var")}),
        store,
        [SOURCE],
        "crawl",
        "0.1",
        CrawlOptions(),
    ) as session:
        first = asyncio.run(session.ingest(SOURCE, page))
        again = asyncio.run(session.ingest(SOURCE, page, ledger_id=1))
    (result,) = session.result.sources
    assert (first.kind, again.kind, result.new, result.unchanged) == ("new", "unchanged", 1, 0)
    (counted,) = list_run_sources(store, session.run)
    assert (counted.new, counted.unchanged, counted.fetched) == (1, 0, 1)


def test_a_page_over_which_two_runs_were_killed_is_set_aside(store, tmp_path):
    page = Page("https://daily.example/1", "daily", b"<p>x", "2026-11-23T19:00:00Z")
    id = keep_page(store, page, "2026-11-23T19:00:00Z").id
    home = Paths.of({"JIANWEN_HOME": str(tmp_path / "var")})
    (home.path / "slow-pages.json").write_text(json.dumps({id: 2, 999: 1}))
    with CrawlSession(
        home, store, [SOURCE], "crawl", "0.1", CrawlOptions(dry_run=True, holds_lock=True)
    ) as session:
        assert list(session.iter_unread_pages(SOURCE)) == []
    (verdict,) = store.query("SELECT kind, reason, detail FROM verdicts")
    assert tuple(verdict) == ("quarantine", "crash", "2 runs were killed while it was read")
