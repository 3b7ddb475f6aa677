"""A run's end is written, or it is said that it was not; a page is counted once."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.options import Options
from crawler.session import Session
from records.home import Home
from records.page import Page
from records.source import Source
from records.verdict import StoreError
from store.database import Store, open_store
from store.runs import run_sources, runs

pytestmark = pytest.mark.dates
SOURCE = Source("daily", "Daily", "news", "https://daily.example/")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "var" / "jianwen.db", wait=0.05) as store:
        yield store


@pytest.fixture
def session(store: Store, tmp_path: Path) -> Session:
    return Session(Home.of({"JIANWEN_HOME": str(tmp_path / "var")}), store, [SOURCE], "crawl", "0.1", Options(dry=True))


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    """Another program's connection to the same store."""
    with open_store(store.path) as other:
        yield other


def test_a_run_that_ends_is_written_with_its_exit_code(session, store):
    with session:
        pass
    assert [(run.exit_code, bool(run.finished)) for run in runs(store, 9)] == [(0, True)]


def test_an_end_that_cannot_be_written_is_told(session, store, other):
    with pytest.raises(StoreError, match="kept it locked"), other.writing(), session:
        pass
    assert [run.exit_code for run in runs(store, 9)] == [None]
    assert isinstance(session.fault, StoreError)


def test_the_fault_that_ended_a_run_is_the_one_that_is_told(session, other):
    with pytest.raises(StoreError, match="the first fault"), other.writing(), session:
        raise StoreError("the first fault")


def test_a_page_that_is_read_again_to_the_same_end_is_not_counted_again(store, tmp_path):
    text = "流感疫苗每年接种一次，老年人和儿童优先接种，接种后留观三十分钟。" * 4
    html = f"<title>接种提醒</title><h1>接种提醒</h1><p>{text}</p>"
    page = Page(url="https://daily.example/1", source="daily", body=html.encode(), fetched="2026-11-23T19:00:00Z")
    with Session(Home.of({"JIANWEN_HOME": str(tmp_path / "var")}), store, [SOURCE], "crawl", "0.1", Options()) as session:
        first = asyncio.run(session.take(SOURCE, page))
        again = asyncio.run(session.take(SOURCE, page, id=1))
    (result,) = session.result.sources
    assert (first.kind, again.kind, result.new, result.unchanged) == ("new", "unchanged", 1, 0)
    (counted,) = run_sources(store, session.run)
    assert (counted.new, counted.unchanged, counted.fetched) == (1, 0, 1)
