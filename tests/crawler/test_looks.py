"""Which sources and documents are asked in a run."""

import pytest

from crawler.looks import Looks
from crawler.result import SourceResult
from records.limits import LOOK_LEAST, LOOK_MOST
from records.page import Hint
from records.source import Source
from store.database import open_store
from store.ledger import Due
from store.sources import sync_sources
from store.times import later

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
    return Looks(store, SOURCES, frozenset(("127.0.0.1:8000",)), at, all=all)


def document(due_at):
    return Due(1, "https://daily.example/rss.xml", "public", "feed", "", "", 0, Hint(), due_at=due_at)


def test_after_a_look_a_public_source_rests_and_one_of_the_operators_own_does_not(store):
    for source in SOURCES:
        looks(store).note(SourceResult(source.name), NOW)
    again = looks(store, later(NOW, LOOK_LEAST / 2))
    assert [bool(again.rests(source)) for source in SOURCES] == [True, False, True]
    assert [looks(store, NOW, all=True).rests(source) for source in SOURCES] == ["", "", ""]
    assert [bool(looks(store, later(NOW, 86_400)).rests(source)) for source in SOURCES] == [False, False, True]


def test_a_source_that_was_not_asked_keeps_its_time(store):
    looks(store).note(SourceResult("public"), NOW)
    until = looks(store).rests(PUBLIC)
    looks(store).note(SourceResult("public", rests=until), later(NOW, 60))
    assert looks(store, later(NOW, 60)).rests(PUBLIC) == until


def test_a_document_waits_for_its_own_time_unless_somebody_wants_it(store):
    later_today = later(NOW, 3_600)
    assert looks(store).waits(PUBLIC, document(later_today), NOW) == later_today
    assert looks(store, all=True).waits(PUBLIC, document(later_today), NOW) == ""
    assert looks(store).waits(OWN, document(later_today), NOW) == ""
    assert looks(store).waits(PUBLIC, document(""), NOW) == ""
    assert looks(store).waits(PUBLIC, document(NOW), NOW) == ""
    assert looks(store).waits(PUBLIC, document(later(NOW, 2 * LOOK_MOST)), NOW) == "", "a wrong clock wrote it"
