"""A source is asked at its own rhythm, and never kept waiting by a clock that was wrong."""

import pytest

from records.source import Source
from store.db.times import add_seconds
from store.ledger.intervals import (
    POLL_FIRST_SECONDS,
    POLL_MAX_SECONDS,
    find_next_due,
    find_wait_end,
    record_poll,
)
from store.open import open_store
from store.sources.sources import list_source_facts, sync_sources

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "jianwen.db") as store:
        sync_sources(store, [Source("daily", "日报", "news", "https://daily.example/")], NOW)
        yield store


def look(store, at, *, least=600, news=False, failed=False):
    record_poll(store, "daily", at, min_interval=least, has_news=news, failed=failed)
    return find_next_due(store, at)


def test_a_source_rests_until_its_time_and_then_no_more(store):
    until = find_wait_end(NOW, POLL_FIRST_SECONDS)
    assert look(store, NOW) == {"daily": until}
    assert list_source_facts(store)[0].due_at == until
    assert find_next_due(store, until) == {}


def test_without_news_it_is_asked_less_often_up_to_once_a_day(store):
    at, waits = NOW, []
    for _ in range(12):
        (until,) = look(store, at).values()
        waits.append(store.query_number("SELECT wait FROM sources"))
        at = until
    assert waits == sorted(waits)
    assert waits[-1] == POLL_MAX_SECONDS
    look(store, at, news=True)
    assert store.query_number("SELECT wait FROM sources") == POLL_MAX_SECONDS / 2


def test_an_hourly_run_asks_a_daily_feed_a_few_times_a_day(store):
    asked = 0
    for hour in range(24 * 14):
        at = add_seconds(NOW, hour * 3_600)
        if not find_next_due(store, at):
            asked += 1
            look(store, at, news=hour % 24 == 0)
    assert 14 <= asked <= 14 * 4


def test_a_daily_run_asks_every_source_every_day_whatever_it_brings(store):
    for day in range(30):
        at = add_seconds(NOW, day * 86_400 - day % 7 * 600)
        assert find_next_due(store, at) == {}
        look(store, at, news=day % 5 == 0)


def test_what_failed_or_has_no_least_time_is_asked_by_the_next_run(store):
    look(store, NOW)
    wait = store.query_number("SELECT wait FROM sources")
    assert look(store, NOW, failed=True) == {}
    assert store.query_number("SELECT wait FROM sources") == wait
    assert look(store, NOW, least=0) == {}


def test_a_time_that_a_wrong_clock_wrote_keeps_nobody_waiting(store):
    look(store, add_seconds(NOW, 400 * 86_400))
    assert find_next_due(store, NOW) == {}
    look(store, NOW, least=7 * 86_400)
    assert list(find_next_due(store, add_seconds(NOW, 5 * 86_400))) == ["daily"]
