"""Waits grow where nothing happens, and are over a little early."""

import pytest

from records.limits import EARLY, LOOK_MOST
from store.schedule import next_wait, over_at, recheck_at, retry_at
from store.times import later, seconds_between

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"


def test_waits_grow_to_about_a_year_and_stay():
    waits = [seconds_between(NOW, recheck_at(NOW, checks)) for checks in range(20)]
    assert waits[:5] == [EARLY * wait for wait in (3_600, 21_600, 86_400, 604_800, 1_209_600)]
    assert waits[-1] == waits[-2] == EARLY * 64 * 604_800


def test_the_wait_after_a_failure_is_the_longer_of_ours_and_the_hosts():
    assert retry_at(NOW, 1, 0) == later(NOW, EARLY * 300)
    assert retry_at(NOW, 99, 0) == later(NOW, EARLY * 86_400)
    assert retry_at(NOW, 1, 1_000.5) == later(NOW, 1_000.5)


def test_a_daily_run_that_begins_some_minutes_early_misses_nothing_that_waits_for_a_day():
    tomorrow = later(NOW, 86_400 - 600)
    assert max(recheck_at(NOW, 2), retry_at(NOW, 4, 0), over_at(NOW, LOOK_MOST)) < tomorrow


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
def test_a_source_is_asked_twice_as_often_after_news_and_less_often_without(wait, least, news, following):
    assert next_wait(wait, least, news=news) == following
