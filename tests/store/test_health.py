"""A source is judged by what it brings, not by whether it answers."""

from dataclasses import replace

import pytest

from store.health import NEEDS_SOMEBODY, Standing, judge, span
from store.sources import SourceHealth

NOW = "2026-11-26T12:00:00Z"
WEEK = 7 * 86_400
WELL = SourceHealth(
    name="a", title="", kind="news", enabled=True, licence="", full_text="none", translate=False, stale_after=WEEK, articles=1,
    waiting=0, failed=0, last_run="2026-11-26T08:00:00Z", last_state="ok", last_error="", last_new="2026-11-26T08:00:00Z",
    added="2026-01-01T00:00:00Z", newest="2026-11-26T07:00:00Z",
)  # fmt: skip
GAP = "possible gap: the oldest of 10 entries (2026-11-20) is newer than the last visit (2026-11-18): http://a.example/rss"

CASES = {
    "well": ({}, "ok", ""),
    "a draft": ({"enabled": False, "last_state": "failed"}, "draft", ""),
    "not asked yet": ({"last_run": "", "last_state": ""}, "never run", ""),
    "killed in its first run": ({"last_state": ""}, "ok", ""),
    "failed": ({"last_state": "failed", "last_error": "feed: answered 500", "newest": "2025-01-01"}, "failed", "feed: answered 500"),
    "blocked": ({"last_state": "blocked", "last_error": "answered 403 here"}, "blocked", "answered 403 here"),
    "challenged": ({"last_state": "challenged", "last_error": "until 2026-11-27"}, "challenged", "until 2026-11-27"),
    "refused": ({"last_state": "refused", "last_error": "robots.txt forbids it"}, "refused", "robots.txt forbids it"),
    "failed without a word": ({"last_state": "failed"}, "failed", "failed"),
    "a state of another version": ({"last_state": "upset", "last_error": "x"}, "failed", "x"),
    "a zombie after its first run": (
        {"newest": "2025-06-01T04:00:00Z"},
        "stale",
        "answers, but its newest article is of 2025-06-01, 543 days ago (limit 7 days)",
    ),
    "a zombie after four runs": (
        {"newest": "2025-06-01T04:00:00Z", "quiet": 3},
        "stale",
        "answers, but its newest article is of 2025-06-01, 543 days ago (limit 7 days); 3 runs without news",
    ),
    "quiet and young": ({"quiet": 9, "newest": "2026-11-20T12:00:00Z"}, "ok", ""),
    "at the limit": ({"newest": "2026-11-19T12:00:00Z"}, "ok", ""),
    "a second beyond it": (
        {"newest": "2026-11-19T11:59:59Z", "quiet": 1},
        "stale",
        "answers, but its newest article is of 2026-11-19, 7 days ago (limit 7 days); 1 run without news",
    ),
    "a bare day counts from its end": ({"newest": "2026-11-19"}, "ok", ""),
    "a bare day of long ago": (
        {"newest": "2026-11-17", "stale_after": 36 * 3_600},
        "stale",
        "answers, but its newest article is of 2026-11-17, 8 days ago (limit 36 hours)",
    ),
    "today, in a zone east of UTC": ({"newest": "2026-11-26"}, "ok", ""),
    "without dates, alive": ({"newest": ""}, "ok", ""),
    "without dates, dead": (
        {"newest": "", "last_new": "2026-11-01T00:00:00Z", "quiet": 25},
        "stale",
        "answers, but its last new article came on 2026-11-01, 25 days ago (limit 7 days); 25 runs without news",
    ),
    "dates win over what was stored": ({"newest": "2026-11-25", "last_new": "2026-01-01T00:00:00Z"}, "ok", ""),
    "never brought anything": (
        {"newest": "", "last_new": "", "added": "2026-11-16T12:00:00Z", "quiet": 10},
        "stale",
        "answers, but has brought no article since it was added on 2026-11-16, 10 days ago (limit 7 days); 10 runs without news",
    ),
    "new and still empty": ({"newest": "", "last_new": "", "added": "2026-11-25T12:00:00Z"}, "ok", ""),
    "nobody asks any more": (
        {"newest": "2026-11-08T07:00:00Z", "last_run": "2026-11-08T08:00:00Z"},
        "stale",
        "nobody has asked it since 2026-11-08, 18 days ago; is `jianwen crawl` still run?",
    ),
    "no limit": ({"newest": "2001-01-01", "stale_after": 0}, "ok", ""),
    "a gap": ({"notes": ("page 2 cannot be read", GAP)}, "gap", GAP),
    "other notes": ({"notes": ("cannot be backfilled",)}, "ok", ""),
    "stale before a gap": (
        {"newest": "2025-06-01T04:00:00Z", "notes": (GAP,)},
        "stale",
        "answers, but its newest article is of 2025-06-01, 543 days ago (limit 7 days)",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_source_has_a_word_and_a_reason(case):
    changes, state, reason = CASES[case]
    standing = judge(replace(WELL, **changes), NOW)
    assert standing == Standing(state, reason)
    assert standing.needs_somebody == bool(reason) == (state in NEEDS_SOMEBODY)


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
