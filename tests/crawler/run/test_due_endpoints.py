"""Which sources and documents are asked in a run."""

import pytest

from crawler.run.due_endpoints import PollingSchedule
from crawler.run.result import SourceResult
from records.page import Hint
from records.source import Source
from store.db.times import add_seconds
from store.ledger.intervals import POLL_MAX_SECONDS, POLL_MIN_SECONDS
from store.ledger.urls import DueUrl
from store.open import open_store
from store.sources.sources import sync_sources

pytestmark = pytest.mark.dates

NOW = "2026-11-23T19:00:00Z"
PUBLIC = Source("public", "日报", "news", "https://daily.example/")
OWN = Source("own", "自家", "news", "http://127.0.0.1:8000/")
SLOW = Source("slow", "周刊", "news", "http://127.0.0.1:8000/", every=7 * 86_400)
SOURCES = (PUBLIC, OWN, SLOW)


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "jianwen.db") as store:
        sync_sources(store, SOURCES, NOW)
        yield store


def looks(store, at=NOW, *, all=False):
    return PollingSchedule(store, SOURCES, frozenset(("127.0.0.1:8000",)), at, poll_all=all)


def document(due_at):
    return DueUrl(
        1, "https://daily.example/rss.xml", "public", "feed", "", "", 0, Hint(), due_at=due_at
    )


def test_after_a_look_a_public_source_rests_and_one_of_the_operators_own_does_not(store):
    for source in SOURCES:
        looks(store).record_result(SourceResult(source.name), NOW)
    again = looks(store, add_seconds(NOW, POLL_MIN_SECONDS / 2))
    assert [bool(again.find_next_due(source)) for source in SOURCES] == [True, False, True]
    assert [looks(store, NOW, all=True).find_next_due(source) for source in SOURCES] == ["", "", ""]
    assert [
        bool(looks(store, add_seconds(NOW, 86_400)).find_next_due(source)) for source in SOURCES
    ] == [False, False, True]


def test_a_source_that_was_not_asked_keeps_its_time(store):
    looks(store).record_result(SourceResult("public"), NOW)
    until = looks(store).find_next_due(PUBLIC)
    looks(store).record_result(SourceResult("public", next_due=until), add_seconds(NOW, 60))
    assert looks(store, add_seconds(NOW, 60)).find_next_due(PUBLIC) == until


def test_a_document_waits_for_its_own_time_unless_somebody_wants_it(store):
    later_today = add_seconds(NOW, 3_600)
    assert looks(store).find_endpoint_next_due(PUBLIC, document(later_today), NOW) == later_today
    assert looks(store, all=True).find_endpoint_next_due(PUBLIC, document(later_today), NOW) == ""
    assert looks(store).find_endpoint_next_due(OWN, document(later_today), NOW) == ""
    assert looks(store).find_endpoint_next_due(PUBLIC, document(""), NOW) == ""
    assert looks(store).find_endpoint_next_due(PUBLIC, document(NOW), NOW) == ""
    assert (
        looks(store).find_endpoint_next_due(
            PUBLIC, document(add_seconds(NOW, 2 * POLL_MAX_SECONDS)), NOW
        )
        == ""
    ), "a wrong clock wrote it"
