"""A source is judged by what it brings, not by whether it answers."""

from dataclasses import replace
from typing import get_args

import pytest

from store.sources.health import (
    STATES_NEEDING_SOMEBODY,
    TODO_BY_STATE,
    HealthState,
    SourceHealth,
    judge_source,
)
from store.sources.measures import DayMeasures, EndpointGap, EndpointMeasures, SourceMeasures
from store.sources.sources import SourceFacts

pytestmark = pytest.mark.dates
NOW = "2026-11-26T12:00:00Z"
WEEK = 7 * 86_400
WELL = SourceFacts(
    name="a",
    title="",
    kind="news",
    enabled=True,
    licence="",
    full_text="none",
    translate=False,
    stale_after=WEEK,
    articles=1,
    waiting=0,
    failed=0,
    last_run="2026-11-26T08:00:00Z",
    last_state="ok",
    last_error="",
    last_new="2026-11-26T08:00:00Z",
    added="2026-01-01T00:00:00Z",
    newest="2026-11-26T07:00:00Z",
)
GAP = (
    "possible gap: the oldest of 10 entries (2026-11-20) is newer than the last visit (2026-11-18):"
    " http://a.example/rss"
)
MISSED = SourceMeasures(
    endpoints=(
        EndpointMeasures(
            "feed", "http://a.example/rss", 200, 10, gap=EndpointGap(10, "2026-11-20", "2026-11-18")
        ),
    )
)

CASES = {
    "well": ({}, "ok", ""),
    "a draft": ({"enabled": False, "last_state": "failed"}, "draft", ""),
    "not asked yet": ({"last_run": "", "last_state": ""}, "never run", ""),
    "killed in its first run": ({"last_state": ""}, "ok", ""),
    "the first article of a new source cannot be stored": (
        {
            "last_new": "",
            "unstored": 1,
            "unstored_since": "2026-11-26T08:00:00Z",
            "unstored_reason": "redirects",
        },
        "nothing-stored",
        "announced 1 articles since 2026-11-26, none of them could be stored: redirects",
    ),
    "two in a day could not be stored": (
        {"unstored": 2, "unstored_since": "2026-11-26T08:00:00Z", "unstored_reason": "http-404"},
        "ok",
        "",
    ),
    "two could not be stored, the first a day ago": (
        {"unstored": 2, "unstored_since": "2026-11-25T08:00:00Z", "unstored_reason": "http-404"},
        "nothing-stored",
        "announced 2 articles since 2026-11-25, none of them could be stored: http-404",
    ),
    "three at once could not be stored": (
        {"unstored": 3, "unstored_since": "2026-11-26T08:00:00Z", "unstored_reason": "too-short"},
        "nothing-stored",
        "announced 3 articles since 2026-11-26, none of them could be stored: too-short",
    ),
    "failed": (
        {"last_state": "failed", "last_error": "feed: answered 500", "newest": "2025-01-01"},
        "failed",
        "feed: answered 500",
    ),
    "blocked": (
        {"last_state": "blocked", "last_error": "answered 403 here"},
        "blocked",
        "answered 403 here",
    ),
    "challenged": (
        {"last_state": "challenged", "last_error": "until 2026-11-27"},
        "challenged",
        "until 2026-11-27",
    ),
    "refused": (
        {"last_state": "refused", "last_error": "robots.txt forbids it"},
        "refused",
        "robots.txt forbids it",
    ),
    "failed without a word": ({"last_state": "failed"}, "failed", "failed"),
    "a state of another version": ({"last_state": "upset", "last_error": "x"}, "failed", "x"),
    "a zombie after its first run": (
        {"newest": "2025-06-01T04:00:00Z"},
        "silent",
        "answers, but its newest article is of 2025-06-01, 543 days ago (limit 7 days)",
    ),
    "a zombie after four runs": (
        {"newest": "2025-06-01T04:00:00Z", "quiet": 3},
        "silent",
        (
            "answers, but its newest article is of 2025-06-01, 543 days ago (limit 7 days); 3 runs"
            " without news"
        ),
    ),
    "quiet and young": ({"quiet": 9, "newest": "2026-11-20T12:00:00Z"}, "ok", ""),
    "at the limit": ({"newest": "2026-11-19T12:00:00Z"}, "ok", ""),
    "a second beyond it": (
        {"newest": "2026-11-19T11:59:59Z", "quiet": 1},
        "silent",
        (
            "answers, but its newest article is of 2026-11-19, 7 days ago (limit 7 days); 1 run"
            " without news"
        ),
    ),
    "a bare day counts from its end": ({"newest": "2026-11-19"}, "ok", ""),
    "a bare day of long ago": (
        {"newest": "2026-11-17", "stale_after": 36 * 3_600},
        "silent",
        "answers, but its newest article is of 2026-11-17, 8 days ago (limit 36 hours)",
    ),
    "today, in a zone east of UTC": ({"newest": "2026-11-26"}, "ok", ""),
    "without dates, alive": ({"newest": ""}, "ok", ""),
    "without dates, dead": (
        {"newest": "", "last_new": "2026-11-01T00:00:00Z", "quiet": 25},
        "silent",
        (
            "answers, but its last new article came on 2026-11-01, 25 days ago (limit 7 days); 25"
            " runs without news"
        ),
    ),
    "dates win over what was stored": (
        {"newest": "2026-11-25", "last_new": "2026-01-01T00:00:00Z"},
        "ok",
        "",
    ),
    "never brought anything": (
        {"newest": "", "last_new": "", "added": "2026-11-16T12:00:00Z", "quiet": 10},
        "silent",
        (
            "answers, but has brought no article since it was added on 2026-11-16, 10 days ago"
            " (limit 7 days); 10 runs without news"
        ),
    ),
    "new and still empty": (
        {"newest": "", "last_new": "", "added": "2026-11-25T12:00:00Z"},
        "ok",
        "",
    ),
    "nobody asks any more": (
        {"newest": "2026-11-08T07:00:00Z", "last_run": "2026-11-08T08:00:00Z"},
        "stale",
        "nobody has asked it since 2026-11-08, 18 days ago",
    ),
    "no limit": ({"newest": "2001-01-01", "stale_after": 0}, "ok", ""),
    "a gap": ({"vitals": MISSED}, "gap", GAP),
    "notes of any words": ({"notes": ("cannot be backfilled", GAP)}, "ok", ""),
    "stale before a gap": (
        {"newest": "2025-06-01T04:00:00Z", "vitals": MISSED},
        "silent",
        "answers, but its newest article is of 2025-06-01, 543 days ago (limit 7 days)",
    ),
}


