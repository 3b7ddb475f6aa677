"""A JSON Feed gives its articles as any feed does."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.announcement import Announcement, ReadOptions, SkippedEntry, UnreadableEndpoint
from records.limits import JSON_VALUES
from records.reasons import SkipReason
from spiders.discovery.feeds.rss_atom import read_feed

pytestmark = pytest.mark.dates
BASE = "http://example.org/feed.json"
FULL = ReadOptions(now="2026-11-23T00:00:00+00:00", language="zh", full_text=True)


def read(value: object) -> Announcement:
    return read_feed(json.dumps(value).encode(), BASE, FULL)


def test_items_become_candidates_or_are_skipped():
    found = read(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "home_page_url": "https://example.org/news/",
            "items": [
                {
                    "id": "1",
                    "url": "/1",
                    "title": "A &amp; <b>B</b>",
                    "content_html": "<p>x</p>",
                    "date_published": "2026-09-25T10:00:00Z",
                    "date_modified": "2099-09-25T10:00:00Z",
                    "authors": [{"name": "Ann"}, "Bo", {"name": 3}],
                    "language": "zh",
                },
                {"id": "http://example.org/2", "content_text": "x\ny", "author": {"name": "Bo"}},
                {"id": "urn:3", "title": "drei"},
                {"id": 4},
                "rubbish",
                {"url": "http://example.org/news/"},
            ],
        }
    )
    first, second = found.candidates
    assert (first.url, first.text, first.hint.title) == (
        "http://example.org/1",
        "<p>x</p>",
        "A & B",
    )
    assert (first.hint.published, first.hint.modified, first.hint.authors) == (
        "2026-09-25T10:00:00+00:00",
        "",
        ("Ann",),
    )
    assert (second.url, second.text, second.hint.authors) == (
        "http://example.org/2",
        "<p>x</p><p>y</p>",
        ("Bo",),
    )
    assert second.hint.summary == "x y"
    assert found.skipped == (
        SkippedEntry(SkipReason.NO_LINK, "drei"),
        SkippedEntry(SkipReason.NO_LINK, ""),
        SkippedEntry(SkipReason.NO_LINK, ""),
        SkippedEntry(SkipReason.CHANNEL_PAGE, "http://example.org/news/"),
    )
    assert found.faults == ("1 × a date in the future; dropped",)


@pytest.mark.parametrize(
    "body",
    [
        b'{"items": 3}',
        b"[1]",
        b"{broken",
        b'{"items": [' + b"9" * 5_000 + b"]}",
        b"[" * 100_000,
        b'{"items":[' + b"{}," * JSON_VALUES + b"{}]}",
    ],
    ids=["no list", "list", "broken", "long number", "deep", "many"],
)
def test_what_is_no_json_feed_is_unreadable(body):
    with pytest.raises(UnreadableEndpoint) as raised:
        read_feed(body, BASE, FULL)
    assert not raised.value.transient


@pytest.mark.parametrize("body", [b"{}", b"[]"])
def test_an_empty_answer_may_pass(body):
    with pytest.raises(UnreadableEndpoint) as raised:
        read_feed(body, BASE, FULL)
    assert raised.value.transient


def test_items_beyond_the_cap_are_left_out_and_told(monkeypatch):
    monkeypatch.setattr("spiders.discovery.entries.ANNOUNCED_MAX", 3)
    found = read({"items": [{"url": f"/{n}"} for n in range(5)]})
    assert len(found.candidates) == 3
    assert found.faults == ("holds more than 3 entries; the rest is left out",)


def test_lone_surrogates_and_controls_reach_no_field():
    body = (
        b'{"items": [{"url": "http://example.org/1\\ud800", "title": "A\\u0000\\ud800",'
        b' "content_html": "tab\there"}]}'
    )
    (item,) = read_feed(body, BASE, FULL).candidates
    assert (item.url, item.hint.title, item.text) == ("http://example.org/1", "A", "tab\there")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.just("http://a.example/1"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["url", "id", "title", "authors", "name", "items"]), inner
        )
    ),
    max_leaves=12,
)


@given(st.lists(VALUES, max_size=4))
@settings(deadline=None)
def test_whatever_stands_among_the_items_is_told(items):
    found = read({"items": items})
    assert found.entries == len(items)
