"""Waits grow where nothing happens, and are over a little early."""

import pytest

from store.db.times import add_seconds, seconds_between
from store.ledger.intervals import (
    DUE_SHARE,
    POLL_MAX_SECONDS,
    find_next_interval,
    find_recheck_time,
    find_retry_time,
    find_wait_end,
)

pytestmark = pytest.mark.dates

NOW = "2026-11-23T19:00:00Z"


def test_waits_grow_to_about_a_year_and_stay():
    waits = [seconds_between(NOW, find_recheck_time(NOW, checks)) for checks in range(20)]
    assert waits[:5] == [DUE_SHARE * wait for wait in (3_600, 21_600, 86_400, 604_800, 1_209_600)]
    assert waits[-1] == waits[-2] == DUE_SHARE * 64 * 604_800


def test_the_wait_after_a_failure_is_the_longer_of_ours_and_the_hosts():
    assert find_retry_time(NOW, 1, 0) == add_seconds(NOW, DUE_SHARE * 300)
    assert find_retry_time(NOW, 99, 0) == add_seconds(NOW, DUE_SHARE * 86_400)
    assert find_retry_time(NOW, 1, 1_000.5) == add_seconds(NOW, 1_000.5)


def test_a_daily_run_that_begins_some_minutes_early_misses_nothing_that_waits_for_a_day():
    tomorrow = add_seconds(NOW, 86_400 - 600)
    assert (
        max(
            find_recheck_time(NOW, 2),
            find_retry_time(NOW, 4, 0),
            find_wait_end(NOW, POLL_MAX_SECONDS),
        )
        < tomorrow
    )


@pytest.mark.parametrize(
    ("wait", "least", "news", "following"),
    [
        (0, 600, True, 3_600),  # the first look says nothing yet
        (3_600, 600, True, 1_800),
        (3_600, 600, False, 5_400),
        (700, 600, True, 600),
        (80_000, 600, False, 86_400),
        (3_600, 7_200, True, 7_200),
        (86_400, 7 * 86_400, False, 7 * 86_400),
        (0, 0, True, 3_600),
    ],
)
def test_a_source_is_asked_twice_as_often_after_news_and_less_often_without(
    wait, least, news, following
):
    assert find_next_interval(wait, least, has_news=news) == following
