"""Times have one form in the store."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.schedule import recheck_at, retry_at
from store.times import later, seconds_between, span, utc

NOW = "2026-11-23T19:00:00Z"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-11-20T08:30:00+08:00", "2026-11-20T00:30:00Z"),
        ("2026-11-20T08:30+08:00", "2026-11-20T00:30:00Z"),
        ("2026-11-20T08:30:00.25Z", "2026-11-20T08:30:00Z"),
        ("2026-11-20", "2026-11-20"),
        ("20261120", "2026-11-20"),
        ("2026-11-20T08:30:00", "2026-11-20"),
        ("0001-01-01T00:00:00+08:00", ""),
        ("", ""),
        ("yesterday", ""),
        ("2026-02-30", ""),
    ],
)
def test_a_time_is_kept_as_utc_and_a_day_as_a_day(given, kept):
    assert utc(given) == kept


@given(st.text(max_size=30))
@settings(max_examples=50, deadline=None)
def test_any_text_gives_a_time_or_nothing(text):
    assert utc(utc(text)) == utc(text)


def test_waits_grow_to_about_a_year_and_stay():
    waits = [seconds_between(NOW, recheck_at(NOW, checks)) for checks in range(20)]
    assert waits[:5] == [3_600, 21_600, 86_400, 604_800, 1_209_600]
    assert waits[-1] == waits[-2] == 64 * 604_800


def test_the_wait_after_a_failure_is_the_longer_of_ours_and_the_hosts():
    assert retry_at(NOW, 1, 0) == later(NOW, 300)
    assert retry_at(NOW, 99, 0) == later(NOW, 86_400)
    assert retry_at(NOW, 1, 1_000.5) == later(NOW, 1_000.5)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (3_600, "1 hour"),
        (7_300, "2 hours"),
        (86_399, "23 hours"),
        (86_400, "1 day"),
        (90_000, "25 hours"),
        (172_800, "2 days"),
        (700_000, "8 days"),
    ],
)
def test_a_span_is_said_in_hours_or_days(seconds, said):
    assert span(seconds) == said
