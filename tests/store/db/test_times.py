"""Times have one form in the store."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.db.times import format_time_span, to_utc

pytestmark = pytest.mark.dates


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
    assert to_utc(given) == kept


@given(st.text(max_size=30))
@settings(max_examples=50, deadline=None)
def test_any_text_gives_a_time_or_nothing(text):
    assert to_utc(to_utc(text)) == to_utc(text)


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
    assert format_time_span(seconds) == said
