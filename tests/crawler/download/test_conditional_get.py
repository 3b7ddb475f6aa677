"""What is asked for conditionally, what an answer says of its own freshness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.download.conditional_get import (
    FULL_FETCH_SECONDS,
    build_conditional_headers,
    build_endpoint_response,
    read_max_age,
)
from records.page import Hint
from store.db.times import add_seconds
from store.ledger.intervals import POLL_MAX_SECONDS
from store.ledger.urls import DueUrl

pytestmark = pytest.mark.dates

NOW = "2026-11-23T19:00:00Z"
URL = "http://a.example/rss.xml"


def due(etag: str = '"1"', whole: str = NOW) -> DueUrl:
    return DueUrl(7, URL, "daily", "feed", etag, "yesterday", 0, Hint(), whole=whole)


def test_a_known_address_is_asked_for_conditionally_and_a_new_one_is_not():
    assert build_conditional_headers(due(), NOW) == {
        "If-None-Match": '"1"',
        "If-Modified-Since": "yesterday",
    }
    assert build_conditional_headers(DueUrl(7, URL, "daily", "feed", "", "", 0, Hint()), NOW) == {}


def test_after_a_week_it_is_asked_for_whole():
    assert build_conditional_headers(due(), add_seconds(NOW, FULL_FETCH_SECONDS / 2)) != {}
    assert build_conditional_headers(due(), add_seconds(NOW, FULL_FETCH_SECONDS)) == {}
    assert build_conditional_headers(due(whole=""), add_seconds(NOW, FULL_FETCH_SECONDS)) != {}, (
        "when it was whole last is not known of old stores"
    )


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("max-age=300", 300),
        ("public, MAX-AGE = 60", 60),
        ('private,max-age="7"', 7),
        ("s-maxage=300", 0),
        ("no-cache", 0),
        ("", 0),
        ("max-age=soon", 0),
        ("max-age=-5", 0),
    ],
)
def test_an_answer_says_how_long_it_stays_fresh(line, seconds):
    assert read_max_age(Response(URL, headers={"Cache-Control": line})) == seconds


@given(st.text(st.characters(max_codepoint=255), max_size=60))
def test_any_line_says_some_seconds(line):
    assert read_max_age(Response(URL, headers={"Cache-Control": line.encode("latin-1")})) >= 0


def test_the_longer_wish_holds_up_to_a_day():
    response = Response(URL, headers={"Cache-Control": "max-age=300", "ETag": '"2"'})
    assert (
        build_endpoint_response(due(), response).fresh_seconds,
        build_endpoint_response(due(), response, ttl=3_600).fresh_seconds,
    ) == (
        300,
        3_600,
    )
    assert build_endpoint_response(due(), response, ttl=10**9).fresh_seconds == POLL_MAX_SECONDS
    assert build_endpoint_response(due(), response, "abc").etag == '"2"'