FEED = EndpointMeasures("feed", "https://a.example/rss", 200, 20, readings=(20,) * 9)
LOST = replace(FEED, status=0, held=0, reason="dns", tries=7, since="2026-11-20T08:00:00Z")
MOVED = replace(FEED, moved="https://b.example/rss")
USUAL = DayMeasures(
    "2026-11-01",
    runs=4,
    read=1,
    held=20,
    firsts=4,
    new=4,
    answers=9,
    measured=4,
    chars=4_000,
    with_title=4,
    with_published=4,
)


def vitals(*last, endpoints=(FEED,), usual=USUAL, **known):
    """Nine ordinary days, then those given, as changes of an ordinary one."""
    days = [usual] * 9 + [replace(usual, **change) for change in last]
    return {
        "vitals": SourceMeasures(
            tuple(
                replace(day, day=f"2026-11-{number:02}")
                for number, day in enumerate(days, 26 - len(days))
            ),
            endpoints,
            **known,
        )
    }


def published(*days):
    return {
        "newest": f"2026-11-{days[0]:02}",
        **vitals(published=tuple(f"2026-11-{day:02}" for day in days)),
    }


CASES |= {
    "lists, pages and articles as usual": (vitals(), "ok", ""),
    "nobody at its only address": (
        vitals(endpoints=(LOST,)) | {"last_state": "failed"},
        "dead",
        "its only address failed 7 times in a row, none has answered since 2026-11-20 (6 days): "
        "https://a.example/rss its host has no address any more",
    ),
    "nobody at either address": (
        vitals(
            endpoints=(
                replace(LOST, reason="http-410", status=410),
                replace(LOST, tries=4, since="2026-11-23T08:00:00Z"),
            )
        ),
        "dead",
        (
            "all 2 addresses failed 4 times in a row, none has answered since 2026-11-23 (3"
            " days): https://a.example/rss answers 410"
        ),
    ),
    "nobody at one of two": (
        vitals(endpoints=(LOST, FEED)) | {"last_state": "failed", "last_error": "dns"},
        "failed",
        "dns",
    ),
    "away for a day": (
        vitals(endpoints=(replace(LOST, since="2026-11-25T08:00:00Z"),))
        | {"last_state": "failed", "last_error": "dns"},
        "failed",
        "dns",
    ),
    "away for two tries": (
        vitals(endpoints=(replace(LOST, tries=2),)) | {"last_state": "failed", "last_error": "dns"},
        "failed",
        "dns",
    ),
    "down, not gone": (
        vitals(endpoints=(replace(LOST, reason="http-500"),))
        | {"last_state": "failed", "last_error": "x"},
        "failed",
        "x",
    ),
    "moved": (
        vitals(endpoints=(MOVED,)),
        "moved",
        "feed https://a.example/rss has moved for good (301 or 308) to https://b.example/rss",
    ),
    "moved to where it cannot be read": (
        vitals(endpoints=(replace(MOVED, reason="unreadable"), MOVED)) | {"last_state": "failed"},
        "moved",
        (
            "feed https://a.example/rss has moved for good (301 or 308) to https://b.example/rss,"
            " which cannot be read (unreadable); "
            "so have 1 more of its addresses"
        ),
    ),
    "an empty list": (
        vitals({"new": 0}, endpoints=(replace(FEED, held=0, readings=(20, 21, 22, 0)),)),
        "layout-changed",
        (
            "feed https://a.example/rss answers 200 with 0 articles in it, where 21 are usual"
            " (median of 3 days)"
        ),
    ),
    "an unreadable list": (
        vitals(
            {"new": 0},
            endpoints=(replace(FEED, held=0, reason="unreadable", readings=(20, 21, 22, 0)),),
        )
        | {"last_state": "failed"},
        "layout-changed",
        (
            "feed https://a.example/rss answers 200 with 0 articles in it, where 21 are usual"
            " (median of 3 days)"
        ),
    ),
    "a nearly empty list": (
        vitals({"new": 0}, endpoints=(replace(FEED, held=1, readings=(20, 20, 20, 1)),)),
        "layout-changed",
        (
            "feed https://a.example/rss answers 200 with 1 article in it, where 20 are usual"
            " (median of 3 days)"
        ),
    ),
    "a short list that brings news": (
        vitals({"new": 1}, endpoints=(replace(FEED, held=1, readings=(20, 20, 20, 1)),)),
        "ok",
        "",
    ),
    "a list that is empty now and then": (
        vitals(endpoints=(replace(FEED, held=0, readings=(20, 0, 20, 20, 20, 0)),)),
        "ok",
        "",
    ),
    "a list that is usually short": (
        vitals(endpoints=(replace(FEED, held=0, readings=(4, 4, 4, 0)),)),
        "ok",
        "",
    ),
    "a list known for two days": (
        vitals(endpoints=(replace(FEED, held=0, readings=(20, 20, 0)),)),
        "ok",
        "",
    ),
    "short texts": (
        vitals({"chars": 160}, {"chars": 164}),
        "layout-changed",
        (
            "answers 200, but its last 8 new articles have 40 characters each, where 1000 are"
            " usual (the 32 before)"
        ),
    ),
    "seven short texts": (vitals({"chars": 160}, {"chars": 120, "measured": 3}), "ok", ""),
    "no dates": (
        vitals({"with_published": 0}, {"with_published": 1}),
        "layout-changed",
        (
            "answers 200, but 1 of its last 8 new articles have a date, where 100% is usual (the"
            " 32 before)"
        ),
    ),
    "outlets that were never there": (vitals({"with_outlet": 0}, {"with_outlet": 0}), "ok", ""),
    "pages without an article": (
        vitals({"new": 0, "measured": 0, "firsts": 10}),
        "layout-changed",
        (
            "answers 200, but 0 of its last 10 new pages became articles, where 100% is usual"
            " (the 32 before)"
        ),
    ),
    "a layout that changed before anything went quiet": (
        vitals({"new": 0, "measured": 0, "firsts": 10}) | {"newest": "2026-11-01"},
        "layout-changed",
        (
            "answers 200, but 0 of its last 10 new pages became articles, where 100% is usual"
            " (the 32 before)"
        ),
    ),
    "late": (
        published(21, 20, 19, 18, 17, 16, 15),
        "late",
        (
            "usually publishes every day (its last 7 publishing days), but nothing since"
            " 2026-11-21, 4 days ago"
        ),
    ),
    "late over weekends": (
        published(19, 16, 13, 10, 7, 4) | {"stale_after": 30 * 86_400},
        "late",
        (
            "usually publishes every 3 days or sooner (its last 6 publishing days), but nothing"
            " since 2026-11-19, 6 days ago"
        ),
    ),
    "one interval missed": (published(24, 23, 22, 21, 20, 19), "ok", ""),
    "too few days to know": (published(21, 20, 19, 18, 17), "ok", ""),
    "not late by its own fault": (
        published(21, 20, 19, 18, 17, 16, 15) | {"last_run": "2026-11-22T08:00:00Z"},
        "ok",
        "",
    ),
    "without dates, late by what it brought": (
        vitals(*[{"new": 0, "firsts": 0, "measured": 0}] * 4)
        | {"newest": "", "last_new": "2026-11-21T09:00:00Z"},
        "late",
        (
            "usually publishes every day (its last 9 publishing days), but nothing since"
            " 2026-11-21, 4 days ago"
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_source_has_a_word_and_a_reason(case):
    changes, state, reason = CASES[case]
    standing = judge_source(replace(WELL, **changes), NOW)
    assert standing == SourceHealth(state, reason)
    assert standing.needs_somebody == (state in STATES_NEEDING_SOMEBODY)
    assert (
        bool(reason) == bool(standing.todo) == (state in STATES_NEEDING_SOMEBODY or state == "late")
    )


@pytest.mark.parametrize("state", ["failed", "blocked", "challenged", "refused"])
def test_a_failure_that_is_tolerated_is_told_and_needs_nobody(state):
    standing = judge_source(replace(WELL, last_state=state, last_error="x", tolerated=True), NOW)
    assert (standing.state, standing.reason, standing.needs_somebody) == (state, "x", False)
    assert judge_source(replace(WELL, newest="2001-01-01", tolerated=True), NOW).needs_somebody, (
        "silence is not tolerated"
    )


def test_every_state_but_the_good_ones_says_what_to_do():
    assert set(get_args(HealthState)) - set(TODO_BY_STATE) == {"ok", "draft", "never run"}
