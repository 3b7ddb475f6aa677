"""What is asked for conditionally, what an answer says of its own freshness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.conditional import answered, max_age, validators
from records.limits import LOOK_MOST, WHOLE_SECONDS
from records.page import Hint
from store.ledger import Due
from store.times import later

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
URL = "http://a.example/rss.xml"


def due(etag: str = '"1"', whole: str = NOW) -> Due:
    return Due(7, URL, "daily", "feed", etag, "yesterday", 0, Hint(), whole=whole)


def test_a_known_address_is_asked_for_conditionally_and_a_new_one_is_not():
    assert validators(due(), NOW) == {"If-None-Match": '"1"', "If-Modified-Since": "yesterday"}
    assert validators(Due(7, URL, "daily", "feed", "", "", 0, Hint()), NOW) == {}


def test_after_a_week_it_is_asked_for_whole():
    assert validators(due(), later(NOW, WHOLE_SECONDS / 2)) != {}
    assert validators(due(), later(NOW, WHOLE_SECONDS)) == {}
    assert validators(due(whole=""), later(NOW, WHOLE_SECONDS)) != {}, "when it was whole last is not known of old stores"


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
    assert max_age(Response(URL, headers={"Cache-Control": line})) == seconds


@given(st.text(st.characters(max_codepoint=255), max_size=60))
def test_any_line_says_some_seconds(line):
    assert max_age(Response(URL, headers={"Cache-Control": line.encode("latin-1")})) >= 0


def test_the_longer_wish_holds_up_to_a_day():
    response = Response(URL, headers={"Cache-Control": "max-age=300", "ETag": '"2"'})
    assert (answered(due(), response).fresh, answered(due(), response, ttl=3_600).fresh) == (300, 3_600)
    assert answered(due(), response, ttl=10**9).fresh == LOOK_MOST
    assert answered(due(), response, "abc").etag == '"2"'
