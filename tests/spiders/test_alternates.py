"""Of a page in several languages the one in the source's own is taken."""

import pytest

from records.page import Candidate
from spiders.alternates import choose, in_language
from spiders.found import OTHER_LANGUAGE, Found, Skipped

PAGES = [
    ("en", "http://a.example/en"),
    ("zh-Hans", "http://a.example/hans"),
    ("zh-TW", "http://a.example/tw"),
    ("x-default", "http://a.example/"),
]


@pytest.mark.parametrize(
    ("url", "language", "page"),
    [
        ("http://a.example/en", "zh", "http://a.example/hans"),
        ("http://a.example/en", "zh-tw", "http://a.example/tw"),
        ("http://a.example/en", "en-GB", "http://a.example/en"),
        ("http://a.example/en", "de", ""),
        ("http://a.example/", "de", None),
        ("http://a.example/other", "de", None),
    ],
)
def test_a_language_has_its_page_none_or_is_not_told(url, language, page):
    assert in_language(PAGES, url, language) == page


def test_each_page_is_taken_once():
    one, two, three = (Candidate(f"http://a.example/{name}") for name in ("en/1", "zh/1", "en/2"))
    pages = {"http://a.example/en/1": "https://a.example/zh/1", "http://a.example/zh/1": "http://a.example/zh/1"}
    found = choose(Found((one, two, three)), {**pages, "http://a.example/en/2": "http://a.example/zh/2"})
    assert [kept.url for kept in found.candidates] == ["http://a.example/zh/1", "http://a.example/zh/2"]
    assert found.skipped == (Skipped(OTHER_LANGUAGE, "http://a.example/en/1"),)
    none = choose(Found((one,)), {"http://a.example/en/1": ""})
    assert none.skipped == (Skipped(OTHER_LANGUAGE, "http://a.example/en/1"),)
